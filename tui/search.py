"""Finds a risk by a few letters: of its id, title, other names, family, or what it is about."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from functools import cached_property, lru_cache
from itertools import permutations

SAME = {
    "no": ("missing", "without", "off", "never", "not", "unchecked"),
    "missing": ("without", "no"),
    "ssl": ("tls",),
    "https": ("tls",),
    "disabled": ("off",),
    "off": ("disabled",),
    "infinite": ("unbounded", "unlimited"),
    "endless": ("unbounded",),
    "forever": ("unbounded", "ever"),
    "password": ("secret", "credential"),
    "token": ("secret", "credential"),
}
"""Words that people type for words that the catalogue uses."""
PHRASE = 0.5
"""What it is worth that a name begins with just these words."""
NAME = 0.3
"""What it is worth that they begin the words of one name, all of them, in any order."""
FAINT = 0.4
"""Share of the best one's relevance below which an entry is left out."""
SLIP = 0.8
"""How much of two words must be the same for one to be a slip of the finger for the other."""
WEIGHTS = {"id": 1.0, "title": 0.8, "aliases": 0.8, "family": 0.5, "summary": 0.4, "terms": 0.3}


@dataclass(frozen=True)
class RiskEntry:
    """What a screen says of a risk; texts are plain and neutralised."""

    id: str
    family: str
    title: str
    summary: str
    aliases: tuple[str, ...] = ()
    terms: tuple[str, ...] = ()
    """Words that an answer about it would use."""

    @cached_property
    def words(self) -> dict[str, float]:
        """Each word of it with the weight of the most telling field that it stands in."""
        fields: dict[str, Iterable[str]] = {
            "terms": self.terms,
            "summary": (self.summary,),
            "family": (self.family,),
            "aliases": self.aliases,
            "title": (self.title,),
            "id": (self.id,),
        }
        return {
            word: WEIGHTS[name]
            for name, texts in fields.items()
            for text in texts
            for word in split(text)
        }


def split(text: str) -> list[str]:
    return re.findall(r"[a-z0-9]+", text.lower())


def search(query: str, entries: Sequence[RiskEntry]) -> list[RiskEntry]:
    """Those in which every word of the query is found, best first; all of them, in order, for no query."""
    words = split(query)
    if not words:
        return list(entries)
    scored = [(relevance(words, entry), entry) for entry in entries]
    least = FAINT * max((score for score, _ in scored), default=0.0)
    found = [pair for pair in scored if pair[0] > 0 and pair[0] >= least]
    return [entry for _, entry in sorted(found, key=lambda pair: -pair[0])]


def relevance(words: Sequence[str], entry: RiskEntry) -> float:
    """0 if one of the words is nowhere in it."""
    total = 0.0
    for word in words:
        same = max((_best(other, entry) for other in SAME.get(word, ())), default=0.0)
        best = max(_best(word, entry), 0.9 * same)
        if not best:
            return 0.0
        total += best
    # One word says little: with `time.sleep` among its names, a risk is not what `time` is typed for.
    names = (entry.id, entry.title, *(entry.aliases if len(words) > 1 else ()))
    begins = any(list(words) == split(name)[: len(words)] for name in names)
    is_called_so = any(list(words) == split(alias) for alias in entry.aliases)
    if begins or is_called_so:
        return total + PHRASE
    return total + NAME * any(_is_short_for(words, split(name)) for name in names)


def _is_short_for(words: Sequence[str], name: Sequence[str]) -> bool:
    """`err ignor` for "error ignored": each begins a word of its own, and none is left over."""
    return len(words) == len(name) and any(
        all(_likeness(typed, word) >= 0.9 for typed, word in zip(words, order, strict=True))
        for order in permutations(name)
    )


def _best(word: str, entry: RiskEntry) -> float:
    return max((_likeness(word, known) * weight for known, weight in entry.words.items()))


@lru_cache(1 << 15)  # risks share most of their words, and a key adds a letter to one word
def _likeness(word: str, known: str) -> float:
    """1 for the same word, less for its beginning, a part of it, or a slip of the finger."""
    if word == known:
        return 1.0
    if known.startswith(word) or word == f"{known}s":
        return 0.9
    if len(word) >= 3 and word in known:
        return 0.6
    if len(word) >= 5 and is_slip(word, known):
        return 0.5
    return 0.0


def is_slip(word: str, known: str) -> bool:
    """Whether four fifths of both are the same; the upper bounds come first, since they cost next to nothing."""
    if 2 * min(len(word), len(known)) < SLIP * (len(word) + len(known)):
        return False
    matcher = SequenceMatcher(None, word, known)
    return matcher.quick_ratio() >= SLIP and matcher.ratio() >= SLIP
