import os
import smtplib
import ssl
from email.message import EmailMessage

import requests
import stripe
from flask import Flask, abort, request

app = Flask(__name__)
CASES = "https://cases.example.org/api/bookings"


def thank(address: str, number: str) -> None:
    mail = EmailMessage()
    mail["To"], mail["From"] = address, "fines@town.example.org"
    mail["Subject"] = f"Fine {number} is paid"
    with smtplib.SMTP("mail.example.org", 587, timeout=10) as smtp:
        smtp.starttls(context=ssl.create_default_context())
        smtp.send_message(mail)


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
        done = event["data"]["object"]
        booked = requests.post(
            CASES,
            headers={"Idempotency-Key": event["id"]},
            json={"fine": done["client_reference_id"]},
            timeout=20,
        )
        booked.raise_for_status()
        thank(done["customer_email"], done["client_reference_id"])
    return "", 200
