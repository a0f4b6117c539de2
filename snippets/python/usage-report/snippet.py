import json
import logging
import os
import time

import boto3
from botocore.config import Config

from reports.sql import USAGE

log = logging.getLogger()
log.setLevel(logging.INFO)
athena = boto3.client(
    "athena", config=Config(connect_timeout=2, read_timeout=5)
)
BUCKET = os.environ["RESULTS_BUCKET"]
BUSY = {"QUEUED", "RUNNING"}


def handler(event, context):
    customer = event["pathParameters"]["customer"]
    started = athena.start_query_execution(
        QueryString=USAGE,
        ExecutionParameters=[customer],
        ClientRequestToken=event["requestContext"]["requestId"],
        ResultConfiguration={"OutputLocation": f"s3://{BUCKET}/usage"},
    )
    query_id = started["QueryExecutionId"]
    status = "QUEUED"
    while status in BUSY:
        found = athena.get_query_execution(QueryExecutionId=query_id)
        status = found["QueryExecution"]["Status"]["State"]
        time.sleep(0.2)
    log.info("query %s of %s: %s", query_id, customer, status)
    if status != "SUCCEEDED":
        return {"statusCode": 502, "body": json.dumps({"id": query_id})}
    place = found["QueryExecution"]["ResultConfiguration"]
    return {"statusCode": 200, "body": json.dumps(place)}
