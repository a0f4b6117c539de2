import os
import uuid

import psycopg
from flask import Flask, jsonify
from psycopg_pool import ConnectionPool

app = Flask(__name__)
pool = ConnectionPool(os.environ["ZONES_DATABASE"], timeout=3)


def zone_of(postcode: str) -> str | None:
    with pool.connection() as connection:
        row = connection.execute(
            "SELECT zone FROM zones WHERE postcode = %s", (postcode,)
        ).fetchone()
    return row[0] if row else None


@app.get("/zones/<postcode>")
def zone(postcode: str):
    try:
        found = zone_of(postcode)
    except psycopg.Error:
        case = uuid.uuid4().hex
        app.logger.exception("%s: no zone for %s", case, postcode)
        return jsonify(error="lookup failed", case=case), 503
    if found is None:
        return jsonify(error="no such postcode"), 404
    return jsonify(postcode=postcode, zone=found)
