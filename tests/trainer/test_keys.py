"""Answer keys: what is cured together is expected once, and what a person decided stays."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from detectors.model import Clearance, Finding, Inspection
from detectors.places import Lines
from trainer.card import Card, Cleared, hash_of
from trainer.keys import answers, cleared, rekeyed
from trainer.scoring import Answer, Flag, Remark, score

CODE = "\n".join(f"line {number}" for number in range(1, 41)) + "\n"


def finding(risk: str, first: int, last: int | None = None, **more: Any) -> Finding:
    lines = Lines(first, last or first)
    given = {
        "family": "timeouts-retries",
        "severity": "high",
        "message": "requests.get waits for ever",
        "column": 1,
        "end_column": 20,
        "span": lines,
        "group": f"lines {lines.first}-{lines.last}",
    }
    return Finding(risk=risk, lines=lines, **{**given, **more})


def clearance(risk: str, first: int, last: int | None = None, **more: Any) -> Clearance:
    given = {"family": "x", "reason": "gives up after 5 s", "column": 1, "end_column": 9}
    lines = Lines(first, last or first)
    return Clearance(risk=risk, lines=lines, **{**given, "group": "", **more})


def card(**more: Any) -> Card:
    given: dict[str, Any] = {"id": "x", "title": "t", "scenario": "s", "language": "python"}
    return Card(**{**given, "code": CODE, **more})


def test_a_finding_is_an_answer_with_the_names_of_its_page() -> None:
    (answer,) = answers(
        [finding("missing-timeout", 3, 5, anchors=(Lines(1, 1),), span=Lines(2, 9))]
    )
    assert (answer.lines, answer.anchors, answer.span) == (Lines(3, 5), (Lines(1, 1),), Lines(2, 9))
    assert (answer.severity, answer.by, answer.group) == ("high", "detector", "")
    assert answer.why == "requests.get waits for ever."
    (cleartext,) = answers([finding("cleartext-transport", 3)])
    assert "tls-not-enforced" in cleartext.also
    assert "tls-verification-off" in cleartext.near


def test_one_group_is_one_answer_with_the_other_members_as_anchors() -> None:
    found = [
        finding("missing-timeout", 20, 22, group="session", severity="critical"),
        finding("missing-timeout", 10, group="session", anchors=(Lines(2, 2),), severity="low"),
        finding("missing-timeout", 30, group="other"),
        finding("missing-retry", 10, group="session"),
    ]
    made = answers(found)
    assert [(a.risk, str(a.lines), [str(x) for x in a.anchors]) for a in made] == [
        ("missing-retry", "10", []),
        ("missing-timeout", "10", ["2", "20-22"]),
        ("missing-timeout", "30", []),
    ]
    assert [a.severity for a in made] == ["high", "critical", "high"]


def test_flagging_every_member_of_a_group_is_as_good_as_flagging_one() -> None:
    made = answers([finding("missing-timeout", n, group="requests") for n in (3, 13, 23)])
    every = [Flag(Lines(n, n), "missing-timeout") for n in (3, 13, 23)]
    assert score(every, made).score == score(every[2:], made).score == 1


def test_a_place_that_is_an_answer_is_no_decoy_of_the_same_risk() -> None:
    made = answers([finding("missing-timeout", 3, anchors=(Lines(1, 1),))])
    places = [
        clearance("missing-timeout", 3),
        clearance("missing-timeout", 1),
        clearance("missing-timeout", 8),
        clearance("missing-retry", 3),
    ]
    assert [(c.risk, c.lines.first) for c in cleared(places, made)] == [
        ("missing-retry", 3),
        ("missing-timeout", 8),
    ]


def test_a_card_is_keyed_with_what_it_was_made_from() -> None:
    made = rekeyed(
        card(sound="fine\n"),
        Inspection("python", (finding("missing-timeout", 3),), (clearance("missing-retry", 9),)),
        Inspection("python", (), (clearance("missing-timeout", 1),)),
        version="1.2.3",
    )
    assert [a.risk for a in made.answers] == ["missing-timeout"]
    assert [c.risk for c in made.cleared] == ["missing-retry"]
    assert [c.risk for c in made.sound_cleared] == ["missing-timeout"]
    assert made.key is not None
    assert made.key.detectors == "1.2.3"
    assert made.key.snippet == hash_of(CODE)
    assert made.key.sound == hash_of("fine\n")


def test_keying_again_changes_nothing() -> None:
    inspection = Inspection(
        "python",
        (finding("missing-timeout", 3), finding("missing-retry", 9)),
        (clearance("missing-timeout", 20),),
    )
    once = rekeyed(card(), inspection, version="1")
    assert rekeyed(once, inspection, version="1") == once


def test_what_a_person_decided_stays() -> None:
    own = Answer(
        risk="missing-timeout",
        lines=Lines(3, 4),
        severity="critical",
        why="a login waits for it.",
        by="author",
    )
    fine = Cleared(
        risk="missing-retry", lines=Lines(9, 9), reason="the caller retries", by="author"
    )
    remark = Remark(risk="call-in-loop", lines=Lines(12, 14), reason="ten items at most")
    before = card(answers=(own,), cleared=(fine,), neutral=(remark,), sound_cleared=(fine,))
    inspection = Inspection(
        "python",
        (
            finding("missing-timeout", 3),
            finding("missing-retry", 9),
            finding("call-in-loop", 13),
            finding("unchecked-status", 13),
        ),
        (clearance("missing-retry", 9), clearance("missing-timeout", 30)),
    )
    after = rekeyed(before, inspection, version="2")
    assert [a.risk for a in after.answers] == ["missing-timeout", "unchecked-status"]
    assert after.answers[0] == own
    assert after.cleared == (
        fine,
        Cleared(risk="missing-timeout", lines=Lines(30, 30), reason="gives up after 5 s"),
    )
    assert after.neutral == (remark,)
    assert after.sound_cleared == (fine,)


def test_what_the_detectors_said_once_does_not_stay() -> None:
    stale = Answer(risk="missing-timeout", lines=Lines(3, 3), why="old.")
    before = replace(card(), answers=(stale,))
    assert rekeyed(before, Inspection("python"), version="2").answers == ()


def test_a_place_that_is_debatable_is_no_decoy() -> None:
    remark = Remark(risk="missing-timeout", lines=Lines(9, 12), reason="a minute by default")
    before = card(neutral=(remark,), sound_neutral=(remark,))
    inspection = Inspection(
        "python", (), (clearance("missing-timeout", 12), clearance("missing-timeout", 30))
    )
    after = rekeyed(before, inspection, inspection, version="2")
    assert [one.lines for one in after.cleared] == [Lines(30, 30)]
    assert [one.lines for one in after.sound_cleared] == [Lines(30, 30)]
