import os
from dataclasses import dataclass

import pika

from lab.hl7 import parse
from lab.record import Record


@dataclass
class Results:
    record: Record
    queue: str = "analysers.results"

    def __call__(self, channel, method, properties, body) -> None:
        result = parse(body)
        # the record replaces a result that it has under this number
        self.record.put(result.sample, result.number, result.values)
        channel.basic_ack(method.delivery_tag)

    def listen(self, channel) -> None:
        # a quorum queue puts aside what has come five times
        channel.queue_declare(
            self.queue,
            durable=True,
            arguments={
                "x-queue-type": "quorum",
                "x-delivery-limit": 5,
                "x-dead-letter-exchange": "analysers.failed",
            },
        )
        channel.basic_qos(prefetch_count=50)
        channel.basic_consume(
            queue=self.queue,
            on_message_callback=self,
            auto_ack=False,
        )
        channel.start_consuming()


if __name__ == "__main__":
    parameters = pika.URLParameters(os.environ["AMQPS_URL"])
    with pika.BlockingConnection(parameters) as connection:
        Results(Record.from_environment()).listen(connection.channel())
