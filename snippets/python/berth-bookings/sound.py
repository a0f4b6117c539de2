"""Berths of a marina: what skippers' apps and agencies call."""

import logging

from fastapi import APIRouter, Depends, HTTPException, Response

from marina.access import caller
from marina.berths import Berths, Taken, berths

log = logging.getLogger("marina.berths")
old = APIRouter(prefix="/v1")
new = APIRouter(prefix="/v2")


GOING = {
    "Deprecation": "@1767225600",
    "Sunset": "Thu, 31 Dec 2026 23:59:59 GMT",
    "Link": '<https://marina.example.com/v2>; rel="successor-version"',
}


@old.get("/berths/{harbour}")
def free_berths(
    harbour: str,
    answer: Response,
    who: str = Depends(caller),
    store: Berths = Depends(berths),
):
    log.info("%s still asks /v1/berths", who)
    answer.headers.update(GOING)
    return {"berths": store.free(harbour, None)[:50]}


@new.get("/harbours/{harbour}/berths")
def berths_of(
    harbour: str,
    length_cm: int,
    who: str = Depends(caller),
    store: Berths = Depends(berths),
):
    return {"berths": store.free(harbour, length_cm)[:50]}


@new.put("/bookings/{booking}")
def book(
    booking: str,
    berth: str,
    who: str = Depends(caller),
    store: Berths = Depends(berths),
):
    try:
        store.book(booking, berth, who)
    except Taken:
        log.info("%s wanted %s, which is taken", who, berth)
        raise HTTPException(409, {"code": "berth_taken"}) from None
    return {"booking": booking, "berth": berth}
