"""What the identity service found out about applicants."""

import os
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass

from flask import Flask, request

from onboarding.accounts import open_account, park
from onboarding.letters import welcome
from onboarding.metrics import counted

app = Flask(__name__)
hands = ThreadPoolExecutor(int(os.environ.get("HANDS", "4")))
GOOD = {"clear", "clear-on-review"}


@dataclass(frozen=True)
class Verdict:
    applicant: str
    result: str
    paper: str
    ended_at: str

    @property
    def is_good(self) -> bool:
        return self.result in GOOD


def conclude(verdict: Verdict) -> None:
    if not verdict.is_good:
        park(verdict.applicant, until=None, because=verdict.result)
        return
    account = open_account(
        verdict.applicant,
        paper=verdict.paper,
        since=verdict.ended_at,
    )
    welcome(account)


@app.post("/webhooks/identity")
def identity_report():
    told = request.get_json()
    verdict = Verdict(
        applicant=told["applicant_id"],
        result=told["report"]["result"],
        paper=told["report"]["paper"]["number"],
        ended_at=told["report"]["completed_at"],
    )
    counted("verdicts", result=verdict.result)
    hands.submit(conclude, verdict)
    return "", 204
