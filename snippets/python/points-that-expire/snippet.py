import csv
import os
from collections.abc import Iterator

import boto3
from boto3.dynamodb.conditions import Attr
from botocore.config import Config

table = boto3.resource(
    "dynamodb",
    config=Config(connect_timeout=3, read_timeout=10),
).Table(os.environ["MEMBERS_TABLE"])


def idle_members(since: str) -> Iterator[dict]:
    wanted = {
        "FilterExpression": Attr("last_order").lt(since),
        "ProjectionExpression": "id, email, points",
    }
    answer = table.scan(**wanted)
    yield from answer["Items"]
    while "LastEvaluatedKey" in answer:
        answer = table.scan(
            ExclusiveStartKey=answer["LastEvaluatedKey"], **wanted
        )
        yield from answer["Items"]


def write(path: str, since: str) -> int:
    count = 0
    with open(path, "w", newline="") as out:
        rows = csv.writer(out)
        for member in idle_members(since):
            if member["points"] > 0:
                rows.writerow([member["email"], int(member["points"])])
                count += 1
    return count
