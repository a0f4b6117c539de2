"""Names of fields whose sum matters: of money, and of goods that run out."""

from __future__ import annotations

AMOUNTS = (
    *("balance", "credit", "points", "stock", "quantity", "quota", "tokens", "wallet", "coins"),
    *("seats", "funds", "diamonds", "gems", "inventory"),
)  # fmt: skip
"""Lower-case texts that such a name holds."""
