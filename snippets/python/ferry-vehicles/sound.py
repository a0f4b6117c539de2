import json
import logging
import os

import pika

from ferry.crossings import Crossings, Full, Unavailable

log = logging.getLogger("vehicles")
crossings = Crossings(os.environ["CROSSINGS_DSN"])


def on_ticket(channel, method, properties, body):
    tag = method.delivery_tag
    try:
        ticket = json.loads(body)
        # keyed by the ticket, so that twice is once
        crossings.book(ticket["id"], ticket["plate"], ticket["at"])
    except Full:
        crossings.offer_next(ticket["id"])
    except (ValueError, KeyError, Unavailable):
        log.exception("ticket %s waits in the second queue", tag)
        channel.basic_nack(tag, requeue=False)
        return
    channel.basic_ack(tag)


def main() -> None:
    parameters = pika.URLParameters(os.environ["AMQPS_URL"])
    connection = pika.BlockingConnection(parameters)
    channel = connection.channel()
    channel.basic_qos(prefetch_count=20)
    channel.basic_consume("kiosk.tickets", on_ticket, auto_ack=False)
    channel.start_consuming()


if __name__ == "__main__":
    main()
