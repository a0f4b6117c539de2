"""Themes that can be read, meaning without colour, ASCII, and terminals of any size."""

from __future__ import annotations

import pytest
from driving import SMALL, press, reached, says, settled, text_of
from textual.color import Color
from textual.widgets import Label, Markdown
from textual.widgets.markdown import MarkdownFence

from detectors.places import Lines
from trainer.deck import Deck
from trainer.history import History
from trainer.session import Session
from tui.app import ScreensApp, TrainerApp
from tui.screens.catalogue import CatalogueScreen
from tui.screens.picker import PickerScreen
from tui.theme import NAMES, THEMES, in_own_colours, theme_for
from tui.widgets.code_view import CodeView

GROUNDS = (
    "background",
    "surface",
    "panel",
    "line-cursor",
    "line-selected",
    "added-line",
    "removed-line",
)
INKS = (
    "foreground",
    "primary",
    "secondary",
    "accent",
    "warning",
    "error",
    "success",
    "text-muted",
    "text-disabled",
    "footer-key-foreground",
    "added",
    "removed",
    "hit",
    "partial",
    "missed",
    "false",
    "fine",
    "flag",
    "quiet",
    *(
        f"code-{name}"
        for name in ("keyword", "string", "number", "name", "decorator", "tag", "comment")
    ),
)


@pytest.mark.parametrize("name", NAMES)
def test_every_ink_can_be_read_on_every_ground(name: str) -> None:
    colours = ScreensApp(theme=name).get_css_variables()
    weak = {
        (ink, ground): round(ratio, 1)
        for ink in INKS
        for ground in GROUNDS
        if (ratio := contrast(colours[ink], colours[ground])) < 4.5
    }
    assert weak == {}


SCREENS = ("", "f", "'t", "escape", "question_mark", "escape", "colon", "escape", "enter", "3 4 5")
"""Keys that lead from practice through boxes over it to the debrief with its diff, twin and Markdown."""


@pytest.mark.parametrize("name", ["light", "solarized-dark", "rose-pine-dawn", "atom-one-dark"])
async def test_every_text_that_is_drawn_can_be_read(
    deck: Deck, history: History, session: Session, name: str
) -> None:
    session.flag(Lines(5, 6), "call-in-loop")
    session.flag(Lines(2, 2), "hardcoded-secret")
    app = TrainerApp(deck, history, session=session, theme=name)
    async with app.run_test(size=(140, 40)) as pilot:
        for keys in SCREENS:
            await press(pilot, keys)
            await settled(app)
            assert weak_texts(app) == {}, keys


def weak_texts(app: TrainerApp) -> dict[str, float]:
    """Words that stand out too little from their ground -> by how much they do."""
    found = {}
    for strip in app.screen._compositor.render_strips():
        for text, style, _ in strip:
            if not any(map(str.isalnum, text)):
                continue
            assert style, text
            assert style.color, text
            assert style.bgcolor, text
            colours = (style.color.triplet, style.bgcolor.triplet)
            ink, ground = (colour.hex for colour in colours if colour)
            if (ratio := contrast(ink, ground)) < 4.5:
                found[text] = round(ratio, 1)
    return found


def own_colours(app: TrainerApp) -> set[tuple[str, bool]]:
    """(text, in reverse) of what is drawn; nothing has a colour."""
    found = set()
    for strip in app.screen._compositor.render_strips():
        for text, style, _ in strip:
            if style and text.strip():
                assert style.color is None or style.color.is_default, (text, style)
                assert style.bgcolor is None or style.bgcolor.is_default, (text, style)
                found.add((text.strip(), bool(style.reverse)))
    return found


@pytest.mark.parametrize("why", ["NO_COLOR", "16 colours", "ansi-dark", "ansi-light"])
async def test_with_few_colours_all_is_drawn_in_the_terminals_own_two(
    deck: Deck,
    history: History,
    session: Session,
    monkeypatch: pytest.MonkeyPatch,
    why: str,
) -> None:
    if why == "NO_COLOR":
        monkeypatch.setenv(why, "1")
    if why == "16 colours":
        monkeypatch.setattr(ScreensApp, "has_few_colours", True)
    session.flag(Lines(5, 6), "call-in-loop")
    theme = why if why.startswith("ansi") else None
    app = TrainerApp(deck, history, session=session, theme=theme)
    async with app.run_test(size=SMALL) as pilot:
        await press(pilot, "f")
        await reached(pilot, PickerScreen)
        await settled(app)
        drawn = own_colours(app)
        assert ("2 fair", True) in drawn
        assert ("3 sure", False) in drawn
        await press(pilot, "escape", "enter")
        await settled(app)
        drawn = own_colours(app)
        assert ("1 Why", True) in drawn
        assert ("2 Code with marks", False) in drawn
        assert any(text.startswith("○ 11-15") and reverse for text, reverse in drawn)
        assert any(text.startswith("✔ 5-6") and not reverse for text, reverse in drawn)


def test_of_what_is_built_in_two_themes_are_the_terminals_own() -> None:
    assert {name for name in NAMES if in_own_colours(name)} == {"ansi-dark", "ansi-light"}


async def test_f2_goes_from_any_theme_to_our_own_of_the_other_kind_and_back(
    deck: Deck, history: History
) -> None:
    app = TrainerApp(deck, history, theme="nord")
    async with app.run_test(size=SMALL) as pilot:
        assert app.theme == "nord"
        await press(pilot, "f2")
        assert app.theme == THEMES["light"].name
        await press(pilot, "f2")
        assert app.theme == "nord"


