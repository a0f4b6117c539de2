"""Commands that build on each other, in a script that goes on when one of them fails."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from detectors.facts.config import Process
from detectors.facts.fact import Fact


@dataclass(kw_only=True, eq=False)
class Chains(Fact):
    """A script of which some part runs without `set -e`; its lines are the first of the file."""

    unheard: Sequence[Sequence[Process]]
    """List by list of the script (its own, a function's, a branch's) the commands whose failure nobody notices."""
    heard: Sequence[Process]
    """The commands whose failure is tested, or ends the script."""
