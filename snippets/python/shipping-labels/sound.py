import os

import requests
from celery import Celery

from parcels.store import Parcel

app = Celery("parcels", broker=os.environ["BROKER_URL"])
CARRIER = os.environ["CARRIER_URL"]
CARRIER_CA = "/etc/ssl/partners/carrier-ca.pem"

session = requests.Session()
session.verify = CARRIER_CA
session.headers["X-Carrier-Key"] = os.environ["CARRIER_KEY"]


@app.task(
    autoretry_for=(requests.ConnectionError, requests.Timeout),
    retry_backoff=2,
    retry_backoff_max=300,
    retry_jitter=True,
    max_retries=5,
)
def buy_label(parcel_id: int) -> str:
    parcel = Parcel.get(parcel_id)
    answer = session.post(
        f"{CARRIER}/purchases",
        headers={"Idempotency-Key": f"label-{parcel.id}"},
        json={
            "weight": parcel.grams,
            "from": parcel.sender.as_dict(),
            "to": parcel.recipient.as_dict(),
            "product": "next-day" if parcel.express else "standard",
        },
        timeout=(3, 15),
    )
    answer.raise_for_status()
    parcel.attach_label(answer.json()["label"])
    return answer.json()["tracking"]
