"""Writes `docs/keys.md`, the keys of every screen, from the screens themselves.

python docs/keys.py          writes it
python docs/keys.py --check  fails if it is not what would be written
"""

from __future__ import annotations

import sys
from pathlib import Path

from textual.binding import Binding
from textual.dom import DOMNode

HERE = Path(__file__).parent
sys.path.insert(0, str(HERE.parent))

from tui.app import ScreensApp  # noqa: E402
from tui.screens.ask import AskScreen  # noqa: E402
from tui.screens.attempts import AttemptsScreen  # noqa: E402
from tui.screens.catalogue import CatalogueScreen  # noqa: E402
from tui.screens.debrief import DebriefScreen  # noqa: E402
from tui.screens.help import HelpScreen  # noqa: E402
from tui.screens.home import HomeScreen  # noqa: E402
from tui.screens.interview import InterviewScreen  # noqa: E402
from tui.screens.pairs import ChangesScreen, PairsScreen, TwinsScreen  # noqa: E402
from tui.screens.picker import PickerScreen  # noqa: E402
from tui.screens.plots import PlotsScreen  # noqa: E402
from tui.screens.practice import PracticeScreen  # noqa: E402
from tui.screens.reason import ReasonScreen  # noqa: E402
from tui.screens.review import ReviewScreen  # noqa: E402
from tui.screens.stats import StatsScreen  # noqa: E402
from tui.screens.summary import SummaryScreen  # noqa: E402
from tui.widgets.answer_area import AnswerArea  # noqa: E402
from tui.widgets.code_view import CodeView  # noqa: E402
from tui.widgets.entry_list import EntryList, Menu  # noqa: E402
from tui.widgets.field import Field  # noqa: E402
from tui.widgets.find_bar import FindBar  # noqa: E402

PANES: dict[str, type[DOMNode]] = {
    "Everywhere": ScreensApp,
    "Code": CodeView,
    "Find in the code": FindBar,
    "Home": HomeScreen,
    "Menu": Menu,
    "Lists": EntryList,
    "Practice": PracticeScreen,
    "Naming a risk": PickerScreen,
    "Questions": AskScreen,
    "Debrief": DebriefScreen,
    "End of the session": SummaryScreen,
    "Twins": TwinsScreen,
    "Review of a change": ChangesScreen,
    "Twins and reviews": PairsScreen,
    "Interview": InterviewScreen,
    "Interview: the answer": AnswerArea,
    "Stats": StatsScreen,
    "Plots": PlotsScreen,
    "History": AttemptsScreen,
    "Catalogue": CatalogueScreen,
    "Help": HelpScreen,
    "Review of a new card": ReviewScreen,
    "Title and scenario": Field,
    "One sentence": ReasonScreen,
}
HEAD = """\
# Keys

Written by `python docs/keys.py` from the screens; `?` shows those of the screen that you are on.
The mouse does the same, and is never needed: a click moves the cursor, a drag chooses lines, a click on a mark opens it.
The id is the binding's name in the program.
"""
SIGNS = {
    "question_mark": "?",
    "slash": "/",
    "plus": "+",
    "colon": ":",
    "percent_sign": "%",
    "left_curly_bracket": "{",
    "right_curly_bracket": "}",
    "left_square_bracket": "[",
    "right_square_bracket": "]",
    "escape": "esc",
}


def page() -> str:
    parts = [HEAD]
    for name, pane in PANES.items():
        rows = [row(binding) for binding in vars(pane).get("BINDINGS", []) if binding.id]
        parts.append(
            "\n".join([f"## {name}\n", "| keys | what they do | id |", "|---|---|---|", *rows, ""])
        )
    return "\n".join(parts)


def row(binding: Binding) -> str:
    keys = " ".join(f"`{SIGNS.get(key, key)}`" for key in binding.key.split(","))
    return f"| {keys} | {binding.description} | `{binding.id}` |"


def main() -> int:
    path = HERE / "keys.md"
    if sys.argv[1:] == ["--check"]:
        return int(not path.exists() or path.read_text("utf-8") != page())
    path.write_text(page(), "utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