def contrast(ink: str, ground: str) -> float:
    """As WCAG 2 defines it."""
    light, dark = sorted((luminance(Color.parse(c)) for c in (ink, ground)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


def luminance(colour: Color) -> float:
    parts = [c / 12.92 if c <= 0.03928 else ((c + 0.055) / 1.055) ** 2.4 for c in colour.normalized]
    return 0.2126 * parts[0] + 0.7152 * parts[1] + 0.0722 * parts[2]


@pytest.mark.parametrize(
    ("said", "theme"),
    [("15;0", "dark"), ("0;15", "light"), ("0;default;15", "light"), ("", "dark")],
)
def test_theme_follows_what_the_terminal_says(said: str, theme: str) -> None:
    assert theme_for(said) == theme


async def test_theme_is_switched_and_the_code_with_it(app: TrainerApp) -> None:
    async with app.run_test(size=(80, 24)) as pilot:
        await press(pilot)
        before = strip_colours(app)
        await press(pilot, "f2")
        assert app.theme == THEMES["light"].name
        assert not before & strip_colours(app)
        await press(pilot, "f2")
        assert strip_colours(app) == before


def strip_colours(app: TrainerApp) -> set[str]:
    view = app.screen.query_one(CodeView)
    return {
        str(segment.style.color)
        for segment in view.render_line(1)
        if segment.style and segment.text.strip()
    }


@pytest.mark.parametrize(("value", "is_plain"), [("1", True), ("", False), (None, False)])
def test_no_color_counts_when_it_is_not_empty(
    monkeypatch: pytest.MonkeyPatch, value: str | None, is_plain: bool
) -> None:
    if value is not None:
        monkeypatch.setenv("NO_COLOR", value)
    app = ScreensApp()
    assert app.no_color is is_plain
    assert not app.current_theme.ansi


async def test_ascii_draws_nothing_else_in_practice_and_debrief(
    deck: Deck, history: History, session: Session
) -> None:
    session.flag(Lines(5, 6), "call-in-loop")
    session.flag(Lines(2, 2), "hardcoded-secret")
    app = TrainerApp(deck, history, session=session, ascii=True)
    async with app.run_test(size=(140, 40)) as pilot:
        for keys in ("h", "f", "escape", "enter", "2", "3"):
            await press(pilot, keys)
            shown = text_of(app).replace("…", "...")  # Textual's own mark for cut text
            assert shown.isascii(), [line for line in shown.splitlines() if not line.isascii()]


@pytest.mark.parametrize("size", [(60, 15), (40, 10), (20, 5), (10, 3), (1, 1), (300, 100)])
async def test_no_size_of_terminal_breaks_a_session(app: TrainerApp, size: tuple[int, int]) -> None:
    async with app.run_test(size=size) as pilot:
        await press(pilot, "down v down", "f", "'timeo", "enter", "enter", "2 3 1", "enter")
        assert app.is_running
        await press(pilot, "question_mark", "escape", "escape")


async def test_sixty_by_fifteen_can_be_worked_with(app: TrainerApp) -> None:
    async with app.run_test(size=(60, 15)) as pilot:
        await press(pilot, "f", "'timeo")
        shown = text_of(app)
        assert "missing-timeout" in shown
        assert "how sure?" in shown
        await press(pilot, "enter", "enter")
        shown = text_of(app)
        assert "Recall" in shown
        assert "1 Why" in shown
        assert "enter next" in shown


ROOMS = {
    "question_mark": "You are shown a cURL command",
    "escape comma": "keymap   default",
    "escape c": "esc home",
    "escape g": "missing-timeout",
    "p": "1 Sensitivity",
    "escape escape h": "daily",
    "escape t": "a A is safe",
    "escape d": "May this change go in?  a approve  b block",
    "escape i": "f5 grade",
    "escape escape n": "No flags yet: f flags the line",
    "f": "how sure?  1 guess  2 fair  3 sure",
    "escape n enter": "5 Sources",
}
"""Keys from home -> what must be in sight then."""


@pytest.mark.parametrize("size", [(60, 20), (200, 60)])
async def test_every_screen_can_be_used_at_any_usual_size(
    home: TrainerApp, learned: History, size: tuple[int, int]
) -> None:
    async with home.run_test(size=size) as pilot:
        await press(pilot)
        for keys, told in ROOMS.items():
            await press(pilot, keys)
            assert await says(pilot, told), (keys, text_of(home))
            rows = text_of(home).splitlines()
            assert rows[-1].endswith("? help  q quit") or "esc stop writing" in rows[-1], keys


async def test_resizing_lays_out_again(app: TrainerApp) -> None:
    async with app.run_test(size=(140, 40)) as pilot:
        await press(pilot)
        assert "Rule of this session" in text_of(app)
        await pilot.resize_terminal(60, 15)
        await press(pilot)
        assert "Rule of this session" not in text_of(app)
        assert " ↪" in text_of(app) or "import os" in text_of(app)


async def test_a_long_line_of_an_example_is_wrapped_and_not_cut(home: TrainerApp) -> None:
    async with home.run_test(size=SMALL) as pilot:
        await press(pilot, "c")
        screen = await reached(pilot, CatalogueScreen)
        page = screen.query_one(Markdown)
        await settled(home)  # the first risk's own page
        await page.update(f"```python\nx = {'word ' * 40}end\n```")
        await settled(home)
        fence = page.query_one(MarkdownFence)
        assert fence.query_one(Label).size.width <= fence.size.width
        assert fence.size.height > 3
