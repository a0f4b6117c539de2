import os

from flask import Flask, abort, jsonify, request
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
            "SELECT stock FROM packets WHERE kind = %s",
            (kind,),
        ).fetchone()
        if row is None:
            abort(404)
        if row[0] < wanted:
            return jsonify(left=row[0]), 409
        left = row[0] - wanted
        db.execute(
            "UPDATE packets SET stock = %s WHERE kind = %s",
            (left, kind),
        )
        db.execute(
            "INSERT INTO taken (member, kind, packets)"
            " VALUES (%s, %s, %s)",
            (member.id, kind, wanted),
        )
    return jsonify(left=left), 201
