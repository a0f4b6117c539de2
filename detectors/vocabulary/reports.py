"""Words with which a program says that something went well, and those with which it says that it did not."""

from __future__ import annotations

from collections.abc import Iterable

from detectors.vocabulary.names import listed, words

_DONE = listed(
    "ok success successful successfully succeeded sent delivered done uploaded published saved"
    " stored deployed deleted erased removed completed created charged refunded paid synced"
    " accepted processed received posted booked queued finished complete backed archived notified cleared revoked"
)
_NOT_DONE = listed(
    "error errors err fail fails failed failing failure failures exception unavailable denied"
    " rejected skip skipped skipping warning not no partial partially retry degraded unknown"
    " pending invalid cannot could maybe if try tries trying ignored ignore traceback unable"
)

_WRITE = ("log", "print", "debug")
_HOW = ("write", "verbose")
_HOW_IN_A_LETTER = ("v", "d", "e")
WRITERS = (
    rf"(?:(?:(?:{'|'.join((*_WRITE, *_HOW, *_HOW_IN_A_LETTER))})_?)?(?:{'|'.join(_WRITE)})"
    r"(?:_?(?:msg|message|line|info|debug|error|warn|warning|verbose))?)"
)
"""Names that programs give to functions of their own by which they write to a log: `log`, `log_info`, `vprint`."""
BEGINNINGS_OF_WRITERS = (
    *_WRITE,
    *_HOW,
    *(
        f"{how}{between}{write}"
        for how in _HOW_IN_A_LETTER
        for between in ("", "_")
        for write in _WRITE
    ),
)
"""Each of them begins with one of these; a letter by itself begins too much to be looked for."""


def says_done(said: Iterable[str]) -> bool:
    """Words of which one says that it went well, and none that it did not."""
    said = frozenset(said)
    return bool(_DONE & said) and not tells_of_failure(said)


def tells_of_failure(said: Iterable[str]) -> bool:
    return not _NOT_DONE.isdisjoint(said)


def is_a_short_yes(text: str) -> bool:
    """A text of a few words that says so: "ok", "Message sent"."""
    said = words(text)
    return len(said) <= 6 and says_done(said)
