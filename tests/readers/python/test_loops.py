"""What loops are for: items, attempts, pages, polling, taking new work, alternatives."""

import pytest

from detectors.facts import Loop, Retry
from tests.readers.python.notation import facts, loops, retries, same

LOOPS = [
    pytest.param("for u in us:\n    pass\nrequests.get(U)", "", id="no request in it"),
    pytest.param("for u in requests.get(U).json():\n    pass", "", id="the request comes before"),
    pytest.param(
        "for u in us:\n    def f():\n        requests.get(u)",
        "",
        id="a function that is made in it",
    ),
    pytest.param("for u in us:\n    pass\nelse:\n    requests.get(U)", "", id="after it"),
    pytest.param("for u in us:\n    requests.get(u)", "2 items n=? 1", id="items"),
    pytest.param("for u in ('a', 'b'):\n    requests.get(u)", "2 items n=2 1", id="literal"),
    pytest.param(
        "HOSTS = ['a', 'b']\nfor u in HOSTS:\n    requests.get(u)", "3 items n=2 1", id="constant"
    ),
    pytest.param(
        "for i, u in enumerate(['a']):\n    requests.get(u)", "2 items n=1 1", id="enumerate"
    ),
    pytest.param("for i in range(3):\n    requests.get(U)", "2 items n=3 1", id="range"),
    pytest.param("for i in range(2, n):\n    requests.get(U)", "2 items n=? 1", id="open range"),
    pytest.param("x = [requests.get(u) for u in us]", "2 items n=? 1", id="comprehension"),
    pytest.param("x = {u: requests.get(u) for u in us}", "2 items n=? 1", id="dictionary"),
    pytest.param(
        "for u in us:\n    requests.get(u)\n    time.sleep(1)", "2 items n=? 1 paced", id="paced"
    ),
    pytest.param(
        "def f(u):\n    return requests.get(u)\nfor u in us:\n    f(u)",
        "4 items n=? 1",
        id="through a helper",
    ),
    pytest.param(
        "def f(u):\n    return requests.get(u)\ndef g(u):\n    return f(u)\nfor u in us:\n    g(u)",
        "6 items n=? 1",
        id="two helpers deep",
    ),
    pytest.param(
        "def f(u):\n    return requests.get(u)\ndef g(u):\n    return f(u)\ndef h(u):\n    return g(u)\nfor u in us:\n    h(u)",
        "",
        id="three helpers deep is not followed",
    ),
    pytest.param(
        "def f(u):\n    requests.get(u)\ndef g(v):\n    f(v)\n    for u in v.us:\n        g(u)",
        "",
        id="a helper that calls itself",
    ),
    pytest.param(
        "while todo:\n    item = todo.pop()\n    requests.post(U, json=item)",
        "2 items n=? 1",
        id="items of a list",
    ),
    # not one after the other
    pytest.param(
        "async def f():\n    async with httpx.AsyncClient() as c:\n        await asyncio.gather(*[c.get(u) for u in us])",
        "4 items n=? 1 concurrent",
        id="gathered",
    ),
    pytest.param(
        "async def f():\n    async with httpx.AsyncClient() as c:\n        for u in us:\n            await c.get(u)",
        "4 items n=? 1",
        id="awaited one by one",
    ),
    pytest.param(
        "async def f(c: httpx.AsyncClient):\n    for u in us:\n        asyncio.create_task(c.get(u))",
        "3 items n=? 1 concurrent",
        id="tasks",
    ),
    # pages
    pytest.param(
        "while url:\n    d = requests.get(url).json()\n    url = d['next']",
        "2 pages n=? 1",
        id="next address",
    ),
    pytest.param(
        "page = 1\nwhile True:\n    r = requests.get(U, params={'page': page})\n    if not r.json():\n        break\n"
        "    page += 1",
        "3 pages n=off 1",
        id="page number",
    ),
    pytest.param(
        "p = {}\nwhile True:\n    d = requests.get(U, params=p).json()\n    if not d['cursor']:\n        break\n"
        "    p['cursor'] = d['cursor']",
        "3 pages n=off 1",
        id="cursor in the parameters",
    ),
    pytest.param(
        "for page in range(1, 50):\n    requests.get(f'{U}?page={page}')",
        "2 pages n=49 1",
        id="counted pages",
    ),
    # waiting for something
    pytest.param(
        "while True:\n    if requests.get(U).json()['state'] == 'done':\n        break\n    time.sleep(5)",
        "2 polling n=off 1 paced",
        id="until a state",
    ),
    pytest.param(
        "while True:\n    requests.post(U)\n    time.sleep(30)",
        "2 consumer n=off 1 paced",
        id="heartbeat",
    ),
    pytest.param(
        "while True:\n    job = queue.get()\n    requests.post(U, json=job)",
        "2 consumer n=off 1",
        id="queue",
    ),
    pytest.param(
        "def f():\n    for i in range(9):\n        try:\n            r = requests.get(U)\n"
        "            if r.status_code == 200:\n                if r.json()['status'] == 'ready':\n"
        "                    return r\n        except OSError:\n            pass\n        time.sleep(2)",
        "3 polling n=9 1 paced",
        id="until the answer says so, whatever the status",
    ),
    # alternatives
    pytest.param(
        "def f():\n    for host in hosts:\n        try:\n            return requests.get(host)\n"
        "        except requests.ConnectionError:\n            continue",
        "3 failover n=? 1",
        id="one host after the other",
    ),
    # once
    pytest.param(
        "def f():\n    for u in us:\n        return requests.get(u)",
        "3 unknown n=? 1",
        id="one turn",
    ),
]


