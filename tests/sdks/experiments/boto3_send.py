import boto3


def call(base):
    sqs = boto3.client(
        "sqs",
        endpoint_url=base,
        region_name="eu-west-1",
        aws_access_key_id="a",
        aws_secret_access_key="b",
    )
    return sqs.send_message(QueueUrl=f"{base}/000000000000/orders", MessageBody="hi")
