"""Writing into a configuration: in its author's style, or not at all."""

from __future__ import annotations

from textwrap import dedent

import pytest

from detectors.model import apply
from detectors.places import Edits
from tests.readers.config.tables import block, named


def written(source: str, language: str, path: str, value: object) -> str | None:
    """The source after the setting at this path is written; None where it cannot be."""
    edits: Edits | None = named(source, language, path).write("value", value)
    return None if edits is None else apply(source, edits)


def added(source: str, language: str, kind: str, name: str, key: str, value: object) -> str | None:
    edits = block(source, language, kind, name).write(key, value)
    return None if edits is None else apply(source, edits)


@pytest.mark.parametrize(
    ("language", "source", "path", "value"),
    [
        ("yaml", "a: |\n  text\n", "a", "b"),
        ("yaml", "a: !vault x\n", "a", "b"),
        ("yaml", "a:\nb: 1\n", "a", "b"),
        ("yaml", "- a: 1\n  b: 2\n", "a", None),
        ("yaml", "x:\n  a: 1\n", "a", None),
        ("yaml", "a: [1, 2]\n", "a", None),
        ("nginx", "a b;\n", "a", "c;d"),
        ("hcl", "a = <<EOF\nx\nEOF\n", "a", "b"),
        ("toml", 'a = """\nx\n"""\n', "a", "b"),
        ("ini", "a = b\n", "a", "c\nd"),
        ("dockerfile", "ENV a=b\n", "ENV/a", "c d"),
        ("dockerfile", "ENV a=b\n", "ENV/a", None),
        ("env", 'A="x\ny"\n', "A", "b"),
    ],
)
def test_what_would_not_be_exact_is_not_written(
    language: str, source: str, path: str, value: object
) -> None:
    assert written(source, language, path, value) is None


@pytest.mark.parametrize("language", ["yaml", "ini", "toml", "nginx", "hcl", "json"])
def test_only_its_own_value_is_a_setting_of_a_setting(language: str) -> None:
    source = {"yaml": "a: 1\n", "nginx": "a 1;\n", "json": '{"a": 1}'}.get(language, "a = 1\n")
    assert named(source, language, "a").write("timeout", 3) is None


@pytest.mark.parametrize(
    ("language", "source", "path", "value", "after"),
    [
        ("yaml", "a: true  # c\n", "a", False, "a: false  # c\n"),
        ("yaml", "a: Yes\n", "a", False, "a: No\n"),
        ("yaml", "a: off\n", "a", True, "a: on\n"),
        ("yaml", 'a: "true"\n', "a", False, 'a: "false"\n'),
        ("yaml", "a: 'x'\n", "a", "it's", "a: 'it''s'\n"),
        ("yaml", "a: x\n", "a", "y", "a: y\n"),
        ("yaml", "a: x\n", "a", "true", 'a: "true"\n'),
        ("yaml", "a: x\n", "a", "b: c", 'a: "b: c"\n'),
        ("yaml", "a: x\n", "a", "https://a.example.com/x", "a: https://a.example.com/x\n"),
        ("yaml", "a: &k x\nb: *k\n", "a", 3, "a: &k 3\nb: *k\n"),
        ("yaml", "a: {b: 1, c: 2}\n", "b", 5, "a: {b: 5, c: 2}\n"),
        ("yaml", "l: [x, 'y']\n", "l", "z", "l: [x, 'z']\n"),
        ("yaml", "a: 1\nb: 2 # c\nd: 3\n", "b", None, "a: 1\nd: 3\n"),
        ("yaml", "a: {b: 1, c: 2}\n", "b", None, "a: {c: 2}\n"),
        ("yaml", "a: {b: 1, c: 2}\n", "c", None, "a: {b: 1}\n"),
        ("yaml", "a: ä\nb: x\n", "b", "y", "a: ä\nb: y\n"),
        ("json", '{"a": true}', "a", False, '{"a": false}'),
        ("json", '{"a": "x"}', "a", 'y"', '{"a": "y\\""}'),
        ("json", '{"a": 1}', "a", "x", '{"a": "x"}'),
        ("json", '{"a": 1,\n "b": 2}', "a", None, '{"b": 2}'),
        ("ini", "a = off ; c\n", "a", True, "a = on ; c\n"),
        ("ini", "a = True\n", "a", False, "a = False\n"),
        ("ini", 'a = "x"\n', "a", "y", 'a = "y"\n'),
        ("ini", "[s]\na = 1\nb = 2\n", "a", None, "[s]\nb = 2\n"),
        ("env", "export A='x'\n", "A", "y", "export A='y'\n"),
        ("env", "A=1\n", "A", False, "A=0\n"),
        ("toml", 'a = "x" # c\n', "a", "y", 'a = "y" # c\n'),
        ("toml", "a = 'x'\n", "a", "y", "a = 'y'\n"),
        ("toml", "a = true\n", "a", False, "a = false\n"),
        ("toml", "a = 1\nb = 2\n", "a", None, "b = 2\n"),
        ("hcl", "a = true\n", "a", False, "a = false\n"),
        ("hcl", 'a = "x" # c\n', "a", "y", 'a = "y" # c\n'),
        ("hcl", "a = var.x\nb = 1\n", "a", None, "b = 1\n"),
        ("nginx", "s {\n  a off;  # c\n}\n", "a", True, "s {\n  a on;  # c\n}\n"),
        ("nginx", "s {\n  a b c;\n  d e;\n}\n", "a", None, "s {\n  d e;\n}\n"),
        ("nginx", "s { a b; c d; }\n", "a", "x y", "s { a x y; c d; }\n"),
        ("haproxy", "defaults\n  timeout client 5s # c\n", "timeout client", "9s", "defaults\n  timeout client 9s # c\n"),
        ("haproxy", "defaults\n  mode http\n  retries 3\n", "mode", None, "defaults\n  retries 3\n"),
        ("apache", "SSLProxyVerify none\n", "SSLProxyVerify", "require", "SSLProxyVerify require\n"),
        ("apache", "A x\nB y\n", "A", None, "B y\n"),
        ("dockerfile", 'ENV a="x y" b=1\n', "ENV/a", "z w", 'ENV a="z w" b=1\n'),
    ],
)  # fmt: skip
def test_a_value_is_replaced_in_its_own_style(
    language: str, source: str, path: str, value: object, after: str
) -> None:
    assert written(source, language, path, value) == after


