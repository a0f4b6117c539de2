import json
import logging
import os

import boto3
from botocore.config import Config

from reports.sql import USAGE

log = logging.getLogger()
log.setLevel(logging.INFO)
athena = boto3.client(
    "athena", config=Config(connect_timeout=2, read_timeout=5)
)
BUCKET = os.environ["RESULTS_BUCKET"]


def handler(event, context):
    customer = event["pathParameters"]["customer"]
    started = athena.start_query_execution(
        QueryString=USAGE,
        ExecutionParameters=[customer],
        ClientRequestToken=event["requestContext"]["requestId"],
        ResultConfiguration={"OutputLocation": f"s3://{BUCKET}/usage"},
    )
    query_id = started["QueryExecutionId"]
    log.info("query %s of %s has started", query_id, customer)
    return {"statusCode": 202, "body": json.dumps({"id": query_id})}


def done(event, context):
    """EventBridge calls this one when a query changes its state."""
    detail = event["detail"]
    query_id = detail["queryExecutionId"]
    log.info("query %s: %s", query_id, detail["currentState"])
