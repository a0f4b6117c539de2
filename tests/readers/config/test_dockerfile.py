"""Dockerfiles: stages, variables, and the shell inside."""

from __future__ import annotations

import pytest

from detectors.facts import HOLE
from detectors.places import Lines
from tests.readers.config.tables import block, blocks, named, problems, requests, settings


@pytest.mark.parametrize(
    "source",
    [
        "",
        "# FROM python\n",
        "# syntax=docker/dockerfile:1\n# escape=\\\n",
        "\n\n",
        "{% if x %}\n{% endif %}\n",
    ],
)
def test_comments_are_no_instructions(source: str) -> None:
    assert settings(source, "dockerfile") == []
    assert problems(source, "dockerfile") == []


@pytest.mark.parametrize(
    ("source", "told"),
    [
        ("ENV A=1 B=x", ["1 ENV.A = 1", "1 ENV.B = 'x'"]),
        (
            "ENV A=\"a b\" B='c $d' C=d\\ e",
            ["1 ENV.A = 'a b'", "1 ENV.B = 'c $d'", "1 ENV.C = 'd e'"],
        ),
        ("ENV A the rest = b", ["1 ENV.A = 'the rest = b'"]),
        ("ENV A=1 \\\n  # note\n  B=2", ["1 ENV.A = 1", "3 ENV.B = 2"]),
        ("ENV A=$B", ["1 ENV.A = ?"]),
        ("ENV A=http://${H}/x", [f"1 ENV.A = 'http://{HOLE}/x'"]),
        ("ENV A=${B:-http://a}", ["1 ENV.A = 'http://a'"]),
        ("ENV A=", ["1 ENV.A = ''"]),
        ("ARG A", ["1 ARG.A = ?"]),
        ("ARG A=b C", ["1 ARG.A = 'b'", "1 ARG.C = ?"]),
        ("arg a=b", ["1 ARG.a = 'b'"]),
        ("LABEL a.b=c", ["1 LABEL.a.b = 'c'"]),
        ("EXPOSE 80/tcp", ["1 EXPOSE = '80/tcp'"]),
        ("USER app", ["1 USER = 'app'"]),
        (
            "COPY --from=nginx:latest --chown=a /b /c",
            ["1 COPY = '/b /c'", "1 COPY.--from = 'nginx:latest'", "1 COPY.--chown = 'a'"],
        ),
        ("ADD http://a.example.com/x /x", ["1 ADD = 'http://a.example.com/x /x'"]),
        ('CMD ["python", "app.py"]', ["1 CMD = 'python app.py'"]),
        ("ONBUILD ENV A=b", ["1 ENV.A = 'b'"]),
        (
            "HEALTHCHECK --timeout=3s CMD true",
            ["1 HEALTHCHECK = 'CMD true'", "1 HEALTHCHECK.--timeout = '3s'"],
        ),
        ("HEALTHCHECK NONE", ["1 HEALTHCHECK = 'NONE'"]),
    ],
)
def test_instructions_are_settings(source: str, told: list[str]) -> None:
    assert settings(f"{source}\n", "dockerfile") == told


def test_stages_are_blocks() -> None:
    source = """\
        ARG V=3.12
        FROM python:${V}-slim AS build
        RUN make

        FROM --platform=$BUILDPLATFORM scratch
        COPY --from=build /a /a
        """
    assert blocks(source, "dockerfile") == [
        "2 [dockerfile:stage build] 2-3",
        "5 [dockerfile:stage scratch] 5-6",
    ]
    build = block(source, "dockerfile", "dockerfile:stage", "build")
    assert build.labels == ("python:3.12-slim",)
    assert named(source, "dockerfile", "ARG/V").block is None


def test_a_variables_place_is_its_own_line() -> None:
    setting = named("ENV A=1 \\\n    KEY=abc \\\n    B=2\n", "dockerfile", "ENV/KEY")
    assert setting.lines == Lines(2, 2)
    assert setting.columns == (5, 12)
    assert setting.statement == Lines(1, 3)


@pytest.mark.parametrize(
    ("source", "told"),
    [
        ("RUN echo curl http://a\n", []),
        ("# RUN curl http://a\n", []),
        ('SHELL ["powershell"]\nRUN curl http://a\n', []),
        ('CMD ["echo", "curl http://a"]\n', []),
        ("COPY <<EOF /x\ncurl http://a\nEOF\n", []),
        ("RUN curl http://a\n", ["1 curl http://a"]),
        (
            "RUN apt-get update && \\\n    # note\n    curl http://a \\\n      -o b\n",
            ["3-4 curl http://a"],
        ),
        ("RUN --mount=type=cache,target=/x curl http://a\n", ["1 curl http://a"]),
        ('RUN ["curl", "http://a"]\n', ["1 curl http://a"]),
        ('RUN ["sh", "-c", "curl http://a"]\n', ["1 curl http://a"]),
        ("RUN <<EOF\nset -e\ncurl http://a\nEOF\n", ["3 curl http://a"]),
        (
            "RUN <<-'EOF'\n\tcurl http://a\n\tEOF\nRUN curl http://b\n",
            ["2 curl http://a", "4 curl http://b"],
        ),
        ("CMD curl http://a\n", ["1 curl http://a"]),
        ('ENTRYPOINT ["bash", "-ec", "curl http://a"]\n', ["1 curl http://a"]),
        ("HEALTHCHECK --retries=3 CMD curl http://a || exit 1\n", ["1 curl http://a"]),
        ("# escape=`\nRUN curl `\n  http://a\n", ["2-3 curl http://a"]),
        (
            "RUN true \\\n{% if x %}\n  && curl http://{{ host }} \\\n{% endif %}\n  -o b\n",
            ["3-5 curl http://\ufffc"],
        ),
        ("ONBUILD RUN curl http://a\n", ["1 curl http://a"]),
    ],
)
def test_the_shell_inside_is_read_on_its_lines(source: str, told: list[str]) -> None:
    assert requests(source, "dockerfile") == told


def test_a_line_that_is_no_instruction_is_reported_and_passed_over() -> None:
    source = "FROM a\nbogus line\nENV A=1\n"
    assert settings(source, "dockerfile")[1:] == ["3 ENV.A = 1"]
    assert problems(source, "dockerfile") == ["2 not an instruction of a Dockerfile"]


def test_a_line_that_a_template_fills_may_be_any_instruction() -> None:
    source = (
        "FROM a\n{{ macros.install(packages) }}\n{% for c in setup %}{{ c }}{% endfor %}\nENV A=1\n"
    )
    assert settings(source, "dockerfile")[1:] == ["4 ENV.A = 1"]
    assert problems(source, "dockerfile") == []


def test_an_expression_over_several_lines_keeps_the_lines_behind_it() -> None:
    source = "FROM a\nRUN {% if b %}\n<%= c\n  d\n%>\nENV E=1"
    assert settings(source, "dockerfile")[-1] == "6 ENV.E = 1"
