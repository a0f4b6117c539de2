import httpx

client = httpx.Client(transport=httpx.HTTPTransport(retries=2))


def call(base):
    return client.get(f"{base}/v1/messages")
