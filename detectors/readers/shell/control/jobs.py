"""Jobs that a loop starts in the background, and whether a script looks how each of them ended."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence

from detectors.readers.shell.syntax.tree import Command, Function, Loop, Statement, around, inside

_ONE_BY_ONE = re.compile(
    r"\$!|\bwait\s+(?:-\w|[\"']?[$%\d])|\bjobs\b|\bPIDS?\b|\bpids?\b|\bSIGCHLD\b|\bset -m\b"
)
"""A script that knows its jobs by number may ask each of them how it ended."""
_TELLS = re.compile(
    r"\|\||&&|\bif\b|\bcase\b|\btrap\b|\$\?|\btouch\b|>>|\bkill\b|\bwhile\b|\buntil\b"
)
"""A job that deals with its own failure, writes it down, or runs for ever."""
_LOOKS = re.compile(
    r"\|\||&&|\bif\b|\[|\bcase\b|\btest\b|\bgrep\b|\bcat\b|\bwc\b|\bdiff\b|\bjq\b|\bawk\b|\bfind\b|\bls\b|\$\(|\bfor\b"
)
"""What follows the wait and may look what has become of the jobs."""
_NO_WORK = frozenset(
    {"sleep", "echo", "printf", "tail", "tee", "read", "yes", "cat", "true", ":", "spinner", "dd"}
    | {"stress", "ping", "kill", "rm", "ab", "wrk", "hey", "time", "nc", "iperf", "iperf3"}
)


def blind_waits(
    statements: Sequence[Statement],
    source: str,
    functions: Mapping[str, Function],
) -> Iterator[tuple[Command, Loop, Statement]]:
    """Each `wait` without a job, the loop before it that starts them, and the first job in it.

    It answers with 0 whatever has become of them.
    """
    if _ONE_BY_ONE.search(source):
        return
    for command in statements:
        if not isinstance(command, Command) or not _is_bare(command):
            continue
        loop = _loop_before(command)
        jobs = [one for one in inside(loop) if one.is_background] if loop else []
        if loop is None or not jobs or _LOOKS.search(source, command.end, _end(command, source)):
            continue
        if all(_is_work(job, source, functions) for job in jobs):
            yield command, loop, jobs[0]


def _is_bare(command: Command) -> bool:
    return [word.literal for word in command.arguments] == ["wait"] and not command.is_background


def _block_of(command: Command) -> Sequence[Statement]:
    above = next(iter(around(command)), None)
    return next((block for block in above.blocks() if command in block), ()) if above else ()


def _loop_before(command: Command) -> Loop | None:
    """The last loop before it in the same block that goes over something."""
    block = [*_block_of(command)]
    before = block[: block.index(command)] if command in block else []
    loops = [one for one in before if isinstance(one, Loop)]
    last = loops[-1] if loops else None
    if last is None or (last.items is None and not _reads(last)):
        return None
    return last


def _reads(loop: Loop) -> bool:
    return any(
        isinstance(one, Command) and one.arguments and one.arguments[0].literal == "read"
        for condition in loop.condition
        for one in inside(condition)
    )


def _end(command: Command, source: str) -> int:
    """The end of the function around it, or of the script."""
    function = next((one for one in around(command) if isinstance(one, Function)), None)
    return function.end if function else len(source)


def _is_work(job: Statement, source: str, functions: Mapping[str, Function]) -> bool:
    """One thing is done for an item, and nothing in it tells how that ended."""
    if _TELLS.search(source, job.start, job.end):
        return False
    names = {*_commands(job)}
    for name in names & {*functions}:
        function = functions[name]
        if _TELLS.search(source, function.start, function.end):
            return False
        names |= {*_commands(function)}
    return bool(names - _NO_WORK)


def _commands(statement: Statement) -> Iterator[str]:
    for one in inside(statement):
        if isinstance(one, Command) and one.arguments:
            yield one.arguments[0].literal or "$"
