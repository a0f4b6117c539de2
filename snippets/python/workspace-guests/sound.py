import csv
import datetime as dt
import os
import sys
from collections.abc import Iterator

from slack_sdk import WebClient
from slack_sdk.http_retry.builtin_handlers import (
    RateLimitErrorRetryHandler,
)

slack = WebClient(token=os.environ["SLACK_AUDIT_TOKEN"], timeout=20)
slack.retry_handlers.append(
    RateLimitErrorRetryHandler(max_retry_count=3),
)


def guests() -> Iterator[dict]:
    for page in slack.users_list(limit=200):
        for member in page["members"]:
            if member.get("is_restricted") and not member["deleted"]:
                yield member


def write(out) -> int:
    rows = csv.writer(out)
    rows.writerow(["id", "name", "checked_on"])
    today = dt.date.today().isoformat()
    count = 0
    for count, guest in enumerate(guests(), 1):
        rows.writerow([guest["id"], guest["name"], today])
    return count


if __name__ == "__main__":
    print(f"{write(sys.stdout)} guests", file=sys.stderr)
