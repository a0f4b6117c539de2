import json
import logging
import os

import pika

from tools.deposits import pay_back
from tools.loans import Loans

log = logging.getLogger(__name__)


class ReturnConsumer:
    def __init__(self, loans: Loans) -> None:
        self.loans = loans

    def on_return(self, channel, method, properties, body) -> None:
        try:
            loan = self.loans.close(json.loads(body)["loan"])
            pay_back(loan.deposit, key=f"loan-{loan.number}")
        except (ValueError, KeyError):
            log.exception("message %s", properties.message_id)
            channel.basic_reject(method.delivery_tag, requeue=False)
        else:
            channel.basic_ack(method.delivery_tag)


def main() -> None:
    parameters = pika.URLParameters(os.environ["AMQPS_URL"])
    connection = pika.BlockingConnection(parameters)
    channel = connection.channel()
    channel.basic_qos(prefetch_count=10)
    consumer = ReturnConsumer(Loans.connect())
    channel.basic_consume(
        "tools.returned", consumer.on_return, auto_ack=False
    )
    channel.start_consuming()
