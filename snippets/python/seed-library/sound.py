import os

from flask import Flask, jsonify, request
from psycopg_pool import ConnectionPool

from seeds.members import member_of

app = Flask(__name__)
pool = ConnectionPool(
    os.environ["SEEDS_DSN"],
    timeout=3,
    kwargs={"options": "-c statement_timeout=3000"},
)
MOST = 5


@app.post("/packets/<int:kind>")
def take(kind: int):
    member = member_of(request)
    wanted = max(1, min(int(request.form["packets"]), MOST))
    with pool.connection() as db:
        row = db.execute(
            "UPDATE packets SET stock = stock - %s"
            " WHERE kind = %s AND stock >= %s RETURNING stock",
            (wanted, kind, wanted),
        ).fetchone()
        if row is None:
            return jsonify(error="not enough packets"), 409
        db.execute(
            "INSERT INTO taken (member, kind, packets)"
            " VALUES (%s, %s, %s)",
            (member.id, kind, wanted),
        )
    return jsonify(left=row[0]), 201
