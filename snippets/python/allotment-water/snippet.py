import json
import os

import boto3
from botocore.config import Config

dynamodb = boto3.client(
    "dynamodb",
    config=Config(
        connect_timeout=2,
        read_timeout=4,
        retries={"mode": "standard", "max_attempts": 3},
    ),
)
GARDENS = os.environ["GARDENS"]


def credit(message_id: str, garden: str, cents: int) -> None:
    try:
        dynamodb.update_item(
            TableName=GARDENS,
            Key={"garden": {"S": garden}},
            UpdateExpression="ADD credit :cents, receipts :receipts",
            ConditionExpression="NOT contains(receipts, :receipt)",
            ExpressionAttributeValues={
                ":cents": {"N": str(cents)},
                ":receipts": {"SS": [message_id]},
                ":receipt": {"S": message_id},
            },
        )
    except dynamodb.exceptions.ConditionalCheckFailedException:
        return


def lambda_handler(event, context):
    for record in event["Records"]:
        paid = json.loads(record["body"])
        credit(record["messageId"], paid["garden"], paid["cents"])
