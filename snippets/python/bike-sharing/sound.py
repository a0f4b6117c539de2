"""Other companies' apps book and return our bikes through this."""

import logging
import os

import requests
from flask import Flask, g, jsonify, request

from bikes.auth import partner_required
from bikes.rides import NoBikeHere, end_ride, start_ride

app = Flask(__name__)
log = logging.getLogger("bikes")
scores = requests.Session()
scores.headers["Authorization"] = "Bearer " + os.environ["SCORE_KEY"]


def may_ride(rider: str) -> bool:
    answer = scores.get(
        f"https://scores.bikes.example.com/v1/riders/{rider}",
        timeout=1,
    )
    answer.raise_for_status()
    return answer.json()["score"] < 70


@app.post("/v1/stations/<station>/rides")
@partner_required
def start(station: str):
    rider = request.get_json()["rider"]
    if not may_ride(rider):
        return jsonify(code="rider_blocked"), 403
    try:
        return jsonify(start_ride(station, rider)), 201
    except NoBikeHere as error:
        return jsonify(code="no_bike", message=str(error)), 409


@app.errorhandler(requests.RequestException)
def no_score(error: requests.RequestException):
    log.warning("request %s: %s", g.request_id, error)
    return jsonify(code="try_again", request_id=g.request_id), 503


@app.delete("/v1/rides/<ride>")
@partner_required
def end(ride: str):
    return jsonify(end_ride(ride))
