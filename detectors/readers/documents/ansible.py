"""Playbooks and lists of tasks of Ansible: what their tasks run on the machines that they set up."""

from __future__ import annotations

import re
from collections.abc import Iterator

from detectors.readers.documents.meaning import Meaning
from detectors.readers.documents.nodes import Entry, Mapping, Node, Scalar, Sequence, target
from detectors.vocabulary.names import listed

_TASK_LISTS = ("tasks", "pre_tasks", "post_tasks", "handlers", "block", "rescue", "always")
_RUNS = re.compile(r"(?:ansible\.(?:builtin|legacy)\.)?(?:shell|command|raw)")
_MODULE = re.compile(r"(?:[a-z_]+\.[a-z_]+\.)[a-z_]+")
"""A module by the name of its collection."""
_KNOWN = listed("""
    acl acme_certificate add_host alternatives apk apt apt_key apt_repository archive assemble assert at authorized_key aws_s3
    blockinfile capabilities cloudformation command community composer copy cron deb822_repository debconf debug dnf dnf5 docker_compose
    docker_container docker_image docker_login docker_network docker_volume expect fail fetch file filesystem find firewalld gem
    get_url getent git group group_by helm hg homebrew hostname htpasswd import_role import_tasks include_role include_tasks
    include_vars ini_file iptables k8s kernel_blacklist known_hosts lineinfile local_action locale_gen lvg lvol make maven_artifact
    meta modprobe mongodb_user mount mysql_db mysql_user mysql_variables nmcli npm openssl_certificate openssl_csr openssl_privatekey
    package package_facts pacman pam_limits pamd parted patch pause ping pip postgresql_db postgresql_privs postgresql_user
    rabbitmq_user rabbitmq_vhost raw reboot redhat_subscription replace route53 rpm_key s3_bucket script seboolean selinux service
    service_facts set_fact setup shell slurp snap stat subversion supervisorctl synchronize sysctl systemd systemd_service tempfile
    template timezone ufw unarchive uri user wait_for wait_for_connection xml yarn yum yum_repository zypper zypper_repository
""")
_DEEPEST = 6
_OPTION = re.compile(r"(?<!\S)([a-z_]\w*)=(\"[^\"]*\"|'[^']*'|(?:\{\{.*?\}\}|[^\s\"'])+)(?!\S)")
_TAKES_A_COMMAND = listed(
    "shell command raw script expect win_shell win_command meta include import_tasks include_tasks"
)
"""Modules whose text is none of options."""


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
            _note_options(entry, meaning)
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


def _note_options(entry: Entry, meaning: Meaning) -> None:
    """`apt: name=nginx state=latest`: the options of a module in one text."""
    text = target(entry.value)
    module = entry.key.text.rpartition(".")[2]
    is_a_module = module in _KNOWN or _MODULE.fullmatch(entry.key.text) is not None
    if not is_a_module or module in _TAKES_A_COMMAND or not isinstance(text, Scalar):
        return
    if text.style == "literal" or _OPTION.sub("", text.text).strip():
        return
    quote = int(text.style != "plain")
    is_exact = (
        len(text.text) == text.end - text.start - 2 * quote
    )  # on one line, and without escapes
    values = []
    for found in _OPTION.finditer(text.text):
        quotes = found[2][:1] in "\"'"
        first, last = found.start(2) + quotes, found.end(2) - quotes
        at = text.start + quote
        start, end = (at + first, at + last) if is_exact else (text.start, text.end)
        value = Scalar(start, end, text.text[first:last], "plain")
        meaning.called(value, found[1])
        values.append(value)
    meaning.options[id(text)] = values
