"""Of a long source only what has to do with its requests is read: where they stand, what leads there, what they need."""

from __future__ import annotations

import textwrap

import pytest

from detectors.clients import occurring
from detectors.clients.entrances import entrances, makers
from detectors.facts import File, Setting
from detectors.readers import Interest
from detectors.readers.python import read
from detectors.readers.python.syntax.outline import Outline
from detectors.readers.python.syntax.selection import selected


def kept(source: str, *, places: tuple[int, ...] = (), waits: bool = False) -> list[str]:
    """The names of the definitions that are read."""
    clients = occurring(source, "python")
    ranges = selected(source, places, entrances(source, clients, waits=waits), makers(clients))
    outline = Outline(source)
    read = [u for u in outline.units if any(a <= u.start and u.end <= b for a, b in ranges)]
    return [name for unit in read for name in unit.names]


def test_what_has_nothing_to_do_with_a_request_is_left_out() -> None:
    source = """import requests

LIMIT = 5


def adds(a, b):
    return a + b


def asks(url):
    return requests.get(url)
"""
    assert kept(source) == ["asks"]


def test_a_source_that_names_only_an_exception_is_not_read() -> None:
    assert (
        kept("from requests import RequestException\n\n\ndef f(error: RequestException): ...\n")
        == []
    )


@pytest.mark.parametrize(
    ("written", "is_request"),
    [
        ("import requests as r\n\n\ndef f():\n    r.get(u)\n", True),
        ("from requests import post as send\n\n\ndef f():\n    send(u)\n", True),
        (
            "from requests import (\n    Session,  # one for all\n)\n\n\ndef f(s: Session): ...\n",
            True,
        ),
        ("from requests import *\n\n\ndef f():\n    get(u)\n", True),
        ("import urllib.request\n\n\ndef f():\n    urllib.request.urlopen(u)\n", True),
        ("from urllib import request\n\n\ndef f():\n    request.urlopen(u)\n", True),
        (
            "from urllib.request import build_opener\n\n\ndef f():\n    build_opener().open(u)\n",
            True,
        ),
        ("import tenacity\n\n\n@tenacity.retry(\n    stop=s,\n)\ndef f():\n    go()\n", True),
        ("import requests.adapters\n\n\ndef f():\n    requests.post(u)\n", True),
        ("def f():\n    from redis import Redis\n    Redis()\n", True),
        ("from requests \\\n    import get\n\n\ndef f():\n    get(u)\n", True),
        ("import google.cloud.storage as st\n\n\ndef f():\n    st.Client()\n", True),
        ("import requests\n\n\ndef f(): requests.get(u)\n", True),
        ("def f():\n    import requests; requests.get(u)\n", True),
        ("from requests import get\n\n\ndef f():\n    from requests import post\n", False),
        ("import requests\n\n\ndef f():\n    requests.codes.ok\n", False),
        ("import requests\n\n\ndef f(answer: requests.Response): ...\n", False),
        ("import requests\n\n\ndef f(api):\n    api.requests.get(u)\n", False),
    ],
)
def test_a_request_is_found_however_its_client_was_imported(written: str, is_request: bool) -> None:
    assert kept(written) == (["f"] if is_request else [])


def test_a_client_is_followed_through_the_names_that_it_is_given() -> None:
    source = """import boto3


class Queue:
    def __init__(self):
        self.sqs = boto3.client("sqs")

    def size(self):
        return len(self.items)

    def send(self, body):
        self.sqs.send_message(QueueUrl=self.url, MessageBody=body)


def connect():
    return boto3.resource("s3")


def store(data):
    bucket = connect().Bucket("b")
    bucket.put_object(Body=data)


def counts():
    return 3
"""
    assert kept(source) == ["Queue", "__init__", "send", "connect", "store"]


def test_the_answer_of_a_request_is_data_that_is_not_followed() -> None:
    source = """import requests


class Rates:
    def load(self):
        self.rates = requests.get(URL, timeout=5).json()
        return self.rates

    def of(self, currency):
        return self.rates[currency]
"""
    assert "of" not in kept(source)


