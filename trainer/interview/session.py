"""An interview without a screen: the TUI, the line mode and the tests drive the same object.

    interview = InterviewSession.start(deck, history=history, count=4, seed=7)
    while not interview.is_finished:
        show(interview.item)
        grade = interview.answer("It hangs when the peer is silent; set a timeout ...")
        interview.correct(1, True)
        while interview.next() and interview.stage == "choosing":
            option = interview.choose(2)
    interview.summary()

Everything that a learner does is on disk (in the history) before the method returns.
A method that cannot be done now raises `InterviewError`, whose text is one sentence for the learner.
"""

from __future__ import annotations

import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Literal

from trainer.deck import Deck, DeckError, reopen
from trainer.history import Event, History, Kind
from trainer.interview.choices import Choice
from trainer.interview.grader import Grade
from trainer.interview.item import Item, choose, item
from trainer.interview.question import Option, Question, shipped
from trainer.interview.summary import Chosen, Said, Summary, summarise
from trainer.neutralise import neutralise

Stage = Literal["saying", "graded", "choosing", "explained", "finished"]
COUNT = 4
"""Items of an interview."""
LONGEST = 4000
"""Characters of an answer."""


class InterviewError(Exception):
    """What was asked for cannot be done now; the text says why and what to do."""


@dataclass
class _Table:
    """What lies on the table: an item, and how far it has come."""

    item: Item
    draft: str = ""
    """What was written so far."""
    said: Said | None = None
    asked: int = -1
    """The number of the choice (from 0) that is being made; -1: none yet."""
    chosen: Option | None = None


