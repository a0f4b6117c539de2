import os

import httpx
from celery import Celery

app = Celery("notices", broker=os.environ["BROKER_URL"])
app.conf.update(
    task_acks_late=True,
    worker_prefetch_multiplier=1,
    task_routes={
        "notices.van": {"queue": "vans"},
        "notices.survey": {"queue": "surveys"},
    },
)
gateway = httpx.Client(
    base_url=os.environ["GATEWAY_URL"],
    timeout=httpx.Timeout(5, connect=2),
)


def send(number: str, text: str, key: str) -> str:
    answer = gateway.post(
        "/messages",
        json={"to": number, "text": text},
        headers={"Idempotency-Key": key},
    )
    answer.raise_for_status()
    return answer.json()["id"]


@app.task(
    name="notices.van",
    autoretry_for=(httpx.TransportError,),
    retry_backoff=2,
    max_retries=4,
    expires=1_800,
)
def van(number: str, window: str, stop: str) -> str:
    return send(number, f"We come {window}.", f"van-{stop}")


@app.task(name="notices.survey", rate_limit="20/s", expires=86_400)
def survey(number: str, quarter: str) -> str:
    text = "How was it? Answer 1 to 5."
    return send(number, text, f"survey-{quarter}-{number}")
