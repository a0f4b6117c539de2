import gzip
import json
from datetime import datetime

import boto3
from botocore.config import Config

from buoys.model import Reading

store = boto3.client(
    "s3",
    config=Config(
        connect_timeout=3,
        read_timeout=10,
        retries={"mode": "standard", "max_attempts": 5},
    ),
)


def key(buoy: str, hour: datetime) -> str:
    return f"readings/{buoy}/{hour:%Y/%m/%d/%H}.json.gz"


def keep(buoy: str, hour: datetime, readings: list[Reading]) -> None:
    lines = "\n".join(json.dumps(r.to_json()) for r in readings)
    store.put_object(
        Bucket="buoys-archive",
        Key=key(buoy, hour),
        Body=gzip.compress(lines.encode()),
        ContentType="application/x-ndjson",
    )
