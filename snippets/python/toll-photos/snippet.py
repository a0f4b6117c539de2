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


def queue_url(name: str) -> str:
    made = sqs.create_queue(
        QueueName=name,
        Attributes={
            "VisibilityTimeout": "90",
            "SqsManagedSseEnabled": "true",
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
    work(Trips.open(), queue_url(os.environ["PHOTOS"]))
