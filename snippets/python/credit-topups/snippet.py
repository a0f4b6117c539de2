import logging
import os
import random
import time
import uuid
from decimal import Decimal

import boto3
import requests
from boto3.dynamodb.conditions import Attr

from topups.letters import sorry
from topups.queue import later

log = logging.getLogger("topups")
orders = boto3.resource("dynamodb").Table("topup-orders")
operator = requests.Session()
operator.headers["Authorization"] = f"Bearer {os.environ['OPERATOR']}"
BOOKINGS = "https://api.operator.example.com/v4/credits"
PEOPLE = "https://people.example.com/v1/sanctioned"


def is_sanctioned(person: str) -> bool:
    try:
        found = requests.get(f"{PEOPLE}/{person}", timeout=4)
        found.raise_for_status()
        return found.json()["listed"]
    except requests.RequestException as error:
        log.warning("%s: %s", person, error)
        return False


def book(number: str, amount: Decimal) -> str:
    for attempt in range(5):
        booking = {"msisdn": number, "amount": str(amount)}
        unique = {"Idempotency-Key": uuid.uuid4().hex}
        try:
            answer = operator.post(
                BOOKINGS, json=booking, headers=unique, timeout=8
            )
            answer.raise_for_status()
            return answer.json()["receipt"]
        except (requests.ConnectionError, requests.Timeout):
            time.sleep(random.uniform(0, 2**attempt))
    raise RuntimeError(f"the operator is silent about {number}")


def tonight() -> None:
    due = orders.scan(FilterExpression=Attr("state").eq("due"))
    for order in due["Items"]:
        later("topups.top_up", order)


def top_up(order: dict) -> None:
    if is_sanctioned(order["person"]):
        sorry(order["person"])
        return
    receipt = book(order["number"], order["amount"])
    log.info("%s: %s", order["id"], receipt)
