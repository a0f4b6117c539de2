"""What flags are worth against the answers of a snippet: recall, precision, score and points.

The rules and the reasons for them are in docs/scoring.md; everything here is pure and deterministic.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from math import sqrt
from typing import Literal
from zlib import crc32

from detectors.places import Lines
from detectors.severities import Severity
from trainer.assignment import assignment

Confidence = Literal["guess", "fair", "sure"]
CONFIDENCE: dict[Confidence, float] = {"guess": 0.55, "fair": 0.75, "sure": 0.95}
"""What a learner who says so means: the probability of being right."""
WEIGHTS: dict[Severity, int] = {"info": 0, "low": 1, "medium": 2, "high": 3, "critical": 4}
TOLERANCE = 1
"""Lines by which a flag may miss the primary lines or an anchor."""
WIDE = 15
"""Lines beyond which a range points at less, unless the place itself is so long."""


@dataclass(frozen=True, order=True)
class Flag:
    """What a learner says: on these lines there is this risk."""

    lines: Lines
    risk: str
    confidence: Confidence = "fair"


@dataclass(frozen=True, kw_only=True)
class Answer:
    """What should have been said: one risk, cured at one place, with all the lines that tell it."""

    risk: str
    lines: Lines
    """The primary lines."""
    anchors: tuple[Lines, ...] = ()
    """Further lines that are as right: other members of the group, the constructor, the loop header."""
    group: str = ""
    span: Lines | None = None
    """The enclosing statement or block, where a flag is half right; None: the primary lines."""
    severity: Severity = "medium"
    why: str = ""
    """One sentence about this code: what happens in production."""
    also: frozenset[str] = frozenset()
    """Risks that are equally right names here."""
    near: frozenset[str] = frozenset()
    """Risks that are half right names here."""
    by: Literal["detector", "author"] = "detector"

    @property
    def weight(self) -> int:
        """0 to 4; an answer of weight 0 is a remark that counts neither way."""
        return WEIGHTS[self.severity]

    @property
    def places(self) -> tuple[Lines, ...]:
        """Where a flag is right: the primary lines first, then the anchors."""
        return self.lines, *self.anchors


@dataclass(frozen=True, kw_only=True)
class Remark:
    """A defensible thing to say that is not expected: flags on it count neither way."""

    risk: str
    lines: Lines
    reason: str = ""


@dataclass(frozen=True, kw_only=True)
class Site:
    """A place that was inspected for a risk: a trial of the learner's eye, risky or fine."""

    risk: str
    lines: Lines
    is_risky: bool
    anchors: tuple[Lines, ...] = ()
    span: Lines | None = None
    also: frozenset[str] = frozenset()
    reason: str = ""
    """Why it is fine, or risky."""


@dataclass(frozen=True, kw_only=True)
class Hit:
    """A flag that is credited to an answer."""

    flag: Flag
    answer: Answer
    place: float
    """1 on the lines, 0.5 in the span, less for a wide range."""
    name: float
    """1 for the right risk, 0.5 for a near one."""
    is_hinted: bool = False

    @property
    def quality(self) -> float:
        """How right the flag is, 0 to 1."""
        return self.place * self.name

    @property
    def credit(self) -> float:
        """The quality, halved if a hint gave the place away."""
        return self.quality / 2 if self.is_hinted else self.quality


@dataclass(frozen=True, kw_only=True)
class Spared:
    """A flag that counts neither way: it repeats a credited answer, or is a defensible remark."""

    flag: Flag
    of: Answer | Remark


@dataclass(frozen=True, kw_only=True)
class Result:
    """What the flags on one snippet are worth. Shares are 0 to 1."""

    hits: tuple[Hit, ...]
    false_alarms: tuple[Flag, ...]
    missed: tuple[Answer, ...]
    spared: tuple[Spared, ...]
    score: float
    """F-beta on a risky snippet; on a clean one 1/(1+2n) for n false alarms."""
    recall: float | None
    """Credited share of the answers' weight; None on a clean snippet."""
    precision: float | None
    """Credited share of the flags that count; None where no flag counts."""
    points: float
    """Weight credited, less one (lambda) for each false alarm."""
    possible: int
    """The points of perfect flags."""
    brier: float | None
    """Mean square of (confidence - right) over the flags that count, 0 is best; None without any."""

    @property
    def is_clean(self) -> bool:
        """There was nothing to flag."""
        return self.recall is None

    @property
    def is_halved(self) -> bool:
        """Nothing is wrong, and a hint has said so, which halves the score."""
        return self.is_clean and self.score < clean_score(len(self.false_alarms))

    @property
    def flags(self) -> tuple[Flag, ...]:
        """All that were set."""
        return (
            *(hit.flag for hit in self.hits),
            *self.false_alarms,
            *(one.flag for one in self.spared),
        )


