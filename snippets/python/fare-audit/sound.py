import json
import os

import boto3

athena = boto3.client("athena")
s3 = boto3.client("s3")
FARES = """
    SELECT line, zone, count(*) AS trips, sum(cents) AS cents
    FROM fares WHERE day = ? GROUP BY line, zone
"""


def start(event, context):
    query = athena.start_query_execution(
        QueryString=FARES,
        ExecutionParameters=[event["pathParameters"]["day"]],
        WorkGroup=os.environ["WORKGROUP"],
    )["QueryExecutionId"]
    body = json.dumps({"audit": f"/audits/{query}"})
    return {"statusCode": 202, "body": body}


def look(event, context):
    """The app comes back here every few seconds."""
    query = event["pathParameters"]["query"]
    found = athena.get_query_execution(QueryExecutionId=query)
    state = found["QueryExecution"]["Status"]["State"]
    if state in ("QUEUED", "RUNNING"):
        return {"statusCode": 202}
    if state != "SUCCEEDED":
        return {"statusCode": 502}
    link = s3.generate_presigned_url(
        "get_object",
        Params={"Bucket": os.environ["BUCKET"], "Key": f"{query}.csv"},
    )
    return {"statusCode": 200, "body": json.dumps({"link": link})}
