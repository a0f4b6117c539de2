import os
from datetime import date

import psycopg
from flask import Flask, abort, jsonify
from psycopg.rows import dict_row

from loans.access import desk_only

app = Flask(__name__)
app.before_request(desk_only)
DSN = os.environ["LOANS_DSN"]
AT_HOME = """
    select title, due_on from loans
    where reader = %s and returned_on is null order by due_on
"""


@app.get("/readers/<int:reader>/loans")
def loans(reader: int):
    with psycopg.connect(
        DSN,
        connect_timeout=3,
        sslmode="verify-full",
        row_factory=dict_row,
    ) as connection:
        rows = connection.execute(AT_HOME, (reader,)).fetchall()
    if not rows:
        abort(404)
    today = date.today()
    return jsonify(
        [row | {"overdue": row["due_on"] < today} for row in rows]
    )
