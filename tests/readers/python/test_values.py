"""Values are followed through constants, branches, parameters and dictionaries; else they are unknown."""

import pytest

from detectors.facts import Request
from tests.readers.python.notation import facts, requests, same, value

TIMEOUT = [
    # what cannot be seen
    pytest.param("requests.get(U, **options)", "timeout=?", id="unknown dictionary"),
    pytest.param("from app import T\nrequests.get(U, timeout=T)", "timeout=?", id="another module"),
    pytest.param("requests.get(U, timeout=config['t'])", "timeout=?", id="configuration"),
    pytest.param("requests.get(U, timeout=os.environ.get('T'))", "timeout=?", id="environment"),
    pytest.param(
        "T = 5\nif slow:\n    T = 50\nrequests.get(U, timeout=T)",
        "timeout=?@5",
        id="branches differ",
    ),
    pytest.param("T = 5\nT += 1\nrequests.get(U, timeout=T)", "timeout=?", id="augmented"),
    pytest.param("T = 5\ndel T\nrequests.get(U, timeout=T)", "timeout=?", id="deleted"),
    pytest.param(
        "for T in limits:\n    requests.get(U, timeout=T)", "timeout=?", id="loop variable"
    ),
    pytest.param(
        "def f(limit):\n    requests.get(U, timeout=limit)", "timeout=?", id="required parameter"
    ),
    pytest.param(
        "def f(**kwargs):\n    requests.get(U, **kwargs)", "timeout=?", id="handed through"
    ),
    pytest.param(
        "options = {'params': P}\nsend(**options)\nrequests.get(U, **options)",
        "timeout=off",
        id="spread elsewhere as well",
    ),
    pytest.param(
        "options = {'params': P}\nsend(options)\nrequests.get(U, **options)",
        "timeout=?",
        id="handed to somebody before",
    ),
    pytest.param(
        "options = {}\nif fast:\n    options['timeout'] = 5\nrequests.get(U, **options)",
        "timeout=?",
        id="entry under a condition",
    ),
    pytest.param(
        "s = requests.Session()\ns.timeout = 5\ns.get(U)", "timeout=off", id="no such attribute"
    ),
    pytest.param(
        "class Slow(requests.Session):\n    def request(self, *a, **k):\n"
        "        return super().request(*a, **{'timeout': 5, **k})\nSlow().get(U)",
        "timeout=?",
        id="subclass that sends otherwise",
    ),
    pytest.param(
        "from app import Limited\ns = requests.Session()\ns.mount('https://', Limited())\ns.get(U)",
        "timeout=?",
        id="adapter of another module",
    ),
    pytest.param(
        "s = requests.Session()\ns.request = functools.partial(s.request, timeout=5)\ns.get(U)",
        "timeout=?",
        id="method that is replaced",
    ),
    pytest.param(
        "class Limits:\n    read: int | None = None\ndef f(limits: Limits):\n    requests.get(U, timeout=limits.read)",
        "timeout=?",
        id="field of an object from elsewhere",
    ),
    # what can be seen
    pytest.param("requests.get(U)", "timeout=off", id="nothing said"),
    pytest.param("requests.get(U, timeout=None)", "timeout=off", id="none"),
    pytest.param("requests.get(U, timeout=5)", "timeout=5", id="literal"),
    pytest.param("requests.get(U, timeout=(2, 8))", "timeout=8", id="connect and read"),
    pytest.param("T = 2 * 60\nrequests.get(U, timeout=T)", "timeout=120@3", id="constant"),
    pytest.param(
        "T = 5\ndef f():\n    requests.get(U, timeout=T)",
        "timeout=5@3",
        id="constant, inside a function",
    ),
    pytest.param(
        "class A:\n    T = 5\n    def f(self):\n        requests.get(U, timeout=self.T)",
        "timeout=5@4",
        id="class constant",
    ),
    pytest.param(
        "class A:\n    def __init__(self):\n        self.t = 5\n    def f(self):\n"
        "        requests.get(U, timeout=self.t)",
        "timeout=5@5",
        id="attribute",
    ),
    pytest.param("T = 50\nT = 5\nrequests.get(U, timeout=T)", "timeout=5@4", id="the last binding"),
    pytest.param(
        "if slow:\n    T = 5\nelse:\n    T = 5\nrequests.get(U, timeout=T)",
        "timeout=5@6",
        id="branches agree",
    ),
    pytest.param(
        "LIMITS = {'t': 5}\nrequests.get(U, timeout=LIMITS['t'])", "timeout=5@3", id="entry"
    ),
    pytest.param("O = {'timeout': 5}\nrequests.get(U, **O)", "timeout=5@3", id="dictionary"),
    pytest.param("O = dict(timeout=5)\nrequests.get(U, **O)", "timeout=5@3", id="dict call"),
    pytest.param(
        "O = {**P, 'timeout': 5}\nrequests.get(U, **O)", "timeout=5@3", id="on top of others"
    ),
    pytest.param(
        "O = {}\nO['timeout'] = 5\nrequests.get(U, **O)", "timeout=5@4", id="entry set later"
    ),
    pytest.param(
        "O = {}\nO.update(timeout=5)\nrequests.get(U, **O)", "timeout=5@4", id="dictionary updated"
    ),
    pytest.param(
        "def f(**kw):\n    kw.setdefault('timeout', 5)\n    requests.get(U, **kw)",
        "timeout=5@4",
        id="default of an open dictionary",
    ),
    pytest.param(
        "fetch = functools.partial(requests.get, timeout=5)\nfetch(U)", "timeout=5@3", id="partial"
    ),
    pytest.param(
        "def f(limit=5):\n    requests.get(U, timeout=limit)",
        "timeout=5@3",
        id="default of a parameter",
    ),
    pytest.param(
        "def f(limit=None):\n    requests.get(U, timeout=limit)",
        "timeout=off@3",
        id="default of a parameter is none",
    ),
    pytest.param(
        "def f(limit=None):\n    requests.get(U, timeout=limit)\nf(5)",
        "timeout=5@5",
        id="every call gives it",
    ),
    pytest.param(
        "def f(limit=None):\n    requests.get(U, timeout=limit)\nf(5)\nf()",
        "timeout=off@6",
        id="one call leaves it out",
    ),
    pytest.param(
        "def f(limit=None):\n    if limit is None:\n        limit = 7\n    requests.get(U, timeout=limit)\nf()",
        "timeout=7@5",
        id="none is filled in",
    ),
    pytest.param(
        "def f(limit=None):\n    if not limit:\n        limit = read()\n    requests.get(U, timeout=limit)\nf()",
        "timeout=?",
        id="none is filled in with what cannot be seen",
    ),
    pytest.param(
        "def f(limit=None):\n    if limit is None:\n        raise ValueError\n    requests.get(U, timeout=limit)\nf()",
        "timeout=?",
        id="none is refused",
    ),
    pytest.param(
        "class C:\n    def __init__(self, limit=None):\n        self.limit = limit\n"
        "    def f(self, limit=None):\n        if limit is None:\n            limit = self.limit\n"
        "        requests.get(U, timeout=limit)\nC().f()",
        "timeout=off@10",
        id="none is filled in for none",
    ),
    pytest.param(
        "def f(limit=None):\n    if other is None:\n        limit = 7\n    requests.get(U, timeout=limit)\nf()",
        "timeout=off@7",
        id="filled in for another reason",
    ),
    pytest.param(
        "def limit():\n    return 5\nrequests.get(U, timeout=limit())", "timeout=5@4", id="function"
    ),
    pytest.param("requests.get(U, timeout=given or 5)", "timeout=?", id="given, or a default"),
]


