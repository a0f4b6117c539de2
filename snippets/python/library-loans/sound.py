import os
from datetime import date

from flask import Flask, abort, jsonify
from psycopg.rows import dict_row
from psycopg_pool import ConnectionPool

from loans.access import desk_only

app = Flask(__name__)
app.before_request(desk_only)
pool = ConnectionPool(
    os.environ["LOANS_DSN"],
    min_size=1,
    max_size=8,
    timeout=3,
    kwargs={"sslmode": "verify-full", "row_factory": dict_row},
)
AT_HOME = """
    select title, due_on from loans
    where reader = %s and returned_on is null order by due_on
"""


@app.get("/readers/<int:reader>/loans")
def loans(reader: int):
    with pool.connection() as connection:
        rows = connection.execute(AT_HOME, (reader,)).fetchall()
    if not rows:
        abort(404)
    today = date.today()
    return jsonify(
        [row | {"overdue": row["due_on"] < today} for row in rows]
    )
