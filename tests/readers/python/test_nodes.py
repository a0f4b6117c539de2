"""The interpreter's parser and libcst lead to the same nodes in the same places."""

from __future__ import annotations

import sysconfig
from collections.abc import Iterator
from dataclasses import fields
from pathlib import Path
from typing import Any

import pytest

from detectors.readers.python.syntax import nodes
from detectors.readers.python.syntax.nodes import from_ast, from_libcst
from detectors.readers.python.syntax.nodes.spans import Spans
from detectors.readers.python.syntax.nodes.strings import Unlike

NEVER_ASKED = (
    nodes.Operator,
    nodes.Asynchronous,
    nodes.FormattedStringText,
    nodes.FormattedStringExpression,
    nodes.MatchPattern,
    nodes.Other,
)
"""Kinds that have no place of their own in one of the two."""
ITS_VALUE = (
    nodes.Arg,
    nodes.Element,
    nodes.Index,
    nodes.Slice,
    nodes.SubscriptElement,
    nodes.AssignTarget,
    nodes.Annotation,
    nodes.Parameters,
    nodes.ComparisonTarget,
    nodes.ImportAlias,
    nodes.ImportStar,
    nodes.NameItem,
    nodes.AsName,
    nodes.CompIf,
    nodes.CompFor,
    nodes.From,
    nodes.DictElement,
    nodes.StarredDictElement,
    nodes.IndentedBlock,
    nodes.SimpleStatementSuite,
    nodes.WithItem,
    nodes.Param,
    nodes.Tuple,
    nodes.BooleanOperation,
    nodes.Module,
)
"""Kinds whose place may leave out parentheses, commas or words around what they hold."""

Difference = tuple[Any, ...]


def differences(text: str) -> list[Difference]:
    built, spans = from_ast.module(text)
    return [*_differences(built, from_libcst.module(text), spans, Spans(text), "")]


def _differences(one: Any, other: Any, first: Spans, second: Spans, way: str) -> Iterator[Any]:
    if type(one) is not type(other):
        yield way, type(one), type(other)
    elif isinstance(one, list):
        if len(one) != len(other):
            yield way, len(one), len(other)
        for number, pair in enumerate(zip(one, other, strict=False)):
            yield from _differences(*pair, first, second, f"{way}[{number}]")
    elif not isinstance(one, nodes.Node):
        if one != other:
            yield way, one, other
    else:
        if not isinstance(one, (*NEVER_ASKED, *ITS_VALUE)) and first.of(one) != second.of(other):
            yield way, type(one).__name__, first.of(one), second.of(other)
        if way.endswith((".module", ".names.name")):
            return  # of a dotted name that is imported the last part has the place of the whole
        for name in (field.name for field in fields(one) if field.init):
            pair = getattr(one, name), getattr(other, name)
            yield from _differences(*pair, first, second, f"{way}.{name}")


TEXTS = [
    pytest.param("", id="nothing"),
    pytest.param("a = 1; b = 2; c\nif a: b; c\nelse: d\n", id="small statements"),
    pytest.param("if a:\n    b\nelif c:\n    d\nelse:\n    if e:\n        f\n", id="branches"),
    pytest.param("x = (a)\ny = ((a), b)\nz = (a), b\nw = (a,)\nv = ()\n", id="parentheses"),
    pytest.param("x = (a and (b)) or not (c)\nx = a if (b) else c\n", id="conditions"),
    pytest.param("x = a[1], a[1:2, ::3], a[(1, 2)], a[(1), 2], a[*b]\n", id="subscripts"),
    pytest.param("f(*a, b=1, *c, **d)\nf(x for x in y)\nf((x for x in y), 1)\n", id="arguments"),
    pytest.param("x = 'a' \"b\"  # c\ny = ('a'\n    f'b{c}' r'\\d')\n", id="joined texts"),
    pytest.param("x = f'{a!r:>{width}}{{}}{b=}{c != d}{e[\"f\"]:%Y}'\n", id="formatted texts"),
    pytest.param("x = f'''\n{get(\n  'a'\n)}\n'''\n", id="formatted texts over lines"),
    pytest.param("x = f'\\N{EM DASH}{a}' rf'\\d{b}'\n", id="named characters"),
    pytest.param("x = 'ü', f'ü{é}ü{f(\"ä\")}', g(1)\n", id="beyond ASCII"),
    pytest.param("async def f(a, /, b: int = 1, *c, d=(2), **e) -> None:\n    await g\n", id="function"),
    pytest.param("def f(*, a): ...\n@a.b(c)\n@d\nclass E(F, *h, metaclass=G, **i): pass\n", id="class"),
    pytest.param("x = lambda a, *b: (yield)\ny = [a async for a in b if c if d]\n", id="lambda"),
    pytest.param("x = {a: b, **c}, {*d}, {e: f for e in g for f in h}\n", id="displays"),
    pytest.param("try:\n    a\nexcept (A, B) as e:\n    b\nelse:\n    c\nfinally:\n    d\n", id="try"),
    pytest.param("with a as b, (c) as (d, e):\n    f\nwith (a as b, c):\n    d\n", id="with"),
    pytest.param("for a, b in c:\n    continue\nelse:\n    break\nwhile a: b\n", id="loops"),
    pytest.param("import a.b.c as d, e\nfrom . import f\nfrom ..g import (h as i, j)\n", id="imports"),
    pytest.param("del a\ndel a, b[c]\nglobal d\nassert e, f\nraise G from h\nx @= y\n", id="others"),
    pytest.param("match a:\n    case {'b': c, **d} if e:\n        f\n    case _:\n        g\n", id="match"),
    pytest.param(
        "match a:\n    case B(1, c=[x, *_]) | None | -1 | (p, q):\n        pass\n", id="patterns"
    ),
    pytest.param("if a:\r\n\tb\r\n\r\nc\r\n", id="Windows line ends"),
    pytest.param("x = a \\\n    + b\nif x and \\\n   y: z\n", id="backslashes"),
]  # fmt: skip


@pytest.mark.parametrize("text", TEXTS)
def test_both_ways_lead_to_the_same_nodes(text: str) -> None:
    assert differences(text) == []


def _library() -> list[Path]:
    folder = Path(sysconfig.get_path("stdlib"))
    paths = [*folder.glob("*.py"), *folder.glob("test/test_[efgps]*.py"), *folder.glob("a*/*.py")]
    return [path for path in sorted(paths) if path.stat().st_size < 60_000][::12]


def test_both_ways_lead_to_the_same_nodes_for_the_standard_library() -> None:
    compared = 0
    for path in _library():
        try:
            text = path.read_text(encoding="utf-8")
            found = differences(text)
        except (Unlike, SyntaxError, ValueError):
            continue
        assert found == [], path.name
        compared += 1
    assert compared > 15


@pytest.mark.parametrize(
    "text",
    [
        pytest.param("x = f'{a['b']}'\n", id="quotes within the same quotes"),
        pytest.param("def f[T](a: T): ...\n", id="type parameters"),
        pytest.param("try:\n    a\nexcept* B:\n    c\n", id="groups of exceptions"),
    ],
)
def test_what_is_rare_or_new_is_left_to_libcst(text: str) -> None:
    with pytest.raises((Unlike, SyntaxError)):
        from_ast.module(text)
    assert from_libcst.module(text).body
