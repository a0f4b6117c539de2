"""The warehouse system, as the shop sees it."""

import time
from typing import Any

import requests

from shop.settings import WAREHOUSE


class Warehouse:
    def __init__(self) -> None:
        self.base = WAREHOUSE["url"]
        self.http = requests.Session()
        self.bearer, self.expires = "", 0.0

    def _log_in(self) -> None:
        answer = self.http.post(
            f"{self.base}/auth/token",
            json={
                "grant_type": "password",
                "username": WAREHOUSE["user"],
                "password": WAREHOUSE["password"],
            },
            timeout=5,
        )
        answer.raise_for_status()
        body = answer.json()
        self.bearer = body["access_token"]
        self.expires = time.monotonic() + body["expires_in"] - 30

    def request(self, method: str, path: str, **fields: Any) -> Any:
        if time.monotonic() > self.expires:
            self._log_in()
        answer = self.http.request(
            method,
            self.base + path,
            headers={"Authorization": f"Bearer {self.bearer}"},
            json=fields or None,
            timeout=(3, 20),
        )
        answer.raise_for_status()
        return answer.json()

    def stock(self, sku: str) -> int:
        return self.request("GET", f"/stock/{sku}")["count"]

    def location(self, sku: str) -> str:
        return self.request("GET", f"/stock/{sku}/location")["shelf"]
