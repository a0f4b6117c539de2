"""A practice session without a screen: the TUI, the line mode and the tests drive the same object.

    session = Session.start(deck, history=history, count=8, seed=7)
    while not session.is_finished:
        show(session.snippet)
        session.flag(Lines(11, 15), "missing-timeout", "sure")
        debrief = session.submit()
        session.next()
    session.summary()

Everything that a learner does is on disk (in the history) before the method returns.
A method that cannot be done now raises `SessionError`, whose text is one sentence for the learner.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any, Literal

from detectors.places import Lines
from trainer import history as events
from trainer.card import Snippet
from trainer.course import Course, SessionError, must_be_known
from trainer.debrief import Debrief, debrief
from trainer.deck import Deck
from trainer.history import Event
from trainer.numbers import counted, named, standing
from trainer.progress import submitted
from trainer.scoring import CONFIDENCE, Confidence, Flag, Result
from trainer.summary import Played, Summary, summarise
from trainer.table import Table, flags_of, plain

__all__ = ["Played", "Session", "SessionError", "Stage", "Summary"]

Stage = Literal["flagging", "debrief", "finished"]


class Session(Course):
    """The state of one session: which snippets, what is flagged, what was submitted.

    A snippet that was changed since is begun again when a session is resumed.
    """

    def __init__(self, deck: Deck, plan: Sequence[Snippet], **more: Any) -> None:
        """Use `start` or `resume`; further arguments are those of a `Course`."""
        super().__init__(deck, plan, **more)
        self.stage: Stage = "flagging"
        self._played: list[Played] = []
        self._table = Table(self.plan[0])

    @staticmethod
    def usual_mode(*, is_narrow: bool) -> str:
        return "drill" if is_narrow else "daily"

    @staticmethod
    def none_fits(deck: Deck, wanted: str) -> str:
        return f"No card of {deck.path} is about {wanted or 'anything'}."

    @property
    def plan(self) -> tuple[Snippet, ...]:
        """What is shown, in order."""
        return self._snippets

    @property
    def flags(self) -> tuple[Flag, ...]:
        """In the order in which they were set; numbered from 1 for a learner."""
        return self._table.flags

    @property
    def hints(self) -> tuple[Lines, ...]:
        """The lines that hints gave away on this snippet."""
        return tuple(answer.lines for answer in self._table.hinted)

    @property
    def debrief(self) -> Debrief | None:
        """Of the submitted snippet; None while flags are being set."""
        return self._table.debrief

    @property
    def played(self) -> tuple[Played, ...]:
        """What was submitted so far."""
        return tuple(self._played)

    @property
    def is_left_open(self) -> bool:
        """Something was done, all of it is kept, and there is more to do: it can be resumed."""
        is_begun = self._played or self.flags or self._table.was_hinted
        return bool(self._history and is_begun and not self.is_finished)

    @property
    def seconds_left(self) -> float | None:
        """Until the session ends by itself; None where it does not."""
        if self.mode.seconds is None:
            return None
        return max(0.0, self.mode.seconds - (self._clock() - self.began).total_seconds())

    @property
    def lives_left(self) -> int | None:
        """False alarms until the session ends; None where they do not end it."""
        if self.mode.lives is None:
            return None
        alarms = sum(len(one.result.false_alarms) for one in self._played)
        return max(0, self.mode.lives - alarms)

    @property
    def is_over(self) -> bool:
        """The time is up or the last life is gone: what is on the table counts no more."""
        return self.seconds_left == 0 or self.lives_left == 0

    @property
    def ending(self) -> str:
        """Why it has ended before its last snippet, in a sentence; else empty."""
        if not self.is_finished or len(self._played) == self.count:
            return ""
        if self.lives_left == 0:
            alarms = counted(self.mode.lives or 0, "false alarm")
            return f"Out: a {self.mode.title.lower()} ends at {alarms}."
        return "The time is up: what was on the table does not count." if self.is_over else ""

    @property
    def standing(self) -> str:
        """Where it goes on: `snippet 2 of 8`."""
        return standing(self.number, self.count, is_submitted=self.stage == "debrief")

    def flag(self, lines: Lines, risk: str, confidence: Confidence = "fair") -> Flag:
        """Sets a flag; one of the same risk on the same lines is replaced.

        Raises SessionError for lines outside the snippet and for an unknown risk (names the nearest).
        """
        flag = self._checked(Flag(Lines(*lines), risk, confidence))
        rest = tuple(f for f in self.flags if (f.lines, f.risk) != (flag.lines, flag.risk))
        self._change("flagged", (*rest, flag))
        return flag

    def edit(
        self,
        number: int,
        *,
        lines: Lines | None = None,
        risk: str | None = None,
        confidence: Confidence | None = None,
    ) -> Flag:
        """Changes flag `number` (from 1); another of the risk and lines that it gets is replaced."""
        old = self._flag(number)
        flag = self._checked(
            Flag(lines or old.lines, risk or old.risk, confidence or old.confidence)
        )
        self._change(
            "edited",
            tuple(
                flag if other is old else other
                for other in self.flags
                if other is old or (other.lines, other.risk) != (flag.lines, flag.risk)
            ),
        )
        return flag

    def remove(self, number: int) -> Flag:
        """Takes flag `number` (from 1) away."""
        old = self._flag(number)
        self._change("removed", tuple(flag for flag in self.flags if flag is not old))
        return old

    def undo(self) -> bool:
        """Takes the last change of the flags back; False if there is none on this snippet."""
        self._must_be_flagging()
        if not self._table.undoable:
            return False
        before = self._table.undone()
        self._write("undone", flags=plain(before.flags))
        self._table = before
        return True

    def hint(self) -> Lines | None:
        """The lines of the heaviest answer that no flag hits yet; its credit is halved.

        None: nothing is left to point at; on a clean snippet this halves the snippet's score.
        """
        self._must_be_flagging()
        if not self.mode.has_hints:
            raise SessionError(f"There are no hints in this mode ({self.mode.id}).")
        index = self._table.open_answer
        if index is None and not self.snippet.is_clean:
            return None
        self._write("hinted", answer=index)
        self._table = self._table.with_hint(index)
        return None if index is None else self.snippet.answers[index].lines

    def submit(self) -> Debrief:
        """Scores the flags; they can no longer change."""
        self._must_be_flagging()
        result = self._table.result()
        self._write(
            "submitted",
            **submitted(self.snippet, self.flags, result, was_hinted=self._table.was_hinted),
        )
        return self._submitted(result)

    def nothing(self) -> Debrief:
        """Says that nothing is wrong, and submits; SessionError while there are flags."""
        self._must_be_flagging()
        if self.flags:
            flags = "flag" if len(self.flags) == 1 else f"{len(self.flags)} flags"
            raise SessionError(f"Remove your {flags} first, or submit.")
        return self.submit()

    def next(self) -> bool:
        """Goes on from a debrief; False: that was the last snippet, the session is finished."""
        if self.stage != "debrief":
            raise SessionError("Submit this snippet first.")
        if self._number == self.count or self.is_over:
            self._finish()
            return False
        self._lay(self._number + 1)
        self._show()
        return True

    def end_in_time(self) -> bool:
        """Ends the session if its time is up or its lives are gone; True: it has ended."""
        if self.is_over and not self.is_finished:
            self._finish()
        return self.is_finished

    def debrief_of(self, played: Played) -> Debrief:
        """What there is to say of a snippet that was submitted in this session."""
        return debrief(played.snippet, played.flags, played.result)

    def summary(self) -> Summary:
        return summarise(self._played, self.count)

    # How it is kept.

    def _replay(self, past: Sequence[Event]) -> None:
        """Brings the session to where these events left it."""
        for event in past:
            data: Mapping[str, Any] = event.data
            match event.kind:
                case "shown":
                    self._lay(data["number"])
                    self.has_changed = data["hash"] != self.snippet.hash
                case "flagged" | "edited" | "removed" if not self.has_changed:
                    self._table = self._table.flagged(flags_of(data["flags"]))
                case "undone" if not self.has_changed:
                    self._table = self._table.undone()
                case "hinted" if not self.has_changed:
                    self._table = self._table.with_hint(data["answer"])
                case "submitted":
                    self._table = replace(self._table, flags=flags_of(data["flags"]))
                    self._submitted(self._table.result())
        self.has_changed &= self.stage == "flagging"

    def _lay(self, number: int) -> None:
        self._number = number
        self._table = Table(self.plan[number - 1])
        self.stage = "flagging"
        self.has_changed = False

    def _change(self, kind: events.Kind, flags: tuple[Flag, ...]) -> None:
        self._must_be_flagging()
        self._write(kind, flags=plain(flags))
        self._table = self._table.flagged(flags)

    def _submitted(self, result: Result) -> Debrief:
        said = debrief(self.snippet, self.flags, result)
        self._table = replace(self._table, debrief=said)
        self._played.append(Played(self.snippet, result, self.flags))
        self.stage = "debrief"
        return said

    # What is asked for must be possible.

    def _must_be_flagging(self) -> None:
        if self.stage == "debrief":
            raise SessionError("This snippet is submitted; go on to the next.")
        if self.end_in_time():
            raise SessionError("This session is finished; start another.")

    def _flag(self, number: int) -> Flag:
        self._must_be_flagging()
        if not 1 <= number <= len(self.flags):
            have = f"there are {len(self.flags)}" if self.flags else "you have set none"
            raise SessionError(f"There is no flag {number}; {have}.")
        return self.flags[number - 1]

    def _checked(self, flag: Flag) -> Flag:
        self._must_be_flagging()
        last = len(self.snippet.lines)
        if not 1 <= flag.lines.first <= flag.lines.last <= last:
            where = named(flag.lines).capitalize()
            verb = "is" if flag.lines.first == flag.lines.last else "are"
            raise SessionError(
                f"{where} {verb} outside the snippet, which has {counted(last, 'line')}."
            )
        must_be_known(flag.risk)
        if flag.confidence not in CONFIDENCE:
            raise SessionError(f"Say guess, fair or sure, not '{flag.confidence}'.")
        return flag
