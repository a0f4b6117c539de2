"""Whether a sentence says that something goes wrong, and not that it cannot."""

from __future__ import annotations

import re
from collections.abc import Iterator

_FAILS = re.compile(
    r"\b(?:bad|smell|wrong|dangerous|risky|slow|insecure|unsafe|vulnerab\w*|endless|forever|for ever|race(?: condition)?"
    r"|single point of failure|anti[- ]?pattern|problems?|issues?|risks?|single instance|dies|fails?|blocks?|lost|lose[sd]?|leak(?:s|ed)?|breaks?|crash(?:es)?"
    r"|storms?|(?:thread|type|memory)[- ]?unsafe|unencrypted|exposed|spoofed|forever|useless|ugly|confusing|weird|overkill"
    r"|more than (?:two|three|four|five|ten|\d+)|(?:could|might|may) (?!not\b|never\b|be (?:fine|ok)|help)"
    r"|overloads?|hides?|swallow(?:s|ed)?|floods?|kills?|eats?|hangs?|stuck|oversell\w*|anyone|anybody|everybody|gone|sniff\w*"
    r"|too (?:many|few|much|long|short|low|high|late|big|small)|not enough|isn['’]t enough|should(?:n['’]t)?|must(?:n['’]t)?|use|but not|never (?:gets?|arrives?|comes?|reach\w*|told|sent|sees?)"
    r"|twice|doubl\w+|duplicate[sd]?|will|has to|have to|is never|are never|nobody (?:notices|knows|sees)|not ready|depends|probably|perhaps|maybe)\b|['’]ll\b",
    re.I,
)
_HARMLESS = re.compile(
    r"(?:\W+[\w’'-]+){0,3}?(?:\W+\w*n['’]t\b|\W+(?:is|are|means|does|do|will|would|lose[sd]?) (?:not|no|nothing|never|harmless)\b"
    r"|\W+(?:is|are|gets?) (?:handled|caught|survived|told|logged|noticed))",
    re.I,
)
"""After a failure: nothing comes of it (`a crash doesn't lose a row`)."""
_CANNOT = re.compile(
    r"(?:n['’]t|\bnot|\bnever) (?:\w+ )?(?:finish|work|run|ready|made|meant|support|check|verif|handle|retr|scale|enough|refresh|encrypt|(?:thread|async|crash|process)?[- ]?safe)\w*"
    r"|^\s*(?:never|don['’]t|do not|always|avoid)\b",
    re.I,
)
"""A thing that the code should do and does not, or an order to leave something."""
_AVERTED = re.compile(
    r"\b(?:no|not|never|nobody|nothing|none|cannot|without|instead of|rather than|avoid(?:s|ed)?|prevent(?:s|ed)?|surviv\w+"
    r"|against|harmless)\b(?:\W+[\w'’-]+){0,7}\W*$|n['’]t\b(?:\W+[\w'’-]+){0,7}\W*$"
    r"|\b(?:if|when|whenever|in case|should|what|which|otherwise|or)\b(?:\W+[\w'’-]+){0,4}\W*$",
    re.I,
)
"""Before a failure: it does not happen, or something is done when it does."""
_LACKS = re.compile(r"\b(?:no|without|lacks?|lacking|missing|absent)\b", re.I)
_DOUBT = re.compile(
    r"\b(?:but|however|though|although|except)\b[^.!?\n]*?\b"
    r"(?P<doubt>(?:i['’]m |i am )?(?:not|n['’]t|un)(?: so| quite| really)? ?(?:sure|certain|convinced)\b[^,.;!?\n]*"
    r"|(?!(?:what|which|who|that) )[\w-]+ (?:could|might|may) (?!not\b|never\b|still\b|be (?:ok|fine|left|kept)|help|wait|lag)\w+[^,.;!?\n]*)",
    re.I,
)
"""After a `but`, what may go wrong nevertheless."""


def fails(sentence: str) -> bool:
    """It says that something goes wrong."""
    is_lacking = _LACKS.search(sentence) and re.search(r"\bonly\b", sentence, re.I)
    return bool(is_lacking or _CANNOT.search(sentence)) or any(
        not _AVERTED.search(sentence[: found.start()])
        and not _HARMLESS.match(sentence[found.end() :])
        for found in _FAILS.finditer(sentence)
    )


def doubts(sentence: str) -> str:
    """What it fears in spite of all; empty for nothing."""
    found = _DOUBT.search(sentence)
    return found["doubt"].strip() if found else ""


def doubted(answer: str) -> Iterator[tuple[int, int]]:
    """(start, end) of what is feared, up to the end of its sentence."""
    for found in _DOUBT.finditer(answer):
        end = re.compile(r"[.!?](?=\s|$)|\n|$").search(answer, found.end())
        yield found.start("doubt"), end.start() if end else len(answer)
