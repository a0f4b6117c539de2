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
vouchers = boto3.resource("dynamodb", config=LIMITS).Table(
    os.environ["VOUCHERS"]
)


class Payment(BaseModel):
    cents: int = Field(gt=0, le=50_000)
    house: str


@app.post("/v1/vouchers/{number}/payments", status_code=201)
def pay(number: str, payment: Payment) -> dict:
    found = vouchers.get_item(Key={"id": number}, ConsistentRead=True)
    voucher = found.get("Item")
    if voucher is None:
        raise HTTPException(404)
    left = voucher["balance"] - payment.cents
    if left < 0:
        raise HTTPException(409, "not enough left")
    vouchers.put_item(
        Item={**voucher, "balance": left, "last_house": payment.house}
    )
    return {"left": int(left)}
