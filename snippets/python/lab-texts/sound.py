import json
import os

import boto3
from botocore.config import Config
from botocore.exceptions import ClientError
from twilio.base.exceptions import TwilioException
from twilio.http.http_client import TwilioHttpClient
from twilio.rest import Client

from results.texts import TEXTS

sms = Client(
    os.environ["TWILIO_ACCOUNT"],
    os.environ["TWILIO_TOKEN"],
    http_client=TwilioHttpClient(timeout=8),
)
SENDER = os.environ["SMS_SENDER"]
told = boto3.resource(
    "dynamodb", config=Config(connect_timeout=2, read_timeout=3)
).Table(os.environ["TOLD"])


def is_first(message: str) -> bool:
    try:
        told.put_item(
            Item={"id": message},
            ConditionExpression="attribute_not_exists(id)",
        )
    except ClientError as error:
        code = error.response["Error"]["Code"]
        if code == "ConditionalCheckFailedException":
            return False
        raise
    return True


def lambda_handler(event, context):
    for record in event["Records"]:
        result = json.loads(record["body"])
        if result["stage"] != "released" or not result["phone"]:
            continue
        if not is_first(record["messageId"]):
            continue
        text = TEXTS.get(result["language"], TEXTS["en"])
        try:
            sms.messages.create(
                to=result["phone"],
                from_=SENDER,
                body=text.format(practice=result["practice"]),
            )
        except TwilioException:
            told.delete_item(Key={"id": record["messageId"]})
            raise
