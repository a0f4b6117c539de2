"""Bottle machines report a bag of bottles; the deposit is paid out."""

import json
import logging
import os

import boto3
import stripe

stripe.api_key = os.environ["STRIPE_KEY"]
stripe.max_network_retries = 2
bags = boto3.resource("dynamodb").Table("bags")
log = logging.getLogger()


def lambda_handler(event, context):
    bag = json.loads(event["body"])
    bags.put_item(
        Item={"id": bag["id"], "bottles": bag["bottles"]},
    )
    try:
        pay_out(bag)
    except stripe.StripeError:
        log.exception("bag %s is not paid", bag["id"])
        return {
            "statusCode": 503,
            "headers": {"Retry-After": "60"},
            "body": json.dumps({"code": "payout_delayed"}),
        }
    return {"statusCode": 201, "body": "{}"}


def pay_out(bag):
    cents = 25 * bag["bottles"]
    transfer = stripe.Transfer.create(
        amount=cents,
        currency="eur",
        destination=bag["account"],
        idempotency_key=f"bag-{bag['id']}",
    )
    bags.update_item(
        Key={"id": bag["id"]},
        UpdateExpression="SET transfer = :t",
        ExpressionAttributeValues={":t": transfer.id},
    )
