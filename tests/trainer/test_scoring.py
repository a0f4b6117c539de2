"""What flags are worth: golden numbers worked out by hand, and laws that hold for every set of flags."""

from __future__ import annotations

from random import Random
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from detectors.places import Lines
from trainer.scoring import (
    WEIGHTS,
    Answer,
    Flag,
    Remark,
    Result,
    brier,
    f_beta,
    name,
    place,
    score,
    session_score,
)

RISKS = ["missing-timeout", "missing-retry", "call-in-loop", "hardcoded-secret"]


def answer(risk: str, first: int, last: int | None = None, **more: Any) -> Answer:
    return Answer(risk=risk, lines=Lines(first, last or first), **more)


def flag(first: int, last: int, risk: str, confidence: Any = "fair") -> Flag:
    return Flag(Lines(first, last), risk, confidence)


# The debrief of the otp sender: three flags against eight answers.
# Weights 2+1+3+3+2+2+1+1 = 15.
# hit:      missing-timeout, weight 2, quality 1              -> 2
# partial:  unbounded-retry for retry-without-backoff, weight 1, a near name, quality 0.5  -> 0.5
# false:    hardcoded-secret, which comes from the environment
# recall 2.5/15 = 1/6; precision (1 + 0.5)/3 = 1/2; F1 = 2·(1/12)/(2/3) = 1/4; points 2.5 - 1.
# Brier ((0.95-1)² + (0.75-1)² + 0.55²)/3 = (0.0025 + 0.0625 + 0.3025)/3 = 0.1225.
OTP = [
    answer("missing-timeout", 11, 15, severity="medium"),
    answer("retry-without-backoff", 18, severity="low", near=frozenset({"unbounded-retry"})),
    answer("call-in-loop", 5, 6, severity="high"),
    answer("missing-idempotency-key", 11, 15, severity="high"),
    answer("missing-message-ttl", 14, severity="medium"),
    answer("indiscriminate-retry", 16, severity="medium"),
    answer("assumed-response-shape", 17, severity="low"),
    answer("blocking-wait-in-handler", 18, severity="low"),
]
OTP_FLAGS = [
    flag(11, 15, "missing-timeout", "sure"),
    flag(18, 18, "unbounded-retry", "fair"),
    flag(13, 13, "hardcoded-secret", "guess"),
]


def test_the_debrief_of_the_otp_sender() -> None:
    result = score(OTP_FLAGS, OTP)
    assert result.possible == 15
    assert result.recall == pytest.approx(1 / 6)
    assert result.precision == pytest.approx(1 / 2)
    assert result.score == pytest.approx(1 / 4)
    assert result.points == pytest.approx(1.5)
    assert result.brier == pytest.approx(0.1225)
    assert [hit.quality for hit in result.hits] == [1, 0.5]
    assert result.false_alarms == (OTP_FLAGS[2],)
    assert len(result.missed) == 6


@pytest.mark.parametrize(
    ("lines", "expected", "why"),
    [
        ((11, 15), 1.0, "the primary lines"),
        ((12, 12), 1.0, "one line of them"),
        ((16, 16), 1.0, "one line below"),
        ((10, 10), 1.0, "one line above"),
        ((8, 9), 0.5, "two lines above, within the span"),
        ((18, 18), 0.5, "the end of the span"),
        ((7, 7), 0.0, "beside the span, and beyond the tolerance"),
        ((3, 3), 1.0, "an anchor"),
        ((4, 4), 1.0, "one line below an anchor"),
        ((5, 5), 0.0, "two lines below an anchor"),
        ((8, 22), 1.0, "15 lines: three times the five primary ones"),
        ((8, 27), 0.75, "20 lines: 15/20"),
        ((1, 60), 0.25, "the whole file: 15/60"),
    ],
)
def test_place(lines: tuple[int, int], expected: float, why: str) -> None:
    otp = answer("missing-timeout", 11, 15, anchors=(Lines(3, 3),), span=Lines(8, 18))
    assert place(Lines(*lines), otp) == pytest.approx(expected), why


