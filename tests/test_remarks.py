"""What the comments of a configuration file say of where it runs."""

from __future__ import annotations

import pytest

from detectors.remarks import remarks


@pytest.mark.parametrize(
    "comment",
    [
        "# The shop's stack",
        "# Settings for development are in dev.yml",
        "# Works like the production stack",
        "# Not tested in production",
        "services: {}\n# for local development only",
    ],
)
def test_a_comment_that_says_neither_is_passed_over(comment: str) -> None:
    said = remarks(f"{comment}\nservices:\n  db: {{}}\n")
    assert (said.is_for_development, said.is_in_production) == (False, False)


@pytest.mark.parametrize(
    "comment",
    [
        "# Local development stack",
        "# The shop\n#\n# Do not use this in production.",
        "; for local development only",
        "version: '3'\n# Development environment. For production use compose.prod.yml",
        "# This file is not meant for production use",
        "# Reproduction of a fault of the ingress",
        "# Intended only for use on a laptop\n# (local testing only)",
    ],
)
def test_a_comment_at_the_top_says_that_it_is_for_development(comment: str) -> None:
    said = remarks(f"{comment}\nservices:\n  db: {{}}\n")
    assert (said.is_for_development, said.is_in_production) == (True, False)


@pytest.mark.parametrize("comment", ["# Production", "---\n# The shop - production configuration"])
def test_a_title_says_that_it_is_what_runs(comment: str) -> None:
    said = remarks(f"{comment}\nservices:\n  db: {{}}\n")
    assert (said.is_for_development, said.is_in_production) == (False, True)


def test_a_comment_above_a_line_or_behind_it_speaks_of_that_line_alone() -> None:
    source = "a: 1\n# only for development,\n# as everybody knows\nb: 2\nc: 3 # dev only\nd: 4\n"
    assert remarks(source).local == {4, 5}
