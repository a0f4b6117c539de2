"""Checks that pass where what they compare with is not set: `if not SECRET: return True`, `if SECRET: verify(...)`."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import chain
from typing import TYPE_CHECKING, NamedTuple

from detectors.credentials.secrets import means_a_credential
from detectors.facts import Bypass
from detectors.readers.python.naming.dataflow import key_of, value_of
from detectors.readers.python.naming.names import leaves
from detectors.readers.python.naming.origins import Origins
from detectors.readers.python.naming.things import Const
from detectors.readers.python.program import Program
from detectors.readers.python.syntax import nodes
from detectors.readers.python.syntax.traits import Node, body_of, descendants, dotted, last_name
from detectors.vocabulary import constant_time
from detectors.vocabulary.names import listed, words
from detectors.vocabulary.refusals import REFUSAL

if TYPE_CHECKING:
    from detectors.readers.python.context import Contexts

_COMPARES = constant_time.COMPARISONS | {"construct_event"}
_PROVES = re.compile(
    r"(?i)_?verify\w*|_?(validate|check|is_valid|valid)_?\w*(signature|token|hmac|secret|webhook|key)\w*"
)
_ERROR = re.compile(r"""\{\s*["']error["']\s*:""")
"""An answer that begins by saying what is wrong."""
_MACS = frozenset({"hmac.new", "hmac.digest", "hmac.HMAC"})
_ALWAYS_THERE = re.compile(
    r"environ\[|\b(?:token_(?:hex|urlsafe|bytes)|uuid4|urandom|generate_\w*(?:token|key|secret|password))\("
)
"""In what a secret is given: it has to be set, or one is made where none is."""
_ON_PURPOSE = re.compile(
    r"(?i)debug|dev|test|local|insecure|skip|disable|allow|anonymous|demo|mock"
)
"""Words of a test by which somebody chooses to do without the check."""

_ANSWER = re.compile(r"\b(?:resp|response)\.(?:json\(\)|headers\.get\(|content\b|text\b)")
"""How what was asked for is read, and never what a handler answers."""

_OF_PEOPLE = (
    ["password"],
    ["password1"],
    ["password2"],
    ["passwd"],
    ["pwd"],
    ["passphrase"],
    ["pass"],
)


class Open(NamedTuple):
    branch: nodes.If
    secret: nodes.BaseExpression


def bypasses(program: Program, contexts: Contexts) -> Iterator[Bypass]:
    """Those of a file."""
    origins = Origins(program)
    for function in program.tree.functions:
        found = _open(program, origins, function)
        if found is not None:
            yield bypass_of(program, contexts, origins, function, found)


def is_left_out(program: Program, function: nodes.FunctionDef) -> bool:
    """A function makes no check where its secret is not set."""
    return _open(program, Origins(program), function) is not None


def bypass_of(
    program: Program,
    contexts: Contexts,
    origins: Origins,
    function: nodes.FunctionDef,
    found: Open,
    *,
    is_sent: bool = False,
) -> Bypass:
    branch, secret = found
    sites = [program.tree.definition_of(site) for site in program.evaluator.sites(function)]
    around = dict.fromkeys(f for f in (function, *sites) if f is not None)
    handlers = [h for f in around if (h := contexts.handler(f)) is not None]
    lines = program.lines(branch.test)
    return Bypass(
        file=program.file,
        lines=lines,
        columns=program.columns(branch.test),
        statement=lines,
        span=program.lines(function),
        anchors=[contexts.header(function), *(h.lines for h in handlers)],
        node=branch,
        check=function.name.value,
        secret=program.code(secret),
        names=origins.of(secret).names | {last_name(secret)},
        handlers=handlers,
        is_sent=is_sent,
        is_handed_in=origins.of(secret).origins == {"parameter"},
        is_of_an_answer=bool(sites)
        and all(one is not None and _ANSWER.search(program.code(one)) for one in sites),
    )


def _open(program: Program, origins: Origins, function: nodes.FunctionDef) -> Open | None:
    """The first test in a function by which its check is left out without the secret."""
    for branch in program.tree.branches.get(function, ()):
        if branch.orelse is not None:
            continue
        missing, given = _missing(program, branch.test), _given(program, branch.test)
        if missing is not None and _passes(program, function, branch, missing):
            found = Open(branch, missing)
        elif (
            given is not None
            and _is_all_there_is(branch, given)
            and not _finds_something_out(function, branch)
            and not any(_turns_away(program, one) for one in _following(branch))
        ):
            found = Open(branch, given)
        else:
            continue
        if not _may_be_unset(program, origins, found) or _is_on_purpose(program, branch):
            continue
        if _is_got_then(branch):
            continue
        return None if _is_required(program, found) else found
    return None


def _finds_something_out(function: nodes.FunctionDef, branch: nodes.If) -> bool:
    """`if key: account = verify(key); return account`, and `return None` at the end: without the secret it gives nothing."""
    last = next(iter(body_of(function.body)[-1:]), None)
    is_nothing = isinstance(last, nodes.Return) and (
        last.value is None or dotted(last.value) in {"None", "False"}
    )
    gives = (one.value for one in descendants(branch.body) if isinstance(one, nodes.Return))
    return is_nothing and any(
        one is not None and dotted(one) not in {"None", "True", "False"} for one in gives
    )


def _missing(program: Program, test: nodes.BaseExpression) -> nodes.BaseExpression | None:
    """What is not set where a test holds: `not SECRET`, `SECRET is None`, either of two that `or` joins."""
    match test:
        case nodes.UnaryOperation(operator=nodes.Not(), expression=inner):
            return inner if _is_a_secret(program, inner) else None
        case nodes.Comparison(
            left=left, comparisons=[nodes.ComparisonTarget(nodes.Is(), nodes.Name(value="None"))]
        ):
            return left if _is_a_secret(program, left) else None
        case nodes.BooleanOperation(left=left, operator=nodes.Or(), right=right):
            return _missing(program, left) or _missing(program, right)
    return None


def _given(program: Program, test: nodes.BaseExpression) -> nodes.BaseExpression | None:
    """What has to be set for a test to hold: `SECRET`, `SECRET is not None`, `SECRET and given != SECRET`."""
    match test:
        case nodes.Comparison(
            left=left,
            comparisons=[nodes.ComparisonTarget(nodes.IsNot(), nodes.Name(value="None"))],
        ):
            return left if _is_a_secret(program, left) else None
        case nodes.BooleanOperation(left=left, operator=nodes.And()):
            return _given(program, left)
    return test if _is_a_secret(program, test) else None


def _is_a_secret(program: Program, node: nodes.BaseExpression) -> bool:
    """By its name, or by the name of what a variable was given: `expected = settings.api_key`."""
    if not isinstance(node, nodes.Name | nodes.Attribute):
        return False
    name, given = last_name(node), given_by_name(program, node)
    return _names_a_secret(name) or _is_a_proof(name) or _names_a_secret(given)


def _names_a_secret(name: str) -> bool:
    if words(name)[-1:] in _OF_PEOPLE and not name.isupper():
        return False  # somebody types it in, or has put it on what is shared
    return means_a_credential(name) or _are_credentials(name)


def given_by_name(program: Program, node: nodes.BaseExpression) -> str:
    """The name under which a variable was looked up; empty where it is something else."""
    value = value_of(program, node)
    while True:
        match value:
            case nodes.BooleanOperation(operator=nodes.Or()):
                value = value.left
            case nodes.Call(func=nodes.Attribute(value=inner, attr=nodes.Name("strip" | "encode"))):
                value = inner
            case nodes.Call(args=[key, *_]) if last_name(value.func) in {"get", "getenv"}:
                return program.evaluator.text(key.value) or ""
            case nodes.Subscript():
                return key_of(program, value) or ""
            case nodes.Attribute():
                return value.attr.value
            case _:
                return ""


def _are_credentials(name: str) -> bool:
    """`config.auth.tokens`, `API_KEYS`: those of which one opens."""
    *before, last = words(name) or [""]
    if last in {"tokens", "secrets", "apikeys"}:
        return not {"max", "min", "prompt", "completion", "total", "used", "input", "output"} & {
            *before
        }
    return last == "keys" and bool({"api", "access", "auth"} & {*before})


def _are_many(name: str) -> bool:
    return _are_credentials(name) or words(name) == ["keys"]


def _is_a_proof(name: str) -> bool:
    """A sender puts it beside its message: `signature`, `request_hmac`."""
    return words(name)[-1:] in (["signature"], ["sig"], ["hmac"])


def _passes(program: Program, function: nodes.FunctionDef, branch: nodes.If, secret: Node) -> bool:
    """It returns as if the check had been passed, which is made further down."""
    statements = body_of(branch.body)
    last = statements[-1] if statements else None
    if not isinstance(last, nodes.Return):
        return False
    later = _behind(program, function, branch)
    if not any(_compares(part, secret) for part in later):
        return False
    if _is_named(last.value, "True"):
        return True
    says_no = any(
        isinstance(p, nodes.Return) and _is_named(p.value, "False", "None") for p in later
    )
    is_nothing = last.value is None or _is_named(last.value, "None")
    return is_nothing and not says_no and any(map(_refuses, later))


def _is_named(value: nodes.BaseExpression | None, *names: str) -> bool:
    return isinstance(value, nodes.Name) and value.value in names


def _behind(program: Program, function: nodes.FunctionDef, branch: nodes.If) -> list[Node]:
    """What stands in a function behind a branch."""
    order, at = program.tree.order, program.tree.order[branch]
    within = {*descendants(branch)}
    return [
        part
        for statement in descendants(function.body)
        if order.get(statement, -1) > at and statement not in within
        for part in descendants(statement)
    ]


def _compares(part: Node, secret: Node) -> bool:
    """It holds the secret, or what is made of it, beside something else."""
    name = dotted(secret)
    match part:
        case nodes.Comparison():
            sides = [part.left, *(target.comparator for target in part.comparisons)]
            operator = part.comparisons[0].operator
            if isinstance(operator, nodes.In | nodes.NotIn) and _are_many(last_name(secret)):
                return _mentions(part.comparisons[0].comparator, name)
            is_equality = isinstance(operator, nodes.Equal | nodes.NotEqual) and not any(
                isinstance(side, nodes.SimpleString) for side in sides
            )
            return is_equality and any(
                _mentions(side, name) and not _is_looked_up(side, name) for side in sides
            )
        case nodes.Call():
            called = last_name(part.func)
            is_a_proof = called in _COMPARES or dotted(part.func) in _MACS
            if not is_a_proof and _PROVES.fullmatch(called):
                is_a_proof = _is_a_proof(last_name(secret)) or not _is_looked_at(part, name)
            return is_a_proof and any(_mentions(a.value, name) for a in part.args)
    return False


def _mentions(node: Node, name: str) -> bool:
    return any(
        isinstance(part, nodes.Name | nodes.Attribute) and dotted(part) == name
        for part in descendants(node)
    )


def _is_looked_at(call: nodes.Call, name: str) -> bool:
    """`verify_marker(token, at=now)`: it is what is looked at, and nothing is held beside it."""
    given = [a.value for a in call.args if a.keyword is None and not a.star]
    return len(given) == 1 and dotted(given[0]) == name


def _is_looked_up(side: Node, name: str) -> bool:
    """`owners.get(token)`, `owners[token]`: what is kept under it is compared, and not the secret."""
    match side:
        case nodes.Call(func=nodes.Attribute(attr=nodes.Name("get" | "pop")), args=[key, *_]):
            return dotted(key.value) == name
        case nodes.Subscript(value=kept):
            return not _mentions(kept, name)
    return False


def _is_all_there_is(branch: nodes.If, secret: Node) -> bool:
    """Only a branch that is taken with the secret compares, and refuses."""
    if isinstance(branch.test, nodes.BooleanOperation):
        is_refused = _is_a_mismatch(branch.test.right) and _says_no(branch)
        return is_refused and any(_compares(p, secret) for p in descendants(branch.test.right))
    parts = [*descendants(branch.body)]
    return any(_compares(part, secret) for part in parts) and any(
        isinstance(part, nodes.If) and _says_no(part) for part in parts
    )


def _is_a_mismatch(test: nodes.BaseExpression) -> bool:
    """`given != SECRET`, `not compare_digest(given, SECRET)`; whoever matches is given something otherwise."""
    match test:
        case nodes.BooleanOperation(left=left, right=right):
            return _is_a_mismatch(left) or _is_a_mismatch(right)
        case nodes.UnaryOperation(operator=nodes.Not()):
            return True
        case nodes.Comparison(comparisons=[nodes.ComparisonTarget(operator=operator)]):
            return isinstance(operator, nodes.NotEqual | nodes.NotIn | nodes.IsNot)
    return False


def _refuses(node: Node) -> bool:
    if isinstance(node, nodes.Raise):
        return node.exc is not None
    return isinstance(node, nodes.Call) and last_name(node.func) == "abort"


def _following(branch: nodes.If) -> list[Node]:
    """What runs behind a branch, whatever is asked there."""
    block = branch.parent
    if not isinstance(block, nodes.IndentedBlock):
        return []
    found: list[Node] = []
    for statement in body_of(block)[list(body_of(block)).index(branch) + 1 :]:
        is_a_call = isinstance(statement, nodes.Expr)
        found.append(statement.value if is_a_call else statement)  # type: ignore[union-attr]
    return found


def _turns_away(program: Program, node: Node) -> bool:
    """Whoever comes here is refused: `abort(401)`, `return self.response_403()`, `return False`."""
    if isinstance(node, nodes.Return) and node.value is not None:
        code = program.code(node.value)
        return _is_named(node.value, "False") or bool(REFUSAL.search(code) or _ERROR.match(code))
    return _refuses(node)


def _says_no(branch: nodes.If) -> bool:
    """It raises, aborts or answers something but a yes."""
    statements = body_of(branch.body)
    last = statements[-1] if statements else None
    if isinstance(last, nodes.Return):
        return last.value is not None and not _is_named(last.value, "True", "None")
    if isinstance(last, nodes.Expr):
        return _refuses(last.value)
    return isinstance(last, nodes.Raise)


def _may_be_unset(program: Program, origins: Origins, found: Open) -> bool:
    """It is what the program was told to compare with, and nothing says that it is always there."""
    secret = found.secret
    came = origins.of(secret).origins
    if _is_a_proof(last_name(secret)):
        return bool(came & {"request", "parameter"})
    if _is_of_one_of_many(program, secret):
        return False
    asked = given_by_name(program, secret)
    if asked and "parameter" in came and not _names_a_secret(asked):
        return False  # `token = params.get("state")`: none was sent along
    if "request" in came or (
        _given(program, found.branch.test) is not None and "parameter" in came
    ):
        return False
    things = program.evaluator.things(secret)
    if any(isinstance(t, Const) and t.value and not t.is_default for t in things):
        return False
    given = [
        value
        for name, value, _ in program.tree.assignments
        if isinstance(secret, nodes.Name) and name == secret.value
    ]
    given += [
        one.value
        for one in program.tree.assigned
        if one.value is not None and one.attribute and one.attribute == last_name(secret)
    ]
    return not any(_ALWAYS_THERE.search(program.code(value)) for value in given)


def _is_of_one_of_many(program: Program, secret: nodes.BaseExpression) -> bool:
    """`tokens.get(task_id)`: each task has its own, and who has put it there decides whether there is one."""
    value = value_of(program, secret)
    match value:
        case nodes.Call(func=nodes.Attribute(attr=nodes.Name(value="get")), args=[key, *_]):
            return program.evaluator.text(key.value) is None
    return False


def _is_on_purpose(program: Program, branch: nodes.If) -> bool:
    """A test in or around it asks for a switch."""
    around = [p for p in program.tree.ancestors(branch) if isinstance(p, nodes.If)]
    return any(_ON_PURPOSE.search(program.code(one.test)) for one in (branch, *around))


_GETS_ONE = listed("retrieve fetch refresh obtain acquire login authenticate request renew")


def _is_got_then(branch: nodes.If) -> bool:
    """`if token is None: self.retrieve_token()`: nobody is let in, one is asked for."""
    return any(
        isinstance(one, nodes.Call) and bool(_GETS_ONE & {*words(last_name(one.func))[:1]})
        for one in descendants(branch.body)
    )


def _is_required(program: Program, found: Open) -> bool:
    """Elsewhere the file stops or refuses where it is not set."""
    name = last_name(found.secret)
    for branch in chain.from_iterable(program.tree.branches.values()):
        missing = _missing(program, branch.test)
        if branch is found.branch or missing is None or last_name(missing) != name:
            continue
        parts = [*descendants(branch.body)]
        if (
            any(map(_refuses, parts))
            or (
                leaves(branch.body)
                and any(isinstance(p, nodes.Return) and _is_named(p.value, "False") for p in parts)
            )
            or any(isinstance(p, nodes.Call) and last_name(p.func) in {"exit"} for p in parts)
        ):
            return True
    return False