@pytest.mark.parametrize(
    ("span", "flagged", "expected", "why"),
    [
        (None, (3, 7), 1.0, "one line and four more"),
        (None, (3, 12), 0.5, "ten lines for one: 5/10"),
        ((1, 12), (1, 12), 1.0, "the whole statement of 12 lines"),
        ((1, 15), (1, 15), 1.0, "15 lines still point"),
        ((1, 60), (1, 60), 0.25, "a function of 60 lines: 15/60, the span does not help"),
        ((1, 60), (40, 60), 0.5 * 15 / 21, "21 lines elsewhere in it: half of 15/21"),
    ],
)
def test_wide_ranges_point_at_less(
    span: tuple[int, int] | None, flagged: tuple[int, int], expected: float, why: str
) -> None:
    one = answer("missing-timeout", 5, span=Lines(*span) if span else None)
    assert place(Lines(*flagged), one) == pytest.approx(expected), why


@pytest.mark.parametrize(
    ("last", "expected"), [(10, 1), (14, 1), (15, 1), (20, 15 / 20), (30, 15 / 30)]
)
def test_a_long_place_allows_four_lines_more_but_not_three_times_as_many(
    last: int, expected: float
) -> None:
    assert place(Lines(1, last), answer("unbounded-retry", 1, 10)) == pytest.approx(expected)


def test_a_long_anchor_may_be_flagged_whole() -> None:
    block = answer("missing-timeout", 1, anchors=(Lines(1, 20),))
    assert place(Lines(1, 20), block) == 1


def test_names() -> None:
    one = answer(
        "cleartext-transport",
        1,
        also=frozenset({"tls-not-enforced"}),
        near=frozenset({"tls-verification-off"}),
    )
    risks = ["cleartext-transport", "tls-not-enforced", "tls-verification-off", "missing-retry"]
    assert [name(risk, one) for risk in risks] == [1, 1, 0.5, 0]


def test_place_and_name_multiply() -> None:
    # Half the place (in the span) under half the name: a quarter of weight 3.
    one = answer("cleartext-transport", 5, span=Lines(1, 9), severity="high", near=frozenset({"x"}))
    result = score([flag(9, 9, "x")], [one])
    assert [hit.quality for hit in result.hits] == [0.25]
    assert result.points == pytest.approx(0.75)
    assert result.recall == result.precision == result.score == pytest.approx(0.25)


def test_weights_follow_severity() -> None:
    assert WEIGHTS == {"info": 0, "low": 1, "medium": 2, "high": 3, "critical": 4}
    answers = [answer("missing-timeout", 1, severity="low"), answer("x", 9, severity="critical")]
    assert score([flag(1, 1, "missing-timeout")], answers).recall == pytest.approx(1 / 5)
    assert score([flag(9, 9, "x")], answers).recall == pytest.approx(4 / 5)


def test_two_risks_on_one_line_are_two_flags() -> None:
    answers = [answer("missing-timeout", 3), answer("missing-retry", 3)]
    flags = [flag(3, 3, "missing-timeout"), flag(3, 3, "missing-retry")]
    assert score(flags, answers).score == 1
    assert score(flags[:1], answers).score == pytest.approx(2 / 3)


def test_the_best_assignment_is_found_not_the_first() -> None:
    # Line 3 alone can be credited to the first answer; line 4 to both.
    answers = [answer("hardcoded-secret", 2), answer("hardcoded-secret", 5)]
    flags = [flag(3, 3, "hardcoded-secret"), flag(4, 4, "hardcoded-secret")]
    assert score(flags, answers).score == 1


