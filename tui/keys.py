"""Which keys there are: every pane with its bindings, and other keys that a learner may give them."""

from __future__ import annotations

import difflib
import string
import unicodedata
from collections.abc import Iterator, Mapping
from functools import cache

from textual.binding import Binding
from textual.dom import DOMNode
from textual.keys import KEY_NAME_REPLACEMENTS, Keys

SIGNS = {
    "question_mark": "?",
    "slash": "/",
    "plus": "+",
    "colon": ":",
    "comma": ",",
    "percent_sign": "%",
    "left_curly_bracket": "{",
    "right_curly_bracket": "}",
    "left_square_bracket": "[",
    "right_square_bracket": "]",
    "escape": "esc",
}
"""Textual's names of keys -> what is on them."""
HELD = frozenset({"ctrl", "shift", "alt", "meta", "super", "hyper"})
LATIN = "qwertyuiopasdfghjklzxcvbnm"
CYRILLIC = "йцукенгшщзфывапролдячсмить"
"""What the same keys write on a Russian keyboard."""
VIM = {
    "app.commands": "colon",
    "code.range": "V,v",
    "code.page-down": "pagedown,ctrl+d,ctrl+f",
    "code.page-up": "pageup,ctrl+u,ctrl+b",
    "debrief.page-down": "pagedown,ctrl+d,ctrl+f",
    "debrief.page-up": "pageup,ctrl+u,ctrl+b",
    "interview.page-down": "pagedown,ctrl+d,ctrl+f",
    "interview.page-up": "pageup,ctrl+u,ctrl+b",
    "interview.write": "e,i",
    "picker.down": "down,ctrl+n",
    "picker.up": "up,ctrl+p",
    "catalogue.page-down": "pagedown,ctrl+d,ctrl+f",
    "catalogue.page-up": "pageup,ctrl+u,ctrl+b",
    "plots.next": "tab,l",
    "plots.before": "shift+tab,h",
}
"""What fingers from vim expect beyond what is usual here; ctrl+p is given up by the commands, which keep the colon."""
TOGETHER = {
    "Home": ("Menu",),
    "Practice": ("Code",),
    "Debrief": ("Lists", "Code"),
    "Twins": ("Twins and reviews", "Code"),
    "Review of a change": ("Twins and reviews", "Code"),
    "Interview": ("Lists", "Code"),
    "Stats": ("Lists",),
    "History": ("Lists",),
    "Catalogue": ("Lists",),
    "Settings": ("Lists",),
    "Review of a new card": ("Lists", "Code"),
}
"""Screen -> the parts of it whose keys work beside its own."""
KEYMAPS = ("default", "cyrillic", "vim")


@cache
def panes() -> dict[str, type[DOMNode]]:
    """Name -> the screen or the part of one whose keys they are; those of 'Everywhere' work in all."""
    from tui.app import ScreensApp
    from tui.screens.ask import AskScreen
    from tui.screens.attempts import AttemptsScreen
    from tui.screens.catalogue import CatalogueScreen
    from tui.screens.debrief import DebriefScreen
    from tui.screens.help import HelpScreen
    from tui.screens.home import HomeScreen
    from tui.screens.interview import InterviewScreen
    from tui.screens.pairs import ChangesScreen, PairsScreen, TwinsScreen
    from tui.screens.pairs_end import PairsEndScreen
    from tui.screens.picker import PickerScreen
    from tui.screens.plots import PlotsScreen
    from tui.screens.practice import PracticeScreen
    from tui.screens.reason import ReasonScreen
    from tui.screens.review import ReviewScreen
    from tui.screens.settings import SettingsScreen
    from tui.screens.stats import StatsScreen
    from tui.screens.summary import SummaryScreen
    from tui.widgets.answer_area import AnswerArea
    from tui.widgets.code_view import CodeView
    from tui.widgets.entry_list import EntryList, Menu
    from tui.widgets.field import Field
    from tui.widgets.filter_line import FilterLine
    from tui.widgets.find_bar import FindBar

    return {
        "Everywhere": ScreensApp,
        "Code": CodeView,
        "Find in the code": FindBar,
        "Home": HomeScreen,
        "Menu": Menu,
        "Lists": EntryList,
        "Filter of a list": FilterLine,
        "Practice": PracticeScreen,
        "Naming a risk": PickerScreen,
        "Questions": AskScreen,
        "Debrief": DebriefScreen,
        "End of the session": SummaryScreen,
        "Twins": TwinsScreen,
        "Review of a change": ChangesScreen,
        "Twins and reviews": PairsScreen,
        "End of twins and reviews": PairsEndScreen,
        "Interview": InterviewScreen,
        "Interview: the answer": AnswerArea,
        "Stats": StatsScreen,
        "Plots": PlotsScreen,
        "History": AttemptsScreen,
        "Catalogue": CatalogueScreen,
        "Settings": SettingsScreen,
        "Help": HelpScreen,
        "Review of a new card": ReviewScreen,
        "Title and scenario": Field,
        "One sentence": ReasonScreen,
    }


