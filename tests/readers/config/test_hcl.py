"""Terraform: blocks with their labels, attributes, objects; what is referred to is unknown."""

from __future__ import annotations

import pytest

from detectors.facts import HOLE
from detectors.places import Lines
from tests.readers.config.tables import block, blocks, named, problems, requests, settings


@pytest.mark.parametrize(
    "written",
    [
        "var.a",
        "local.a",
        "aws_x.y.arn",
        "data.x.y[0].z",
        '"${var.a}"',
        '"${var.a}${var.b}"',
        'file("x")',
        "a ? 1 : 2",
        "1 + 2",
        "[for x in y : x]",
        "string",
        '<<EOF\n${file("x")}\nEOF\n',
    ],
)
def test_what_is_computed_is_unknown(written: str) -> None:
    source = f'resource "a" "b" {{\n  key = {written}\n}}\n'
    assert named(source, "hcl", "key").value.is_unknown
    assert problems(source, "hcl") == []


@pytest.mark.parametrize(
    ("written", "value"),
    [
        ('"a"', "a"),
        ('""', ""),
        ("12", 12),
        ("-1", -1),
        ("1.5", 1.5),
        ("true", True),
        ('"12"', "12"),
        ('"a\\"b\\n"', 'a"b\n'),
        ('"http://${var.h}/x"', f"http://{HOLE}/x"),
        ('"$${a}"', "${a}"),
        ("<<EOF\na\n  b\nEOF\n", "a\n  b"),
        ("<<-EOF\n    a\n      b ${c}\n  EOF\n", f"a\n  b {HOLE}"),
    ],
)
def test_literals_are_known(written: str, value: object) -> None:
    found = named(f"key = {written}\n", "hcl", "key").value
    assert found.value == value
    assert type(found.value) is type(value)


def test_null_is_off() -> None:
    assert named("key = null\n", "hcl", "key").value.is_off


SOURCE = """\
variable "db_password" {
  default = "abc"
}
resource "aws_lb_listener" "front" {
  protocol = "HTTP"
  tags = { Name = "x", "Env" = var.env }
  default_action {
    type = "forward"
  }
  dynamic "ingress" {
    for_each = var.ports
    content {
      cidr_blocks = ["0.0.0.0/0", var.z]
    }
  }
  containers = jsonencode([{
    name = "api"
    environment = [
      { name = "URL", value = "http://a.example.com" },
    ]
  }])
}
module "m" {
  source = "./m"
}
"""


def test_attributes_are_settings_with_the_blocks_in_their_path() -> None:
    assert [
        line.replace("resource.aws_lb_listener.front.", "") for line in settings(SOURCE, "hcl")
    ] == [
        "2 variable.db_password.default = 'abc'",
        "5 protocol = 'HTTP'",
        "6 tags.Name = 'x'",
        "6 tags.Env = ?",
        "8 default_action.type = 'forward'",
        "13 ingress.cidr_blocks = '0.0.0.0/0'",
        "13 ingress.cidr_blocks = ?",
        "17 containers.name = 'api'",
        "19 containers.environment.URL = 'http://a.example.com'",
        "24 module.m.source = './m'",
    ]


def test_blocks() -> None:
    assert blocks(SOURCE, "hcl") == [
        "1 [terraform:variable db_password] 1-3",
        "4 [terraform:resource front] 4-22",
        "23 [terraform:module m] 23-25",
    ]
    front = block(SOURCE, "hcl", "terraform:resource", "front")
    assert front.labels == ("aws_lb_listener", "front")
    assert [inner.name for inner in front.blocks] == [
        "tags",
        "default_action",
        "ingress",
        "containers",
    ]
    assert front.get("default_action", "type")


def test_a_variables_default_is_told_by_the_variables_name() -> None:
    assert named(SOURCE, "hcl", "db_password/default").name == "db_password"


def test_what_others_add_to_makes_a_block_incomplete() -> None:
    source = 'resource "a" "b" {\n  tags = merge(var.tags, { A = "b" })\n  x = { c = 1 }\n}\n'
    assert blocks(source, "hcl", unnamed=True)[1:] == ["2 [mapping tags] 2 ...", "3 [mapping x] 3"]


def test_places_are_counted_in_characters() -> None:
    found = named('a = "é"\nkey = "ü" # x\n', "hcl", "key")
    assert (found.lines, found.columns, found.value.columns) == (Lines(2, 2), (1, 10), (7, 10))


def test_shell_in_start_up_scripts_and_provisioners() -> None:
    source = """\
        resource "aws_instance" "a" {
          user_data = <<-EOF
            #!/bin/bash
            curl http://a.example.com \\
              -o ${var.file}
          EOF
          description = "curl http://b.example.com"
          provisioner "local-exec" {
            command = "curl http://c.example.com"
          }
        }
        """
    assert requests(source, "hcl") == [
        "4-5 curl http://a.example.com",
        "9 curl http://c.example.com",
    ]


@pytest.mark.parametrize(
    ("source", "read"),
    [
        ("a = 1\nb = = 2\nc = 3\n", "1 a = 1"),
        ('resource "a" "b" {\n  x = 1\n', "2 resource.a.b.x = 1"),
        ('resource "a" {\n  x = 1\n}}\n', "2 resource.a.x = 1"),
    ],
)
def test_broken_text_is_read_around_and_reported(source: str, read: str) -> None:
    assert read in settings(source, "hcl")
    assert problems(source, "hcl")