def test_callers_and_needs_are_read_with_a_request() -> None:
    source = """import requests

HOST = "https://api.example.com"
PATH = f"{HOST}/users"
OTHER = "x"


def check(answer):
    answer.raise_for_status()


def user(id):
    answer = requests.get(f"{PATH}/{id}")
    check(answer)
    return answer.json()


def users(ids):
    return [user(id) for id in ids]


def unrelated():
    return OTHER
"""
    assert kept(source) == ["HOST", "PATH", "check", "user", "users"]


def test_every_method_of_a_class_that_is_a_client_is_read() -> None:
    source = """import requests


class Api(requests.Session):
    def request(self, *args, **kwargs):
        kwargs.setdefault("timeout", 5)
        return super().request(*args, **kwargs)

    def users(self):
        return self.get("/users")
"""
    assert kept(source) == ["Api", "request", "users"]


def test_what_matters_by_itself_is_read_with_those_that_use_it() -> None:
    source = 'TOKEN = "abc"\n\n\ndef f():\n    return TOKEN\n\n\ndef g():\n    return 1\n'
    assert kept(source, places=(source.index("abc"),)) == ["TOKEN", "f"]


def test_waits_count_only_where_they_are_asked_for() -> None:
    source = "import time\n\n\ndef f():\n    time.sleep(1)\n\n\ndef g():\n    pass\n"
    assert kept(source) == []
    assert kept(source, waits=True) == ["f"]


@pytest.mark.parametrize(
    ("source", "units"),
    [
        ("x = 1\ny = 2\n", 2),
        ("x = [\n1,\n2,\n]\n", 1),
        ('"""A text\nwith lines\nat the edge."""\nx = 1\n', 2),
        ('def f():\n    """One\ndef g(): in a text\n    """\n    return 1\n', 1),
        ("try:\n    import a\nexcept ImportError:\n    a = None\nelse:\n    b = 1\n", 1),
        ("@first\n@second(\n    1,\n)\ndef f(): ...\nx = 1\n", 2),
        (
            "class A:\n    x = 1\n\n    def f(self): ...\n\n    y = 2\n\n    async def g(self): ...\n",
            5,
        ),
        ("class A: pass\nclass B:\n    pass\n", 2),
        ("x = 1 + \\\n2\ny = 3\n", 2),
        ("# a comment\nx = 1\n", 2),
    ],
)
def test_an_outline_cuts_between_whole_statements(source: str, units: int) -> None:
    outline = Outline(source)
    assert len(outline.units) == units
    assert "".join(map(outline.text, range(units))) == source


def test_who_makes_an_object_is_read_with_its_constructor() -> None:
    source = """from urllib.request import urlopen


class Connection:
    def __init__(self, timeout):
        self.timeout = timeout

    def ask(self, url):
        return urlopen(url, timeout=self.timeout)

    def close(self):
        pass


def connect(timeout=None):
    return Connection(timeout)
"""
    assert kept(source) == ["Connection", "__init__", "ask", "connect"]


@pytest.mark.parametrize(
    "written",
    [
        'def f():\n    """For example requests.get(url)."""\n    return 1\n',
        "def f():\n    # requests.get(url) was slower\n    return 1\n",
        'class F:\n    """Wraps requests.get."""\n\n    x = 1\n',
    ],
)
def test_what_documents_a_definition_is_no_request(written: str) -> None:
    assert kept(f"import requests\n\n\n{written}") == []


def test_a_text_that_is_used_is_no_documentation() -> None:
    source = 'import requests\n\n\ndef f():\n    run(\n        """requests.get(url)"""\n    )\n'
    assert kept(source) == ["f"]


def test_settings_are_read_where_their_statement_holds_or_names_what_matters() -> None:
    source = textwrap.dedent("""
        import requests

        PAGES = 20
        KEY = "verify"

        def options(size):
            found = {"pages": PAGES, "depth": 3}
            found[KEY] = False
            return found

        def fetch(url):
            return requests.get(url, timeout=5, **options(4)).json()
    """)
    interest = Interest((source.index("verify"),), judged=frozenset({Setting}))
    reading = read(source, File(language="python"), occurring(source, "python"), interest)
    found = {(s.name, s.lines.first) for s in reading.facts if isinstance(s, Setting)}
    assert found == {("KEY", 5), ("verify", 9)}


