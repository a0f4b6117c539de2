import os

import httpx

from rail.tickets import Ticket, issue

bank = httpx.Client(base_url=os.environ["BANK_URL"], timeout=8)
bonus = httpx.Client(base_url=os.environ["BONUS_URL"], timeout=3)


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

    booked = bonus.post(
        "/bookings",
        json={"member": order["member"], "cents": order["cents"]},
        headers={"Idempotency-Key": f"points-{key}"},
    )
    booked.raise_for_status()
    return ticket.with_points(booked.json()["balance"])
