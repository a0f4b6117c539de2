"""Puts the tag of a trade fair on everybody who was there."""

import csv
import os
import sys

import requests
from requests.adapters import HTTPAdapter
from urllib3.util import Retry

LOGIN = "https://login.mailhouse.example/oauth2/token"
API = "https://api.mailhouse.example/v3"

AGAIN = Retry(
    total=4, backoff_factor=1, status_forcelist=[429, 502, 503, 504]
)
http = requests.Session()
http.mount("https://", HTTPAdapter(max_retries=AGAIN))


def bearer() -> str:
    answer = http.post(
        LOGIN,
        data={"grant_type": "client_credentials", "scope": "tags"},
        auth=(os.environ["MAIL_ID"], os.environ["MAIL_SECRET"]),
        timeout=5,
    )
    answer.raise_for_status()
    return answer.json()["access_token"]


def tag(contacts: list[str], name: str) -> None:
    headers = {"Authorization": f"Bearer {bearer()}"}
    for first in range(0, len(contacts), 500):
        answer = http.put(
            f"{API}/tags/{name}/contacts",
            json={"contacts": contacts[first : first + 500]},
            headers=headers,
            timeout=30,
        )
        answer.raise_for_status()


if __name__ == "__main__":
    with open(sys.argv[1], newline="") as file:
        rows = [row["contact"] for row in csv.DictReader(file)]
    tag(rows, sys.argv[2])
