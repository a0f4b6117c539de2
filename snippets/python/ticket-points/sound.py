import os

import httpx

from rail.outbox import later
from rail.tickets import Ticket, issue

bank = httpx.Client(base_url=os.environ["BANK_URL"], timeout=8)


class Declined(Exception):
    pass


def buy(order: dict, key: str) -> Ticket:
    """The ticket of an order that has been paid."""
    captured = bank.post(
        "/captures",
        json={"cents": order["cents"], "card": order["card_token"]},
        headers={"Idempotency-Key": f"capture-{key}"},
    )
    if captured.status_code == 402:
        raise Declined(captured.json()["reason"])
    captured.raise_for_status()

    ticket = issue(order, payment=captured.json()["id"])

    later(
        "bonus.book",
        key=f"points-{key}",
        member=order["member"],
        points=order["cents"] // 100,
    )
    return ticket
