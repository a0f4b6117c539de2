"""Signs in a file that somebody has thought of the messages that keep failing."""

from __future__ import annotations

import re
from functools import lru_cache

from detectors.readers.python.program import Program
from detectors.readers.python.syntax.traits import Node

_COMMENT = re.compile(r"(?m)(?:^|(?<=\s))#[^\n]*")
_DOCSTRING = re.compile(r"(?ms)^[ \t]*[rRuU]?(\"\"\"|\'\'\').*?\1")
_BY_POLICY = re.compile(
    r"(?i)(?:polic|configur)\w*[^\n]{0,80}(?:dead.?letter|dlx|dlq)|(?:dead.?letter|dlx|dlq)[^\n]{0,80}polic"
)
"""A remark that the broker has been told elsewhere."""
_ASIDE = re.compile(
    r"""(?ix)
    (?<![a-z])dead(?![a-z]|[_ -]?(?:worker|process|connection|thread|peer|node|host|consumer|client|server|socket|channel|pid))
    | dead_?letter | dlx | dlq | delivery[-_]?limit | redrive | quarantin | poison | park(?:ing|ed)
    | (?:error|fail|failed|failure|retry|wait|delay|delayed)s?[_.-](?:queue|exchange|topic|stream|routing|letter)
    | (?:queue|exchange|topic)s?[_.-](?:error|fail|retry|delay)
    """
)
"""The names of a place for what failed, of a limit, or of a queue in which it waits for another attempt."""
_COUNTED = re.compile(
    r"(?i)redeliver|x-death|delivery[_-]?(?:count|attempt|info)|num_delivered|deliveries|retr(?:y|ies)|attempt|(?<![a-z])tries"
    r"|(?:max|count|num|fail\w*)[_-](?:requeue|fail|error|count)"
)
"""In a function: something that tells the first delivery from the fifth."""


def code_of(program: Program) -> str:
    """The whole source without its comments, the parts that are not read among it."""
    return _without_remarks(program.source.text.source)


@lru_cache(maxsize=4)
def _without_remarks(source: str) -> str:
    return _DOCSTRING.sub("", _COMMENT.sub("", source))


def has_a_place_for_them(program: Program) -> bool:
    """The file names a place for what failed, or a limit of deliveries."""
    return program.says(_BY_POLICY) or _ASIDE.search(code_of(program)) is not None


def counts_deliveries(program: Program, node: Node) -> bool:
    """Something in here tells one delivery from the next."""
    return _COUNTED.search(_COMMENT.sub("", program.code(node))) is not None
