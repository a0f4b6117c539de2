"""Names of fields whose sum matters: of money, and of goods that run out."""

from __future__ import annotations

import re

AMOUNTS = (
    *("balance", "credit", "points", "stock", "quantity", "quota", "tokens", "wallet", "coins"),
    *("seats", "funds", "diamonds", "gems", "inventory", "remaining", "slots", "tickets", "_left"),
)  # fmt: skip
"""Lower-case texts that such a name holds."""

FLAGS = re.compile(
    r"(?i)\.\w*(?:paid|payment_made|payment_done|confirmed|processed|fulfilled|credited|redeemed|refunded|delivered"
    r"|dispatched|claimed|activated|settled|captured)\w* = true\b"
)
"""Fields that say that something has been done, as they are set."""
