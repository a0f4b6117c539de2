import json
import logging

import boto3
from botocore.config import Config

log = logging.getLogger()
log.setLevel(logging.INFO)
CONFIG = Config(
    connect_timeout=1,
    read_timeout=2,
    retries={"mode": "standard", "total_max_attempts": 3},
)


def answer(status: int, text: str) -> dict:
    return {"statusCode": status, "body": json.dumps({"text": text})}


def lambda_handler(event: dict, context: object) -> dict:
    scan = json.loads(event["body"])
    table = boto3.resource("dynamodb", config=CONFIG).Table("tickets")
    found = table.get_item(
        Key={"code": scan["code"]}, ConsistentRead=True
    ).get("Item")
    if found is None:
        log.info("gate %s: unknown code", scan["gate"])
        return answer(404, "unknown")
    if found["gate"] != scan["gate"]:
        return answer(409, f"please go to gate {found['gate']}")
    return answer(200, "welcome")
