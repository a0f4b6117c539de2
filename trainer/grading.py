"""Scores a reviewer who is not at the screen (a tool, a script, a model) by the same rules; pure.

docs/scoring.md has the two JSON formats: what `export` gives to a reviewer, and the flags that come back.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from hashlib import sha256
from random import Random
from typing import Any, cast, get_args

from detectors.catalogue import families, nearest
from detectors.places import Lines
from trainer.card import Snippet
from trainer.deck import Deck
from trainer.scoring import CONFIDENCE, Confidence, Flag, score
from trainer.sensitivity import Trial, sensitivity, trials
from trainer.summary import Played, Summary, summarise
from trainer.undecided import remarks

_FLAG = {"card", "variant", "lines", "risk", "confidence"}
_TOP = {"deck", "flags", "snippets", "reviewer"}


class FlagsError(Exception):
    """A flags file that cannot be graded; the text says which flag, and what is wrong with it."""


@dataclass(frozen=True, kw_only=True)
class Review:
    """What a reviewer said of a deck."""

    flags: Mapping[str, tuple[Flag, ...]]
    """`Snippet.id` -> flags."""
    snippets: tuple[Snippet, ...]
    """What was reviewed; one without flags was said to be clean."""


@dataclass(frozen=True, kw_only=True)
class Report:
    """What a review is worth."""

    summary: Summary
    trials: tuple[Trial, ...]
    """Every inspected place of the reviewed snippets, for d' and bias."""

    def as_json(self) -> dict[str, Any]:
        """Plain data, keys and order fixed; shares are 0 to 1, None where there is nothing to divide."""
        whole, eye = self.summary, sensitivity(self.trials)
        return {
            "score": whole.score,
            "recall": whole.recall,
            "precision": whole.precision,
            "points": whole.points,
            "possible": whole.possible,
            "false_alarms": whole.false_alarms,
            "brier": whole.brier,
            "d_prime": eye.d_prime if eye.is_enough else None,
            "bias": eye.bias if eye.is_enough else None,
            "cards": [_card(played) for played in whole.played],
        }


def variants(deck: Deck) -> list[Snippet]:
    """All that a deck can show: each snippet, and the sound version of those that are risky."""
    return [
        snippet
        for card in deck
        for snippet in (card.snippet, None if card.is_clean else card.sound_snippet)
        if snippet
    ]


def name_of(snippet: Snippet) -> str:
    """An opaque name that does not tell which version it is; it stays the same while the code does."""
    return sha256(f"{snippet.card.id}\0{snippet.code}".encode()).hexdigest()[:12]


def export(deck: Deck, *, seed: int = 0) -> list[dict[str, Any]]:
    """Every version of every card without its answers, in an order that the seed shuffles.

    Neither order nor names nor title tell the sound version from the risky one. `code` is as the
    detectors read it: it is data for a program, and not safe to print.
    """
    shown = variants(deck)
    Random(seed).shuffle(shown)
    return [
        {
            "card": snippet.card.id,
            "variant": name_of(snippet),
            "language": snippet.language,
            "name": snippet.card.name,
            "title": snippet.card.title,
            "scenario": snippet.card.scenario,
            "facts": dict(snippet.facts),
            "code": snippet.code,
        }
        for snippet in shown
    ]


def read_flags(data: Any, deck: Deck) -> Review:
    """The review in a parsed flags file; raises FlagsError.

    A version is told by its opaque name, or as `snippet` or `sound`.
    """
    if not isinstance(data, dict):
        raise FlagsError("a flags file is an object with the list 'flags'")
    _no_others(data, _TOP, "the file")
    by_name = {
        key: snippet
        for snippet in variants(deck)
        for key in ((snippet.card.id, snippet.variant), (snippet.card.id, name_of(snippet)))
    }
    flags: dict[str, list[Flag]] = {}
    for number, item in enumerate(_list(data, "flags"), 1):
        snippet, flag = _flag(item, f"flag {number}", by_name)
        flags.setdefault(snippet.id, []).append(flag)
    listed = _list(data, "snippets") if "snippets" in data else None
    reviewed = (
        variants(deck)
        if listed is None
        else [_snippet(item, f"snippet {n}", by_name) for n, item in enumerate(listed, 1)]
    )
    if unlisted := set(flags) - {snippet.id for snippet in reviewed}:
        raise FlagsError(f"'snippets' leaves out {min(unlisted)}, which has flags")
    return Review(
        flags={id: tuple(said) for id, said in flags.items()},
        snippets=tuple({snippet.id: snippet for snippet in reviewed}.values()),
    )


