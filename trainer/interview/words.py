"""Words of an answer, and whether they say a phrase of a rubric: inflected, joined, or with a typing error."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache

_WORD = re.compile(r"[^\W_]+(?:['’][^\W_]+)*")
_NAME = re.compile(r"(?<![\w-])(?:[A-Z]\w*(?:-[A-Z]\w*)+|[xX](?:-\w+)+)")
"""A header's name, which is one word: `Retry-After` says nothing of a retry."""
_STOP = re.compile(r"[;:!?()\[\]\n]|,(?!\d)|\.(?=\s|$)|[-=~]*[>→]| [-–—] |—")
"""What ends a clause; a full stop or a comma within a number or a name does not."""
_SENTENCE = re.compile(r"[!?\n;]|\.(?=\s|$)")
_PERIOD = re.compile(r"[!?\n]|\.(?=\s|$)")
ARTICLES = frozenset({"a", "an", "the"})
_SHORT_ENDINGS = re.compile(r"(?:e?s|e?d|ing|e?rs?|l?y|ions?|able|al|ity|ies|ied|ment)")
"""How a stem of five letters may go on; a longer one may go on as it likes."""
_OWN_SENSE = frozenset({"breaker", "breakers"})
"""Words that only look like a form of another (a breaker does not break)."""
_IRREGULAR = {
    form: base
    for base, forms in {
        "break": "broke broken",
        "choose": "chose chosen",
        "freeze": "froze frozen",
        "get": "got gotten",
        "go": "went gone",
        "hang": "hung",
        "hold": "held",
        "keep": "kept",
        "know": "knew known",
        "leave": "left",
        "lose": "lost loses losing loss",
        "overwrite": "overwrote overwritten",
        "pay": "paid",
        "read": "reads",
        "run": "ran",
        "send": "sent",
        "sleep": "slept",
        "steal": "stole stolen",
        "stand": "stood",
        "take": "took taken",
        "tell": "told",
        "write": "wrote written",
    }.items()
    for form in forms.split()
}
TYPING_ERROR_FROM = 6
"""Letters that a word needs before one wrong letter in it is forgiven; from nine on two are."""


@dataclass(frozen=True)
class Word:
    """A word of an answer, in lower case; `start` and `end` are its place in the text."""

    text: str
    start: int
    end: int
    clause: int
    sentence: int
    period: int
    """As `sentence`, where a semicolon ends none."""
    is_inside_name: bool = False
    """It goes on with the name that the word before it begins (`After` of `Retry-After`)."""


def words(text: str) -> list[Word]:
    """In order, each with the number of the clause and sentence that it stands in."""
    found: list[Word] = []
    clause = sentence = period = reached = 0
    inside = {at for name in _NAME.finditer(text) for at in range(name.start() + 1, name.end())}
    for match in _WORD.finditer(text):
        between = text[reached : match.start() + 1]  # with what follows a full stop
        if found:
            clause += bool(_STOP.search(between))
            sentence += bool(_SENTENCE.search(between))
            period += bool(_PERIOD.search(between))
        reached = match.end()
        said = match[0].lower().replace("’", "'")
        is_inside = match.start() in inside
        found.append(Word(said, match.start(), match.end(), clause, sentence, period, is_inside))
    return found


def before_in(answer: Sequence[Word], at: int, part: Callable[[Word], object]) -> Sequence[Word]:
    """The words before one that are of the same part of the answer; a long answer is not gone through for each."""
    first = at
    while first and part(answer[first - 1]) == part(answer[at]):
        first -= 1
    return answer[first:at]


@lru_cache(maxsize=8192)
def stem(word: str) -> str:
    """What the forms of a word have in common; `retry`, `retries` and `retrying` give the same."""
    word = _IRREGULAR.get(word, word).removesuffix("'s")
    if len(word) <= 3:
        return word
    for ending, rest in (("ies", "y"), ("ied", "y"), ("ing", ""), ("ed", ""), ("s", "")):
        if word.endswith(ending) and not word.endswith(("ss", "us", "is", "eed")):
            base = word[: -len(ending)] + rest
            if len(base) >= 3 and re.search(r"[aeiouy]", base):
                word = base
                break
    if ending in {"ing", "ed"} and re.search(r"([bdfgmnprt])\1$", word):
        word = word[:-1]
    if word.endswith(("ches", "shes", "xes")):
        word = word[:-2]
    return re.sub(r"(?<=..)(?:e|y|i)$", "", word)


