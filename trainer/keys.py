"""From what the detectors say of a snippet to its answer key: answers, clearances, and what an author overruled."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from detectors.catalogue import families, page
from detectors.model import Clearance, Finding, Inspection
from detectors.places import Lines
from trainer.card import Card, Cleared, Key, hash_of
from trainer.scoring import WEIGHTS, Answer, Remark


def answers(findings: Iterable[Finding]) -> tuple[Answer, ...]:
    """One answer a group: what is cured together is expected once.

    The first member's lines are the primary ones; the other members, and everybody's anchors, are
    anchors. Severity is the highest of the members'. Names that are as right or half right come from
    the risk's page.
    """
    groups: dict[tuple[str, str], list[Finding]] = {}
    for finding in sorted(findings, key=lambda f: (f.lines, f.column, f.risk)):
        groups.setdefault((finding.risk, finding.group), []).append(finding)
    return tuple(_answer(members) for members in groups.values())


def cleared(
    clearances: Iterable[Clearance], expected: Iterable[Answer] = ()
) -> tuple[Cleared, ...]:
    """The decoys. A place that is an answer of the same risk is none, whatever else is fine about it."""
    risky = {(answer.risk, lines) for answer in expected for lines in answer.places}
    places = {
        (one.risk, one.lines): Cleared(risk=one.risk, lines=one.lines, reason=one.reason)
        for one in sorted(clearances, key=lambda c: (c.lines, c.column, c.risk), reverse=True)
        if (one.risk, one.lines) not in risky
    }
    return tuple(sorted(places.values(), key=lambda c: (c.lines, c.risk)))


def rekeyed(
    card: Card, inspection: Inspection, sound: Inspection | None = None, *, version: str
) -> Card:
    """The card with the answers of today; `version` is the detectors'.

    What a person decided stays (`by: author`): an answer of theirs replaces the detectors' at its place,
    a clearance or a neutral remark of theirs takes the finding there away, with their reason, and a
    remark the clearance too.
    """
    own = [answer for answer in card.answers if answer.by == "author"]
    overruled: list[Answer | Cleared | Remark] = [
        *own,
        *(c for c in card.cleared if c.by == "author"),
        *card.neutral,
    ]
    found = [a for a in answers(inspection.findings) if not _is_overruled(a, overruled)]
    expected = sorted([*own, *found], key=lambda a: (a.lines, a.risk))
    kept = [c for c in card.sound_cleared if c.by == "author"]
    return replace(
        card,
        answers=tuple(expected),
        cleared=_with_authors(
            cleared(inspection.clearances, expected),
            [c for c in card.cleared if c.by == "author"],
            card.neutral,
        ),
        sound_cleared=_with_authors(
            cleared(sound.clearances if sound else ()), kept, card.sound_neutral
        ),
        key=Key(
            detectors=version,
            snippet=hash_of(card.code),
            sound="" if card.sound is None else hash_of(card.sound),
        ),
    )


def _answer(members: list[Finding]) -> Answer:
    first = members[0]
    anchors = [lines for m in members for lines in (m.lines, *m.anchors)]
    front = page(first.risk).front if first.risk in families() else {}
    return Answer(
        risk=first.risk,
        lines=first.lines,
        anchors=tuple(sorted(set(anchors) - {first.lines})),
        group="" if first.group == _default_group(first.lines) else first.group,
        span=None if first.span == first.lines else first.span,
        severity=max((m.severity for m in members), key=lambda s: WEIGHTS[s]),
        why=_sentence(first.message),
        also=frozenset(front.get("accept", ())),
        near=frozenset(front.get("near", ())),
    )


def _default_group(lines: Lines) -> str:
    """What the engine calls a group of one."""
    return f"lines {lines.first}-{lines.last}"


def _is_overruled(found: Answer, by: Iterable[Answer | Cleared | Remark]) -> bool:
    return any(
        one.risk == found.risk and any(one.lines.meets(lines) for lines in found.places)
        for one in by
    )


def _with_authors(
    found: Iterable[Cleared], own: list[Cleared], neutral: Iterable[Remark]
) -> tuple[Cleared, ...]:
    """A place that an author calls debatable is no decoy: a flag there must not count as a false alarm."""
    places = {(one.risk, one.lines) for one in own}
    rest = [
        one
        for one in found
        if (one.risk, one.lines) not in places
        and not any(one.risk == remark.risk and one.lines.meets(remark.lines) for remark in neutral)
    ]
    return tuple(sorted([*own, *rest], key=lambda c: (c.lines, c.risk)))


def _sentence(text: str) -> str:
    return text if text.endswith((".", "!", "?")) else f"{text}."
