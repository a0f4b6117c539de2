import os
from datetime import date, timedelta

import requests
from requests.adapters import HTTPAdapter, Retry
from slack_sdk import WebClient
from slack_sdk.http_retry import RateLimitErrorRetryHandler

from calendar_data import access_token, hearings, to_pdf

AGAIN = [RateLimitErrorRetryHandler(max_retry_count=3)]
slack = WebClient(
    os.environ["SLACK_TOKEN"], timeout=20, retry_handlers=AGAIN
)
push = requests.Session()
RETRY = Retry(3, backoff_factor=2)
push.mount("https://", HTTPAdapter(max_retries=RETRY))
PUSH = "https://fcm.googleapis.com/v1/projects/court/messages:send"


def share(day: date) -> None:
    slack.files_upload_v2(
        channel=os.environ["COURT_DATES"],
        file=to_pdf(hearings(day)),
        title=f"Hearings on {day:%d %B}",
    )


def remind(day: date) -> None:
    answer = push.post(
        PUSH,
        json={
            "message": {
                "topic": f"court-{day:%Y-%m-%d}",
                "notification": {"title": f"Court on {day:%A}"},
            },
        },
        headers={"Authorization": f"Bearer {access_token()}"},
        timeout=(3, 15),
    )
    answer.raise_for_status()


if __name__ == "__main__":
    tomorrow = date.today() + timedelta(days=1)
    share(tomorrow)
    remind(tomorrow)
