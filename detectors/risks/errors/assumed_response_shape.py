"""Answers of which the first item is taken for granted."""

from __future__ import annotations

from collections.abc import Iterator

from detectors.facts import Assumption
from detectors.judging.addresses import is_loopback, url_path
from detectors.judging.repeating import goes_over_data
from detectors.judging.running import is_test_code, serves_somebody
from detectors.model import Risk, Verdict, risky, sound
from detectors.vocabulary.names import is_for_developers, listed

risk = Risk(__name__, closer=lambda source, lowered: _nothing())

_BY_ID = frozenset({"boto3", "twilio"})
"""SDKs that raise for an id that they do not know."""
_SEARCHES = listed("search query find lookup filter")
_NOT_EMPTY = ("'choices'", "'embedding'", "'embeddings'", "'weather'")
"""Lists of which the documentation promises at least one item."""
_BLOCKED = "'candidates'"
"""The list of Gemini that is left out where a prompt is blocked."""


def _nothing() -> Iterator[int]:
    return iter(())


@risk.judge(Assumption)
def takes_it_for_granted(assumption: Assumption) -> Verdict | None:
    if is_test_code(assumption) or is_for_developers(assumption):
        return None
    if assumption.file.is_for_development and is_loopback(assumption.request):
        return None
    if assumption.kind == "header":
        return _takes_a_header(assumption)
    if assumption.kind == "page":
        return _reads_an_error_page(assumption)
    if assumption.kind == "part":
        return _takes_a_part_of_a_part(assumption)
    if assumption.kind == "item" and not _may_be_missing(assumption):
        return None
    if assumption.guard is not None:
        return sound("whether it is there is asked, or caught")
    text = assumption.text
    if assumption.kind == "model":
        return risky(
            f"a model may write anything: without {text} this fails, and what it has said instead is lost",
            anchors=[assumption.statement or assumption.lines, *assumption.anchors],
        )
    if assumption.kind == "left-out":
        reason = (
            f"where there is none, the answer has no {assumption.text}: this fails with a KeyError"
        )
    elif assumption.used is not None:
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


def _takes_a_header(assumption: Assumption) -> Verdict | None:
    if assumption.guard is not None:
        return None
    reason = "an error page has no such header"
    if "content-length" in assumption.text.lower():
        reason = "an answer that is sent in chunks has no such header"
    elif assumption.request.response.errors in {"checked", "raise"}:
        return None
    return risky(
        f"{reason}: {assumption.text} fails with a KeyError that says nothing of the answer",
        anchors=[assumption.statement or assumption.lines, *assumption.anchors],
        shift=_shift(assumption),
    )


def _reads_an_error_page(assumption: Assumption) -> Verdict | None:
    if is_loopback(assumption.request):
        return None
    return risky(
        "the 502 of a proxy is no JSON: its page fails here, and the error that is made of a status is never raised",
        anchors=[assumption.statement or assumption.lines, *assumption.anchors],
        shift=_shift(assumption),
    )


def _takes_a_part_of_a_part(assumption: Assumption) -> Verdict | None:
    if assumption.guard is not None:
        return None
    return risky(
        f"where the outer part is missing or null, {assumption.text} fails with an error that says nothing of the answer",
        anchors=[assumption.statement or assumption.lines, *assumption.anchors],
        shift=_shift(assumption),
    )


def _may_be_missing(assumption: Assumption) -> bool:
    """A list may be empty; what AWS or Twilio is asked for by an id is there, or they raise."""
    if assumption.request.client.library in _BY_ID or assumption.used is not None:
        return _is_searched(assumption)
    promised = any(name in assumption.text for name in _NOT_EMPTY)
    return not promised or _BLOCKED in assumption.text or _is_deep_in_an_error(assumption)


def _is_searched(assumption: Assumption) -> bool:
    """It is the answer to a question that may find nothing."""
    request = assumption.request
    is_search = bool(_SEARCHES & set(url_path(request)[-1:]))
    return assumption.is_searched and (request.method in {"GET", ""} or is_search)


def _is_deep_in_an_error(assumption: Assumption) -> bool:
    """The first item below some key of a body of which nobody knows whether it is an error."""
    response = assumption.request.response
    is_below_a_key = assumption.text.count("[") + assumption.text.count(".get(") > 1
    return response.errors == "unchecked" and response.use == "body" and is_below_a_key


def _shift(assumption: Assumption) -> int:
    context = assumption.context
    is_in_a_batch = any(goes_over_data(loop) for loop in context.loops if loop.requests)
    return int(is_in_a_batch or serves_somebody(assumption, context))
