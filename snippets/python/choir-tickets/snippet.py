import os

import stripe
from flask import Flask, abort, request

from choir.mail import queue_tickets
from choir.sales import Sales

app = Flask(__name__)
sales = Sales.open(os.environ["SALES_DB"])
HOOK_SECRET = os.environ["STRIPE_HOOK_SECRET"]
PAID = "checkout.session.completed"


@app.post("/stripe/webhook")
def checkout():
    try:
        event = stripe.Webhook.construct_event(
            request.get_data(),
            request.headers.get("Stripe-Signature", ""),
            HOOK_SECRET,
        )
    except (ValueError, stripe.SignatureVerificationError):
        abort(400)
    if event["type"] != PAID:
        return "", 204
    session = event["data"]["object"]
    with sales.once(event["id"]) as sale:
        if sale is not None:
            sale.book(session["client_reference_id"])
            queue_tickets(session["customer_details"]["email"], sale)
    return "", 204
