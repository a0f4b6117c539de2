import requests

session = requests.Session()


def call(base):
    return session.get(f"{base}/v1/messages")
