"""Which releases requirements let in."""

from __future__ import annotations

import pytest

from detectors.vocabulary import releases


@pytest.mark.parametrize(
    ("asked", "release", "lets_in"),
    [
        ("", "4.3", True),
        (">=3", "4.3", True),
        (">=3,<4", "4.3", False),
        ("<4.3", "4.3", False),
        ("<4.4", "4.3", True),
        ("<=4.3", "4.3", True),
        ("<=4.2", "4.3", False),
        ("==3.141.0", "4.3", False),
        ("==4.10.0", "4.3", True),
        ("==4.*", "4.3", True),
        ("==3.*", "4.3", False),
        ("3.141.0", "4.3", False),
        ("~=3.141", "4.3", False),
        ("~=4.1", "4.3", True),
        ("~=4.1.2", "4.3", False),
        ("^3.141", "4.3", False),
        ("^4.1", "4.3", True),
        ("^0.27", "1.0", False),
        ("^0.27.8", "0.28", False),
        ("~4.1", "4.3", False),
        ("~4", "4.3", True),
        (">=0.27, <1.0", "1.0", False),
        ("!=4.3", "4.3", True),
        (">=1.0rc1", "1.0", True),
        ("@ git+https://example.com/x", "1.0", True),
    ],
)
def test_a_range_lets_a_release_in_or_keeps_it_out(asked: str, release: str, lets_in: bool) -> None:
    assert releases.lets_in(asked, release) is lets_in
