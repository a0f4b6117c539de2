"""From a source to findings: gate, read, judge; and back: fix, inject."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Mapping
from dataclasses import replace
from typing import Any, TypeVar

from detectors import clients
from detectors.catalogue import risks
from detectors.facts import HOLE, Excerpt, Fact, File, Neighbour, Request, Wait
from detectors.model import Clearance, Closer, Finding, Inspection, Risk, Verdict, apply
from detectors.places import Edit, Edits
from detectors.readers import BY_PARTS, Interest, Reading, read
from detectors.remarks import SAYS_NOTHING, remarks
from detectors.surfaces import surface_of
from detectors.text import in_lower_case, places_of

T = TypeVar("T", Finding, Clearance)


def inspect(
    source: str,
    language: str,
    *,
    name: str = "",
    scenario: Mapping[str, Any] | None = None,
    pins: Mapping[str, str] | None = None,
    asked: Mapping[str, str] | None = None,
    neighbours: Mapping[str, Neighbour] | None = None,
    excerpts: Collection[Excerpt] = (),
    select: Collection[str] | None = None,
    clearances: bool = True,
    gated: bool = True,
) -> Inspection:
    """What is risky and what is fine in a source.

    `language` is a key of `detectors.surfaces.READERS`; `name` the file's path, which tells some formats
    and development files; `scenario` the card's facts; `pins` the releases of packages (lower case, hyphens)
    that its project has settled on, `asked` the ranges of releases that it asks for; `select` the ids to judge, all if None.
    Without `clearances` only the parts of a source are read in which something may be risky.
    With `gated=False` every source is parsed whole, whether or not anything occurs in it that matters.
    """
    file = _file(source, language, name, scenario, pins, asked, neighbours, excerpts)
    chosen = [risk for id, risk in risks().items() if select is None or id in select]
    occurring = clients.occurring(source, language).union(*(one.clients for one in excerpts))
    interest = None
    if gated:
        look = _Look(source, language, chosen, whole=clearances)
        chosen = look.that_matter(has_client=bool(occurring))
        interest = look.interest(chosen)
    if not chosen:
        return Inspection(language)
    reading = read(source, file, occurring, interest)
    findings, fine = said(chosen, reading, clearances=clearances)
    return Inspection(
        language, findings, fine, tuple(sorted(reading.problems, key=lambda p: p.lines))
    )


def exports(
    source: str,
    *,
    name: str = "",
    pins: Mapping[str, str] | None = None,
    neighbours: Mapping[str, Neighbour] | None = None,
) -> Mapping[str, Neighbour]:
    """What a Python source has for the files that import it, by the names behind its own."""
    from detectors.readers.python import (
        exports,
    )  # half of what linting loads, and few files need it

    occurring = clients.occurring(source, "python")
    file = _file(source, "python", name, None, pins, neighbours=neighbours)
    return exports.exports(source, file, occurring)


def said(
    chosen: list[Risk], reading: Reading, *, clearances: bool = True
) -> tuple[tuple[Finding, ...], tuple[Clearance, ...]]:
    """What the risks find in a reading, and what they find fine, in the order of the lines."""
    findings: list[Finding] = []
    fine: list[Clearance] = []
    for risk, fact, given in judged(chosen, reading):
        verdict = _here(given, fact, reading.end)
        if verdict is None:
            continue
        if verdict.is_risky:
            findings.append(_finding(risk, fact, verdict))
        elif clearances:
            fine.append(_clearance(risk, fact, verdict))
    return tuple(_once(findings)), tuple(_once(fine))


def _here(verdict: Verdict, fact: Fact, end: int) -> Verdict | None:
    """The verdict with its places in this file, which has so many lines; None: it is about another one, and is said there.

    0: all places are in this file.
    """
    if not end:
        return verdict
    if verdict.at is not None and verdict.at.last > end:
        return None
    anchors = fact.anchors if verdict.anchors is None else verdict.anchors
    return replace(
        verdict,
        anchors=tuple(anchor for anchor in anchors if anchor.last <= end),
        span=verdict.span if verdict.span is None or verdict.span.last <= end else None,
    )


def excerpts(source: str) -> tuple[Excerpt | None, Excerpt | None]:
    """What a Python source makes clients with, and what it makes requests with, for the files that import it."""
    occurring = clients.occurring(source, "python")
    if not occurring:
        return None, None
    from detectors.readers.python import excerpts

    return excerpts.excerpts(source, occurring)


def fix(
    source: str,
    language: str,
    *,
    name: str = "",
    scenario: Mapping[str, Any] | None = None,
    pins: Mapping[str, str] | None = None,
    asked: Mapping[str, str] | None = None,
    select: Collection[str] | None = None,
    spare: Callable[[Finding], bool] = lambda finding: False,
) -> str:
    """The source with every finding mended that one setting cures, but for those to `spare`."""
    edits: list[Edit] = []
    for risk, fact, verdict in _read_and_judged(source, language, name, scenario, select, pins):
        if verdict.is_risky and not spare(_finding(risk, fact, verdict)):
            edits += _mend(risk.fixes, fact) or ()
    return apply(source, edits)


def inject(
    source: str,
    language: str,
    risk: str,
    *,
    name: str = "",
    scenario: Mapping[str, Any] | None = None,
) -> Iterator[str]:
    """The sources that each have this risk planted at one place where they were sound."""
    seen = set()
    for kind, fact, verdict in _read_and_judged(source, language, name, scenario, [risk]):
        edits = None if verdict.is_risky else _mend(kind.injections, fact)
        if edits and edits not in seen:
            seen.add(edits)
            yield apply(source, edits)


def _read_and_judged(
    source: str,
    language: str,
    name: str,
    scenario: Mapping[str, Any] | None,
    select: Collection[str] | None,
    pins: Mapping[str, str] | None = None,
) -> Iterator[tuple[Risk, Fact, Verdict]]:
    chosen = [risk for id, risk in risks().items() if select is None or id in select]
    file = _file(source, language, name, scenario, pins)
    return judged(chosen, read(source, file, clients.occurring(source, language)))


def _file(
    source: str,
    language: str,
    name: str,
    scenario: Mapping[str, Any] | None,
    pins: Mapping[str, str] | None,
    asked: Mapping[str, str] | None = None,
    neighbours: Mapping[str, Neighbour] | None = None,
    excerpts: Collection[Excerpt] = (),
) -> File:
    said = remarks(source) if surface_of(language) == "config" else SAYS_NOTHING
    return File(
        name.replace("\\", "/"),
        language,
        scenario=scenario or {},
        pins=pins or {},
        asked=asked or {},
        neighbours=neighbours or {},
        excerpts=tuple(excerpts),
        remarks=said,
    )


class _Look:
    """What a first look at the text of a source says of these risks."""

    def __init__(self, source: str, language: str, chosen: list[Risk], *, whole: bool) -> None:
        self.surface = surface_of(language)
        self.source = source
        self.has_parts = language in BY_PARTS
        self.chosen = chosen
        self.lowered = in_lower_case(source)
        self.by_parts = language in BY_PARTS and not whole
        self._closer: dict[Closer, tuple[int, ...]] = {}
        """What a closer look found: several risks share one."""
        self.places: dict[str, tuple[int, ...]] = {
            risk.id: self._places(risk) for risk in chosen if self.by_parts
        }
        """Risk -> where something may be risky that is no request."""

    def that_matter(self, *, has_client: bool) -> list[Risk]:
        """The risks for which the source must be read."""
        return [
            risk
            for risk in self.chosen
            if (has_client and risk.needs_client)
            or (self.places[risk.id] if self.by_parts else self._has_word(risk))
        ]

    def interest(self, chosen: list[Risk]) -> Interest | None:
        """What these risks look for in the source; None where all of it is read anyway."""
        if not self.by_parts:
            return None
        places = {
            place
            for risk in chosen
            if risk.closer or Wait not in risk.judges
            for place in self.places[risk.id]
        }
        return Interest(
            places=tuple(sorted(places)),
            requests=any(risk.needs_client or Request in risk.judges for risk in chosen),
            waits=any(Wait in risk.judges for risk in chosen),
            judged=frozenset(fact for risk in chosen for fact in risk.judges),
        )

    def _places(self, risk: Risk) -> tuple[int, ...]:
        """What the risk's closer look finds, or where its words stand."""
        if risk.closer is None:
            return tuple(place for word in risk.words for place in places_of(word, self.lowered))
        if risk.closer not in self._closer:
            self._closer[risk.closer] = tuple(risk.closer(self.source, self.lowered))
        return self._closer[risk.closer]

    def _has_word(self, risk: Risk) -> bool:
        if (
            self.has_parts
            and risk.closer
            and any(True for _ in risk.closer(self.source, self.lowered))
        ):
            return True
        words = risk.words + (risk.config_words if self.surface == "config" else ())
        return any(word in self.lowered for word in words)


