"""An answer in clauses, each with what it is to the one before: a condition, a cause, a result, a contrast.

A clause ends at punctuation and before a conjunction; `and` begins one where another subject follows.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Literal

from trainer.interview.lexicon import listed
from trainer.interview.words import Word, words

Kind = Literal[
    "main", "condition", "cause", "result", "contrast", "concession", "purpose", "relative", "or else"
]  # fmt: skip
_OPENERS: dict[Kind, str] = {
    "condition": "if when whenever unless until till whether",
    "cause": "because since",
    "result": "so thus therefore hence",
    "contrast": "but however yet except whereas",
    "concession": "although though despite",
    "relative": "who whoever whose",
    "or else": "otherwise",
}
_KIND_OF = {word: kind for kind, words in _OPENERS.items() for word in words.split()}
_FIRST_ONLY: dict[str, Kind] = {
    "as": "cause", "once": "condition", "even": "concession", "losing": "condition", "suppose": "condition",
}  # fmt: skip
"""Conjunctions at the beginning of a clause alone."""
PRONOUNS = listed(
    "it they we you i he she this that these those there nobody nothing everybody it's that's there's they're he's she's i'd we'd you'd i'm i've"
)
_TWO: dict[tuple[str, str], Kind] = {
    ("in", "case"): "condition", ("even", "if"): "concession", ("even", "when"): "concession",
    ("even", "though"): "concession", ("so", "that"): "purpose", ("or", "else"): "or else",
    ("as", "long"): "condition", ("as", "soon"): "condition",
}  # fmt: skip


@dataclass(frozen=True)
class Clause:
    """Words in a row that say one thing; never empty."""

    words: tuple[Word, ...]
    kind: Kind
    sentence: int
    """The number of its sentence."""

    @property
    def start(self) -> int:
        return self.words[0].start

    @property
    def end(self) -> int:
        return self.words[-1].end

    @property
    def texts(self) -> list[str]:
        return [word.text for word in self.words]


_SHORT = re.compile(r"\bw/o\b", re.I)
_NAME = re.compile(
    r"(?<![\w-])--?[a-z][\w-]*|\b\w+_\w+|\bat once\b|`[^`]*`|\b(?:GET|PUT|POST|PATCH|DELETE|HEAD)\b"
)
"""An option or a name of the code, of which the words say nothing (`--fail`, `failure_mode_allow`)."""


@lru_cache(maxsize=4096)
def clauses(text: str) -> tuple[Clause, ...]:
    """In the order of the text; together they have all its words, and `xx` for names of the code."""
    found: list[Clause] = []
    said = words(_NAME.sub(lambda name: "x" * len(name[0]), _SHORT.sub("no ", text)))
    first = 0
    for at in range(1, len(said) + 1):
        if at == len(said) or _begins(said, at, first):
            begun = said[first:at]
            found.append(Clause(tuple(begun), _kind(begun), begun[0].sentence))
            first = at
    return tuple(found)


def _begins(said: Sequence[Word], at: int, first: int) -> bool:
    word = said[at]
    if word.clause != said[at - 1].clause:
        return True
    after = said[at + 1].text if at + 1 < len(said) else ""
    if (word.text, after) in _TWO:
        return True
    if at - first == 1 and said[first].text in {"and", "but", "or", "even", "only", "not"}:
        return False  # `but if it fails` is one clause
    if word.text in _KIND_OF:
        return (
            not (word.text == "since" and _is_time(after))
            and not (word.text in {"so", "yet", "once", "while"} and not after)
            and not (word.text == "so" and after not in PRONOUNS and after.endswith("y"))
        )
    if word.text == "as":
        return after in PRONOUNS
    if said[first].text in _SUPPOSES and at - first >= 3 and word.text in _SUBJECTS:
        return said[at - 1].text not in _TIES and _has_verb_ahead(said, at)
    if word.text == "and":
        return after in PRONOUNS or (at - first >= 3 and _has_verb_ahead(said, at + 1))
    return False


def _is_time(after: str) -> bool:
    return after.isdigit() or after in {"then", "yesterday", "last"}


_SUPPOSES = frozenset({"if", "when", "whenever", "once"})
_SUBJECTS = PRONOUNS | listed("the a an our his all every each no one")
_TIES = listed(
    "of in on at to for from with by and or the a an as after before than into under per is are was be"
)
"""What follows them belongs to them."""
VERBS = listed(
    "is are was were isn't aren't wasn't has have had can could will would does do did gets get stays "
    "can't cannot won't wouldn't doesn't don't didn't hasn't may might must should"
)


def _has_verb_ahead(said: Sequence[Word], at: int) -> bool:
    """After `and`: two words or more, then a verb of their own (`and a crash loses nothing`)."""
    ahead = [w.text for w in said[at : at + 6] if w.clause == said[at - 1].clause]
    return bool(ahead) and ahead[0] not in VERBS and any(w in VERBS for w in ahead[1:])


def _kind(begun: Sequence[Word]) -> Kind:
    texts = [word.text for word in begun[:3]]
    if texts[0] in {"and", "only", "not", "but"} and len(texts) > 1 and texts[1] in _KIND_OF:
        texts = texts[1:]
    if kind := _TWO.get((texts[0], texts[1]) if len(texts) > 1 else ("", "")):
        return kind
    if len(texts) < 2:
        return "main"
    return _KIND_OF.get(texts[0]) or _FIRST_ONLY.get(texts[0], "main")
