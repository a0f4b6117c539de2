"""The words of a clause as letters, so that a rule can be about their order alone.

`I would add a lock` is `WMC` and two words of no kind: whatever stands for each, somebody asks for something.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from trainer.interview.clauses import Clause
from trainer.interview.lexicon import is_said, listed, parted, root

OTHER = "x"
DONE = "e"
"""A participle of no kind."""
_IRREGULAR = listed("kept made put set cut sent lost built read told held")
_ENDINGS = {
    "'s": "is",
    "'m": "is",
    "'re": "is",
    "'d": "would",
    "'ll": "would",
    "'ve": "have",
    "n't": "not",
}
_WHOLE = {"can't": "can", "won't": "will", "cannot": "can"}


class Kinds:
    """Letter -> words, as `lexicon.Table` takes them. Of several kinds the longest phrase holds, then the first."""

    def __init__(self, words: Mapping[str, str]) -> None:
        self._known: dict[str, list[tuple[int, tuple[str, ...], str]]] = {}
        for number, (letter, said) in enumerate(words.items()):
            for parts in parted(said):
                self._known.setdefault(parts[0], []).append((number, parts, letter))

    def letters(self, clause: Clause) -> tuple[str, list[tuple[int, int]]]:
        """One for each word or phrase, and the (start, end) of each; `can't` is two."""
        said, places = _parted(clause)
        letters, spans = "", []
        at = 0
        while at < len(said):
            letter, length = self._kind(said, at)
            letters += letter
            spans.append((places[at][0], places[at + length - 1][1]))
            at += length
        return letters, spans

    def _kind(self, said: Sequence[str], at: int) -> tuple[str, int]:
        first = said[at]
        known = [*self._known.get(root(first), ()), *self._known.get(f"={first}", ())]
        meant = [one for one in known if is_said(said, at, one[1])]
        if meant:
            _, parts, letter = min(meant, key=lambda one: (-len(one[1]), one[0]))
            return letter, len(parts)
        is_done = first.endswith(("ed", "en")) or first in _IRREGULAR
        return DONE if is_done else OTHER, 1


def _parted(clause: Clause) -> tuple[list[str], list[tuple[int, int]]]:
    said: list[str] = []
    places: list[tuple[int, int]] = []
    for word in clause.words:
        parts = [word.text]
        for ending, meant in _ENDINGS.items():
            if word.text.endswith(ending) and word.text != ending:
                parts = [_WHOLE.get(word.text, word.text.removesuffix(ending)), meant]
        if word.text == "cannot":
            parts = ["can", "not"]
        said += parts
        places += [(word.start, word.end)] * len(parts)
    return said, places
