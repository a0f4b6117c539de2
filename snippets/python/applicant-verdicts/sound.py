"""What the identity service found out about applicants."""

import hmac
import os

from flask import Flask, abort, request

from onboarding.inbox import keep_once

app = Flask(__name__)
KEY = os.environ["IDENTITY_HOOK_KEY"].encode()


@app.post("/webhooks/identity")
def identity_report():
    expected = hmac.new(KEY, request.get_data(), "sha256").hexdigest()
    given = request.headers.get("X-Identity-Signature", "")
    if not hmac.compare_digest(expected, given):
        abort(401)
    told = request.get_json()
    keep_once("verdict", told["report"]["id"], told)
    return "", 204
