import csv
import os
from datetime import UTC, datetime, timedelta

import requests
from requests.adapters import HTTPAdapter
from urllib3.util import Retry

AGAIN = Retry(
    total=4, backoff_factor=1, status_forcelist=[429, 502, 503, 504]
)
session = requests.Session()
session.headers["Stripe-Version"] = "2025-03-31.basil"
session.mount("https://", HTTPAdapter(max_retries=AGAIN))
session.auth = (os.environ["STRIPE_KEY"], "")
TODAY = datetime.now(UTC).replace(hour=0, minute=0, second=0)
DAY = timedelta(days=1)


def refunds(start: datetime) -> list[dict]:
    found, after = [], None
    while True:
        answer = session.get(
            "https://api.stripe.com/v1/refunds",
            params={
                "limit": 100,
                "starting_after": after,
                "created[gte]": int(start.timestamp()),
                "created[lt]": int((start + DAY).timestamp()),
            },
            timeout=(3, 30),
        )
        answer.raise_for_status()
        page = answer.json()
        found += page["data"]
        if not page["has_more"]:
            return found
        after = page["data"][-1]["id"]


def main() -> None:
    start = TODAY - DAY
    name = f"refunds-{start:%Y-%m-%d}.csv"
    with open(name, "w", newline="") as file:
        table = csv.writer(file)
        for refund in refunds(start):
            table.writerow(
                [refund["id"], refund["amount"], refund["status"]]
            )


if __name__ == "__main__":
    main()
