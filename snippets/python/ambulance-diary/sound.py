"""What ambulances report is kept here, and read by the dispatchers."""

import logging
import os
from collections.abc import Callable
from datetime import UTC, datetime
from typing import TypeVar

import boto3
from boto3.dynamodb.conditions import Key
from botocore.config import Config
from botocore.exceptions import BotoCoreError, ClientError

log = logging.getLogger("diary")
# a global table: each region has all of it and takes writes
REGIONS = os.environ["DIARY_REGIONS"].split(",")
T = TypeVar("T")


def table(region: str):
    quick = Config(
        region_name=region,
        connect_timeout=1,
        read_timeout=2,
        retries={"mode": "standard", "total_max_attempts": 2},
    )
    everything = boto3.resource("dynamodb", config=quick)
    return everything.Table(os.environ["DIARY_TABLE"])


first, second = (table(region) for region in REGIONS)


def report(ambulance: str, said: dict) -> None:
    """The same report again changes nothing."""
    now = datetime.now(UTC).isoformat()
    item = {"ambulance": ambulance, "kept": now} | said
    either(lambda diary: diary.put_item(Item=item))


def latest(ambulance: str) -> dict | None:
    asked = {
        "KeyConditionExpression": Key("ambulance").eq(ambulance),
        "ScanIndexForward": False,
        "Limit": 1,
    }
    found = either(lambda diary: diary.query(**asked))
    return next(iter(found["Items"]), None)


def either(ask: Callable[..., T]) -> T:
    try:
        return ask(first)
    except (BotoCoreError, ClientError) as error:
        log.warning("%s did not answer: %s", REGIONS[0], error)
        return ask(second)
