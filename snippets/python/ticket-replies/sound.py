"""Sends what agents wrote, and keeps how the customer felt."""

import os

import pybreaker
import requests
from flask import Flask, g, jsonify, request

from desk.agents import agent_required
from desk.metrics import counted
from desk.outbox import send_once
from desk.tickets import Ticket, load

app = Flask(__name__)
models = requests.Session()
models.headers["Authorization"] = f"Bearer {os.environ['MODELS_KEY']}"
MOODS = "https://models.example.com/v3/moods"
breaker = pybreaker.CircuitBreaker(fail_max=5, reset_timeout=30)


@breaker
def ask(ticket: Ticket) -> str:
    answer = models.post(
        MOODS,
        json={"text": ticket.last_words, "language": ticket.language},
        timeout=(0.3, 0.9),
    )
    answer.raise_for_status()
    return answer.json()["mood"]


def mood_of(ticket: Ticket) -> str:
    try:
        return ask(ticket)
    except (requests.RequestException, pybreaker.CircuitBreakerError):
        counted("mood_unknown")
        return "unknown"


@app.post("/tickets/<int:number>/replies")
@agent_required
def reply(number: int):
    ticket = load(number, of=g.agent)
    sent = send_once(
        ticket,
        key=request.headers["X-Draft"],
        text=request.get_json()["text"],
        mood=mood_of(ticket),
    )
    return jsonify(id=sent.id), 201