@pytest.mark.parametrize(("source", "expected"), LOOPS)
def test_what_a_loop_is_for(source: str, expected: str) -> None:
    same(loops(f"import asyncio, httpx, requests, time\n{source}"), expected)


TRY = """
    try:
        r = requests.get(U)
        return r
    except requests.ConnectionError:
        {0}"""

RETRIES = [
    # no retries
    pytest.param(
        "for u in us:\n    try:\n        requests.get(u)\n    except OSError:\n        pass",
        "",
        id="items",
    ),
    pytest.param(
        "def f():\n  while True:" + TRY.format("raise").replace("\n", "\n  "),
        "",
        id="the failure leaves the loop",
    ),
    pytest.param("@property\ndef f(self):\n    requests.get(U)", "", id="another decorator"),
    pytest.param(
        "from app import retry\n@retry\ndef f():\n    requests.get(U)",
        "",
        id="decorator of another module",
    ),
    pytest.param(
        "def f(u):\n    requests.get(u)\n    f(u + '/next')",
        "",
        id="recursion that is no repetition",
    ),
    # loops
    pytest.param(
        "def f():\n  for i in range(5):" + TRY.format("time.sleep(1)").replace("\n", "\n  "),
        "4-9 loop n=5 constant connect|drop",
        id="constant",
    ),
    pytest.param(
        "def f():\n  for i in range(5):" + TRY.format("continue").replace("\n", "\n  "),
        "4-9 loop n=5 none connect|drop",
        id="at once",
    ),
    pytest.param(
        "def f():\n  for i in range(N):" + TRY.format("time.sleep(2 ** i)").replace("\n", "\n  "),
        "4-9 loop n=? exponential connect|drop",
        id="growing, a number of times that cannot be seen",
    ),
    pytest.param(
        "def f():\n  for i in range(5):"
        + TRY.format("time.sleep(random.uniform(0, 2 ** i))").replace("\n", "\n  "),
        "4-9 loop n=5 exponential+jitter connect|drop",
        id="growing, random",
    ),
    pytest.param(
        "def f():\n  for i in range(5):" + TRY.format("time.sleep(i * 2)").replace("\n", "\n  "),
        "4-9 loop n=5 linear connect|drop",
        id="linear",
    ),
    pytest.param(
        "def f():\n  d = 1\n  while True:"
        + TRY.format("time.sleep(d); d *= 2").replace("\n", "\n  "),
        "5-10 loop n=off exponential connect|drop",
        id="for ever, growing",
    ),
    pytest.param(
        "def f():\n  while True:" + TRY.format("time.sleep(pause())").replace("\n", "\n  "),
        "4-9 loop n=off unknown+? connect|drop",
        id="a wait that cannot be seen",
    ),
    pytest.param(
        "def f():\n  while True:" + TRY.format("time.sleep(DELAY)").replace("\n", "\n  "),
        "4-9 loop n=off constant connect|drop",
        id="a wait of a length that cannot be seen, the same each time",
    ),
    pytest.param(
        "def f(delay):\n  while True:"
        + TRY.format("time.sleep(delay); delay = later(delay)").replace("\n", "\n  "),
        "4-9 loop n=? unknown+? connect|drop",
        id="a wait of another length each time, which cannot be seen",
    ),
    pytest.param(
        "def f(settings):\n  while True:"
        + TRY.format("time.sleep(settings['retry_delay'])").replace("\n", "\n  "),
        "4-9 loop n=off constant connect|drop",
        id="a wait as long as a setting says",
    ),
    pytest.param(
        "def f(policy):\n  while True:"
        + TRY.format("time.sleep(policy.next_delay)").replace("\n", "\n  "),
        "4-9 loop n=off unknown+? connect|drop",
        id="a wait as long as an object says that may count",
    ),
    pytest.param(
        "def f():\n  n = 0\n  while True:"
        + TRY.format("n += 1\n        if n > 4:\n            raise\n        time.sleep(1)").replace(
            "\n", "\n  "
        ),
        "5-13 loop n=4 constant connect|drop",
        id="a counter leaves it",
    ),
    pytest.param(
        "def f():\n  n = 0\n  while n < 5:" + TRY.format("n += 1").replace("\n", "\n  "),
        "5-10 loop n=5 none connect|drop",
        id="a counter ends it",
    ),
    pytest.param(
        "def f():\n  n = 0\n  while n < 5:" + TRY.format("continue").replace("\n", "\n  "),
        "5-10 loop n=off none connect|drop",
        id="a counter that nothing raises",
    ),
    pytest.param(
        "def f(n):\n  while n > 0:" + TRY.format("time.sleep(1)").replace("\n", "\n  "),
        "4-9 loop n=off constant connect|drop",
        id="a counter that nothing lowers",
    ),
    pytest.param(
        "def f():\n  n = 0\n  while n < 5:"
        + TRY.format("n, last = n + 1, None").replace("\n", "\n  "),
        "5-10 loop n=5 none connect|drop",
        id="a counter that is raised together with something else",
    ),
    pytest.param(
        "def f():\n  end = time.monotonic() + 60\n  while time.monotonic() < end:"
        + TRY.format("time.sleep(1)").replace("\n", "\n  "),
        "5-10 loop n=? s=? constant connect|drop",
        id="a clock leaves it",
    ),
    pytest.param(
        "def f():\n  while True:"
        + TRY.format("time.sleep(int(e.response.headers['Retry-After']))").replace("\n", "\n  "),
        "4-9 loop n=off retry-after+? connect|drop",
        id="as the server asks",
    ),
    pytest.param(
        "for i in range(3):\n    r = requests.get(U)\n    if r.status_code not in (429, 503):\n        break\n"
        "    time.sleep(1)",
        "3-7 loop n=3 constant 429|5xx",
        id="by status",
    ),
    pytest.param(
        "ok = False\nwhile not ok:\n    try:\n        requests.get(U)\n        ok = True\n    except Exception:\n        pass",
        "4-9 loop n=off none any",
        id="until it works",
    ),
    pytest.param(
        "def g():\n    requests.get(U)\ndef f():\n    for i in range(3):\n        try:\n            return g()\n"
        "        except OSError:\n            pass",
        "6-10 loop n=3 none connect|drop|timeout",
        id="around a helper",
    ),
    pytest.param(
        "def again(fn):\n    for i in range(3):\n        try:\n            return fn()\n        except OSError:\n"
        "            pass\ndef f():\n    return again(lambda: requests.get(U))",
        "4-8 loop n=3 none connect|drop|timeout",
        id="in a helper that is given the call",
    ),
    pytest.param(
        "def retried(fn):\n    def inner(*a):\n        for i in range(3):\n            try:\n"
        "                return fn(*a)\n            except OSError:\n                pass\n    return inner\n"
        "@retried\ndef f():\n    return requests.get(U)",
        "5-9 loop n=3 none connect|drop|timeout",
        id="in a decorator of the file",
    ),
    # decorators, policies, objects
    pytest.param(
        "from tenacity import retry\n@retry\ndef f():\n    requests.get(U)",
        "4 decorator n=off none any",
        id="bare",
    ),
    pytest.param(
        "import tenacity as t\n@t.retry(stop=t.stop_after_attempt(3) | t.stop_after_delay(60),\n"
        "         wait=t.wait_random_exponential(max=9))\ndef f():\n    requests.get(U)",
        "4-5 decorator n=3 s=60 exponential+jitter any",
        id="bounded and growing",
    ),
    pytest.param(
        "import tenacity as t\npolicy = t.retry(stop=t.stop_after_attempt(N))\n@policy\ndef f():\n    requests.get(U)",
        "4 decorator n=? none any",
        id="kept in a name, a number that cannot be seen",
    ),
    pytest.param(
        "import tenacity as t\n@t.retry(stop=STOP)\ndef f():\n    requests.get(U)",
        "4 decorator n=? s=? none any",
        id="an end that cannot be seen",
    ),
    pytest.param(
        "import backoff\n@backoff.on_exception(backoff.expo, requests.ConnectionError, max_tries=4)\n"
        "def f():\n    requests.get(U)",
        "4 decorator n=4 exponential+jitter connect|drop",
        id="backoff",
    ),
    pytest.param(
        "import tenacity as t\nfor a in t.Retrying(stop=t.stop_after_attempt(3)):\n    with a:\n        requests.get(U)",
        "4 policy n=3 none any",
        id="iterator",
    ),
    pytest.param(
        "import tenacity as t\ndef f():\n    requests.get(U)\nt.Retrying(stop=t.stop_after_attempt(3))(f)",
        "6 policy n=3 none any",
        id="caller",
    ),
    pytest.param(
        "from requests.adapters import HTTPAdapter\ns = requests.Session()\n"
        "s.mount('https://', HTTPAdapter(max_retries=3))\ns.get(U)",
        "5 policy n=4 none connect|drop|timeout",
        id="adapter with a number",
    ),
    pytest.param(
        "from requests.adapters import HTTPAdapter\nfrom urllib3.util.retry import Retry\ns = requests.Session()\n"
        "s.mount('https://', HTTPAdapter(max_retries=Retry(total=3, backoff_factor=1, status_forcelist=[503])))\ns.get(U)",
        "6 policy n=4 exponential 5xx|connect|drop|timeout",
        id="adapter with a policy",
    ),
    pytest.param(
        "def f(u):\n    try:\n        return requests.get(u)\n    except requests.Timeout:\n        return f(u)",
        "7 recursion n=off none timeout",
        id="recursion",
    ),
]


