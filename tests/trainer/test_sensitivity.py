"""How well risky is told from fine: golden numbers, and what the correction is for."""

from __future__ import annotations

from random import Random
from statistics import NormalDist, mean

import pytest
from hypothesis import given
from hypothesis import strategies as st

from detectors.places import Lines
from trainer.scoring import Confidence, Flag, Site
from trainer.sensitivity import (
    Bin,
    Sensitivity,
    Trial,
    by_family,
    by_risk,
    pooled,
    reliability,
    sensitivity,
    trials,
)

FAMILIES = {"missing-timeout": "timeouts", "missing-retry": "timeouts", "cleartext": "transport"}


def test_eight_of_ten_and_two_of_ten() -> None:
    # a = b = ½: H = 8.5/11, F = 2.5/11, z = ±0.7479, d' = 1.4957, c = 0.
    # Each variance: H(1-H)/(11·φ(z)²) = 0.17562/(11·0.30162²) = 0.17550; 1.96·√0.351 = 1.161.
    eye = Sensitivity(risky=10, hits=8, fine=10, alarms=2)
    assert eye.d_prime == pytest.approx(1.4957, abs=1e-4)
    assert eye.bias == pytest.approx(0)
    assert eye.interval == pytest.approx((0.33, 2.66), abs=0.006)
    assert str(eye) == "1.5 (0.3 to 2.7)"
    assert eye.words == ()


@pytest.mark.parametrize(("risky", "fine"), [(400, 1500), (10, 10), (11, 400)])
def test_flagging_nothing_or_everything_shows_no_sensitivity_whatever_the_numbers(
    risky: int, fine: int
) -> None:
    nothing = Sensitivity(risky, 0, fine, 0)
    everything = Sensitivity(risky, risky, fine, fine)
    assert nothing.d_prime == pytest.approx(0, abs=1e-9)
    assert everything.d_prime == pytest.approx(0, abs=1e-9)
    assert nothing.words == ("lets things through", "confuses it")
    assert everything.words == ("cries wolf", "confuses it")


def test_the_usual_correction_would_call_flagging_nothing_a_skill() -> None:
    z = NormalDist().inv_cdf
    assert z(0.5 / 401) - z(0.5 / 1501) == pytest.approx(0.38, abs=0.01)


@pytest.mark.parametrize("risky", [5, 10, 20, 50])
def test_a_true_sensitivity_of_two_is_estimated_as_two(risky: int) -> None:
    random, fine = Random(risky), 3 * risky
    hit, alarm = NormalDist().cdf(1), NormalDist().cdf(-1)
    estimates = [
        Sensitivity(
            risky,
            sum(random.random() < hit for _ in range(risky)),
            fine,
            sum(random.random() < alarm for _ in range(fine)),
        ).d_prime
        for _ in range(3000)
    ]
    assert mean(one or 0 for one in estimates) == pytest.approx(2, abs=0.08)


@pytest.mark.parametrize(("risky", "fine"), [(9, 10), (10, 9), (0, 50), (50, 0), (0, 0)])
def test_below_ten_and_ten_nothing_is_shown(risky: int, fine: int) -> None:
    eye = Sensitivity(risky, 0, fine, 0)
    assert str(eye) == "-"
    assert eye.words == ()


def test_without_trials_of_a_kind_nothing_is_known() -> None:
    assert Sensitivity(0, 0, 5, 1).d_prime is None
    assert Sensitivity(5, 1, 0, 0).interval is None
    assert Sensitivity(0, 0, 0, 0).bias is None


@pytest.mark.parametrize(
    ("eye", "words"),
    [
        (Sensitivity(20, 19, 20, 14), ("cries wolf",)),
        (Sensitivity(20, 6, 20, 1), ("lets things through",)),
        (Sensitivity(20, 10, 20, 10), ("confuses it",)),
        (Sensitivity(20, 18, 20, 2), ()),
    ],
)
def test_words(eye: Sensitivity, words: tuple[str, ...]) -> None:
    assert eye.words == words


@given(st.integers(1, 200), st.integers(1, 200), st.data())
def test_rates_stay_within_so_that_every_number_is_finite(
    risky: int, fine: int, data: st.DataObject
) -> None:
    hits, alarms = data.draw(st.integers(0, risky)), data.draw(st.integers(0, fine))
    eye = Sensitivity(risky, hits, fine, alarms)
    assert eye.hit_rate is not None
    assert eye.alarm_rate is not None
    assert eye.d_prime is not None
    assert eye.interval is not None
    assert 0 < eye.hit_rate < 1
    assert 0 < eye.alarm_rate < 1
    assert eye.interval[0] < eye.d_prime < eye.interval[1]


