import json
import logging
import os
import secrets

import requests

log = logging.getLogger(__name__)
SMS_URL = "https://sms.example.com/v1/messages"
SMS_KEY = os.environ["SMS_KEY"]


def deliver(phone, code):
    for attempt in range(4):
        try:
            response = requests.post(
                SMS_URL,
                headers={"Authorization": f"Bearer {SMS_KEY}"},
                json={"to": phone, "text": f"{code} is your code"},
            )
            response.raise_for_status()
            return response.json()["id"]
        except requests.RequestException:
            log.warning("attempt %d failed", attempt + 1)
    raise RuntimeError("no code was sent")


def lambda_handler(event, context):
    user = json.loads(event["body"])
    code = f"{secrets.randbelow(10**6):06}"
    message = deliver(user["phone"], code)
    log.info("queued %s", message)
    return {"statusCode": 202}
