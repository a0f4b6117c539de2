import httpx

URL = "https://health.example.com/live"


def is_alive():
    try:
        return httpx.get(URL).status_code == 200
    except httpx.HTTPError:
        return False
