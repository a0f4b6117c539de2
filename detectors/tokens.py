"""Where a source asks for an access token, as far as its text tells."""

from __future__ import annotations

import re
from collections.abc import Iterator

_GRANT = "grant_type"
_LOGIN = re.compile(r"(?:log-?in|sign-?in|auth\w*|token|sessions?)/?[\"'?]")
_PASSWORD = re.compile(r"[\"'](?:password|passwd|pwd|secret|client_secret|api_?key)[\"']")
_LINE = re.compile(r"^[ \t]*\S", re.MULTILINE)


def suspects(source: str, lowered: str) -> Iterator[int]:
    """All of a Python source that asks for a token: what asks, what calls that and what loops around it may be anywhere."""
    is_login = "token" in lowered and _LOGIN.search(lowered) and _PASSWORD.search(lowered)
    if _GRANT in lowered or is_login:
        yield from (line.end() - 1 for line in _LINE.finditer(source))
