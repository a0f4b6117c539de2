"""Plain YAML: what every scalar is, where it stands, and what cannot be known."""

from __future__ import annotations

import pytest

from detectors.facts import HOLE
from detectors.places import Lines
from tests.readers.config.tables import block, blocks, named, problems, settings

UNKNOWN = {
    "a Jinja expression": "key: '{{ lookup }}'",
    "a Helm expression": "key: {{ .Values.key }}",
    "a Helm expression with a pipe": "key: {{ .Values.key | quote }}",
    "a default that is a variable": "key: '{{ a | default(b) }}'",
    "an environment variable": "key: ${KEY}",
    "a variable that must be set": "key: ${KEY:?set it}",
    "a reference of a framework": "key: ${ssm:/prod/key}",
    "a reference to another key": "key: ${self:custom.key}",
    "a workflow's secret": "key: ${{ secrets.KEY }}",
    "a build's placeholder": "key: @KEY@",
    "a tag that a program resolves": "key: !vault abc",
    "CloudFormation's Ref": "key: !Ref Password",
    "CloudFormation's Sub": 'key: !Sub "https://${Host}/x"',
    "CloudFormation's Join": 'key: !Join ["", ["http://", !Ref Host]]',
    "a template line below": "key:\n  {{- toYaml .Values.key | nindent 2 }}",
    "a template line in a block": "key: |\n  {{ .Values.key }}\n",
    "two expressions side by side": "key: {{ a }}{{ b }}",
}


@pytest.mark.parametrize("source", UNKNOWN.values(), ids=UNKNOWN.keys())
def test_what_a_template_fills_in_is_unknown(source: str) -> None:
    setting = named(source, "yaml", "key")
    assert setting.value.is_unknown
    assert problems(source) == []


@pytest.mark.parametrize(
    ("source", "seen"),
    [
        ("key: http://{{ host }}/v1", f"http://{HOLE}/v1"),
        ("key: http://${HOST}:8080/v1", f"http://{HOLE}:8080/v1"),
        ("key: ${URL:-http://a.example.com}", "http://a.example.com"),
        ("key: ${env:URL:-http://a.example.com}", "http://a.example.com"),
        ("key: ${DB_PORT:5432}", 5432),
        ("key: ${spring.mail.host:mail.example.com}", "mail.example.com"),
        ("key: ${A:-${B:-c}}", "c"),
        ('key: {{ .Values.url | default "http://a" }}', "http://a"),
        ("key: {{ .Values.n | default 3 }}", 3),
        ("key: {{ default 3 .Values.n }}", 3),
        ("key: \"{{ url | default('http://a', true) }}\"", "http://a"),
        ("key: |\n  a\n  {{ b }}\n", f"a\n{HOLE}\n"),
    ],
)
def test_what_stands_around_and_inside_a_template_is_seen(source: str, seen: object) -> None:
    assert named(source, "yaml", "key").value.value == seen


@pytest.mark.parametrize(
    ("written", "typed"),
    [
        ("true", True),
        ("yes", True),
        ("On", True),
        ("False", False),
        ("off", False),
        ("'off'", "off"),
        ('"true"', "true"),
        ("!!str true", "true"),
        ("12", 12),
        ("-1", -1),
        ("1_000", 1000),
        ("0x1F", 31),
        ("0o17", 15),
        ("1.5", 1.5),
        ("1e3", 1000.0),
        (".", "."),
        ("1.2.3", "1.2.3"),
        ("12:30", "12:30"),
        ("22:22", "22:22"),
        ("5s", "5s"),
        ("2026-11-22", "2026-11-22"),
        ("9" * 400, "9" * 400),
        ("a#b", "a#b"),
        ("http://a/#b", "http://a/#b"),
        ("it's", "it's"),
        ("''", ""),
    ],
)
def test_plain_scalars_are_typed_and_quoted_ones_are_text(written: str, typed: object) -> None:
    value = named(f"key: {written}", "yaml", "key").value
    assert value.is_known
    assert value.value == typed
    assert type(value.value) is type(typed)


@pytest.mark.parametrize("written", ["", "~", "null", "# a comment", "&anchor"])
def test_null_is_off(written: str) -> None:
    assert named(f"key: {written}\nother: 1", "yaml", "key").value.is_off


def test_each_scalar_is_told_once_with_its_path() -> None:
    source = """\
        server:
          host: a
          ports: [80, 443]
          "quoted key": x
        list:
          - name: one
            n: 1
          - - deep
        empty: []
        nothing: {}
        """
    assert settings(source) == [
        "2 server.host = 'a'",
        "3 server.ports = 80",
        "3 server.ports = 443",
        "4 server.quoted key = 'x'",
        "6 list.name = 'one'",
        "7 list.n = 1",
        "8 list = 'deep'",
        "9 empty = ()",
    ]
    assert blocks(source, unnamed=True) == [
        "1 [mapping server] 1-4",
        "6 [mapping list] 6-7",
        "10 [mapping nothing] 10",
    ]


