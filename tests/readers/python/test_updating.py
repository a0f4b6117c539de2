"""What a function reads, reckons with and writes back, by the store."""

import pytest

from detectors.facts import Update
from tests.readers.python.notation import facts

WRITTEN_BACK = [
    pytest.param(
        "a = Account.objects.get(pk=i)\n    a.balance -= n\n    a.save()",
        "row a.balance 3-4",
        id="django",
    ),
    pytest.param(
        "a = db.session.get(Account, i)\n    a.credits = a.credits + n\n    db.session.commit()",
        "row a.credits 3-4",
        id="sqlalchemy",
    ),
    pytest.param(
        "had = int(r.get('left') or 0)\n    r.set('left', had - n)", "key 'left' 3-4", id="redis"
    ),
    pytest.param("r.set('left', int(r.get('left')) - n)", "key 'left' 3", id="in one line"),
    pytest.param(
        "c.execute('SELECT stock FROM t WHERE id = ?', (i,))\n    (had,) = c.fetchone()\n"
        "    c.execute('UPDATE t SET stock = ? WHERE id = ?', (had - n, i))",
        "table stock 4-5",
        id="sql",
    ),
    pytest.param(
        "d = t.get_item(Key={'id': i})['Item']\n    d['left'] -= n\n    t.put_item(Item=d)",
        "item t 3-5",
        id="dynamodb",
    ),
    pytest.param(
        "d = c.find_one({'_id': i})\n    c.update_one({'_id': i}, {'$set': {'left': d['left'] - n}})",
        "document c 3-4",
        id="mongodb",
    ),
]


@pytest.mark.parametrize(("body", "expected"), WRITTEN_BACK)
def test_what_is_written_back(body: str, expected: str) -> None:
    found = facts(f"import redis; r = redis.Redis()\ndef f(i, n):\n    {body}\n", Update)
    assert [f"{u.store} {u.what} {u.lines}" for u in found] == [expected]
