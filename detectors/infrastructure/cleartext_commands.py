"""Commands that speak without TLS to the host that they are given."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import NamedTuple

from detectors.facts import HOLE, Process
from detectors.vocabulary.hosts import Address, address
from detectors.vocabulary.names import listed

_CLEAR = ("http://", "git://")
_FETCHES = {
    "git": listed("clone fetch pull ls-remote submodule remote"),
    "svn": listed("checkout co export switch import"),
    "hg": listed("clone pull"),
    **dict.fromkeys(("pip", "pip3"), listed("install download wheel")),
    **dict.fromkeys(("npm", "pnpm", "yarn"), listed("install i ci add publish config set")),
    "gem": listed("install push sources"),
    "helm": listed("repo install upgrade pull"),
    "kubectl": listed("apply replace"),
    "rpm": None,
    "dpkg": None,
    **dict.fromkeys(("yum", "dnf", "zypper"), listed("install localinstall reinstall in")),
    "apt-key": listed("adv"),
    "docker": listed("build import plugin"),
}
"""Program -> those of its commands that run, build or hand out what they get from an address."""
_LDAP = re.compile(r"ldap(?:search|add|modify|delete|passwd|modrdn|whoami|compare)")
_MYSQL = re.compile(r"(?:mysql|mariadb)(?:dump|admin|import|check|-dump|-admin)?")
_MONGO = re.compile(r"mongo(?:sh|dump|restore|export|import)?")
_ENCRYPTS = re.compile(r"[?&](?:tls|ssl)=true\b", re.I)
_MOSQUITTO = re.compile(r"mosquitto_(?:pub|sub|rr)")
_WITHOUT = re.compile(r"--(?:skip-ssl|ssl=(?:0|false|off)|ssl-mode=disabled|disable-ssl)", re.I)
_LOGS_IN = re.compile(r"-[uUDwWyPp].*|--(?:user|username|password|pw)\b.*")
_HOST_AND_PORT = re.compile(r"[A-Za-z][\w.-]*:\d+")
_PROXIES = re.compile(r"(?:--)?(?:https?[._-])?proxy\b|.*proxy=")


class Clear(NamedTuple):
    """Where a command speaks without TLS, and what it gives or takes there."""

    at: Address
    what: str


def spoken_in_clear(process: Process) -> Clear | None:
    """The address that a command reaches without TLS; None where it uses TLS, or none can be seen."""
    name, words = process.name, process.words
    if clear := _steered(name, words):
        return None if name == "docker" and _DOCKER_BY_TLS & process.environment else clear
    if name in _FETCHES:
        return _fetched(name, words)
    if name in {"ftp", "telnet"}:
        return _terminal(name, words)
    if name in {"ncftpput", "ncftpget"}:
        return _operand(words, "-u", "-p", "-P") if "-u" in words else None
    if _LDAP.fullmatch(name):
        return _ldap(words)
    if _MYSQL.fullmatch(name):
        is_without = any(map(_WITHOUT.fullmatch, words)) or _said(words, "--ssl-mode") == "disabled"
        return _host(words, "-h", "--host") if is_without and _logs_in(words) else None
    if _MONGO.fullmatch(name):
        if clear := _mongo(words):
            return clear
        is_safe = any(word.startswith(("--tls", "--ssl", "--uri", "mongodb")) for word in words)
        return None if is_safe or not _logs_in(words) else _host(words, "--host", "-h")
    if _MOSQUITTO.fullmatch(name):
        is_safe = any(
            word.startswith(("--ca", "--tls", "--psk", "-L", "--url", "8883", "--unix"))
            or word.endswith("8883")
            for word in words
        )
        return None if is_safe or not {"-P", "--pw"} & set(words) else _host(words, "-h", "--host")
    return None


_SERVERS = {
    "docker": (("-H", "--host"), "tcp://"),
    "kubectl": (("-s", "--server"), "http://"),
    "oc": (("-s", "--server"), "http://"),
}
"""Program -> the options that name the server which it steers, and how an address without TLS begins there."""


_DOCKER_BY_TLS = frozenset({"DOCKER_TLS_VERIFY", "DOCKER_TLS"})
_OVER_TLS = re.compile(r"tcp://[^/]*:2376(?:/|$)")
"""Where a daemon of Docker speaks TLS alone: whoever reaches it has the switch from elsewhere."""


def _steered(name: str, words: Sequence[str]) -> Clear | None:
    """`docker -H tcp://node:2375`, `kubectl --server=http://...`, `grpcurl -plaintext host:80`"""
    if name == "grpcurl" and {"-plaintext", "--plaintext"} & set(words):
        host = next((word for word in words if _HOST_AND_PORT.fullmatch(word)), "")
        return _at(host.rpartition(":")[0], "", "every call")
    options, scheme = _SERVERS.get(name, ((), ""))
    at = next(filter(None, (_said(words, option) for option in options)), "")
    if not at.startswith(scheme) or not at or any(word.startswith("--tls") for word in words):
        return None
    if _OVER_TLS.match(at):
        return None
    host = re.split(r"[/:]", at.removeprefix(scheme))[0]
    return _at(host, scheme.removesuffix("://"), "every order")


def _fetched(name: str, words: Sequence[str]) -> Clear | None:
    commands = _FETCHES[name]
    given = [word for word in words if not word.startswith("-")]
    if commands is not None and not commands & set(given[:2]):
        return None
    if name == "git" and given[:1] == ["remote"] and given[1:2] not in (["add"], ["set-url"]):
        return None
    for before, word in zip(["", *words], words, strict=False):
        text = word.partition("=")[2] if word.startswith("--") else word
        text = text.removeprefix("git+")
        if not text.startswith(_CLEAR) or _PROXIES.match(before) or _PROXIES.match(word):
            continue
        if at := address(text):
            return Clear(at, "what it gets")
    return None


def _terminal(name: str, words: Sequence[str]) -> Clear | None:
    """`ftp -n host`, `telnet switch1`; telnet with another port asks whether something listens there."""
    operands = [word for word in words if not word.startswith("-")]
    if not operands or (name == "telnet" and len(operands) > 1 and operands[1] != "23"):
        return None
    return _at(operands[0], name, "the login")


def _operand(words: Sequence[str], *valued: str) -> Clear | None:
    for before, word in zip(["", *words], words, strict=False):
        if not word.startswith("-") and before not in valued:
            return _at(word, "ftp", "the login")
    return None


def _ldap(words: Sequence[str]) -> Clear | None:
    """A bind by name and password without `-Z`, which calls for TLS."""
    if any(re.fullmatch(r"-Z{1,2}", word) for word in words):
        return None
    if not any(word[:2] in {"-w", "-W", "-y"} for word in words):
        return None
    url = _said(words, "-H")
    if url.lower().startswith("ldap://"):
        at = address(url)
        return Clear(at, "the password") if at else None
    return None if url else _host(words, "-h")


def _mongo(words: Sequence[str]) -> Clear | None:
    """`mongosh "mongodb://shop:...@db.acme.com/shop"`; with `mongodb+srv://` TLS is the default."""
    if any(word.startswith(("--tls", "--ssl")) for word in words):
        return None
    for word in (word.removeprefix("--uri=") for word in words):
        is_safe = HOLE in word.partition("?")[2] or _ENCRYPTS.search(word)
        at = address(word) if word.startswith("mongodb://") and not is_safe else None
        if at and at.has_credentials:
            return Clear(at, "the login")
    return None


def _host(words: Sequence[str], *options: str) -> Clear | None:
    for option in options:
        if host := _said(words, option):
            return _at(host.partition(":")[0], "", "the login")
    return None


def _said(words: Sequence[str], option: str) -> str:
    """The value of an option, lower case; empty where it is not given."""
    for at, word in enumerate(words):
        if word == option and at + 1 < len(words):
            return words[at + 1].lower()
        if word.startswith(f"{option}=") and option.startswith("--"):
            return word[len(option) + 1 :].lower()
        if not option.startswith("--") and word.startswith(option) and len(word) > len(option):
            return word[len(option) :].lower()
    return ""


def _at(host: str, scheme: str, what: str) -> Clear | None:
    if not host or host.startswith(HOLE):
        return None
    return Clear(Address(scheme, "", "", host.lower(), "", ""), what)


def _logs_in(words: Sequence[str]) -> bool:
    return any(_LOGS_IN.fullmatch(word) for word in words)
