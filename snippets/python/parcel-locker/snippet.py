"""Opens a door of a parcel locker for whoever scanned its code."""

import logging
import os

import requests
from flask import Flask, g, jsonify
from requests.adapters import HTTPAdapter
from urllib3.util import Retry

from lockers.auth import courier_required
from lockers.doors import Door, UnknownCode, door_for

app = Flask(__name__)
log = logging.getLogger("lockers")

hub = requests.Session()
hub.headers["X-Hub-Key"] = os.environ["HUB_KEY"]
again = Retry(2, backoff_factor=0.3, backoff_jitter=0.2)
hub.mount("https://", HTTPAdapter(max_retries=again))


class HubDown(Exception):
    """The locker's own computer does not answer."""


def unlock(door: Door) -> None:
    try:
        hub.put(
            f"https://hub.lockers.example.com/v1/doors/{door.id}/open",
            timeout=(1, 3),
        ).raise_for_status()
    except requests.RequestException as error:
        raise HubDown(door.id) from error


@app.post("/codes/<code>/open")
@courier_required
def open_door(code: str):
    unlock(door_for(code))
    return "", 204


@app.errorhandler(UnknownCode)
def unknown_code(error: UnknownCode):
    return jsonify(code="unknown_code", request_id=g.request_id), 404


@app.errorhandler(HubDown)
def hub_down(error: HubDown):
    log.exception("door %s, request %s", error, g.request_id)
    return jsonify(code="locker_offline", request_id=g.request_id), 503
