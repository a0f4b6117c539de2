"""Shell inside other files: places are the host's, and edits are given only where they are exact."""

from __future__ import annotations

from detectors.facts import File, Loop, Request, Retry, Setting
from detectors.model import apply
from detectors.readers import Reading
from detectors.readers.shell import read_embedded

WORKFLOW = """\
jobs:
  check:
    steps:
      - run: |
          x=$(curl -fs https://a.b)
          until curl -f https://a.b/$x \\
              -m 5; do
            sleep 1
          done
      - run: echo
"""
BLOCK = [line[10:] for line in WORKFLOW.splitlines()[4:9]]
FILE = File(name="ci.yml", language="yaml", format="github-workflow")


def workflow(*, pipefail: bool = False, exact: bool = True) -> Reading:
    starts = [WORKFLOW.index(line) for line in BLOCK]
    source = "\n".join(BLOCK) + "\n"

    def offset(place: int) -> int:
        line = source.count("\n", 0, place)
        return starts[line] + place - (source.rfind("\n", 0, place) + 1)

    return read_embedded(
        source,
        FILE,
        frozenset(),
        first_line=5,
        column=11,
        offset=offset if exact else None,
        errexit=True,
        pipefail=pipefail,
    )


def test_lines_and_columns_are_those_of_the_host() -> None:
    facts = workflow().facts
    first, second = [fact for fact in facts if isinstance(fact, Request)]
    [loop] = [fact for fact in facts if isinstance(fact, Loop)]
    [retry] = [fact for fact in facts if isinstance(fact, Retry)]
    assert (str(first.lines), first.columns) == ("5", (15, 35))
    assert str(second.lines) == "6-7"
    assert str(second.setting("timeout").lines) == "7"
    assert (str(loop.lines), str(loop.header)) == ("6-9", "6-7")
    assert str(retry.lines) == "6-9"
    assert [str(around.lines) for around in second.context.loops] == ["6-9"]


def test_facts_belong_to_the_host() -> None:
    assert all(fact.file is FILE for fact in workflow().facts)


def test_a_setting_is_moved_with_its_value_and_uses() -> None:
    [setting] = [fact for fact in workflow().facts if isinstance(fact, Setting)]
    assert (setting.name, str(setting.lines)) == ("x", "5")
    assert str(setting.value.lines) == "5"
    assert [str(use) for use in setting.uses] == ["6"]


def test_edits_are_made_in_the_host() -> None:
    request = next(fact for fact in workflow().facts if isinstance(fact, Request))
    edits = request.write("timeout", 9)
    assert edits is not None
    assert apply(WORKFLOW, edits) == WORKFLOW.replace("curl -fs", "curl --max-time 9 -fs")


def test_without_exact_offsets_nothing_is_written() -> None:
    request = next(fact for fact in workflow(exact=False).facts if isinstance(fact, Request))
    assert request.write("timeout", 9) is None


def test_an_edit_where_the_host_differs_is_refused() -> None:
    reading = read_embedded(
        "curl https://a.b", FILE, frozenset(), first_line=1, offset=lambda place: None
    )
    [request] = [fact for fact in reading.facts if isinstance(fact, Request)]
    assert request.write("timeout", 9) is None


def answers(source: str, *, errexit: bool = False, pipefail: bool = False) -> list[str]:
    reading = read_embedded(
        source, FILE, frozenset(), first_line=1, errexit=errexit, pipefail=pipefail
    )
    return [fact.response.errors for fact in reading.facts if isinstance(fact, Request)]


def test_a_workflow_stops_at_the_first_error_but_loses_it_in_a_pipeline() -> None:
    assert answers("x=$(curl -fs https://a.b)\nrun $x", errexit=True) == ["raise"]
    assert answers("curl -fs https://a.b | jq . > f\nrun f", errexit=True) == ["unchecked"]
    assert answers("curl -fs https://a.b | jq . > f\nrun f", errexit=True, pipefail=True) == [
        "raise"
    ]


def test_a_dockerfile_stops_where_its_last_command_fails() -> None:
    assert answers("curl -fsSO https://a.b/x && tar xf x") == ["checked"]
    assert answers("apt-get update && curl -fsSO https://a.b/x") == ["raise"]


def test_lines_may_be_anywhere_in_the_host() -> None:
    reading = read_embedded(
        "curl -f \\\n  https://a.b",
        FILE,
        frozenset(),
        first_line=3,
        lines=[3, 6],
        columns=[5, 1],
    )
    [request] = [fact for fact in reading.facts if isinstance(fact, Request)]
    assert str(request.lines) == "3-6"
    assert request.columns == (5, 14)


def test_problems_are_moved_too() -> None:
    reading = read_embedded("if true; then\n  echo\n", FILE, frozenset(), first_line=7, column=3)
    assert [str(problem.lines) for problem in reading.problems] == ["9"]
