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

    def listen(self, channel) -> None:
        channel.queue_declare(self.queue, durable=True)
        channel.basic_qos(prefetch_count=50)
        channel.basic_consume(
            queue=self.queue,
            on_message_callback=self,
            auto_ack=True,
        )
        channel.start_consuming()


if __name__ == "__main__":
    parameters = pika.URLParameters(os.environ["AMQPS_URL"])
    with pika.BlockingConnection(parameters) as connection:
        Results(Record.from_environment()).listen(connection.channel())
