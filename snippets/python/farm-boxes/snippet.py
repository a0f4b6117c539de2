import json
import os

import pika
import psycopg

WEIGHTS = {"small": 3, "family": 7, "house": 15}

db = psycopg.connect(os.environ["FARM_DSN"], connect_timeout=5)
db.execute("SET statement_timeout = '5s'")


def on_order(channel, method, properties, body):
    order = json.loads(body)
    with db.transaction():
        for box in order["boxes"]:
            db.execute(
                "INSERT INTO orders (customer, day, box, kilos)"
                " VALUES (%s, %s, %s, %s)",
                (order["customer"], order["day"], box, WEIGHTS[box]),
            )
    channel.basic_ack(delivery_tag=method.delivery_tag)


def main() -> None:
    rabbit = pika.BlockingConnection(
        pika.URLParameters(os.environ["FARM_RABBIT"])
    )
    channel = rabbit.channel()
    channel.basic_qos(prefetch_count=10)
    channel.basic_consume("farm.orders", on_order)
    channel.start_consuming()


if __name__ == "__main__":
    main()
