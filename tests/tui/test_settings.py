"""What a learner prefers is read strictly, and works."""

from __future__ import annotations

from pathlib import Path

import pytest
from driving import SMALL, press, reached

from trainer.deck import Deck
from trainer.history import History
from trainer.session import Session
from tui.app import TrainerApp
from tui.keys import clashes, cyrillic, usual
from tui.screens.picker import PickerScreen
from tui.settings import Settings, SettingsError, load


def read(tmp_path: Path, text: str) -> Settings:
    file = tmp_path / "config.toml"
    file.write_text(text, "utf-8")
    return load(file)


def test_without_a_file_everything_is_as_usual(tmp_path: Path) -> None:
    assert load(tmp_path / "config.toml") == Settings()


def test_what_is_set_is_read(tmp_path: Path) -> None:
    text = 'theme = "light"\nascii = true\nmouse = false\n[keys]\n"practice.flag" = "f, space"\n'
    assert read(tmp_path, text) == Settings(
        theme="light", ascii=True, mouse=False, keys={"practice.flag": "f,space"}
    )


@pytest.mark.parametrize(
    ("text", "line", "why"),
    [
        ('them = "light"', 1, "did you mean 'theme'?"),
        ('mouse = true\ntheme = "pink"', 2, "theme is one of: dark, light"),
        ('mouse = "no"', 1, "mouse is one of: true, false"),
        ("mouse = 1", 1, "mouse is one of: true, false"),
        ("keys = 3", 1, "keys is a table"),
        ('[keys]\n"practice.flg" = "x"', 2, "did you mean 'practice.flag'?"),
        ('[keys]\n"practice.flag" = 5', 2, "are a text"),
        ('[keys]\n"practice.flag" = "f,,x"', 2, "are a text"),
        (
            '[keys]\n\n"practice.flag" = "n"',
            3,
            "'n' would be 'practice.flag' and 'practice.nothing' on one screen",
        ),
        ("theme = ", 1, "this is no TOML"),
    ],
)
def test_what_cannot_be_is_said_with_its_line(
    tmp_path: Path, text: str, line: int, why: str
) -> None:
    with pytest.raises(SettingsError) as raised:
        read(tmp_path, text)
    assert f"config.toml:{line}: " in str(raised.value)
    assert why in str(raised.value)


def test_what_is_no_text_is_refused(tmp_path: Path) -> None:
    file = tmp_path / "config.toml"
    file.write_bytes(b"\xff\xfe")
    with pytest.raises(SettingsError, match="not UTF-8"):
        load(file)
    with pytest.raises(SettingsError, match="cannot be read"):
        load(tmp_path)


def test_the_usual_keys_do_not_clash_and_swapping_two_is_no_clash() -> None:
    assert list(clashes({})) == []
    assert list(clashes({"practice.flag": "n", "practice.nothing": "f"})) == []
    assert list(clashes({"practice.flag": "q"})) == [("q", "app.quit", "practice.flag")]


def test_cyrillic_adds_to_every_letter_and_clashes_with_nothing() -> None:
    made = cyrillic()
    assert made["practice.flag"] == "f,а"
    assert all(keys.startswith(usual()[id]) for id, keys in made.items())
    assert list(clashes(made)) == []


async def test_another_key_does_what_it_is_given(
    deck: Deck, history: History, session: Session
) -> None:
    app = TrainerApp(deck, history, session=session)
    app.set_keymap({"practice.flag": "m"})
    async with app.run_test(size=SMALL) as pilot:
        await press(pilot, "m")
        await reached(pilot, PickerScreen)


async def test_a_cyrillic_letter_does_what_its_key_does(
    deck: Deck, history: History, session: Session
) -> None:
    app = TrainerApp(deck, history, session=session)
    app.set_keymap(cyrillic())
    async with app.run_test(size=SMALL) as pilot:
        await press(pilot, "а")
        await reached(pilot, PickerScreen)
