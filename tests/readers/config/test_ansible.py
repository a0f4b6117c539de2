"""Playbooks and lists of tasks: which tasks there are, and what they run."""

from __future__ import annotations

from detectors.facts import Block, File, Process, Request, Setting
from detectors.readers import Reading, read


def reading(source: str) -> Reading:
    return read(source, File("tasks/main.yml", "yaml"), frozenset({"curl"}))


def tasks(source: str) -> list[str]:
    found = [one for one in reading(source).facts if isinstance(one, Block)]
    return [one.name for one in found if one.kind == "ansible:task"]


def test_tasks_of_plays_and_blocks_are_found() -> None:
    source = (
        "- hosts: all\n"
        "  pre_tasks:\n"
        "    - name: first\n"
        "      apt: {name: nginx}\n"
        "  tasks:\n"
        "    - name: second\n"
        "      block:\n"
        "        - name: third\n"
        "          ansible.builtin.command: backup --all\n"
        "      rescue:\n"
        "        - name: fourth\n"
        "          shell: {cmd: restore --all}\n"
        "- import_playbook: other.yml\n"
    )
    assert tasks(source) == ["first", "second", "third", "fourth"]
    run = [one.name for one in reading(source).facts if isinstance(one, Process)]
    assert run == ["backup", "restore"]


def test_other_lists_are_no_tasks() -> None:
    for source in (
        "- name: web\n  url: https://a.example\n",
        "- run: make\n- name: x\n",
        "- repo: https://a.example\n  hooks: []\n",
        "- hosts: [a, b]\n",
        "- shell\n- name: x\n  shell: y\n",
        "name: x\nshell: y\n",
    ):
        assert tasks(source) == []


def test_what_is_tried_again_and_its_limit_are_the_requests() -> None:
    source = (
        "- name: a\n  shell: curl https://a.example\n  until: x.rc == 0\n  retries: 3\n"
        "- name: b\n  shell: curl https://b.example\n  timeout: 30\n"
    )
    first, second = [one for one in reading(source).facts if isinstance(one, Request)]
    assert first.may_retry_unseen
    assert first.context.deadline.is_off
    assert not second.may_retry_unseen
    assert second.context.deadline.number == 30


def test_an_alias_that_leads_into_itself_costs_nothing() -> None:
    source = "- &a\n  name: x\n  shell: y\n  block: [*a, {name: z, shell: w}]\n"
    assert set(tasks(source)) <= {"x", "z"}


def options(source: str) -> dict[str, object]:
    return {
        "/".join(one.path): one.value.value
        for one in reading(source).facts
        if isinstance(one, Setting) and one.path != ("name",)
    }


def test_options_in_one_text_are_settings_of_their_own() -> None:
    source = (
        "- name: a\n"
        "  apt: name=nginx state=latest update_cache=yes\n"
        "- name: b\n"
        "  community.mysql.mysql_user: \"name={{ shop user }} password='two words'\"\n"
        "- name: c\n"
        "  git: repo=https://a.example/shop.git\n"
        "       version=main\n"
    )
    found = options(source)
    assert found["apt/name"] == "nginx"
    assert found["apt/update_cache"] is True
    assert found["community.mysql.mysql_user/password"] == "two words"
    assert found["git/version"] == "main"
    assert "apt" not in found


def test_an_option_stands_where_it_is_written() -> None:
    source = "- name: a\n  apt: name=nginx state=latest\n"
    state = next(
        one for one in reading(source).facts if isinstance(one, Setting) and one.name == "state"
    )
    start = state.columns[0] - 1
    assert source.splitlines()[1][start:].startswith("latest")


def test_a_command_and_a_sentence_hold_no_options() -> None:
    source = (
        "- name: a\n  command: env RELEASE=7 make install\n"
        "- name: b\n  debug: msg=the answer is x=7\n"
        "- name: c\n  set_fact:\n    line: name=nginx\n"
    )
    found = options(source)
    assert found["command"] == "env RELEASE=7 make install"
    assert found["debug"] == "msg=the answer is x=7"
    assert found["set_fact/line"] == "name=nginx"
