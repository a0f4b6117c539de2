"""Answers that tell a caller what is wrong with what was sent, and the words in which a failure is put."""

from __future__ import annotations

import re

from detectors.readers.python.program import Program
from detectors.readers.python.syntax import nodes
from detectors.readers.python.syntax.traits import Node, body_of, descendants, last_name

_NAMED_STATUS = re.compile(r"^HTTP_(\d{3})_")
_ANSWERS = {"HttpResponseBadRequest": 400, "HttpResponseForbidden": 403, "HttpResponseNotFound": 404,
            "HttpResponseNotAllowed": 405, "HttpResponseServerError": 500}  # fmt: skip
"""Classes of Django whose name says the status."""
_STATUSES = {"BAD_REQUEST": 400, "NOT_FOUND": 404, "CONFLICT": 409, "UNPROCESSABLE_ENTITY": 422,
             "UNSUPPORTED_MEDIA_TYPE": 415, "INTERNAL_SERVER_ERROR": 500, "BAD_GATEWAY": 502,
             "SERVICE_UNAVAILABLE": 503, "GATEWAY_TIMEOUT": 504}  # fmt: skip
_REFUSES_INPUT = frozenset({400, 415, 422})
_VERDICTS = frozenset({"valid", "is_valid", "isValid"})
"""Entries of an answer that says whether something is right."""
_IS_WRONG = re.compile(
    r"(?i)\b(in|un)?valid|malform|\bpars(e|ing)|\bdecod|unsupported|\bbad\b|not (a|an) \w+"
)
_REFUSES = re.compile(r"(?i)\W*(invalid|malformed|bad|unsupported)\b")
"""How a sentence begins that refuses what somebody has sent."""
_ANY = frozenset({"Exception", "BaseException"})
_READS = re.compile(
    r"(?i)^(loads?|safe_load|json|get_json|body|form|pars(e|er)\w*|\w+_pars(e|er)|decode|from_?\w+|strptime|\w*validate\w*"
    r"|b64decode|uuid|zoneinfo|decimal|int|float|datetime|receive(_text|_json|_bytes|_str)?)$"
)
"""Calls that read or check what somebody has sent."""
_JSON = frozenset({"json", "loads"})
_RECORD = re.compile(
    r"[A-Z]\w*(?:Record|Request|Payload|Input|Params|Query|Schema|Model|Item|Options|Settings|Spec)"
)
"""The name of a class that holds what somebody has sent."""
_PLAIN = frozenset(
    {"str", "bytes", "dict", "list", "tuple", "set", "len", "isinstance", "get", "strip", "lower", "upper",
     "split", "encode", "append", "items", "keys", "values", "replace", "bool", "sorted", "HTTPException"}
)  # fmt: skip
_ENOUGH = 2
"""Words around an exception that make a sentence of it."""


def blames_caller(program: Program, clause: Node, answer: Node) -> bool:
    """It says what is wrong with the caller's own input: a verdict on it, or a 400 about reading it."""
    if _is_verdict(program, answer) or _refuses_in_words(program, clause, answer):
        return True
    if status_of(program, answer) not in _REFUSES_INPUT:
        return False
    return bool(_IS_WRONG.search(" ".join(_texts(program, answer)))) or only_reads(
        program, clause, makes=True
    )


def _refuses_in_words(program: Program, clause: Node, answer: Node) -> bool:
    """`f"Invalid pattern: {error}"` for one kind of failure, where no status is told: a tool has none."""
    kind = clause.type if isinstance(clause, nodes.ExceptHandler) else None
    if kind is None or last_name(kind) in _ANY or status_of(program, answer) is not None:
        return False
    return any(_REFUSES.match(text) for text in _texts(program, answer))


def status_of(program: Program, answer: Node) -> int | None:
    """The HTTP status with which it goes out; None where it is not said once."""
    found: set[int] = set()
    for node in program.tree.walk(answer):
        if isinstance(node, nodes.Integer) and 100 <= node.evaluated_value <= 599:
            found.add(node.evaluated_value)
        elif isinstance(node, nodes.Attribute | nodes.Name):
            name = last_name(node)
            if named := _NAMED_STATUS.match(name):
                found.add(int(named[1]))
            elif name in _STATUSES:
                found.add(_STATUSES[name])
            elif name in _ANSWERS:
                found.add(_ANSWERS[name])
    return found.pop() if len(found) == 1 else None


