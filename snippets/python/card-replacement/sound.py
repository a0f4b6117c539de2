import os

import httpx
from celery import Celery
from fastapi import FastAPI

from cards.bureau import verified
from cards.ledger import Ledger

app = FastAPI()
jobs = Celery("cards", broker=os.environ["BROKER_URL"])
ledger = Ledger(os.environ["LEDGER_DSN"])
core = httpx.Client(
    base_url="https://core.example.net",
    timeout=8,
    transport=httpx.HTTPTransport(retries=2),
)


@jobs.task(
    acks_late=True,
    autoretry_for=(httpx.HTTPError,),
    retry_backoff=True,
    max_retries=8,
)
def write_letter(event: dict) -> None:
    card = core.get(f"/cards/{event['card']}")
    card.raise_for_status()
    letter = core.put(
        f"/letters/{event['id']}",
        json={"to": card.json()["holder"], "form": "new-card"},
    )
    letter.raise_for_status()
    ledger.done(event["id"])


@app.post("/webhooks/embossed", status_code=202)
def embossed(event: dict = verified) -> None:
    if ledger.store(event["id"], event):
        # the bureau's own files are ready a little later
        write_letter.apply_async([event], countdown=60)
