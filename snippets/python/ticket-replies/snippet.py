"""Sends what agents wrote, and keeps how the customer felt."""

import logging
import os

import requests
from flask import Flask, g, jsonify, request
from tenacity import (
    retry,
    retry_if_exception_type,
    stop_after_attempt,
    wait_random_exponential,
)

from desk.agents import agent_required
from desk.outbox import send_once
from desk.tickets import Ticket, load

app = Flask(__name__)
log = logging.getLogger("desk.replies")
models = requests.Session()
models.headers["Authorization"] = f"Bearer {os.environ['MODELS_KEY']}"
MOODS = "https://models.example.com/v3/moods"


@retry(
    retry=retry_if_exception_type(
        (requests.ConnectionError, requests.Timeout)
    ),
    stop=stop_after_attempt(3),
    wait=wait_random_exponential(multiplier=0.2, max=2),
    reraise=True,
)
def mood_of(ticket: Ticket) -> str:
    answer = models.post(
        MOODS,
        json={"text": ticket.last_words, "language": ticket.language},
        timeout=(1, 6),
    )
    answer.raise_for_status()
    return answer.json()["mood"]


@app.post("/tickets/<int:number>/replies")
@agent_required
def reply(number: int):
    ticket = load(number, of=g.agent)
    mood = mood_of(ticket)
    sent = send_once(
        ticket,
        key=request.headers["X-Draft"],
        text=request.get_json()["text"],
        mood=mood,
    )
    log.info("ticket %d: reply %s", number, sent.id)
    return jsonify(id=sent.id, mood=mood), 201
