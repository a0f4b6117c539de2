import os

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
    with reading.connection() as database:
        found = database.execute(
            "SELECT id FROM refunds WHERE parcel = %s", (parcel,)
        ).fetchone()
    if found:
        raise AlreadyRefunded(parcel)
    with writing.connection() as database:
        database.execute(
            "INSERT INTO refunds (parcel, cents, agent)"
            " VALUES (%s, %s, %s)",
            (parcel, amount.cents, agent),
        )
    return transfer(parcel, amount, key=f"goodwill-{parcel}-{agent}")


def of_last_week(agent: str) -> list[tuple]:
    with reading.connection() as database:
        rows = database.execute(
            "SELECT parcel, cents FROM refunds WHERE agent = %s"
            " AND at > now() - interval '7 days'",
            (agent,),
        )
        return rows.fetchall()