def test_neighbours_of_one_risk_each_get_the_flag_that_is_on_them() -> None:
    """A flag a line beside would be as right: each takes one answer, and the closest one."""
    lines = (26, 27, 28, 30)
    answers = [answer("deprecated-api", line) for line in lines]
    flags = [flag(line, line, "deprecated-api") for line in reversed(lines)]
    result = score(flags, answers)
    assert {(hit.flag.lines, hit.answer.lines) for hit in result.hits} == {
        (Lines(line, line), Lines(line, line)) for line in lines
    }
    assert (result.missed, result.false_alarms, result.recall) == ((), (), 1.0)


def test_of_two_names_the_exact_one_is_credited() -> None:
    one = answer("cleartext-transport", 3, also=frozenset({"tls-not-enforced"}))
    flags = [flag(3, 3, "tls-not-enforced"), flag(3, 3, "cleartext-transport")]
    result = score(flags, [one])
    assert [hit.flag.risk for hit in result.hits] == ["cleartext-transport"]
    assert [spared.flag.risk for spared in result.spared] == ["tls-not-enforced"]


def test_members_of_a_group_count_once_and_the_others_are_neutral() -> None:
    calls = answer("missing-timeout", 3, anchors=(Lines(13, 13), Lines(23, 23)))
    flags = [flag(n, n, "missing-timeout") for n in (3, 13, 23)]
    result = score(flags, [calls])
    assert (result.recall, result.precision, result.score) == (1, 1, 1)
    assert len(result.spared) == 2
    assert score(flags[1:2], [calls]).score == 1


def test_the_same_again_is_forgiven_once() -> None:
    one = answer("missing-timeout", 11, 15)
    flags = [flag(n, n, "missing-timeout") for n in (11, 13, 15)]
    assert score(flags[:2], [one]).score == 1
    result = score(flags, [one])
    assert len(result.false_alarms) == 1
    assert result.precision == pytest.approx(1 / 2)


def test_defensible_remarks_count_neither_way() -> None:
    answers = [answer("missing-timeout", 3), answer("missing-retry", 9, severity="info")]
    remarks = [Remark(risk="call-in-loop", lines=Lines(20, 22))]
    flags = [
        flag(3, 3, "missing-timeout"),
        flag(9, 9, "missing-retry"),
        flag(21, 21, "call-in-loop"),
    ]
    result = score(flags, answers, remarks=remarks)
    assert (result.score, result.points, result.possible) == (1, 2, 2)
    assert len(result.spared) == 2
    assert score(flags[:1], answers, remarks=remarks).missed == ()


def test_a_range_over_the_whole_file_is_no_remark() -> None:
    remarks = [Remark(risk="call-in-loop", lines=Lines(20, 20))]
    assert len(score([flag(1, 60, "call-in-loop")], [], remarks=remarks).false_alarms) == 1


@pytest.mark.parametrize(("alarms", "expected"), [(0, 1), (1, 1 / 3), (2, 1 / 5), (3, 1 / 7)])
def test_a_clean_snippet_falls_with_every_false_alarm(alarms: int, expected: float) -> None:
    result = score([flag(n, n, "missing-timeout") for n in range(alarms)], [])
    assert result.is_clean
    assert result.recall is None
    assert result.score == pytest.approx(expected)
    assert result.points == -alarms


def test_nothing_flagged_where_something_was_is_zero_and_says_nothing_of_precision() -> None:
    result = score([], [answer("missing-timeout", 3)])
    assert (result.score, result.recall, result.precision, result.brier) == (0, 0, None, None)


def test_a_hint_halves_the_answer_that_it_gave_away() -> None:
    answers = [answer("missing-timeout", 3), answer("missing-retry", 9)]
    flags = [flag(3, 3, "missing-timeout"), flag(9, 9, "missing-retry")]
    result = score(flags, answers, hinted=answers[:1], was_hinted=True)
    # (2·½ + 2·1)/4 of the weight, (½ + 1)/2 of the flags; the flags were right all the same.
    assert result.recall == result.precision == result.score == pytest.approx(3 / 4)
    assert result.brier == pytest.approx(0.25**2)


def test_a_hint_on_a_clean_snippet_halves_it() -> None:
    assert score([], [], was_hinted=True).score == pytest.approx(1 / 2)


