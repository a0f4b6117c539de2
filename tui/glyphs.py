"""The glyphs that carry by shape what the colours say, in Unicode and in ASCII."""

from __future__ import annotations

from dataclasses import dataclass

from textual.dom import DOMNode

from trainer.debrief import ASCII_GLYPHS, GLYPHS


@dataclass(frozen=True)
class Glyphs:
    """One cell each, with a word beside them wherever they stand, so that no meaning hangs on a colour."""

    hit: str = GLYPHS["hit"]
    partial: str = GLYPHS["partial"]
    missed: str = GLYPHS["missed"]
    false: str = GLYPHS["false"]
    fine: str = GLYPHS["fine"]
    neutral: str = GLYPHS["neutral"]
    flag: str = "●"
    hint: str = "?"
    bar: str = "│"
    corner: str = "└"
    cursor: str = ">"
    wrap: str = "↪"
    dash: str = "–"
    dot: str = "·"
    to: str = "→"
    steps: str = " ▁▂▃▄▅▆▇█"
    """From nothing to a whole cell."""
    box: str = "round"
    """Textual's name for the border of a box."""
    line: str = "solid"
    """And of a rule between two panes."""


UNICODE = Glyphs()
ASCII = Glyphs(
    **ASCII_GLYPHS,
    flag="*",
    bar="|",
    corner="`",
    wrap="\\",
    dash="-",
    dot="-",
    to="->",
    steps=" .:+#",
    box="ascii",
    line="ascii",
)


def glyphs_of(node: DOMNode) -> Glyphs:
    """The app's set; Unicode before the node is mounted."""
    return getattr(node.app, "glyphs", UNICODE) if node.is_attached else UNICODE


def mark_of(score: float) -> str:
    """The mark that stands for a snippet's score (0 to 1) in a row of snippets."""
    return "hit" if score >= 0.8 else "partial" if score >= 0.3 else "missed"
