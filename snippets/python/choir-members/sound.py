"""Members choose a password from a link that came by mail."""

import logging
import os

from argon2 import PasswordHasher
from flask import Blueprint, abort, jsonify, request
from itsdangerous import BadSignature, URLSafeTimedSerializer

from choirs.members import by_id, save_hash

log = logging.getLogger("choirs.passwords")
pages = Blueprint("passwords", __name__)
hasher = PasswordHasher()
links = URLSafeTimedSerializer(os.environ["LINK_KEY"])
SHORTEST = 12


@pages.post("/passwords/<token>")
def choose(token: str):
    try:
        member = by_id(links.loads(token, max_age=3600))
    except BadSignature:
        log.info("link of %s refused", request.remote_addr)
        abort(404)
    form = request.get_json()
    password = form["password"]
    log.info("%s chose one in %s", member.id, form["app"])
    if len(password) < SHORTEST:
        return jsonify(error="short", least=SHORTEST), 422
    save_hash(member.id, hasher.hash(password))
    log.info("member %s has a new password", member.id)
    return "", 204
