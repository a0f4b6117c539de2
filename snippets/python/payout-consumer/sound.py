import json
import logging
import os

import stripe

from payouts.ledger import Ledger

log = logging.getLogger()
log.setLevel(logging.INFO)
stripe.api_key = os.environ["STRIPE_KEY"]
stripe.max_network_retries = 2
ledger = Ledger.from_env()


def pay(payout: dict) -> str:
    transfer = stripe.Transfer.create(
        amount=payout["cents"],
        currency=payout["currency"],
        destination=payout["account"],
        description=f"Sales of {payout['week']}",
        idempotency_key=f"payout-{payout['id']}",
    )
    ledger.book(payout["id"], transfer.id)
    return transfer.id


def lambda_handler(event, context):
    failed = []
    for record in event["Records"]:
        try:
            done = pay(json.loads(record["body"]))
            log.info("paid out as %s", done)
        except stripe.StripeError:
            log.exception("message %s", record["messageId"])
            failed.append({"itemIdentifier": record["messageId"]})
    return {"batchItemFailures": failed}
