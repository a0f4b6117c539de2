"""Which snippets a session shows: seeded, one version of a card, about one in four with nothing wrong."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from datetime import date, datetime
from random import Random

from trainer.card import Card, Snippet
from trainer.deck import Deck
from trainer.modes import Mode, Wish
from trainer.outline import outlines

CLEAN = 0.25
"""Share of a session that is clean: enough that "nothing is wrong" is a real answer."""
EASY, FEW, SHORT = 2, 2, 30
"""Greatest difficulty, and most answers and lines, of the first card that somebody ever sees."""


def hint_at_clean(deck: Deck, mode: Mode | None = None) -> str:
    """How often nothing is wrong in a session of this deck: the beginning of a sentence on what to do then."""
    if not deck.has_clean:
        return "Where nothing is wrong,"
    share = CLEAN if mode is None or mode.clean is None else mode.clean
    which = "a session" if mode is None or mode.clean is None else f"this {mode.title.lower()}"
    return f"In {which} about 1 snippet in {round(1 / share)} has nothing wrong: then"


def choose(
    deck: Deck,
    count: int,
    seed: int,
    *,
    risks: Collection[str] = (),
    surface: str | None = None,
    seen: Mapping[str, datetime] | None = None,
    gentle: bool = False,
    clean: float = CLEAN,
) -> list[Snippet]:
    """Up to `count` snippets of different cards; fewer if the deck has fewer that fit.

    With `risks`, cards that name one of them.

    Cards never seen come first, then those seen longest ago (`seen`: card id -> when, days count).
    The clean ones, a share of `clean`, are at random places: the deck's clean cards, and sound versions
    of risky ones.
    Where the deck has too few of one kind, the other fills up.
    `gentle` opens with an easy one: who finds nothing on a first card, or has to find five things on it,
    may try no second.
    """
    random = Random(seed)
    last_seen = {id: at.date() for id, at in (seen or {}).items()}
    named = {id for one in risks for id in deck.ids(surface=surface, risk=one)}
    ids = [id for id in deck.ids(surface=surface) if not risks or id in named]
    random.shuffle(ids)
    ids.sort(key=lambda id: last_seen.get(id, date.min))

    wanted = min(count, len(ids))
    share = wanted * clean
    clean_wanted = int(share) + (random.random() < share - int(share))
    fine: list[Snippet] = []
    risky: list[Snippet] = []
    spare: list[Snippet] = []
    for id in ids:
        if len(fine) + len(risky) == wanted:
            break
        card = deck.card(id)
        sound = None if card.is_clean else card.sound_snippet
        is_about = not risks or any(a.risk in risks for a in card.answers)
        if not card.is_clean and not is_about:
            continue
        # Without the coin the risky share would be full before the first sound version is taken, and
        # those would always be of the cards seen last.
        if len(fine) < clean_wanted and (card.is_clean or (sound and random.random() < clean)):
            fine.append(sound or card.snippet)
        elif not card.is_clean and len(risky) < wanted - clean_wanted:
            risky.append(card.snippet)
        elif len(fine) < clean_wanted and sound:
            fine.append(sound)
        else:
            spare.append(card.snippet)
    chosen = [*fine, *risky, *spare][:wanted]
    random.shuffle(chosen)
    if gentle and risky:
        first = min((snippet for snippet in chosen if not snippet.is_clean), key=_ease)
        if not _is_easy(first.card) and not risks:
            rest = (deck.card(id) for id in ids if all(s.card.id != id for s in chosen))
            easy = next((card.snippet for card in rest if _is_easy(card)), first)
            chosen[chosen.index(first)] = first = easy
        chosen.remove(first)
        chosen.insert(0, first)
    return chosen


def chosen(wish: Wish, *, clean: float = CLEAN, gentle: bool = False) -> list[Snippet]:
    """What `choose` gives for a wish."""
    return choose(
        wish.deck,
        wish.count,
        wish.seed,
        risks=wish.risks,
        surface=wish.surface,
        seen=wish.seen,
        gentle=gentle,
        clean=clean,
    )


def pairs(wish: Wish) -> list[Snippet]:
    """Of up to `count` cards that have a sound version, one of the two at random.

    Cards never seen come first, then those seen longest ago.
    """
    random = Random(wish.seed)
    last_seen = {id: at.date() for id, at in wish.seen.items()}
    ids = [
        card.id
        for card in outlines(wish.deck)
        if card.asked
        and card.has_sound
        and (wish.surface is None or card.surface == wish.surface)
        and (not wish.risks or any(risk in card.asked for risk in wish.risks))
    ]
    random.shuffle(ids)
    ids.sort(key=lambda id: last_seen.get(id, date.min))
    chosen: list[Snippet] = []
    for id in ids:
        if len(chosen) == wish.count:
            break
        card = wish.deck.card(id)
        if not card.is_clean and (sound := card.sound_snippet):
            chosen.append(random.choice((card.snippet, sound)))
    return chosen


def _is_easy(card: Card) -> bool:
    is_short = card.code.count("\n") <= SHORT
    return is_short and card.difficulty <= EASY and 0 < _expected(card) <= FEW


def _ease(snippet: Snippet) -> tuple[bool, bool, int]:
    card = snippet.card
    return not _is_easy(card), _expected(card) > FEW, card.difficulty


def _expected(card: Card) -> int:
    """How many answers a learner is to find."""
    return sum(answer.weight > 0 for answer in card.answers)
