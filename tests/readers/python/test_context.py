"""What is around a call: coroutine, thread, handler, deadline, except clauses, callers."""

import pytest

from tests.readers.python.notation import requests, same, waits

AROUND = [
    pytest.param("requests.get(U)", "module", id="module level"),
    pytest.param("def f():\n    requests.get(U)", "f", id="function"),
    pytest.param(
        "async def f():\n    def g():\n        requests.get(U)", "g", id="nested plain function"
    ),
    pytest.param(
        "async def f():\n    x = lambda: requests.get(U)", "f", id="lambda of nobody knows whom"
    ),
    pytest.param("async def f():\n    requests.get(U)", "f,async", id="coroutine"),
    pytest.param(
        "def f():\n    requests.get(U)\nasync def g():\n    f()",
        "f,called-from-async,site:8",
        id="plain function that a coroutine calls",
    ),
    pytest.param(
        "def f():\n    requests.get(U)\nasync def g():\n    await asyncio.to_thread(f)",
        "f,thread",
        id="plain function that is handed to a thread",
    ),
    pytest.param(
        "async def f():\n    await asyncio.to_thread(lambda: requests.get(U))",
        "f,thread",
        id="lambda that is handed to a thread",
    ),
    pytest.param(
        "async def f(loop):\n    await loop.run_in_executor(None, requests.get, U)",
        "f,thread",
        id="executor of a loop that is not known",
    ),
    pytest.param(
        "async def f():\n    await anyio.to_thread.run_sync(requests.get, U)",
        "f,thread",
        id="anyio",
    ),
    pytest.param(
        "app = FastAPI()\n@app.get('/x')\ndef f():\n    requests.get(U)",
        "f,thread,route",
        id="plain route",
    ),
    pytest.param(
        "app = FastAPI()\n@app.get('/x')\nasync def f():\n    requests.get(U)",
        "f,async,route",
        id="coroutine route",
    ),
    pytest.param(
        "app = FastAPI()\n@app.post('/webhooks/pay')\ndef f():\n    requests.get(U)",
        "f,thread,webhook",
        id="webhook",
    ),
    pytest.param(
        "def lambda_handler(event, context):\n    requests.get(U)",
        "lambda_handler,lambda",
        id="lambda",
    ),
    pytest.param(
        "async def f():\n    async with asyncio.timeout(5):\n        requests.get(U)",
        "f,async,within:5",
        id="block with a deadline",
    ),
    pytest.param(
        "async def f():\n    async with asyncio.timeout(limit):\n        requests.get(U)",
        "f,async,within:?",
        id="deadline that cannot be seen",
    ),
    pytest.param(
        "async def f():\n    await asyncio.wait_for(requests.get(U), timeout=5)",
        "f,async,within:5",
        id="call with a deadline",
    ),
    pytest.param(
        "async def f():\n    requests.get(U)\nasync def g():\n    await asyncio.wait_for(f(), 5)",
        "f,async,called-from-async,within:5,site:8",
        id="every caller sets a deadline",
    ),
    pytest.param(
        "async def f():\n    requests.get(U)\nasync def g():\n    await asyncio.wait_for(f(), 5)\n    await f()",
        "f,async,called-from-async,within:?,site:8,site:9",
        id="one caller sets none",
    ),
    pytest.param(
        "try:\n    requests.get(U)\nexcept ValueError:\n    pass\nexcept OSError:\n    raise",
        "module,catch:passes,catch:raises",
        id="clauses",
    ),
    pytest.param(
        "try:\n    pass\nexcept ValueError:\n    requests.get(U)",
        "module",
        id="in the clause itself",
    ),
    pytest.param(
        "try:\n    requests.get(U)\nexcept Exception as e:\n    log.error(e)\n    return_code = 1",
        "module,catch:unknown",
        id="a clause that notes the failure",
    ),
    pytest.param(
        "def f():\n    requests.get(U)\nclass A:\n    def g(self):\n        f()\n    def h(self):\n        f()",
        "f,site:9,site:11",
        id="callers",
    ),
]
HEAD = "import asyncio, anyio, requests\nfrom fastapi import FastAPI\n\n\n"


@pytest.mark.parametrize(("source", "expected"), AROUND)
def test_what_is_around_a_request(source: str, expected: str) -> None:
    assert requests(HEAD + source, "around").rpartition("around=")[2] == expected


WAITS = [
    pytest.param("sleep(5)", "", id="nobody knows what"),
    pytest.param("from time import sleep\nsleep(5)", "2 time.sleep sleep 5", id="imported"),
    pytest.param(
        "import asyncio\nasync def f():\n    await asyncio.sleep(5)",
        "3 asyncio.sleep sleep 5 async in-coroutine",
        id="of a coroutine",
    ),
    pytest.param(
        "import time, asyncio\nasync def f():\n    time.sleep(n)\n    await asyncio.to_thread(time.sleep, 5)",
        "3 time.sleep sleep ? in-coroutine\n4 time.sleep sleep 5",
        id="in a coroutine, and handed to a thread",
    ),
    pytest.param(
        "import subprocess\nsubprocess.run(['ls'], timeout=5)\nsubprocess.check_output(['ls'])",
        "2 subprocess.run process 5\n3 subprocess.check_output process off",
        id="processes",
    ),
    pytest.param("input()", "", id="not read for input alone"),
]


@pytest.mark.parametrize(("source", "expected"), WAITS)
def test_waits(source: str, expected: str) -> None:
    if "input" in source:
        expected = "1 input input ?"
    same(waits(source), expected)


CLIENTS = [
    pytest.param("requests.get(U)", "requests", id="module"),
    pytest.param("def f(s: requests.Session):\n    s.get(U)", "requests?", id="parameter"),
    pytest.param(
        "def f(s=None):\n    s = s or requests.Session()\n    s.get(U)",
        "requests@3?",
        id="given or made",
    ),
    pytest.param("s = requests.Session()\ns.get(U)", "requests@2", id="made here"),
]


@pytest.mark.parametrize(("source", "expected"), CLIENTS)
def test_the_client_and_whether_its_construction_is_seen(source: str, expected: str) -> None:
    assert requests(f"import requests\n{source}", "client").rpartition("client=")[2] == expected


def test_requests_of_one_client_are_one_group() -> None:
    from detectors.facts import Request
    from tests.readers.python.notation import facts

    source = """
    import requests
    a, b = requests.Session(), requests.Session()
    a.get("u"), a.post("u"), b.get("u"), requests.get("u"), requests.put("u")
    """
    groups = [r.client.group for r in facts(source, Request)]
    assert groups[0] == groups[1]
    assert groups[3] == groups[4]
    assert len(set(groups)) == 3
