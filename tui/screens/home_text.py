"""What home says: where one stands, what today brings, and what can be drilled."""

from __future__ import annotations

from typing import TYPE_CHECKING

from detectors.catalogue import families
from trainer.choice import hint_at_clean
from trainer.modes import Mode, named
from trainer.numbers import counted, moment, percent
from tui.search import RiskEntry

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from trainer.deck import Deck
    from trainer.progress import Past
    from trainer.weakness import Weakness

WELCOME = """\
Read a snippet as in a code review: would this work in production?
Put the cursor on what would fail, press f, name it; enter submits.
Then you see what was right, what was missed, and why."""
INTERVIEW = "say it, then see a weak and a strong answer"
MINUTES_EACH = 1.25
SURFACES = {
    "python": "code that calls SDKs and HTTP APIs",
    "shell": "curl, wget and scripts around them",
    "config": "nginx, Compose, Kubernetes, CI, Terraform and the like",
}


def about(deck: Deck, last: Past | None, weakest: Weakness | None, *, is_open: bool) -> str:
    """How the last session went, or what a first one is like; `is_open`: it has not ended."""
    if last is None:
        return f"{WELCOME}\n{hint_at_clean(deck)} press n, then enter."
    which = "So far" if is_open else "Last"
    weak = f"Weakest so far: {weakest}; p and enter train it.\n" if weakest else ""
    if last.is_of_pairs:
        done, alarms = counted(last.played, "pair"), ""
    else:
        done = counted(last.played, "snippet")
        alarms = f", {counted(last.false_alarms, 'false alarm')}"
    mode = named(last.mode)
    went = f", score {percent(last.score)}{alarms}"
    if is_open and mode and not mode.has_feedback:
        went, weak = "; how it goes is told at its end", ""
    return (
        f"{which}: {last.mode}, {moment(last.began)}, {done}{went}.\n"
        f"{weak}{hint_at_clean(deck)} press n."
    )


def offer(mode: Mode, deck: Deck, due: int) -> str:
    """What a mode is, on its line of the menu."""
    count = min(mode.count, len(deck))
    if mode.id != "daily":
        usual, there_are = counted(mode.count, "snippet"), counted(count, "snippet")
        return f"{mode.title}: {mode.about.replace(usual, there_are)}"
    minutes = counted(max(1, round(count * MINUTES_EACH)), "minute")
    skills = [counted(due, "skill") + " due"] if due else []
    return f"{mode.title}: {', '.join([counted(count, 'snippet'), *skills, f'about {minutes}'])}"


def members() -> Mapping[str, Sequence[str]]:
    """Family -> its risks."""
    found: dict[str, list[str]] = {}
    for risk, family in families().items():
        found.setdefault(family, []).append(risk)
    return found


def whole_groups() -> Iterator[RiskEntry]:
    """What can be drilled besides a risk: each surface, and each family."""
    for name, told in SURFACES.items():
        yield RiskEntry(name, "surface", f"only {name}: {told}", f"snippets of {told}")
    for name, risks in sorted(members().items()):
        yield RiskEntry(
            name, "family", f"the family: {counted(len(risks), 'risk')}", ", ".join(risks)
        )


def coming(counts: Sequence[int], steps: str) -> str:
    """How many skills come up on each day from today on, as numbers and as a row of bars below them."""
    most = max([1, *counts])
    numbers = "".join(f"{min(99, count):>2} " if count else " . " for count in counts[:12])
    bars = "".join(f" {steps[-(-count * (len(steps) - 1) // most)]} " for count in counts[:12])
    return f"{numbers}\n{bars}"
