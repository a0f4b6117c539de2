import logging
import os
import random
import time

import boto3
import requests

from topups.letters import sorry
from topups.queue import later

log = logging.getLogger("topups")
dynamodb = boto3.resource("dynamodb").meta.client
operator = requests.Session()
operator.headers["Authorization"] = f"Bearer {os.environ['OPERATOR']}"
BOOKINGS = "https://api.operator.example.com/v4/credits"
PEOPLE = "https://people.example.com/v1/sanctioned"
DUE = {
    "TableName": "topup-orders",
    "FilterExpression": "#s = :due",
    "ExpressionAttributeNames": {"#s": "state"},
    "ExpressionAttributeValues": {":due": "due"},
}


def is_sanctioned(person: str) -> bool:
    found = requests.get(f"{PEOPLE}/{person}", timeout=4)
    found.raise_for_status()
    return found.json()["listed"]


def book(order: str, number: str, amount: str) -> str:
    unique = {"Idempotency-Key": f"topup-{order}"}
    for attempt in range(5):
        try:
            answer = operator.post(
                BOOKINGS,
                json={"msisdn": number, "amount": amount},
                headers=unique,
                timeout=8,
            )
            answer.raise_for_status()
            return answer.json()["receipt"]
        except (requests.ConnectionError, requests.Timeout):
            time.sleep(random.uniform(0, 2**attempt))
    raise RuntimeError(f"the operator is silent about {number}")


def tonight() -> None:
    for page in dynamodb.get_paginator("scan").paginate(**DUE):
        for order in page["Items"]:
            later("topups.top_up", order)


def top_up(order: dict) -> None:
    if is_sanctioned(order["person"]):
        sorry(order["person"])
        return
    receipt = book(order["id"], order["number"], order["amount"])
    log.info("%s: %s", order["id"], receipt)
