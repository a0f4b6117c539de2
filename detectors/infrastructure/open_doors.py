"""Switches of servers with which whoever reaches them is let in."""

from __future__ import annotations

import re
from typing import NamedTuple

from detectors.facts import Setting
from detectors.vocabulary import hosts
from detectors.vocabulary.names import siblings


class OpenDoor(NamedTuple):
    reason: str
    shift: int


class _Switch(NamedTuple):
    word: re.Pattern[str]
    """What the word itself, or a whole command, says."""
    beside: re.Pattern[str]
    """What has to stand somewhere in the command, that word included."""
    door: OpenDoor


def _switch(word: str, reason: str, shift: int, beside: str = "") -> _Switch:
    return _Switch(
        re.compile(rf"(?:^|\s){word}"), re.compile(beside, re.S), OpenDoor(reason, shift)
    )


_EVERYWHERE = r"(?:0\.0\.0\.0|\*|\[?::\]?)"
_END = r"(?=\s|$)"
_SWITCHES = (
    _switch(
        rf"--enable-skip-login(?:=true)?{_END}",
        "whoever reaches the dashboard passes over its login", 0,
    ),
    _switch(
        rf"--anonymous-auth(?:=true)?{_END}",
        "whoever reaches the port may ask without saying who they are", -1,
        r"kube-apiserver|kubelet",
    ),
    _switch(
        r"--insecure-port=[1-9]\d*",
        "whoever reaches this port is administrator of the cluster", 0,
        r"kube-apiserver|--etcd-servers",
    ),
    _switch(
        rf"--insecure-bind-address={_EVERYWHERE}",
        "whoever reaches the address is administrator of the cluster", 0,
    ),
    _switch(
        r"--authorization-mode=(?:[\w,]*,)?AlwaysAllow",
        "whoever is let in may do everything", 0,
    ),
    _switch(
        r"--read-only-port=[1-9]\d*", "whoever reaches the node sees what runs there", -1,
        "kubelet",
    ),
    _switch(
        rf"--(?:peer-)?client-cert-auth=false{_END}",
        "whoever reaches etcd reads and changes everything that the cluster knows", 0,
        r"(?<![\w-])etcd(?![\w-])|--data-dir",
    ),
    _switch(
        rf"--api\.insecure(?:=true)?{_END}",
        "whoever reaches port 8080 sees every route and service behind the proxy", -1,
        r"port (?:0\.0\.0\.0:)?\d+:8080",
    ),
    _switch(
        r"--auth(?:[= ]none)?", "whoever opens the page has a shell there", 0,
        rf"code-server\b.*--auth[= ]none.*{_EVERYWHERE}|code-server\b.*{_EVERYWHERE}.*--auth[= ]none",
    ),
    _switch(
        rf"--(?:NotebookApp|ServerApp|IdentityProvider|LabApp)\.(?:token|password)=(?:''|\"\")?{_END}",
        "whoever opens the page runs code there", 0,
        rf"--ip[= ][\"']?{_EVERYWHERE}",
    ),
    _switch(
        r"(?:-H|--host)?[= ]?tcp://(?:0\.0\.0\.0|\[::\])?:2375",
        "whoever reaches the port is root on the machine", 0,
        r"dockerd?\b(?!.*--tlsverify)",
    ),
)  # fmt: skip
_COMMANDS = frozenset({"command", "args", "entrypoint", "CMD", "ENTRYPOINT", "ExecStart"})


def of_a_command(setting: Setting) -> OpenDoor | None:
    """What a word of a server's command, or the whole of it, opens to everybody."""
    text = setting.value.string
    if not text or setting.name not in _COMMANDS or setting.role != "entry":
        return None
    found = [one for one in _SWITCHES if one.word.search(text)]
    if not found:
        return None
    whole = [str(one.value.value) for one in siblings(setting) if one.name in _COMMANDS]
    line = " ".join([*whole, *_published(setting)])
    return next((one.door for one in found if one.beside.search(line)), None)


def _published(setting: Setting) -> list[str]:
    service = setting.block.within("compose:service") if setting.block else None
    ports = [one for one in (service.settings if service else ()) if one.name == "ports"]
    return [f"port {one.value.value}" for one in ports]


