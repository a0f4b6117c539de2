"""A coroutine stands still as well where the request that holds its thread stands in another file."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pytest

from critique.lint import cache, neighbours
from tests.lint.conftest import Lint

FETCH = """import requests


def fetch(url):
    return requests.get(url, timeout=5)


class Rates:
    def of(self, currency):
        return fetch(f"https://api.example.com/{currency}")


rates = Rates()
"""
CLIENTS = """import boto3
import httpx
import requests

session = requests.Session()
async_client = httpx.AsyncClient()


def get_kendra():
    return boto3.client("kendra")
"""
ROUTE = """from fastapi import FastAPI

{imports}

api = FastAPI()


@api.get("/")
async def show():
    return {call}
"""

Found = Callable[..., list[str]]


@pytest.fixture
def found(lint: Lint, project: Path) -> Found:
    """What is said of a route with this import and this call, beside a package `app` that has `fetch`."""
    write(project / "app/__init__.py", "")
    write(project / "app/services.py", FETCH)

    def run(imports: str, call: str, path: str = "app/routes.py") -> list[str]:
        forget()
        write(project / path, ROUTE.format(imports=imports, call=call))
        ran = lint(path, "--format", "concise", select="blocking-call-in-async")
        assert ran.err == ""
        return [line.partition("while ")[2].partition(",")[0] for line in ran.lines]

    return run


def write(path: Path, text: str) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text)


def forget() -> None:
    """Every run is a process of its own."""
    for known in (
        neighbours._module,
        neighbours._top,
        neighbours._anywhere,
        neighbours._homes,
        neighbours._is_top,
        neighbours._below,
        neighbours._within,
    ):
        known.cache_clear()


@pytest.mark.parametrize(
    ("imports", "call"),
    [
        ("from .services import fetch", "fetch(1)"),
        ("from .services import fetch as get", "get(1)"),
        ("from . import services", "services.fetch(1)"),
        ("from app.services import (\n    Rates,  # of today\n    fetch,\n)", "fetch(1)"),
        ("from app import services as s", "s.fetch(1)"),
        ("import app.services", "app.services.fetch(1)"),
        ("import app.services as s", "s.fetch(1)"),
    ],
)
def test_however_the_function_is_imported(found: Found, imports: str, call: str) -> None:
    name = call.partition("(")[0]
    assert found(imports, call) == [f"{name} waits for requests.get in services.py"]


@pytest.mark.parametrize("call", ["rates.of(1)", "Rates().of(1)"])
def test_methods_count_as_well(found: Found, call: str) -> None:
    (said,) = found("from .services import Rates, rates", call)
    assert said.endswith("waits for requests.get in services.py")


def test_an_object_that_the_importing_file_makes(found: Found) -> None:
    assert found("from .services import Rates\n\nmine = Rates()", "mine.of(1)") == [
        "mine.of waits for requests.get in services.py"
    ]


def test_what_a_package_gives_for_its_own(found: Found, project: Path) -> None:
    write(project / "app/core/__init__.py", "from .net import fetch\n")
    write(project / "app/core/net.py", FETCH)
    assert found("from app.core import fetch", "fetch(1)") == [
        "fetch waits for requests.get in net.py"
    ]
    assert found("from app.core import rates", "rates.of(1)") == []


def test_everything_of_a_module_that_a_package_gives_on(found: Found, project: Path) -> None:
    write(project / "app/core/__init__.py", "from .net import *\n")
    write(project / "app/core/net.py", FETCH)
    assert len(found("from app.core import rates", "rates.of(1)")) == 1


def test_a_folder_that_is_no_package(found: Found, project: Path) -> None:
    write(project / "jobs/net.py", FETCH)
    assert len(found("from net import fetch", "fetch(1)", path="jobs/routes.py")) == 1
    assert len(found("from jobs.net import fetch", "fetch(1)", path="jobs/routes.py")) == 1


@pytest.mark.parametrize(
    ("imports", "call"),
    [
        ("from .services import fetch\nimport asyncio", "await asyncio.to_thread(fetch, 1)"),
        ("from .services import rates", "rates.unknown(1)"),
        ("from .services import missing", "missing(1)"),
        ("from .nowhere import fetch", "fetch(1)"),
        ("from ....services import fetch", "fetch(1)"),
        ("from other.services import fetch", "fetch(1)"),
    ],
)
def test_what_holds_nobody_or_is_not_there(found: Found, imports: str, call: str) -> None:
    assert found(imports, call) == []


BETWEEN = """from .services import Rates, fetch, rates


