import logging
import os

import pybreaker
import requests
from flask import Flask, abort, jsonify

from museum.works import texts

app = Flask(__name__)
log = logging.getLogger("guide")
http = requests.Session()
partner = pybreaker.CircuitBreaker(fail_max=10, reset_timeout=30)
SPEECH = os.environ["SPEECH_URL"]


@partner
def spoken(text: str, language: str) -> str:
    answer = http.get(
        f"{SPEECH}/v1/{language}/speech",
        params={"text": text[:500]},
        timeout=(0.5, 1.5),
    )
    answer.raise_for_status()
    return answer.json()["href"]


@app.get("/works/<number>/<language>")
def work(number: str, language: str):
    text = texts.get((number, language))
    if text is None:
        abort(404)
    told = {"text": text, "speech": None}
    try:
        told["speech"] = spoken(text, language)
    except (
        pybreaker.CircuitBreakerError,
        requests.RequestException,
    ) as error:
        log.info("no speech for %s: %s", number, error)
    return jsonify(told)