def site(risk: str, line: int, is_risky: bool, **more: object) -> Site:
    return Site(risk=risk, lines=Lines(line, line), is_risky=is_risky, **more)  # type: ignore[arg-type]


def flagged(sites: list[Site], *flags: Flag) -> list[bool]:
    return [trial.is_flagged for trial in trials(sites, flags)]


def test_a_flag_of_the_risk_at_the_site_is_a_hit_or_a_false_alarm() -> None:
    sites = [site("missing-timeout", 3, True), site("missing-timeout", 20, False)]
    assert flagged(sites) == [False, False]
    assert flagged(sites, Flag(Lines(3, 3), "missing-timeout")) == [True, False]
    assert flagged(sites, Flag(Lines(21, 21), "missing-timeout")) == [False, True]
    assert flagged(sites, Flag(Lines(3, 3), "missing-retry")) == [False, False]
    assert flagged(sites, Flag(Lines(10, 10), "missing-timeout")) == [False, False]


def test_a_flag_on_the_risky_line_is_no_false_alarm_at_the_fine_one_below() -> None:
    sites = [site("missing-timeout", 5, True), site("missing-timeout", 6, False)]
    assert flagged(sites, Flag(Lines(5, 5), "missing-timeout")) == [True, False]


def test_a_flag_on_a_fine_line_is_no_false_alarm_at_the_fine_one_below() -> None:
    sites = [site("missing-timeout", 5, False), site("missing-timeout", 6, False)]
    assert flagged(sites, Flag(Lines(5, 5), "missing-timeout")) == [True, False]


def test_an_accepted_name_is_a_hit() -> None:
    sites = [site("cleartext", 5, True, also=frozenset({"tls-not-enforced"}))]
    assert flagged(sites, Flag(Lines(5, 5), "tls-not-enforced")) == [True]


def test_a_range_over_the_whole_file_points_at_no_site() -> None:
    assert flagged([site("missing-timeout", 5, True)], Flag(Lines(1, 60), "missing-timeout")) == [
        False
    ]


def some(risk: str, risky: int, hits: int, fine: int, alarms: int) -> list[Trial]:
    return [
        *(Trial(risk, True, n < hits) for n in range(risky)),
        *(Trial(risk, False, n < alarms) for n in range(fine)),
    ]


def test_trials_are_counted_by_risk_and_by_family() -> None:
    seen = [*some("missing-timeout", 3, 2, 4, 1), *some("missing-retry", 5, 5, 6, 0)]
    assert sensitivity(seen) == Sensitivity(8, 7, 10, 1)
    assert by_risk(seen) == {
        "missing-retry": Sensitivity(5, 5, 6, 0),
        "missing-timeout": Sensitivity(3, 2, 4, 1),
    }
    assert by_family(seen, FAMILIES) == {"timeouts": Sensitivity(8, 7, 10, 1)}


def test_a_risk_with_few_trials_shows_its_family() -> None:
    seen = [
        *some("missing-timeout", 12, 9, 12, 2),
        *some("missing-retry", 2, 1, 3, 1),
        *some("cleartext", 2, 1, 3, 1),
    ]
    shown = pooled(seen, FAMILIES)
    assert shown["missing-timeout"] == ("missing-timeout", Sensitivity(12, 9, 12, 2))
    assert shown["missing-retry"] == ("timeouts", Sensitivity(14, 10, 15, 3))
    assert shown["cleartext"] == ("cleartext", Sensitivity(2, 1, 3, 1))
    assert str(shown["cleartext"][1]) == "-"


def test_reliability_speaks_from_twenty_flags() -> None:
    said: list[tuple[Confidence, bool]] = [("sure", n < 14) for n in range(20)]
    said += [("fair", n < 15) for n in range(20)]
    said += [("guess", True)] * 19
    sure, fair, guess = reliability(said)
    assert sure == Bin("sure", 20, 14)
    assert (sure.share, sure.word) == (0.7, "over-confident")
    assert (fair.share, fair.word) == (0.75, "ok")
    assert (guess.share, guess.word) == (None, "")
    assert Bin("guess", 20, 18).word == "under-confident"
