"""What an interview is made of: a card's snippet or a judgement question, put the same way."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from difflib import unified_diff
from random import Random

from detectors import catalogue
from detectors.text import Text
from trainer.card import Snippet
from trainer.deck import Deck
from trainer.interview.choices import Choice, judgement, remedy, triage
from trainer.interview.clean import WEAK, CleanRubric, grade_clean, rubric_of_clean, strong_answer
from trainer.interview.grader import LEVELS, Grade, grade
from trainer.interview.grounds import words_of
from trainer.interview.question import Question
from trainer.interview.rubric import Rubric
from trainer.interview.wrong import rubric_of
from trainer.neutralise import neutralise, one_line
from trainer.scoring import WEIGHTS

ASKED = "Would this work in production?"
CLEAN = 0.25
"""Share of the cards that are asked about in their production-ready version."""
HEAVY = WEIGHTS["medium"]
"""What a card's heaviest finding weighs at least, so that it is worth six lines."""


@dataclass(frozen=True)
class Topic:
    """Something that an answer may be about, with a weak and a strong answer to it."""

    about: str
    """The risk; empty for a judgement question."""
    rubric: Rubric
    weak: str
    strong: str


@dataclass(frozen=True, kw_only=True)
class Item:
    """What is put before the learner. Every text is safe to print."""

    id: str
    """`card/<id>`, `sound/<id>` (a card's production-ready version) or `question/<id>`."""
    title: str
    situation: str
    question: str
    topics: tuple[Topic, ...]
    """At least one; the heaviest first."""
    choices: tuple[Choice, ...]
    """What is asked after the answer, in order."""
    snippet: Snippet | None = None
    follow_ups: tuple[str, ...] = ()
    sources: tuple[str, ...] = ()

    @property
    def is_clean(self) -> bool:
        """A snippet with nothing wrong: `yes` is the right answer."""
        return self.snippet is not None and self.snippet.is_clean

    def graded(self, answer: str) -> tuple[Topic, Grade]:
        """The topic that the answer says most about, and its grade; the heaviest of those that are equal."""
        if isinstance(self.topics[0].rubric, CleanRubric):
            return self.topics[0], grade_clean(answer, self.topics[0].rubric)
        grades = [(topic, grade(answer, topic.rubric)) for topic in self.topics]
        return max(
            grades,
            key=lambda pair: (LEVELS.index(pair[1].level), pair[1].of_page, len(pair[1].roles)),
        )


def of_question(question: Question, random: Random) -> Item:
    asked = judgement(question, random)
    return Item(
        id=f"question/{question.id}",
        title=one_line(question.title),
        situation=neutralise(question.situation),
        question=neutralise(question.question),
        topics=(Topic("", question.asked, neutralise(question.weak), neutralise(question.strong)),),
        choices=(asked,) if asked else (),
        follow_ups=tuple(map(one_line, question.follow_ups)),
        sources=tuple(map(one_line, question.sources)),
    )


def of_snippet(snippet: Snippet, random: Random) -> Item | None:
    """None where nothing on it is worth an answer: its risks are light, or have no page."""
    if snippet.is_clean:
        return _of_clean(snippet)
    answers = sorted(snippet.answers, key=lambda answer: -answer.weight)
    risks = [
        answer.risk for answer in answers if answer.weight and answer.risk in catalogue.families()
    ]
    if not risks or answers[0].weight < HEAVY:
        return None
    asked = f"{snippet.scenario}\n{ASKED}"
    about = words_of(f"{snippet.code}\n{snippet.scenario}")
    pages = {risk: catalogue.page(risk) for risk in risks}
    mended = words_of(_mended(snippet))
    topics = tuple(
        Topic(
            risk,
            replace(
                rubric_of(risk, asked, words_of(_lines_of(snippet, risk)), about),
                mended=mended,
                new=mended - about,
            ),
            neutralise(page.weak),
            neutralise(page.strong_about(snippet.surface)),
        )
        for risk, page in pages.items()
    )
    choices = (triage(snippet, random), remedy(risks[0], random))
    return Item(
        id=f"card/{snippet.card.id}",
        title=snippet.title,
        situation=snippet.scenario,
        question=ASKED,
        topics=topics,
        choices=tuple(choice for choice in choices if choice),
        snippet=snippet,
        follow_ups=tuple(map(one_line, snippet.card.questions)),
        sources=tuple(page.url for page in pages.values() if page.url),
    )


