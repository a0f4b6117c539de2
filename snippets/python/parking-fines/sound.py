import json
import os

import boto3
import stripe
from flask import Flask, abort, request

app = Flask(__name__)
sqs = boto3.client("sqs")


@app.post("/webhooks/stripe")
def paid():
    try:
        event = stripe.Webhook.construct_event(
            request.data,
            request.headers["Stripe-Signature"],
            os.environ["STRIPE_SIGNING_SECRET"],
        )
    except (KeyError, ValueError, stripe.SignatureVerificationError):
        abort(400)
    if event["type"] == "checkout.session.completed":
        # the same event twice in five minutes is one message, and the
        # worker's table of bookings knows the rest
        done = event["data"]["object"]
        sqs.send_message(
            QueueUrl=os.environ["PAID_FINES_QUEUE"],
            MessageBody=json.dumps(done),
            MessageGroupId=done["client_reference_id"],
            MessageDeduplicationId=event["id"],
        )
    return "", 200
