"""Calls that write to a log, to standard output, to an error tracker or into the text of an exception, and the values that they are given whole."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cached_property, partial
from typing import Literal

from detectors.facts import Output, Shown
from detectors.readers.python.control.nearby import Nearby
from detectors.readers.python.credentials.entry_names import EntryNames
from detectors.readers.python.credentials.held_secrets import held
from detectors.readers.python.credentials.logins import Logins, is_a_configuration
from detectors.readers.python.credentials.tokens_at_hand import token_at_hand
from detectors.readers.python.credentials.whole_headers import whole
from detectors.readers.python.naming.item_assignments import put_into
from detectors.readers.python.naming.origins import Origins
from detectors.readers.python.naming.things import Const, Dictionary
from detectors.readers.python.program import Program
from detectors.readers.python.repetition.loops import Loops
from detectors.readers.python.syntax import nodes
from detectors.readers.python.syntax.traits import (
    Node,
    body_of,
    dotted,
    last_name,
    parameters_of,
)
from detectors.vocabulary.names import words
from detectors.vocabulary.reports import WRITERS

LEVELS = (
    *("debug", "info", "warning", "warn", "error", "critical", "exception", "fatal", "log"),
    *("trace", "success", "notice", "msg"),
)
"""Methods of a logger that write."""
_LOGGERS = frozenset({"log", "logs", "logger", "logging", "getlogger", "structlog", "debugger"})
"""One of them ends the name of a logger."""
REPORTS = ("capture_message", "set_extra", "set_context", "set_tag", "add_breadcrumb")
"""What hands something to an error tracker."""
_OF_OUR_OWN = re.compile(rf"_{{0,2}}(?:Log|{WRITERS})")
"""Functions of a program that write to its log; what they are given beside a message may be anything."""
_STREAMS = frozenset({"stdout", "stderr", "__stdout__", "__stderr__"})
_OPTIONS = frozenset(
    {"exc_info", "stack_info", "stacklevel", "level", "file", "sep", "end", "flush", "category"}
)
"""Keywords that say how something is written."""
_KEEPS = frozenset(
    {"str", "repr", "dumps", "pformat", "dict", "list", "b64encode", "urlsafe_b64encode"}
)
"""Functions whose result still has in it what they are given."""
_SPELLS = frozenset({"encode", "decode", "strip", "copy", "get_secret_value", "rstrip", "lstrip"})
_LOOKS_UP = frozenset({"get", "getenv", "pop"})
_GETS = frozenset({"get", "load", "read", "fetch", "lookup"})
"""First words of functions that are named for what they give: `get_password()`."""
_MASKS = frozenset(
    {"mask", "masked", "redact", "redacted", "hide", "obfuscate", "censor", "truncate", "sanitize"}
    | {"scrub", "hash", "hexdigest", "fingerprint", "len", "shorten", "anonymize", "clean"}
)
"""Words of functions that make something fit to be shown."""
_MESSAGES = (nodes.FormattedString, nodes.BinaryOperation, nodes.ConcatenatedString)
_OF_S3 = re.compile(r"(?<![a-z0-9])s3(?![a-z0-9])|secret_?access_?key|aws|boto|minio|ceph", re.I)
"""Where an access key is the name of a pair, of which the other half is called secret."""
_DEEPEST = 8
"""Steps into what is put together."""


def outputs(program: Program, loops: Loops, nearby: Nearby | None) -> Iterator[Output]:
    """Those that write some value whole."""
    origins, logins, entries = Origins(program), Logins(program), EntryNames(program)
    names = (*LEVELS, *map(str.capitalize, LEVELS), *REPORTS, "print", "write")
    by_name = program.tree.calls_by_name
    names += tuple(name for name in by_name if name not in names and _OF_OUR_OWN.fullmatch(name))
    calls = [call for name in names for call in by_name.get(name, ())]
    calls += [call for call in program.tree.calls if isinstance(call.parent, nodes.Raise)]
    for call in calls:
        kind = _kind(call)
        if kind is None or (nearby and not nearby.around(call)):
            continue
        shows = [*Values(program, origins, logins, entries).of_call(call)]
        hides = {*_names(program, call)} - {shown.name for shown in shows}
        if kind == "raise" and not shows:
            continue
        if shows or (hides and not _is_of_our_own(call)):
            yield Output(
                file=program.file,
                lines=program.lines(call),
                columns=program.columns(call),
                statement=program.lines(program.tree.statement_of(call)),
                name=dotted(call.func) or last_name(call.func),
                kind=kind,
                shows=shows,
                hides=sorted(hides),
                is_for_a_person=loops.is_for_a_person
                or _is_all(program, call)
                or _is_shown_by_a_module(program, call)
                or _is_told_to_somebody(program, call)
                or _is_asked_to_print(program, call),
                node=call,
            )


def _names(program: Program, call: nodes.Call) -> Iterator[str]:
    """Every variable and attribute among the arguments of a call."""
    for arg in (a for a in call.args if not (a.keyword and a.keyword.value in _OPTIONS)):
        for node in program.tree.walk(arg.value):
            if isinstance(node, nodes.Name | nodes.Attribute):
                yield last_name(node)


def _is_of_our_own(call: nodes.Call) -> bool:
    """`log(...)`, which may be a logarithm, too; `self._log(...)`."""
    owner, _, name = dotted(call.func).rpartition(".")
    return owner in {"", "self", "cls"} and name != "print" and bool(_OF_OUR_OWN.fullmatch(name))


def _kind(call: nodes.Call) -> Literal["log", "print", "report", "raise"] | None:
    function, name = call.func, last_name(call.func)
    if isinstance(call.parent, nodes.Raise):
        return "raise" if any(isinstance(arg.value, _MESSAGES) for arg in call.args) else None
    if _is_of_our_own(call):
        texts = (*_MESSAGES, nodes.SimpleString)
        if any(isinstance(arg.value, texts) for arg in call.args):
            return "print" if "print" in name else "log"
        return None
    if isinstance(function, nodes.Name):
        is_shown = name == "print" and not _goes_elsewhere(call)
        return "print" if is_shown else "report" if name in REPORTS else None
    if not isinstance(function, nodes.Attribute):
        return None
    holder = function.value
    while isinstance(
        holder, nodes.Call
    ):  # `logging.getLogger(__name__).info`, `log.bind(...).info`
        if (words(last_name(holder.func)) or [""])[-1] in _LOGGERS:
            break
        if not isinstance(holder.func, nodes.Attribute):
            return None
        holder = holder.func.value
    if name == "write":
        return "print" if dotted(holder) in {f"sys.{stream}" for stream in _STREAMS} else None
    if name in REPORTS:
        return "report"
    called = last_name(holder.func) if isinstance(holder, nodes.Call) else last_name(holder)
    is_a_logger = (words(called) or [""])[-1] in _LOGGERS or called == "getLogger"
    is_a_logger = is_a_logger or dotted(holder) == "logging.root"
    return "log" if is_a_logger else None


def _is_all(program: Program, call: nodes.Call) -> bool:
    """`def give(tokens): print(tokens["access"])`: the function is there to hand it to whoever has started the program."""
    if last_name(call.func) != "print" or len(call.args) != 1:
        return False
    function = program.tree.definition_of(call)
    if function is None or isinstance(call.args[0].value, _MESSAGES):
        return False
    said = [one for one in body_of(function.body) if not _is_a_text(one)]
    return len(said) == 1 and getattr(said[0], "value", None) is call


def _is_shown_by_a_module(program: Program, call: nodes.Call) -> bool:
    """Below `if __name__ == "__main__":`, outside any function: whoever starts a module by hand looks at it."""
    return program.tree.definition_of(call) is None and any(
        isinstance(around, nodes.If) and "__main__" in program.code(around.test)
        for around in program.tree.ancestors(call)
    )


_TELLS = re.compile(
    r"(?i)\b(?:open|visit|go to|follow|click|scan|navigate to|browse to)\b.{0,60}\b(?:link|url|page|browser|code|login|log in|authori[sz]e)\b"
    r"|\b(?:open|visit|go to|scan)\b[^{]{0,40}:"
    r"|\b(?:initial|temporary|one-time|generated) (?:\w+ )?(?:password|token|key|secret)\b"
    r"|\bchange (?:it|this|the password)\b|\b(?:save|store|copy|keep|write down) (?:it|this|the|your)\b"
    r"|\b(?:not|never|won't) be (?:shown|displayed) again\b"
)
"""What is said to somebody who sits there, who is given a link to follow or a password of his own."""


def _is_told_to_somebody(program: Program, call: nodes.Call) -> bool:
    return last_name(call.func) == "print" and _TELLS.search(program.code(call)) is not None


_PRINTS = frozenset({"print", "show", "display", "reveal"})


def _is_asked_to_print(program: Program, call: nodes.Call) -> bool:
    """`def make_keys(print_keys=False): ... if print_keys: print(key)`: whoever calls it wants to see what it makes."""
    function = program.tree.definition_of(call) if last_name(call.func) == "print" else None
    if function is None:
        return False
    asked = {p.name.value for p in parameters_of(function) if _PRINTS & {*words(p.name.value)}}
    return any(
        isinstance(around, nodes.If) and dotted(around.test) in asked
        for around in program.tree.ancestors(call)
    )


def _is_a_text(statement: Node) -> bool:
    return isinstance(statement, nodes.Expr) and isinstance(statement.value, nodes.SimpleString)


def _goes_elsewhere(call: nodes.Call) -> bool:
    """`print(..., file=f)`: into a file, which need not be a log."""
    to = next((a.value for a in call.args if a.keyword and a.keyword.value == "file"), None)
    return to is not None and last_name(to) not in _STREAMS


class Values:
    """What one call writes whole."""

    def __init__(
        self, program: Program, origins: Origins, logins: Logins, entries: EntryNames
    ) -> None:
        self.program = program
        self.logins = logins
        self.entries = entries
        self.origins = origins
        self._seen: set[Node] = set()

    def of_call(self, call: nodes.Call) -> Iterator[Shown]:
        if last_name(call.func) in {"set_extra", "set_tag"} and len(call.args) == 2:
            key = self.program.evaluator.text(call.args[0].value)
            if key:
                yield from self._named(key, call.args[1].value, 0)
                return
        is_raised = isinstance(call.parent, nodes.Raise)
        for arg in call.args:
            name = arg.keyword.value if arg.keyword else ""
            if name in _OPTIONS or arg.star or (is_raised and not isinstance(arg.value, _MESSAGES)):
                continue
            if _is_of_our_own(call):
                if not name and isinstance(arg.value, _MESSAGES):
                    yield from self._in(arg.value, 0)
            elif name and name != "extra":
                yield from self._named(name, arg.value, 0)
            else:
                yield from self._in(arg.value, 0)

    def _named(self, name: str, value: nodes.BaseExpression, depth: int) -> Iterator[Shown]:
        """A value that is written under a name; what is known of it may be more than its own name says."""
        inner = [*self._in(value, depth + 1)]
        if inner and not isinstance(value, nodes.Dict):
            yield self._shown(name, value)
        yield from inner

    def _in(self, node: Node, depth: int) -> Iterator[Shown]:
        if depth > _DEEPEST or node in self._seen:
            return
        self._seen.add(node)
        step = depth + 1
        match node:
            case nodes.FormattedString():
                for part in node.parts:
                    if isinstance(part, nodes.FormattedStringExpression) and not _cuts(part):
                        yield from self._in(part.expression, step)
            case nodes.BinaryOperation(operator=nodes.Add()):
                yield from self._in(node.left, step)
                yield from self._in(node.right, step)
            case nodes.BinaryOperation(operator=nodes.Modulo()):
                yield from self._in(node.right, step)
            case nodes.Tuple() | nodes.List() | nodes.Set():
                for element in node.elements:
                    yield from self._in(element.value, step)
            case nodes.ConcatenatedString():
                yield from self._in(node.left, step)
                yield from self._in(node.right, step)
            case nodes.Dict():
                yield from self._entries(node, step)
            case nodes.IfExp():
                yield from self._in(node.body, step)
                yield from self._in(node.orelse, step)
            case nodes.BooleanOperation():
                yield from self._in(node.right, step)
                if isinstance(node.operator, nodes.Or):
                    yield from self._in(node.left, step)
            case nodes.Await():
                yield from self._in(node.expression, step)
            case nodes.Call():
                yield from self._of_a_call(node, step)
            case nodes.Name():
                yield from self._of_a_name(node, step)
            case nodes.Attribute():
                yield self._shown(node.attr.value, node)
                if node.attr.value == "headers":
                    for key, value in put_into(self.program, node):
                        yield from self._named(key, value, step)
                if dotted(node).count(".") == 1:
                    yield from self._entries_of(node, step)
            case nodes.Subscript():
                key = self._key(node)
                if key:
                    yield self._shown(key, node)

    def _entries(self, node: nodes.Dict, depth: int) -> Iterator[Shown]:
        for element in node.elements:
            if isinstance(element, nodes.DictElement):
                key = self.program.evaluator.text(element.key)
                if key:
                    yield from self._named(key, element.value, depth)
                else:
                    yield from self._in(element.value, depth)

    def _of_a_call(self, node: nodes.Call, depth: int) -> Iterator[Shown]:
        name = last_name(node.func)
        holder = node.func.value if isinstance(node.func, nodes.Attribute) else None
        if name == "format" and holder is not None:
            for arg in node.args:
                yield from self._in(arg.value, depth)
        elif name in _SPELLS and holder is not None:
            yield from self._in(holder, depth)
        elif name in _KEEPS and node.args:
            yield from self._in(node.args[0].value, depth)
        elif name in _LOOKS_UP and node.args:
            key = self.program.evaluator.text(node.args[0].value)
            if key:
                yield self._shown(key, node)
        elif (name == "json" and holder is not None and not node.args) or (
            (_GETS & {*words(name)[:1]} or words(name)[-1:] == ["headers"])
            and not _MASKS & {*words(name)}
        ):
            yield self._shown(name, node)

    def _of_a_name(self, node: nodes.Name, depth: int) -> Iterator[Shown]:
        """A variable, and the entries of headers; nothing where it may hold a part or a mask."""
        scope = self.program.tree.scopes.get(node)
        names = self.program.evaluator.names
        bindings = names.reaching(node.value, node, scope) if scope is not None else None
        values = [b.node for b in bindings or () if b.how == "value"]
        if any(map(self._is_made_fit, values)):
            return
        yield self._shown(node.value, node)
        if values:
            yield from self._entries_of(node, depth)

    def _entries_of(self, node: nodes.BaseExpression, depth: int) -> Iterator[Shown]:
        """`log.info("headers %s", headers)`: what the dictionary holds that a name stands for."""
        thing = self.program.evaluator.thing(node)
        if isinstance(thing, Dictionary):
            for key, value in self.program.evaluator.dictionaries.entries(thing).items():
                yield from self._named(key, value, depth)

    def _is_made_fit(self, value: Node) -> bool:
        """`key[:4] + "..."`, `mask(key)`."""
        return any(
            isinstance(one, nodes.Slice)
            or (isinstance(one, nodes.Call) and bool(_MASKS & set(words(last_name(one.func)))))
            for one in self.program.tree.walk(value)
        )

    def _key(self, node: nodes.Subscript) -> str:
        index = node.slice[0].slice
        return (
            self.program.evaluator.text(index.value) or "" if isinstance(index, nodes.Index) else ""
        )

    def _shown(self, name: str, node: nodes.BaseExpression) -> Shown:
        return Shown(
            name=name,
            text=self.program.code(node),
            is_a_login=self.logins.opens(node),
            is_a_configuration=is_a_configuration(self.program, node),
            is_an_id=(_is_an_access_key(name) and self._is_of_s3)
            or self.entries.names_one(node)
            or self.logins.is_a_file(node),
            trace=partial(self.origins.of, node),
            spell=partial(self._spelling, node),
            hold=partial(token_at_hand, self.program, node),
            belong=partial(self._belongs, node),
        )

    def _belongs(self, node: nodes.BaseExpression) -> str:
        all_of_it = whole(self.program, node)
        if all_of_it:
            return f"{all_of_it}, with whatever proves who sends it among them"
        return held(self.program, node)

    @cached_property
    def _is_of_s3(self) -> bool:
        return self.program.says(_OF_S3)

    def _spelling(self, node: nodes.BaseExpression) -> tuple[str, str]:
        spelled = [
            thing
            for thing in self.program.evaluator.things(node)
            if isinstance(thing, Const)
            and isinstance(thing.value, str)
            and not isinstance(thing.node.parent, nodes.Param)  # only if nobody gives another
        ]
        if not spelled:
            return "", ""
        longest = max(spelled, key=lambda const: len(const.value))
        return longest.value, self.program.code(longest.node)


def _is_an_access_key(name: str) -> bool:
    """`access_key`, `old_access_key`, not `secret_access_key`."""
    said = words(name)
    return said[-2:] == ["access", "key"] and "secret" not in said


def _cuts(part: nodes.FormattedStringExpression) -> bool:
    """`{token:.4}`."""
    return bool(part.format_spec)
