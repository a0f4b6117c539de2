"""Values that are written under a name, and texts that matter by their form."""

import pytest

from detectors.facts import Setting
from detectors.places import Lines
from detectors.vocabulary.names import siblings
from tests.readers.python.notation import facts, same, settings, value

SETTINGS = [
    # nothing is set here
    pytest.param('"""See http://a.example.com for more."""', "", id="docstring"),
    pytest.param("def f():\n    'password of http://a.b'\n    return 1", "", id="docstring of a function"),
    pytest.param("# KEY = 'q7Xv2Lm9Tz4Rb8Wn1Kc6Yd3H'", "", id="comment"),
    pytest.param("if kind == 'q7Xv2Lm9Tz4Rb8Wn1Kc6Yd3H':\n    pass", "", id="comparison"),
    pytest.param("x = d['q7Xv2Lm9Tz4Rb8Wn1Kc6Yd3H']", "", id="key that is looked up"),
    pytest.param("u.startswith('http://a.example.com')", "", id="prefix that is looked for"),
    pytest.param("f('short')", "", id="short text without a name"),
    pytest.param("@app.get('/v1/very/long/path/of/a/route')\ndef f(): ...", "", id="decorator"),
    # constants and variables
    pytest.param("KEY = 'abc'", "1 constant KEY abc", id="constant"),
    pytest.param("class A:\n    KEY: str = 'abc'", "2 constant A.KEY abc", id="class constant"),
    pytest.param("def f():\n    key = 'abc'", "2 variable key abc", id="local variable"),
    pytest.param("self.key = 'abc'", "1 variable self.key abc", id="attribute"),
    pytest.param("openai.api_key = 'abc'", "1 variable openai.api_key abc", id="attribute of a module"),
    pytest.param("SECURE_SSL_REDIRECT = False", "1 constant SECURE_SSL_REDIRECT False", id="switch"),
    pytest.param("RETRIES = 5", "1 constant RETRIES 5", id="number"),
    pytest.param("import ssl\nx.verify_mode = ssl.CERT_NONE", "2 variable x.verify_mode ssl.CERT_NONE", id="constant of a module"),
    pytest.param("KEY = os.environ['KEY']", "1 constant KEY ?", id="read at run time"),
    pytest.param("DSN = f'postgresql://api:{pw}@db/x'", "1 constant DSN postgresql://api:*@db/x", id="f-string"),
    pytest.param("KEY = 'v3:' + key", "1 constant KEY v3:*", id="beginning of a text"),
    pytest.param("KEY = 'v3:' + 'abc' + 'd'", "1 constant KEY v3:abcd", id="pieces"),
    pytest.param("U = 'http://a' '.b/c'", "1 constant U http://a.b/c", id="adjacent strings"),
    pytest.param("A = B = 'abc'", "1 constant A abc", id="two names"),
    pytest.param("A = given or 'abc'", "1 constant A abc", id="default value"),
    # keywords, arguments, entries, headers
    pytest.param("connect(password='abc', port=5)", "1 keyword connect.password abc\n1 keyword connect.port 5", id="keywords"),
    pytest.param("def f(base='http://a.b', n=3): ...", "1 argument base http://a.b\n1 argument n 3", id="defaults"),
    pytest.param("call('q7Xv2Lm9Tz4Rb8Wn1Kc6Yd3H')", "1 argument - q7Xv2Lm9Tz4Rb8Wn1Kc6Yd3H", id="by its form"),
    pytest.param("D = {'a': 'x', 'b': {'c': True}}", "1 entry D.a x\n1 entry D.b.c True", id="entries"),
    pytest.param("d['key'] = 'abc'", "1 entry d.key abc", id="entry set later"),
    pytest.param("H = {'Accept': 'x'}\nf(headers={'X-Key': 'y'})", "1 entry H.Accept x\n2 header headers.X-Key y", id="headers"),
    pytest.param("s.headers.update({'Authorization': 'abc'})", "1 header Authorization abc", id="headers updated"),
    pytest.param("s.headers['X-Key'] = 'abc'", "1 header s.headers.X-Key abc", id="header set later"),
    pytest.param("K = os.environ.get('KEY', 'fallback')", "1 argument os.environ.get.KEY fallback\n1 constant K ?", id="default of the environment"),
    pytest.param("f(auth=('me', 'abc'))", "1 keyword f.auth me\n1 keyword f.auth.password abc", id="login"),
    pytest.param("L = ['http://a.b', 'x']", "1 constant L http://a.b\n1 constant L x", id="list"),
]  # fmt: skip


@pytest.mark.parametrize(("source", "expected"), SETTINGS)
def test_what_is_set(source: str, expected: str) -> None:
    same("\n".join(sorted(settings(source).splitlines())), expected)


def test_a_constant_knows_its_readers() -> None:
    source = """
    BASE = "http://a.example.com"

    def f():
        return BASE + "/x"

    def g(BASE):
        return BASE
    """
    first = facts(source, Setting)[0]
    assert [first.lines, *first.uses] == [Lines(2, 2), Lines(5, 5)]


def test_a_text_over_several_lines_has_all_of_them() -> None:
    [setting] = facts('KEY = """a\nb\nc"""\n', Setting)
    assert (setting.lines, setting.columns) == (Lines(1, 3), (7, 5))


BESIDE = [
    pytest.param("D = {'key': 'abc', 'host': 'db', 'n': n}", "key=abc host=db n=?", id="dictionary"),
    pytest.param("connect(x, key='abc', host=find(), **more)", "key=abc host=?", id="call"),
    pytest.param("HOST = 'db'\nconnect(x, host=HOST, key='abc')", "host=db key=abc", id="constant"),
    pytest.param("f(config={'key': 'abc', 'ssl': False}, n=1)", "key=abc ssl=False", id="inner dictionary"),
    pytest.param("D = {'a': {'key': 'abc'}, 'host': 'db'}", "key=abc", id="entry of an entry"),
    pytest.param("D = {'key': given or 'abc', NAME: 1, **more}", "key=abc", id="no key to tell"),
    pytest.param("f(key='abc', hosts=['a', b])", "key=abc hosts=a hosts=?", id="list beside it"),
    pytest.param("d['key'] = 'abc'", "", id="entry set later"),
    pytest.param("key = 'abc'", "", id="variable"),
]  # fmt: skip


@pytest.mark.parametrize(("source", "expected"), BESIDE)
def test_what_stands_beside(source: str, expected: str) -> None:
    [setting] = [one for one in facts(source, Setting) if one.name == "key"]
    found = [f"{s.name}={value(s.value, s.lines)}" for s in siblings(setting)]
    assert " ".join(found) == expected
    assert not found or any(one is setting for one in siblings(setting))


SPREADS = [
    pytest.param("connect(x, key='abc', host=find())", False, id="call that shows all"),
    pytest.param("connect(f(**more), key='abc')", False, id="another call"),
    pytest.param("D = {'key': 'abc', 'inner': {**more}}", False, id="another dictionary"),
    pytest.param("key = 'abc'", False, id="variable"),
    pytest.param("connect(key='abc', **more)", True, id="call"),
    pytest.param("connect(*more, key='abc')", True, id="arguments"),
    pytest.param("D = {'key': 'abc', **more}", True, id="dictionary"),
]


@pytest.mark.parametrize(("source", "expected"), SPREADS)
def test_what_may_stand_beside_out_of_sight(source: str, expected: bool) -> None:
    assert {s.has_unseen for s in facts(source, Setting) if s.name == "key"} == {expected}
