"""Effects that add up when they are done again: a mail, a charge, a sum, a row."""

from __future__ import annotations

import re
from typing import Literal, NamedTuple

from detectors.readers.python.program import Program
from detectors.readers.python.syntax import nodes
from detectors.readers.python.syntax.traits import Node, dotted, last_name
from detectors.vocabulary.names import listed, words
from detectors.vocabulary.quantities import AMOUNTS


class Addition(NamedTuple):
    """Such an effect."""

    node: Node
    kind: Literal["message", "money", "sum", "entry"]
    recognises: Literal["nothing", "key", "anything", "itself"]
    """By what its receiver may know that it has had this before: a mail by nothing, a query by a key in it, a helper
    out of sight by whatever it is given; a query with a condition of its own does itself."""


_TELLS = listed("""
    send_mail send_email sendmail send_sms send_raw_email send_templated_email send_mass_mail send_html_email
    send_bulk_email
""")
"""Functions that send a mail or a text message, whatever they are imported from."""
_MAILERS = listed("""
    mailgun resend aiosmtplib postmarker sendgrid plivo messagebird smtplib vonage twilio boto3
""")
"""Clients whose messages reach a customer, and cannot be taken back."""
_COUNTS = listed("""
    add_credit add_credits grant_credit grant_credits deduct_credit deduct_credits add_balance deduct_balance
    increase_balance decrease_balance increment_balance top_up topup credit_account debit_account credit_wallet
    debit_wallet add_points award_points deduct_points credit_user add_funds deduct_stock reduce_stock
    decrement_stock increase_credits
""")
"""Functions that add to what is there, by their name."""
_AMOUNTS = frozenset({*AMOUNTS, "balances", "credits", "left"})
"""Last words of fields that money or goods are counted in."""
_STATISTICS = listed(
    "total input output prompt completion used usage max min avg average num count"
)
"""Words of fields that only say how much there was, such as the tokens of a model."""
_SUM = re.compile(
    r"(?is)\bupdate\s+.+?\bset\b.*?\b(\w+)\s*=\s*(?:coalesce\s*\(\s*)?(?:\w+\.)?\1\b[^=]*?[+-]"
)
"""An update whose value is made of the one before."""
_ATOMIC = re.compile(r"(?i)(?:\badd\s+#?(\w+)\s+:|\bset\s+.*?#?(\w+)\s*=\s*#?\2\s*[+-])")
"""The same in an expression of DynamoDB."""
WHERE = re.compile(r"(?is)\bwhere\b(.*)")
OWN_KEY = re.compile(
    r"(?i)^\s*\(?\s*[\w.\"`]+\s*=\s*[^\s()]+\s*\)?\s*(?:returning\b.*)?;?\s*$", re.DOTALL
)
"""A condition on one column alone, by which one row is found."""
_ENTRY = re.compile(r"(?is)\binsert\s+into\s+[\"`\w.]*?(\w+)[\"`]?\s*\(")
_ENTRIES = listed("""
    order orders payment payments credit credits ledger transaction transactions transfer transfers shipment
    shipments charge charges payout payouts deposit deposits purchase purchases
""")
"""Tables and models of which a second row is a second order."""


def addition(program: Program, part: Node) -> Addition | None:
    """The effect that a node is, if it is one."""
    match part:
        case nodes.AugAssign(target=nodes.Attribute() as target):
            is_sum = isinstance(part.operator, nodes.AddAssign | nodes.SubtractAssign)
            if is_sum and is_amount(target.attr.value) and dotted(target.value) not in {"self", ""}:
                return Addition(part, "sum", "nothing")
        case nodes.Assign(targets=[nodes.AssignTarget(target=nodes.Attribute() as target)]):
            if is_amount(target.attr.value) and _is_made_of(part.value, target):
                return Addition(part, "sum", "nothing")
        case nodes.Call():
            return _call(program, part)
    return None


def _call(program: Program, call: nodes.Call) -> Addition | None:
    name = last_name(call.func)
    if name in _TELLS:
        return Addition(call, "message", "nothing")
    if name in _COUNTS:
        return Addition(call, "sum", "anything")
    for invocation in program.named(call):
        found = program.lookup.call(invocation.name)
        if found is None:
            continue
        if found.item.effect == "send" and found.client.id in _MAILERS:
            return Addition(call, "message", "nothing") if name != "publish" else None
        if found.item.effect == "charge":
            return Addition(call, "money", "key")
    if name in {"incrby", "incrbyfloat", "decrby", "hincrby", "hincrbyfloat", "zincrby"}:
        said = " ".join(program.evaluator.text(a.value) or "" for a in call.args[:2])
        return Addition(call, "sum", "key") if _AMOUNTS & set(words(said)) else None
    if name == "update_item":
        return _update_item(program, call)
    if name in {"execute", "execute_async", "fetchrow", "fetchval", "fetch_one"} and call.args:
        return _sql(program, call)
    if name in {"update", "values", "update_one", "find_one_and_update", "filter_update"}:
        return _update(program, call)
    return _entry(program, call)


def is_amount(name: str) -> bool:
    """A field of this name counts money or goods."""
    named = words(name)
    return bool(named) and named[-1] in _AMOUNTS and not set(named) & _STATISTICS


