import csv
import os
from datetime import date, timedelta

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
SINCE = date.today() - timedelta(days=1)


def refunds(since: date) -> list[dict]:
    found, after = [], None
    while True:
        answer = session.get(
            "https://api.stripe.com/v1/refunds",
            params={
                "limit": 100,
                "starting_after": after,
                "created[gte]": int(since.strftime("%s")),
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
    with open(f"refunds-{SINCE}.csv", "w", newline="") as file:
        table = csv.writer(file)
        for refund in refunds(SINCE):
            table.writerow(
                [refund["id"], refund["amount"], refund["status"]]
            )


if __name__ == "__main__":
    main()
