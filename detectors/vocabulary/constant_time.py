"""Comparisons that take as long wherever two values differ."""

from __future__ import annotations

COMPARISONS = frozenset(
    {
        "compare_digest",
        "constant_time_compare",
        "safe_str_cmp",
        "bytes_eq",
        "constant_time_equals",
    }
)
"""Of `hmac` and `secrets`, Django, older Werkzeug and cryptography, and what others call alike; by their last names."""
