"""What a screen is for and what its keys do."""

from __future__ import annotations

from pathlib import Path
from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import VerticalScroll
from textual.screen import ModalScreen, Screen
from textual.widgets import Markdown

PAGES = Path(__file__).parent


class HelpScreen(ModalScreen[None]):
    """Text from the Markdown file beside the screen, then the keys that work there now."""

    CSS = """
    HelpScreen { align: center middle; }
    HelpScreen VerticalScroll {
        width: 78; max-width: 100%; height: 90%; border: $box $primary; background: $surface; padding: 0 1;
    }
    HelpScreen Markdown { background: $surface; padding: 0; }
    HelpScreen MarkdownTable { width: auto; }
    """
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape,question_mark,q,enter", "dismiss(None)", "back", id="help.back"),
        Binding("j", "scroll(1)", "down", show=False, id="help.down"),
        Binding("k", "scroll(-1)", "up", show=False, id="help.up"),
    ]

    def __init__(self, text: str) -> None:
        super().__init__()
        self._text = text

    @classmethod
    def of(cls, screen: Screen[object], *, only_keys: bool = False) -> HelpScreen:
        page = getattr(screen, "HELP", "")
        text = (PAGES / f"{page}.md").read_text("utf-8") if page and not only_keys else ""
        return cls(f"{text}\n\n## Keys\n\n{keys_of(screen)}")

    def compose(self) -> ComposeResult:
        with VerticalScroll():
            yield Markdown(self._text, open_links=False)

    def action_scroll(self, step: int) -> None:
        self.query_one(VerticalScroll).scroll_relative(y=step, animate=False)


def keys_of(screen: Screen[object]) -> str:
    """A Markdown table of what each key does now; several keys of one action share a row."""
    rows: dict[str, list[str]] = {}
    for _, binding, enabled, _ in screen.active_bindings.values():
        if enabled and binding.description:
            shown = screen.app.get_key_display(binding).replace("|", "\\|")
            rows.setdefault(binding.description, []).append(f"`{shown}`")
    lines = [f"| {' '.join(dict.fromkeys(keys))} | {what} |" for what, keys in rows.items()]
    return "\n".join(["| key | what it does |", "|---|---|", *lines])
