"""Jenkinsfiles: the steps that a shell runs, images of agents, variables of environments."""

from __future__ import annotations

from detectors.facts import File, Process, Request, Setting
from detectors.readers import Reading, read


def reading(source: str) -> Reading:
    return read(source, File("Jenkinsfile", "jenkinsfile"), frozenset({"curl"}))


def commands(source: str) -> list[str]:
    return [
        f"{one.lines.first} {' '.join((one.name, *one.words))}"
        for one in reading(source).facts
        if isinstance(one, Process)
    ]


def test_comments_other_steps_and_words_that_look_alike_are_no_commands() -> None:
    source = (
        "// sh 'one'\n/* sh 'two'\n*/\npipeline {\n  echo 'sh three'\n  def sh = 4\n"
        "  bat 'five'\n  sh command\n  sh 'six ' + seven\n  push 'eight'\n}\n"
    )
    assert commands(source) == []


def test_every_form_of_a_step_is_a_script() -> None:
    source = (
        "node {\n  sh 'make build'\n  sh(\"make test\")\n"
        "  def found = sh(script: 'git describe', returnStdout: true).trim()\n"
        '  sh returnStatus: true, script: "make lint"\n'
        "  sh '''\n    cd web\n    npm ci\n  '''\n}\n"
    )
    assert commands(source) == [
        "2 make build",
        "3 make test",
        "4 git describe",
        "5 make lint",
        "7 cd web",
        "8 npm ci",
    ]


def test_what_groovy_fills_in_is_a_variable() -> None:
    source = "node {\n  sh \"push ${env.REGISTRY}/shop:$TAG \\$HOME ${tags.join(',')}\"\n}\n"
    command = next(one for one in reading(source).facts if isinstance(one, Process))
    assert command.name == "push"
    assert all("join" not in word for word in command.words)


def test_a_step_that_is_repeated_may_fail() -> None:
    source = "node {\n  retry(3) {\n    sh 'curl -f https://a.example.com'\n  }\n  sh 'curl -f https://b.example.com'\n}\n"
    asked = [one for one in reading(source).facts if isinstance(one, Request)]
    assert [one.may_retry_unseen for one in asked] == [True, False]


def test_images_and_variables_are_settings() -> None:
    source = (
        "pipeline {\n  agent { docker { image 'maven:3.9' } }\n  environment {\n"
        "    REGION = 'eu-central-1'\n    KEY = credentials('key')\n    URL = \"https://${HOST}\"\n  }\n"
        "  stages { stage('Build') { steps { script { name = 'shop' } } } }\n}\n"
    )
    found = [
        (one.name, one.value.string if one.value.is_known else None)
        for one in reading(source).facts
        if isinstance(one, Setting) and one.file.language == "jenkinsfile"
    ]
    assert found == [("image", "maven:3.9"), ("REGION", "eu-central-1"), ("URL", None)]
