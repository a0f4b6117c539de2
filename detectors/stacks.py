"""Compose stacks: which are kept running somewhere, and which stand on somebody's laptop."""

from __future__ import annotations

import re

from detectors.facts import Block, Setting
from detectors.names import listed, words

_LAPTOP = re.compile(
    r"--reload\b|\brunserver\b|\b(npm|yarn|pnpm)( run)? (start:)?dev\b|\bnodemon\b"
)
_STAGE = re.compile(r"(^|_)(ENV|ENVIRONMENT|MODE|STAGE)$")
_HAND_TOOLS = listed("dev debug tools tool local test")
_KEEPS_RUNNING = frozenset({"always", "unless-stopped", "on-failure"})


def is_kept_running(service: Block) -> bool:
    """It is started again after a crash, as nobody asks for on a laptop."""
    return service.text("restart") in _KEEPS_RUNNING


def is_by_hand(service: Block) -> bool:
    """Something says that this is a stack on somebody's laptop, or a tool in one."""
    if "override" in words(service.file.name):
        return True
    if any(_is_on_a_laptop(setting) for one in services(service) for setting in one.settings):
        return True
    profiles = [str(one.value.value) for one in service.settings if one.name == "profiles"]
    return not _HAND_TOOLS.isdisjoint(profiles)


def services(service: Block) -> list[Block]:
    """All services of its stack, itself among them."""
    around = service.parent.blocks if service.parent else service.peers
    return [one for one in around if one.kind == "compose:service"]


def _is_on_a_laptop(setting: Setting) -> bool:
    text = setting.value.string or ""
    if setting.path[2:3] in (("command",), ("entrypoint",)):
        return bool(_LAPTOP.search(text))
    if "volumes" in setting.path:
        return text.startswith((".:", "./:", "./src:", "./app:"))
    return bool(_STAGE.search(setting.name)) and text.lower() in {"development", "dev", "local"}
