"""What ambulances report is kept here, and read by the dispatchers."""

import os
from datetime import UTC, datetime

import boto3
from boto3.dynamodb.conditions import Key
from botocore.config import Config

QUICK = Config(
    region_name="eu-central-1",
    connect_timeout=1,
    read_timeout=2,
    retries={"mode": "standard", "total_max_attempts": 2},
)
diary = boto3.resource("dynamodb", config=QUICK).Table(
    os.environ["DIARY_TABLE"]
)


def report(ambulance: str, said: dict) -> None:
    """The same report again changes nothing."""
    diary.put_item(
        Item={
            "ambulance": ambulance,
            "at": said["at"],
            "state": said["state"],
            "kept": datetime.now(UTC).isoformat(),
        }
    )


def latest(ambulance: str) -> dict | None:
    found = diary.query(
        KeyConditionExpression=Key("ambulance").eq(ambulance),
        ScanIndexForward=False,
        Limit=1,
    )
    return next(iter(found["Items"]), None)