@pytest.mark.parametrize(
    ("precision", "recall", "beta", "expected"),
    [
        (1, 0.5, 1, 2 / 3),
        (0.5, 1, 1, 2 / 3),
        (1, 0.5, 2, 5 / 9),
        (0.5, 1, 2, 5 / 6),
        (1, 0.5, 0.5, 5 / 6),
        (0.5, 1, 0.5, 5 / 9),
        (0, 0, 1, 0),
    ],
)
def test_beta_says_how_much_more_recall_counts(
    precision: float, recall: float, beta: float, expected: float
) -> None:
    # β = 2: 5·½/(4·1 + ½) = 5/9 for the one who misses half, 5·½/(4·½ + 1) = 5/6 for the one who invents.
    assert f_beta(precision, recall, beta) == pytest.approx(expected)


@pytest.mark.parametrize(
    ("severity", "chance"),
    [("low", 1 / 2), ("medium", 1 / 3), ("high", 1 / 4), ("critical", 1 / 5)],
)
def test_a_flag_pays_from_the_chance_that_learners_are_told(severity: Any, chance: float) -> None:
    right = score(
        [flag(3, 3, "missing-timeout")], [answer("missing-timeout", 3, severity=severity)]
    )
    wrong = score([flag(3, 3, "missing-timeout")], [])
    assert chance * right.points + (1 - chance) * wrong.points == pytest.approx(0)


def test_brier_of_one_who_is_right_half_the_time() -> None:
    # Always .75: (0.25² + 0.75²)/2 = 0.3125; never sure of anything would be 0.25.
    assert brier([("fair", True), ("fair", False)]) == pytest.approx(0.3125)
    assert brier([]) is None


def test_session_score_is_the_root_of_the_product_of_both_means() -> None:
    # Mean F (1 + ½)/2 = ¾; mean clean ⅓: √(¾·⅓) = ½.
    assert session_score([(False, 1), (False, 0.5), (True, 1 / 3)]) == pytest.approx(0.5)
    assert session_score([(False, 0), (True, 1)]) == 0
    assert session_score([(False, 0.4)]) == pytest.approx(0.4)
    assert session_score([(True, 0.2)]) == pytest.approx(0.2)
    assert session_score([]) is None


LINES = st.tuples(st.integers(1, 40), st.integers(0, 12)).map(lambda t: Lines(t[0], t[0] + t[1]))
NAMES = st.frozensets(st.sampled_from(RISKS), max_size=2)
ANSWERS = st.lists(
    st.builds(
        Answer,
        risk=st.sampled_from(RISKS),
        lines=LINES,
        anchors=st.lists(LINES, max_size=2).map(tuple),
        span=st.none() | LINES,
        severity=st.sampled_from(["info", "low", "medium", "high", "critical"]),
        also=NAMES,
        near=NAMES,
    ),
    max_size=5,
    unique_by=lambda a: (a.risk, a.lines),
)
FLAGS = st.lists(
    st.builds(Flag, LINES, st.sampled_from(RISKS), st.sampled_from(["guess", "fair", "sure"])),
    max_size=8,
)


def told(result: Result) -> tuple[Any, ...]:
    return (
        result.score,
        result.recall,
        result.precision,
        result.points,
        result.brier,
        sorted(hit.flag for hit in result.hits),
        sorted(result.false_alarms),
        sorted(one.flag for one in result.spared),
    )


@given(FLAGS, ANSWERS, st.randoms(use_true_random=False))
def test_the_order_of_flags_and_answers_does_not_matter(
    flags: list[Flag], answers: list[Answer], random: Random
) -> None:
    before = told(score(flags, answers))
    random.shuffle(flags)
    random.shuffle(answers)
    assert told(score(flags, answers)) == before


