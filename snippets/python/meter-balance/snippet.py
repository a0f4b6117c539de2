import os
from decimal import Decimal

import boto3
from botocore.config import Config

config = Config(
    connect_timeout=2,
    read_timeout=3,
    retries={"mode": "standard", "max_attempts": 4},
)
store = boto3.resource("dynamodb", config=config)
meters = store.Table(os.environ["METERS_TABLE"])
CREDIT = Decimal("-2.00")


def stays_on(meter: str) -> bool:
    decided = meters.get_item(
        Key={"meter": meter},
        ConsistentRead=True,
    )
    if "Item" not in decided:
        raise LookupError(meter)
    return decided["Item"]["balance"] > CREDIT


def balance_for_app(meter: str) -> str:
    shown = meters.get_item(Key={"meter": meter})
    if "Item" not in shown:
        return "no such meter"
    return f"{shown['Item']['balance']:.2f}"


def top_up(meter: str, amount: Decimal, payment: str) -> None:
    meters.update_item(
        Key={"meter": meter},
        UpdateExpression="ADD balance :a, payments :p",
        ConditionExpression="NOT contains(payments, :one)",
        ExpressionAttributeValues={
            ":a": amount,
            ":p": {payment},
            ":one": payment,
        },
    )
