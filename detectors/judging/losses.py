"""Work of which the loss is no matter: it reports, tries, shows or cleans up."""

from __future__ import annotations

from pathlib import PurePosixPath

from detectors.facts import Fact, Request
from detectors.judging.addresses import url_path
from detectors.vocabulary.names import listed, words_of

BEST_EFFORT = listed(
    "telemetry metric metrics track tracking tracker analytics ping heartbeat health healthcheck log logs"
    " logging report reporting usage stats statistics cleanup clean close shutdown stop teardown terminate"
    " release disconnect logout cancel kill abort typing action ack acknowledge reaction progress"
    " cache warm warmup prefetch probe trace traces tracing spans debug event events hook beacon presence reactions emoji"
    " aclose rollback unlock try maybe optional safe safely quietly silently"
)
"""Words of names of what may be lost."""


_REPORTS_USE = listed("telemetry")
"""Words of the names of files that tell the makers of a program how it is used."""


def reports_use(fact: Fact) -> bool:
    """It stands in a file that is there for that: `telemetry.py`."""
    return bool(_REPORTS_USE & {*words_of(PurePosixPath(fact.file.name).stem)})


def may_be_lost(request: Request) -> bool:
    """Its function, its file or its address says that it only reports, tries, shows or cleans up."""
    if reports_use(request):
        return True
    function = request.context.function
    said = [*(function.name.split() if function else ()), *url_path(request), request.name]
    return bool(BEST_EFFORT & {word for name in said for word in words_of(name)})
