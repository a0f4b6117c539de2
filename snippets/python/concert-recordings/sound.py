import os

from celery import Celery
from flask import Blueprint, abort, request

from hall.access import is_recorder
from hall.encoding import to_flac

takes = Blueprint("takes", __name__)
jobs = Celery("hall", broker=os.environ["BROKER_URL"])


@jobs.task(acks_late=True, soft_time_limit=1200, max_retries=3)
def encode(name: str) -> None:
    """Writes beside the target, so that it may run twice."""
    to_flac(name)


@takes.post("/hooks/take-complete")
def take_complete():
    if not is_recorder(request):
        abort(403)
    name = os.path.basename(request.json["take"])
    encode.delay(name)
    return "", 202
