"""Reading never fails: what can be read becomes facts, what cannot becomes a problem with its lines."""

from textwrap import dedent

import pytest

from detectors.facts import File, Request
from detectors.places import Lines
from detectors.readers import read
from tests.effort import effort
from tests.readers.python.notation import facts, reading, requests

CLIENTS = frozenset({"requests"})


def problems(source: str) -> list[tuple[Lines, str]]:
    return [(p.lines, p.message) for p in reading(source).problems]


EMPTY = ["", "\n", "   ", "#", "\ufeff", "\x0c", "\r\n", "pass"]


@pytest.mark.parametrize("source", EMPTY)
def test_next_to_nothing_is_read(source: str) -> None:
    found = read(source, File(language="python"), frozenset())
    assert (found.facts, found.problems) == ([], [])


LAYOUTS = [
    pytest.param("import requests\r\n\r\nrequests.get(u)\r\n", Lines(3, 3), (1, 16), id="CRLF"),
    pytest.param(
        "\ufeffimport requests\nrequests.get(u)", Lines(2, 2), (1, 16), id="byte order mark"
    ),
    pytest.param("import requests\n\x0c\nrequests.get(u)\n", Lines(3, 3), (1, 16), id="form feed"),
    pytest.param(
        "\x0cimport requests\nrequests.get(u)\n", Lines(2, 2), (1, 16), id="form feed first"
    ),
    pytest.param(
        "import requests\n\\\nrequests.get(u)\n", Lines(3, 3), (1, 16), id="lone backslash"
    ),
    pytest.param("import requests\nif a:\n\trequests.get(u)\n", Lines(3, 3), (2, 17), id="tab"),
    pytest.param(
        "import requests\nx = 'ü€😀'; requests.get(u)\n",
        Lines(2, 2),
        (12, 27),
        id="wide characters",
    ),
    pytest.param(
        "import requests\nrequests.get(\n  u,\n)", Lines(2, 4), (1, 2), id="several lines"
    ),
    pytest.param(
        "import requests\nx = (\n  requests.get(u)\n)", Lines(3, 3), (3, 18), id="parentheses"
    ),
    pytest.param(
        "import requests\nx = 1; \\\n  requests.get(u)", Lines(3, 3), (3, 18), id="continued"
    ),
]


@pytest.mark.parametrize(("source", "lines", "columns"), LAYOUTS)
def test_places_are_right_whatever_the_layout(
    source: str, lines: Lines, columns: tuple[int, int]
) -> None:
    found = read(source, File(language="python"), CLIENTS)
    [request] = [fact for fact in found.facts if isinstance(fact, Request)]
    assert (request.lines, request.columns, found.problems) == (lines, columns, [])


BROKEN = [
    pytest.param("import requests\nx = (\nrequests.get(u)\n", [Lines(2, 2)], id="open bracket"),
    pytest.param(
        "import requests\ndef f(:\n    pass\nrequests.get(u)\n",
        [Lines(2, 3)],
        id="open bracket of a block",
    ),
    pytest.param("import requests\nclass = 3\nrequests.get(u)\n", [Lines(2, 2)], id="one line"),
    pytest.param("import requests\nif x\n    y()\nrequests.get(u)\n", [Lines(2, 3)], id="a block"),
    pytest.param(
        "import requests\nfor\nx = \nrequests.get(u)\n",
        [Lines(2, 3)],
        id="two lines in a row are one problem",
    ),
    pytest.param(
        "import requests\n@\ndef f(): pass\nrequests.get(u)\n", [Lines(2, 3)], id="decorator"
    ),
    pytest.param("import requests\ntry:\n    a\nrequests.get(u)\n", [Lines(2, 3)], id="try alone"),
]


@pytest.mark.parametrize(("source", "expected"), BROKEN)
def test_statements_that_do_not_parse_are_reported(source: str, expected: list[Lines]) -> None:
    found = read(source, File(language="python"), CLIENTS)
    assert [p.lines for p in found.problems] == expected


def test_what_is_around_broken_statements_is_read() -> None:
    source = """
    import requests
    URL = "http://a.b"

    def broken(:)
        pass

    def fine():
        return requests.get(URL, timeout=5)
    """
    assert requests(source, "url timeout") == "9 requests.get url=http://a.b@3 timeout=5"
    assert [lines for lines, _ in problems(source)] == [Lines(5, 6)]


def test_texts_of_several_lines_are_no_statements_of_their_own() -> None:
    source = (
        "import requests\n"
        "def fine():\n"
        '    """About this.\n'
        "At the left edge, and so is what ends it.\n"
        '"""\n'
        "    return requests.get('http://a.b', timeout=5)\n"
        "broken(:)\n"
    )
    assert requests(source, "timeout") == "6 requests.get timeout=5"
    assert [lines for lines, _ in problems(source)] == [Lines(7, 7)]


def test_branches_are_counted_for_each_if() -> None:
    short = "if a:\n    pass\n" + "elif b:\n    pass\n" * 300
    assert problems(f"import requests\n{short}{short}") == []
    long = "def f():\n if a:\n  pass\n" + " elif (b\n if c else d):\n  pass\n" * 500
    [(_, message)] = problems(f"import requests\n{long}")
    assert message == "this has too many branches to be read"


