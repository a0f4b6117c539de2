"""Shell inside YAML: found where a shell runs it, on the lines of the document."""

from __future__ import annotations

import pytest

from detectors.facts import File, Request
from detectors.readers import read
from tests.readers.config.tables import CLIENTS, problems, requests

STEPS = "on: push\njobs:\n  a:\n    runs-on: x\n    steps:\n"
POD = "apiVersion: v1\nkind: Pod\nspec:\n  containers:\n    - name: a\n      image: b\n"


@pytest.mark.parametrize(
    "source",
    [
        "run: curl http://a\n",
        "description: |\n  curl http://a\n",
        "services: {a: {image: x, environment: {CMD: curl http://a}}}\n",
        f"{STEPS}      - name: curl http://a\n",
        f"{STEPS}      - shell: python\n        run: curl http://a\n",
        f"{STEPS}      - shell: pwsh\n        run: curl http://a\n",
        f"{STEPS}      - run: echo curl http://a\n",
        f"{POD}      args: [curl, 'http://a']\n      command: [echo]\n",
        f"{POD}      command: [echo, curl, 'http://a']\n",
    ],
)
def test_a_text_that_no_shell_runs_is_not_shell(source: str) -> None:
    assert requests(source) == []


@pytest.mark.parametrize(
    ("source", "told"),
    [
        (f"{STEPS}      - run: curl http://a\n", ["6 curl http://a"]),
        (
            f"{STEPS}      - run: |\n          set -x\n\n          curl http://a \\\n            -o b\n",
            ["9-10 curl http://a"],
        ),
        (
            f"{STEPS}      - run: >-\n          curl\n          http://a\n          -o b\n",
            ["7-9 curl http://a"],
        ),
        (f"{STEPS}      - run: 'curl http://a'\n        shell: bash\n", ["6 curl http://a"]),
        (f'{STEPS}      - run: "curl \\"http://a\\""\n', ["6 curl http://a"]),
        (f"{STEPS}      - run: curl\n          http://a\n", ["6-7 curl http://a"]),
        (
            f"{STEPS}      - run: |\n          curl http://a/${{{{ github.ref }}}}/b\n          curl http://c\n",
            ["7 curl http://a/\ufffc/b", "8 curl http://c"],
        ),
        ("services:\n  a:\n    image: x\n    command: curl http://a\n", ["4 curl http://a"]),
        (
            "services:\n  a:\n    image: x\n    command: [curl,\n      'http://a']\n",
            ["4-5 curl http://a"],
        ),
        (
            "services:\n  a:\n    image: x\n    entrypoint:\n      - sh\n      - -c\n      - |\n        curl http://a\n",
            ["8 curl http://a"],
        ),
        (
            "services:\n  a:\n    image: x\n    healthcheck:\n      test: [CMD-SHELL, curl http://a || exit 1]\n",
            ["5 curl http://a"],
        ),
        (
            "services:\n  a:\n    image: x\n    healthcheck:\n      test: [CMD, curl, 'http://a']\n",
            ["5 curl http://a"],
        ),
        (
            "services:\n  a:\n    image: x\n    healthcheck: {test: curl http://a}\n",
            ["4 curl http://a"],
        ),
        (f"{POD}      command: [sh, -c, 'curl http://a']\n", ["7 curl http://a"]),
        (
            f"{POD}      command: [/bin/bash, -ec]\n      args: ['curl http://a']\n",
            ["8 curl http://a"],
        ),
        (f"{POD}      command: [curl, 'http://a']\n", ["7 curl http://a"]),
        (
            f"{POD}      livenessProbe:\n        exec:\n          command: [curl, 'http://a']\n",
            ["9 curl http://a"],
        ),
        (
            "stages: [a]\nb:\n  script:\n    - curl http://a\n    - |\n      curl http://b\n",
            ["4 curl http://a", "6 curl http://b"],
        ),
    ],
)
def test_shell_is_read_on_the_documents_lines(source: str, told: list[str]) -> None:
    assert requests(source) == told
    assert problems(source) == []


def test_what_a_shell_does_is_judged_as_shell_of_its_document() -> None:
    source = f"{STEPS}      - run: curl http://a\n"
    facts = read(source, File("ci.yml", "yaml"), CLIENTS).facts
    files = [fact.file for fact in facts if isinstance(fact, Request)]
    assert {(file.name, file.language, file.format) for file in files} == {
        ("ci.yml", "shell", "github-workflow")
    }


def test_what_a_shell_does_can_be_edited_in_its_document() -> None:
    source = f"{STEPS}      - run: |\n          curl -k https://a\n"
    facts = read(source, File("ci.yml", "yaml"), CLIENTS).facts
    request = next(fact for fact in facts if isinstance(fact, Request))
    edits = request.write("verify", None)
    assert edits
    assert all("-k" in source[edit.start - 3 : edit.end + 3] for edit in edits)


@pytest.mark.parametrize(
    ("name", "source", "told"),
    [
        (".travis.yml", "script:\n  - make\n  - curl http://a\n", ["3 curl http://a"]),
        (
            ".circleci/config.yml",
            "version: 2\njobs:\n  a:\n    steps:\n      - run: curl http://a\n      - run:\n          command: curl http://b\n",
            ["5 curl http://a", "7 curl http://b"],
        ),
        ("app/config.yml", "version: 2\njobs:\n  a:\n    - run: curl http://a\n", []),
        (
            "azure-pipelines.yml",
            "stages:\n  - jobs:\n      - steps:\n          - script: curl http://a\n          - bash: curl http://b\n",
            ["4 curl http://a", "5 curl http://b"],
        ),
        (
            "bitbucket-pipelines.yml",
            "pipelines:\n  default:\n    - step:\n        script:\n          - curl http://a\n",
            ["5 curl http://a"],
        ),
        (
            "buildspec.yml",
            "version: 0.2\nphases:\n  build:\n    commands:\n      - curl http://a\n",
            ["5 curl http://a"],
        ),
        (
            ".drone.yml",
            "kind: pipeline\nsteps:\n  - name: a\n    commands:\n      - curl http://a\n",
            ["5 curl http://a"],
        ),
        (
            "compose.yml",
            "services:\n  a:\n    image: x\n    healthcheck:\n      test: [CMD, curl, 'http://a']\n",
            ["5 curl http://a"],
        ),
    ],
)
def test_each_service_has_its_own_places_for_scripts(
    name: str, source: str, told: list[str]
) -> None:
    assert requests(source, name=name) == told
