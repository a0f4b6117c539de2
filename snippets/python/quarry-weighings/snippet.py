import json
import logging
import os

import pika

from quarry.ledger import Ledger

log = logging.getLogger("weighbridge")


class Weighings:
    queue = "quarry.weighings"

    def __init__(self, ledger: Ledger) -> None:
        self.ledger = ledger

    def on_lorry(self, channel, method, properties, body) -> None:
        try:
            lorry = json.loads(body)
            # one entry for each ticket, however often it comes
            self.ledger.enter(lorry["ticket"], lorry["kilos"])
        except Exception:
            log.exception("weighing %s", properties.message_id)
            channel.basic_nack(method.delivery_tag)
        else:
            channel.basic_ack(method.delivery_tag)

    def listen(self, channel) -> None:
        channel.queue_declare(self.queue, durable=True)
        channel.basic_qos(prefetch_count=1)
        channel.basic_consume(self.queue, self.on_lorry)
        channel.start_consuming()


if __name__ == "__main__":
    parameters = pika.URLParameters(os.environ["AMQPS_URL"])
    with pika.BlockingConnection(parameters) as connection:
        Weighings(Ledger.open()).listen(connection.channel())
