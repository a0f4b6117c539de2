import base64
import json
import os
from decimal import Decimal

import boto3
from botocore.config import Config

LIMITS = Config(
    connect_timeout=2,
    read_timeout=4,
    retries={"mode": "standard", "max_attempts": 3},
)
dynamodb = boto3.resource("dynamodb", config=LIMITS)
roofs = dynamodb.Table(os.environ["ROOFS"])
CENTS = {"until-2022": Decimal("6.24"), "since-2022": Decimal("8.11")}


def cents_of(reading: dict) -> Decimal:
    return Decimal(str(reading["kwh"])) * CENTS[reading["tariff"]]


def handler(event, context):
    for record in event["Records"]:
        data = base64.b64decode(record["kinesis"]["data"])
        reading = json.loads(data, parse_float=Decimal)
        if reading["kwh"] <= 0:
            continue
        # a row for each reading; the payout sums them up
        roofs.put_item(
            Item={
                "roof": reading["roof"],
                "at": reading["at"],
                "quarter": reading["quarter"],
                "cents": cents_of(reading),
            }
        )
