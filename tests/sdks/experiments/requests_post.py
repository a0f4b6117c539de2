import requests


def call(base):
    return requests.post(f"{base}/v1/messages", json={"to": "+15550100"})
