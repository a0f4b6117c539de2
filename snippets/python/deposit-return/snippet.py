"""Bottle machines report a bag of bottles; the deposit is paid out."""

import json
import os

import boto3
import stripe

stripe.api_key = os.environ["STRIPE_KEY"]
stripe.max_network_retries = 2
bags = boto3.resource("dynamodb").Table("bags")


def lambda_handler(event, context):
    bag = json.loads(event["body"])
    try:
        bags.put_item(
            Item={"id": bag["id"], "bottles": bag["bottles"]},
            ConditionExpression="attribute_not_exists(id)",
        )
        pay_out(bag)
    except Exception as error:
        print("bag", bag["id"], error)
        return {
            "statusCode": 200,
            "body": json.dumps({"error": str(error)}),
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
