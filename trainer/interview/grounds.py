"""Reasons why code works that no list has: where an answer says of something in the code what it does."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping

from trainer.interview import lexicon
from trainer.interview.clauses import clauses
from trainer.interview.lexicon import listed
from trainer.interview.polarity import averts
from trainer.interview.sense import JOINTS
from trainer.interview.wishes import demands
from trainer.interview.words import Word, stem, words

SHORTEST = 4
"""Letters of a word that names something of the code."""
_NUMBERS = {
    name: str(number)
    for number, name in enumerate(
        [
            "two",
            "three",
            "four",
            "five",
            "six",
            "seven",
            "eight",
            "nine",
            "ten",
            "eleven",
            "twelve",
            "thirteen",
            "fourteen",
            "fifteen",
        ],
        2,
    )
} | {"twenty": "20", "thirty": "30", "forty": "40", "fifty": "50", "sixty": "60"}
_COMMON = JOINTS | listed(
    "code works work with from them then than there some this that here when what your name value data type list "
    "production handles everything import string int true false none self def"
)
"""Words that stand in much code and mean nothing by themselves."""
_NEW = frozenset({"and", "plus", "also"})
"""Begin another reason, as the end of a clause does."""
_ON = listed(
    "so since because as which that who when until thus otherwise before after if for rather instead even although "
    "though they they're that's it it's but not never or nor where whose thanks in on by at with within per via "
    "through from to under of"
)
"""After a comma they go on with the same reason."""
_AFTERWARDS = listed("so thus therefore hence otherwise that that's which because since")
"""Also at the beginning of a sentence."""
_BECOMES = listed("since as when if once while whenever")
"""A clause that begins with one of these is the cause of the next (`as the key is known, nobody pays twice`)."""
_SO_NOT = frozenset({"no", "nobody", "nothing", "none"})
"""After a comma they say what follows (`a timeout of 20 s, no hanging`)."""
_COMMA = re.compile(r",(?!\d)")
_END = re.compile(r"[;!?\n]|\.(?=\s|$)")
ENOUGH = 2
"""Names of the code in one breath say something of how they go together."""
_PRAISE = re.compile(
    r"\b(?:mature|solid|clean|readable|robust|reliable|durable(?=\s+(?:so|and)\b|\s*[.,;!]|\s*$)|(?:is|are|an?|the|looks?|very|industry) standard|popular|professional|modern|(?<!fails )(?<!fail )fast"
    r"|scal(?:es?|able|ing)|automatically|(?:thousands|millions) of|maintain\w*|easy|simple|well[- ]written|(?<!checked )(?<!verified )(?<!closed )properly|nice\w*|elegant|best|official\w*|proven"
    r"|trusted|secure|quick|serverless|done (?:right|well|correctly)|i like|well[- ]known|widely|everywhere|battle[- ]tested|state of the art|rare(?:ly)?|unlikely|hardly ever"
    r"|(?:no|not|n['’]t)(?: an?| so| that| very| really)* (?:drama|tragedy|big deal|bad|terrible))\b",
    re.I,
)
_DENIED = re.compile(r"\b(?:nothing|nobody|not|never|no)(?: \w+)?\s+$", re.I)
"""Before praise that is none (`nothing readable on the wire`)."""

CLAUSE = 3
"""Words that a clause has at least: `because X and Y are set` is one."""
_SHARED = listed(
    "is are was isn't aren't wasn't has hasn't does doesn't can can't cannot will won't would never not then only "
    "just also they they're it it's"
)
_SHARES = re.compile(
    r"(?:\w+s|\w+ed) (?:a|an|the|it|them|this|that|its|their|up|off|out|on|in|at|by|to|for|from|with|into|after|before"
    r"|until|when|longer|later|again|once|twice|only|as|every|each|all|nothing|no|\d+\w*)\b",
    re.I,
)
"""After `and`: what the same subject does too (`is retried a few times and waits longer`)."""


def units(answer: str) -> Mapping[int, int]:
    """Where each word starts -> the number of the reason that it belongs to.

    A cause and what follows from it are one reason: `the key stays the same, so nobody pays twice`.
    """
    numbered: dict[int, int] = {}
    unit, reached, length = 0, 0, 0
    is_cause = False
    for word in words(answer):
        between = answer[reached : word.start + 1]
        is_end = bool(_END.search(between))
        is_cut = is_end or bool(_COMMA.search(between))
        goes_on = word.text in _AFTERWARDS or (word.text in _ON | _SO_NOT and not is_end)
        if word.text in _NEW and not is_cut:
            goes_on = length < CLAUSE or _has_same_subject(answer[word.end :])
        elif word.text in _NEW:
            goes_on = not is_end and _has_same_subject(answer[word.end :])
        if word.text == "but" and demands(_END.split(answer[word.end :], maxsplit=1)[0]):
            goes_on = False
        goes_on |= is_cause and is_cut and not is_end and word.text not in _NEW
        if is_cut or not numbered or (length < CLAUSE and word.text in _BECOMES):
            is_cause = word.text in _BECOMES or ((is_end or not numbered) and word.text in _SO_NOT)
        if (is_cut or word.text in _NEW) and not goes_on:
            unit += 1
        length = 0 if is_cut or word.text in _AFTERWARDS else length + 1
        reached = word.end
        numbered[word.start] = unit
    return numbered


def _has_same_subject(after: str) -> bool:
    after = after.lstrip()
    first = after.split(maxsplit=1)[0].lower() if after else ""
    return first.strip(",.") in _SHARED or bool(_SHARES.match(after))


def grounded(
    answer: str,
    code: frozenset[str],
    scenario: frozenset[str] = frozenset(),
    spoken: frozenset[str] = frozenset(),
) -> Iterator[tuple[int, int]]:
    """(start, end) of what is said of something in the code, one for each reason that has such.

    The scenario's own words together only tell it again; one of the words in which people speak of such code
    is not enough by itself.
    """
    for start, end, of_unit in _together(answer):
        of_code = {word.text for word in of_unit if _is_named(answer, word, code)}
        of_spoken = {word.text for word in of_unit if names(word.text, spoken)}
        of_scenario = {word.text for word in of_unit if names(word.text, scenario)}
        named = of_code | of_spoken | of_scenario
        is_said = averts(answer[start:end]) and of_code | of_scenario
        if _only_seemed(answer[start:end]):
            continue
        if is_said or (of_code | of_spoken and len(named) >= ENOUGH):
            yield start, end


def _only_seemed(text: str) -> bool:
    """`The sleep had me nervous for a moment` is no reason; what comes of it is."""
    said = clauses(text)
    is_weighed = any(clause.kind in {"contrast", "concession"} for clause in said)
    return not is_weighed and any(lexicon.NERVOUS.any(clause.texts) for clause in said)


def praised(answer: str) -> Iterator[tuple[int, int]]:
    """(start, end) of each reason that praises, which could be said of any code."""
    for start, end, _ in _together(answer):
        if any(
            not _DENIED.search(answer, start, found.start())
            for found in _PRAISE.finditer(answer, start, end)
        ):
            yield start, end


def _together(answer: str) -> Iterator[tuple[int, int, list[Word]]]:
    number = units(answer)
    together: dict[int, list[Word]] = {}
    for word in words(answer):
        together.setdefault(number[word.start], []).append(word)
    for of_unit in together.values():
        yield of_unit[0].start, of_unit[-1].end, of_unit


_PARTS = re.compile(r"[_./-]|(?<=[a-z])(?=[A-Z])")
_LIBRARY = re.compile(r"^\s*(?:import|from) ([\w.]+)", re.M)


def words_of(code: str) -> frozenset[str]:
    """The words of code by which it can be spoken of; a library that is only imported says nothing of it."""
    parts = _PARTS.sub(" ", _LIBRARY.sub(" ", code))
    return frozenset(
        stem(word.text) for text in (_LIBRARY.sub(" ", code), parts) for word in words(text)
    )


def _is_named(answer: str, word: Word, code: frozenset[str]) -> bool:
    """Also by three capitals: `GET` and `TLS` are names, `get` is a verb."""
    is_short_name = (
        word.end - word.start == SHORTEST - 1 and answer[word.start : word.end].isupper()
    )
    return names(word.text, code) or (is_short_name and word.text in code)


def named_in(answer: str, code: frozenset[str]) -> list[Word]:
    """The words of the answer that name something of the code."""
    return [word for word in words(answer) if names(word.text, code)]


def names(word: str, code: frozenset[str]) -> bool:
    if word in _NUMBERS:
        return _NUMBERS[word] in code
    if any(letter.isdecimal() for letter in word):
        return word in code
    if len(word) < SHORTEST or word in _COMMON:
        return False
    return stem(word) in code or (word[:2] in {"un", "in"} and stem(word[2:]) in code)
