"""Takes everybody on a list off the newsletter."""

import os
import sys

import requests
from requests.adapters import HTTPAdapter
from urllib3.util import Retry

API = "https://api.letters.example/v3"

http = requests.Session()
http.headers["Authorization"] = f"Bearer {os.environ['LETTERS_KEY']}"
http.mount(API, HTTPAdapter(max_retries=Retry(3, backoff_factor=1)))


def subscriber(address: str) -> str:
    answer = http.get(
        f"{API}/subscribers", params={"email": address}, timeout=10
    )
    answer.raise_for_status()
    return answer.json()["subscribers"][0]["id"]


def take_off(address: str) -> None:
    number = subscriber(address)
    http.delete(
        f"{API}/subscribers/{number}", timeout=10
    ).raise_for_status()


if __name__ == "__main__":
    for line in sys.stdin:
        take_off(line.strip())
