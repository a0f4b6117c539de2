import os
from datetime import date, timedelta

import requests
from requests.adapters import HTTPAdapter, Retry
from slack_sdk import WebClient
from slack_sdk.http_retry import RateLimitErrorRetryHandler

from calendar_data import devices_of, hearings, to_pdf

AGAIN = [RateLimitErrorRetryHandler(max_retry_count=3)]
slack = WebClient(
    os.environ["SLACK_TOKEN"], timeout=20, retry_handlers=AGAIN
)
push = requests.Session()
RETRY = Retry(3, backoff_factor=2)
push.mount("https://", HTTPAdapter(max_retries=RETRY))
push.headers["Authorization"] = f"key={os.environ['PUSH_KEY']}"


def share(day: date) -> None:
    slack.files_upload(
        channels="court-dates",
        file=to_pdf(hearings(day)),
        title=f"Hearings on {day:%d %B}",
    )


def remind(day: date) -> None:
    answer = push.post(
        "https://fcm.googleapis.com/fcm/send",
        json={
            "registration_ids": devices_of(hearings(day)),
            "notification": {"title": f"Court on {day:%A}"},
        },
        timeout=(3, 15),
    )
    answer.raise_for_status()


if __name__ == "__main__":
    tomorrow = date.today() + timedelta(days=1)
    share(tomorrow)
    remind(tomorrow)
