"""What the docs show of the screens is made from the screens."""

from __future__ import annotations

import importlib.util
import sys
from collections import Counter
from pathlib import Path
from types import ModuleType
from xml.etree import ElementTree

import pytest
from textual.binding import Binding

import tui.catalogue
from detectors import catalogue
from tui import keys

DOCS = Path(__file__).parent.parent.parent / "docs"


def script(name: str) -> ModuleType:
    spec = importlib.util.spec_from_file_location(f"docs_{name}", DOCS / f"{name}.py")
    assert spec
    assert spec.loader
    module = importlib.util.module_from_spec(spec)
    sys.modules[spec.name] = module
    spec.loader.exec_module(module)
    return module


def test_the_table_of_keys_is_that_of_the_screens() -> None:
    assert script("keys").page() == (DOCS / "keys.md").read_text("utf-8"), (
        "run: python docs/keys.py"
    )


def bindings() -> list[tuple[str, Binding]]:
    return [
        (name, binding)
        for name, pane in keys.panes().items()
        for binding in vars(pane).get("BINDINGS", [])
    ]


def test_every_key_has_an_id_and_says_what_it_does() -> None:
    for name, binding in bindings():
        assert binding.id, (name, binding.key)
        assert binding.description, binding.id


EITHER_OR = {("Debrief", "enter"), ("Debrief", "escape"), ("Interview", "enter")}
"""On the way through a session, or looked back at or at its end: never both."""


def test_no_pane_has_a_key_twice_at_once() -> None:
    used = Counter((name, key) for name, binding in bindings() for key in binding.key.split(","))
    assert {both for both, times in used.items() if times > 1} == EITHER_OR


def test_no_key_is_one_that_multiplexers_or_terminals_take() -> None:
    taken = {"ctrl+s", "ctrl+j", "ctrl+o", "ctrl+b", "ctrl+a"}
    assert not taken & {key for _, binding in bindings() for key in binding.key.split(",")}


@pytest.mark.parametrize(
    ("name", "told"),
    [("practice", "Rule of this session"), ("session", "Recall"), ("plots", "2 Rating")],
)
async def test_the_pictures_of_the_readme_can_be_drawn(
    monkeypatch: pytest.MonkeyPatch, name: str, told: str
) -> None:
    monkeypatch.setattr(catalogue, "FOLDER", Path(catalogue.__file__).parent / "risks")
    catalogue.families.cache_clear()
    tui.catalogue.entry.cache_clear()
    picture = script("picture")
    drawn = picture.drawn(await picture.screen(name), name)
    ElementTree.fromstring(drawn)
    assert told in drawn
    assert f"docs/{name}.svg" in (DOCS.parent / "README.md").read_text("utf-8")
