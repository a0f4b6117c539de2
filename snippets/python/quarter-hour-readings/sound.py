import json
import os
import random
import time
from collections.abc import Iterable
from itertools import islice

import boto3
from botocore.config import Config

STREAM = os.environ["READINGS_STREAM"]
ATTEMPTS = 6
kinesis = boto3.client(
    "kinesis",
    config=Config(
        connect_timeout=3,
        read_timeout=10,
        retries={"mode": "standard", "total_max_attempts": 4},
    ),
)


class Rejected(Exception):
    pass


def entry(reading: dict) -> dict:
    return {
        "Data": json.dumps(reading).encode(),
        "PartitionKey": reading["meter"],
    }


def put(batch: list[dict]) -> None:
    for attempt in range(ATTEMPTS):
        answer = kinesis.put_records(StreamName=STREAM, Records=batch)
        if not answer["FailedRecordCount"]:
            return
        batch = [
            record
            for record, result in zip(batch, answer["Records"])
            if "ErrorCode" in result
        ]
        time.sleep(random.uniform(0, min(10, 2**attempt)))
    raise Rejected(f"{len(batch)} readings after {ATTEMPTS} attempts")


def forward(readings: Iterable[dict]) -> None:
    entries = map(entry, readings)
    while batch := list(islice(entries, 500)):
        put(batch)
