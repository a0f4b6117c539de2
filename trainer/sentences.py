"""Notes of detectors and authors as sentences: a note begins small, as it may begin with a name of the code."""

from __future__ import annotations

import re

from trainer.neutralise import one_line

NAME_OF_CODE = re.compile(r"\S*(?:\w[._/=(:@]\w|_|\(\)|[a-z][A-Z])")
"""A word with a sign or a capital within: `requests.post`, `max_tries`, `fetchAll`."""
_WORD = re.compile(r"[a-z]+\b")
_NEVER_NAMES = {
    "a",
    "after",
    "an",
    "any",
    "as",
    "at",
    "before",
    "by",
    "each",
    "every",
    "for",
    "from",
    "if",
    "in",
    "it",
    "its",
    "nobody",
    "nothing",
    "of",
    "on",
    "one",
    "the",
    "there",
    "this",
    "two",
    "what",
    "whatever",
    "when",
    "while",
    "whoever",
    "with",
    "without",
}
"""They stand in comments and strings of a snippet, too."""


def sentence(text: str) -> str:
    """One line that ends with a full stop, to stand behind a colon."""
    text = one_line(text).strip()
    return text if text.endswith((".", "!", "?")) or not text else f"{text}."


def alone(text: str, code: str = "") -> str:
    """As it stands alone: with a capital too, but for a name, in general or of this code."""
    text = sentence(text)
    word = _WORD.match(text)
    if not word or NAME_OF_CODE.match(text):
        return text
    if word[0] not in _NEVER_NAMES and re.search(rf"\b{word[0]}\b", code):
        return text
    return text[0].upper() + text[1:]
