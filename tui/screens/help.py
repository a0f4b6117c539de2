"""What a screen is for and what its keys do."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import VerticalScroll
from textual.content import Content
from textual.screen import ModalScreen, Screen
from textual.widgets import Markdown, Static

from tui.screens.base import ScreenBase

PAGES = Path(__file__).parent


class HelpScreen(ScreenBase, ModalScreen[None]):
    """Text from the Markdown file beside the screen, then the keys that work there now."""

    CSS = """
    HelpScreen { align: center middle; }
    HelpScreen VerticalScroll {
        width: 78; max-width: 100%; height: 90%; border: $box $primary; background: $surface; padding: 0 1;
    }
    HelpScreen Markdown { background: $surface; padding: 0; margin-bottom: 1; }
    """
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape,question_mark,q,enter", "dismiss(None)", "back", id="help.back"),
        Binding("j", "scroll(1)", "down", id="help.down"),
        Binding("k", "scroll(-1)", "up", id="help.up"),
    ]

    def __init__(self, text: str, keys: list[tuple[str, str]]) -> None:
        super().__init__()
        self._text, self._keys = text, keys

    @classmethod
    def of(cls, screen: Screen[object], *, only_keys: bool = False) -> HelpScreen:
        page = getattr(screen, "HELP", "")
        text = (PAGES / f"{page}.md").read_text("utf-8") if page and not only_keys else ""
        return cls(text, keys_of(screen))

    def compose(self) -> ComposeResult:
        with VerticalScroll() as box:
            box.border_subtitle = "esc back"
            if self._text:
                yield Markdown(self._text, open_links=False)
            yield Static(Content("\n").join(self._rows()), markup=False)

    def _rows(self) -> Iterator[Content]:
        width = max(len(keys) for keys, _ in self._keys)
        for keys, what in self._keys:
            yield Content.assemble((f"{keys:<{width}}  ", "bold $footer-key-foreground"), what)

    def action_scroll(self, step: int) -> None:
        self.query_one(VerticalScroll).scroll_relative(y=step, animate=False)


def keys_of(screen: Screen[object]) -> list[tuple[str, str]]:
    """(keys, what they do) of all that works on this screen now, the screen's own first."""
    rows: dict[str, list[str]] = {}
    active = [one for one in screen.active_bindings.values() if one.enabled and one.binding.id]
    for one in sorted(active, key=lambda one: one.node is not screen):
        rows.setdefault(one.binding.description, []).append(screen.app.get_key_display(one.binding))
    return [(" ".join(dict.fromkeys(keys)), what) for what, keys in rows.items()]
