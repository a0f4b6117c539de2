import json
import logging
import os
import secrets
import uuid

import requests
from requests.adapters import HTTPAdapter
from urllib3.util import Retry

log = logging.getLogger(__name__)
SMS_URL = "https://sms.example.com/v1/messages"
SMS_KEY = os.environ["SMS_KEY"]

policy = Retry(
    total=2,
    backoff_factor=0.3,
    backoff_jitter=0.3,
    status_forcelist=(429, 502, 503, 504),
    allowed_methods={"POST"},
)
session = requests.Session()
session.mount("https://", HTTPAdapter(max_retries=policy))


def deliver(phone, code):
    response = session.post(
        SMS_URL,
        headers={
            "Authorization": f"Bearer {SMS_KEY}",
            "Idempotency-Key": str(uuid.uuid4()),
        },
        json={"to": phone, "text": f"{code} is your code"},
        timeout=(1, 2),
    )
    response.raise_for_status()
    return response.json()["id"]


def lambda_handler(event, context):
    user = json.loads(event["body"])
    code = f"{secrets.randbelow(10**6):06}"
    message = deliver(user["phone"], code)
    log.info("queued %s", message)
    return {"statusCode": 202}
