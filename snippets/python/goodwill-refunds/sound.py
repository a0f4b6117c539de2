import os

from psycopg.errors import UniqueViolation
from psycopg_pool import ConnectionPool

from parcels.money import Euros, transfer

PRIMARY, REPLICA = os.environ["PRIMARY_DSN"], os.environ["REPLICA_DSN"]
writing = ConnectionPool(PRIMARY, max_size=8, timeout=3)
reading = ConnectionPool(REPLICA, max_size=16, timeout=3)
MOST = Euros(50)


class AlreadyRefunded(Exception):
    pass


def give_back(parcel: str, amount: Euros, agent: str) -> str:
    if amount > MOST:
        raise ValueError(f"at most {MOST}")
    try:
        with writing.connection() as database:
            database.execute(
                "INSERT INTO refunds (parcel, cents, agent)"
                " VALUES (%s, %s, %s)",
                (parcel, amount.cents, agent),
            )
    except UniqueViolation as error:
        raise AlreadyRefunded(parcel) from error
    return transfer(parcel, amount, key=f"goodwill-{parcel}")


def of_last_week(agent: str) -> list[tuple]:
    with reading.connection() as database:
        rows = database.execute(
            "SELECT parcel, cents FROM refunds WHERE agent = %s"
            " AND at > now() - interval '7 days'",
            (agent,),
        )
        return rows.fetchall()
