import json
import os
import secrets

from fastapi import FastAPI, Header, HTTPException
from kafka import KafkaProducer
from pydantic import BaseModel, Field

KEY = os.environ["UPLINK_KEY"]


class Uplink(BaseModel):
    device: str = Field(pattern="^[0-9a-f]{16}$")
    counter: int
    moisture: float = Field(ge=0, le=100)


app = FastAPI()
producer = KafkaProducer(
    bootstrap_servers=os.environ["BROKERS"].split(","),
    security_protocol="SSL",
    linger_ms=50,
    value_serializer=lambda value: json.dumps(value).encode(),
)


@app.post("/hooks/uplink", status_code=204)
def uplink(reading: Uplink, x_network_key: str = Header()) -> None:
    if not secrets.compare_digest(x_network_key, KEY):
        raise HTTPException(403)
    key = f"{reading.device}-{reading.counter}".encode()
    producer.send("soil", reading.model_dump(), key=key)
