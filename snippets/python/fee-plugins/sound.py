import hashlib
import json
from pathlib import Path

import requests

RULES = "https://rules.partners.example.com"
SESSION = requests.Session()
REVIEWED = json.loads(Path("reviewed.json").read_text("utf-8"))


def fee_rules(bank: str) -> dict:
    """The functions of one bank, as they were reviewed."""
    answer = SESSION.get(f"{RULES}/{bank}/fees.py", timeout=(2, 10))
    answer.raise_for_status()
    if hashlib.sha256(answer.content).hexdigest() != REVIEWED[bank]:
        raise RuntimeError(f"the rules of {bank} await a review")
    space: dict = {}
    exec(answer.text, space)
    return {
        name: rule for name, rule in space.items()
        if callable(rule) and name.startswith("fee_")
    }


def holidays(country: str) -> list[str]:
    answer = SESSION.get(
        f"{RULES}/calendars/{country}.json", timeout=(2, 10)
    )
    answer.raise_for_status()
    return answer.json()["days"]