@pytest.mark.parametrize(("source", "expected"), RETRIES)
def test_what_repeats_a_request(source: str, expected: str) -> None:
    same(retries(f"import random, requests, time\n\n{source}"), expected)


def test_the_header_of_a_long_loop_is_cut_at_a_word() -> None:
    source = """
import requests
for pause in (
    0.25, 0.5, 1, 2, 4, 8, 16, 32, 64, 128, 256, 512, 1024, 2048,
):
    try:
        requests.get("https://api.example.com", timeout=5)
        break
    except requests.RequestException:
        time.sleep(pause)
"""
    names = [one.name for one in facts(source, Retry) if one.kind == "loop"]
    assert names == ["for pause in 0.25, 0.5, 1, 2, 4, 8, 16, 32, 64, 128, ..."]


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        pytest.param("{}", "off", id="all at once"),
        pytest.param(
            "gate = asyncio.Semaphore(9)\n{}", "unknown", id="with a semaphore in the file"
        ),
    ],
)
def test_how_many_turns_run_at_a_time(source: str, expected: str) -> None:
    code = """\
import asyncio, httpx
async def get(client: httpx.AsyncClient, url):
    return await client.get(url)
async def get_all(client, urls):
    return await asyncio.gather(*[get(client, url) for url in urls])
"""
    (loop,) = facts(source.replace("{}", code), Loop)
    assert loop.is_concurrent
    assert loop.bound.state == expected
