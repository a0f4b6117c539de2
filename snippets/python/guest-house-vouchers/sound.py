import os

import boto3
from botocore.config import Config
from fastapi import FastAPI, HTTPException
from pydantic import BaseModel, Field

app = FastAPI()
LIMITS = Config(
    connect_timeout=2,
    read_timeout=3,
    retries={"mode": "standard", "max_attempts": 3},
)
dynamodb = boto3.resource("dynamodb", config=LIMITS)
vouchers = dynamodb.Table(os.environ["VOUCHERS"])
errors = dynamodb.meta.client.exceptions


class Payment(BaseModel):
    cents: int = Field(gt=0, le=50_000)
    house: str


@app.post("/v1/vouchers/{number}/payments", status_code=201)
def pay(number: str, payment: Payment) -> dict:
    try:
        done = vouchers.update_item(
            Key={"id": number},
            UpdateExpression="SET balance = balance - :c, last = :h",
            ConditionExpression="balance >= :c",
            ExpressionAttributeValues={
                ":c": payment.cents,
                ":h": payment.house,
            },
            ReturnValues="UPDATED_NEW",
        )
    except errors.ConditionalCheckFailedException:
        raise HTTPException(409, "not enough left") from None
    return {"left": int(done["Attributes"]["balance"])}
