"""Reasons why code works that no list has: where an answer says of something in the code what it does."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping

from trainer.interview.sense import JOINTS
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
_COMMON = JOINTS | frozenset(
    [
        "code",
        "works",
        "work",
        "with",
        "from",
        "them",
        "then",
        "than",
        "there",
        "some",
        "this",
        "that",
        "here",
        "when",
        "what",
        "your",
        "name",
        "value",
        "data",
        "type",
        "list",
        "production",
        "handles",
        "everything",
        "import",
        "string",
        "int",
        "true",
        "false",
        "none",
        "self",
        "def",
    ]
)
"""Words that stand in much code and mean nothing by themselves."""
_NEW = frozenset({"and", "while", "plus", "also"})
"""Begin another reason, as the end of a clause does."""
_ON = frozenset(
    [
        "so",
        "since",
        "because",
        "as",
        "which",
        "that",
        "who",
        "when",
        "until",
        "thus",
        "otherwise",
        "before",
        "after",
        "if",
        "for",
        "rather",
        "instead",
        "even",
        "although",
        "though",
        "but",
        "not",
        "never",
        "or",
        "nor",
        "where",
        "whose",
        "thanks",
        "in",
        "on",
        "by",
        "at",
        "with",
        "within",
        "per",
        "via",
        "through",
        "from",
        "to",
        "under",
        "of",
    ]
)
"""After a comma they go on with the same reason."""
_AFTERWARDS = frozenset(["so", "thus", "otherwise", "that", "which", "because", "since"])
"""Also at the beginning of a sentence."""
_COMMA = re.compile(r"[,()]")
_END = re.compile(r"[;!?\n]|\.(?=\s|$)")
_DOES = re.compile(
    r"\b(?:not|never|no|cannot|nothing|nobody|none|neither|without|only|until|before|again|anew|once|twice"
    r"|same|at most|within|first|instead|rather than|already|still|even|both|one by one|at once|at a time"
    r"|times? out|per|different|several|own|unique|atomic\w*|idempotent|harmless|random|fixed|default|separate\w*"
    r"|(?:survive|outlive|stay|fit|remain|come|move|leave|eject|show|give|wait|slow|fail|cut|stop|end|retrie|tr|repeat)(?:s|d|ed|es|ies|ied|ing)?"
    r"(?: up| on| off| out| down| back)?"
    r"|(?:limit|bound|cap|check|verif|validat|pin|enforc|encrypt|sign|stor|keep|kept|cach|stream|renew|refresh"
    r"|catch|caught|log|rais|reject|refus|skip|ignor|compar|isolat|spread|replicat|restart|throttl"
    r"|queu|batch|record|mark|recogni[sz]|remember|expir|clos|lock|commit|acknowledg|protect|prevent|replac"
    r"|overwrit|read)\w*)\b|n['’]t\b",
    re.I,
)
"""Says what a thing does or what does not happen, as `is a mature library` does not."""
ENOUGH = 2
"""Names of the code in one breath say something of how they go together."""
_PRAISE = re.compile(
    r"\b(?:mature|solid|clean|readable|robust|reliable|durable|standard|popular|professional|modern|fast"
    r"|scal(?:es?|able|ing)|maintain\w*|easy|simple|well[- ]written|properly|nice\w*|elegant|best)\b",
    re.I,
)


def units(answer: str) -> Mapping[int, int]:
    """Where each word starts -> the number of the reason that it belongs to.

    A cause and what follows from it are one reason: `the key stays the same, so nobody pays twice`.
    """
    numbered: dict[int, int] = {}
    unit, reached = 0, 0
    for word in words(answer):
        between = answer[reached : word.start + 1]
        is_end = bool(_END.search(between))
        goes_on = word.text in (_AFTERWARDS if is_end else _ON)
        if word.text in _NEW or ((is_end or _COMMA.search(between)) and not goes_on):
            unit += 1
        reached = word.end
        numbered[word.start] = unit
    return numbered


def grounded(answer: str, code: frozenset[str]) -> Iterator[tuple[int, int]]:
    """(start, end) of what is said of something in the code, one for each reason that has such."""
    number = units(answer)
    together: dict[int, list[Word]] = {}
    for word in words(answer):
        together.setdefault(number[word.start], []).append(word)
    for of_unit in together.values():
        start, end = of_unit[0].start, of_unit[-1].end
        named = [word for word in of_unit if _names(word.text, code)]
        is_said = _DOES.search(answer, start, end) or len({word.text for word in named}) >= ENOUGH
        if named and is_said and not _PRAISE.search(answer, start, end):
            yield start, end


def words_of(code: str) -> frozenset[str]:
    """The words of code by which it can be spoken of."""
    return frozenset(stem(word.text) for word in words(code.replace("_", " ")))


def _names(word: str, code: frozenset[str]) -> bool:
    if word in _NUMBERS:
        return _NUMBERS[word] in code
    if word.isdecimal():
        return word in code
    return len(word) >= SHORTEST and word not in _COMMON and stem(word) in code