# --- files of settings ---------------------------------------------------------------------------


def of_a_file(setting: Setting) -> OpenDoor | None:
    """What an entry of a server's own file opens to everybody."""
    named = setting.file.name.lower().rpartition("/")[2]
    text = str(setting.value.value).lower() if setting.value.is_known else ""
    match setting.path[-2:]:
        case ("api", "insecure") if "traefik" in named and text == "true":
            return OpenDoor(
                "whoever reaches port 8080 sees every route and service behind the proxy", -1
            )
        case ("anonymous", "enabled") if _is_of_a_kubelet(setting) and text == "true":
            return OpenDoor("whoever reaches the node runs commands in its containers", 0)
        case ("authorization", "mode") if _is_of_a_kubelet(setting) and text == "alwaysallow":
            return OpenDoor("whoever is let in runs commands in the containers of the node", 0)
        case ("auth.anonymous", "org_role") if text == "admin" and _says(
            setting, "enabled", "true"
        ):
            return OpenDoor("whoever opens the page administers Grafana", 0)
        case ("net", "bindIp") if _is_everywhere(text) and _has_no_logins(setting):
            return OpenDoor("whoever reaches MongoDB reads and changes everything", 0)
    match setting.name:
        case "readOnlyPort" if _is_of_a_kubelet(setting) and text not in {"0", ""}:
            return OpenDoor("whoever reaches the node sees what runs there", -1)
        case "protected-mode" if text in {"false", "no"} and _is_an_open_redis(setting):
            return OpenDoor("whoever reaches Redis reads and changes everything", 0)
        case "xpack.security.enabled" if text == "false" and named.startswith("elasticsearch."):
            if _is_everywhere(_beside(setting, "network.host")):
                return OpenDoor("whoever reaches Elasticsearch reads and changes everything", 0)
        case "plugins.security.disabled" if text == "true" and named.startswith("opensearch."):
            if _is_everywhere(_beside(setting, "network.host")):
                return OpenDoor("whoever reaches OpenSearch reads and changes everything", 0)
        case "host" | "hostnossl" | "hostssl" if named == "pg_hba.conf":
            who = text.split()
            if who[-1:] == ["trust"] and {"0.0.0.0/0", "::/0", "all"} & set(who[2:3]):
                return OpenDoor("whoever reaches the database is any user they like", 0)
        case "hosts" if named == "daemon.json" and re.match(r"tcp://(?:0\.0\.0\.0|\[::\])?:", text):
            if _beside(setting, "tlsverify") != "true":
                return OpenDoor("whoever reaches the port is root on the machine", 0)
    return None


def _is_of_a_kubelet(setting: Setting) -> bool:
    block = setting.block
    return any(
        one.kind == "kubernetes:KubeletConfiguration" for one in (block.outwards() if block else ())
    )


def _beside(setting: Setting, name: str) -> str:
    """What stands beside it under this name, lower case; empty for nothing."""
    found = next((one for one in siblings(setting) if one.name == name), None)
    return str(found.value.value).lower() if found else ""


def _says(setting: Setting, name: str, value: str) -> bool:
    return _beside(setting, name) == value


def _is_everywhere(text: str) -> bool:
    """Every address of the machine, or one outside of it."""
    named = text.strip("[]\"' ")
    return named in {"0.0.0.0", "::", "*", "_site_", "_global_"} or hosts.place(named) == "public"


def _is_an_open_redis(setting: Setting) -> bool:
    """It listens on every address, and no password or list of users stands in the same file."""
    beside = {one.name for one in setting.beside or siblings(setting)}
    if {"requirepass", "aclfile", "user", "include"} & beside:
        return False
    bound = _beside(setting, "bind")
    return not bound or any(map(_is_everywhere, bound.replace("-::*", "*").split()))


def _has_no_logins(setting: Setting) -> bool:
    """`security.authorization: disabled` in the same file."""
    block = setting.block
    around = [s for one in block.peers for s in one.settings] if block else []
    return any(
        s.path[-2:] == ("security", "authorization")
        and str(s.value.value).lower() in {"disabled", "false"}
        for s in around
    )
