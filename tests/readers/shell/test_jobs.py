"""Jobs in the background, and whether a script asks how they ended."""

from __future__ import annotations

import pytest

from detectors.facts import Partial
from tests.readers.shell.notation import facts

LOOP = 'for site in fra ams; do\n  push "$site" &\ndone\n'
SCRIPTS = [
    pytest.param(f"{LOOP}wait\n", [4], id="wait alone"),
    pytest.param(f"{LOOP}wait\necho done\n", [4], id="and a word"),
    pytest.param(f"{LOOP}echo done\n", [], id="nobody waits"),
    pytest.param(f'{LOOP}wait "$!"\n', [], id="a job by number"),
    pytest.param(f"{LOOP}wait\n[ -e failed ] && exit 1\n", [], id="something looks"),
    pytest.param("push fra &\npush ams &\nwait\n", [], id="no loop"),
    pytest.param("for n in 1 2; do\n  sleep 5 &\ndone\nwait\n", [], id="no work"),
]


@pytest.mark.parametrize(("script", "lines"), SCRIPTS)
def test_a_wait_that_says_nothing_of_its_jobs(script: str, lines: list[int]) -> None:
    assert [one.lines.first for one in facts(script, Partial)] == lines
