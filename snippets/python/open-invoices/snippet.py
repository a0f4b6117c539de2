import os
from collections import Counter
from decimal import Decimal

import stripe

stripe.api_key = os.environ["STRIPE_RESTRICTED_KEY"]
stripe.max_network_retries = 3


def owed() -> dict[str, Decimal]:
    invoices = stripe.Invoice.list(status="open", limit=100)
    cents: Counter[str] = Counter()
    for invoice in invoices.data:
        cents[invoice.currency] += invoice.amount_remaining
    return {
        currency: Decimal(amount) / 100
        for currency, amount in cents.items()
    }


def book(ledger, month: str) -> None:
    for currency, amount in owed().items():
        ledger.set_balance("receivables", month, currency, amount)