@pytest.mark.parametrize(("source", "expected"), TIMEOUT)
def test_a_timeout_is_known_off_or_unknown(source: str, expected: str) -> None:
    found = requests(f"import requests, functools, os\n\n{source}", "timeout")
    assert found.partition(" ")[2].partition(" ")[2] == expected


URLS = [
    pytest.param("requests.get(url)", "?", id="parameter of nobody"),
    pytest.param("requests.get(os.environ['U'] + '/v1')", "*/v1", id="base that cannot be seen"),
    pytest.param("requests.get('http://%s/v1' % host)", "http://*/v1", id="percent"),
    pytest.param(
        "requests.get('http://%(h)s/v1' % {'h': 'a.b'})", "http://a.b/v1", id="percent by name"
    ),
    pytest.param("requests.get('http://{}/{x}'.format(host, x=1))", "http://*/1", id="format"),
    pytest.param("requests.get(f'http://a.b/{id}/c')", "http://a.b/*/c", id="f-string"),
    pytest.param("requests.get('http://a.b' '/c')", "http://a.b/c", id="adjacent strings"),
    pytest.param("requests.get('http://a.b/' + path)", "http://a.b/*", id="plus"),
    pytest.param(
        "B = 'http://a.b'\nrequests.get(f'{B}/c')", "http://a.b/c@2", id="constant in an f-string"
    ),
    pytest.param(
        "B = 'http://a.b/'\nrequests.get(B.rstrip('/') + '/c')", "http://a.b/c@2", id="stripped"
    ),
    pytest.param("requests.get('/'.join(['http://a.b', x]))", "http://a.b/*", id="join"),
    pytest.param(
        "from urllib.parse import urljoin\nrequests.get(urljoin('http://a.b/c', '/d'))",
        "http://a.b/d",
        id="urljoin",
    ),
    pytest.param(
        "from urllib.parse import urljoin\nrequests.get(urljoin('http://a.b/c', d))",
        "http://a.b/*",
        id="urljoin with a path that cannot be seen",
    ),
    pytest.param("U = 'a' if x else 'b'\nrequests.get(U)", "?", id="one of two"),
    pytest.param("U = 'a' if x else 'a'\nrequests.get(U)", "a@2", id="the same twice"),
    pytest.param(
        "class A:\n    def __init__(self, base='http://a.b'):\n        self.base = base\n"
        "    def f(self):\n        requests.get(self.base + '/c')",
        "http://a.b/c@3",
        id="default of a constructor",
    ),
    pytest.param(
        "import httpx\nc = httpx.Client(base_url='http://a.b/v1')\nc.get('/c')",
        "http://a.b/v1/c@3",
        id="base of a client",
    ),
    pytest.param(
        "import httpx\nc = httpx.Client(base_url=base)\nc.get('/c')", "?", id="base that is unknown"
    ),
    pytest.param(
        "import urllib.request as r\nq = r.Request('http://a.b')\nr.urlopen(q)",
        "http://a.b@3",
        id="request object",
    ),
]