class Prices:
    def __init__(self):
        self.rates = Rates()

    def of(self, item):
        return self.rates.of(item)


def price(item):
    return fetch(item)


def at_times(item):
    if item.is_old:
        item.price = fetch(item)
    return item.price


def later(item):
    return lambda: fetch(item)


async def in_turn(item):
    return fetch(item)


def prices() -> Prices:
    return Prices()


def rates_of(day: tuple[int, int] = (0, 0)) -> "Rates":
    return rates


def names() -> list[Rates]:
    return [rates]
"""


@pytest.mark.parametrize(
    "call", ["price(1)", "Prices().of(1)", "prices().of(1)", "rates_of().of('EUR')"]
)
def test_what_a_file_reaches_through_another(found: Found, project: Path, call: str) -> None:
    write(project / "app/prices.py", BETWEEN)
    (said,) = found("from .prices import Prices, price, prices, rates_of", call)
    assert said.endswith("waits for requests.get in services.py")


@pytest.mark.parametrize(
    "call", ["at_times(1)", "later(1)", "await in_turn(1)", "names().of(1)", "prices().missing(1)"]
)
def test_what_need_not_reach_it(found: Found, project: Path, call: str) -> None:
    write(project / "app/prices.py", BETWEEN)
    assert found("from .prices import at_times, in_turn, later, names, prices", call) == []


def test_no_more_than_one_file_stands_between(found: Found, project: Path) -> None:
    write(project / "app/prices.py", BETWEEN)
    write(
        project / "app/offers.py",
        "from .prices import price\n\n\ndef offer(item):\n    return price(item)\n",
    )
    assert found("from .offers import offer", "offer(1)") == []


def test_a_name_that_may_stand_for_two_files_stands_for_none(found: Found, project: Path) -> None:
    write(project / "app/api/__init__.py", "")
    write(project / "app/api/services.py", "def fetch(url):\n    return url\n")
    imports = "from . import services\nfrom ..services import fetch"
    assert found(imports, "services.fetch(1)", path="app/api/routes.py") == []


def test_files_that_import_each_other(found: Found, project: Path) -> None:
    write(project / "app/services.py", "from .routes import show\n" + FETCH)
    assert len(found("from .services import fetch", "fetch(1)")) == 1


@pytest.mark.parametrize("content", [b"\xff\xfe", b"\0", b"def fetch(:", b"", b"print 'old'\n"])
def test_a_neighbour_that_cannot_be_read_says_nothing(
    found: Found, project: Path, content: bytes
) -> None:
    (project / "app/services.py").write_bytes(content)
    assert found("from .services import fetch", "fetch(1)") == []


def test_a_plain_route_runs_in_a_thread(lint: Lint, project: Path, found: Found) -> None:
    assert len(found("from .services import fetch", "fetch(1)")) == 1
    route = project / "app/routes.py"
    route.write_text(route.read_text().replace("async def", "def") + "\n\nasync def idle(): ...\n")
    assert lint("app/routes.py", select="blocking-call-in-async").code == 0


@pytest.mark.parametrize(
    ("imports", "call", "said"),
    [
        ("from .http import session", "session.get(1)", "session.get"),
        ("from . import http", "http.session.get(1)", "http.session.get"),
        ("from .http import get_kendra", "get_kendra().list_indices()", "boto3.client.list_indices"),
        ("from .http import get_kendra\n\nkendra = get_kendra()", "kendra.list_indices()", "kendra.list_indices"),
        ("from .http import session", "session.mount(1)", None),
        ("from .http import session", "session", None),
        ("from .http import get_kendra", "get_kendra()", None),
        ("from .http import async_client", "await async_client.get(1)", None),
        ("from .http import async_client", "async_client.get(1)", None),
        ("from .http import session\nimport asyncio", "await asyncio.to_thread(session.get, 1)", None),
    ],
)  # fmt: skip
def test_a_client_from_another_file(
    found: Found, project: Path, imports: str, call: str, said: str | None
) -> None:
    write(project / "app/http.py", CLIENTS)
    assert found(imports, call) == ([] if said is None else [f"{said} waits"])


MADE = """import requests
from requests.adapters import HTTPAdapter
from urllib3.util import Retry


