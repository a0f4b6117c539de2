import hashlib
from decimal import Decimal

from aiohttp import web

from donations.ledger import Ledger

FIELDS = ("terminal", "order", "amount", "currency", "result")


def signature_of(fields: dict[str, str], bank_secret: str) -> str:
    """As the bank's manual has it: upper-case SHA-256 of all."""
    text = "&".join(f"{name}={fields[name]}" for name in FIELDS)
    digest = hashlib.sha256(f"{bank_secret}&{text}".encode())
    return digest.hexdigest().upper()


async def notice(request: web.Request) -> web.Response:
    fields = dict(await request.post())
    if any(name not in fields for name in FIELDS):
        raise web.HTTPBadRequest
    bank_secret = request.app["bank_secret"]
    if signature_of(fields, bank_secret) != fields.get("signature"):
        raise web.HTTPForbidden
    ledger: Ledger = request.app["ledger"]
    if fields["result"] == "APPROVED":
        await ledger.book_once(
            order=fields["order"],
            amount=Decimal(fields["amount"]),
            currency=fields["currency"],
        )
    return web.Response(text="OK")


def routes() -> list[web.RouteDef]:
    return [web.post("/bank/notice", notice)]
