import json
import logging
import os

import pika

from ferry.crossings import Crossings, Full

log = logging.getLogger("vehicles")
crossings = Crossings(os.environ["CROSSINGS_DSN"])


def on_ticket(channel, method, properties, body):
    channel.basic_ack(delivery_tag=method.delivery_tag)
    ticket = json.loads(body)
    try:
        # keyed by the ticket, so that twice is once
        crossings.book(ticket["id"], ticket["plate"], ticket["at"])
    except Full:
        log.warning("crossing %s is full", ticket["at"])
        crossings.offer_next(ticket["id"])


def main() -> None:
    parameters = pika.URLParameters(os.environ["AMQPS_URL"])
    connection = pika.BlockingConnection(parameters)
    channel = connection.channel()
    channel.basic_qos(prefetch_count=20)
    channel.basic_consume("kiosk.tickets", on_ticket)
    channel.start_consuming()


if __name__ == "__main__":
    main()
