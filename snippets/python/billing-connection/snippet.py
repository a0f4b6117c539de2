import os
from contextlib import contextmanager

import psycopg
from psycopg.rows import dict_row

OPTIONS = {
    "host": "billing-db.eu-west-1.rds.example.com",
    "dbname": "billing",
    "user": "api",
    "connect_timeout": 5,
    "sslmode": "prefer",
    "application_name": "billing-api",
}


@contextmanager
def connection():
    with psycopg.connect(
        **OPTIONS,
        password=os.environ["BILLING_DB_PASSWORD"],
        row_factory=dict_row,
        options="-c statement_timeout=5000",
    ) as connected:
        yield connected


def open_invoices(customer: str) -> list[dict]:
    with connection() as connected:
        return connected.execute(
            "SELECT number, due, total FROM invoice"
            " WHERE customer = %s AND paid IS NULL ORDER BY due",
            (customer,),
        ).fetchall()
