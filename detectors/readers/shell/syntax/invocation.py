"""A simple command with its wrappers taken off: what runs in the end, and what is around it."""

from __future__ import annotations

import re
from collections.abc import Collection
from dataclasses import dataclass, field, replace
from typing import Literal

from detectors.clients.commands import Wrapper, tools, wrappers
from detectors.facts import OFF, UNKNOWN, Value, known
from detectors.readers.shell.syntax.tree import Assignment, Command
from detectors.readers.shell.variables.fields import Field
from detectors.readers.shell.variables.values import Variables

_QUIET = re.compile(
    r"echo|printf|which|type|hash|whereis|man|info|help|alias|unalias|export|local|"
    r"declare|readonly|typeset|unset|set|read|test|\[|apt|apt-get|aptitude|dpkg|dnf|"
    r"yum|zypper|apk|brew|pacman|microdnf|rpm|snap|port|emerge|grep|egrep|fgrep|sed|"
    r"awk|cat|ls|rm|cp|mv|mkdir|touch|kill|pkill|killall|pgrep|ps|die|log|info|warn|"
    r"error|fail|msg|usage|abort|for|case|cd|source|\.|return|exit|shift|trap|wait|"
    r"jobs|complete|compgen|find|basename|dirname|file|stat|chmod|chown|ln|tee|head|"
    r"tail|sort|cut|tr|pip|pip3|npm|yarn|go|cargo|gem|conda|nix-env|choco|scoop|winget|"
    r"asdf|mise|logger|expr|say|print|fatal|notice|debug|success"
)
"""Commands that do not run what their arguments name."""
_SUDO = re.compile(r"^_?(sudo|as_?root|maybe_?sudo|priv|nice|ionice|dry_?run)", re.IGNORECASE)
_DURATION = re.compile(r"(\d+(?:\.\d+)?)([smhd]?)")
_BATCH = 10
"""So many items in one call are a batch."""
_UNITS = {"": 1, "s": 1, "m": 60, "h": 3600, "d": 86400}


@dataclass(slots=True)
class Repeats:
    """A wrapper that runs its command for each item, or again and again."""

    wrapper: Wrapper
    options: dict[str, str | None]
    start: int
    end: int
    given: list[Field] = field(default_factory=list)
    """The items themselves: `parallel curl ::: a b`."""

    @property
    def role(self) -> Literal["items", "polling", "unknown"]:
        """xargs gives one command many items, unless -I or a small -n says otherwise."""
        if self.wrapper.role == "poll":
            return "polling"
        if self.wrapper.role == "parallel":
            return "items"
        if {"-I", "-i", "--replace"} & set(self.options):
            return "items"
        counts = [
            self.options[n] for n in ("-n", "--max-args", "-L", "--max-lines") if n in self.options
        ]
        few = any((count or "").isdigit() and int(count or "") < _BATCH for count in counts)
        return "items" if few else "unknown"

    @property
    def is_concurrent(self) -> bool:
        jobs = [self.options[n] for n in ("-P", "--max-procs", "-j", "--jobs") if n in self.options]
        if self.wrapper.role == "parallel":
            return jobs[-1:] != ["1"]
        return bool(jobs) and jobs[-1] != "1"

    @property
    def bound(self) -> Value:
        """How many run at a time; off: as many as there are."""
        names = ("-P", "--max-procs", "-j", "--jobs", "--max-jobs")
        jobs = [self.options[n] or "" for n in names if n in self.options]
        if not jobs or not jobs[-1].isdigit():
            return UNKNOWN
        return known(int(jobs[-1])) if int(jobs[-1]) else OFF

    def operands(self, hole: Field) -> list[Field]:
        """What is added behind the command: one unknown item, unless `-I` puts it in place."""
        if self.role == "polling" or {"-I", "-i", "--replace"} & set(self.options):
            return []
        return [hole]


@dataclass(slots=True)
class Invocation:
    """What a simple command runs in the end."""

    command: Command
    name: str
    """The program, without its folder; empty if it cannot be known."""
    program: Field | None
    arguments: list[Field] = field(default_factory=list)
    deadline: Value = OFF
    """The limit that `timeout` gives it."""
    repeats: Repeats | None = None
    is_wrapped_unseen: bool = False
    """An unknown command runs it."""
    environment: list[Assignment] = field(default_factory=list)

    @property
    def tool(self) -> str | None:
        """The id of its client data."""
        return tools().get(self.name)

    def inner(self) -> Invocation | None:
        """The client that it runs by its arguments: `retry 5 curl ...`."""
        for at, word in enumerate(self.arguments):
            name = word.text.rpartition("/")[2] if word.is_known else ""
            following = self.arguments[at + 1 :]
            if name in tools() and following and _looks_called(name, following):
                return replace(self, name=name, program=word, arguments=following)
        return None


