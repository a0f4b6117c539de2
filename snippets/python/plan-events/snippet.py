import hashlib
import hmac
import os

from flask import Flask, abort, request

from magazine.store import books

app = Flask(__name__)
KEY = os.environ["PLANS_WEBHOOK_KEY"].encode()


def checked() -> dict:
    sent = request.headers.get("X-Plans-Signature", "")
    made = hmac.new(KEY, request.get_data(), hashlib.sha256).hexdigest()
    if not hmac.compare_digest(sent, made):
        abort(401)
    return request.get_json()


@app.post("/webhooks/plans")
def happened():
    event = checked()
    plan = event["data"]["plan"]
    with books.transaction() as database:
        fresh = database.execute(
            "INSERT INTO events (id) VALUES (%s)"
            " ON CONFLICT DO NOTHING RETURNING id",
            (event["id"],),
        ).fetchone()
        if fresh:
            database.execute(
                "UPDATE plans SET state = %s, paid_until = %s"
                " WHERE id = %s",
                (plan["state"], plan["paid_until"], plan["id"]),
            )
    return "", 204
