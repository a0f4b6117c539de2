"""The tables of what providers take away: every entry says what, since when and what is there instead."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from detectors.vocabulary import releases, withdrawn
from detectors.vocabulary.withdrawn import tables

MODELS = [pytest.param(file, id=name) for name, file in tables.files("models").items()]
LIBRARIES = [pytest.param(file, id=name) for name, file in tables.files("libraries").items()]
ADDRESSES = [pytest.param(file, id=name) for name, file in tables.files("addresses").items()]
PLATFORMS = [pytest.param(file, id=name) for name, file in tables.files("platforms").items()]
VERIFIED = {"introspected", "ran", "read", "general-knowledge"}
FIELDS = {
    *("in", "released", "warned", "instead", "what", "names", "imports", "methods", "chains", "of"),
    *("keywords", "given", "without", "first", "content", "least", "most", "modules", "day", "since", "texts"),
}  # fmt: skip


@pytest.mark.parametrize("file", [*MODELS, *LIBRARIES, *ADDRESSES, *PLATFORMS])
def test_a_file_says_whose_it_is_and_how_it_was_verified(file: dict[str, Any]) -> None:
    assert file["title"]
    assert file["source"]
    assert set(file["verified"].split("+")) <= VERIFIED


@pytest.mark.parametrize("file", MODELS)
def test_a_model_has_its_last_day_and_what_is_served_instead(file: dict[str, Any]) -> None:
    for entry in file["gone"]:
        assert set(entry) == {"day", "instead", "names"}
        assert isinstance(entry["day"], date)
        assert entry["names"]
        assert all(isinstance(name, str) for name in entry["names"])
        assert tables.models().get(entry["instead"]) is None, "it is withdrawn itself"


def test_a_model_stands_in_the_tables_once() -> None:
    names = [
        name
        for file in tables.files("models").values()
        for entry in file["gone"]
        for name in entry["names"]
    ]
    assert len(names) == len(set(names))


@pytest.mark.parametrize("file", LIBRARIES)
def test_an_entry_of_a_library_says_what_is_gone_and_since_which_release(
    file: dict[str, Any],
) -> None:
    for entry in [*file.get("removed", ()), *file.get("stopped", ()), *file.get("abandoned", ())]:
        assert set(entry) <= FIELDS
        assert entry["instead"]
        assert {"names", "imports", "methods", "of", "chains", "texts"} & set(entry)
    for entry in file.get("removed", ()):
        assert file["package"]
        assert releases.numbers(entry["in"])
        assert 2005 < entry["released"] <= tables.AS_OF.year


@pytest.mark.parametrize("file", ADDRESSES)
def test_an_address_says_what_it_was_since_when_and_what_is_there_instead(
    file: dict[str, Any],
) -> None:
    for entry in file["gone"]:
        assert {"host", "path", "what", "instead"} <= set(entry)
        assert ("since" in entry) != ("day" in entry)
        assert set(entry) <= {"host", "path", "what", "since", "day", "instead", "stops"}
        assert entry["host"] in tables.hosts()


@pytest.mark.parametrize("file", PLATFORMS)
def test_an_entry_of_a_platform_says_until_when_and_what_is_there_instead(
    file: dict[str, Any],
) -> None:
    entries = [
        entry
        for kind in ("runners", "actions", "runtimes", "versions")
        for entry in file.get(kind, ())
    ]
    assert entries
    for entry in entries:
        assert len({"name", "pattern", "version"} & set(entry)) == 1
        assert len({"day", "since", "until"} & set(entry)) == 1
        assert entry["instead"]


def test_the_hosts_are_those_of_the_tables() -> None:
    entries = [e for file in tables.files("addresses").values() for e in file["gone"]]
    assert set(tables.hosts()) == {entry["host"] for entry in entries}


def test_what_stops_later_than_the_tables_is_announced() -> None:
    assert tables.dated("it", date(2026, 11, 30), "that").is_gone
    later = tables.dated("it", date(2026, 12, 1), "that")
    assert not later.is_gone
    assert later.since == "on 1 December 2026"


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("claude-2.1", "claude-2.1"),
        ("anthropic/claude-2.1", "claude-2.1"),
        ("openai:gpt-4-32k", "gpt-4-32k"),
        ("bedrock/us.anthropic.claude-3-haiku-20240307-v1:0", "anthropic.claude-3-haiku-20240307-v1:0"),
        ("models/gemini-1.5-pro", "gemini-1.5-pro"),
    ],
)  # fmt: skip
def test_a_model_is_known_by_the_names_that_clients_give_it(text: str, name: str) -> None:
    found = withdrawn.model(text)
    assert found is not None
    assert found.what == name


@pytest.mark.parametrize(
    "text", ["gpt-6.1-sol", "our-gpt-4", "gpt-4-tuned", "mistral-large-latest"]
)
def test_a_model_that_is_served_is_not_in_the_tables(text: str) -> None:
    assert withdrawn.model(text) is None


def test_every_name_of_a_model_begins_with_a_stem() -> None:
    assert all(name.lower().startswith(withdrawn.stems()) for name in tables.models())
