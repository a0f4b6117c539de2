"""Answers of which the first item is taken for granted."""

from __future__ import annotations

from collections.abc import Iterator

from detectors.facts import Assumption
from detectors.judging.common import goes_over_data, is_test_code, serves_somebody, url_path
from detectors.model import Risk, Verdict, risky, sound
from detectors.vocabulary.names import listed

risk = Risk(__name__, closer=lambda source, lowered: _nothing())

_SEARCHES = listed("search query find lookup filter")
_NOT_EMPTY = ("'choices'", "'embedding'", "'embeddings'", "'weather'")
"""Lists of which the documentation promises at least one item."""


def _nothing() -> Iterator[int]:
    return iter(())


@risk.judge(Assumption)
def takes_it_for_granted(assumption: Assumption) -> Verdict | None:
    if is_test_code(assumption) or not _may_be_missing(assumption):
        return None
    if assumption.guard is not None:
        return sound("whether it is there is asked, or caught")
    text = assumption.text
    if assumption.used is not None:
        reason = (
            f'where nothing is found, {text} is the word "null", and goes into the next request'
        )
    else:
        reason = f"where nothing is found, {text} fails with an IndexError that says nothing of the answer"
    return risky(
        reason,
        anchors=[assumption.statement or assumption.lines, *assumption.anchors],
        shift=_shift(assumption),
    )


def _may_be_missing(assumption: Assumption) -> bool:
    """It is the answer to a question that may find nothing."""
    request = assumption.request
    is_search = bool(_SEARCHES & set(url_path(request)[-1:]))
    is_asked = request.method in {"GET", ""} or is_search
    promised = any(name in assumption.text for name in _NOT_EMPTY)
    return is_asked and assumption.is_searched and not promised


def _shift(assumption: Assumption) -> int:
    context = assumption.context
    is_in_a_batch = any(goes_over_data(loop) for loop in context.loops if loop.requests)
    return int(is_in_a_batch or serves_somebody(assumption, context))
