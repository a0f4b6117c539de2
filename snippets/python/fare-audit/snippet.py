import json
import os
import time

import boto3

athena = boto3.client("athena")
s3 = boto3.client("s3")
DONE = {"SUCCEEDED", "FAILED", "CANCELLED"}
FARES = """
    SELECT line, zone, count(*) AS trips, sum(cents) AS cents
    FROM fares WHERE day = ? GROUP BY line, zone
"""


def state_of(query: str) -> str:
    found = athena.get_query_execution(QueryExecutionId=query)
    return found["QueryExecution"]["Status"]["State"]


def lambda_handler(event, context):
    day = event["pathParameters"]["day"]
    query = athena.start_query_execution(
        QueryString=FARES,
        ExecutionParameters=[day],
        WorkGroup=os.environ["WORKGROUP"],
    )["QueryExecutionId"]
    while (state := state_of(query)) not in DONE:
        time.sleep(2)
    if state != "SUCCEEDED":
        return {"statusCode": 502}
    link = s3.generate_presigned_url(
        "get_object",
        Params={"Bucket": os.environ["BUCKET"], "Key": f"{query}.csv"},
    )
    return {"statusCode": 200, "body": json.dumps({"link": link})}
