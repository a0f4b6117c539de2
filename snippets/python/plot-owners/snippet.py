import time

import requests
from requests.adapters import HTTPAdapter
from urllib3.util import Retry

REGISTRY = "https://land.registry.example.gov/v1/plots"
BROKEN = Retry(total=3, backoff_factor=1, status_forcelist=[502, 503])


def new_session(token: str) -> requests.Session:
    session = requests.Session()
    session.headers["Authorization"] = f"Bearer {token}"
    session.mount("https://", HTTPAdapter(max_retries=BROKEN))
    return session


def owners(session: requests.Session, plot: str) -> list[str]:
    url = f"{REGISTRY}/{plot}/owners"
    answer = session.get(url, timeout=(3, 20))
    tries = 1
    while answer.status_code == 429 and tries < 8:
        time.sleep(5)
        tries += 1
        answer = session.get(url, timeout=(3, 20))
    answer.raise_for_status()
    return [owner["name"] for owner in answer.json()["owners"]]
