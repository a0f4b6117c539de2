"""Which writes move money, as far as where they go, what their address says and what they carry tell."""

from __future__ import annotations

import re

from detectors.facts import HOLE, Request
from detectors.judging.addresses import url_path
from detectors.judging.effects import is_harmless
from detectors.vocabulary import hosts
from detectors.vocabulary.names import listed, stems, words

_PAYS = stems(
    "pay payment paymentrequest payout purchase refund stkpush disburse disbursement withdraw withdrawal charge"
)
"""Words of a path by which money moves, if what is sent speaks of an amount or a means of payment."""
_BUYS = stems("purchase buy refund payout charge pay withdraw")
"""Words of a function by which money moves."""
_ORDERS = stems("order subscription invoice mandate collection transfer transaction")
"""What a provider of payments is asked for beside payments."""
_MOVES_NOTHING = listed("sandbox mock mocks simulate simulation simulator fake dummy")
"""Words of a path behind which no money moves."""
_AMOUNTS = listed("amount amounts currency price cents")
_PARTIES = stems("account recipient beneficiary customer contact holder")
"""Last words of a path to which somebody is written down who is to be paid."""
_MEANS = listed(
    "payment_method payment_method_id payment_source card card_id bank_account customer_id msisdn"
)
_TOLD_APART = frozenset(
    {"reference", "txref", "orderid", "merchantreference", "merchantorderid", "transactionid"}
    | {"txnid", "senderbatchid", "uuid", "nonce", "externalreference", "merchanttransactionid"}
    | {"originatorconversationid", "customertransactionid", "paymentid", "refundid", "extorderid"}
    | {
        "merchantrefundcode",
        "merchantpaymentcode",
        "orderreference",
        "paymentreference",
        "transactionreference",
    }
    | {
        "refundkey",
        "refundcommerceorder",
        "commerceorder",
        "outrefundno",
        "outrequestno",
        "externalid",
        "merchantpaymentid",
        "merchantorderno",
    }
    | {
        "newclientorderid",
        "clientorderid",
        "clordid",
        "clientoid",
        "orderlinkid",
        "origclordid",
        "coid",
        "cloid",
    }
    | {"outtradeno", "requestid", "partnerrefno", "merchantrefnum", "custref", "tranid"}
)
"""Fields in which providers without a header for it take a number that may occur once."""
_PROVIDERS = (
    *("paypal.com", "safaricom.co.ke", "adyen.com", "mollie.com", "razorpay.com", "squareup.com"),
    *("squareupsandbox.com", "stripe.com", "flutterwave.com", "paystack.co", "mercadopago.com"),
    *("xendit.co", "midtrans.com", "gocardless.com", "checkout.com", "braintreegateway.com"),
    *("wise.com", "dwolla.com", "yookassa.ru", "tinkoff.ru", "liqpay.ua", "khalti.com"),
    *("sslcommerz.com", "iyzipay.com", "monnify.com", "pesapal.com", "zarinpal.com"),
    *("cashfree.com", "phonepe.com", "instamojo.com", "billplz.com", "omise.co", "klarna.com"),
    *("klarna.net", "payu.com", "cloudpayments.ru", "nowpayments.io", "plaid.com", "fondy.eu"),
)

_OF_PAYPAL = frozenset({"purchase_units", "application_context"})
"""Fields that nobody else has."""
_OF_MPESA = frozenset({"PartyA", "PartyB", "PhoneNumber"})
"""Fields of a payment that M-Pesa asks a customer for."""
_NEXT_STATE = re.compile(
    rf"(?<!authorizations)/[^/?]*{HOLE}[^/?]*"
    r"/(?:approve|authori[sz]e|cancel|capture|complete|confirm|execute|finali[sz]e|void)/?(?:\?|\Z)"
)
"""`/orders/{id}/capture`: what has gone there already is refused; of an authorization parts are captured, one after the other."""
_SYMBOLS = frozenset(
    {"symbol", "market", "pair", "instrument", "instid", "productid", "ticker", "conid"}
)
_QUANTITIES = frozenset(
    {"quantity", "qty", "size", "sz", "amount", "volume", "units", "quoteorderqty"}
)
_BY_HEADER = (
    *("stripe.com", "paypal.com", "adyen.com", "mollie.com", "gocardless.com", "mercadopago.com"),
    *("checkout.com", "dwolla.com"),
)
"""Those whose documentation names a header for it: `Idempotency-Key`, `PayPal-Request-Id`, `X-Idempotency-Key`."""


def charged(request: Request) -> str | None:
    """What a POST does by the name of its function, if what it carries speaks of money, and its path of nothing else."""
    name = request.context.function.name if request.context.function else ""
    if request.method == "POST" and request.fields >= _OF_MPESA:
        return "charge"
    if request.method != "POST" or not _BUYS & stems(name) or is_harmless(request):
        return None
    if any(
        _PARTIES & stems(part) or part.endswith("invoice") for part in url_path(request)[-1:]
    ):  # somebody is written down, or asked to pay
        return None
    return "charge" if _speaks_of_money(request) else None


def is_done_once(request: Request) -> bool:
    """It takes one thing, which it names, to its next state."""
    return _NEXT_STATE.search((request.setting("url").string or "").lower()) is not None


def moves_money(request: Request, what: str) -> bool:
    """It charges, refunds or pays out, and nothing that it carries tells it from a repetition."""
    if {"".join(words(name)) for name in request.fields} & _TOLD_APART:
        return False
    if request.effect == "charge":
        return request.setting("key_support").value is True
    path = url_path(request)
    if any(_MOVES_NOTHING & set(words(part)) for part in path):
        return False
    if request.fields >= _OF_MPESA or _is_traded(request, path):
        return True
    at = hosts.target(request)
    said = {word for part in path for word in stems(part)}
    if (at is not None and _is_one_of(at.host, _PROVIDERS)) or _asks_paypal(request, path):
        return what == "charge" or bool(_ORDERS & said)
    return bool(_PAYS & said or charged(request)) and _speaks_of_money(request)


def _is_traded(request: Request, path: tuple[str, ...]) -> bool:
    """`POST /api/v3/order` with a side, a symbol and a quantity: an order at an exchange."""
    if not path or not {"order", "orders"} & set(words(path[-1])) or "test" in path[-1]:
        return False
    said = {"".join(words(name)) for name in request.fields}
    return "side" in said and bool(_SYMBOLS & said) and bool(_QUANTITIES & said)


def _asks_paypal(request: Request, path: tuple[str, ...]) -> bool:
    """Of the host nothing is seen, as where a setting chooses the sandbox; the path, or what it carries, is PayPal's."""
    if path[-2:] not in {("checkout", "orders"), ("billing", "subscriptions")}:
        return False
    return path[:-2] in {("v1",), ("v2",)} or bool(_OF_PAYPAL & request.fields)


def takes_its_key_in_a_header(request: Request) -> bool:
    """It goes to a provider that looks for the key of a repetition among the headers, whatever the body holds."""
    at = hosts.target(request)
    return at is not None and _is_one_of(at.host.partition(HOLE)[0], _BY_HEADER)


def _is_one_of(host: str, domains: tuple[str, ...]) -> bool:
    return any(host == one or host.endswith(f".{one}") for one in domains)


def _speaks_of_money(request: Request) -> bool:
    named = ["_".join(words(name)) for name in request.fields]
    return any(name in _MEANS or _AMOUNTS & set(name.split("_")) for name in named)