class Timed(requests.Session):
    def request(self, *args, **kwargs):
        kwargs.setdefault("timeout", 10)
        return super().request(*args, **kwargs)


def raises(response, *args, **kwargs):
    response.raise_for_status()


def get_session():
    made = requests.Session()
    made.hooks["response"].append(raises)
    return made


session = requests.Session()
timed = Timed()
steady = requests.Session()
steady.mount("https://", HTTPAdapter(max_retries=Retry(total=3)))


class Base:
    def __init__(self, key):
        self.session = requests.Session()
        self.session.headers["X-Key"] = key
"""
CALL = """from fastapi import FastAPI
{imports}

app = FastAPI()


{head}
    return {call}(f"https://api.example.com/{{key}}").json()
"""
PLAIN = "@app.get('/')\ndef show(key):"


@pytest.mark.parametrize(
    ("imports", "head", "call", "risks"),
    [
        ("from .http import session", PLAIN, "session.get", {"missing-timeout", "unchecked-status"}),
        ("from . import http", PLAIN, "http.session.get", {"missing-timeout", "unchecked-status"}),
        ("from .http import session as s", PLAIN, "s.get", {"missing-timeout", "unchecked-status"}),
        ("from .http import timed", PLAIN, "timed.get", set()),
        ("from .http import Timed", PLAIN, "Timed().get", set()),
        ("from .http import get_session", PLAIN, "get_session().get", {"missing-timeout"}),
        ("from .http import Base", "class Api(Base):\n  def show(self, key):", "self.session.get", {"missing-timeout", "unchecked-status"}),
        ("from .http import Base", "class Api(Base):\n  def show(self, key):", "self.other.get", set()),
        ("from .nowhere import session", PLAIN, "session.get", set()),
    ],
)  # fmt: skip
def test_a_client_from_another_file_is_known_with_its_settings(
    lint: Lint, project: Path, imports: str, head: str, call: str, risks: set[str]
) -> None:
    forget()
    write(project / "app/__init__.py", "")
    write(project / "app/http.py", MADE)
    write(project / "app/use.py", CALL.format(imports=imports, head=head, call=call))
    ran = lint("app/use.py", "--format", "json", select="missing-timeout,unchecked-status")
    assert {one["risk"] for one in json.loads(ran.out)} == risks


HELPERS = """import requests

BASE = "https://api.example.com"


def fetch(key):
    response = requests.get(f"{BASE}/items/{key}", timeout=5)
    response.raise_for_status()
    return response.json()


def post(path, body):
    response = requests.post(f"{BASE}{path}", json=body, timeout=5)
    response.raise_for_status()
    return response.json()


def ensure_there(key):
    if not is_there(key):
        requests.put(f"{BASE}/items/{key}", timeout=5)


class Client:
    def _request(self, method, path, **kwargs):
        return requests.request(method, BASE + path, timeout=5, **kwargs).json()

    def get(self, path):
        return self._request("GET", path)

    def post(self, path, body):
        return self._request("POST", path, json=body)
