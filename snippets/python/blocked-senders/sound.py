from __future__ import annotations

import os

import boto3
from botocore.config import Config

store = boto3.resource(
    "dynamodb",
    config=Config(
        connect_timeout=1,
        read_timeout=2,
        retries={"mode": "standard", "max_attempts": 3},
    ),
)
accounts = store.Table(os.environ["ACCOUNTS_TABLE"])
usage = store.Table(os.environ["USAGE_TABLE"])


def may_send(account: str) -> bool:
    found = accounts.get_item(
        Key={"id": account},
        ProjectionExpression="blocked, closed_at",
        ConsistentRead=True,
    )
    item = found.get("Item")
    if item is None:
        return False
    return not item["blocked"] and "closed_at" not in item


def sent_yesterday(account: str, day: str) -> int:
    counted = usage.get_item(
        Key={"id": account, "day": day},
        ProjectionExpression="messages",
    )
    return int(counted.get("Item", {}).get("messages", 0))