@given(FLAGS, ANSWERS)
def test_every_share_lies_between_nothing_and_all(flags: list[Flag], answers: list[Answer]) -> None:
    result = score(flags, answers)
    assert 0 <= result.score <= 1
    assert 0 <= (result.recall or 0) <= 1 + 1e-9
    assert 0 <= (result.precision or 0) <= 1 + 1e-9
    assert result.points <= result.possible
    assert 0 <= (result.brier or 0) <= 1


@given(FLAGS, ANSWERS)
def test_every_flag_is_told_once(flags: list[Flag], answers: list[Answer]) -> None:
    result = score(flags, answers)
    told_of = [
        *(hit.flag for hit in result.hits),
        *result.false_alarms,
        *(one.flag for one in result.spared),
    ]
    places = [(one.lines, one.risk) for one in told_of]
    assert len(places) == len(set(places))
    assert set(places) == {(one.lines, one.risk) for one in flags}


@given(FLAGS, ANSWERS, LINES)
def test_inventing_a_risk_never_raises_the_score(
    flags: list[Flag], answers: list[Answer], lines: Lines
) -> None:
    before = score(flags, answers)
    after = score([*flags, Flag(lines, "single-region")], answers)
    assert after.score <= before.score
    assert after.points == pytest.approx(before.points - 1)


@given(FLAGS, ANSWERS)
def test_taking_a_false_alarm_back_never_lowers_the_score(
    flags: list[Flag], answers: list[Answer]
) -> None:
    result = score(flags, answers)
    for alarm in result.false_alarms:
        fewer = [one for one in flags if (one.lines, one.risk) != (alarm.lines, alarm.risk)]
        assert score(fewer, answers).score >= result.score - 1e-9


@given(FLAGS, ANSWERS)
def test_taking_a_hit_back_never_raises_recall(flags: list[Flag], answers: list[Answer]) -> None:
    result = score(flags, answers)
    for hit in result.hits:
        fewer = [one for one in flags if (one.lines, one.risk) != (hit.flag.lines, hit.flag.risk)]
        assert (score(fewer, answers).recall or 0) <= (result.recall or 0) + 1e-9


def perfect(answers: list[Answer]) -> list[Flag]:
    return [Flag(one.lines, one.risk, "sure") for one in answers if one.weight]


@given(ANSWERS)
def test_perfect_flags_are_worth_everything(answers: list[Answer]) -> None:
    result = score(perfect(answers), answers)
    assert result.score == pytest.approx(1)
    assert result.points == pytest.approx(result.possible)
    assert result.missed == ()


@given(ANSWERS, st.data())
def test_a_defensible_remark_besides_costs_nothing(
    answers: list[Answer], data: st.DataObject
) -> None:
    remark = Remark(risk="single-region", lines=data.draw(LINES))
    extra = [Flag(remark.lines, remark.risk)]
    result = score([*perfect(answers), *extra], answers, remarks=[remark])
    assert result.score == pytest.approx(1)
    assert result.false_alarms == ()


@given(ANSWERS)
def test_saying_each_answer_once_more_costs_nothing(answers: list[Answer]) -> None:
    once_more = [Flag(Lines(f.lines.last, f.lines.last), f.risk) for f in perfect(answers)]
    result = score([*perfect(answers), *once_more], answers)
    assert result.score == pytest.approx(1)
    assert result.points == pytest.approx(result.possible)


@settings(max_examples=50)
@given(ANSWERS)
def test_the_whole_file_times_every_risk_earns_little(answers: list[Answer]) -> None:
    every = [Flag(Lines(1, 60), risk) for risk in (*RISKS, *(f"other-{n}" for n in range(50)))]
    long = any(spot.last - spot.first >= 7 for one in answers for spot in one.places)
    if not long:
        assert score(every, answers).score <= 0.1


def test_the_surer_of_two_equal_flags_counts() -> None:
    flags = [flag(3, 3, "missing-timeout", "guess"), flag(3, 3, "missing-timeout", "sure")]
    result = score(flags, [answer("missing-timeout", 3)])
    assert result.brier == pytest.approx(0.05**2)
    assert result.spared == ()
