"""Tasks of Ansible, and repositories, that install packages: which of them name no version, or ask for no signature."""

from __future__ import annotations

import re
from pathlib import PurePosixPath

from detectors.facts import Setting
from detectors.infrastructure.packages import unpinned
from detectors.infrastructure.workloads import is_deployed
from detectors.judging.moving_code import BRANCHES
from detectors.vocabulary import hosts
from detectors.vocabulary.names import siblings

_MANAGERS = re.compile(
    r"(?:ansible\.(?:builtin|legacy)\.)?(?:apt|yum|dnf|dnf5|package|yum_repository)"
)
_UNCHECKED = {
    "allow_unauthenticated": "true yes",
    "disable_gpg_check": "true yes",
    "gpgcheck": "false no 0",
}
"""Options of Ansible's modules, and of a repository of packages -> with which value nobody looks who signed what."""


def unproven(setting: Setting) -> str:
    """The option with which packages are installed that nobody proves; empty where there is none."""
    values = _UNCHECKED.get(setting.name, "")
    if str(setting.value.value).lower() not in values.split():
        return ""
    is_of_ansible = len(setting.path) > 1 and _MANAGERS.fullmatch(setting.path[-2])
    is_a_repository = ".repo" in setting.file.name and setting.file.language == "ini"
    return setting.name if is_of_ansible or is_a_repository else ""


_TASKS = re.compile(r"(?:[\w.]+\.)?(pip|npm|gem|yarn)")
_ADD = {"pip": "install", "npm": "install", "gem": "install", "yarn": "add"}


def unpinned_in(setting: Setting, text: str) -> list[str]:
    """The packages without a version that a task of Ansible installs; it says `state: latest`, or nothing."""
    task = _TASKS.fullmatch(setting.path[-2]) if len(setting.path) > 1 else None
    if task is None or setting.name not in {"name", "state"} or not is_deployed(setting):
        return []
    beside = {one.name: str(one.value.value) for one in siblings(setting)}
    state = beside.get("state", "present")
    if state not in {"present", "latest", "forcereinstall"} or {"version", "requirements"} & set(
        beside
    ):
        return []
    if setting.name == "state":
        is_all = text == "latest" and "name" not in beside and "path" in beside
        return ["what its list of packages names"] if is_all else []
    if re.search(r"(?:^|\s)-(?:r|c|-requirement|-constraint)\b", beside.get("extra_args", "")):
        return []
    return unpinned(task[1], [_ADD[task[1]], text])


_REQUIRED = re.compile(r"(?:(?:roles|collections)/)?(?:name|src)|collections")
"""Where roles and collections stand in `requirements.yml`; a list of roles may be all of it."""
_A_ROLE = re.compile(r"[a-z]\w*\.[a-z][\w.-]*")
_A_REPOSITORY = re.compile(r"(?:git\+)?(?:https?|ssh|git)://\S+|git@\S+")


def required(setting: Setting, text: str) -> list[str]:
    """The roles and collections that Galaxy gives in whatever version is the newest: those without one, or with a branch for one."""
    if PurePosixPath(setting.file.name).stem != "requirements" or setting.file.language != "yaml":
        return []
    if not _REQUIRED.fullmatch("/".join(setting.path)) or not is_deployed(setting):
        return []
    is_a_mapping = setting.path[-1] != "collections"
    beside = {one.name: one.value for one in siblings(setting)} if is_a_mapping else {}
    is_said_elsewhere = setting.name == "name" and "src" in beside
    if is_said_elsewhere or not (_A_ROLE.fullmatch(text) or _A_REPOSITORY.fullmatch(text)):
        return []
    version = beside.get("version")
    if version is not None and (
        version.is_unknown or str(version.value).lower() not in {*BRANCHES, "*"}
    ):
        return []
    return [text]


_CHECKS_OUT = re.compile(r"(?:ansible\.(?:builtin|legacy)\.)?git")


def branch_of(setting: Setting, text: str) -> str:
    """The branch that a task of Ansible checks out, `HEAD` where it names none; empty for a tag, a commit or what cannot be seen."""
    is_a_task = len(setting.path) > 1 and _CHECKS_OUT.fullmatch(setting.path[-2])
    if not is_a_task or setting.name != "repo" or not _A_REPOSITORY.fullmatch(text):
        return ""
    at = hosts.address(hosts.visible(text))
    if at and hosts.place(at.host) == "loopback":
        return ""
    version = next((one.value for one in siblings(setting) if one.name == "version"), None)
    if version is None:
        return "HEAD" if is_deployed(setting) else ""
    is_a_branch = str(version.value).lower() in BRANCHES and is_deployed(setting)
    return str(version.value) if is_a_branch else ""
