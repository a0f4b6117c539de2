"""What becomes of a command's output: shown, thrown away, kept and looked at, or believed."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterable
from functools import cached_property
from typing import Literal

from detectors.facts import HOLE, Response
from detectors.places import Lines
from detectors.readers.shell.control.after_failure import claim, following, preceding
from detectors.readers.shell.control.exits import Exits, Noticed
from detectors.readers.shell.exchange.output_checks import (
    ACTS,
    LOOKS,
    MEASURES,
    PROVES,
    REFUSES,
    SHOWS,
    asks_for_emptiness,
    expands,
    expands_within,
    is_exacting,
    literals,
    looks,
    spelled,
    tells_apart,
)
from detectors.readers.shell.exchange.request_settings import Asked
from detectors.readers.shell.exchange.sinks import Sink, sink_of
from detectors.readers.shell.syntax.tree import (
    Arithmetic,
    Case,
    Command,
    Function,
    Loop,
    Pipeline,
    Statement,
    Test,
    Word,
    around,
    substitutions,
)
from detectors.readers.shell.variables.values import Variables

Checked = Literal["checked", "out of sight", "believed", "shown", "unused"]
_RANK: dict[Checked, int] = {
    "unused": 0,
    "shown": 1,
    "believed": 2,
    "out of sight": 3,
    "checked": 4,
}

_PING = re.compile(r"[\"'/](?:ping|healthz?|ready|alive|initialize)\b")
"""In a request whose answer is thrown away: it asks whether somebody is there."""
_LED = re.compile(r"^\s*(?:read|select)\s|\bread\s+-\w*p", re.MULTILINE)
_FILE = re.compile(
    rf"^(?:[0-9a-f]{{32,128}}|{HOLE}) +\*?\S*\w|\w[\w.-]*\.\w+\.(?:sha\d*(?:sum)?|md5|asc|sig|minisig)$"
)
"""What a proof is given, where it names the one file that it proves."""


class Answers:
    """Follows the output of the requests of one script."""

    def __init__(
        self, statements: list[Statement], variables: Variables, source: str, exits: Exits
    ) -> None:
        self.source = source
        self.exits = exits
        self.variables = variables
        self.functions = {one.name for one in statements if isinstance(one, Function)}
        self._by_name: dict[str, list[Statement]] = {}
        self.statements = statements

    def response(self, command: Command, asked: Asked, tells: bool | None) -> Response:
        """Who notices an error answer to this request."""
        noticed = self.exits.noticed(command)
        sink = self.sink(command)
        use = self._use(asked, sink)
        if asked.shows_status and (said := self._status(asked, sink)):
            said = "unknown" if tells is None and said == "unchecked" else said
            return Response(errors=said, use="status" if use == "discarded" else use)
        if tells is None or noticed == "unknown" or (not tells and _logs_status(command, asked)):
            return Response(errors="unknown", use=use)
        if tells:
            told = self._told(command, asked, noticed, sink)
            is_doubtful = told == "unchecked" and not asked.is_http
            return Response(errors="unknown" if is_doubtful else told, use=use, is_told=True)
        return self._untold(command, asked, noticed, sink, use)

    def _use(self, asked: Asked, sink: Sink) -> Literal["body", "status", "discarded", "passed-on"]:
        is_dropped = asked.output == "nowhere" or sink.kind == "nowhere"
        if is_dropped or (asked.is_probe and sink.kind == "terminal"):
            is_read = asked.method in {"GET", "HEAD", ""}
            return "status" if is_read and asked.is_http else "discarded"
        return "passed-on" if sink.kind == "terminal" and asked.output == "stdout" else "body"

    def _status(
        self, asked: Asked, sink: Sink
    ) -> Literal["checked", "unchecked", "unknown"] | None:
        """The status code is printed: is it looked at?"""
        if sink.kind == "captured":
            looked = self._captured(sink, is_raw=False)
        elif sink.kind == "pipe":
            looked = self._piped(sink, is_raw=False)
        else:
            return "unknown" if sink.kind in {"terminal", "file", "unknown"} else None
        if looked == "checked":
            return "checked"
        return "unknown" if looked in {"out of sight", "shown"} else "unchecked"

    def _told(
        self, command: Command, asked: Asked, noticed: Noticed, sink: Sink
    ) -> Literal["raise", "checked", "unchecked", "unknown"]:
        """The exit status tells an error answer."""
        if noticed in {"tested", "returned", "aborts"}:
            return "checked" if noticed == "tested" else "raise"
        looked = self._looked_at(command, asked, sink, is_raw=False)
        if looked == "checked":
            return "checked"
        if noticed == "dropped" or looked in {"out of sight", "shown"} or sink.kind == "terminal":
            return "unknown"
        if noticed == "ignored" and sink.kind != "captured":
            return "unknown"
        return "unchecked"

    def _untold(
        self,
        command: Command,
        asked: Asked,
        noticed: Noticed,
        sink: Sink,
        use: Literal["body", "status", "discarded", "passed-on"],
    ) -> Response:
        """The exit status is 0 whatever the server answers."""
        if noticed == "dropped":
            return Response(errors="unknown", use=use)
        if use in {"status", "discarded"}:
            if asked.shows_more:
                return Response(errors="unknown", use=use)
            is_asked = noticed == "returned" and _is_in_a_function(command)
            is_ping = use == "status" or _PING.search(self.source, command.start, command.end)
            is_probe = bool(is_ping) and (noticed == "tested" or is_asked)
            is_thrown_away = Response(errors="unchecked", use="discarded")
            return Response(errors="unknown", use="status") if is_probe else is_thrown_away
        looked = self._looked_at(command, asked, sink, is_raw=True)
        if looked == "checked":
            return Response(errors="checked", use=use)
        if looked == "out of sight":
            return Response(errors="unknown", use=use)
        if looked in {"shown", "unused"} and sink.kind in {"terminal", "captured", "pipe"}:
            is_write = asked.method not in {"GET", "HEAD", "OPTIONS", ""}
            is_in_a_row = is_write and noticed == "ignored" and self._goes_on(command)
            relies = noticed == "tested" or (noticed == "aborts" and is_write)
            if relies or (sink.kind == "captured" and looked == "unused"):
                return Response(errors="unchecked", use="discarded")
            return Response(errors="unchecked" if is_in_a_row else "unknown", use="passed-on")
        return Response(errors="unchecked", use="body")

    def _goes_on(self, write: Command) -> bool:
        """Behind a write the script says that it is done, or asks for the next one; nobody sits before it."""
        if self._is_led or isinstance(write.parent, Pipeline):
            return False
        row = [*following(write), *preceding(write)]
        return claim(write, lambda start, end: Lines(1, 1)) is not None or any(
            isinstance(one, Command) and self.variables.program(one) in {"curl", "http"}
            for one in row
        )

    @cached_property
    def _is_led(self) -> bool:
        """Somebody is asked for words, or reads the answers one by one."""
        return _LED.search(self.source) is not None

    def _looked_at(self, command: Command, asked: Asked, sink: Sink, is_raw: bool) -> Checked:
        if asked.output == "file" or sink.kind == "file":
            return self._file(self.names_of_file(asked, sink), command, is_raw)
        if asked.output == "unknown" or sink.kind == "unknown":
            return "out of sight"
        if sink.kind == "captured":
            return self._captured(sink, is_raw)
        if sink.kind == "pipe":
            return self._piped(sink, is_raw)
        return "shown"

    def sink(self, statement: Statement) -> Sink:
        """Where the output of a statement goes."""
        return sink_of(statement, self.source, self.exits.calls)

    def _captured(self, sink: Sink, is_raw: bool, seen: frozenset[str] = frozenset()) -> Checked:
        owner, substitution = sink.owner, sink.substitution
        if isinstance(owner, Test):
            return (
                "checked"
                if not is_raw or not asks_for_emptiness(owner, substitution)
                else "believed"
            )
        if isinstance(owner, Case):
            return "checked"
        if isinstance(owner, Loop):
            return "believed"
        if not isinstance(owner, Command) or substitution is None:
            return "out of sight"
        for assignment in owner.assignments:
            if assignment.start <= substitution.start <= assignment.end:
                said = self.variable(assignment.name, owner, is_raw, seen)
                is_handed_on = said == "unused" and owner.keyword == "export"
                return "believed" if is_handed_on else said
        name = (owner.arguments[0].literal or "") if owner.arguments else ""
        if name in {"[", "test"}:
            return "checked"
        if name == "eval" or (name in self.functions and not SHOWS.fullmatch(name)):
            return "out of sight"
        if SHOWS.fullmatch(name):
            return self._onward(owner, is_raw, seen)
        body = [r.body for r in owner.redirects if r.body]
        if LOOKS.fullmatch(name) or (name == "jq" and body):
            return self._by(owner, is_raw)
        return "believed"

    def _onward(
        self, shown: Statement, is_raw: bool, seen: frozenset[str] = frozenset()
    ) -> Checked:
        """`echo "$x"`: what becomes of that."""
        sink = self.sink(shown)
        if sink.kind == "pipe":
            return self._piped(sink, is_raw, seen)
        if sink.kind == "captured":
            return self._captured(sink, is_raw=False, seen=seen)
        if sink.kind == "file":
            return "believed"
        return "shown" if sink.kind in {"terminal", "nowhere"} else "out of sight"

    def _piped(self, sink: Sink, is_raw: bool, seen: frozenset[str] = frozenset()) -> Checked:
        """What the rest of a pipeline makes of the output."""
        for consumer in sink.consumers:
            said = self._by(consumer, is_raw)
            if said in {"checked", "out of sight"}:
                return said
            if isinstance(consumer, Loop) or said == "unused" or (is_raw and _acts(consumer)):
                return "believed"
        last = sink.consumers[-1]
        after = self.sink(last)
        if after.kind == "captured":
            return self._captured(after, is_raw=False, seen=seen)
        if after.kind == "terminal":
            return "shown"
        return "out of sight" if after.kind == "unknown" else "believed"

    def _by(self, consumer: Statement, is_raw: bool) -> Checked:
        """What one command makes of the output that it reads; unused: it acts on it."""
        if not isinstance(consumer, Command):
            return "believed"
        words = literals(consumer)
        name = self.variables.program(consumer)
        noticed = self.exits.noticed(consumer)
        is_noticed = noticed in {"tested", "aborts", "returned"}
        if name in self.functions:
            return "out of sight"
        if PROVES.fullmatch(name):
            return "checked" if is_noticed else "believed"
        if (LOOKS.fullmatch(name) and looks(words)) or (name == "jq" and is_exacting(words)):
            return "checked" if noticed in {"tested", "aborts"} else "believed"
        if re.fullmatch(r"python[\d.]*|node|perl|ruby", name) and words[1:] in ([], ["-"]):
            return "unused"
        if REFUSES.fullmatch(name):
            return "out of sight" if is_noticed else "believed"
        if name in {"sh", "bash", "zsh", "dash", "tee", "dd", "source", ".", "xargs", "crontab"}:
            return "unused"
        return "believed"

    def variable(
        self, name: str, setter: Statement, is_raw: bool, seen: frozenset[str] = frozenset()
    ) -> Checked:
        """What the script makes of a variable; raw: an error answer is as full as a good one.

        `seen` are the variables that it was made of.
        """
        if name in seen or len(seen) > 4:
            return "unused"
        best: Checked = "unused"
        for statement in self._mentioning(name):
            if statement is setter:
                continue
            said = self._mentions(statement, name, is_raw, seen | {name})
            if said and _RANK[said] > _RANK[best]:
                best = said
        return best

    def _mentioning(self, name: str) -> list[Statement]:
        """The statements whose source has the variable's name in it."""
        if name not in self._by_name:
            word = re.compile(rf"\b{re.escape(name)}\b")
            places = [found.start() for found in word.finditer(self.source)]
            self._by_name[name] = [
                one
                for one in self.statements
                if isinstance(one, Command | Test | Case | Loop)
                and bisect_left(places, one.start) < bisect_left(places, one.end)
            ]
        return self._by_name[name]

    def _mentions(
        self, statement: Statement, name: str, is_raw: bool, seen: frozenset[str]
    ) -> Checked | None:
        if isinstance(statement, Test):
            if statement.opener == "((" and re.search(rf"\b{re.escape(name)}\b", statement.text):
                return "checked"
            if not any(expands(word, name) for word in statement.operands):
                return None
            return "believed" if is_raw and asks_for_emptiness(statement, name) else "checked"
        if isinstance(statement, Case):
            return "checked" if expands(statement.subject, name) else None
        if isinstance(statement, Loop):
            header = " ".join(statement.arithmetic or ())
            is_there = any(expands(word, name) for word in statement.items or ())
            if is_there and tells_apart(statement):
                return "checked"
            return "believed" if is_there or re.search(rf"\b{name}\b", header) else None
        if not isinstance(statement, Command):
            return None
        for assignment in statement.assignments:
            words = [assignment.value] if assignment.value else assignment.array or []
            if any(_calculates(word, name) for word in words):
                return "believed"
            if any(expands(word, name) for word in words):
                return self.variable(assignment.name, statement, False, seen)
            for word in words:
                if any(
                    expands_within(inner, name) for sub in substitutions(word) for inner in sub.body
                ):
                    return self.variable(assignment.name, statement, False, seen)
        if not any(expands(word, name) for word in statement.words()):
            return None
        program = self.variables.program(statement)
        if program in {"test", "["}:
            return "checked"
        if program in {"return", "exit"} or (
            program in self.functions and not SHOWS.fullmatch(program)
        ):
            return "out of sight"
        if SHOWS.fullmatch(program):
            return self._onward(statement, is_raw, seen)
        if LOOKS.fullmatch(program) or (program == "jq" and is_exacting(literals(statement))):
            return self._by(statement, is_raw)
        return "believed"

    def names_of_file(self, asked: Asked, sink: Sink) -> frozenset[str]:
        """The ways in which the script may spell the file that the answer is written to."""
        if asked.output != "file":
            return frozenset({sink.file}) if sink.file else frozenset()
        if asked.file is None:
            return frozenset()
        raw = spelled(self.source[asked.file.start : asked.file.end])
        names = {raw, asked.file.text}
        if asked.is_named_by_address:
            names = {re.split(r"[?#]", name)[0].rpartition("/")[2] for name in names}
        return frozenset(name for name in names if name and HOLE not in name)

    def _names_one(self, words: Iterable[Word], at: Statement, names: frozenset[str]) -> bool:
        for word in words:
            spellings = {spelled(self.source[word.start : word.end])}
            spellings.add(self.variables.text(word, at).text)
            if any(name in spelling for name in names for spelling in spellings):
                return True
        return False

    def _proves_a_list(self, proof: Command, download: Command, names: frozenset[str]) -> bool:
        """`sha256sum -c SUMS` later on: whatever is listed is proved, unless what it reads names other files."""
        if proof.start < download.start or not {"-c", "--check"} & set(literals(proof)):
            return False
        pipeline = proof.parent if isinstance(proof.parent, Pipeline) else None
        readers = pipeline.body if pipeline else [proof]
        words = [word for one in readers for word in one.words()]
        if self._names_one(words, proof, names):
            return True
        return not any(_FILE.search(self.variables.text(word, proof).text) for word in words)

    def _file(self, names: frozenset[str], command: Command, is_raw: bool) -> Checked:
        """What the script makes of a file that a request was written to."""
        best: Checked = "believed"
        if not names:
            return "out of sight"
        for statement in self.statements:
            if isinstance(statement, Test):
                if not is_raw and self._names_one(statement.operands, statement, names):
                    best = "checked"
                continue
            if not isinstance(statement, Command) or not statement.arguments:
                continue
            program = self.variables.program(statement)
            is_proof = PROVES.fullmatch(program)
            is_reader = program == "jq" or LOOKS.fullmatch(program) or REFUSES.fullmatch(program)
            is_named = self._names_one(statement.words(), statement, names)
            if is_proof and (is_named or self._proves_a_list(statement, command, names)):
                return "checked"
            if not is_named:
                continue
            if program in MEASURES:
                said = self._measured(statement)
                best = max(best, said, key=_RANK.__getitem__)
                continue
            said = "believed"
            if is_reader or program in self.functions:
                said = self._by(statement, is_raw)
            if said == "believed":  # `state=$(jq -r .state file)`
                said = self._onward(statement, is_raw and program in {"cat", "head", "tail"})
            said = "believed" if said in {"shown", "unused"} else said
            if _RANK[said] > _RANK[best]:
                best = said
        return best

    def _measured(self, statement: Statement) -> Checked:
        """`size=$(ls -l file | awk ...)`: only whoever compares the size sees that it is not the file."""
        sink = self.sink(statement)
        if sink.kind == "pipe":
            sink = self.sink(sink.consumers[-1])
        return self._captured(sink, is_raw=False) if sink.kind == "captured" else "believed"


def _acts(consumer: Statement) -> bool:
    words = literals(consumer) if isinstance(consumer, Command) else []
    while words[:1] == ["sudo"]:
        words = words[1:]
    return bool(words) and ACTS.fullmatch(words[0]) is not None


def _calculates(word: Word, name: str) -> bool:
    """`$((name - before))`: an error page counts as 0."""
    return any(
        isinstance(part, Arithmetic) and re.search(rf"\b{re.escape(name)}\b", part.text)
        for part in word.parts
    )


def _is_in_a_function(command: Command) -> bool:
    """Its status is the answer of a function, which others ask."""
    return any(isinstance(above, Function) for above in around(command))


def _logs_status(command: Command, asked: Asked) -> bool:
    """`curl -v ... 2> log`: the status is in a file, where whoever reads it finds it."""
    if not asked.options.has("verbose", "trace", "trace-ascii", "dump-header"):
        return False
    return asked.options.has("dump-header") or any(
        redirect.descriptor == "2" and redirect.operator in {">", ">>", ">|"}
        for redirect in command.redirects
        if redirect.target and redirect.target.literal != "/dev/null"
    )
