import json
import os
from collections.abc import Iterable
from itertools import islice

import boto3
from botocore.config import Config

STREAM = os.environ["READINGS_STREAM"]
kinesis = boto3.client(
    "kinesis",
    config=Config(
        connect_timeout=3,
        read_timeout=10,
        retries={"mode": "standard", "total_max_attempts": 4},
    ),
)


class StreamDown(Exception):
    pass


def entry(reading: dict) -> dict:
    return {
        "Data": json.dumps(reading).encode(),
        "PartitionKey": reading["meter"],
    }


def forward(readings: Iterable[dict]) -> None:
    entries = map(entry, readings)
    while batch := list(islice(entries, 500)):
        answer = kinesis.put_records(StreamName=STREAM, Records=batch)
        status = answer["ResponseMetadata"]["HTTPStatusCode"]
        if status != 200:
            raise StreamDown(f"{STREAM} answered {status}")
