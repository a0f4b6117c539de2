"""The nouns that every part of critique shares: a risk, what it says of a fact, and where."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import Any, Literal, TypeVar

from detectors.facts import Claim, Fact
from detectors.pages import Page
from detectors.places import Edit, Edits, Lines
from detectors.severities import SEVERITIES, Severity

Anchor = Lines | Fact | Claim
"""A further place at which a flag is right: lines, or what stands on them."""


@dataclass(frozen=True, kw_only=True)
class Verdict:
    """What a risk says of one fact; places that are None are those of the fact."""

    is_risky: bool
    reason: str
    """One sentence without a full stop, about this code: what happens in production, or why it is fine."""
    at: Lines | None = None
    anchors: Sequence[Lines] | None = None
    span: Lines | None = None
    group: str | None = None
    shift: int = 0
    """Levels by which the context moves the severity, -2 to 2."""
    needs: tuple[str, ...] = ()
    """The scenario's facts that it was decided by."""


def risky(
    reason: str,
    *,
    at: Lines | None = None,
    anchors: Iterable[Anchor | None] | None = None,
    span: Lines | None = None,
    group: str | None = None,
    shift: int = 0,
    needs: tuple[str, ...] = (),
) -> Verdict:
    """This will fail in production, for this reason; an anchor that is None is left out."""
    return Verdict(
        is_risky=True,
        reason=reason,
        at=at,
        anchors=None if anchors is None else [*_lines_of(anchors)],
        span=span,
        group=group,
        shift=shift,
        needs=needs,
    )


def _lines_of(anchors: Iterable[Anchor | None]) -> Iterator[Lines]:
    for one in anchors:
        if one is not None:
            yield one if isinstance(one, Lines) else one.lines


def sound(
    reason: str, *, at: Lines | None = None, group: str | None = None, needs: tuple[str, ...] = ()
) -> Verdict:
    """Somebody might flag this, and it is fine, for this reason."""
    return Verdict(is_risky=False, reason=reason, at=at, group=group, needs=needs)


@dataclass(frozen=True, kw_only=True)
class Finding:
    """A place that is risky."""

    risk: str
    family: str
    severity: Severity
    message: str
    lines: Lines
    column: int
    end_column: int
    anchors: tuple[Lines, ...] = ()
    """Further places at which a learner's flag is right."""
    span: Lines
    """The enclosing statement or block: a flag in there counts for half."""
    group: str
    """Findings of one risk with one group are cured together."""
    fixable: bool = False
    confidence: Literal["auto", "assisted"] = "auto"
    needs: tuple[str, ...] = ()


@dataclass(frozen=True, kw_only=True)
class Clearance:
    """A place that was inspected and is fine."""

    risk: str
    family: str
    reason: str
    lines: Lines
    column: int
    end_column: int
    group: str
    needs: tuple[str, ...] = ()


@dataclass(frozen=True)
class Problem:
    """Something of the source that could not be read, so nothing is said about it."""

    message: str
    lines: Lines


@dataclass(frozen=True)
class Inspection:
    """What came of one source; findings and clearances are in the order of their lines."""

    language: str
    findings: tuple[Finding, ...] = ()
    clearances: tuple[Clearance, ...] = ()
    problems: tuple[Problem, ...] = ()


F = TypeVar("F", bound=Fact)
Judge = Callable[[F], Verdict | None]
Mend = Callable[[F], Edits | None]
Closer = Callable[[str, str], Iterable[int]]


@dataclass
class Risk:
    """One way to fail in production: how to see it, how to mend it, how to plant it.

    `Risk(__name__)` takes id and family from where the module lies:
    `detectors/risks/transport/tls_verification_off.py` is `tls-verification-off` of `transport`.
    `words` are lower-case texts of which at least one stands in every source (lower-cased) that matters
    to it, beside those that some client occurs in; a source in which nothing occurs is not parsed.
    """

    module: str
    words: tuple[str, ...] = ()
    config_words: tuple[str, ...] = ()
    """The same for config formats alone; Python and shell sources do not matter for them."""
    closer: Closer | None = None
    """For Python sources instead of the words: (source, the same in lower case) -> the offsets at which something may be risky."""
    needs_client: bool = True
    """Sources in which a known client occurs matter to it."""
    judges: dict[type[Fact], list[Judge[Any]]] = field(default_factory=dict, repr=False)
    fixes: dict[type[Fact], Mend[Any]] = field(default_factory=dict, repr=False)
    injections: dict[type[Fact], Mend[Any]] = field(default_factory=dict, repr=False)

    @cached_property
    def id(self) -> str:
        return self.module.rpartition(".")[2].replace("_", "-")

    @cached_property
    def family(self) -> str:
        return self.module.split(".")[-2].replace("_", "-")

    @cached_property
    def page(self) -> Page:
        """Its documentation; parsed when first asked for."""
        _, family, name = self.module.rsplit(".", 2)
        return Page.parse(
            (Path(__file__).parent / "risks" / family / f"{name}.md").read_text("utf-8")
        )

    def __str__(self) -> str:
        return self.id

    def judge(self, fact: type[F]) -> Callable[[Judge[F]], Judge[F]]:
        """Says whether this fact is risky, sound, or (None) neither: it does not apply, or cannot be known."""

        def register(judge: Judge[F]) -> Judge[F]:
            self.judges.setdefault(fact, []).append(judge)
            return judge

        return register

    def fix(self, fact: type[F]) -> Callable[[Mend[F]], Mend[F]]:
        """Makes a risky fact sound; None where one setting does not cure it."""
        return _register(self.fixes, fact)

    def inject(self, fact: type[F]) -> Callable[[Mend[F]], Mend[F]]:
        """Makes a sound fact risky; None where it cannot be."""
        return _register(self.injections, fact)

    def severity(self, shift: int) -> Severity:
        """The page's default, moved by the context, two levels at most."""
        default = SEVERITIES.index(self.page.severity)
        moved = default + max(-2, min(2, shift))
        return SEVERITIES[max(0, min(len(SEVERITIES) - 1, moved))]


def _register(table: dict[type[Fact], Mend[Any]], fact: type[F]) -> Callable[[Mend[F]], Mend[F]]:
    def register(mend: Mend[F]) -> Mend[F]:
        table[fact] = mend
        return mend

    return register


def apply(source: str, edits: Iterable[Edit]) -> str:
    """The source with these edits made; of two that overlap the first stands."""
    pieces: list[str] = []
    position = 0
    for edit in sorted(set(edits)):
        if edit.start < position:
            continue
        pieces += source[position : edit.start], edit.text
        position = edit.end
    return "".join([*pieces, source[position:]])
