"""Commands of a script that goes on when one of them fails, or ends as if it had not."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Literal

from detectors.facts.code import Claim
from detectors.facts.config import Process
from detectors.facts.fact import Fact
from detectors.places import Lines

Use = Literal["file", "build", "start", "check"]
"""A script of its own, a step of an image's build, what a container runs, or what asks whether it is well."""


@dataclass(kw_only=True, eq=False)
class Chains(Fact):
    """A script of which some part runs without `set -e`; its lines are the first of the file, or of its text in another."""

    unheard: Sequence[Sequence[Process]]
    """One way through the script, and through each function that others call, the commands whose failure nobody notices, and the last one, whose status is that of the script."""
    heard: Sequence[Process]
    """The commands whose failure is tested, or ends the script."""
    claims: Callable[[Process], Claim | None] = field(default=lambda process: None, repr=False)
    """The line behind an unheard command that says that it went well, where nothing looks between the two."""
    end: Lines | None = None
    """The `exit 0` at the end of the script, which leaves no status of a command."""
    use: Use = "file"
    hands_over: bool = False
    """It ends with `exec "$@"`: what it prepares is started by its last line."""
    is_remote: bool = False
    """Another machine is given it by ssh."""
    is_suspended: bool = False
    """It switches `set -e` on, which does not hold where the status of a function or a group is tested."""


@dataclass(kw_only=True, eq=False)
class Neglected(Fact):
    """A command of whose failure its script makes nothing."""

    process: Process
    how: Literal[
        "masked", "said", "excused", "silenced", "piped", "continued", "listed", "outlasted"
    ]
    """masked: `|| true`; said: `|| echo "..."`; excused: the script says so and ends with 0;
    silenced: what it says of its failure goes to /dev/null, and the next command follows all the same;
    continued: it goes on by itself behind what fails within, and ends with 0;
    piped: its status is lost in a pipeline, and nothing asks later whether all of it came through;
    listed: more follows it behind `&&`, and `set -e` looks at the last of such a list alone;
    outlasted: it stands in a loop that ends by its last turn as it does when it works, and the script then says that all is well."""
    said: str = ""
    """What it says of the failure, the comments beside it, and the name of the function around it."""
    claim: Claim | None = None
    """The line behind it that says that it went well."""
    end: Lines | None = None
    """The `exit 0` that hides the failure."""
    header: Lines | None = None
    """Its first line, of one with a text of many lines."""
    into: str = ""
    """The program at the end of the pipeline: `tee`."""
    is_of_a_check: bool = False
    """Its status tells whoever runs a container whether that is well."""
    is_believed: bool = False
    """The status of that program is tested as if it were this one's."""
    later: Callable[[], Sequence[Process]] = field(default=tuple, repr=False)
    """Works out what the script starts behind it."""
