"""Playbooks and lists of tasks of Ansible: what their tasks run on the machines that they set up."""

from __future__ import annotations

import re
from collections.abc import Iterator

from detectors.readers.documents.meaning import Meaning
from detectors.readers.documents.nodes import Mapping, Node, Scalar, Sequence, target
from detectors.vocabulary.names import listed

_TASK_LISTS = ("tasks", "pre_tasks", "post_tasks", "handlers", "block", "rescue", "always")
_RUNS = re.compile(r"(?:ansible\.(?:builtin|legacy)\.)?(?:shell|command|raw)")
_MODULE = re.compile(r"(?:[a-z_]+\.[a-z_]+\.)[a-z_]+")
"""A module by the name of its collection."""
_KNOWN = listed("""
    apt apt_key apt_repository assert blockinfile command copy cron debug dnf docker_container fail file firewalld get_url git group
    hostname import_role import_tasks include_role include_tasks include_vars iptables lineinfile meta mount npm package pip raw
    reboot replace script selinux service set_fact setup shell slurp stat sysctl systemd template ufw unarchive uri user wait_for
    yum yum_repository authorized_key community
""")
_DEEPEST = 6


def recognises(root: Node) -> bool:
    """Plays name their hosts, and tasks a module beside a name."""
    items = [target(item) for item in root.items] if isinstance(root, Sequence) else []
    mappings = [item for item in items if isinstance(item, Mapping)]
    if not mappings or len(mappings) < len(items):
        return False
    if all(one.get("hosts") or one.text("import_playbook") for one in mappings):
        return any(one.get(key) for one in mappings for key in (*_TASK_LISTS, "roles"))
    return all(_is_a_task(one) for one in mappings) and any(one.text("name") for one in mappings)


def _is_a_task(mapping: Mapping) -> bool:
    keys = {entry.key.text for entry in mapping.entries}
    return bool(keys & {*_KNOWN, "block"}) or any(map(_MODULE.fullmatch, keys))


def note(root: Sequence, meaning: Meaning) -> None:
    """The tasks are blocks, and their commands are run."""
    meaning.format = "ansible"
    for task in _tasks(root):
        meaning.block(task, "ansible:task", task.text("name"))
        is_repeated = bool(task.get("until") or task.get("retries"))
        limit = task.text("timeout")
        deadline = float(limit) if limit.isdigit() and int(limit) else None
        for entry in task.entries:
            if not _RUNS.fullmatch(entry.key.text):
                continue
            given = target(entry.value)
            command = given.get("cmd") if isinstance(given, Mapping) else given
            if isinstance(command, Scalar):
                meaning.script(command, deadline=deadline, is_a_check=is_repeated)


def _tasks(node: Node, depth: int = 0) -> Iterator[Mapping]:
    """Every task of a list, of the plays in it and of the blocks in these."""
    items = [target(item) for item in node.items] if isinstance(node, Sequence) else []
    for item in items:
        if not isinstance(item, Mapping):
            continue
        below = [item.get(key) for key in _TASK_LISTS]
        if _is_a_task(item) and not item.get("hosts"):
            yield item
        for one in below:
            if one is not None and depth < _DEEPEST:
                yield from _tasks(target(one), depth + 1)