def test_places_are_those_of_the_entry_and_of_the_value() -> None:
    setting = named('a:\n  key:  "é x"  # why\n', "yaml", "key")
    assert (setting.lines, setting.columns) == (Lines(2, 2), (3, 14))
    assert (setting.value.lines, setting.value.columns) == (Lines(2, 2), (9, 14))
    assert setting.value.text == '"é x"'
    assert setting.span == Lines(1, 2)


@pytest.mark.parametrize(
    ("source", "lines", "value"),
    [
        ("key: |\n  a\n  b\n\n# after\nx: 1", Lines(1, 3), "a\nb\n"),
        ("key: >-\n  a\n  b\n", Lines(1, 3), "a b"),
        ("key: |+\n  a\n\nx: 1", Lines(1, 2), "a\n\n"),
        ('key: "a\n  b"\n', Lines(1, 2), "a b"),
        ("key: a\n  b\n", Lines(1, 2), "a b"),
        ("key:\n  # note\n  a\n", Lines(1, 3), "a"),
        ("key: &x\n  a\n", Lines(1, 2), "a"),
        ("\ufeffkey: a\n", Lines(1, 1), "a"),
        ("key: a\r\nx: 1\r\n", Lines(1, 1), "a"),
        ("? key\n: a\n", Lines(1, 2), "a"),
        ("{key: a,\n x: 1}", Lines(1, 1), "a"),
    ],
)
def test_a_value_over_several_lines_is_one_setting(source: str, lines: Lines, value: str) -> None:
    setting = named(source, "yaml", "key")
    assert setting.lines == lines
    assert setting.value.value == value


def test_later_documents_have_their_own_anchors() -> None:
    assert settings("a: &x 1\n---\nb: *x\n---\nc: &x 2\nd: *x\n") == [
        "1 a = 1",
        "5 c = 2 used at 6",
        "5 d = 2 used at 6",
    ]


def test_the_second_of_two_equal_keys_wins() -> None:
    source = "a:\n  b: 1\n  b: 2\n"
    assert settings(source) == ["2 a.b = 1", "3 a.b = 2"]
    found = block(source, "yaml", "mapping", "a").get("b")
    assert found
    assert found.value.value == 2


ANCHORS = """\
x-defaults: &defaults
  restart: always
  environment: &env
    TOKEN: ${TOKEN}
    URL: http://a.example.com
  retry: &retry {limit: 3}
one:
  <<: *defaults
  restart: "no"
two:
  environment: *env
  policy: *retry
three:
  <<: [*retry, {limit: 5, unit: s}]
"""


def test_an_anchors_settings_stand_where_they_are_defined() -> None:
    assert settings(ANCHORS) == [
        "2 x-defaults.restart = 'always'",
        "4 x-defaults.environment.TOKEN = ? used at 8, 11",
        "5 x-defaults.environment.URL = 'http://a.example.com' used at 8, 11",
        "6 x-defaults.retry.limit = 3 used at 8, 12, 14",
        "9 one.restart = 'no'",
        "14 three.limit = 5",
        "14 three.unit = 's'",
    ]


@pytest.mark.parametrize(
    ("name", "path", "value", "line"),
    [
        ("one", ("restart",), "no", 9),
        ("one", ("environment", "URL"), "http://a.example.com", 5),
        ("one", ("retry", "limit"), 3, 6),
        ("two", ("environment", "URL"), "http://a.example.com", 5),
        ("two", ("policy", "limit"), 3, 6),
    ],
)
def test_blocks_know_what_aliases_and_merges_give_them(
    name: str, path: tuple[str, ...], value: object, line: int
) -> None:
    setting = block(ANCHORS, "yaml", "mapping", name).get(*path)
    assert setting
    assert setting.path[-len(path) :] == path
    assert setting.value.value == value
    assert setting.value.lines == Lines(line, line)


def test_what_is_merged_below_a_key_is_not_directly_in_the_block() -> None:
    one = block(ANCHORS, "yaml", "mapping", "one")
    assert {s.name for s in one.settings if s.block is one} == {"restart"}
    assert {inner.name for inner in one.blocks} == {"environment", "retry"}