PYTHON_2 = [
    "import requests\nprint 'hello'\n",
    "import requests\ntry:\n    pass\nexcept ValueError, e:\n    print e\n",
    "import requests\nraise ValueError, 'x'\n",
    "import requests\nexec 'code'\n",
]


@pytest.mark.parametrize("source", PYTHON_2)
def test_python_2_is_one_problem(source: str) -> None:
    [(_, message)] = problems(source)
    assert message == "this is Python 2, which is not read"
    assert facts(source, Request) == []


NEW = [
    pytest.param("type X[T] = list[T]\n", id="type alias"),
    pytest.param("def f[T: int](x: T) -> T: ...\n", id="type parameters"),
    pytest.param("x = f'{a!r:>{w}} {f\"{b}\"}'\n", id="nested f-string"),
    pytest.param("try:\n    pass\nexcept* OSError:\n    pass\n", id="exception group"),
    pytest.param("match x:\n    case {'a': [1, *r], **k} if r: pass\n", id="match"),
    pytest.param("with (a as b, c as d): pass\n", id="with in parentheses"),
    pytest.param("try:\n    pass\nexcept A, B:\n    pass\n", id="except without parentheses"),
]


@pytest.mark.parametrize("source", NEW)
def test_new_syntax_is_read(source: str) -> None:
    found = requests(f"import requests\n{source}requests.get(u)\n")
    assert found.endswith("requests.get")
    assert problems(f"import requests\n{source}requests.get(u)\n") == []


DEEP = [
    pytest.param("x = " + "(" * 5_000 + ")" * 5_000, id="brackets"),
    pytest.param("x = " + "[" * 300 + "]" * 300, id="lists"),
    pytest.param("x = " + "+".join(["1"] * 20_000), id="sum"),
    pytest.param("x = " + "-" * 20_000 + "1", id="signs"),
    pytest.param("x = a" + ".b()" * 3_000, id="chain of calls"),
    pytest.param("x = a" + ".b" * 3_000, id="chain of attributes"),
    pytest.param("x = " + "lambda: " * 5_000 + "1", id="lambdas"),
    pytest.param("x = " + "a if b else " * 3_000 + "c", id="conditions"),
    pytest.param("if a:\n  pass\n" + "elif a:\n  pass\n" * 20_000, id="branches"),
    pytest.param("x = " + " and ".join(["a"] * 20_000), id="conjunction"),
    pytest.param("x = '" + "a" * 2_000_000 + "'", id="long text"),
    pytest.param("\n".join(" " * i + "if a:" for i in range(99)) + " b", id="blocks"),
    pytest.param("x = " + "not " * 9_000 + "a", id="negations"),
    pytest.param("x = " + "await " * 9_000 + "a", id="awaits"),
    pytest.param("x = " + "f(" * 80 + ")" * 80, id="calls"),
]


@pytest.mark.parametrize("source", DEEP)
def test_deep_nesting_is_read_or_reported_and_hides_nothing(source: str) -> None:
    assert requests(f"import requests\n{source}\nrequests.get('u')\n").endswith("requests.get")


GROWING = [
    pytest.param("x = x.f()\n", id="a name bound again and again"),
    pytest.param("if a:\n    x = x.f(x)\n", id="on branches"),
    pytest.param("x = requests.get(x).json()\n", id="answers"),
    pytest.param("s{0} = s{1}\n", id="a chain of names"),
    pytest.param("def f{0}(a):\n    return f{1}(a)\n", id="functions that call each other"),
    pytest.param("d['k{0}'] = x\n", id="entries"),
    pytest.param("s.verify = {0}\n", id="attributes"),
    pytest.param("for i in x:\n    requests.get(i)\n", id="loops"),
    pytest.param("def g{0}():\n    requests.get(u, timeout=T)\n", id="requests"),
    pytest.param("x = x + 'a'\n", id="a text that grows"),
    pytest.param("class C{0}(C{1}):\n    pass\n", id="classes that extend each other"),
]


@pytest.mark.parametrize("line", GROWING)
def test_work_grows_with_length_not_faster(line: str) -> None:
    head = "import requests\nx = requests.Session()\ns = s0 = f0 = C0 = x\nd = {}\nT = 5\n"

    def work(count: int) -> int:
        source = head + "".join(line.format(i, i - 1) for i in range(1, count))
        return effort(lambda: reading(source))

    work(50)
    assert work(600) < 4 * 3 * work(150)


def test_facts_come_in_the_order_of_their_lines() -> None:
    source = dedent(
        """
        import requests
        KEY = "http://a.b"
        def f():
            for u in us:
                try:
                    requests.get(u, timeout=5)
                except OSError:
                    pass
        """
    )
    lines = [fact.lines for fact in reading(source).facts]
    assert lines == sorted(lines)


METHODS_AS_CALLBACKS = """
import requests
class A:
    def run(self):
        return self()
    def __call__(self):
        return requests.get(u)
A().run()
A.run(A())
map(A.run, [A()])
"""


def test_methods_that_are_called_in_odd_ways_are_read() -> None:
    assert requests(METHODS_AS_CALLBACKS).endswith("requests.get")
