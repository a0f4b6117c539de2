"""Who notices an error status: nobody, the source, the client, or somebody out of sight."""

import pytest

from detectors.facts import Request
from tests.readers.python.notation import facts, requests

ERRORS = [
    # out of sight
    pytest.param("def f():\n    return requests.get(U)", "unknown/returned", id="returned"),
    pytest.param(
        "r = requests.get(U)\nother(r)", "unknown/passed-on", id="handed to another module"
    ),
    pytest.param("self.r = requests.get(U)", "unknown/passed-on", id="kept"),
    pytest.param("rs = [requests.get(u) for u in us]", "unknown/passed-on", id="collected"),
    pytest.param(
        "def f():\n    r = requests.get(U)\n    return r.status_code",
        "unknown/returned",
        id="the status is returned",
    ),
    pytest.param(
        "s = requests.Session()\ns.hooks['response'] = [check]\ns.get(U)",
        "unknown/unknown",
        id="a hook looks at every answer",
    ),
    pytest.param(
        "s = requests.Session()\ns.hooks['response'].append(check)\ns.get(U)",
        "unknown/unknown",
        id="a hook is added",
    ),
    # somebody looks
    pytest.param("requests.get(U).raise_for_status()", "checked/status", id="chained"),
    pytest.param(
        "r = requests.get(U)\nr.raise_for_status()", "checked/status", id="raise_for_status"
    ),
    pytest.param(
        "import httpx\nx = httpx.get(U).raise_for_status().json()", "checked/body", id="httpx chain"
    ),
    pytest.param(
        "r = requests.get(U)\nif r.status_code != 200:\n    raise X",
        "checked/status",
        id="compared",
    ),
    pytest.param(
        "r = requests.get(U)\nif not r.ok:\n    raise X\nr.json()", "checked/body", id="ok"
    ),
    pytest.param(
        "r = requests.get(U)\nif r:\n    r.json()", "checked/body", id="truth of an answer"
    ),
    pytest.param("r = requests.get(U)\nassert r.status_code == 200", "checked/status", id="assert"),
    pytest.param(
        "r = requests.get(U)\nmatch r.status_code:\n    case 200:\n        pass",
        "checked/status",
        id="match",
    ),
    pytest.param(
        "def f():\n    return requests.get(U).status_code == 200",
        "checked/status",
        id="answer is a verdict",
    ),
    pytest.param(
        "with requests.get(U) as r:\n    r.raise_for_status()", "checked/status", id="with"
    ),
    pytest.param("if (r := requests.get(U)).ok:\n    pass", "checked/status", id="walrus"),
    pytest.param(
        "x = r = requests.get(U)\ncode = r.status_code\nif code > 399:\n    raise X",
        "checked/status",
        id="kept and compared",
    ),
    pytest.param(
        "def check(r):\n    r.raise_for_status()\nr = requests.get(U)\ncheck(r)",
        "checked/status",
        id="a helper of the file",
    ),
    pytest.param(
        "d = requests.get(U).json()\nif d['status'] != 'ok':\n    raise X",
        "checked/body",
        id="the body says it",
    ),
    pytest.param(
        "d = requests.get(U).json()\nif d.get('error'):\n    raise X",
        "checked/body",
        id="the body has an error",
    ),
    pytest.param(
        "d = requests.get(U).json()\nif 'error' in d:\n    raise X",
        "checked/body",
        id="the body holds an error",
    ),
    pytest.param(
        "for i in range(3):\n    r = requests.get(U)\n    if r.ok:\n        break\nr.json()",
        "checked/body",
        id="in a loop",
    ),
    pytest.param(
        "import urllib.request\nurllib.request.urlopen(U)",
        "raise/unknown",
        id="a client that raises",
    ),
    pytest.param(
        "import aiohttp\nasync def f():\n    async with aiohttp.ClientSession(raise_for_status=True) as s:\n"
        "        async with s.get(U) as r:\n            await r.json()",
        "raise/unknown",
        id="a session that raises",
    ),
    # nobody looks
    pytest.param("requests.post(U)", "unchecked/discarded", id="discarded"),
    pytest.param("r = requests.post(U)", "unchecked/discarded", id="never read"),
    pytest.param("store(requests.get(U).json())", "unchecked/body", id="body"),
    pytest.param("print(requests.get(U).json())", "unchecked/shown", id="shown to a person"),
    pytest.param(
        "r = requests.get(U)\nx = r.json()['a']['b']", "unchecked/body", id="deep in the body"
    ),
    pytest.param(
        "r = requests.post(U)\nlog.info('%s', r.status_code)",
        "unchecked/status",
        id="status is only told",
    ),
    pytest.param(
        "r = requests.post(U)\nprint(f'{r.status_code}')",
        "unchecked/status",
        id="status in an f-string",
    ),
    pytest.param(
        "def f(s: requests.Session):\n    s.put(U)",
        "unchecked/discarded",
        id="session from elsewhere",
    ),
    pytest.param(
        "import aiohttp\nasync def f():\n    async with aiohttp.ClientSession() as s, s.get(U) as r:\n"
        "        return await r.json()",
        "unchecked/body",
        id="aiohttp",
    ),
    pytest.param(
        "import http.client\nc = http.client.HTTPSConnection('h')\nc.request('GET', '/')\nx = c.getresponse().read()",
        "unchecked/body",
        id="the answer is fetched by another call",
    ),
]


@pytest.mark.parametrize(("source", "expected"), ERRORS)
def test_who_notices_an_error_status(source: str, expected: str) -> None:
    found = requests(f"import requests\n{source}", "errors")
    assert found.partition("errors=")[2] == expected


@pytest.mark.parametrize(
    ("source", "executed", "proof"),
    [
        pytest.param("exec(requests.get(U).text)", "2", "None", id="at once"),
        pytest.param("r = requests.get(U)\nexec(r.text)", "3", "None", id="through a name"),
        pytest.param(
            "c = requests.get(U).content.decode()\nexec(compile(c, 'x', 'exec'))",
            "3",
            "None",
            id="in another form",
        ),
        pytest.param(
            "import pickle\nr = requests.get(U)\npickle.loads(r.content)",
            "4",
            "None",
            id="a pickle",
        ),
        pytest.param(
            "r = requests.get(U)\nif sha256(r.content) != D:\n    raise X\nexec(r.text)",
            "5",
            "3",
            id="behind a checksum",
        ),
        pytest.param("r = requests.get(U)\nrun(r.text)", "None", "None", id="another function"),
        pytest.param("r = requests.get(U)\nexec('x', r.json())", "None", "None", id="as a name"),
    ],
)
def test_code_that_is_run_is_told(source: str, executed: str, proof: str) -> None:
    (answer,) = [one.response for one in facts(f"import requests\n{source}", Request)]
    assert (str(answer.executed), str(answer.proof)) == (executed, proof)
