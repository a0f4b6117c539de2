import httpx


def call(base):
    return httpx.get(f"{base}/v1/messages")
