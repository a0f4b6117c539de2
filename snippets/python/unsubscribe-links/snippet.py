import hmac
import os
from base64 import b32encode

from flask import Blueprint, render_template, request

from letters.readers import unsubscribe

pages = Blueprint("letters", __name__)
KEYS = [
    os.environb[name]
    for name in (b"LETTER_KEY", b"LETTER_KEY_BEFORE")
    if name in os.environb
]


def mark(reader: str, key: bytes) -> str:
    made = hmac.digest(key, b"unsubscribe:" + reader.encode(), "sha256")
    return b32encode(made[:20]).decode().lower()


def is_ours(reader: str, given: str) -> bool:
    """Links of the key before stay good for the month it takes."""
    marks = [mark(reader, key) for key in KEYS]
    if not given.isascii() or len(given) != len(marks[0]):
        return False
    matches = [hmac.compare_digest(one, given) for one in marks]
    return any(matches)


@pages.route("/u/<reader>/<given>", methods=["GET", "POST"])
def leave(reader: str, given: str):
    if not is_ours(reader, given):
        return render_template("cut_link.html"), 404
    if request.method == "POST":
        unsubscribe(reader)
        return "", 204
    return render_template("leave.html", reader=reader, mark=given)
