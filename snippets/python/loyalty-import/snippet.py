import csv
import io
import os

import boto3
from botocore.config import Config

settings = Config(retries={"mode": "standard", "max_attempts": 5})
s3 = boto3.client("s3", config=settings)
dynamodb = boto3.client("dynamodb", config=settings)
TABLE = os.environ["MEMBERS_TABLE"]


def rows(bucket, key):
    body = s3.get_object(Bucket=bucket, Key=key)["Body"]
    text = io.TextIOWrapper(body, encoding="utf-8")
    yield from csv.DictReader(text)


def handler(event, context):
    upload = event["Records"][0]["s3"]
    bucket, key = upload["bucket"]["name"], upload["object"]["key"]
    count = 0
    for member in rows(bucket, key):
        dynamodb.put_item(
            TableName=TABLE,
            Item={
                "pk": {"S": f"member#{member['number']}"},
                "points": {"N": member["points"] or "0"},
                "tier": {"S": member["tier"].lower()},
            },
        )
        count += 1
    return {"imported": count}
