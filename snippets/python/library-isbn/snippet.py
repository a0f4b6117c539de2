import os

import requests
from flask import Flask, jsonify

app = Flask(__name__)
CATALOGUE = "https://books.union-catalogue.example"
http = requests.Session()


def log_in() -> None:
    answer = http.post(
        f"{CATALOGUE}/oauth/token",
        data={"grant_type": "client_credentials"},
        auth=(os.environ["DESK_ID"], os.environ["DESK_SECRET"]),
        timeout=4,
    )
    answer.raise_for_status()
    bearer = answer.json()["access_token"]
    http.headers["Authorization"] = f"Bearer {bearer}"


def volumes(isbn: str) -> requests.Response:
    return http.get(
        f"{CATALOGUE}/volumes", params={"isbn": isbn}, timeout=4
    )


@app.get("/books/<isbn>")
def book(isbn: str):
    answer = volumes(isbn)
    if answer.status_code == 401:
        log_in()
        answer = volumes(isbn)
    answer.raise_for_status()
    found = answer.json()
    if not found["volumes"]:
        return jsonify(error="no such book"), 404
    return jsonify(title=found["volumes"][0]["title"])
