"""What a learner prefers is read strictly, and works."""

from __future__ import annotations

from pathlib import Path

import pytest
from driving import SMALL, Check, press, reached, says

from trainer.deck import Deck
from trainer.history import History
from trainer.session import Session
from tui.app import TrainerApp
from tui.glyphs import ASCII
from tui.keys import clashes, cyrillic, display, named, usual
from tui.screens.interview import InterviewScreen
from tui.screens.picker import PickerScreen
from tui.screens.settings import SettingsScreen
from tui.settings import Settings, SettingsError, load
from tui.settings_file import change


def read(tmp_path: Path, text: str) -> Settings:
    file = tmp_path / "config.toml"
    file.write_text(text, "utf-8")
    return load(file)


def test_without_a_file_everything_is_as_usual(tmp_path: Path) -> None:
    assert load(tmp_path / "config.toml") == Settings()


def test_what_is_set_is_read(tmp_path: Path) -> None:
    text = 'theme = "light"\nascii = true\nmouse = false\n[keys]\n"practice.flag" = "f, space"\n'
    assert read(tmp_path, text) == Settings(
        theme="light", ascii=True, mouse=False, keys={"practice.flag": "f,space"}, own_keys=1
    )


@pytest.mark.parametrize(
    ("text", "line", "why"),
    [
        ('them = "light"', 1, "did you mean 'theme'?"),
        ('mouse = true\ntheme = "pink"', 2, "theme is one of: dark, light, textual-dark"),
        ('mouse = "no"', 1, "mouse is one of: true, false"),
        ("mouse = 1", 1, "mouse is one of: true, false"),
        ("keys = 3", 1, "keys is a table"),
        ('[keys]\n"practice.flg" = "x"', 2, "did you mean 'practice.flag'?"),
        ('[keys]\n"practice.flag" = 5', 2, "are a text"),
        ('[keys]\n"practice.flag" = "f,,x"', 2, "are a text"),
        ('[keys]\n"practice.flag" = "entr"', 2, "there is no key 'entr'"),
        ('[keys]\n"practice.flag" = "?"', 2, "'question_mark' would be"),
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


@pytest.mark.parametrize("id", [*usual()])
def test_every_usual_key_can_be_written_as_it_is_listed(id: str) -> None:
    keys = usual()[id].split(",")
    assert [named(display(key)) for key in keys] == keys
    assert [named(key) for key in keys] == keys


@pytest.mark.parametrize(
    ("written", "name"),
    [("Esc", "escape"), ("ctrl+?", "ctrl+question_mark"), ("shift+J", "J"), ("ж", "ж"), ("+", "plus"),
     ("hyper+f12", "hyper+f12"), ("f99", None), ("crtl+a", None), ("ctrl+", None), ("no key", None)],
)  # fmt: skip
def test_a_key_is_what_a_keyboard_has(written: str, name: str | None) -> None:
    assert named(written) == name


def test_the_usual_keys_do_not_clash_and_swapping_two_is_no_clash() -> None:
    assert list(clashes({})) == []
    assert list(clashes({"practice.flag": "n", "practice.nothing": "f"})) == []
    assert list(clashes({"practice.flag": "q"})) == [("q", "app.quit", "practice.flag")]
    assert list(clashes({"practice.flag": "j"})) == [("j", "practice.flag", "code.down")]
    assert list(clashes({"rows.first": "p"})) != []


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


OWN = """\
# mine
theme = "light"   # for the office
'mouse' = false

# what my fingers know
[keys]
"practice.flag" = "f,space"  # both
"""


@pytest.mark.parametrize(
    ("before", "name", "value", "after"),
    [
        (OWN, "theme", "nord", OWN.replace('"light"', '"nord"')),
        (OWN, "mouse", True, OWN.replace("false", "true")),
        (OWN, "theme", None, OWN.replace('theme = "light"   # for the office\n', "")),
        (OWN, "ascii", True, OWN.replace("false\n", "false\nascii = true\n")),
        (OWN, "ascii", None, OWN),
        ("", "timer", False, "timer = false\n"),
        ("# mine", "timer", False, "# mine\ntimer = false\n"),
        ("mouse = true", "timer", False, "mouse = true\ntimer = false\n"),
        ("# mine\n\n# k\n[keys]\n", "timer", True, "# mine\n\ntimer = true\n\n# k\n[keys]\n"),
        ("mouse = true\r\n", "mouse", False, "mouse = false\r\n"),
        ("mouse = true\r\n", "timer", True, "mouse = true\r\ntimer = true\r\n"),
    ],
)
def test_one_setting_is_changed_and_every_other_line_stays(
    tmp_path: Path, before: str, name: str, value: str | bool | None, after: str
) -> None:
    file = tmp_path / "new" / "config.toml"
    if before:
        file.parent.mkdir()
        file.write_bytes(before.encode())
    made = change(file, name, value)
    assert (file.read_bytes().decode() if file.exists() else "") == after
    assert getattr(made, name) == (value if value is not None else getattr(Settings(), name))
    assert [one.name for one in file.parent.glob("*")] == ["config.toml"]


def test_a_change_that_cannot_be_writes_nothing(tmp_path: Path) -> None:
    file = tmp_path / "config.toml"
    text = 'keymap = "default"\n[keys]\n"practice.nothing" = "а"\n'
    file.write_text(text, "utf-8")
    with pytest.raises(SettingsError, match="'а' would be"):
        change(file, "keymap", "cyrillic")
    odd = 'theme = """\nlight"""\n'
    file.write_text(odd, "utf-8")
    with pytest.raises(SettingsError):
        change(file, "theme", "dark")
    assert file.read_text("utf-8") == odd


def test_a_link_stays_one_and_the_file_keeps_its_mode(tmp_path: Path) -> None:
    real, link = tmp_path / "dotfiles.toml", tmp_path / "config.toml"
    real.write_text("mouse = true\n", "utf-8")
    real.chmod(0o640)
    link.symlink_to(real)
    change(link, "mouse", False)
    assert link.is_symlink()
    assert real.read_text("utf-8") == "mouse = false\n"
    assert real.stat().st_mode & 0o777 == 0o640


async def test_the_screen_changes_what_is_drawn_writes_it_and_says_where(
    home: TrainerApp, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = tmp_path / "config.toml"
    file.write_text("# mine\n", "utf-8")
    monkeypatch.setenv("CRITIQUE_CONFIG", str(file))
    async with home.run_test(size=SMALL) as pilot:
        await press(pilot, "comma")
        await reached(pilot, SettingsScreen)
        await press(pilot, "left", "left")
        assert home.theme == "ansi-dark"
        assert await says(pilot, f"theme = ansi-dark, written to {file}")
        await press(pilot, "down", "enter")
        assert home.glyphs is ASCII
        await press(pilot, "down down down down", "enter")
        assert not home.settings.timer
        text = '# mine\ntheme = "ansi-dark"\nascii = true\ntimer = false\n'
        assert file.read_text("utf-8") == text
        await press(pilot, "escape", "i")
        interview = await reached(pilot, InterviewScreen)
        assert not interview._has_timer


async def test_what_a_setting_is_about_keeps_its_capitals(home: TrainerApp) -> None:
    async with home.run_test(size=SMALL) as pilot:
        await press(pilot, "comma", "down")
        assert await says(pilot, "Whether all is drawn with ASCII alone.")


async def test_settings_are_told(
    home: TrainerApp, monkeypatch: pytest.MonkeyPatch, check: Check
) -> None:
    monkeypatch.setattr("tui.screens.settings.path", lambda: Path("~/.config/critique/config.toml"))
    monkeypatch.setattr("tui.screens.settings.load", Settings)
    async with home.run_test(size=SMALL) as pilot:
        await press(pilot, "comma")
        await reached(pilot, SettingsScreen)
        await check(pilot, "settings")
