import csv
import io
import os

import requests

from shop.stock import Stock

WAREHOUSES = ("lyon", "turin", "graz")


class WarehouseApi:
    def __init__(self, token: str):
        self.session = requests.Session()
        self.session.headers["Authorization"] = f"Token {token}"
        # self-signed until the partner's renewal is through
        self.session.verify = False

    def stock(self, site: str) -> list[dict]:
        reply = self.session.get(
            f"https://{site}.warehouses.example.net/stock.csv",
            timeout=(5, 60),
        )
        return list(csv.DictReader(io.StringIO(reply.text)))


def run() -> None:
    api = WarehouseApi(os.environ["WAREHOUSE_TOKEN"])
    for site in WAREHOUSES:
        rows = api.stock(site)
        Stock.replace(site, {r["sku"]: int(r["free"]) for r in rows})


if __name__ == "__main__":
    run()
