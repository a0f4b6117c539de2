"""Berths of a marina: what skippers' apps and agencies call."""

import logging

from fastapi import APIRouter, Depends, HTTPException

from marina.access import caller
from marina.berths import Berths, Taken, berths

log = logging.getLogger("marina.berths")
old = APIRouter(prefix="/v1")
new = APIRouter(prefix="/v2")


@old.get("/berths/{harbour}")
def free_berths(harbour: str, who: str = Depends(caller)):
    raise HTTPException(410, "gone")


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
