import httpx

client = httpx.Client()


def call(base):
    return client.post(f"{base}/v1/messages", json={"to": "+15550100"})
