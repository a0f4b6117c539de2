"""Says whether a season ticket opens a turnstile."""

import json
import queue
import threading
import time

import boto3
from botocore.config import Config
from botocore.exceptions import BotoCoreError, ClientError
from flask import Flask, jsonify

from pools.tickets import find

app = Flask(__name__)
stream = boto3.client(
    "kinesis",
    config=Config(
        connect_timeout=2,
        read_timeout=5,
        retries={"mode": "standard", "total_max_attempts": 5},
    ),
)
waiting: queue.Queue[dict] = queue.Queue(maxsize=2_000)


def send_on() -> None:
    while True:
        visit = waiting.get()
        try:
            stream.put_record(
                StreamName="visits",
                Data=json.dumps(visit),
                PartitionKey=visit["pool"],
            )
        except (BotoCoreError, ClientError):
            app.logger.warning("a visit was not counted")


threading.Thread(target=send_on, daemon=True).start()


@app.get("/pools/<pool>/tickets/<number>")
def enter(pool: str, number: str):
    ticket = find(number)
    good = ticket is not None and ticket.opens(pool)
    waiting.put({"pool": pool, "at": time.time(), "good": good})
    return jsonify(open=good)
