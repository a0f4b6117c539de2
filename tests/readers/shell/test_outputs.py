"""What a script writes where it is read as a log."""

import pytest

from detectors.facts import Output
from tests.readers.shell.notation import facts


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        pytest.param('echo "all $X ${Y:0:2}"', ["1 echo X Y"], id="whole and in part"),
        pytest.param('echo "$X"', [], id="by itself"),
        pytest.param('echo "for: $X" | cat', [], id="into a pipe"),
        pytest.param('{ echo "for: $X"; } > f', [], id="into a file"),
        pytest.param('echo "for: $X" >&2', ["1 echo X -"], id="to standard error"),
        pytest.param("X=$(openssl rand 8)\necho \"for: $X\"", [], id="made here"),
        pytest.param("set -x\nrun $X\nset +x\nrun $Y", ["1 set -x X -"], id="traced until it is off"),
        pytest.param("#!/bin/sh -x\nrun $X", ["1 set -x X -"], id="traced from the first line"),
        pytest.param("[ -n \"$D\" ] && set -x\nrun $X", [], id="traced on demand"),
        pytest.param(
            'curl -v -H "Authorization: $X" https://a.example.com', ["1 curl -v Authorization -"],
            id="headers",
        ),
    ],
)  # fmt: skip
def test_outputs(source: str, expected: list[str]) -> None:
    found = [
        f"{one.lines} {one.name} {','.join(s.name for s in one.shows)} {','.join(one.hides) or '-'}"
        for one in facts(source, Output)
    ]
    assert found == expected
