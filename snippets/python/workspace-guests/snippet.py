import csv
import datetime as dt
import os
import sys

from slack_sdk import WebClient
from slack_sdk.http_retry.builtin_handlers import (
    RateLimitErrorRetryHandler,
)

slack = WebClient(token=os.environ["SLACK_AUDIT_TOKEN"], timeout=20)
slack.retry_handlers.append(
    RateLimitErrorRetryHandler(max_retry_count=3),
)


def guests() -> list[dict]:
    members = slack.users_list(limit=200)["members"]
    return [
        member
        for member in members
        if member.get("is_restricted") and not member["deleted"]
    ]


def write(out) -> None:
    rows = csv.writer(out)
    rows.writerow(["id", "name", "checked_on"])
    today = dt.date.today().isoformat()
    for guest in guests():
        rows.writerow([guest["id"], guest["name"], today])


if __name__ == "__main__":
    write(sys.stdout)
