"""Settings are written where they belong, and the author's layout stays."""

from textwrap import dedent

import pytest

from detectors.facts import Request, Retry, Setting
from detectors.model import apply
from tests.readers.python.notation import facts, reading


def written(source: str, kind: type, name: str, value: object) -> str | None:
    text = dedent(source)
    edits = facts(text, kind)[-1].write(name, value)
    return None if edits is None else apply(text, edits)


ADDED = [
    pytest.param("requests.get(u)", "requests.get(u, timeout=10)", id="last"),
    pytest.param("requests.get(*a)", "requests.get(*a, timeout=10)", id="after a star"),
    pytest.param("requests.get(u,)", "requests.get(u, timeout=10,)", id="trailing comma"),
    pytest.param("requests.get( u )", "requests.get( u, timeout=10 )", id="spaces inside"),
    pytest.param("requests.get((u))", "requests.get((u), timeout=10)", id="parentheses"),
    pytest.param(
        "(requests.get)(u)", "(requests.get)(u, timeout=10)", id="function in parentheses"
    ),
    pytest.param("requests.request()", "requests.request(timeout=10)", id="no arguments"),
    pytest.param(
        "requests.get(\n    u,\n    json=1,\n)",
        "requests.get(\n    u,\n    json=1,\n    timeout=10,\n)",
        id="a line each",
    ),
    pytest.param(
        "requests.get(\n    u,  # where\n)",
        "requests.get(\n    u, \n    timeout=10,  # where\n)",
        id="comment behind the comma",
    ),
    pytest.param(
        "requests.get(\n    u,\n    json=1)",
        "requests.get(\n    u,\n    json=1,\n    timeout=10)",
        id="a line each, bracket at the end",
    ),
    pytest.param(
        "requests.get(u,\n             json=1)",
        "requests.get(u,\n             json=1,\n             timeout=10)",
        id="aligned",
    ),
    pytest.param(
        "requests.get(u, timeout=None)", "requests.get(u, timeout=10)", id="none replaced"
    ),
    pytest.param("requests.get(u, timeout=T)", "requests.get(u, timeout=10)", id="name replaced"),
]


@pytest.mark.parametrize(("source", "expected"), ADDED)
def test_a_timeout_is_written_at_the_call(source: str, expected: str) -> None:
    head = "import requests\nT = None\n"
    found = written(head + source, Request, "timeout", 10)
    assert found is not None
    assert found.replace(", \n", ",\n").replace(",  #", ",  #") == (head + expected).replace(
        ", \n", ",\n"
    )


REMOVED = [
    pytest.param("requests.get(u, verify=False)", "requests.get(u)", id="last"),
    pytest.param("requests.get(u, verify=False,)", "requests.get(u,)", id="trailing comma"),
    pytest.param(
        "requests.get(u, verify=False, timeout=5)", "requests.get(u, timeout=5)", id="between"
    ),
    pytest.param("requests.get(verify=False, url=u)", "requests.get(url=u)", id="first"),
    pytest.param("requests.request(verify=False)", "requests.request()", id="only"),
    pytest.param(
        "requests.get(\n    u,\n    verify=False,\n    timeout=5,\n)",
        "requests.get(\n    u,\n    timeout=5,\n)",
        id="a line of its own",
    ),
    pytest.param(
        "s = requests.Session()\ns.verify = False\ns.get(u)",
        "s = requests.Session()\ns.get(u)",
        id="attribute",
    ),
    pytest.param(
        "o = {'verify': False, 'timeout': 5}\nrequests.get(u, **o)",
        "o = {'timeout': 5}\nrequests.get(u, **o)",
        id="entry",
    ),
    pytest.param(
        "import httpx\nc = httpx.Client(timeout=5, verify=False)\nc.get(u)",
        "import httpx\nc = httpx.Client(timeout=5)\nc.get(u)",
        id="constructor",
    ),
]


@pytest.mark.parametrize(("source", "expected"), REMOVED)
def test_a_switch_is_taken_out(source: str, expected: str) -> None:
    head = "import requests\n"
    assert written(head + source, Request, "verify", None) == head + expected


OFF = [
    pytest.param("requests.get(u)", "requests.get(u, verify=False)", id="requests"),
    pytest.param(
        "import httpx\nc = httpx.Client()\nc.get(u)",
        "import httpx\nc = httpx.Client(verify=False)\nc.get(u)",
        id="httpx has it at the client",
    ),
    pytest.param(
        "import aiohttp\nasync def f(s: aiohttp.ClientSession):\n    await s.get(u)",
        "import aiohttp\nasync def f(s: aiohttp.ClientSession):\n    await s.get(u, ssl=False)",
        id="aiohttp says ssl",
    ),
    pytest.param(
        "import httpx\ndef f(c: httpx.Client):\n    c.get(u)",
        None,
        id="a client that is made elsewhere",
    ),
]