@dataclass(frozen=True)
class Phrase:
    """What a concept may be said with; `text` as the rubric writes it."""

    text: str
    parts: tuple[str, ...]
    """Its words without articles."""

    @classmethod
    def of(cls, text: str) -> Phrase:
        said = [word.text for word in words(text)]
        return cls(text, tuple(w for w in said if w not in ARTICLES) or tuple(said))

    def found(
        self, answer: Sequence[Word], known: frozenset[str] = frozenset()
    ) -> Iterator[tuple[int, int]]:
        """(first, last) of each place where the answer says it; a word in `known` is no typing error."""
        letter = self.parts[0][0]
        for first, word in enumerate(answer):
            if word.text[0] != letter and word.text not in _IRREGULAR:
                continue  # forms of a word begin alike, and typing errors are forgiven after that
            last = self._at(answer, first, known)
            if last is not None and not _cuts_a_name(answer, first, last):
                yield first, last

    def _at(self, answer: Sequence[Word], first: int, known: frozenset[str]) -> int | None:
        at, part = first, 0
        while True:
            step = _same(answer, at, self.parts, part, known)
            if step is None:
                return None
            at, part = at + step[0], part + step[1]
            if part == len(self.parts):
                return at - 1
            at = _onward(answer, at, self.parts, part, known)
            if at == len(answer) or answer[at].sentence != answer[first].sentence:
                return None


def _cuts_a_name(answer: Sequence[Word], first: int, last: int) -> bool:
    """The words from `first` to `last` are a part of a name, and not all of it."""
    return answer[first].is_inside_name or any(
        word.is_inside_name for word in answer[last + 1 : last + 2]
    )


def _onward(
    answer: Sequence[Word], at: int, parts: Sequence[str], part: int, known: frozenset[str]
) -> int:
    """Past articles, and past one word that the phrase has not (`verify the webhook signature`)."""
    while at < len(answer) and answer[at].text in ARTICLES:
        at += 1
    is_next = _same(answer, at, parts, part, known) is not None
    is_after = _same(answer, at + 1, parts, part, known) is not None
    return at + 1 if not is_next and is_after and len(parts[part]) > 3 else at


def _same(
    answer: Sequence[Word], at: int, parts: Sequence[str], part: int, known: frozenset[str]
) -> tuple[int, int] | None:
    """How many words of answer and phrase agree here: one and one, or two that are written as one."""
    if at >= len(answer):
        return None
    said, meant = answer[at].text, parts[part]
    if _is_form(said, meant, known):
        return 1, 1
    if (
        at + 1 < len(answer)
        and len(meant) > 4
        and _is_form(said + answer[at + 1].text, meant, frozenset())
    ):
        return 2, 1
    if part + 1 < len(parts) and len(said) > 4 and _is_form(said, meant + parts[part + 1], known):
        return 1, 2
    return None


@lru_cache(maxsize=65536)
def _is_inflected(said: str, meant: str) -> bool:
    if said == meant:
        return True
    if said in _OWN_SENSE:
        return False
    root = stem(meant)
    if stem(said) == root:
        return True
    if len(root) < 5 or not said.startswith(root) or root.isdigit():
        return False
    return len(root) > 5 or bool(_SHORT_ENDINGS.fullmatch(said[len(root) :]))


@lru_cache(maxsize=1 << 18)
def _is_form(said: str, meant: str, known: frozenset[str]) -> bool:
    if _is_inflected(said, meant):
        return True
    if not known or len(said) < TYPING_ERROR_FROM or said in known or not said.isalpha():
        return False
    return _is_mistyped(said, meant)


@lru_cache(maxsize=65536)
def _is_mistyped(said: str, meant: str) -> bool:
    if len(meant) < TYPING_ERROR_FROM or said[0] != meant[0]:
        return False
    forgiven = 1 if len(said) < 9 else 2
    forms = {said, said.removesuffix("s")}
    if len(meant) >= 8:
        forms.add(said[: len(meant)])  # the end of a phrase's word may be left out
    return any(_differ(form, meant) <= forgiven for form in forms)


def _differ(one: str, other: str) -> int:
    """Letters wrong, missing, too many or swapped; 3 stands for more."""
    if abs(len(one) - len(other)) > 2:
        return 3
    before: list[int] = []
    row = list(range(len(other) + 1))
    for i, a in enumerate(one, 1):
        before, last, row = row, before, [i]
        for j, b in enumerate(other, 1):
            cost = min(before[j] + 1, row[j - 1] + 1, before[j - 1] + (a != b))
            if i > 1 and j > 1 and a == other[j - 2] and one[i - 2] == b:
                cost = min(cost, last[j - 2] + 1)
            row.append(cost)
    return row[-1]
