"""The warehouse system, as the shop sees it."""

from typing import Any

import requests

from shop.settings import WAREHOUSE


class Warehouse:
    def __init__(self) -> None:
        self.base = WAREHOUSE["url"]
        self.http = requests.Session()

    def _log_in(self) -> str:
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
        return answer.json()["access_token"]

    def request(self, method: str, path: str, **fields: Any) -> Any:
        answer = self.http.request(
            method,
            self.base + path,
            headers={"Authorization": f"Bearer {self._log_in()}"},
            json=fields or None,
            timeout=(3, 20),
        )
        answer.raise_for_status()
        return answer.json()

    def stock(self, sku: str) -> int:
        return self.request("GET", f"/stock/{sku}")["count"]

    def location(self, sku: str) -> str:
        return self.request("GET", f"/stock/{sku}/location")["shelf"]
