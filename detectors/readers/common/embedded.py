"""Shell inside other files: its text goes to the shell reader, what it does comes back on their lines."""

from __future__ import annotations

import re
import shlex
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace

from detectors.facts import Fact, Neglected, Process, Request, Setting, Use, Value, known
from detectors.model import Problem
from detectors.readers import Reading
from detectors.readers.common.building import Builder
from detectors.text import Text

SHELLS = frozenset({"sh", "bash", "dash", "ash", "ksh", "zsh"})


_MOVES = frozenset({"checkout", "reset", "switch"})
_PIPE = re.compile(r"(?<!\|)\|(?!\|)")
_EXPRESSION = re.compile(r"\$\{\{.*?\}\}")
_SECRETS = re.compile(r"\bsecrets\b|\bwrite(?:-all)?\b")
"""In a workflow: it is given secrets, or rights."""


@dataclass(frozen=True)
class Script:
    """A text that a shell runs, and the offsets at which its lines begin in the file around it."""

    text: str
    starts: tuple[int, ...]
    exits_on_error: bool = False
    pipefail: bool = False
    deadline: float | None = None
    """Seconds after which whatever runs it ends it; None where that cannot be told."""
    is_a_check: bool = False
    """Whatever runs it runs it again and again, and counts the failures."""
    use: Use | None = None
    beside: frozenset[str] | None = None
    """The files that were copied for it; None where that cannot be told."""
    given: Mapping[str, str] = field(default_factory=dict)
    """The variables that the file around it sets for it."""
    may_fail: bool = False
    """Whatever runs it goes on all the same."""


def of_words(words: Sequence[str], starts: Sequence[int], text: Text) -> list[Script]:
    """What an argument list runs: the text that it gives to a shell, else itself as one command.

    `starts[i]` is where word i stands. Words on several lines make a command on several lines.
    """
    if not words:
        return []
    flag = shell_flag(words)
    if flag is not None:
        script = words[flag + 1]
        lines = (starts[flag + 1],) * (script.count("\n") + 1)
        return [Script(script, lines, "e" in words[flag], "pipefail" in words[:flag])]
    command, at = shlex.quote(words[0]), [starts[0]] * (words[0].count("\n") + 1)
    for word, start in zip(words[1:], starts[1:], strict=True):
        if text.position(start)[0] > text.position(at[-1])[0]:
            command += " \\\n"
            at.append(start)
        else:
            command += " "
        command += shlex.quote(word)
        at += [start] * word.count("\n")
    return [Script(command, tuple(at))]


def shell_flag(words: Sequence[str]) -> int | None:
    """The index of `-c` (`-ec`, `-lc`) in an argument list that gives a text to a shell."""
    for index, word in enumerate(words):
        if word.rpartition("/")[2] not in SHELLS:
            continue
        for at in range(index + 1, len(words) - 1):
            flag = words[at]
            if not flag.startswith("-") and words[at - 1] not in ("-o", "+o", "-eo", "-euo"):
                break
            if flag.startswith("-") and not flag.startswith("--") and flag.endswith("c"):
                return at
    return None


def lines_of_text(script: str, start: int, text: Text) -> tuple[int, ...]:
    """Where the lines of a script begin if each is the next line of the file, the first at `start`.

    Indentation that the file around takes away is passed over.
    """
    line, column = text.position(start)
    starts = [start]
    indent = column - 1
    for number, written in enumerate(script.split("\n")[1:], line + 1):
        host = text.lines[number - 1] if number <= len(text.lines) else ""
        if written.strip() and host.endswith(written):
            indent = len(host) - len(written)
        starts.append(text.offset(number, min(indent, len(host)) + 1))
    return tuple(starts)


