from slack_sdk import WebClient


def call(base):
    client = WebClient(token="t", base_url=f"{base}/")
    return client.chat_postMessage(channel="#c", text="hi")
