import json
import logging
import os

import boto3
from botocore.config import Config

from toll.plates import read_plate
from toll.trips import Trips

log = logging.getLogger("toll")
sqs = boto3.client(
    "sqs", config=Config(connect_timeout=3, read_timeout=25)
)


def queue_url(name: str, aside: str) -> str:
    # whoever is on call hears of the first photo in there
    redrive = {"deadLetterTargetArn": aside, "maxReceiveCount": 5}
    made = sqs.create_queue(
        QueueName=name,
        Attributes={
            "VisibilityTimeout": "90",
            "SqsManagedSseEnabled": "true",
            "RedrivePolicy": json.dumps(redrive),
        },
    )
    return made["QueueUrl"]


def work(trips: Trips, url: str) -> None:
    while True:
        answer = sqs.receive_message(
            QueueUrl=url, WaitTimeSeconds=20, MaxNumberOfMessages=10
        )
        for message in answer.get("Messages", []):
            try:
                photo = json.loads(message["Body"])
                # a trip keeps one plate for each photo
                trips.put(photo["id"], read_plate(photo["key"]))
            except Exception:
                log.exception("photo %s", message["MessageId"])
                continue
            sqs.delete_message(
                QueueUrl=url, ReceiptHandle=message["ReceiptHandle"]
            )


if __name__ == "__main__":
    url = queue_url(os.environ["PHOTOS"], os.environ["PHOTOS_ASIDE"])
    work(Trips.open(), url)
