"""Tops up toll tags whose credit has run low."""

import logging
import os

import redis
import requests

from tolls.tags import Tag, tags_below

log = logging.getLogger("tolls.topup")
CHARGES = os.environ["ACQUIRER_URL"] + "/v1/charges"
LOW = 500

http = requests.Session()
http.headers["Authorization"] = f"Bearer {os.environ['ACQUIRER_KEY']}"
credit = redis.Redis(
    host=os.environ["CREDIT_HOST"],
    password=os.environ["CREDIT_PASSWORD"],
    ssl=True,
    socket_timeout=2,
)


def top_up(tag: Tag) -> None:
    """`tag.round` grows only once the credit has been written."""
    answer = http.post(
        CHARGES,
        json={
            "card": tag.card_token,
            "amount": tag.top_up_cents,
            "currency": "EUR",
            "text": f"Toll tag {tag.number}",
        },
        headers={"Idempotency-Key": f"tag-{tag.id}-{tag.round}"},
        timeout=(3, 20),
    )
    answer.raise_for_status()
    tag.book(credit, tag.top_up_cents, charge=answer.json()["id"])
    log.info("tag %s: %s", tag.id, answer.json()["id"])


def main() -> None:
    for tag in tags_below(LOW, limit=10):
        try:
            top_up(tag)
        except (requests.RequestException, redis.RedisError):
            log.exception("tag %s waits for the next run", tag.id)


if __name__ == "__main__":
    main()
