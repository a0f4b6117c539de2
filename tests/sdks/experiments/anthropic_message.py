from anthropic import Anthropic


def call(base):
    client = Anthropic(api_key="k", base_url=base)
    return client.messages.create(
        model="m", max_tokens=8, messages=[{"role": "user", "content": "hi"}]
    )
