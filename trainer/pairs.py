"""A session of pairs: two versions of a snippet, of which one is safe; twins and reviews of changes.

    session = PairSession.start(deck, history=history, mode="twins", seed=7)
    while not session.is_finished:
        show(session.pair)
        judged = session.judge(says_safe=True, risk=None)
        session.next()

In twins the learner says whether the first of the two is the safe one; in a review, whether the change
that leads to `pair.shown` may go in. Then they name what is wrong with the version that is not safe.
Everything is on disk before a method returns, as in `trainer.session`.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from typing import Any, Literal

from trainer.card import Snippet
from trainer.course import Course, SessionError, must_be_known
from trainer.debrief import CONTEXT, DiffLine, changes
from trainer.deck import Deck
from trainer.history import Event
from trainer.numbers import standing
from trainer.scoring import Answer, name

Stage = Literal["judging", "judged", "finished"]
VERDICT = 0.5
"""Share of a score that the right verdict earns; naming what is wrong earns the rest."""


@dataclass(frozen=True)
class Pair:
    """Two versions of one card."""

    shown: Snippet
    """The one that is judged: first of twins, or what a change leads to."""
    other: Snippet

    @property
    def risky(self) -> Snippet:
        return self.other if self.shown.is_clean else self.shown

    @property
    def safe(self) -> Snippet:
        return self.shown if self.shown.is_clean else self.other

    def beside(self, line: int) -> int:
        """The line of the safe version that stands where this one of the risky version does; both from 1."""
        matcher = SequenceMatcher(None, self.risky.lines, self.safe.lines, autojunk=False)
        at = 0
        for old, new, size in matcher.get_matching_blocks():
            if old >= line:
                break
            at = new + min(size + 1, line - old)  # of what was put in its place, the first line
        return max(1, min(at, len(self.safe.lines)))

    @property
    def change(self) -> tuple[DiffLine, ...]:
        """From the other version to the one that is judged, with what is wrong in sight.

        That may stand further from what changed than a diff shows: what misses an option is a line above it.
        """
        wrong = {answer.lines.first for answer in self.risky.answers}
        for context in range(CONTEXT, len(self.risky.lines) + 1):
            diff = tuple(changes(self.other.lines, self.shown.lines, context))
            if wrong <= {one.old if self.shown.is_clean else one.new for one in diff}:
                return diff
        return tuple(changes(self.other.lines, self.shown.lines))


@dataclass(frozen=True, kw_only=True)
class Judged:
    """What a learner said of a pair, and what it is worth."""

    pair: Pair
    says_safe: bool
    """Of the version that was judged."""
    risk: str | None
    """What was named as wrong; None where nothing was."""
    is_twins: bool
    """Two versions side by side; else a change from one to the other."""

    @property
    def needs_name(self) -> bool:
        """Of twins one is not safe, and it is asked what is wrong with it; of a change only who blocks it is asked."""
        return self.is_twins or not self.says_safe

    @property
    def is_right(self) -> bool:
        return self.says_safe == self.pair.shown.is_clean

    @property
    def is_miss(self) -> bool:
        """Something wrong was there to see, and was not seen or not named; what a change mends is not asked for."""
        is_asked = self.is_twins or not self.pair.shown.is_clean
        return is_asked and self.score < 1 and bool(self.answers)

    @property
    def named(self) -> float:
        """How right the named risk is: 1, 0.5 or 0."""
        if self.risk is None:
            return 0.0
        return max((name(self.risk, answer) for answer in self.answers), default=0.0)

    @property
    def answers(self) -> tuple[Answer, ...]:
        """What is wrong with the version that is not safe, the heaviest first."""
        expected = (answer for answer in self.pair.risky.answers if answer.weight)
        return tuple(sorted(expected, key=lambda a: (-a.weight, a.lines)))

    @property
    def score(self) -> float:
        """0 for the wrong verdict; 1 for the right one with the right name, where one is asked for."""
        if not self.is_right:
            return 0.0
        return VERDICT + (1 - VERDICT) * self.named if self.needs_name else 1.0

    @property
    def verdict(self) -> str:
        """What was right, in a sentence."""
        is_clean = self.pair.shown.is_clean
        if self.is_twins:
            safe = "A" if is_clean else "B"
            return f"{'Right' if self.is_right else 'No'}: {safe} is the safe one."
        if is_clean:
            return "Right: it may go in." if self.is_right else "No: it was fine to go in."
        return "Right: it must not go in." if self.is_right else "No: it must not go in."

    @property
    def naming(self) -> str:
        """What the name was worth, in a sentence; empty where it could be worth nothing."""
        if not self.risk or not self.is_right:
            return ""
        worth = {1.0: "that is it", 0.5: "close: half the credit"}.get(self.named, "it is not that")
        return f"You named {self.risk}: {worth}."

    @property
    def about(self) -> str:
        """What the answers are, as a heading above them."""
        if self.is_twins:
            return f"What is wrong with {'B' if self.pair.shown.is_clean else 'A'}:"
        return "What it mends:" if self.pair.shown.is_clean else "What is wrong:"


@dataclass(frozen=True, kw_only=True)
class PairSummary:
    """What a session of pairs came to."""

    judged: tuple[Judged, ...]
    planned: int

    @property
    def right(self) -> int:
        return sum(one.is_right for one in self.judged)

    @property
    def score(self) -> float | None:
        """Mean, 0 to 1; None before the first pair."""
        scores = [one.score for one in self.judged]
        return sum(scores) / len(scores) if scores else None

    @property
    def approved_risky(self) -> int:
        """Risky versions that were called safe."""
        return sum(one.says_safe and not one.is_right for one in self.judged)

    @property
    def blocked_safe(self) -> int:
        """Safe versions that were called risky."""
        return sum(not one.says_safe and not one.is_right for one in self.judged)

    @property
    def missed(self) -> tuple[str, ...]:
        """The heaviest risk of each pair that was not seen or not named."""
        return tuple(dict.fromkeys(one.answers[0].risk for one in self.judged if one.is_miss))


class PairSession(Course):
    """The state of one session of pairs."""

    def __init__(self, deck: Deck, plan: Sequence[Snippet], **more: Any) -> None:
        """Use `start` or `resume`; `plan` is what is judged, each a snippet with two versions."""
        super().__init__(deck, plan, **more)
        self.plan = tuple(_pair(snippet) for snippet in plan)
        self.stage: Stage = "judging"
        self._judged: list[Judged] = []

    @staticmethod
    def usual_mode(*, is_narrow: bool) -> str:
        return "twins"

    @staticmethod
    def none_fits(deck: Deck, wanted: str) -> str:
        about = f" about {wanted}" if wanted else ""
        return f"No card{about} of {deck.path} has a sound version beside it."

    def _show(self) -> None:
        self._write_shown(self.pair.shown, other=self.pair.other.hash)

    @property
    def pair(self) -> Pair:
        return self.plan[self._number - 1]

    @property
    def judged(self) -> tuple[Judged, ...]:
        """What was said so far."""
        return tuple(self._judged)

    @property
    def last(self) -> Judged | None:
        """What was said of the pair on the table; None while it is judged."""
        return self._judged[-1] if self.stage == "judged" else None

    @property
    def is_left_open(self) -> bool:
        """Something was done, it is kept, and there is more to do."""
        return bool(self._history and self._judged and not self.is_finished)

    @property
    def standing(self) -> str:
        """Where it goes on: `snippet 2 of 8`."""
        return standing(self.number, self.count, is_submitted=self.stage == "judged")

    @property
    def is_twins(self) -> bool:
        """Two versions side by side; else changes from one to the other."""
        return self.mode.id == "twins"

    def needs_name(self, says_safe: bool) -> bool:
        """Whether this verdict asks what is wrong."""
        return self._said(says_safe, None).needs_name

    def judge(self, *, says_safe: bool, risk: str | None = None) -> Judged:
        """The verdict on `pair.shown`, and the risk of the version that is not safe."""
        if self.stage != "judging":
            raise SessionError("This pair is judged; go on to the next.")
        if risk is not None:
            must_be_known(risk)
        said, shown = self._said(says_safe, risk), self.pair.shown
        self._write(
            "judged",
            card=shown.card.id,
            variant=shown.variant,
            hash=shown.hash,
            says_safe=says_safe,
            risk=risk,
            score=said.score,
        )
        return self._keep(said)

    def next(self) -> bool:
        """Goes on; False: that was the last pair, the session is finished."""
        if self.stage != "judged":
            raise SessionError("Judge this pair first.")
        if self._number == self.count:
            self._finish()
            return False
        self._number += 1
        self.stage = "judging"
        self.has_changed = False
        self._show()
        return True

    def summary(self) -> PairSummary:
        return PairSummary(judged=self.judged, planned=self.count)

    def _said(self, says_safe: bool, risk: str | None) -> Judged:
        return Judged(pair=self.pair, says_safe=says_safe, risk=risk, is_twins=self.is_twins)

    def _keep(self, said: Judged) -> Judged:
        self._judged.append(said)
        self.stage = "judged"
        return said

    def _replay(self, past: Sequence[Event]) -> None:
        """What was said of a version that is another by now counts no more."""
        for event in past:
            if event.kind == "shown":
                self._number, self.stage = event.data["number"], "judging"
                pair = self.pair
                now = (pair.shown.hash, pair.other.hash)
                then = (event.data["hash"], event.data.get("other", pair.other.hash))
                self.has_changed = now != then
            elif self.has_changed:
                continue
            elif event.kind == "judged":
                self._keep(self._said(event.data["says_safe"], event.data["risk"]))


def _pair(shown: Snippet) -> Pair:
    other = shown.card.snippet if shown.variant == "sound" else shown.card.sound_snippet
    if other is None:
        raise SessionError(f"{shown.card.id} has no sound version to tell it from.")
    return Pair(shown, other)
