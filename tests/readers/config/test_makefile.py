"""Makefiles: what recipes run, and what make prints of them."""

from __future__ import annotations

import pytest

from detectors.facts import HOLE, File, Output, Process, Request
from detectors.readers import Reading, read


def reading(source: str) -> Reading:
    return read(source, File("Makefile", "makefile"), frozenset({"curl"}))


def processes(source: str) -> list[str]:
    return [
        f"{one.lines.first} {' '.join((one.name, *one.words))}"
        for one in reading(source).facts
        if isinstance(one, Process)
    ]


def printed(source: str) -> list[tuple[int, list[str]]]:
    return [
        (one.lines.first, [shown.name for shown in one.shows])
        for one in reading(source).facts
        if isinstance(one, Output) and one.name == "make"
    ]


def test_recipes_are_shell_on_the_lines_of_the_file() -> None:
    source = (
        "IMAGE := acme/shop\n"
        "\n"
        "release: build ## to customers\n"
        "\t@echo releasing\n"
        "\t# by hand: twice\n"
        "\tdocker push \\\n"
        "\t  $(IMAGE):1.4.2\n"
        "\n"
        "\trm -rf $${TMPDIR}/shop\n"
    )
    assert processes(source) == [
        "4 echo releasing",
        "6 docker push acme/shop:1.4.2",
        f"9 rm -rf {HOLE}/shop",
    ]


def test_what_is_for_whoever_develops_is_not_read() -> None:
    assert processes("test:\n\tdocker pull redis\n\nrun-dev: x\n\tflask run --debug\n") == []


def test_what_make_works_out_is_unknown() -> None:
    source = "publish:\n\ttwine upload $(shell ls $(DIST) | head) $(wildcard dist/*) $@\n"
    assert [word.split()[:3] for word in processes(source)] == [["2", "twine", "upload"]]
    assert reading(source).problems == []


def test_a_variable_that_is_given_twice_or_from_outside_is_unknown() -> None:
    source = "A = 1\nA = 2\nB ?=\npublish:\n\tgit push $(A) $(B) $(C)\n"
    assert processes(source) == [f"5 git push {HOLE} {HOLE} {HOLE}"]


def test_a_recipe_stops_at_the_first_error() -> None:
    source = "fetch:\n\tcurl -f https://example.com/x -o x\n\tsha256sum -c x.sha256\n"
    requests = [one for one in reading(source).facts if isinstance(one, Request)]
    assert [one.response.errors for one in requests] == ["raise"]


def test_make_prints_what_it_fills_in() -> None:
    source = (
        "AUTH = --user ci --password $(PASSWORD)\n"
        "TAG = 1.4.2\n"
        "publish:\n"
        "\tupload $(AUTH) $(TAG)\n"
        "\t@upload $(TOKEN)\n"
        "\tupload $$TOKEN\n"
        "\tupload $(if $(TOKEN),--auth)\n"
    )
    assert printed(source) == [(4, ["PASSWORD"])]


@pytest.mark.parametrize("quiet", [".SILENT:\n", "MAKEFLAGS += --silent\n"])
def test_make_prints_nothing_where_it_is_told_to_be_silent(quiet: str) -> None:
    assert printed(f"{quiet}publish:\n\tupload $(TOKEN)\n") == []
