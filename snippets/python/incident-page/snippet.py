import json
import os

import urllib3
from slack_sdk.webhook import WebhookClient

http = urllib3.PoolManager(
    timeout=urllib3.Timeout(connect=2, read=5),
    retries=urllib3.Retry(total=2, backoff_factor=0.5),
)
channel = WebhookClient(os.environ["SLACK_WEBHOOK"])
STATUS = "https://status.example.com/api/v1/incidents"
STATUS_TOKEN = "stp-6e3Kq91xUwPz5Rm0TbVd7LhYc2Ns"


def text(incident):
    where = ", ".join(sorted(incident.services))
    return f"{incident.severity.upper()} in {where}: {incident.title}"


def tell_channel(incident):
    channel.send(text=text(incident))


def tell_customers(incident):
    http.request(
        "PUT",
        f"{STATUS}/{incident.id}",
        body=json.dumps({"title": incident.title, "open": True}),
        headers={"Authorization": f"Bearer {STATUS_TOKEN}"},
    )


def announce(incident):
    tell_channel(incident)
    if incident.severity in {"critical", "major"}:
        tell_customers(incident)