K8S = "apiVersion: v1\nkind: Pod\nspec:\n  containers:\n    - name: a\n      image: b # c\n"


@pytest.mark.parametrize(
    ("language", "source", "kind", "name", "key", "value", "after"),
    [
        ("yaml", K8S, "kubernetes:container", "a", "tty", True, f"{K8S}      tty: true\n"),
        ("yaml", K8S, "kubernetes:container", "a", "image", "d", K8S.replace("b #", "d #")),
        ("yaml", "a:\n  b: |\n    x\nc: 1\n", "mapping", "a", "d", "e", "a:\n  b: |\n    x\n  d: e\nc: 1\n"),
        ("yaml", "a: {b: 1}\n", "mapping", "a", "c", 2, "a: {b: 1, c: 2}\n"),
        ("yaml", "a: {}\n", "mapping", "a", "c", 2, "a: {c: 2}\n"),
        ("yaml", "a:\r\n  b: 1\r\n", "mapping", "a", "c", 2, "a:\r\n  b: 1\r\n  c: 2\r\n"),
        ("yaml", "a:\n  b: 1", "mapping", "a", "c", 2, "a:\n  b: 1\n  c: 2"),
        ("json", '{"a": {\n  "b": 1\n}}', "mapping", "a", "c", "x", '{"a": {\n  "b": 1,\n  "c": "x"\n}}'),
        ("json", '{"a": {"b": 1}}', "mapping", "a", "c", False, '{"a": {"b": 1, "c": false}}'),
        ("ini", "[s]\na=1\n\n[t]\nb = 1\n", "ini:section", "s", "c", 2, "[s]\na=1\nc=2\n\n[t]\nb = 1\n"),
        ("ini", "[s]\na=1\n\n[t]\nb = 1\n", "ini:section", "t", "c", 2, "[s]\na=1\n\n[t]\nb = 1\nc = 2\n"),
        ("toml", "[s]\na = 1\n\n[t]\n", "toml:table", "s", "c", "x", '[s]\na = 1\nc = "x"\n\n[t]\n'),
        ("nginx", "server {\n    listen 80;\n}\n", "nginx:server", "", "a", "b", "server {\n    listen 80;\n    a b;\n}\n"),
        ("nginx", "server { listen 80; }\n", "nginx:server", "", "a", True, "server { listen 80; a on; }\n"),
        ("nginx", "server {}\n", "nginx:server", "", "a", "b", "server { a b;}\n"),
        ("haproxy", "defaults\n  mode http\n\nbackend b\n", "haproxy:defaults", "", "timeout client", "5s", "defaults\n  mode http\n  timeout client 5s\n\nbackend b\n"),
        ("hcl", 'variable "x" {\n  type = string\n}\n', "terraform:variable", "x", "n", 1, 'variable "x" {\n  type = string\n  n = 1\n}\n'),
    ],
)  # fmt: skip
def test_a_block_gets_a_line_of_its_own(
    language: str, source: str, kind: str, name: str, key: str, value: object, after: str
) -> None:
    assert added(source, language, kind, name, key, value) == after


def test_writing_an_aliased_value_writes_it_where_it_is_defined() -> None:
    source = dedent("""\
        x: &x
          verify: false
        a:
          <<: *x
        """)
    setting = block(source, "yaml", "mapping", "a").get("verify")
    assert setting
    assert apply(source, setting.write("value", True) or ()) == source.replace("false", "true")