def test_a_scalar_has_the_names_that_its_aliases_give_it_too() -> None:
    source = "x-p: &p hunter2\ndb:\n  password: *p\n  list: [*p]\n"
    assert settings(source) == [
        "1 x-p = 'hunter2' used at 3, 4",
        "1 db.password = 'hunter2' used at 3, 4",
        "1 db.list = 'hunter2' used at 3, 4",
    ]


def test_an_alias_of_a_mapping_is_a_block_on_its_own_line() -> None:
    assert "12 [mapping policy] 12" in blocks(ANCHORS, unnamed=True)


def test_a_merge_of_a_merge_and_a_cycle_end() -> None:
    source = "a: &a {x: 1}\nb: &b {<<: *a, y: 2}\nc: {<<: *b}\nd: &d {e: *d, f: 1}\n"
    c = block(source, "yaml", "mapping", "c")
    assert {s.name: s.value.value for s in c.settings} == {"x": 1, "y": 2}


def test_a_billion_laughs_are_not_laughed() -> None:
    source = 'a: &a ["x", "x"]\n' + "".join(
        f"{chr(98 + i)}: &{chr(98 + i)} [{', '.join([f'*{chr(97 + i)}'] * 9)}]\n" for i in range(20)
    )
    assert len(settings(source)) == 2


def test_nesting_without_end_is_read_to_a_depth() -> None:
    assert problems("[" * 5000)
    assert problems("- " * 500 + "x")
    assert problems("\n".join(" " * i + "a:" for i in range(300)))


# --- templates over several lines ------------------------------------------------------------------

HELM = """\
{{- if .Values.enabled }}
apiVersion: v1
metadata:
  labels:
    {{- include "labels" . | nindent 4 }}
    app: x
spec:
  {{- with .Values.limits }}
  limits: {{ toYaml . | nindent 4 }}
  {{- end }}
  {{- if .Values.a }}
  mode: a
  {{- else }}
  mode: b
  {{- end }}
  list:
    {{- range .Values.list }}
    - {{ . }}
    {{- end }}
  extra: 1
{{- end }}
"""


def test_template_lines_are_passed_over() -> None:
    assert settings(HELM) == [
        "2 apiVersion = 'v1'",
        "6 metadata.labels.app = 'x'",
        "9 spec.limits = ?",
        "12 spec.mode = 'a'",
        "14 spec.mode = 'b'",
        "18 spec.list = ?",
        "20 spec.extra = 1",
    ]
    assert problems(HELM) == []


def test_a_block_into_which_a_template_puts_more_is_not_complete() -> None:
    assert blocks(HELM, unnamed=True) == [
        "3 [mapping metadata] 3-6",
        "4 [mapping labels] 4-6 ...",
        "7 [mapping spec] 7-20",
    ]


# --- broken text -----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("source", "read", "lines"),
    [
        ("a: 1\nb: c: d\ne: 2\n", ["1 a = 1", "2 b = ?", "3 e = 2"], ["2"]),
        ('a: "open\nb: 1\n', ["1 a = ?", "2 b = 1"], ["1"]),
        ("a: [1, 2\nb: 1\n", ["1 a = ?", "2 b = 1"], ["1"]),
        ("a: 1\n}\nb: 2\n", ["1 a = 1", "3 b = 2"], ["2"]),
        ("a: %x\nb: 2\n", ["1 a = ?", "2 b = 2"], ["1"]),
        ("a:\n\tb: 1\n\tc: 2\n", ["2 a.b = 1", "3 a.c = 2"], ["2"]),
        ("a: 1\n   b: 2\nc: 3\n", ["1 a = 1", "3 c = 3"], ["2"]),
        ("a: *nowhere\nb: 1\n", ["2 b = 1"], []),
        ("a: \x01x\nb: 1\n", ["1 a = 'x'", "2 b = 1"], []),
        ("just words\n", [], []),
        ("", [], []),
        ("# only a comment\n", [], []),
        ("---\n---\n", [], []),
    ],
)
def test_a_broken_line_costs_itself_alone(source: str, read: list[str], lines: list[str]) -> None:
    assert settings(source) == read
    assert [problem.split()[0] for problem in problems(source)] == lines


def test_a_broken_document_leaves_the_others_alone() -> None:
    broken = "".join(f"}} {i}\n" for i in range(200))
    assert settings(f"a: 1\n---\n{broken}---\nb: 2\n")[0] == "1 a = 1"
    assert settings(f"a: 1\n---\n{broken}---\nb: 2\n")[-1] == "205 b = 2" or problems(broken)


def test_a_template_is_said_to_be_one_and_its_lines_are_not_listed() -> None:
    source = "{name}: a\n{title}: b {x} c\nd: [{a}, {b} e\nf: 'g\n"
    said = problems(source)
    assert len(said) == 1
    assert "a template: 2 places" in said[0]