def bindings(pane: type[DOMNode]) -> list[Binding]:
    """The pane's own that have a name."""
    return [binding for binding in vars(pane).get("BINDINGS", []) if binding.id]


@cache
def usual() -> dict[str, str]:
    """Id -> its keys, by Textual's names, with commas between."""
    keys: dict[str, list[str]] = {}
    for pane in panes().values():
        for binding in bindings(pane):
            keys.setdefault(binding.id or "", []).append(binding.key)
    return {id: ",".join(dict.fromkeys(of)) for id, of in keys.items()}


def cyrillic() -> dict[str, str]:
    """Every letter also by what its key writes on a Russian keyboard."""
    letters = dict(zip(LATIN + LATIN.upper(), CYRILLIC + CYRILLIC.upper(), strict=True))
    return {
        id: ",".join([keys, *more])
        for id, keys in usual().items()
        if (more := [letters[key] for key in keys.split(",") if key in letters])
    }


def keymap(name: str) -> dict[str, str]:
    """Id -> the keys that a keymap of this name gives it, by Textual's names; what it leaves alone is not in it."""
    match name:
        case "cyrillic":
            return cyrillic()
        case "vim":
            return dict(VIM)
    return {}


def nearest(id: str) -> str:
    """The known id that is most like this one; empty where none is."""
    return next(iter(difflib.get_close_matches(id, usual(), n=1)), "")


def clashes(changed: Mapping[str, str]) -> Iterator[tuple[str, str, str]]:
    """(key, id, other id) of each two actions of one screen that would share a key.

    Two that are never possible at once may share one from the start; that is no clash.
    """
    everywhere = [binding.id or "" for binding in bindings(panes()["Everywhere"])]
    told: set[frozenset[str]] = set()
    for name, pane in panes().items():
        parts = [pane, *(panes()[part] for part in TOGETHER.get(name, ()))]
        own = (binding.id or "" for part in parts for binding in bindings(part))
        ids = dict.fromkeys([*everywhere, *own])
        taken: dict[str, str] = {}
        for id in ids:
            for key in changed.get(id, usual()[id]).split(","):
                other = taken.setdefault(key.strip(), id)
                pair = frozenset((id, other))
                is_new = len(pair) == 2 and bool(pair & changed.keys()) and pair not in told
                if is_new and not set(usual()[id].split(",")) & set(usual()[other].split(",")):
                    told.add(pair)
                    yield key.strip(), other, id


def named(key: str) -> str | None:
    """Textual's name of a key that is called as in `critique keys`, by its character or by that name; None of what is no key.

    >>> named("esc"), named("?"), named("shift+j"), named("entr")
    ('escape', 'question_mark', 'J', None)
    """
    *held, name = [key] if len(key) == 1 else key.split("+")
    if not HELD.issuperset(held) or not name:
        return None
    if len(name) > 1:
        name = "escape" if name.lower() == "esc" else name.lower()
        return "+".join([*held, name]) if name in _names() else None
    if held == ["shift"] and name.isalpha():
        return name.upper()  # what a terminal sends for both
    return "+".join([*held, _name_of(name)])


@cache
def _names() -> frozenset[str]:
    """Of the keys that have more than a character on them, and of signs."""
    return frozenset(
        {key.value.rpartition("+")[2] for key in Keys}
        | set(map(_name_of, string.punctuation + " "))
    )


def _name_of(character: str) -> str:
    if character.isalnum():
        return character
    name = unicodedata.name(character, character).lower()
    name = name.replace("-", "_").replace(" ", "_")
    return KEY_NAME_REPLACEMENTS.get(name, name)


def display(key: str) -> str:
    """As it is on the keyboard."""
    return SIGNS.get(key, key)
