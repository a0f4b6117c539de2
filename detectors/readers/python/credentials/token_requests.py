"""Requests for a token of the program's own: by the grant that they send, or by a name and a password of its own."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import partial
from urllib.parse import parse_qsl

from detectors.facts import Request, Token
from detectors.places import Lines
from detectors.readers.python.credentials.token_lifetimes import Keeping
from detectors.readers.python.naming.ownership import is_own
from detectors.readers.python.naming.things import Const, Dictionary, Made
from detectors.readers.python.program import Program
from detectors.readers.python.syntax import nodes
from detectors.readers.python.syntax.traits import last_name
from detectors.vocabulary.names import words

_GRANTS = {
    "client_credentials": "client_credentials",
    "account_credentials": "account_credentials",
    "refresh_token": "refresh_token",
    "password": "password",
    "urn:ietf:params:oauth:grant-type:jwt-bearer": "jwt-bearer",
}
"""Those that a program can ask for by itself; a code or another's token is spent by its use."""
_LOGINS = re.compile(
    r"(?:^|/)(?:log-?in|sign-?in|auth|authenticate|authentication|tokens?|access_?token|get_?token|sessions?|obtain_?token)/?(?:[?#]|$)",
    re.I,
)
"""The end of an address that takes a name and a password and gives a token."""
_SECRETS = frozenset({"password", "passwd", "pwd", "secret", "client_secret", "apikey", "api_key"})
_TOKEN = re.compile(r"(?i)token|jwt|bearer")
_WRAPS = ("json.dumps", "urllib.parse.urlencode", "urlencode", "orjson.dumps")
_DEEPEST = 3


def tokens(
    program: Program, requests: dict[nodes.Call, Request], keeping: Keeping
) -> Iterator[Token]:
    """Those of a file, in the order of the source."""
    for call, request in requests.items():
        if request.method in {"", "POST", "GET"} and (grant := _grant(program, call, request)):
            yield Token(
                file=program.file,
                lines=request.lines,
                columns=request.columns,
                statement=request.statement,
                span=request.span,
                anchors=request.anchors,
                grant=grant,
                request=request,
                node=call,
                repeats=partial(keeping.again, call),
                keeps=partial(keeping.stored, call),
                guards=partial(keeping.guard, call),
                precedes=partial(_serves, request, requests),
            )


def _serves(request: Request, requests: dict[nodes.Call, Request]) -> Lines | None:
    """The first loop behind it, in the same function or outside all, that asks for something else."""
    function = request.context.function
    for other in requests.values():
        if other.context.function is not function or other.lines <= request.lines:
            continue
        for loop in other.context.loops:
            if loop.lines.first > request.lines.last and loop.lines.holds(other.lines):
                return loop.header
    return None


def _grant(program: Program, call: nodes.Call, request: Request) -> str:
    """What it asks by; empty where it asks for no token, or for one that is somebody's."""
    fields: dict[str, nodes.BaseExpression | str] = {}
    for argument in call.args:
        fields |= _fields(program, argument.value)
    if url := request.setting("url").string:
        fields |= dict(parse_qsl(url.partition("?")[2]))
    said = fields.get("grant_type")
    text = said if isinstance(said, str) or said is None else program.evaluator.text(said)
    if said is not None:
        grant = _GRANTS.get(text or "", "")
    else:
        grant = "login" if _is_login(program, call, request, fields) else ""
    return grant if grant and is_own(program, call) else ""


def _fields(
    program: Program, node: nodes.BaseExpression, depth: int = 0
) -> dict[str, nodes.BaseExpression | str]:
    """What a body or the parameters of an address hold, as far as they are spelled."""
    found: dict[str, nodes.BaseExpression | str] = {}
    if depth > _DEEPEST:
        return found
    if isinstance(node, nodes.Call) and last_name(node.func) == "encode":
        inner = node.func.value if isinstance(node.func, nodes.Attribute) else None
        return _fields(program, inner, depth + 1) if inner is not None else found
    for thing in program.evaluator.things(node):
        if isinstance(thing, Dictionary):
            found |= program.evaluator.dictionaries.entries(thing).known
        elif isinstance(thing, Const) and isinstance(thing.value, str) and "=" in thing.value:
            found |= dict(parse_qsl(thing.value))
        elif isinstance(thing, Made) and thing.maker in _WRAPS:
            for argument in program.arguments_of(thing).positional[:1]:
                found |= _fields(program, argument, depth + 1)
    return found


def _is_login(
    program: Program,
    call: nodes.Call,
    request: Request,
    fields: dict[str, nodes.BaseExpression | str],
) -> bool:
    """It sends a password or a secret to an address for logins, and a token is taken from the answer."""
    url = request.setting("url").string or ""
    if request.method != "POST" or not _LOGINS.search(url.partition("?")[0]):
        return False
    if not any(name.lower() in _SECRETS for name in fields):
        return False
    function = program.tree.function_of(call)
    statement = program.tree.statement_of(call)
    around = function.body if function is not None else statement.parent
    return any(
        _TOKEN.search(" ".join(words(text.value)))
        for text in program.tree.walk(around or statement)
        if isinstance(text, nodes.SimpleString) and isinstance(text.parent, nodes.Index | nodes.Arg)
    )
