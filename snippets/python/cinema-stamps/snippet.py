import json
import os

import boto3
import redis
from botocore.config import Config

WEEK = 7 * 24 * 3600
QUEUE = os.environ["TORN_TICKETS"]
store = redis.Redis.from_url(os.environ["STAMPS"], socket_timeout=2)
sqs = boto3.client(
    "sqs", config=Config(connect_timeout=3, read_timeout=25)
)


def stamp(ticket: dict) -> None:
    key = f"torn:{ticket['ticket_id']}"
    with store.pipeline() as both:
        both.watch(key)
        if both.exists(key):
            return
        both.multi()
        both.set(key, 1, ex=WEEK, nx=True)
        both.hincrby("points", ticket["guest"], 1)
        both.execute()


def work() -> None:
    while True:
        answer = sqs.receive_message(
            QueueUrl=QUEUE, WaitTimeSeconds=20, MaxNumberOfMessages=10
        )
        for message in answer.get("Messages", []):
            stamp(json.loads(message["Body"]))
            sqs.delete_message(
                QueueUrl=QUEUE, ReceiptHandle=message["ReceiptHandle"]
            )
