"""A script or a Terraform file under a template's name is read around what the template fills in."""

from __future__ import annotations

import pytest

from detectors import inspect
from detectors.readers.common.templates import as_variables

FILLED = [
    (
        "install.sh.ejs",
        "shell",
        'curl -k "https://api.example.com/<%= path %>"\n',
        [("tls-verification-off", 1)],
    ),
    (
        "install.sh.j2",
        "shell",
        "{% if insecure %}\ncurl -k https://{{ host }}/orders\n{% endif %}\n",
        [("tls-verification-off", 2)],
    ),
    (
        "lb.tf.j2",
        "hcl",
        'resource "aws_lb_listener" "{{ name }}" {\n  load_balancer_arn = {{ arn }}\n'
        '  ssl_policy = "ELBSecurityPolicy-2016-08"\n}\n',
        [("obsolete-tls", 3)],
    ),
    ("lb.tf.j2", "hcl", 'resource "aws_lb_listener" "a" {\n  ssl_policy = "{{ policy }}"\n}\n', []),
    ("get.sh.ejs", "shell", "curl <%= options %> https://api.example.com/orders\n", []),
]


@pytest.mark.parametrize(("name", "language", "source", "expected"), FILLED)
def test_what_is_written_around_a_template_is_judged(
    name: str, language: str, source: str, expected: list[tuple[str, int]]
) -> None:
    inspection = inspect(
        source, language, name=name, select=["tls-verification-off", "obsolete-tls"]
    )
    assert not inspection.problems
    assert [(f.risk, f.lines.first) for f in inspection.findings] == expected


def test_without_a_templates_name_braces_are_the_scripts_own() -> None:
    source = (
        "docker inspect --format '{{.State.Running}}' web && curl -k https://api.example.com/\n"
    )
    assert inspect(source, "shell", name="check.sh").findings


def test_a_part_of_a_name_may_be_filled_in() -> None:
    source = (
        'resource "aws_security_group_rule" "{{ name }}" {\n'
        '  type              = "ingress"\n'
        "  security_group_id = aws_security_group.{{ group }}.id\n"
        "  from_port         = 22\n"
        "  to_port           = 22\n"
        '  protocol          = "tcp"\n'
        '  cidr_blocks       = [{% for one in open %}"0.0.0.0/0"{% endfor %}]\n'
        "}\n"
    )
    inspection = inspect(source, "hcl", name="main.tf.j2", select=["exposed-surface"])
    assert not inspection.problems
    assert [f.lines.first for f in inspection.findings]


@pytest.mark.parametrize("has_words", [False, True])
@pytest.mark.parametrize("source", [source for _, _, source, _ in FILLED])
def test_offsets_stay_as_they_are(source: str, has_words: bool) -> None:
    filled = as_variables(source, has_words=has_words)
    assert [len(line) for line in filled.split("\n")] == [len(line) for line in source.split("\n")]
    assert "{{" not in filled
    assert "<%" not in filled
