"""Routes: whether anything in sight may count how often somebody calls one."""

from __future__ import annotations

import re

from detectors.readers.python.program import Program
from detectors.readers.python.serving.routers import injected, is_taken_elsewhere
from detectors.readers.python.serving.webhooks import is_plainly_routed
from detectors.readers.python.syntax import nodes

_COUNTS = re.compile(
    r"limiter|rate_?limit|ratelimit|throttl|slowapi|captcha|turnstile|lockout|locked|cooldown|attempts|too_?many"
    r"|\b429\b|quota|\.incr\(|allow_per|middleware|before_(?:app_)?request|before_serving|dependencies\s*="
    r"|preprocessor|\.install\(|[(,]\s*apply\s*=|create_app\(|flood|abuse|\bnonce|last_sent|recent",
    re.IGNORECASE,
)
"""What counts calls, or what runs before every handler of a file and may."""
_HARMLESS = re.compile(
    r"(?:\w+\.)*(?:get_\w+|provide_\w+|current_\w+|\w*(?:session|db|settings|user|oauth2\w*)|OAuth2\w*|)"
)
"""What is injected that is not there to count."""


def is_unlimited(program: Program, node: nodes.FunctionDef) -> bool:
    """It is routed by known decorators on an application that the file makes, and nothing there counts calls."""
    if program.says(_COUNTS) or program.tree.class_of(node) is not None:
        return False
    if is_taken_elsewhere(program):
        return False  # whoever takes it may count
    if not is_plainly_routed(program, node):
        return False
    return all(map(_HARMLESS.fullmatch, injected(program, node)))
