from openai import OpenAI


def call(base):
    client = OpenAI(api_key="k", base_url=base)
    return client.chat.completions.create(model="m", messages=[{"role": "user", "content": "hi"}])
