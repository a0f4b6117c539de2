"""Positions of the rented fleet, for the routes of the vans."""

import os

import requests
from requests.adapters import HTTPAdapter
from urllib3.util import Retry

from fleet.store import store_positions, vehicles

API = "https://api.scootervendor.example/v1"
TOKEN = os.environ["VENDOR_TOKEN"]


def vendor():
    policy = Retry(
        total=2,
        backoff_factor=0.5,
        backoff_jitter=0.5,
        status_forcelist=(429, 502, 503, 504),
    )
    session = requests.Session()
    session.mount("https://", HTTPAdapter(max_retries=policy))
    session.headers["Authorization"] = f"Bearer {TOKEN}"
    return session


def run():
    known = {v.vendor_id: v.id for v in vehicles(active=True)}
    answer = vendor().get(f"{API}/positions", timeout=(2, 15))
    answer.raise_for_status()
    store_positions(
        (known[p["vehicle"]], p["lat"], p["lon"])
        for p in answer.json()["positions"]
        if p["vehicle"] in known
    )


if __name__ == "__main__":
    run()