def _lines_of(snippet: Snippet, risk: str) -> str:
    """The text of the lines that the risk is in, and what the card says of them."""
    code = Text(snippet.code).lines
    return "\n".join(
        "\n".join([*code[answer.lines.first - 1 : answer.lines.last], answer.why])
        for answer in snippet.answers
        if answer.risk == risk
    )


def _mended(snippet: Snippet) -> str:
    """The lines that the card's production-ready version has otherwise; empty where there is none."""
    sound = snippet.card.sound_snippet
    if sound is None:
        return ""
    told = unified_diff(Text(snippet.code).lines, Text(sound.code).lines, n=0, lineterm="")
    return "\n".join(line[1:] for line in told if line[:1] == "+" and line[:3] != "+++")


def _of_clean(snippet: Snippet) -> Item | None:
    """None where nothing on it looks risky."""
    rubric = rubric_of_clean(snippet, f"{snippet.scenario}\n{ASKED}")
    if rubric is None:
        return None
    return Item(
        id=f"{'sound' if snippet.variant == 'sound' else 'card'}/{snippet.card.id}",
        title=snippet.title,
        situation=snippet.scenario,
        question=ASKED,
        topics=(Topic("", rubric, WEAK, neutralise(strong_answer(snippet))),),
        choices=(),
        snippet=snippet,
        follow_ups=tuple(map(one_line, snippet.card.questions)),
    )


def choose(
    deck: Deck,
    questions: Sequence[Question],
    count: int,
    seed: int,
    seen: Mapping[str, datetime],
    risk: str | None = None,
) -> list[Item]:
    """Up to `count` items, cards and questions in turn; those never asked first, then those asked longest ago.

    With a `risk`, those that are about it.

    The same deck, questions, seed and `seen` (item id -> when) give the same items.
    """
    random = Random(seed)
    by_id = {q.id: q for q in questions if risk is None or risk in q.risks}
    makers: list[Iterator[Item]] = [
        _made(
            _order("card/", deck.ids(risk=risk), seen, random),
            lambda id: (
                item(f"{_version(id, seed)}/{id}", deck, {}, seed)
                or item(f"card/{id}", deck, {}, seed)
            ),
        ),
        _made(
            _order("question/", by_id, seen, random),
            lambda id: item(f"question/{id}", deck, by_id, seed),
        ),
    ]
    chosen: list[Item] = []
    while makers and len(chosen) < count:
        maker = makers.pop(0)
        if (made := next((one for one in maker if _is_about(one, risk)), None)) is not None:
            chosen.append(made)
            makers.append(maker)
    return chosen


def item(id: str, deck: Deck, questions: Mapping[str, Question], seed: int) -> Item | None:
    """The item of this id, its options in the order of this seed. KeyError or DeckError where it is gone."""
    kind, _, name = id.partition("/")
    random = Random(f"{seed} {id}")
    if kind == "question":
        return of_question(questions[name], random)
    card = deck.card(name)
    snippet = card.sound_snippet if kind == "sound" else card.snippet
    return of_snippet(snippet, random) if snippet else None


def _version(id: str, seed: int) -> str:
    """Of a card: now and then its production-ready one."""
    return "sound" if Random(f"{seed} {id} version").random() < CLEAN else "card"


def _is_about(made: Item, risk: str | None) -> bool:
    """A deck's search also gives the cards on which a risk only seems to be: the clean ones of them fit."""
    if not risk or not made.snippet:
        return True
    if made.is_clean:
        return any(cleared.risk == risk for cleared in made.snippet.cleared)
    return any(topic.about == risk for topic in made.topics)


def _order(
    kind: str, names: Collection[str], seen: Mapping[str, datetime], random: Random
) -> list[str]:
    ordered = random.sample(list(names), len(names))
    days = {id: at.date() for id, at in seen.items()}
    return sorted(ordered, key=lambda name: days.get(kind + name, date.min))


def _made(names: Sequence[str], make: Callable[[str], Item | None]) -> Iterator[Item]:
    return (made for made in map(make, names) if made is not None)
