import requests

BASE = "http://quotes.example.com/v1"


def quote(symbol):
    return requests.get(f"{BASE}/{symbol}").json()


def names():
    return requests.get(f"{BASE}/names").json()
