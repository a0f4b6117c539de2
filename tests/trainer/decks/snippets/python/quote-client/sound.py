import requests

BASE = "https://quotes.example.com/v1"


def quote(symbol):
    return _get(f"{BASE}/{symbol}")


def names():
    return _get(f"{BASE}/names")


def _get(url):
    answer = requests.get(url, timeout=(2, 5))
    answer.raise_for_status()
    return answer.json()
