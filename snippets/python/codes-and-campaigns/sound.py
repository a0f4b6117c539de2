import os

import requests
from celery import Celery

app = Celery("messages", broker=os.environ["BROKER_URL"])
app.conf.update(
    task_acks_late=True,
    worker_prefetch_multiplier=1,
    broker_transport_options={"visibility_timeout": 120},
    task_routes={
        "messages.login_code": {"queue": "otp"},
        "messages.campaign": {"queue": "bulk"},
    },
)

SMS = os.environ["SMS_URL"]
http = requests.Session()


@app.task(name="messages.login_code", expires=60)
def login_code(phone: str, code: str, key: str) -> str:
    answer = http.post(
        f"{SMS}/messages",
        json={"to": phone, "text": f"Your code is {code}"},
        headers={"Idempotency-Key": key},
        timeout=(3, 5),
    )
    answer.raise_for_status()
    return answer.json()["id"]


@app.task(name="messages.campaign", rate_limit="50/s")
def campaign(phone: str, text: str, key: str) -> str:
    answer = http.post(
        f"{SMS}/messages",
        json={"to": phone, "text": text, "class": "bulk"},
        headers={"Idempotency-Key": key},
        timeout=(3, 5),
    )
    answer.raise_for_status()
    return answer.json()["id"]
