import os

import requests

KEY = os.environ["SMS_KEY"]


def handler(event, ctx):
    numbers = [user["phone"] for user in event["users"]]
    return {"statusCode": 200, "batch": send(numbers, event["batch_id"])}


def send(numbers, batch_id):
    r = requests.post(
        "https://sms.example.com/v1/batches",
        headers={"Authorization": KEY, "Idempotency-Key": batch_id},
        json={"to": numbers},
        timeout=(2, 5),
    )
    r.raise_for_status()
    return r.json()["id"]
