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
        database.execute(
            "UPDATE plans SET state = %s, paid_until = %s,"
            " version = %s WHERE id = %s AND version < %s",
            (
                plan["state"],
                plan["paid_until"],
                plan["version"],
                plan["id"],
                plan["version"],
            ),
        )
    return "", 204
