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


class NotTold(Exception):
    """Somebody who should know of the incident does not."""


def text(incident):
    where = ", ".join(sorted(incident.services))
    return f"{incident.severity.upper()} in {where}: {incident.title}"


def tell_channel(incident):
    answer = channel.send(text=text(incident))
    if answer.status_code != 200:
        raise NotTold(f"Slack answered {answer.status_code}")


def tell_customers(incident):
    token = os.environ["STATUS_TOKEN"]
    answer = http.request(
        "PUT",
        f"{STATUS}/{incident.id}",
        body=json.dumps({"title": incident.title, "open": True}),
        headers={"Authorization": f"Bearer {token}"},
    )
    if answer.status >= 300:
        raise NotTold(f"the status page answered {answer.status}")


def announce(incident):
    tell_channel(incident)
    if incident.severity in {"critical", "major"}:
        tell_customers(incident)