"""


@pytest.mark.parametrize(
    ("body", "risks"),
    [
        ("def f():\n    return [fetch(key) for key in fetch('all')]\n", {"call-in-loop"}),
        ("def f():\n    for key in fetch('all'):\n        if key:\n            show(fetch(key))\n", {"call-in-loop"}),
        ("def f(c: Client):\n    for key in c.get('all'):\n        c.get(key)\n", {"call-in-loop"}),
        ("def f(keys):\n    return [fetch(key) for key in keys]\n", set()),
        ("def f(keys):\n    for key in keys:\n        def later():\n            fetch(key)\n        keep(later)\n", set()),
        ("def f(key):\n    while True:\n        try:\n            return fetch(key)\n        except OSError:\n            pass\n", {"unbounded-retry"}),
        ("def f(key):\n    return fetch(key)\n", set()),
        ("def f(keys):\n    for key in keys:\n        ensure_there(key)\n", set()),
        ("def f(who, amount):\n    return post('/payments', {'who': who, 'amount': amount})\n", {"missing-idempotency-key"}),
        ("def f(c: Client, who, amount):\n    return c.post('/payments', {'who': who, 'amount': amount})\n", {"missing-idempotency-key"}),
        ("def f(who):\n    return post('/searches', {'who': who})\n", set()),
    ],
)  # fmt: skip
def test_what_helpers_of_another_file_ask(
    lint: Lint, project: Path, body: str, risks: set[str]
) -> None:
    forget()
    write(project / "app/api.py", HELPERS)
    write(project / "app/use.py", f"from .api import Client, ensure_there, fetch, post\n\n\n{body}")
    looked_for = "call-in-loop,unbounded-retry,missing-idempotency-key,missing-timeout"
    ran = lint("app/use.py", "--format", "json", select=looked_for)
    assert {one["risk"] for one in json.loads(ran.out)} == risks


def test_what_stands_in_the_other_file_is_said_there(lint: Lint, project: Path) -> None:
    forget()
    write(project / "app/http.py", "import requests\n\ns = requests.Session()\ns.verify = False\n")
    write(
        project / "app/use.py",
        "from .http import s\n\n\ndef f(url):\n    s.get('https://example.com')\n",
    )
    ran = lint("app", "--format", "json", select="tls-verification-off")
    assert [(one["path"], one["line"]) for one in json.loads(ran.out)] == [("app/http.py", 4)]


def test_what_is_mended_is_mended_here(lint: Lint, project: Path) -> None:
    forget()
    write(project / "app/http.py", "import httpx\n\nclient = httpx.Client(timeout=None)\n")
    write(
        project / "app/use.py",
        "from .http import client\n\n\ndef f(url):\n    return client.get(url)\n",
    )
    ran = lint("app/use.py", "--format", "json", select="missing-timeout")
    assert [one["fixable"] for one in json.loads(ran.out)] == [False]


def test_what_is_mostly_done_already_holds_nobody(found: Found, project: Path) -> None:
    ensured = "from .services import rates\n\n\ndef _ensure_rates():\n    rates.of(1)\n"
    assert found(ensured, "_ensure_rates()") == []
    assert len(found(ensured.replace("_ensure_", "load_"), "load_rates()")) == 1


def test_reading_the_whole_file_finds_the_same(lint: Lint, found: Found) -> None:
    (said,) = found("from .services import rates", "rates.of(1)")
    whole = lint("app/routes.py", "--show-sound", select="blocking-call-in-async")
    assert said in whole.out


def test_a_neighbour_that_changes_is_seen_through_the_cache(
    lint: Lint, project: Path, monkeypatch: pytest.MonkeyPatch, tmp_path_factory: pytest.TempPathFactory
) -> None:  # fmt: skip
    monkeypatch.setenv(cache.FOLDER, str(tmp_path_factory.mktemp("cache")))
    for number in range(cache.WORTH_IT):
        write(project / f"app/other{number}.py", "")
    write(project / "app/__init__.py", "")
    write(project / "app/services.py", FETCH.replace("requests.get(url, timeout=5)", "url"))
    imports = "from .services import fetch"
    write(project / "app/routes.py", ROUTE.format(imports=imports, call="fetch(1)"))

    def said() -> str:
        forget()
        return lint("app", "--format", "concise", select="blocking-call-in-async").out

    assert said() == said() == ""
    write(project / "app/services.py", FETCH)
    assert "fetch waits for requests.get in services.py" in said()
    write(
        project / "app/services.py",
        "from .net import fetch\n\n\ndef load(url):\n    return fetch(url)\n",
    )
    write(project / "app/net.py", FETCH.replace("requests.get(url, timeout=5)", "url"))
    write(
        project / "app/routes.py",
        ROUTE.format(imports="from .services import load", call="load(1)"),
    )
    assert said() == ""
    write(project / "app/net.py", FETCH)
    assert "load waits for requests.get in net.py" in said()


def test_a_link_that_leads_to_itself_hides_nothing_beside_it(lint: Lint, project: Path) -> None:
    write(project / "app/__init__.py", "")
    write(project / "app/services.py", FETCH)
    write(
        project / "app/routes.py",
        ROUTE.format(imports="from .services import fetch", call="fetch(1)"),
    )
    (project / "app/loop").symlink_to("loop")
    forget()
    said = lint("app/routes.py", "--format", "concise", select="blocking-call-in-async").out
    assert "fetch waits for requests.get in services.py" in said