def _is_made_of(value: Node, target: nodes.Attribute) -> bool:
    """`user.balance = user.balance + amount`, `user.balance = User.balance + amount`."""
    match value:
        case nodes.BinaryOperation(
            operator=nodes.Add() | nodes.Subtract(), left=nodes.Attribute() as left
        ):
            return left.attr.value == target.attr.value
    return False


def statement_of(call: nodes.Call) -> nodes.BaseExpression:
    """What an `execute` is given first, out of the `text(...)` around it."""
    first = call.args[0].value
    match first:
        case nodes.Call(func=func, args=[only, *_]) if last_name(func) == "text":
            return only.value
    return first


def _sql(program: Program, call: nodes.Call) -> Addition | None:
    text = program.evaluator.text(statement_of(call))
    if not text:
        return None
    if (found := _SUM.search(text)) and is_amount(found[1]):
        where = WHERE.search(text)
        is_plain = where is not None and OWN_KEY.match(where[1]) is not None
        return Addition(call, "sum", "key" if is_plain else "itself")
    if (found := _ENTRY.search(text)) and found[1].lower() in _ENTRIES:
        is_plain = not re.search(r"(?i)\b(?:conflict|ignore|duplicate|exists|select)\b", text)
        return Addition(call, "entry", "key" if is_plain and len(call.args) > 1 else "itself")
    return None


def _update_item(program: Program, call: nodes.Call) -> Addition | None:
    given = {a.keyword.value: a.value for a in call.args if a.keyword is not None}
    text = program.evaluator.text(given["UpdateExpression"]) if "UpdateExpression" in given else ""
    found = _ATOMIC.search(text or "")
    if found is None or not is_amount(found[1] or found[2]):
        return None
    is_guarded = "ConditionExpression" in given or any(a.star for a in call.args)
    return Addition(call, "sum", "itself" if is_guarded else "key")


def _update(program: Program, call: nodes.Call) -> Addition | None:
    """`.update(balance=F("balance") + n)`, `.values(balance=Account.balance + n)`, `update_one(q, {"$inc": {...}})`."""
    if not _finds_by_one(program, call):
        return None
    for argument in call.args:
        field = argument.keyword.value if argument.keyword else ""
        if is_amount(field) and _adds_to(program, argument.value, field):
            return Addition(call, "sum", "key")
        if isinstance(argument.value, nodes.Dict):
            for element in argument.value.elements:
                if isinstance(element, nodes.DictElement) and _is_sum_of(program, element):
                    return Addition(call, "sum", "key")
    return None


def _is_sum_of(program: Program, element: nodes.DictElement) -> bool:
    """`"$inc": {"credits": n}`, `"balance": F("balance") + n`, `Account.balance: Account.balance + n`."""
    key = program.evaluator.text(element.key) or last_name(element.key)
    if key == "$inc" and isinstance(element.value, nodes.Dict):
        return any(
            isinstance(one, nodes.DictElement) and is_amount(program.evaluator.text(one.key) or "")
            for one in element.value.elements
        )
    return is_amount(key) and _adds_to(program, element.value, key)


def _adds_to(program: Program, value: Node, field: str) -> bool:
    """`F("balance") + amount`, `Account.balance - amount`."""
    match value:
        case nodes.BinaryOperation(
            operator=nodes.Add() | nodes.Subtract(), left=nodes.Call(func=func, args=[only])
        ) if last_name(func) == "F":
            return program.evaluator.text(only.value) == field
        case nodes.BinaryOperation(
            operator=nodes.Add() | nodes.Subtract(), left=nodes.Attribute() as left
        ):
            return left.attr.value == field
    return False


def _finds_by_one(program: Program, call: nodes.Call) -> bool:
    """What it changes is found by one condition alone: a second one may leave out what was done before."""
    if last_name(call.func) in {"update_one", "find_one_and_update"}:
        return bool(
            call.args
            and isinstance(call.args[0].value, nodes.Dict)
            and len(call.args[0].value.elements) == 1
        )
    finders = [
        part
        for part in program.tree.walk(call.func)
        if isinstance(part, nodes.Call)
        and last_name(part.func) in {"filter", "filter_by", "where", "exclude"}
    ]
    if len(finders) != 1 or len(finders[0].args) != 1 or last_name(finders[0].func) == "exclude":
        return False
    return isinstance(finders[0].args[0].value, nodes.Comparison) or (
        finders[0].args[0].keyword is not None
    )


def _entry(program: Program, call: nodes.Call) -> Addition | None:
    """`Order.objects.create(user=user, total=total)`, `db.orders.insert_one({...})`, all of it written here."""
    name = last_name(call.func)
    if not isinstance(call.func, nodes.Attribute) or any(a.star for a in call.args):
        return None
    owner = words(dotted(call.func.value).removesuffix(".objects").rpartition(".")[2])
    if not owner or owner[-1] not in _ENTRIES:
        return None
    if name == "create" and dotted(call.func).endswith(".objects.create") and call.args:
        return Addition(call, "entry", "key")
    if name == "insert_one" and call.args and isinstance(call.args[0].value, nodes.Dict):
        is_whole = all(isinstance(e, nodes.DictElement) for e in call.args[0].value.elements)
        return Addition(call, "entry", "key") if is_whole else None
    return None
