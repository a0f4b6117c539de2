"""Where statements begin and end, by indentation and brackets alone: enough to move and to widen by."""

from __future__ import annotations

from collections.abc import Sequence

CLOSERS = (")", "]", "}", "fi", "done", "esac", "end")


def statement_at(lines: Sequence[str], index: int) -> tuple[int, int]:
    """First and last index of the statement that line `index` belongs to; a block belongs to its header."""
    head = index
    while head > 0 and (_closes(lines[head]) or _continues(lines[head - 1])):
        head -= 1
        while head > 0 and (
            not lines[head].strip() or _indent(lines[head]) > _indent(lines[index])
        ):
            head -= 1
    last = end = head
    while end + 1 < len(lines):
        line = lines[end + 1]
        deeper = line.strip() and _indent(line) > _indent(lines[head])
        closing = _closes(line) and _indent(line) == _indent(lines[head])
        if not (deeper or closing or _continues(lines[end]) or not line.strip()):
            break
        end += 1
        if line.strip():
            last = end
    return head, last


def around(lines: Sequence[str], first: int, last: int) -> tuple[int, int]:
    """The next wider statement: the one at `first`, or if that is selected already, the one it stands in."""
    head, end = statement_at(lines, first)
    if (min(head, first), max(end, last)) != (first, last):
        return min(head, first), max(end, last)
    for above in range(first - 1, -1, -1):
        if lines[above].strip() and _indent(lines[above]) < _indent(lines[first]):
            head, end = statement_at(lines, above)
            return min(head, first), max(end, last)
    return first, last


def next_statement(lines: Sequence[str], index: int, step: int) -> int:
    """Where the statement after (`step` 1) or before (-1) this line begins; the code's end if there is none."""
    heads = [at for at in _heads(lines) if (at - index) * step > 0]
    if not heads:
        return len(lines) - 1 if step > 0 else 0
    return heads[0] if step > 0 else heads[-1]


def _heads(lines: Sequence[str]) -> list[int]:
    """Lines that are neither blank, nor inside brackets, nor the rest of a continued line.

    Braces are left out: in most config formats they are blocks, whose lines are statements.
    """
    heads, depth = [], 0
    for index, line in enumerate(lines):
        is_rest = depth > 0 or _closes(line) or (index > 0 and _continues(lines[index - 1]))
        if line.strip() and not is_rest:
            heads.append(index)
        depth += sum((char in "([") - (char in ")]") for char in line)
        depth = max(0, depth)
    return heads


def _indent(line: str) -> int:
    return len(line) - len(line.lstrip())


def _closes(line: str) -> bool:
    return line.lstrip().startswith(CLOSERS[:3]) or line.strip() in CLOSERS


def _continues(line: str) -> bool:
    return line.endswith("\\")