class InterviewSession:
    """The state of one interview: what is asked, what was answered, and what it was worth."""

    def __init__(
        self,
        plan: Sequence[Item],
        *,
        id: str,
        seed: int,
        deck: Deck,
        history: History | None = None,
    ) -> None:
        """Use `start` or `resume`; `plan` has at least one item."""
        self.plan = tuple(plan)
        self.id = id
        self.seed = seed
        self.deck = deck
        self._history = history
        self._number = 1
        self._table = _Table(self.plan[0])
        self._said: list[Said] = []
        self._chosen: list[Chosen] = []
        self._is_finished = False

    @classmethod
    def start(
        cls,
        deck: Deck,
        *,
        history: History | None = None,
        questions: Sequence[Question] | None = None,
        count: int = COUNT,
        seed: int | None = None,
        risk: str | None = None,
    ) -> InterviewSession:
        """A new interview of up to `count` items, snippets of the deck and questions in turn.

        With a `risk`, those that are about it. Without a history nothing is kept. Raises InterviewError where there is nothing to ask.
        """
        seed = secrets.randbits(32) if seed is None else seed
        seen = _seen(history) if history else {}
        asked = shipped() if questions is None else questions
        plan = choose(deck, asked, count, seed, seen, risk)
        if not plan:
            raise InterviewError(
                f"There is nothing to ask about {risk or 'anything'} in {deck.path}."
            )
        interview = cls(plan, id=secrets.token_hex(8), seed=seed, deck=deck, history=history)
        interview._write(
            "interview-started",
            deck=deck.kept,
            seed=seed,
            plan=[item.id for item in plan],
        )
        interview._show()
        return interview

    @classmethod
    def resume(
        cls, history: History, *, questions: Sequence[Question] | None = None
    ) -> InterviewSession | None:
        """The last interview, if it was not ended, as it stood; None if there is none or its items are gone."""
        id = unfinished(history)
        if id is None:
            return None
        past = history.events(session=id)
        begun = past[0].data
        known = {q.id: q for q in (shipped() if questions is None else questions)}
        try:
            deck = reopen(begun["deck"])
            plan = [item(name, deck, known, begun["seed"]) for name in begun["plan"]]
        except (DeckError, KeyError):
            return None
        if not all(plan):
            return None
        left = [one for one in plan if one]
        interview = cls(left, id=id, seed=begun["seed"], deck=deck, history=history)
        interview._replay(past[1:])
        return interview

    @property
    def item(self) -> Item:
        """What is asked about, also while it is explained."""
        return self._table.item

    @property
    def number(self) -> int:
        """Which item of the interview it is, from 1."""
        return self._number

    @property
    def count(self) -> int:
        """How many items the interview has."""
        return len(self.plan)

    @property
    def stage(self) -> Stage:
        """What comes next: an answer, a look at its grade, a choice, a look at its explanation."""
        table = self._table
        if self._is_finished:
            return "finished"
        if table.said is None:
            return "saying"
        if table.asked < 0:
            return "graded"
        return "choosing" if table.chosen is None else "explained"

    @property
    def is_finished(self) -> bool:
        return self._is_finished

    @property
    def said(self) -> Said | None:
        """The answer to this item with its grade; None before it is given."""
        return self._table.said

    @property
    def draft(self) -> str:
        """What was written of an answer that is not given yet."""
        return self._table.draft

    @property
    def choice(self) -> Choice | None:
        """What is being chosen, or was last; None while an answer is given and graded."""
        asked = self._table.asked
        return self.item.choices[asked] if asked >= 0 else None

    @property
    def chosen(self) -> Option | None:
        """What was chosen; None while it is open."""
        return self._table.chosen

    @property
    def standing(self) -> str:
        """Where it goes on: `question 2 of 4`."""
        return f"question {self.number} of {self.count}"

    @property
    def is_left_open(self) -> bool:
        """Something was done, all of it is kept, and there is more to do: it can be resumed."""
        is_begun = self._said or self._table.draft
        return bool(self._history and is_begun and not self._is_finished)

    def answer(self, text: str, *, seconds: float | None = None) -> Grade:
        """Grades the learner's own words; `seconds` is how long they took, where that was measured."""
        self._must_be("saying")
        text = neutralise(text.strip())
        if not text:
            raise InterviewError("Write a line or two first, or skip this one.")
        if len(text) > LONGEST:
            raise InterviewError(f"Say it in {LONGEST:,} characters; these are {len(text):,}.")
        return self._answered(text, seconds)

    def keep_draft(self, text: str) -> None:
        """Keeps what is written so far; nothing happens where it is kept already, or too long to be given."""
        text = neutralise(text)
        if self.stage == "saying" and text != self._table.draft and len(text) <= LONGEST:
            self._write("interview-drafted", item=self.item.id, text=text)
            self._table.draft = text

    def skip(self) -> Grade:
        """Goes to the strong answer without one of one's own."""
        self._must_be("saying")
        return self._answered("", None)

    def correct(self, number: int, is_earned: bool) -> Grade:
        """The learner's word on concept `number` (from 1) of the grade: it was said, or it was not."""
        self._must_be("graded")
        assert self._table.said
        if not 1 <= number <= len(self._table.said.grade.found):
            raise InterviewError(f"Say a number from 1 to {len(self._table.said.grade.found)}.")
        before = self._table.said.grade.found[number - 1]
        self._write(
            "interview-corrected",
            item=self.item.id,
            about=self._table.said.topic.about,
            number=number,
            role=before.concept.role,
            was=before.is_earned,
            earned=is_earned,
        )
        return self._correct(number, is_earned)

    def choose(self, number: int) -> Option:
        """Takes option `number` (from 1) of `choice`; it can no longer be changed."""
        self._must_be("choosing")
        assert self.choice
        if not 1 <= number <= len(self.choice.options):
            raise InterviewError(f"Say a number from 1 to {len(self.choice.options)}.")
        option = self.choice.options[number - 1]
        self._write(
            "interview-chose",
            item=self.item.id,
            choice=self.choice.kind,
            option=option.text,
            right=option.is_right,
        )
        self._chose(option)
        return option

    def next(self) -> bool:
        """Goes on from a grade or an explanation; False: that was the last, the interview is finished."""
        if self.stage == "finished":
            raise InterviewError("This interview is finished; start another.")
        if self.stage in {"saying", "choosing"}:
            raise InterviewError(
                "Answer this one first, or skip it."
                if self.stage == "saying"
                else "Choose one first."
            )
        table = self._table
        if table.asked + 1 < len(table.item.choices):
            table.asked, table.chosen = table.asked + 1, None
            return True
        if self._number == self.count:
            self._write("interview-finished")
            self._is_finished = True
            return False
        self._lay(self._number + 1)
        self._show()
        return True

    def stop(self) -> None:
        """Ends the interview here: it will not be offered to be resumed."""
        if not self._is_finished:
            self._write("interview-stopped")
            self._is_finished = True

    def summary(self) -> Summary:
        return summarise(self._said, self._chosen, self.count)

    # How it is kept.

    def _write(self, kind: Kind, **data: Any) -> None:
        if self._history:
            self._history.append(self.id, kind, **data)

    def _show(self) -> None:
        self._write("interview-shown", number=self._number, item=self.item.id)

    def _replay(self, past: Sequence[Event]) -> None:
        """Brings the interview to where these events left it; grades are made anew from what was written."""
        for event in past:
            data = event.data
            match event.kind:
                case "interview-shown":
                    self._lay(data["number"])
                case "interview-drafted":
                    self._table.draft = data["text"]
                case "interview-answered":
                    topic, grade = self.item.graded(data["text"])
                    self._keep(Said(self.item, topic, grade, data["seconds"]))
                case "interview-corrected" if self._is_about(data["about"], data["number"]):
                    self._correct(data["number"], data["earned"])
                case "interview-chose":
                    self._choose_again(data["choice"], data["option"])

    def _is_about(self, about: str, number: int) -> bool:
        said = self._table.said
        return bool(said and said.topic.about == about and number <= len(said.grade.found))

    def _choose_again(self, kind: str, text: str) -> None:
        """An option that is no longer among them is left open, to be chosen anew."""
        kinds = [choice.kind for choice in self.item.choices]
        if kind not in kinds:
            return
        self._table.asked, self._table.chosen = kinds.index(kind), None
        assert self.choice
        for option in self.choice.options:
            if option.text == text:
                self._chose(option)

    def _lay(self, number: int) -> None:
        self._number = number
        self._table = _Table(self.plan[number - 1])

    def _answered(self, text: str, seconds: float | None) -> Grade:
        topic, grade = self.item.graded(text)
        self._write(
            "interview-answered",
            item=self.item.id,
            text=text,
            seconds=seconds,
            about=topic.about,
            level=grade.level,
            roles=sorted(grade.roles),
        )
        self._keep(Said(self.item, topic, grade, seconds))
        return grade

    def _correct(self, number: int, is_earned: bool) -> Grade:
        said = self._table.said
        assert said
        self._said.remove(said)
        grade = said.grade.corrected(number - 1, is_earned)
        self._keep(Said(said.item, said.topic, grade, said.seconds))
        return grade

    def _keep(self, said: Said) -> None:
        self._table.said = said
        self._said.append(said)

    def _chose(self, option: Option) -> None:
        assert self.choice
        self._table.chosen = option
        self._chosen.append(Chosen(self.item, self.choice, option))

    def _must_be(self, stage: Stage) -> None:
        if self.stage == stage:
            return
        if self.stage == "finished":
            raise InterviewError("This interview is finished; start another.")
        raise InterviewError(
            {
                "saying": "Your answer is given; go on to the next.",
                "graded": "There is no grade to correct now.",
                "choosing": "There is nothing to choose now; go on to the next.",
            }.get(stage, "That cannot be done now.")
        )


def opened(deck: Deck, history: History | None) -> InterviewSession:
    """The interview that was left open, or a new one on this deck. Raises as `start` does."""
    left = InterviewSession.resume(history) if history else None
    return left if left and left.is_left_open else InterviewSession.start(deck, history=history)


def unfinished(history: History) -> str | None:
    """The id of the interview to resume: the latest, if it has neither ended nor been stopped."""
    return history.unfinished("interview-started")


def _seen(history: History) -> dict[str, Any]:
    return {event.data["item"]: event.at for event in history.events("interview-shown")}
