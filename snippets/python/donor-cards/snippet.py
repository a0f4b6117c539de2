import hashlib
import hmac
import os

import boto3
from botocore.config import Config
from botocore.exceptions import BotoCoreError, ClientError
from flask import Flask, request

app = Flask(__name__)
SECRET = os.environ["FORM_SECRET"].encode()
sqs = boto3.client(
    "sqs",
    config=Config(
        connect_timeout=1,
        read_timeout=2,
        retries={"total_max_attempts": 2},
    ),
)


@app.post("/hooks/donors")
def donor_joined():
    sent = request.headers.get("X-Form-Signature", "")
    ours = hmac.new(SECRET, request.data, hashlib.sha256).hexdigest()
    if not hmac.compare_digest(ours, sent):
        return "", 401
    try:
        sqs.send_message(
            QueueUrl=os.environ["DONOR_QUEUE"],
            MessageBody=request.get_data(as_text=True),
            MessageGroupId="donors",
            MessageDeduplicationId=request.json["id"],
        )
    except (BotoCoreError, ClientError):
        app.logger.exception("the form service will come again")
        return "", 503
    return "", 202