@pytest.mark.parametrize(("source", "expected"), URLS)
def test_addresses_are_known_as_far_as_they_are_written(source: str, expected: str) -> None:
    found = requests(f"import requests\n{source}", "url")
    assert found.partition("url=")[2] == expected


VERIFY = [
    pytest.param(
        "s = requests.Session()\nif insecure:\n    s.verify = False\ns.get(U)",
        "s.get verify=?@4",
        id="switched off under a condition",
    ),
    pytest.param(
        "def f(s: requests.Session):\n    s.get(U)", "s.get verify=?", id="session from elsewhere"
    ),
    pytest.param(
        "a = requests.Session()\nb = requests.Session()\na.verify = False\nb.get(U)",
        "b.get verify=True",
        id="another session",
    ),
    pytest.param(
        "import httpx, ssl\nhttpx.get(U, verify=ssl.create_default_context())",
        "httpx.get verify=True",
        id="context that verifies",
    ),
    pytest.param(
        "requests.get(U, verify='/ca.pem')", "requests.get verify=/ca.pem", id="authority"
    ),
    pytest.param("requests.get(U)", "requests.get verify=True", id="default"),
    pytest.param("requests.get(U, verify=False)", "requests.get verify=off", id="at the call"),
    pytest.param(
        "s = requests.Session()\ns.verify = False\ns.get(U)",
        "s.get verify=off@3",
        id="on the session",
    ),
    pytest.param(
        "def make():\n    s = requests.Session()\n    s.verify = False\n    return s\nmake().get(U)",
        "requests.Session.get verify=off@4",
        id="by the function that makes it",
    ),
    pytest.param(
        "class A:\n    def __init__(self):\n        self.s = requests.Session()\n"
        "        self.s.verify = False\n    def f(self):\n        self.s.get(U)",
        "self.s.get verify=off@5",
        id="on an attribute",
    ),
    pytest.param(
        "class Open(requests.Session):\n    def __init__(self):\n        super().__init__()\n"
        "        self.verify = False\nOpen().get(U)",
        "requests.Session.get verify=off@5",
        id="by a subclass",
    ),
    pytest.param(
        "import httpx\nc = httpx.Client(verify=False)\nc.get(U)",
        "c.get verify=off@3",
        id="at the constructor",
    ),
    pytest.param(
        "import httpx, ssl\nx = ssl.create_default_context()\nx.check_hostname = False\n"
        "x.verify_mode = ssl.CERT_NONE\nhttpx.get(U, verify=x)",
        "httpx.get verify=off@5",
        id="by a context",
    ),
    pytest.param(
        "import smtplib, ssl\ns = smtplib.SMTP('h')\ns.starttls(context=ssl.create_default_context())\n"
        "s.send_message(m)",
        "smtplib.SMTP verify=True@4\ns.send_message verify=True@4",
        id="mail with a context",
    ),
    pytest.param(
        "import smtplib\ns = smtplib.SMTP('h')\ns.starttls()\ns.send_message(m)",
        "smtplib.SMTP verify=off@4\ns.send_message verify=off@4",
        id="mail without",
    ),
]