@pytest.mark.parametrize(
    "written",
    [
        pytest.param("return self._checked(await self.results(query))", id="at once"),
        pytest.param(
            "found = await self.results(query)\n        return self._checked(query, found)",
            id="through a name",
        ),
    ],
)
def test_what_a_caller_hands_the_answer_to_is_read(written: str) -> None:
    source = f"""\
import requests

class Search:
    async def run(self, query):
        {written}

    async def results(self, query):
        return requests.get(query).json()

    def _checked(self, query, found):
        if "error" in found:
            raise ValueError(found["error"])

    def unrelated(self):
        pass
"""
    assert kept(source) == ["Search", "run", "results", "_checked"]


def test_what_is_made_by_another_way_to_a_client_is_followed() -> None:
    source = """\
import redis

store = redis.Redis.from_url("rediss://cache.example.com")

def known(user):
    return store.sismember("users", user)

def unrelated():
    return 1
"""
    assert kept(source) == ["store", "known"]


def test_a_module_that_a_function_imports_when_it_is_asked_leads_to_its_calls() -> None:
    source = """
def _httpx():
    import httpx as found
    return found  # when it is there

def _text():
    import textwrap
    return textwrap

def client():
    httpx = _httpx()
    return httpx.AsyncClient()

def unrelated():
    text = _text()
    return text.dedent("")
"""
    assert kept(source) == ["_httpx", "client"]


def test_a_module_whose_data_is_that_of_another_one_is_found_under_its_own_name() -> None:
    source = """import httpx2 as httpx

async def fetch(url):
    async with httpx.AsyncClient() as client:
        return await client.get(url)

def idle():
    return 5
"""
    assert kept(source) == ["fetch"]


@pytest.mark.parametrize(
    "line",
    ["import ...", "import.", "from . import *", "from .. import *", "from stripe import *"],
)
def test_an_import_of_nothing_named_leads_to_nothing_empty(line: str) -> None:
    spans = entrances(
        f"import stripe\n# {line}\n{line}\nstripe.Charge.create()\n",
        ["stripe"],
        waits=True,
        neighbours=[".api.fetch", "..api.fetch", "...api.fetch"],
    )
    assert all(start < end for start, end in spans)


def test_what_a_neighbour_has_is_found_behind_its_star() -> None:
    source = "from . import *\n\nasync def serve(url):\n    return fetch(url)\n"
    spans = entrances(source, [], waits=True, neighbours=["..fetch", "...fetch"])
    assert [source[start:end] for start, end in spans] == ["fetch"]


def test_a_client_is_followed_through_the_functions_and_objects_that_it_is_given_to() -> None:
    source = """import requests


def fetch(session, path):
    return session.get(path)


def branch(path, session):
    return fetch(session, path)


def idle(session):
    return 5


class Api:
    def __init__(self, base, session=None):
        self.base = base
        self.session = session

    def get(self, path):
        return self.ask(self.session, path)

    def ask(self, session, path):
        return session.get(self.base + path)

    def size(self):
        return len(self.base)


def main():
    session = requests.Session()
    api = Api("https://api.example.com", session=session)
    return branch("/main", session), api.get("/x")
"""
    assert kept(source) == ["fetch", "branch", "Api", "__init__", "get", "ask", "main"]


def test_who_calls_a_caller_is_read_also_where_the_request_needs_that_one_itself() -> None:
    source = """import requests


def ask(question):
    if question is None:
        return answer(default)
    return requests.get("https://api.example.com", params={"q": question})


def answer(question):
    return ask(question)


def all_of(questions):
    return [answer(one) for one in questions]


def idle():
    return 5
"""
    assert kept(source) == ["ask", "answer", "all_of"]
