"""A dark and a light theme in blues and oranges, and all of Textual's by their names."""

from __future__ import annotations

from textual.theme import BUILTIN_THEMES, Theme

from tui.dressing import dressed

DARK = Theme(
    name="critique-dark",
    dark=True,
    background="#11161d",
    surface="#171e27",
    panel="#202a36",
    foreground="#d7dee7",
    primary="#5fa8f5",
    secondary="#8fb4d9",
    accent="#f5a742",
    warning="#f5a742",
    error="#ff8a4c",
    success="#5fa8f5",
    variables={
        "quiet": "#9aa8b8",
        "text-muted": "#9aa8b8",
        "text-disabled": "#9aa8b8",
        "rule": "#33404f",
        "line-cursor": "#222d39",
        "line-selected": "#17395a",
        "hit": "#6db6ff",
        "partial": "#a9cdf2",
        "missed": "#ffb454",
        "false": "#ff9257",
        "fine": "#a3b3c5",
        "flag": "#f5a742",
        "added": "#6db6ff",
        "added-line": "#15293d",
        "removed": "#ffab57",
        "removed-line": "#33261a",
        "code-comment": "#94a4b6",
        "code-keyword": "#7db8f7",
        "code-string": "#e3c08a",
        "code-number": "#7fd0d8",
        "code-name": "#c7d7ff",
        "code-decorator": "#c9a7ef",
        "code-tag": "#8cc4f0",
        "footer-key-foreground": "#f5a742",
    },
)

LIGHT = Theme(
    name="critique-light",
    dark=False,
    background="#fbfaf7",
    surface="#f3f2ee",
    panel="#e6e6e2",
    foreground="#1f2730",
    primary="#1a5fb4",
    secondary="#3c5a78",
    accent="#954a00",
    warning="#954a00",
    error="#b04000",
    success="#1a5fb4",
    variables={
        "quiet": "#535e69",
        "text-muted": "#535e69",
        "text-disabled": "#535e69",
        "rule": "#c4c6c8",
        "line-cursor": "#e9edf1",
        "line-selected": "#dbe9fa",
        "hit": "#1558a8",
        "partial": "#3a6594",
        "missed": "#8a4a00",
        "false": "#a03800",
        "fine": "#4d5863",
        "flag": "#954a00",
        "added": "#1558a8",
        "added-line": "#e0ecf9",
        "removed": "#955000",
        "removed-line": "#f9ebdb",
        "code-comment": "#55616d",
        "code-keyword": "#1a5fb4",
        "code-string": "#7d5000",
        "code-number": "#00666e",
        "code-name": "#2b3f8c",
        "code-decorator": "#6d3aa0",
        "code-tag": "#155f93",
        "footer-key-foreground": "#954a00",
    },
)

THEMES = {"dark": DARK, "light": LIGHT}
"""Ours."""
NAMES = (*THEMES, *BUILTIN_THEMES)
"""What may be set: ours, and Textual's."""


def marked(theme: Theme) -> list[str]:
    """The grounds that say something: where one is, what is chosen, and how far one has scrolled."""
    told = theme.variables
    grounds = (told["line-cursor"], told["line-selected"], told["rule"])
    return [*grounds, theme.primary, theme.foreground or theme.primary]


def theme_of(name: str) -> Theme:
    """The theme that is set by one of `NAMES`."""
    return THEMES.get(name) or dressed(name)


def in_own_colours(name: str) -> bool:
    """Whether a theme draws in the terminal's own colours alone."""
    return name in BUILTIN_THEMES and BUILTIN_THEMES[name].ansi


def theme_for(colorfgbg: str) -> str:
    """`dark` or `light` from what many terminals say of themselves in COLORFGBG (`0;15` is black on white)."""
    return "light" if colorfgbg.rpartition(";")[2] in {"7", "15"} else "dark"
