"""Where the text of a Python source may leave nothing of a failure: some places too many, and none too few."""

from __future__ import annotations

import re
from collections.abc import Iterator

from detectors.text import places_of, start_of_line

_COMMENTS = r"(?:[ \t\r]*(?:#[^\n]*)?\n)*"
_LINE = r"[ \t\r]*(?:#[^\n]*)?(?:\n" + _COMMENTS + r"[ \t\r]*)?"
_CLAUSE = re.compile(r"except\b\*?[^\n:]*(?:\([^)]*\)[^\n:]*)?:" + _LINE)
_REST = 500
"""Characters of a clause that are looked at."""
_SILENT = re.compile(
    r"pass\b|\.\.\.|continue\b|break\b|[\w.]*\bdebug\(|(?:await[ \t]+)?[\w.]*\b(?:sleep|wait)\("
)
_ENDS = re.compile(
    r"\breturn\b[ \t\r]*(?:none\b|false\b|0\b|\[\]|\{\}|\(\)|list\(\)|set\(\)|tuple\(\)|dict\(\)|[\w.]*dataframe\(\)|[\"']{2}|\r|\n|#|$)"
    r"|\breturn\b[^\n]*\b(?:ok|success\w*|sent|done)\b"
    r"|\breturn\b[^\n]*[=:][ \t]*(?:\[\]|0\b)"
    r"|\b(?:exit|quit)\((?:0?)\)"
)
_SHOWN = re.compile(
    r"(?:[\w.]*\b(?:print|echo|secho|print_exc|write|log)\w*\(|import |if |[\w.]+ = )"
)
_NAMED = re.compile(r"except\b[^\n:]*\bas[ \t\r]+(\w+)[ \t\r]*:")
_READIES = re.compile(
    r"\bdef \w*(?:start|connect|setup|init|register|open|login|authenticate|subscribe)\w*\("
)
_BACK = 4000
_NOTHING = re.compile(
    r"\breturn[ \t]*(?:\[\]|\(\)|\{\}|[\"']{2}|list\(\)|tuple\(\)|set\(\)|dict\(\))|\bbreak\b"
    r"|\.(?:append|extend|add|update)\("
)
"""What a function gives, or gathers, that asks for the status of an answer."""


_HEALTH = re.compile(
    r"/(?:health|ready|livez|liveness)\w*/?[\"'](?=.{0,3000}?\bexcept\b)", re.DOTALL
)


def places(lowered: str) -> Iterator[int]:
    """Where a clause begins that says nothing or prints, or answers as if there were nothing to say; and each `finally` with a `return`."""
    for place in places_of("except", lowered):
        clause = _CLAUSE.match(lowered, place)
        if clause is None:
            continue
        rest = lowered[clause.end() : clause.end() + _REST]
        if (
            _SILENT.match(rest)
            or _SHOWN.match(rest)
            or _ENDS.search(rest)
            or (
                (named := _NAMED.match(lowered, place))
                and re.search(
                    rf"\breturn (?:{named[1]}|(?:str|repr)\({named[1]}\))[ \t\r]*(?:#|\n|\Z)", rest
                )
            )
            or _READIES.search(lowered, max(0, place - _BACK), place)
            or _breaks_a_promise(lowered, place, rest)
        ):
            yield place
    for place in places_of(".raise_for_status()", lowered):
        if "except" in lowered[place : place + _REST]:
            yield place
    for place in places_of(".status_code", lowered):
        if _NOTHING.search(lowered, place, place + 2 * _REST):
            yield place
    for ill in _HEALTH.finditer(lowered):
        yield ill.start()
    for place in places_of("finally", lowered):
        if "return" in lowered[place : place + _REST]:
            yield place


_BROAD = re.compile(r"except(?:[ \t]+(?:base)?exception\b[^\n:]*)?:")
_LOUD = re.compile(r"[\w.]*\b(?:error|warning|warn|critical|fatal|info)\(")
_PROMISE = re.compile(
    r"\)[ \t]*->[ \t]*(?!none\b|optional\b|bool\b|any\b)[^\n]*:[ \t]*(?:#[^\n]*)?\n"
)


def _breaks_a_promise(lowered: str, place: int, rest: str) -> bool:
    """`def load() -> dict: ... except Exception as error: log.error(error)`, and nothing is given."""
    if not (_BROAD.match(lowered, place) and _LOUD.match(rest)):
        return False
    indented = place - start_of_line(lowered, place)
    first, *lines = rest.split("\n")
    clause = [first]
    for line in lines:
        if line.strip() and len(line) - len(line.lstrip()) <= indented:
            break
        clause.append(line)
    return not any("return" in line or "raise" in line for line in clause) and (
        _PROMISE.search(lowered, max(0, place - _BACK), place) is not None
    )
