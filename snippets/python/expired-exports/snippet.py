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


def erase(account: str, now: dt.datetime) -> int:
    listing = s3.list_objects_v2(Bucket=BUCKET, Prefix=f"{account}/")
    old = [
        {"Key": one["Key"]}
        for one in listing.get("Contents", [])
        if now - one["LastModified"] > KEPT
    ]
    for start in range(0, len(old), 1000):
        s3.delete_objects(
            Bucket=BUCKET,
            Delete={"Objects": old[start : start + 1000]},
        )
    log.info("erased %d of %s", len(old), account)
    return len(old)
