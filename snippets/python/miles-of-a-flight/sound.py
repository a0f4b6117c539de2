import json
import os

from kafka import KafkaConsumer
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Session

from miles.db import engine
from miles.distances import between
from miles.models import Boarding, Traveller

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
        new = insert(Boarding).values(id=flight["boarding_id"])
        with Session(engine) as db:
            first = db.execute(new.on_conflict_do_nothing())
            if first.rowcount:
                traveller = db.get(Traveller, flight["traveller"])
                more = round(miles * FACTORS[flight["cabin"]])
                traveller.points = Traveller.points + more
            db.commit()
        boardings.commit()


if __name__ == "__main__":
    collect()