def invocation(command: Command, variables: Variables, functions: Collection[str]) -> Invocation:
    """Take the wrappers off a command; `functions` are those of the script, which shadow programs."""
    fields = variables.all_fields(command.arguments, command)
    made = Invocation(command, "", None, environment=list(command.assignments))
    while fields:
        program = fields[0]
        name = program.text.rpartition("/")[2] if program.is_known else _of_a_venv(program.text)
        name = name or _of_a_variable(program.variable)
        made.name, made.program, made.arguments = name, program, fields[1:]
        if name in functions and not _is_command_word(command, fields):
            break
        if not name and _SUDO.search(program.variable):  # `$SUDO curl ...`: nothing, or sudo
            name = "sudo"
        wrapper = _wrapper(name, fields)
        if wrapper is None:
            break
        rest = _unwrap(wrapper, fields[1 + len(wrapper.words) :], made, program)
        if not rest:
            break
        fields = rest
    if made.program is not None and made.tool is None and made.name not in functions:
        _find_inner(made)
    return made


_OF_A_VENV = re.compile(r".*/bin/(python[\d.]*|pip[\d.]*)", re.DOTALL)


def _of_a_venv(text: str) -> str:
    """`"$VENV/bin/python"` is Python, wherever it lies."""
    found = _OF_A_VENV.fullmatch(text)
    return found[1] if found else ""


_OF_A_VARIABLE = re.compile(
    r"(?:(?:[A-Z]+_)?(?P<python>PY|PYTHON)|(?:[A-Z]+_)?(?P<pip>PIP)|"
    r"(?P<same>PIPX|UV|UVX|NPM|NPX|PNPM|YARN|CARGO|GEM|GO|BREW|DOCKER|PODMAN|KUBECTL|HELM|GIT|TERRAFORM|ANSIBLE_PLAYBOOK))"
    r"3?(?:_?(?:BIN|CMD|EXE|EXEC|EXECUTABLE|COMMAND|PATH|TOOL))?",
    re.IGNORECASE,
)


def _of_a_variable(name: str) -> str:
    """`$PIP install`, `"${PYTHON_BIN}" -m pip`: whichever it is, a program of that name is meant."""
    found = _OF_A_VARIABLE.fullmatch(name)
    if found is None or found.lastgroup is None:
        return ""
    meant = found[found.lastgroup].lower().replace("_", "-")
    return meant if found.lastgroup == "same" else found.lastgroup


def _is_command_word(command: Command, fields: list[Field]) -> bool:
    return (
        bool(command.arguments)
        and command.arguments[0].literal in {"command", "env", "sudo"}
        and fields[0].start != command.arguments[0].start
    )


def _wrapper(name: str, fields: list[Field]) -> Wrapper | None:
    if name == "command" and len(fields) > 1 and fields[1].text in {"-v", "-V"}:
        return None  # it asks where a program is
    if len(fields) > 1 and (found := wrappers().get(f"{name} {fields[1].text}")):
        return found
    return wrappers().get(name)


def _unwrap(wrapper: Wrapper, fields: list[Field], made: Invocation, program: Field) -> list[Field]:
    """The words of the wrapped command."""
    options: dict[str, str | None] = {}
    waiting = list(fields)
    operands = wrapper.operands
    while waiting:
        text = waiting[0].text
        if text == "--":
            waiting.pop(0)
        elif text.startswith("-") and len(text) > 1:
            name, attached, value = _wrapper_option(wrapper, text)
            waiting.pop(0)
            options[name] = value
            if name in wrapper.options and not attached and waiting:
                options[name] = waiting.pop(0).text
        elif wrapper.role == "assign" and re.match(r"[A-Za-z_]\w*=", text):
            word = waiting.pop(0)
            key, _, _ = text.partition("=")
            made.environment.append(Assignment(word.start, word.end, key))
        elif operands:
            if wrapper.role == "limit":
                made.deadline = _limit(waiting[0])
            waiting.pop(0)
            operands -= 1
        else:
            break
    if wrapper.role in {"items", "parallel", "poll"} and waiting:
        made.repeats = Repeats(wrapper, options, program.start, waiting[0].start)
    return waiting


def _wrapper_option(wrapper: Wrapper, text: str) -> tuple[str, bool, str | None]:
    """(name, is the value attached, value)"""
    if text.startswith("--"):
        name, equals, value = text.partition("=")
        return name, bool(equals), value if equals else None
    for position in range(1, len(text)):
        name = f"-{text[position]}"
        if name in wrapper.options:
            rest = text[position + 1 :]
            return name, bool(rest), rest or None
    return text, False, None


def _limit(word: Field) -> Value:
    if not word.is_known:
        return UNKNOWN
    match = _DURATION.fullmatch(word.text)
    if not match:
        return UNKNOWN
    seconds = float(match[1]) * _UNITS[match[2]]
    return known(int(seconds) if seconds.is_integer() else seconds, word.text) if seconds else OFF


def _find_inner(made: Invocation) -> None:
    """A client behind an unknown command: `retry 5 curl ...`, `docker exec web curl ...`."""
    if _QUIET.fullmatch(made.name) or made.program is None:
        return
    if inner := made.inner():
        made.name, made.program, made.arguments = inner.name, inner.program, inner.arguments
        made.is_wrapped_unseen = True


def _looks_called(name: str, arguments: list[Field]) -> bool:
    """What follows is a command line; `http` and `https` are also words of firewalls and proxies."""
    if any("://" in word.text for word in arguments):
        return True
    first = arguments[0].text
    if name in {"http", "https"}:
        return first in {"GET", "POST", "PUT", "PATCH", "DELETE", "HEAD"}
    return first.startswith("-") and name in {"curl", "wget", "psql", "redis-cli", "aws", "gh"}