def grade(review: Review) -> Report:
    """What it is worth, snippet by snippet and in all, by the rules of a session without hints."""
    played: list[Played] = []
    seen: list[Trial] = []
    for snippet in review.snippets:
        flags = review.flags.get(snippet.id, ())
        result = score(flags, snippet.answers, remarks=remarks(snippet, flags))
        played.append(Played(snippet, result))
        seen += trials(snippet.sites, flags)
    return Report(summary=summarise(played, len(played)), trials=tuple(seen))


def _card(played: Played) -> dict[str, Any]:
    snippet, result = played.snippet, played.result
    return {
        "card": snippet.card.id,
        "variant": snippet.variant,
        "is_clean": result.is_clean,
        "score": result.score,
        "recall": result.recall,
        "precision": result.precision,
        "points": result.points,
        "hits": [
            {**_said(hit.flag), "answer": hit.answer.risk, "quality": hit.quality}
            for hit in result.hits
        ],
        "false_alarms": [_said(flag) for flag in result.false_alarms],
        "missed": [{"risk": a.risk, "lines": list(a.lines)} for a in result.missed],
        "neutral": [_said(one.flag) for one in result.spared],
    }


def _said(flag: Flag) -> dict[str, Any]:
    return {"risk": flag.risk, "lines": list(flag.lines), "confidence": flag.confidence}


def _flag(
    item: Any, where: str, by_name: Mapping[tuple[str, str], Snippet]
) -> tuple[Snippet, Flag]:
    snippet = _snippet(item, where, by_name)
    risk, confidence = item.get("risk"), item.get("confidence", "fair")
    if risk not in families():
        near = nearest(risk) if isinstance(risk, str) else None
        hint = f" (did you mean '{near}'?)" if near else ""
        raise FlagsError(f"{where}: no risk is called {risk!r}{hint}; `critique risks` lists them")
    if confidence not in CONFIDENCE:
        words = ", ".join(get_args(Confidence))
        raise FlagsError(f"{where}: confidence {confidence!r} should be one of {words}")
    return snippet, Flag(_lines(item, where, snippet), risk, cast("Confidence", confidence))


def _lines(item: Mapping[str, Any], where: str, snippet: Snippet) -> Lines:
    said, last = item.get("lines"), len(snippet.lines)
    numbers = said if isinstance(said, list) else []
    is_pair = len(numbers) == 2 and all(type(number) is int for number in numbers)
    if not is_pair or not 1 <= numbers[0] <= numbers[1] <= last:
        raise FlagsError(f"{where}: lines {said!r} should be [first, last] within 1-{last}")
    return Lines(*numbers)


def _snippet(item: Any, where: str, by_name: Mapping[tuple[str, str], Snippet]) -> Snippet:
    if not isinstance(item, dict):
        raise FlagsError(f"{where} should be an object")
    _no_others(item, _FLAG, where)
    card, variant = item.get("card"), item.get("variant", "snippet")
    if not isinstance(card, str) or not isinstance(variant, str) or (card, variant) not in by_name:
        raise FlagsError(f"{where}: the deck has no card {card!r} in the version {variant!r}")
    return by_name[card, variant]


def _list(data: Mapping[str, Any], key: str) -> Sequence[Any]:
    if not isinstance(data.get(key), list):
        raise FlagsError(f"'{key}' should be a list")
    return cast("Sequence[Any]", data[key])


def _no_others(data: Mapping[str, Any], known: Iterable[str], where: str) -> None:
    if unknown := sorted(set(data) - set(known)):
        raise FlagsError(f"{where}: '{unknown[0]}' is not known; known: {', '.join(sorted(known))}")