@pytest.mark.parametrize(("source", "expected"), VERIFY)
def test_switches_travel_with_the_object(source: str, expected: str) -> None:
    found = requests(f"import requests\n{source}", "verify")
    same("\n".join(line.partition(" ")[2] for line in found.splitlines()), expected)


TLS = [
    pytest.param(
        "s.starttls()\ns.login(u, p)\ns.send_message(m)", "required@4", id="before anything is sent"
    ),
    pytest.param("s.login(u, p)\ns.send_message(m)", "off", id="never"),
    pytest.param(
        "try:\n    s.starttls()\nexcept smtplib.SMTPException:\n    pass\ns.send_message(m)",
        "optional@4-7",
        id="goes on without it",
    ),
    pytest.param(
        "try:\n    s.starttls()\n    s.send_message(m)\nexcept smtplib.SMTPException:\n    print('no')\nfinally:\n    s.quit()",
        "required@5",
        id="only hangs up without it",
    ),
    pytest.param(
        "try:\n    s.starttls()\n    s.login(u, p)\nexcept smtplib.SMTPException:\n    s.send_message(m)",
        "optional@4-8",
        id="sends in clear after it",
    ),
    pytest.param(
        "try:\n    s.starttls()\nexcept smtplib.SMTPException:\n    raise\ns.send_message(m)",
        "required@5",
        id="stops without it",
    ),
    pytest.param(
        "if s.has_extn('starttls'):\n    s.starttls()\ns.send_message(m)",
        "optional@4-5",
        id="only if it is offered",
    ),
    pytest.param(
        "if use_tls:\n    s.starttls()\ns.send_message(m)", "?@5", id="if the program is told so"
    ),
    pytest.param(
        "if s.has_extn('starttls'):\n    s.starttls()\nelse:\n    raise Refused\ns.send_message(m)",
        "required@5",
        id="or else it stops",
    ),
]


@pytest.mark.parametrize(("source", "expected"), TLS)
def test_starttls_is_required_optional_or_off(source: str, expected: str) -> None:
    found = requests(f"import smtplib\n\ns = smtplib.SMTP('mail.example.com')\n{source}", "tls")
    assert found.splitlines()[-1].partition("tls=")[2] == expected


KEYS = [
    pytest.param("json=order", "?", id="body that cannot be seen"),
    pytest.param("json=order, headers=headers()", "?", id="headers that cannot be seen"),
    pytest.param("json={**order, 'a': 1}", "?", id="body that is partly seen"),
    pytest.param("json={'cents': 5}", "off", id="none"),
    pytest.param("json={'cents': 5}, headers={'Accept': 'x'}", "off", id="other headers"),
    pytest.param("json=o, headers={'Idempotency-Key': 'k1'}", "k1", id="header"),
    pytest.param("json=o, headers={'idempotency-key': key}", "*", id="header, value unknown"),
    pytest.param("json={'idempotency_key': order_id}", "*", id="field"),
    pytest.param("data=json.dumps({'requestId': order_id})", "*", id="field of a text"),
]


@pytest.mark.parametrize(("arguments", "expected"), KEYS)
def test_idempotency_keys_are_seen_in_headers_and_bodies(arguments: str, expected: str) -> None:
    source = f"import requests, json\nrequests.post(U, {arguments})"
    assert requests(source, "idempotency_key").partition("idempotency_key=")[2] == expected


QUERY = [
    pytest.param("requests.get(U, params={'a': 1, 'b': key})", "a=1 b=?", id="dictionary"),
    pytest.param("P = {'a': 1}\nif more:\n    P['b'] = 2\nrequests.get(U, params=P)", "a=1@3 b=2@5", id="filled in later"),
    pytest.param("requests.get(U, params=given)", "", id="cannot be seen"),
    pytest.param("requests.post(U, data={'a': 1})", "", id="body"),
    pytest.param("httpx.get(U, params=dict(a='x'))", "a=x", id="another client"),
]  # fmt: skip


@pytest.mark.parametrize(("source", "expected"), QUERY)
def test_parameters_of_the_url_are_known_by_name(source: str, expected: str) -> None:
    [request] = facts(f"import requests, httpx\n\n{source}", Request)
    found = (f"{name}={value(given, request.lines)}" for name, given in request.query.items())
    assert " ".join(found) == expected
