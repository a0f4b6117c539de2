"""What is compared, and where each side comes from."""

import pytest

from detectors.facts import Comparison, Side
from tests.readers.python.notation import facts, same

COMPARED = [
    pytest.param("a == 'x'", "1 == a:a:other | 'x'::literal", id="with a text that is spelled"),
    pytest.param("a == 3", "", id="with a number that is spelled"),
    pytest.param("'a' == 'x'", "", id="of two that are spelled"),
    pytest.param("a < b", "", id="by size"),
    pytest.param("a == b == c", "", id="in a chain"),
    pytest.param("token != None", "1 != token:token:other | None::literal", id="with nothing"),
    pytest.param(
        "compare_digest(mine, theirs)",
        "1 constant-time mine:mine:other | theirs:theirs:other",
        id="in constant time",
    ),
    pytest.param(
        "import hmac\nmac = hmac.new(k, b, 'sha1')\nf'v1={mac.hexdigest()}' == given",
        "3 == f'v1={mac.hexdigest()}'::mac | given:given:other",
        id="a MAC within a text",
    ),
    pytest.param(
        "import hashlib\nh = hashlib.sha256(salt)\nh.update(body)\nh.hexdigest() == wanted",
        "4 == h.hexdigest()::hash(body,salt) | wanted:wanted:other",
        id="a plain hash, with what it is made of",
    ),
    pytest.param(
        "import hmac\ndef sign(b):\n    out = hmac.new(k, b, 'sha1').digest()\n    return out\nsign(b)[:8] == x",
        "5 == sign(b)[:8]::mac | x:x:other",
        id="a part of what a helper of the file makes",
    ),
    pytest.param(
        "from shop import sign\nsign(b) == x", "2 == sign(b):sign:call | x:x:other", id="a helper"
    ),
    pytest.param(
        "request.headers.get('X-Key') == os.environ['KEY']",
        "1 == request.headers.get('X-Key'):X-Key:request | os.environ['KEY']:KEY:other",
        id="a header, and a variable of the environment",
    ),
    pytest.param(
        "ts, _, sig = request.headers['S'].partition(',')\nsig != mine",
        "2 != sig:S,sig:request | mine:mine:other",
        id="a part of a header",
    ),
    pytest.param(
        "body = await request.json()\nbody['token'] == t",
        "2 == body['token']:token:request | t:t:other",
        id="a field of the body",
    ),
    pytest.param(
        "def f(given):\n    return given == t\nf(request.args['key'])",
        "2 == given:given,key:parameter,request | t:t:other",
        id="a parameter that a caller gives",
    ),
    pytest.param(
        "def f(key: Annotated[str, Header()]):\n    return key == t",
        "2 == key:key:parameter,request | t:t:other",
        id="a parameter that the framework fills",
    ),
    pytest.param(
        "answer.headers['ETag'] == tag",
        "1 == answer.headers['ETag']:ETag:other | tag:tag:other",
        id="the header of an answer",
    ),
    pytest.param(
        "class H(BaseHTTPRequestHandler):\n    def do_GET(self):\n        return self.headers['X'] == t",
        "3 == self.headers['X']:X:request | t:t:other",
        id="a handler that is the request",
    ),
]


@pytest.mark.parametrize(("source", "seen"), COMPARED)
def test_both_sides_are_followed_to_where_they_come_from(source: str, seen: str) -> None:
    found = [f"{c.lines} {c.operator} {_side(c.left)} | {_side(c.right)}" for c in compared(source)]
    same("\n".join(found), seen)


def test_an_assertion_is_marked() -> None:
    assert [c.is_asserted for c in compared("assert a == b\nif a == b: pass")] == [True, False]


def compared(source: str) -> list[Comparison]:
    return facts(source, Comparison)


def _side(side: Side) -> str:
    hashed = f"({','.join(sorted(side.hashed))})" if side.hashed else ""
    names, origins = (",".join(sorted(some)) for some in (side.names, side.origins))
    return f"{side.text}:{names}:{origins}{hashed}"