def judged(chosen: list[Risk], reading: Reading) -> Iterator[tuple[Risk, Fact, Verdict]]:
    """What the risks say of a reading, fact by fact."""
    judges = {
        kind: [(risk, judge) for risk in chosen for judge in risk.judges.get(kind, ())]
        for kind in {type(fact) for fact in reading.facts}
    }
    for fact in reading.facts:
        handled = fact.file.scenario.get("handled", ())
        for risk, judge in judges[type(fact)]:
            verdict = judge(fact)
            if verdict is None:
                continue
            if surface_of(fact.file.language) not in risk.page.detection:
                continue
            if verdict.is_risky and risk.page.front.get("handled") in handled:
                continue
            yield risk, fact, verdict


def _mend(table: Mapping[type[Fact], Any], fact: Fact) -> Edits | None:
    mend = table.get(type(fact))
    edits: Edits | None = mend(fact) if mend else None
    return edits


def _finding(risk: Risk, fact: Fact, verdict: Verdict) -> Finding:
    lines = verdict.at or fact.lines
    column, end_column = fact.columns if lines == fact.lines else (1, 1)
    anchors = fact.anchors if verdict.anchors is None else verdict.anchors
    span = verdict.span or fact.span or fact.statement or lines
    surface = surface_of(fact.file.language)
    return Finding(
        risk=risk.id,
        family=risk.family,
        severity=risk.severity(verdict.shift),
        message=_words(verdict),
        lines=lines,
        column=column,
        end_column=end_column,
        anchors=tuple(dict.fromkeys(a for a in anchors if a != lines)),
        span=span.through(lines),
        group=_group(verdict, fact),
        fixable=bool(_mend(risk.fixes, fact)),
        confidence="assisted" if risk.page.detection[surface] == "assisted" else "auto",
        needs=verdict.needs,
    )


def _clearance(risk: Risk, fact: Fact, verdict: Verdict) -> Clearance:
    lines = verdict.at or fact.lines
    column, end_column = fact.columns if lines == fact.lines else (1, 1)
    return Clearance(
        risk=risk.id,
        family=risk.family,
        reason=_words(verdict),
        lines=lines,
        column=column,
        end_column=end_column,
        group=_group(verdict, fact),
        needs=verdict.needs,
    )


def _words(verdict: Verdict) -> str:
    """Its reason for people, with an asterisk for what cannot be seen."""
    return verdict.reason.replace(HOLE, "*")


def _group(verdict: Verdict, fact: Fact) -> str:
    lines = verdict.at or fact.lines
    return verdict.group or fact.group or f"lines {lines.first}-{lines.last}"


def _once(several: list[T]) -> list[T]:
    """In the order of their lines, each place of a risk once, however many facts led to it.

    Of several the one that can be fixed stays.
    """
    kept: dict[tuple[str, Any], T] = {}

    def order(one: T) -> tuple[Any, ...]:
        return one.lines, one.column, one.risk, not getattr(one, "fixable", False)

    for one in sorted(several, key=order):
        kept.setdefault((one.risk, one.lines), one)
    return list(kept.values())
