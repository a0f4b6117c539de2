from notion_client import Client

ANSWERS = {429: {"object": "error", "code": "rate_limited", "message": "slow down"}}


def call(base):
    client = Client(auth="t", base_url=base)
    return client.users.list()
