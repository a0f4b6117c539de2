"""Commands that write the values of variables where they are read as a log: `echo`, `set -x`, `curl -v`."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from functools import cached_property, partial
from typing import Any, Literal

from detectors.facts import Output, Shown, Side
from detectors.places import Lines
from detectors.readers.shell.exchange.answers import Answers
from detectors.readers.shell.exchange.output_checks import literals
from detectors.readers.shell.runs import Run, Runs
from detectors.readers.shell.syntax import tree
from detectors.readers.shell.syntax.tree import (
    AndOr,
    Assignment,
    Case,
    Command,
    If,
    Loop,
    Parameter,
    Redirect,
    Statement,
    Test,
    Text,
    Word,
    around,
    inside,
)
from detectors.vocabulary.names import words

_SAYS = frozenset({"echo", "printf", "logger"})
_SAID_BY = frozenset({"log", "info", "warn", "warning", "debug", "error", "notice"})
"""Words of functions that write what they are given with `echo`."""
_WHOLE = frozenset({"", "-", ":-", "=", ":=", "?", ":?"})
"""Operators whose result is the value, if there is one."""
_DIRECTIVE = re.compile(r"%[-#+ 0-9.*]*[a-zA-Z%]|\\[a-z0-7]+")
_FOR_A_PROGRAM = re.compile(
    r"\s*(?:(?:export\s+)?\w+=|[{<]|\[(?:[\"'{\[]|[\w .-]+\]\s*(?:\\n|\n))|::add-mask::|##vso|--\w)"
)
"""How what another program reads begins: an assignment, JSON, a section, an order to a runner; `[$(date)] ...` is for people."""
_MADE_HERE = re.compile(
    r"openssl|pwgen|urandom|RANDOM|uuidgen|makepasswd|mkpasswd|apg\b|gpg\b|base64|htpasswd|shuf\b"
)
_LOGS = frozenset({"log", "logs", "logfile"})
_DUMPS = frozenset({"env", "printenv"})
_FILTERS = frozenset({"sort", "cat", "tee", "nl", "column"})
_IS_A_FILE = re.compile(r"(?:\[\[?|\btest|&&|\|\||-a|-o|!)\s+-[defrsx]\s+[\"']?\$\{?(\w+)")
_FETCHES = frozenset({"curl", "wget", "aria2c"})
_HEADERS = frozenset({"authorization", "cookie", "proxy-authorization"})

_OF_SECRETS = re.compile(
    r"(?:^|/)(?:id_(?:rsa|dsa|ecdsa|ed25519)|\.env(?:\.prod\w*)?|[._]netrc|\.pgpass|\.pypirc|\.git-credentials|privkey\.pem"
    r"|[\w.-]*private[\w-]*\.(?:pem|key)|service[-_]account[\w-]*\.json|secrets?\.(?:ya?ml|json|env|txt))$"
    r"|\.aws/credentials$|\.docker/config\.json$"
)
"""Files that hold keys and passwords, whoever wrote them."""


_KEYED = re.compile(
    r"\\?[\"']((?:\w*_)?(?:token|passw(?:or)?d|secret|api_?key|private_?key))\\?[\"']\s*:\s*[\\\"']*\$\{?\w",
    re.IGNORECASE,
)
"""In a text of JSON: a credential that a variable gives."""


class Outputs:
    """Finds them in one script."""

    def __init__(
        self,
        statements: Sequence[Statement],
        runs: Runs,
        answers: Answers,
        place: Callable[[Statement], dict[str, Any]],
    ) -> None:
        self.statements = statements
        self.runs = runs
        self.answers = answers
        self.exits = answers.exits
        self.place = place

    def all(self) -> Iterator[Output]:
        yield from self._said()
        yield from self._asked()
        yield from self._traced()
        yield from self._dumped()
        yield from self._printed()

    def _output(
        self, at: Statement, name: str, kind: Literal["print", "trace"], shows: list[Shown]
    ) -> Output:
        return Output(
            **self.place(at),
            name=name,
            kind=kind,
            shows=shows,
            is_for_a_person=self._is_for_a_person,
        )

    @cached_property
    def _is_for_a_person(self) -> bool:
        """It asks somebody who sits before it."""
        return any(
            run.invocation.name in {"read", "select", "whiptail", "dialog"}
            and any(re.match(r"-\w*[ps]", word.text) for word in run.invocation.arguments)
            for run in self.runs.all
        )

    def _said(self) -> Iterator[Output]:
        """`echo "token: $TOKEN"`, where nothing takes what it says."""
        for run in self.runs.all:
            if not self._says(run):
                continue
            given = run.command.arguments[1:]
            if held := [*self._held(given, run.command)]:
                if self._is_shown(run.command):
                    yield self._output(run.command, run.invocation.name, "print", held)
                continue
            literal = _DIRECTIVE.sub(" ", "".join(map(_literal, given)))
            if not re.search(r"[A-Za-z]{2}", literal) or _FOR_A_PROGRAM.match(_begin(given)):
                continue
            shows = [*self._shown(given, run.command)]
            hides = sorted({*_cut(given)} - {shown.name for shown in shows})
            if (shows or hides) and self._is_seen(run.command):
                output = self._output(run.command, run.invocation.name, "print", shows)
                output.hides = hides
                yield output

    def _says(self, run: Run) -> bool:
        name = run.invocation.name
        if name in self.runs.functions:
            is_a_log = bool(_SAID_BY & set(words(name)))
            body = inside(self.runs.functions[name])
            return is_a_log and any(
                isinstance(one, Command) and one.arguments and one.arguments[0].literal in _SAYS
                for one in body
            )
        return name in _SAYS and not (
            name == "printf"
            and len(run.command.arguments) > 1
            and _literal(run.command.arguments[1]) == "-v"
        )

    def _is_seen(self, command: Statement) -> bool:
        sink = self.answers.sink(command)
        if sink.kind == "file" and any(map(self._is_a_log, command.redirects)):
            return True
        return sink.kind == "terminal" or sink.file in {"/dev/stderr", "/dev/stdout"}

    def _is_a_log(self, redirect: Redirect) -> bool:
        """`>> "$STARTUP_LOG"`, `>> /var/log/shop.log`"""
        target = redirect.target
        written = self.answers.source[target.start : target.end] if target else ""
        return redirect.operator == ">>" and bool(_LOGS & set(words(written)))

    def _held(self, given: Sequence[Word], at: Statement) -> Iterator[Shown]:
        """`data='{"token": "'"$TOKEN"'"}'`, of which all is written."""
        for part in (part for word in given for part in word.parts):
            if not isinstance(part, Parameter) or part.operator not in _WHOLE or part.index:
                continue
            for binding in self.runs.variables.reaching(part.name, at):
                value = binding.assignment.value if binding.assignment else None
                written = self.answers.source[value.start : value.end] if value else ""
                if found := _KEYED.search(written):
                    said = f"{part.name} with its {found[1]}"
                    yield replace(_shown(part.name, f"${part.name}"), belong=partial(str, said))
                    break

    def _is_shown(self, command: Statement) -> bool:
        """By itself, or as a program sets it out: `echo "$data" | jq .`."""
        sink = self.answers.sink(command)
        if sink.kind != "pipe" or not sink.consumers:
            return self._is_seen(command)
        return all(map(_sets_out, sink.consumers)) and self._is_seen(sink.consumers[-1])

    def _asked(self) -> Iterator[Output]:
        """`curl -v -H "Authorization: Bearer $TOKEN"`, which writes the headers of what it sends."""
        for run in self.runs.all:
            for asked in run.asked:
                if asked.name != "curl" or not asked.options.has("verbose"):
                    continue
                if not self._is_heard(run.command):
                    continue
                shows = [
                    _shown(name, name)
                    for name, value, _ in asked.headers
                    if not value.is_known and name.lower() in _HEADERS
                ]
                if shows:
                    yield self._output(run.command, "curl -v", "trace", shows)

    def _is_heard(self, command: Statement) -> bool:
        """Nothing takes its standard error."""
        for one in (command, *around(command)):
            if isinstance(one, tree.Function):
                return True
            for redirect in one.redirects:
                if redirect.operator.startswith("&>") or redirect.descriptor == "2":
                    return False
        return True

    def _traced(self) -> Iterator[Output]:
        """`set -x`, with what the commands behind it expand."""
        switches = [s for s in self.exits.switches if s.name == "xtrace" and s.is_on]
        commands = {one.start: one for one in self.statements if isinstance(one, Command)}
        on = [s.at for s in switches if not _may_not_run(commands[s.at])]
        shows: dict[int, list[Shown]] = {}
        is_on_at_start = self.exits.initial["xtrace"]
        if not on and not is_on_at_start:
            return
        for one in self.statements:
            if isinstance(one, Command | Test | Loop | Case) and self.exits.is_on("xtrace", one):
                before = [at for at in on if at < one.start]
                if before or is_on_at_start:
                    shown = shows.setdefault(before[-1] if before else -1, [])
                    shown += [*self._shown(one.words(), one), *self._read_in(one)]
        for at, shown in shows.items():
            if not shown:
                continue
            if at >= 0:
                yield self._output(commands[at], "set -x", "trace", shown)
                continue
            output = self._output(self.statements[0], "set -x", "trace", shown)
            output.lines = output.statement = Lines(1, 1)
            output.columns = (1, 1)
            yield output

    def _read_in(self, one: Statement) -> Iterator[Shown]:
        """`. ./.env`: every assignment in it is traced like those of the script."""
        said = literals(one) if isinstance(one, Command) else []
        if said[:1] in (["."], ["source"]) and said[1:] and _OF_SECRETS.search(said[1]):
            yield _shown(said[1], said[1])

    def _dumped(self) -> Iterator[Output]:
        """`printenv`, `env | sort`: all that the script was given, where nobody has to ask for it."""
        for run in self.runs.all:
            is_bare = run.invocation.name in _DUMPS and not run.invocation.arguments
            if not is_bare or _may_not_run(run.command):
                continue
            sink = self.answers.sink(run.command)
            last = sink.consumers[-1] if sink.kind == "pipe" else run.command
            if all(map(_passes_on, sink.consumers)) and self._is_seen(last):
                shown = _shown("environ", run.invocation.name)
                yield self._output(run.command, run.invocation.name, "print", [shown])

    def _printed(self) -> Iterator[Output]:
        """`cat ~/.ssh/id_rsa`, where nothing takes what it says."""
        for run in self.runs.all:
            if run.invocation.name != "cat" or not self._is_seen(run.command):
                continue
            given = [
                self.answers.source[word.start : word.end].strip("\"'")
                for word in run.command.arguments[1:]
            ]
            shows = [_shown(text, text) for text in given if _OF_SECRETS.search(text)]
            if shows:
                yield self._output(run.command, "cat", "print", shows)

    def _shown(self, given: Sequence[Word] | Iterator[Word], at: Statement) -> Iterator[Shown]:
        for part in (part for word in given for part in word.parts):
            if not isinstance(part, Parameter) or part.operator not in _WHOLE:
                continue
            of_a_list = self._lists.get(part.name, []) if part.index in {"*", "@"} else []
            for one in of_a_list if part.index else [part]:
                if one.name not in self._fetched | self._files and not self._is_made_here(
                    one.name, at
                ):
                    yield _shown(one.name, self.answers.source[one.start : one.end])

    @cached_property
    def _lists(self) -> dict[str, list[Parameter]]:
        """Arrays, and the variables that are put into them: `args+=(--token "$TOKEN")`."""
        found: dict[str, list[Parameter]] = {}
        for command in self.statements:
            for made in command.assignments if isinstance(command, Command) else ():
                found.setdefault(made.name, []).extend(
                    part
                    for word in made.array or ()
                    for part in word.parts
                    if isinstance(part, Parameter) and part.operator in _WHOLE and not part.index
                )
        return found

    @cached_property
    def _fetched(self) -> frozenset[str]:
        """Variables that are the address of a page, `wget "$DB_URL"`, whatever their names say."""
        return frozenset(
            part.name
            for run in self.runs.all
            if run.invocation.name in _FETCHES
            for word in run.command.arguments[1:]
            for part in word.parts
            if len(word.parts) == 1 and isinstance(part, Parameter)
            if words(part.name)[-1:] in (["url"], ["uri"])
        )

    @cached_property
    def _files(self) -> frozenset[str]:
        """Variables that name a file: `[ -f "$auth_key" ]`."""
        return frozenset(_IS_A_FILE.findall(self.answers.source))

    def _is_made_here(self, name: str, at: Statement) -> bool:
        """The script has made it up, spelled it or asked for it, so whoever runs it may see it."""
        bindings = self.runs.variables.reaching(name, at)
        if bindings and all(_is_emptied(binding.assignment) for binding in bindings):
            return True
        for binding in bindings:
            if binding.assignment is None:
                return True
            value = binding.assignment.value
            if value is None:
                continue
            written = self.answers.source[value.start : value.end]
            if value.literal or _MADE_HERE.search(written):
                return True
        return False


def _is_emptied(made: Assignment | None) -> bool:
    """`TOKEN=""`: nothing is left to be shown."""
    return (
        made is not None and made.array is None and (made.value is None or made.value.literal == "")
    )


def _passes_on(statement: Statement) -> bool:
    """A filter that lets through all that it gets."""
    if not isinstance(statement, Command) or not statement.arguments:
        return False
    return statement.arguments[0].literal in _FILTERS


def _sets_out(statement: Statement) -> bool:
    said = literals(statement) if isinstance(statement, Command) else []
    is_whole = said[:1] == ["jq"] and all(one == "." or one.startswith("-") for one in said[1:])
    return is_whole or said[1:] == ["-m", "json.tool"] or _passes_on(statement)


def _cut(given: Sequence[Word]) -> Iterator[str]:
    """Variables of which only a part, the length or the presence is expanded."""
    for word in given:
        for part in word.parts:
            if isinstance(part, Parameter) and part.operator not in _WHOLE:
                yield part.name


def _literal(word: Word) -> str:
    return "".join(part.value for part in word.parts if isinstance(part, Text))


def _begin(given: Sequence[Word]) -> str:
    """How what is said begins, without options."""
    texts = [text for text in map(_literal, given) if not re.fullmatch(r"-\w+", text)]
    return texts[0] if texts else ""


def _may_not_run(command: Command) -> bool:
    """It runs where somebody asks for it: `[ -n "$DEBUG" ] && set -x`."""
    return any(isinstance(one, AndOr | If | Case | Loop) for one in around(command))


def _shown(name: str, text: str) -> Shown:
    return Shown(name=name, text=text, trace=partial(Side, text=text, names=frozenset({name})))