@pytest.mark.parametrize(("source", "expected"), OFF)
def test_a_switch_is_written_where_the_client_takes_it(source: str, expected: str | None) -> None:
    head = "import requests\n"
    found = written(head + source, Request, "verify", False)
    assert found == (head + expected if expected else None)


KEYS = [
    pytest.param("headers={'Idempotency-Key': k, 'A': b}", "headers={'A': b}", id="header"),
    pytest.param("headers={'A': b, 'idempotency-key': k}", "headers={'A': b}", id="last header"),
    pytest.param("headers=HEADERS", None, id="headers from elsewhere"),
]


@pytest.mark.parametrize(("arguments", "expected"), KEYS)
def test_a_key_is_taken_out_of_the_headers(arguments: str, expected: str | None) -> None:
    source = "import requests\nrequests.post(u, json={{}}, {})"
    found = written(source.format(arguments), Request, "idempotency_key", None)
    assert found == (source.format(expected) if expected else None)


POLICIES = [
    pytest.param(
        "from tenacity import retry\n@retry()\ndef f(): ...",
        ("attempts", 5),
        "from tenacity import retry, stop_after_attempt\n@retry(stop=stop_after_attempt(5))\ndef f(): ...",
        id="an end, imported",
    ),
    pytest.param(
        "import tenacity\n@tenacity.retry(wait=w)\ndef f(): ...",
        ("attempts", 5),
        "import tenacity\n@tenacity.retry(wait=w, stop=tenacity.stop_after_attempt(5))\ndef f(): ...",
        id="an end, of the module",
    ),
    pytest.param(
        "import tenacity\n@tenacity.retry(stop=tenacity.stop_after_attempt(5))\ndef f(): ...",
        ("attempts", None),
        "import tenacity\n@tenacity.retry()\ndef f(): ...",
        id="no end",
    ),
    pytest.param(
        "import backoff\n@backoff.on_exception(backoff.expo, OSError)\ndef f(): ...",
        ("attempts", 5),
        "import backoff\n@backoff.on_exception(backoff.expo, OSError, max_tries=5)\ndef f(): ...",
        id="a number",
    ),
    pytest.param(
        "import backoff\n@backoff.on_exception(backoff.constant, OSError)\ndef f(): ...",
        ("wait", "exponential"),
        "import backoff\n@backoff.on_exception(backoff.expo, OSError)\ndef f(): ...",
        id="growing waits",
    ),
    pytest.param(
        "from urllib3.util import Retry\np = Retry(total=3)",
        ("wait", "exponential"),
        "from urllib3.util import Retry\np = Retry(total=3, backoff_factor=0.5)",
        id="a factor",
    ),
    pytest.param(
        "from urllib3.util import Retry\np = Retry(total=None)",
        ("attempts", 5),
        "from urllib3.util import Retry\np = Retry(total=4)",
        id="retries count from the second request",
    ),
]


@pytest.mark.parametrize(("source", "edit", "expected"), POLICIES)
def test_a_policy_is_mended(source: str, edit: tuple[str, object], expected: str) -> None:
    assert written(source, Retry, *edit) == expected


def test_a_bare_decorator_is_not_written() -> None:
    source = "from tenacity import retry\n@retry\ndef f(): ..."
    assert written(source, Retry, "attempts", 5) is None


VALUES = [
    pytest.param(True, "DEBUG = True", id="truth"),
    pytest.param(3, "DEBUG = 3", id="number"),
    pytest.param('a "b" \\', 'DEBUG = "a \\"b\\" \\\\"', id="text"),
]


@pytest.mark.parametrize(("value", "expected"), VALUES)
def test_a_literal_is_replaced(value: object, expected: str) -> None:
    assert written("DEBUG = False", Setting, "", value) == expected


@pytest.mark.parametrize("end", ["\n", "\r\n"])
def test_edits_keep_line_ends(end: str) -> None:
    source = f"import requests{end}# ünïcode{end}requests.get(u){end}"
    [request] = facts(source, Request)
    edits = request.write("timeout", 10)
    assert apply(source, edits) == source.replace("(u)", "(u, timeout=10)")
    assert reading(apply(source, edits)).problems == []
