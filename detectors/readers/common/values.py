"""What a scalar's text says: its type, and which parts of it only a template engine or a shell knows."""

from __future__ import annotations

import re
from typing import Any

from detectors.facts import HOLE
from detectors.readers.common.templates import EXPRESSION

_NULL = {"", "~", "null", "Null", "NULL"}
_TRUE = {"true", "True", "TRUE", "yes", "Yes", "YES", "on", "On", "ON"}
_FALSE = {"false", "False", "FALSE", "no", "No", "NO", "off", "Off", "OFF"}
_INTEGER = re.compile(r"[-+]?(?:0|[1-9][\d_]{0,30})")
_OTHER_INTEGER = re.compile(r"[-+]?0(?:x[\da-fA-F_]{1,30}|o?[0-7_]{1,30}|b[01_]{1,99})")
_FLOAT = re.compile(r"[-+]?(?:\d[\d_]{0,30})?(?:\.\d{0,30})?(?:[eE][-+]?\d{1,3})?")

_BRACED = re.compile(r"\$\{((?:[^{}]|\$\{[^{}]*\})*)\}")
_SHELL_DEFAULT = re.compile(r"(?:env:)?\w+(?::-|-)(.*)|[\w.:]+:-(.*)", re.S)
_SPRING_NAME = re.compile(r"[A-Z][A-Z0-9_]*|[a-zA-Z][\w-]*(?:\.[\w-]+)+")
_AT = re.compile(r"@[A-Za-z_][\w.-]*@|(?<!\w)__[A-Z][A-Z0-9_]*?__(?!\w)")
_PERCENT = re.compile(r"%\((\w+)\)s")
_VARIABLE = re.compile(r"\$[A-Za-z_]\w*|\$\([A-Za-z_][\w.]*\)|\$\(\([^()]*\)\)")
_DEFAULT = re.compile(
    r"""\|\s*default\s*\(?\s*(?P<piped>"[^"]*"|'[^']*'|[-\w.]+)|\{\{-?\s*default\s+(?P<first>"[^"]*"|[-\d.]+|true|false)\s"""
)
_HOLES = re.compile(f"{HOLE}+")


def typed(text: str) -> Any:
    """A plain YAML scalar: None, truth, number or the text itself (YAML 1.1 booleans included)."""
    if text in _NULL:
        return None
    first = text[0]
    if first.isdigit() or first in "-+.":
        return _number(text)
    if text in _TRUE:
        return True
    if text in _FALSE:
        return False
    return text


def _number(text: str) -> Any:
    if _INTEGER.fullmatch(text):
        return int(text.replace("_", ""))
    if _OTHER_INTEGER.fullmatch(text):
        digits = text.replace("_", "").lower()
        base = 16 if "x" in digits else 2 if "b" in digits else 8
        try:
            return int(digits.replace("o", ""), base)
        except ValueError:
            return text
    if _FLOAT.fullmatch(text) and any(digit in text for digit in "0123456789"):
        try:
            return float(text.replace("_", ""))
        except ValueError:
            return text
    return text


def visible(text: str, *, variables: bool = False) -> str:
    """The text with what cannot be seen as `HOLE`; defaults that are written inside are seen.

    `variables`: `$NAME` and `$(NAME)` are filled in as well (Compose, Kubernetes, env files).
    """
    if "{{" in text or "{%" in text or "<%" in text or "{#" in text:
        text = EXPRESSION.sub(lambda found: _default(found[0]), text)
    if "$" in text:
        if variables:
            text = text.replace("$$", "\ue002")
        text = _BRACED.sub(_variable_default, text)
        if variables:
            text = _VARIABLE.sub(HOLE, text).replace("\ue002", "$")
    if "@" in text or "__" in text:
        text = _AT.sub(HOLE, text)
    if "%(" in text:
        text = _PERCENT.sub(HOLE, text)
    return _HOLES.sub(HOLE, text)


def is_visible(text: str) -> bool:
    """Something of the text is known."""
    return bool(text.replace(HOLE, "").strip()) or not text


def _default(expression: str) -> str:
    found = _DEFAULT.search(expression)
    if not found:
        return HOLE
    written = found["piped"] or found["first"]
    return written[1:-1] if written[:1] in "\"'" else _literal(written)


def _literal(word: str) -> str:
    """A default without quotes is a number or a truth; a name is another variable."""
    is_literal = word in {"true", "false", "True", "False"} or not isinstance(_number(word), str)
    return word if is_literal else HOLE


def _variable_default(found: re.Match[str]) -> str:
    """`${NAME:-default}` of shells, `${some.name:default}` of Spring."""
    shell = _SHELL_DEFAULT.fullmatch(found[1])
    if shell:
        default = shell[1] if shell[1] is not None else shell[2]
        return _BRACED.sub(_variable_default, default)
    name, colon, default = found[1].partition(":")
    if colon and _SPRING_NAME.fullmatch(name) and default[:1] not in {"?", "+", "="}:
        return _BRACED.sub(_variable_default, default)
    return HOLE
