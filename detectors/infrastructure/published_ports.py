"""What a container offers on the addresses of its host, and sockets of the host that it is given."""

from __future__ import annotations

import re
from typing import NamedTuple

from detectors.facts import Block, Setting
from detectors.infrastructure.exposure import Mapping, behind, named_store, short_mapping
from detectors.infrastructure.stacks import (
    is_by_hand,
    is_for_tests,
    is_kept_running,
    is_unprotected,
    is_without_login,
    services,
)
from detectors.infrastructure.workloads import is_in_production
from detectors.vocabulary.names import siblings


class Published(NamedTuple):
    """A port of a service behind which data or a console stands."""

    name: str
    """What answers there."""
    host: str
    """The one address of the host at which it does; empty for all of them."""
    service: Block
    is_deployed: bool
    """Nothing says that this is a stack on somebody's laptop."""
    lasts: bool
    """Something of its stack is started again after a crash, or said to be in production."""


def published(setting: Setting) -> Published | None:
    """What the port of a Compose service opens; None for what is no such port, or needs a password."""
    service = _service(setting)
    mapping = _mapping(setting) if service else None
    if service is None or mapping is None:
        return None
    image = service.text("image")
    name = behind(mapping.target, image, service.name)
    if name is None:
        return None
    is_deployed = is_in_production(service) or not is_by_hand(service)
    if not mapping.is_open:
        return Published(name, mapping.host, service, is_deployed, lasts=False)
    if is_for_tests(service):
        return None
    is_told_by_name = name == named_store(mapping.target, image, service.name)
    if is_told_by_name and not is_without_login(service):
        return None
    if not is_deployed and not is_told_by_name and not is_unprotected(service):
        return None
    lasts = is_in_production(service) or any(map(is_kept_running, services(service)))
    return Published(name, "", service, is_deployed, lasts)


def _service(setting: Setting) -> Block | None:
    """The Compose service for which this setting publishes a port."""
    is_short = setting.path[-1:] == ("ports",)
    is_long = setting.path[-2:] == ("ports", "target")
    block = setting.block
    return block.within("compose:service") if block and (is_short or is_long) else None


def _mapping(setting: Setting) -> Mapping | None:
    if setting.name != "target":
        return short_mapping(str(setting.value.value), setting.value.text)
    beside = {one.name: one.value for one in siblings(setting)}
    published, host = beside.get("published"), beside.get("host_ip")
    if published is None or (host and not host.is_known) or not setting.value.number:
        return None
    return Mapping(str(host.value) if host else "", int(setting.value.number))


# --- sockets of the machine ----------------------------------------------------------------------

_SOCKET = re.compile(r"(?:^|/)(?:docker|containerd|podman|crio)\.sock(?::|$)")
_MOUNTED = frozenset({("hostPath", "path"), ("host_path", "path"), ("volumes", "source")})
"""Where Kubernetes and the long form of Compose name what is mounted."""


def is_a_socket(setting: Setting) -> bool:
    """What is mounted into a container is the socket through which containers are started."""
    is_mounted = setting.path[-1:] == ("volumes",) or setting.path[-2:] in _MOUNTED
    return is_mounted and bool(_SOCKET.search(setting.value.string or ""))


def controls_the_machine(setting: Setting) -> bool | None:
    """Read-only or not: whoever may write to the socket is root on the machine, and `:ro` forbids only its removal.

    None on a laptop, where a cloud is stood in for.
    """
    service = setting.block.within("compose:service") if setting.block else None
    if service and not is_in_production(service) and is_by_hand(service):
        return None
    if service and "localstack" in service.text("image"):
        return None
    return not (service and "socket-proxy" in service.text("image"))
