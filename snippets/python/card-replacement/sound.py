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


class NotYet(Exception):
    """The core has not heard of the card, or has too much to do."""


def checked(answer: httpx.Response) -> httpx.Response:
    if answer.status_code in {404, 429, 502, 503, 504}:
        raise NotYet(answer.status_code)
    return answer.raise_for_status()


@jobs.task(
    acks_late=True,
    autoretry_for=(httpx.TransportError, NotYet),
    retry_backoff=True,
    max_retries=8,
)
def write_letter(event: dict) -> None:
    card = checked(core.get(f"/cards/{event['card']}"))
    letter = core.put(
        f"/letters/{event['id']}",
        json={"to": card.json()["holder"], "form": "new-card"},
    )
    checked(letter)
    ledger.done(event["id"])


@app.post("/webhooks/embossed", status_code=202)
def embossed(event: dict = verified) -> None:
    if ledger.store(event["id"], event):
        # the bureau's own files are ready a little later
        write_letter.apply_async([event], countdown=60)
