"""The shipped questions ask every topic and can be graded; a file that is wrong says where and how."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from trainer.interview.grader import grade
from trainer.interview.question import Question, QuestionError, load, shipped
from trainer.interview.questionfile import QuestionMistakes, read
from trainer.interview.topics import TOPICS

CATALOGUE = json.loads((Path(__file__).parents[2] / "catalogue_ids.json").read_text("utf-8"))
SHIPPED = [pytest.param(question, id=question.id) for question in shipped()]
GOOD = """\
id: late-codes
title: Late codes
topics: [TTL settings]
difficulty: 2
situation: Codes arrive late.
question: What do you do?
options:
- {text: Expire them, why: a dead code is worse than none, right: true}
- {text: Wait, why: they arrive dead}
- {text: Send twice, why: two dead codes}
- {text: Nothing, why: users cannot log in}
rubric:
- {role: consequence, name: too late, any: [dead]}
- {role: mechanism, name: a queue, any: [queue]}
- {role: remedy, name: an expiry, any: [ttl]}
- {role: context, name: by use, any: [newsletter]}
weak: They are late.
strong: In the queue they go dead; set a TTL, but not for the newsletter.
"""


def mistakes(text: str) -> list[str]:
    with pytest.raises(QuestionMistakes) as error:
        read(text, "late-codes")
    return [f"{mistake.line}: {mistake.message}" for mistake in error.value.mistakes]


def test_every_topic_is_asked() -> None:
    assert set(TOPICS) == {topic for question in shipped() for topic in question.topics}


def test_there_are_sixty_questions_and_no_two_ask_the_same() -> None:
    assert len(shipped()) >= 60
    assert len({question.title for question in shipped()}) == len(shipped())
    assert len({question.situation for question in shipped()}) == len(shipped())


@pytest.mark.parametrize("question", SHIPPED)
def test_its_strong_answer_is_strong_and_its_weak_one_weak(question: Question) -> None:
    assert grade(question.strong, question.asked).level == "strong"
    assert grade(question.weak, question.asked).level == "weak"


@pytest.mark.parametrize("question", SHIPPED)
def test_repeating_the_question_is_a_weak_answer(question: Question) -> None:
    assert grade(question.asked.asked, question.asked).level == "weak"


@pytest.mark.parametrize("question", SHIPPED)
def test_every_option_is_explained_and_none_is_twice(question: Question) -> None:
    assert all(option.why for option in question.options)
    assert len({option.text for option in question.options}) == len(question.options)


@pytest.mark.parametrize("question", SHIPPED)
def test_it_leads_on_and_names_risks_of_the_catalogue(question: Question) -> None:
    assert question.follow_ups
    assert question.sources
    ids = CATALOGUE if isinstance(CATALOGUE, list) else list(CATALOGUE)
    assert set(question.risks) <= set(ids)


def test_a_question_is_read() -> None:
    question = read(GOOD, "late-codes")
    assert [option.is_right for option in question.options] == [True, False, False, False]
    assert [concept.any for concept in question.rubric][2] == ("ttl",)


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("id: late-codes", "id: late_codes", "1: 'late_codes' should be of a-z, 0-9 and single hyphens"),
        ("id: late-codes", "id: other", "1: should be 'late-codes', as the file is called"),
        ("[TTL settings]", "[TTL setting]", "3: cannot be 'TTL setting' (did you mean 'TTL settings'?)"),
        ("[TTL settings]", "[]", "3: names no topic"),
        ("difficulty: 2", "difficulty: 7", "4: cannot be '7'; one of: 1, 2, 3, 4, 5"),
        ("question: What do you do?", "zzz: what", "6: 'zzz' is not known here; one of: "),
        ("weak: They are late.\n", "", "1: 'weak' is missing"),
        (", right: true", "", "8: should be 4 options, one of them with `right: true`"),
        ("why: they arrive dead", "right: true, why: so", "8: should be 4 options"),
        ("why: they arrive dead", "because: so", "9: 'because' is not known here"),
        ("- {role: remedy, name: an expiry, any: [ttl]}\n", "", "13: has no concept of the role 'remedy'"),
        ("role: remedy", "role: cure", "15: cannot be 'cure'"),
        ("any: [ttl]", "any: [202]", "15: should be text, not 202; put it into quotes"),
        ("title: Late codes", "title: [a]", "2: should be text; put it into quotes"),
        ("title: Late codes", "title: &x a\nmore: *x", "3: uses an alias; write it out"),
    ],
)  # fmt: skip
def test_what_is_wrong_is_said_with_its_line(old: str, new: str, said: str) -> None:
    assert old in GOOD
    assert any(line.startswith(said) for line in mistakes(GOOD.replace(old, new, 1)))


@pytest.mark.parametrize("text", ["", "- a list", "just: [", "\x00"])
def test_what_is_no_question_is_refused(text: str) -> None:
    assert mistakes(text)


def test_a_folder_with_a_mistake_says_file_and_line(tmp_path: Path) -> None:
    (tmp_path / "late-codes.yaml").write_text(GOOD.replace("difficulty: 2", "difficulty: x"))
    (tmp_path / "latin.yaml").write_bytes(b"title: \xff")
    with pytest.raises(QuestionError) as error:
        load(tmp_path)
    first, second = str(error.value).split("\n")
    assert first.startswith(f"{tmp_path / 'late-codes.yaml'}:4: cannot be 'x'")
    assert second == f"{tmp_path / 'latin.yaml'}:1: is not UTF-8"
