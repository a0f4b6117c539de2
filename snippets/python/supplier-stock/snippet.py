import os

from flask import Blueprint, abort, current_app, request

from stock.ledger import Line, replace_stock

inbox = Blueprint("inbox", __name__, url_prefix="/v1/stock")
MOST_LINES = 5_000


def key_of(supplier: str) -> str | None:
    """Keys are mounted as variables, one for each contract."""
    return os.environ.get(f"SUPPLIER_{supplier.upper()}_KEY")


@inbox.before_request
def only_with_a_contract():
    api_key = key_of(request.view_args["supplier"])
    if not api_key:
        abort(404)
    if request.headers.get("X-Api-Key") != api_key:
        current_app.logger.warning("stock: a wrong key was refused")
        abort(401)


@inbox.put("/<supplier>")
def put_stock(supplier: str):
    lines = [
        Line(sku=row["sku"], pieces=int(row["pieces"]))
        for row in request.get_json()["lines"]
    ]
    if len(lines) > MOST_LINES:
        abort(413)
    replace_stock(supplier, lines)
    return "", 204
