"""A few letters find the risk that is meant, in the catalogue as it is."""

from __future__ import annotations

from difflib import SequenceMatcher

import pytest

import tui.catalogue
from detectors import catalogue
from detectors.catalogue import families
from tui.search import RiskEntry, search


@pytest.fixture
def shipped(monkeypatch: pytest.MonkeyPatch) -> list[RiskEntry]:
    """The real catalogue; the other tests have a small one."""
    from pathlib import Path

    monkeypatch.setattr(catalogue, "FOLDER", Path(catalogue.__file__).parent / "risks")
    families.cache_clear()
    tui.catalogue.entry.cache_clear()
    return tui.catalogue.entries()


@pytest.mark.parametrize(
    ("query", "first"),
    [
        ("time", "missing-timeout"),
        ("timeo", "missing-timeout"),
        ("hang", "missing-timeout"),
        ("tls off", "tls-verification-off"),
        ("verify", "tls-verification-off"),
        ("starttls", "tls-not-enforced"),
        ("plain http", "cleartext-transport"),
        ("no retry", "missing-retry"),
        ("backof", "retry-without-backoff"),
        ("jitter", "retry-without-backoff"),
        ("endless", "unbounded-retry"),
        ("infinite retry", "unbounded-retry"),
        ("double", "missing-idempotency-key"),
        ("idemp", "missing-idempotency-key"),
        ("n+1", "call-in-loop"),
        ("password", "hardcoded-secret"),
        ("SECRET", "hardcoded-secret"),
        ("async", "blocking-call-in-async"),
        ("http status", "unchecked-status"),
        ("missing_timeout", "missing-timeout"),
        ("tiemout", "missing-timeout"),
        ("ignore err", "swallowed-error"),
        ("errors ignored", "swallowed-error"),
        ("rate limit", "missing-rate-limit"),
        ("throttle", "missing-rate-limit"),
        ("login", "exposed-surface"),
        ("no login", "exposed-surface"),
        ("unauthenticated", "exposed-surface"),
        ("logging secrets", "secret-in-log"),
    ],
)
def test_a_few_letters_find_the_risk(shipped: list[RiskEntry], query: str, first: str) -> None:
    assert search(query, shipped)[0].id == first


def test_every_risk_is_found_first_by_its_name(shipped: list[RiskEntry]) -> None:
    assert {e.id: search(e.id, shipped)[0].id for e in shipped} == {e.id: e.id for e in shipped}


def test_nothing_typed_lists_everything_in_order(shipped: list[RiskEntry]) -> None:
    assert search("", shipped) == shipped
    assert search("  - ", shipped) == shipped


def test_each_word_must_be_found(shipped: list[RiskEntry]) -> None:
    assert search("timeout qqq", shipped) == []


def test_an_unknown_risk_is_only_a_name() -> None:
    entry = tui.catalogue.entry("gone-\x1b[31m")
    assert entry.id == "gone-␛[31m"
    assert "not in this version" in entry.summary
    assert "not in this version" in tui.catalogue.page("gone")


def test_a_slip_costs_no_look_at_words_that_are_far_from_it(
    shipped: list[RiskEntry], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Each key that is pressed searches anew, and the exact comparison is slow: a second for a long name."""
    compared = 0

    class Counted(SequenceMatcher):  # type: ignore[type-arg]
        def ratio(self) -> float:
            nonlocal compared
            compared += 1
            return super().ratio()

    monkeypatch.setattr("tui.search.SequenceMatcher", Counted)
    assert search("indiscrimnate", shipped)[0].id == "indiscriminate-retry"
    assert compared < 20
    search("indiscrimnate", shipped)
    assert compared < 20, "the same letters are not compared twice"
