import logging
import time

from celery import shared_task

from harbour.models import Gauge, Level
from harbour.modem import Line, LineBusy

log = logging.getLogger(__name__)
PAUSE = 2


@shared_task(acks_late=True, soft_time_limit=300, expires=600)
def read_levels() -> int:
    read = 0
    with Line.open("harbour-1", timeout=20) as line:
        for gauge in Gauge.objects.filter(active=True):
            try:
                height, at = line.ask(gauge.number)
            except LineBusy:
                log.warning("gauge %s is silent", gauge.number)
            else:
                Level.objects.update_or_create(
                    gauge=gauge, at=at, defaults={"cm": height}
                )
                read += 1
            time.sleep(PAUSE)
    return read
