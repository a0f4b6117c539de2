"""Positions of the rented fleet, for the routes of the vans."""

import http.client
import json
import os

from fleet.store import store_position, vehicles

HOST = "api.scootervendor.example"
TOKEN = os.environ["VENDOR_TOKEN"]


def position(connection, vehicle):
    connection.request(
        "GET",
        f"/v1/vehicles/{vehicle.vendor_id}/position",
        headers={"Authorization": f"Bearer {TOKEN}"},
    )
    answer = connection.getresponse()
    return json.loads(answer.read())


def run():
    connection = http.client.HTTPSConnection(HOST, timeout=5)
    try:
        for vehicle in vehicles(active=True):
            found = position(connection, vehicle)
            store_position(vehicle.id, found["lat"], found["lon"])
    finally:
        connection.close()


if __name__ == "__main__":
    run()