def clean_score(false_alarms: int) -> float:
    """What so many flags on a snippet with nothing wrong are worth, without a hint."""
    return 1 / (1 + 2 * false_alarms)


def place(lines: Lines, answer: Answer | Remark | Site) -> float:
    """How well a range points at an answer: 1, 0.5, 0, and less the wider it is."""
    anchors = () if isinstance(answer, Remark) else answer.anchors
    span = answer.lines if isinstance(answer, Remark) or not answer.span else answer.span
    return max(_place(lines, spot, span) for spot in (answer.lines, *anchors))


def _place(lines: Lines, spot: Lines, span: Lines) -> float:
    if lines.meets(Lines(spot.first - TOLERANCE, spot.last + TOLERANCE)):
        base = 1.0
    elif lines.meets(span):
        base = 0.5
    else:
        return 0.0
    size = _size(spot)
    # A loop or a span can be most of a snippet: WIDE keeps the range over all of it from paying.
    cap = max(size + 4, min(3 * size, WIDE), min(_size(span), WIDE))
    return base * min(1.0, cap / _size(lines))


def name(risk: str, answer: Answer) -> float:
    """How right a name is: 1, 0.5 or 0."""
    if risk == answer.risk or risk in answer.also:
        return 1.0
    return 0.5 if risk in answer.near else 0.0


def quality(flag: Flag, answer: Answer) -> float:
    return place(flag.lines, answer) * name(flag.risk, answer)


def score(
    flags: Iterable[Flag],
    answers: Sequence[Answer],
    *,
    remarks: Sequence[Remark] = (),
    hinted: Collection[Answer] = (),
    was_hinted: bool = False,
    beta: float = 1.0,
    penalty: float = 1.0,
) -> Result:
    """What these flags are worth.

    `remarks` are neutral places; `hinted` the answers whose lines a hint gave away; `was_hinted` says
    that a hint was asked for, which halves a clean snippet too; `beta` weighs recall against precision;
    `penalty` is the points that a false alarm costs (lambda).
    The order of flags and answers does not matter; of two flags of one risk on the same lines the surer
    one counts.
    """
    said = _distinct(flags)
    expected = sorted((a for a in answers if a.weight), key=_order)
    neutral: list[Answer | Remark] = [*(a for a in answers if not a.weight), *remarks]

    hits = [
        Hit(
            flag=said[f],
            answer=expected[a],
            place=place(said[f].lines, expected[a]),
            name=name(said[f].risk, expected[a]),
            is_hinted=expected[a] in hinted,
        )
        for f, a in assignment([[_gain(f, a, a in hinted) for a in expected] for f in said])
    ]
    credited = {hit.flag for hit in hits}
    rest = [flag for flag in said if flag not in credited]
    spared = _repeats(rest, hits)
    repeated = {one.flag for one in spared}
    for flag in rest:
        remark = next((n for n in neutral if _is_about(flag, n)), None)
        if flag not in repeated and remark:
            spared.append(Spared(flag=flag, of=remark))
    harmless = {one.flag for one in spared}
    false_alarms = [flag for flag in rest if flag not in harmless]

    found = {hit.answer for hit in hits}
    earned = sum(hit.answer.weight * hit.credit for hit in hits)
    possible = sum(answer.weight for answer in expected)
    counted = len(hits) + len(false_alarms)
    recall = earned / possible if expected else None
    precision = sum(hit.credit for hit in hits) / counted if counted else None
    if recall is None:
        worth = clean_score(len(false_alarms)) / (2 if was_hinted else 1)
    else:
        worth = f_beta(precision or 0.0, recall, beta)
    return Result(
        hits=tuple(hits),
        false_alarms=tuple(false_alarms),
        missed=tuple(answer for answer in expected if answer not in found),
        spared=tuple(spared),
        score=worth,
        recall=recall,
        precision=precision,
        points=earned - penalty * len(false_alarms),
        possible=possible,
        brier=brier(outcomes(hits, false_alarms)),
    )


def f_beta(precision: float, recall: float, beta: float = 1.0) -> float:
    """The harmonic mean of both, recall counting `beta` times as much; 0 where both are 0."""
    below = beta**2 * precision + recall
    return (1 + beta**2) * precision * recall / below if below else 0.0