def read_scripts(scripts: Iterable[Script], builder: Builder, clients: frozenset[str]) -> Reading:
    """What the shells do, on the lines of the file around them.

    What an earlier step of a workflow, or of an image, has installed for its project is at hand in a later one.
    """
    from detectors.readers.shell.control.prompts import installs_the_project

    facts: list[Fact] = []
    problems: list[Problem] = []
    fetching: list[Process] = []
    has_installed = False
    has_secrets = (
        builder.file.format != "github-workflow" or _SECRETS.search(builder.text.source) is not None
    )
    for script in scripts:
        reading = _read(script, builder, clients)
        processes = [fact for fact in reading.facts if isinstance(fact, Process)]
        for process in processes:
            process.is_at_hand |= has_installed and process.name == "npx"
            process.has_secrets_around = has_secrets
            process.beside = script.beside
        if any(one.name == "git" and not _MOVES.isdisjoint(one.words) for one in processes):
            for fetched in fetching:  # by another command of the same image
                fetched.is_run_here = False
        fetching += [one for one in processes if one.is_run_here]
        has_installed |= any(installs_the_project(one.name, one.words) for one in processes)
        facts += reading.facts
        problems += reading.problems
    _hear_of_installers(facts)
    return Reading(facts, problems)


def _hear_of_installers(facts: Sequence[Fact]) -> None:
    """`curl -f https://astral.sh/uv/install.sh | sh`, and in a later step `uv sync`, which ends the run where nothing came."""
    for request in facts:
        if not isinstance(request, Request):
            continue
        response = request.response
        if response.errors == "unchecked" and response.is_told and response.executed:
            fetched = set(re.split(r"[/.:?=_-]", request.setting("url").string or ""))
            if any(
                isinstance(other, Process)
                and other.name in fetched
                and other.lines.first > request.lines.last
                for other in facts
            ):
                response.errors = "unknown"


def _read(script: Script, builder: Builder, clients: frozenset[str]) -> Reading:
    from detectors.readers.shell import read_embedded

    text = builder.text
    places = [text.position(start) for start in script.starts]
    inner = Text(script.text)

    def offset(at: int) -> int | None:
        line, column = inner.position(min(at, len(script.text)))
        start = script.starts[min(line, len(script.starts)) - 1]
        written = script.text[at - column + 1 :].split("\n", 1)[0]
        is_verbatim = text.source.startswith(written, start)
        return start + column - 1 if is_verbatim else None

    reading = read_embedded(
        script.text,
        replace(builder.file, language="shell"),
        clients,
        first_line=places[0][0],
        lines=[line for line, _ in places],
        columns=[column for _, column in places],
        offset=offset,
        errexit=script.exits_on_error,
        pipefail=script.pipefail,
        use=script.use if script.use != "check" else None,
        given=script.given,
    )
    for fact in reading.facts:
        if isinstance(fact, Request) and fact.context.deadline.is_off and script.deadline:
            fact.context.deadline = known(script.deadline, f"{script.deadline:g}")
        if isinstance(fact, Request):
            fact.context.may_fail = script.may_fail
        if isinstance(fact, Request) and script.is_a_check:
            fact.may_retry_unseen = True
        if isinstance(fact, Request) and script.use == "check" and _shows_alone(fact, script):
            fact.response.errors, fact.response.use = "unchecked", "discarded"
        if isinstance(fact, Neglected):
            fact.is_of_a_check = script.use == "check"
        if isinstance(fact, Setting) and fact.value.is_unknown and fact.path[-1:] == ("url",):
            fact.value = _as_written(fact.value, text)
    return reading


def _shows_alone(request: Request, script: Script) -> bool:
    """It prints whatever answer comes and ends well, where nobody reads what is printed."""
    is_read = request.response.use == "body" or _PIPE.search(script.text)
    return request.response.errors == "unknown" and not is_read and request.setting("fail").is_off


def _as_written(value: Value, text: Text) -> Value:
    """`${{ secrets.TOKEN }}`, for which the shell's text has a stand-in."""
    if value.lines is None or value.columns is None:
        return value
    start = text.offset(value.lines.first, value.columns[0])
    found = _EXPRESSION.match(text.source, start)
    return replace(value, text=found[0]) if found else value


def seconds(text: str) -> float | None:
    """`1m30s`, `90s`, `1500ms` or `90` as seconds; None for anything else, and for none at all."""
    parts = re.findall(r"(\d+(?:\.\d+)?)(ms|h|m|s|)", text.strip())
    if "".join(number + unit for number, unit in parts) != text.strip() or not parts:
        return None
    units = {"ms": 0.001, "s": 1, "m": 60, "h": 3600, "": 1}
    return sum(float(number) * units[unit] for number, unit in parts) or None
