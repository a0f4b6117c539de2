"""Handlers whose effect adds up with each delivery, and how they may tell a repetition."""

import pytest

from detectors.facts import Delivery
from tests.readers.python.notation import facts

HOOK = """from flask import Flask, request
from shop import db, mark, send_mail, User, Order
app = Flask(__name__)

@app.post("/webhooks/paid")
def paid():
    event = request.get_json()
    {}
    return "", 204
"""
EFFECTS = [
    ("send_mail(event['email'], 'Thanks')", "message"),
    (
        "db.execute('UPDATE users SET balance = balance + ? WHERE id = ?', (1, event['user']))",
        "sum",
    ),
    ("User.objects.filter(pk=event['user']).update(credits=F('credits') + 1)", "sum"),
    ("user = User.get(event['user'])\n    user.credits += 10", "sum"),
    ("db.users.update_one({'_id': event['user']}, {'$inc': {'credits': 5}})", "sum"),
    ("Order.objects.create(user=event['user'], total=event['total'])", "entry"),
    ("db.execute('INSERT INTO orders (customer) VALUES (?)', (event['customer'],))", "entry"),
    ("db.execute('UPDATE pages SET views = views + 1 WHERE id = ?', (event['page'],))", ""),
    ("self.credits += 10", ""),
    ("total = 0\n    total += event['amount']", ""),
]


@pytest.mark.parametrize(("body", "expected"), EFFECTS)
def test_what_adds_up(body: str, expected: str) -> None:
    assert [d.effect for d in facts(HOOK.format(body), Delivery)] == (
        [expected] if expected else []
    )


TELLS = [
    ("if event['id'] in SEEN:\n        return '', 204", "in a set"),
    ("mark(event['id'])", "an id is handed on"),
    ("mark(event)", "all of it is handed on"),
    (
        "order = Order.get(event['order_id'])\n    if order.is_paid:\n        return '', 204",
        "a state",
    ),
    ("if mark():\n        return '', 204", "something out of sight"),
    ("SEEN[event['id']] = True", "it is kept"),
]


@pytest.mark.parametrize("before", [pytest.param(b, id=name) for b, name in TELLS])
def test_what_may_tell_a_repetition(before: str) -> None:
    assert not facts(HOOK.format(f"{before}\n    send_mail(event['email'], 'Thanks')"), Delivery)


TELLS_NOT = [
    ("if event['type'] != 'paid':\n        return '', 204", "of the event itself"),
    (
        "user = User.get(event['user'])\n    if not user:\n        return '', 404",
        "that there is one",
    ),
    ("log.info('paid %s', event['id'])", "a line of a log"),
    ("if not verify(request):\n        return '', 403", "who has sent it"),
]


@pytest.mark.parametrize("before", [pytest.param(b, id=name) for b, name in TELLS_NOT])
def test_what_tells_no_repetition(before: str) -> None:
    source = HOOK.format(f"{before}\n    send_mail(event['email'], 'Thanks')")
    assert [d.refused for d in facts(source, Delivery)] == [None]


def test_a_store_that_takes_an_event_once() -> None:
    source = HOOK.format(
        "new = db.execute('INSERT INTO seen (id) VALUES (?) ON CONFLICT DO NOTHING', (event['id'],))\n"
        "    if new.rowcount:\n        send_mail(event['email'], 'Thanks')"
    )
    assert [str(d.refused) for d in facts(source, Delivery)] == ["8"]
