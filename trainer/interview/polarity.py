"""Whether a clause says that something fails, that something is lacking, or that it is kept from failing.

A failure is said where a word for it stands in a clause that tells, and does not suppose, without a word before it that
turns it round, or one behind it that says that nothing comes of it.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from trainer.interview import lexicon
from trainer.interview.clauses import Clause, clauses
from trainer.interview.lexicon import listed

_SUPPOSES = frozenset({"condition", "relative", "concession", "purpose"})
_REACH = 6
"""Words behind a failure that may say that nothing comes of it."""
_OCCASION = listed("after on upon despite during against between")
"""Before a failure: it is when something is done about it (`after a crash`)."""
_OF_A_NOUN = listed("without instead rather")
"""They turn round no more than the thing behind them."""
_REFERS = listed("that which who whoever what those of")
_LEADS_ON = listed(
    "idea practice design choice way for when because if as and but in to on under here at by so status is are"
)
"""After an adjective these are no thing that it could belong to."""
_IS = listed("is are was be it's that's this")
_HAPPENS = listed("can is are gets get will comes could")
_CAN = listed("can could may might")
_BORNE = listed("one any a two")
"""Before a failure that may happen: it is one of several."""
_LACKS = listed("no without lacks lack lacking missing where's where forgot forgets")
_ARTICLES = listed("a an any")
_DETERMINERS = _ARTICLES | listed("the our its their")
_NO_LACK = listed(
    "more further double trouble problem problems issue issues risk need needed necessary required reason harm that which who "
    "can is are gets one longer"
)
"""After `no`: nothing is missed (`no retry is needed`, `no rate limit trouble`)."""
_COUNTED = (
    "retr",
    "try",
    "tri",
    "paus",
    "wait",
    "delay",
    "click",
    "press",
    "arriv",
    "deliver",
    "submit",
)
"""Of these `twice` and `double` only say how often, or how long."""


def faults(text: str) -> Iterator[Clause]:
    """The clauses that say that something fails or is lacking."""
    said = clauses(text)
    for n, clause in enumerate(said):
        rest = [one for one in said[n + 1 :] if one.sentence == clause.sentence][:2]
        if (
            (_fails(clause) and not _is_got_over(rest))
            or _lacks(clause)
            or lexicon.HEDGES.any([clause.texts[0], clause.texts[-1]])
        ):
            yield clause


def lacks(text: str) -> Iterator[Clause]:
    """The clauses that say that something is not there."""
    return (clause for clause in clauses(text) if _lacks(clause))


def harms(clause: Clause) -> bool:
    """It tells of something bad, whether or not it is got over."""
    said = clause.texts
    is_bad = any(
        (lexicon.HARM.length(said, at) or lexicon.EFFECTS.length(said, at))
        and not _is_turned(said, at)
        for at in range(len(said))
    )
    is_denied = lexicon.DENIED.any(said) or any(
        (word == "no" and _HAPPENS & set(said[at + 1 : at + 4]))
        or (word in {"get", "gets"} and _is_status(said[at + 1 : at + 2]))
        for at, word in enumerate(said)
    )
    return clause.kind not in _SUPPOSES and (is_bad or is_denied or _fears(said))


def _is_status(said: Sequence[str]) -> bool:
    return bool(said) and said[0].isdigit() and said[0][0] in "45" and len(said[0]) == 3


def fails(text: str) -> bool:
    return next(faults(text), None) is not None


def averts(text: str) -> bool:
    """It says of something that it keeps another from going wrong, what it does, or of a fault that it is none."""
    return any(
        lexicon.TURNS.any(clause.texts)
        or lexicon.DOES.any(clause.texts)
        or any(map(_is_not, clause.texts))
        for clause in clauses(text)
    )


def _is_got_over(rest: Sequence[Clause]) -> bool:
    """`one may die, the others take over`; `it is plain http but inside of the cluster`."""
    goes_on = any(
        clause.kind in {"main", "cause", "contrast"} and lexicon.GOES_ON.any(clause.texts)
        for clause in rest
    )
    if rest and rest[0].kind == "condition" and lexicon.FLAWED.any(rest[0].texts):
        return True  # it fails when one is missing, as it should
    return (goes_on or (bool(rest) and rest[0].kind == "contrast")) and not any(map(_fails, rest))


def _is_not(word: str) -> bool:
    return word.endswith("n't")


def _is_turned(said: Sequence[str], at: int) -> bool:
    """By a word before it; `without` and the like reach no further than the next verb (`without a lock is a race`)."""
    return any(
        (_is_not(said[n]) or lexicon.TURNS.length(said, n))
        and (said[n] not in _OF_A_NOUN or not _IS & set(said[n:at]))
        for n in range(at)
    )


def _fails(clause: Clause) -> bool:
    if clause.kind in _SUPPOSES:
        return False
    said = clause.texts
    return any(
        (length := lexicon.HARM.length(said, at) or lexicon.JUDGED.length(said, at))
        and _is_told(said, at, length)
        for at in range(len(said))
    ) or _fears(said)


def _is_told(said: Sequence[str], at: int, length: int) -> bool:
    """Of `length` words for a failure from `at` on: nothing around them says that it is none."""
    before, after = said[:at], said[at + length : at + length + _REACH]
    return not (
        (lexicon.WHICH.length(said, at) == length and _is_of_a_thing(before, after))
        or _is_put_up_with(before, length)
        or _REFERS & set(before[-2:])
        or "what" in before
        or "would have" in " ".join(before[-3:])
        or (
            said[at].startswith(("twice", "double")) and any(w.startswith(_COUNTED) for w in before)
        )
        or (said[at] == "gone" and lexicon.HARM.any(before))  # `the risk is gone`
        or _is_occasion(before)
        or _is_turned(said, at)
        or lexicon.SEEMS.any(before)
        or _is_done(lexicon.HARMLESS, after)
        or any(map(_is_not, after))
    )


def _is_of_a_thing(before: Sequence[str], after: Sequence[str]) -> bool:
    """`a slow provider`, but not `is a slow provider`, nor `a blocked account can go on`."""
    if not after or after[0] in _LEADS_ON:
        return False
    judges = _IS & set(before[-2:] if before[-1:] in (["a"], ["an"]) else before[-1:])
    return not judges and (after[0] in _REFERS or not _CAN & set(after[1:4]))


def _is_put_up_with(before: Sequence[str], length: int) -> bool:
    """`one of the servers may`, `can be in the repo`."""
    is_one = _BORNE & set(before[:2]) and {"can", "may"} & set(before[-3:])
    return bool(is_one) or (length > 1 and before[-2:] in (["can", "be"], ["may", "be"]))


def _is_occasion(before: Sequence[str]) -> bool:
    is_near = _OCCASION & set(before[-4:]) and not _IS & set(before[-2:])
    return bool(is_near or _OCCASION & set(before[-1:]))


def _is_done(table: lexicon.Table, said: Sequence[str]) -> bool:
    """As a verb: of `in the log` no `log`."""
    return any(
        table.length(said, at) and not (at and said[at - 1] in _DETERMINERS)
        for at in range(len(said))
    )


def _fears(said: Sequence[str]) -> bool:
    """`the parser could crash`; of one among several (`one might stop`) it is put up with."""
    for at, word in enumerate(said[:-1]):
        is_fear = word in {"could", "might", "will"} or word.endswith("'ll")
        if is_fear and not lexicon.BENIGN.length(said, at + 1):
            is_one = said[0] in {"one", "any"}
            return not (is_one or _is_turned(said, at) or lexicon.SEEMS.any(said[:at]))
    return False


def _lacks(clause: Clause) -> bool:
    said = clause.texts
    return clause.kind not in {"condition", "relative"} and any(
        _misses(said, at) or _is_undone(said, at) for at in range(len(said))
    )


def _misses(said: Sequence[str], at: int) -> bool:
    """`no lock`, `there isn't a lock`, `where's the lock`."""
    is_lack = said[at] in _LACKS or (_is_not(said[at]) and _ARTICLES & set(said[at + 1 : at + 2]))
    is_excused = said[at] == "no" and _NO_LACK & set(said[at + 1 : at + 6])
    near = range(at + 1, min(at + 4, len(said)))
    is_thing = is_lack and any(lexicon.THINGS.length(said, n) for n in near)
    return bool(is_thing and not is_excused and not lexicon.SEEMS.any(said))


def _is_undone(said: Sequence[str], at: int) -> bool:
    """`isn't pinned`, `never expires`."""
    if not (_is_not(said[at]) or said[at] in {"not", "never"}):
        return False
    tables = [lexicon.UNDONE, *([lexicon.NEVER_DONE] if said[at] == "never" else [])]
    near = range(at + 1, min(at + 3, len(said)))
    return any(table.length(said, n) for table in tables for n in near)