def session_score(scores: Iterable[tuple[bool, float]]) -> float | None:
    """√(mean F on risky snippets x mean score on clean ones), of (is clean, score) of each snippet.

    The one mean where only one kind came; None for no snippet.
    A learner who flags nothing and one who flags everything both fail one of the two.
    """
    scores = list(scores)
    means = [
        sum(kind) / len(kind)
        for is_clean in (False, True)
        if (kind := [score for clean, score in scores if clean is is_clean])
    ]
    if not means:
        return None
    return sqrt(means[0] * means[1]) if len(means) == 2 else means[0]


def outcomes(hits: Iterable[Hit], false_alarms: Iterable[Flag]) -> list[tuple[Confidence, bool]]:
    """What was said and whether it was right (quality of at least 0.5), a flag that counts each."""
    return [
        *((hit.flag.confidence, hit.quality >= 0.5) for hit in hits),
        *((flag.confidence, False) for flag in false_alarms),
    ]


def brier(said: Collection[tuple[Confidence, bool]]) -> float | None:
    """Mean square of (confidence - right); always saying 0.5 gives 0.25; None for nothing said."""
    if not said:
        return None
    return sum((CONFIDENCE[confidence] - right) ** 2 for confidence, right in said) / len(said)


def sites(answers: Iterable[Answer], cleared: Iterable[Remark]) -> tuple[Site, ...]:
    """The trials of a snippet: its answers, and the places that were inspected and are fine."""
    risky = (
        Site(
            risk=a.risk,
            lines=a.lines,
            is_risky=True,
            anchors=a.anchors,
            span=a.span,
            also=a.also,
            reason=a.why,
        )
        for a in answers
        if a.weight
    )
    fine = (Site(risk=c.risk, lines=c.lines, is_risky=False, reason=c.reason) for c in cleared)
    return *risky, *fine


def _distinct(flags: Iterable[Flag]) -> list[Flag]:
    surest: dict[tuple[Lines, str], Flag] = {}
    for flag in sorted(flags, key=lambda f: (f.lines, f.risk, CONFIDENCE[f.confidence])):
        surest[flag.lines, flag.risk] = flag
    return list(surest.values())


def _order(answer: Answer) -> tuple[object, ...]:
    return answer.lines, answer.risk, answer.group, answer.weight, answer.anchors


def _size(lines: Lines) -> int:
    return lines.last - lines.first + 1


def _gain(flag: Flag, answer: Answer, is_hinted: bool) -> int:
    """Weight x credit; of equals the better quality, then the exact name, then the closer lines.

    The last bits are a mark of the pair: no two assignments gain the same, so that a flag that is not
    credited cannot change which of the others are.
    """
    worth = quality(flag, answer)
    if not worth:
        return 0
    credit = worth / 2 if is_hinted else worth
    overlap = min(flag.lines.last, answer.lines.last) - max(flag.lines.first, answer.lines.first)
    gain = round(answer.weight * credit * 2**24)
    for less, bits in (
        (round(worth * 2**24), 32),
        (int(flag.risk == answer.risk), 8),
        (max(0, overlap + TOLERANCE + 1), 16),
        (_mark(flag, answer), 40),
    ):
        gain = (gain << bits) + less
    return gain


def _mark(flag: Flag, answer: Answer) -> int:
    """32 bits of this pair's own."""
    return crc32(repr((*flag.lines, flag.risk, *answer.lines, answer.risk, answer.group)).encode())


def _repeats(flags: Sequence[Flag], hits: Sequence[Hit]) -> list[Spared]:
    """Flags that say a credited answer again; as many as can be.

    Each further member of its group may be pointed at once, and one flag more is forgiven.
    """
    free: list[tuple[Hit, Lines | None]] = []
    for hit in hits:
        free += ((hit, spot) for spot in hit.answer.places if not spot.meets(hit.flag.lines))
        free.append((hit, None))

    def fits(flag: Flag, hit: Hit, member: Lines | None) -> int:
        if quality(flag, hit.answer) < 0.5 or (member and not member.meets(flag.lines)):
            return 0
        return (1 << 40) + _mark(flag, hit.answer)

    pairs = assignment([[fits(flag, *one) for one in free] for flag in flags])
    return [Spared(flag=flags[f], of=free[one][0].answer) for f, one in pairs]


def _is_about(flag: Flag, neutral: Answer | Remark) -> bool:
    if isinstance(neutral, Answer):
        return quality(flag, neutral) >= 0.5
    return flag.risk == neutral.risk and place(flag.lines, neutral) >= 0.5
