"""What an author is told of the lines that become a card."""

from __future__ import annotations

from pathlib import Path

import pytest

from critique.decks.notices import notices, unbound
from tests.commands.conftest import Run

WIDE = f"x = '{'y' * 80}'\n"


@pytest.mark.parametrize(
    ("code", "names"),
    [
        ("import os\nprint(os.environ)\n", {}),
        ("requests.get(URL)\n", {"requests": 1, "URL": 1}),
        ("def f(a, *b, c=1, **d):\n    return a, b, c, d\n", {}),
        ("def f():\n    return g()\n\n\ndef g():\n    return f\n", {}),
        ("def f():\n    global token\n    token = 1\n\n\nprint(token)\n", {}),
        ("try:\n    import a as b\nexcept ImportError as error:\n    print(error, b.c)\n", {}),
        ("class A:\n    x = 1\n\n    def f(self):\n        return x\n", {"x": 5}),
        ("from os import *\nprint(path)\n", {}),
        ("[a for a in range(3) if (b := a)]\nprint(b, __name__, __file__)\n", {}),
        ("match point:\n    case {'x': x, **rest}:\n        print(x, rest)\n", {"point": 1}),
        ("for user in users:\n    return await send(user)\n", {"users": 1, "send": 2}),
        ("def f(:\n", {}),
        ("print 'old'\n", {}),
        ("x = '\0'\n", {}),
    ],
)
def test_names_that_nothing_binds_are_found_with_their_first_line(
    code: str, names: dict[str, int]
) -> None:
    assert unbound(code) == names


@pytest.mark.parametrize(
    ("language", "code", "told"),
    [
        ("python", "import os\nprint(os.name)\n", []),
        (
            "python",
            "requests.get('https://api.example.com', timeout=5)\n",
            [
                "1 uses requests, which these lines neither import nor define: "
                "take that in, or the detectors cannot tell what it is"
            ],
        ),
        (
            "python",
            "print(a, b, c, d, e, f, g)\n",
            [
                "1 uses a, b, c, d, e and 2 more, which these lines neither import nor define: "
                "take that in, or the detectors cannot tell what it is"
            ],
        ),
        ("python", WIDE, ["1 is 86 columns wide, more than 72: learners see it wrapped"]),
        (
            "python",
            WIDE * 2,
            ["1 is 86 columns wide, more than 72, and so is 1 other line: learners see it wrapped"],
        ),
        (
            "python",
            f"y = 1\n{WIDE * 3}",
            [
                "2 is 86 columns wide, more than 72, and so are 2 other lines: "
                "learners see it wrapped"
            ],
        ),
        ("shell", 'curl "$URL"\n', []),
        ("shell", "\t" * 17 + "true\n", []),
        (
            "shell",
            "\t" * 18 + "x\n",
            ["1 is 73 columns wide, more than 72: learners see it wrapped"],
        ),
        (
            "python",
            "x = 1\ndef f(:\n    send()\n",
            ["2 cannot be read: this is not valid Python, so nothing is said about it"],
        ),
    ],
)
def test_each_notice_is_one_sentence_with_its_line(
    language: str, code: str, told: list[str]
) -> None:
    assert [f"{one.line} {one.text}" for one in notices(code, language)] == told


def test_yes_warns_with_file_and_line_and_adds_the_card(run: Run, tmp_path: Path) -> None:
    (tmp_path / "mail.py").write_text(f"import requests\n\n\ndef send():\n    {WIDE}    helper()\n")
    ran = run("add", "mail.py", "--lines", "4-6", "--deck", "ours", "--yes")
    assert (ran.code, ran.err) == (
        0,
        "mail.py:5: warning: is 90 columns wide, more than 72: learners see it wrapped\n"
        "mail.py:6: warning: uses helper, which these lines neither import nor define: "
        "take that in, or the detectors cannot tell what it is\n",
    )
    assert ran.out.startswith("ours/python/mail: no answer, no fine place\n")


def test_what_does_not_parse_is_said_even_where_nothing_is_to_be_found(
    run: Run, tmp_path: Path
) -> None:
    (tmp_path / "broken.yaml").write_text("a: [\n")
    ran = run("add", "broken.yaml", "--deck", "ours", "--yes")
    assert ran.code == 0
    assert ran.err.startswith("broken.yaml:1: warning: cannot be read: not valid YAML: ")


def test_a_line_that_is_not_there_is_refused(run: Run, tmp_path: Path) -> None:
    (tmp_path / "one.py").write_text("x = 1\n")
    ran = run("add", "one.py", "--lines", "2", "--deck", "ours", "--yes")
    assert (ran.code, ran.err) == (
        2,
        "critique add: one.py: has 1 line; --lines 2 is not among them\n",
    )
