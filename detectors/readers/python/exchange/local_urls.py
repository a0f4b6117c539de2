"""Addresses that leave no machine: `file:` and `data:` URLs, as written or as a test before them says."""

from __future__ import annotations

import re

from detectors.clients.model import Call
from detectors.facts import HOLE
from detectors.readers.python.control.conditions import spelt
from detectors.readers.python.program import Invocation, Program
from detectors.readers.python.syntax import nodes
from detectors.readers.python.syntax.traits import last_name

_LOCAL = re.compile(r"(?i)(file|data):")
_MAKES_ONE = frozenset({"as_uri", "path2url", "path_to_url", "path_to_file_url"})
"""Calls that make a URL of a path."""
_REMOTE = re.compile(r"(?i)(https?|ftp)://")
_NAMES_ONE = re.compile(r"(?i)(?:\w*_)?(?:ur[li]|link|href)s?(?:_?\d+)?|\w*[a-z]U(?:rl|RL|RI)s?")
"""What variables and fields are called that hold an address."""
_STARTS = r"""{url}(?:\.\w+\(\))*\.startswith\(\(?\s*["'](?:file|data):"""
_SCHEME = r"""(?:\w*scheme|url(?:parse|split)\({url}\)\.scheme)\s*==\s*["'](?:file|data)["']"""


def stays_here(program: Program, call: Call, invocation: Invocation) -> bool:
    """It opens a file of this machine, as `urlopen("file:...")` does; other clients refuse that.

    What takes an address, a file or the data itself (`pandas.read_csv`) opens what it is seen to be given.
    """
    for argument in call.arguments.get("opened", ()):
        source = invocation.arguments.get(argument.position, argument.keyword)
        if source is None or not _is_remote(program, source):
            return True
    if not invocation.name.startswith("urllib.request."):
        return False
    given = (invocation.arguments.get(a.position, a.keyword) for a in call.arguments.get("url", ()))
    return any(url is not None and _is_local(program, url) for url in given)


def _is_remote(program: Program, source: nodes.BaseExpression) -> bool:
    """An address that is written here, or something that is called one."""
    text = program.evaluator.text(source)
    if text is not None and not text.startswith(HOLE):
        return _REMOTE.match(text) is not None
    if isinstance(source, nodes.Name | nodes.Attribute):
        return _NAMES_ONE.fullmatch(last_name(source)) is not None
    return False


def _is_local(program: Program, url: nodes.BaseExpression) -> bool:
    """What stands here is a URL of a file, or of data that it holds itself."""
    text = program.evaluator.text(url)
    if text is not None and _LOCAL.match(text):
        return True
    if isinstance(url, nodes.Call):
        return last_name(url.func) in _MAKES_ONE
    if not isinstance(url, nodes.Name | nodes.Attribute):
        return False
    name = re.escape(program.code(url))
    says_so = rf"(?:{_STARTS}|{_SCHEME})".replace("{url}", name)
    holds = re.compile(rf"(?:not \(not )?(?:[\w.]+\.)?{says_so}[^()]*\)*")
    return any(holds.fullmatch(test) for test in spelt(program, url))
