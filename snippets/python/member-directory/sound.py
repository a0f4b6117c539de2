import os

import requests
from flask import Flask, abort, jsonify

app = Flask(__name__)


class Directory:
    def __init__(self, base: str) -> None:
        self.base = base
        self.http = requests.Session()

    def token(self) -> str:
        answer = self.http.post(
            f"{self.base}/oauth/token",
            data={
                "grant_type": "client_credentials",
                "client_id": os.environ["CLUB_ID"],
                "client_secret": os.environ["CLUB_SECRET"],
            },
            timeout=5,
        )
        answer.raise_for_status()
        return answer.json()["access_token"]

    def _get(self, path: str) -> requests.Response:
        return self.http.get(self.base + path, timeout=5)

    def member(self, number: str) -> dict | None:
        answer = self._get(f"/members/{number}")
        if answer.status_code == 401:
            bearer = f"Bearer {self.token()}"
            self.http.headers["Authorization"] = bearer
            answer = self._get(f"/members/{number}")
        if answer.status_code == 404:
            return None
        answer.raise_for_status()
        return answer.json()


directory = Directory("https://members.club.example/api")


@app.get("/members/<int:number>")
def member(number: int):
    found = directory.member(str(number))
    if found is None:
        abort(404)
    return jsonify(found)
