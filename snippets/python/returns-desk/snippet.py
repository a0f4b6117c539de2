import os

from flask import Flask, abort, jsonify, request

from returns.labels import print_label
from returns.orders import find_order

app = Flask(__name__)
app.config["MAX_CONTENT_LENGTH"] = 64 * 1024
app.config["JSON_SORT_KEYS"] = False
app.secret_key = os.environ["RETURNS_SESSION_KEY"]


@app.post("/returns")
def announce():
    """A customer announces a parcel and gets a label."""
    wanted = request.get_json()
    order = find_order(wanted["order"], wanted["postcode"])
    if order is None:
        abort(404)
    return jsonify(label=print_label(order, wanted["reason"]))


@app.get("/healthz")
def healthz():
    return "", 204


if __name__ == "__main__":
    port = int(os.environ.get("PORT", "8080"))
    app.run(host="0.0.0.0", port=port, debug=True)
