import json
import os

from twilio.http.http_client import TwilioHttpClient
from twilio.rest import Client

from results.texts import TEXTS

sms = Client(
    os.environ["TWILIO_ACCOUNT"],
    os.environ["TWILIO_TOKEN"],
    http_client=TwilioHttpClient(timeout=8),
)
SENDER = os.environ["SMS_SENDER"]


def tell(phone: str, language: str, practice: str) -> None:
    text = TEXTS.get(language, TEXTS["en"])
    sms.messages.create(
        to=phone, from_=SENDER, body=text.format(practice=practice)
    )


def lambda_handler(event, context):
    for record in event["Records"]:
        result = json.loads(record["body"])
        if result["stage"] != "released" or not result["phone"]:
            continue
        tell(result["phone"], result["language"], result["practice"])
