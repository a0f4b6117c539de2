import os

import requests
from flask import Flask, abort, jsonify

app = Flask(__name__)


class Directory:
    def __init__(self, base: str) -> None:
        self.base = base
        self.http = requests.Session()
        self.http.headers["Authorization"] = f"Bearer {self.token()}"

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

    def member(self, number: str) -> dict | None:
        answer = self.http.get(
            f"{self.base}/members/{number}", timeout=5
        )
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
