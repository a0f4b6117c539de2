import logging
import os
import threading
import time

import requests
from flask import Flask, jsonify

log = logging.getLogger(__name__)
FEED = "https://departures.example.org/v2/quays"


class Board:
    def __init__(self) -> None:
        self.quays: dict[str, list] = {}
        self.read_at = 0.0

    def read(self, session: requests.Session) -> None:
        answer = session.get(FEED, timeout=(2, 10))
        answer.raise_for_status()
        quays = answer.json()["quays"]
        self.quays = {quay["id"]: quay["next"] for quay in quays}
        self.read_at = time.time()

    def follow(self) -> None:
        session = requests.Session()
        session.headers["X-Api-Key"] = os.environ["FEED_KEY"]
        while True:
            try:
                self.read(session)
            except (requests.RequestException, KeyError) as error:
                log.warning("feed: %s", error)
            time.sleep(30)


def create_app() -> Flask:
    app, board = Flask(__name__), Board()

    @app.get("/quays/<quay>")
    def departures(quay: str):
        age = round(time.time() - board.read_at)
        found = board.quays.get(quay, [])
        return jsonify(next=found, age_s=age, is_old=age > 120)

    threading.Thread(target=board.follow, daemon=True).start()
    return app
