import datetime as dt
import logging
import os

import boto3
from botocore.config import Config

log = logging.getLogger("retention")
s3 = boto3.client(
    "s3",
    config=Config(connect_timeout=5, read_timeout=20),
)
BUCKET = os.environ["EXPORTS_BUCKET"]
KEPT = dt.timedelta(days=30)


class NotErased(Exception):
    pass


def erase(account: str, now: dt.datetime) -> int:
    pages = s3.get_paginator("list_objects_v2")
    count = 0
    for page in pages.paginate(Bucket=BUCKET, Prefix=f"{account}/"):
        old = [
            {"Key": one["Key"]}
            for one in page.get("Contents", [])
            if now - one["LastModified"] > KEPT
        ]
        if not old:
            continue
        answer = s3.delete_objects(
            Bucket=BUCKET, Delete={"Objects": old, "Quiet": True}
        )
        kept = [one["Key"] for one in answer.get("Errors", [])]
        if kept:
            raise NotErased(f"{len(kept)} exports, first {kept[0]}")
        count += len(old)
    log.info("erased %d of %s", count, account)
    return count
