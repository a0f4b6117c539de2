import csv
import io
import os

import boto3
from botocore.config import Config

settings = Config(retries={"mode": "standard", "max_attempts": 5})
s3 = boto3.client("s3", config=settings)
members = boto3.resource("dynamodb", config=settings).Table(
    os.environ["MEMBERS_TABLE"]
)


def rows(bucket, key):
    body = s3.get_object(Bucket=bucket, Key=key)["Body"]
    text = io.TextIOWrapper(body, encoding="utf-8")
    yield from csv.DictReader(text)


def handler(event, context):
    upload = event["Records"][0]["s3"]
    bucket, key = upload["bucket"]["name"], upload["object"]["key"]
    count = 0
    # writes by 25 and repeats what DynamoDB did not take
    with members.batch_writer(overwrite_by_pkeys=["pk"]) as batch:
        for member in rows(bucket, key):
            batch.put_item(
                Item={
                    "pk": f"member#{member['number']}",
                    "points": int(member["points"] or 0),
                    "tier": member["tier"].lower(),
                }
            )
            count += 1
    return {"imported": count}
