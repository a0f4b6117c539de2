import json
import os

from kafka import KafkaConsumer
from sqlalchemy.orm import Session

from miles.db import engine
from miles.distances import between
from miles.models import Traveller

FACTORS = {"Y": 1.0, "W": 1.5, "J": 2.0, "F": 3.0}

boardings = KafkaConsumer(
    "boardings",
    bootstrap_servers=os.environ["KAFKA"].split(","),
    group_id="miles",
    enable_auto_commit=False,
    security_protocol="SASL_SSL",
    sasl_mechanism="SCRAM-SHA-512",
    sasl_plain_username=os.environ["KAFKA_USER"],
    sasl_plain_password=os.environ["KAFKA_PASSWORD"],
    value_deserializer=json.loads,
)


def collect() -> None:
    for boarding in boardings:
        flight = boarding.value
        miles = between(flight["from"], flight["to"])
        with Session(engine) as db:
            traveller = db.get(Traveller, flight["traveller"])
            if traveller is not None:
                factor = FACTORS[flight["cabin"]]
                traveller.points += round(miles * factor)
                db.commit()
        boardings.commit()


if __name__ == "__main__":
    collect()
