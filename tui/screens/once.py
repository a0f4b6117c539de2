"""Screens that are left once."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from textual.await_complete import AwaitComplete

if TYPE_CHECKING:
    from textual.screen import Screen as Base
else:
    Base = object


class Once(Base):  # type: ignore[type-arg]
    """Stands before the kind of screen among the bases, and lets a screen that has gone leave no other.

    Textual takes the topmost screen away, whichever asks for it: a second enter that came before a picker
    was gone would end the session below it.
    """

    def dismiss(self, result: Any = None) -> AwaitComplete:
        return super().dismiss(result) if self.is_active else AwaitComplete()