def is_worded(program: Program, answer: Node) -> bool:
    """The failure stands in words that somebody has chosen: `f"the node at {url} did not answer: {exc}"`."""
    return (
        sum(len(re.findall(r"[A-Za-z]{2,}", text)) for text in _texts(program, answer)) >= _ENOUGH
    )


def _texts(program: Program, answer: Node) -> list[str]:
    """What is said in it, without the names of its entries."""
    said = []
    for node in program.tree.walk(answer):
        if isinstance(node, nodes.FormattedStringText) or (
            isinstance(node, nodes.SimpleString) and not _is_key(node)
        ):
            said.append(node.value)
    return said


def _is_key(node: Node) -> bool:
    return isinstance(node.parent, nodes.DictElement) and node.parent.key is node


def _is_verdict(program: Program, answer: Node) -> bool:
    for node in program.tree.walk(answer):
        match node:
            case nodes.DictElement(key=nodes.BaseExpression() as key, value=nodes.Name("False")):
                if program.evaluator.text(key) in _VERDICTS:
                    return True
            case nodes.Arg(keyword=nodes.Name() as keyword, value=nodes.Name("False")):
                if keyword.value in _VERDICTS:
                    return True
    return False


_MEANT = re.compile(
    r"(?i)#[^\n]*(?:\bboundary\b|\b(?:tell|show|surface|return|report|give)s?\b[^\n]{0,40}\b(?:to|as data|back)\b"
    r"[^\n]{0,20}\b(?:caller|model|llm|agent|client|user)s?\b|\bso (?:that )?the (?:model|llm|agent)\b)"
)
"""A comment by which a program says that whoever calls is to have the error."""


def is_meant_to_be_told(program: Program, clause: Node) -> bool:
    """`except Exception as error:  # the boundary of the tool: the agent gets the failure as data`"""
    return program.says(_MEANT, clause)


def only_imports(clause: Node) -> bool:
    """What is tried is an import: all it says is which package is not installed."""
    tried = clause.parent
    if not isinstance(tried, nodes.Try | nodes.TryStar):
        return False
    return all(isinstance(p, nodes.Import | nodes.ImportFrom) for p in body_of(tried.body))


def only_parses(program: Program, clause: Node) -> bool:
    """What is tried is the reading of JSON: the error says at which character that ends."""
    tried = clause.parent
    if not isinstance(tried, nodes.Try | nodes.TryStar):
        return False
    inside = program.tree.walk(tried.body)
    calls = [one for one in inside if isinstance(one, nodes.Call)]
    is_awaited = any(isinstance(one, nodes.Await) for one in inside)  # aiohttp names the address
    return bool(calls) and not is_awaited and all(last_name(c.func) in _JSON for c in calls)


def only_reads(program: Program, clause: Node, *, makes: bool = False) -> bool:
    """What is tried does nothing but read and check a text; with `makes` it may make a record of what was sent."""
    tried = clause.parent
    if not isinstance(tried, nodes.Try | nodes.TryStar):
        return False
    names = [last_name(n.func) for n in program.tree.walk(tried.body) if isinstance(n, nodes.Call)]
    read = [one for one in names if _READS.match(one) or (makes and _RECORD.fullmatch(one))]
    return bool(read) and all(one in _PLAIN or one in read for one in names)


_MADE_OF_TEXTS = frozenset(
    {"strptime", "fromisoformat", "int", "float", "Decimal", "UUID", "ZoneInfo", "Fraction"}
)
_VALUES = _MADE_OF_TEXTS | {
    *("timedelta", "strftime", "isoformat", "total_seconds", "date", "datetime", "today", "now"),
    *("round", "abs", "quantize", "astimezone", "replace", "str", "format", "strip"),
}
"""What makes a day, a number or a text of another, and asks nobody."""


def only_makes_values(clause: Node) -> bool:
    """`datetime.strptime(day, form) + timedelta(days)`: the error is about what somebody has sent, and says nothing else."""
    tried = clause.parent
    if not isinstance(tried, nodes.Try | nodes.TryStar):
        return False
    calls = {last_name(one.func) for one in descendants(tried.body) if isinstance(one, nodes.Call)}
    return bool(calls & _MADE_OF_TEXTS) and calls <= _VALUES
