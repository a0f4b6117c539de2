"""Textual's own themes, with colours of ours that can be read in them: 4.5 to 1 and more, as WCAG 2 counts."""

from __future__ import annotations

from collections.abc import Sequence

from textual.color import BLACK, WHITE, Color
from textual.theme import BUILTIN_THEMES, Theme

ENOUGH = 4.6
"""Contrast that every ink has on every ground; a little more than what is asked for, as colours are rounded."""
STEPS = 25
"""Between a colour and white or black."""


def dressed(name: str) -> Theme:
    """A built-in theme by its name. One of the terminal's own 16 colours gets those of another of its kind:
    `OwnColours` takes them away when they are drawn."""
    theme = BUILTIN_THEMES[name]
    if theme.ansi:
        theme = BUILTIN_THEMES["textual-dark" if theme.dark else "textual-light"]
    told = theme.to_color_system().generate()
    colour = {key: Color.parse(told[key]) for key in (*INKS.values(), "background")}
    background, foreground = colour["background"], colour["foreground"]
    grounds = {
        "background": background,
        "surface": Color.parse(told["surface"]),
        "panel": Color.parse(told["panel"]),
        "line-cursor": background.blend(foreground, 0.09, 1),
        "line-selected": background.blend(colour["primary"], 0.25, 1),
        "added-line": background.blend(colour["primary"], 0.14, 1),
        "removed-line": background.blend(colour["warning"], 0.14, 1),
    }
    furthest = WHITE if theme.dark else BLACK
    grounds = {
        key: readable(ground, [furthest], away_to=WHITE if furthest is BLACK else BLACK)
        for key, ground in grounds.items()
    }
    inks = {
        key: readable(colour[of], list(grounds.values()), away_to=furthest)
        for key, of in INKS.items()
    }
    inks["quiet"] = inks["fine"] = inks["code-comment"] = readable(
        foreground.blend(background, 0.35, 1), list(grounds.values()), away_to=furthest
    )
    texts = {key: made.hex for key, made in (grounds | inks).items()}
    return Theme(
        name=name,
        dark=theme.dark,
        background=texts["background"],
        surface=texts["surface"],
        panel=texts["panel"],
        foreground=texts["foreground"],
        primary=texts["primary"],
        secondary=texts["secondary"],
        warning=texts["warning"],
        error=texts["error"],
        success=texts["success"],
        accent=texts["accent"],
        variables={
            **texts,
            "rule": background.blend(foreground, 0.3, 1).hex,
            "text-muted": texts["quiet"],
            "text-disabled": texts["quiet"],
        },
    )


INKS = {
    "foreground": "foreground",
    "primary": "primary",
    "secondary": "secondary",
    "warning": "warning",
    "error": "error",
    "success": "success",
    "accent": "accent",
    "hit": "primary",
    "partial": "secondary",
    "missed": "warning",
    "false": "error",
    "flag": "warning",
    "added": "primary",
    "removed": "warning",
    "code-keyword": "primary",
    "code-string": "success",
    "code-number": "secondary",
    "code-name": "foreground",
    "code-decorator": "accent",
    "code-tag": "secondary",
    "footer-key-foreground": "accent",
}
"""Our ink -> the colour of the theme that it is made of."""


def readable(colour: Color, others: Sequence[Color], *, away_to: Color) -> Color:
    """The colour, moved as little as need be, so that it stands out from all the others."""
    for step in range(STEPS):
        moved = colour.blend(away_to, step / STEPS, 1)
        if all(contrast(moved, other) >= ENOUGH for other in others):
            return moved
    return away_to


def contrast(one: Color, other: Color) -> float:
    """As WCAG 2 defines it, from 1 to 21."""
    dark, light = sorted((_luminance(one), _luminance(other)))
    return (light + 0.05) / (dark + 0.05)


def _luminance(colour: Color) -> float:
    red, green, blue = (
        part / 12.92 if part <= 0.03928 else ((part + 0.055) / 1.055) ** 2.4
        for part in colour.normalized
    )
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue
