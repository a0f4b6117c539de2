"""What takes long by what it does: commands, calls of models."""

from __future__ import annotations

import re

from detectors.facts import Wait

PATIENCE_S = 30.0
"""Gateways, senders and managers of workers give up after about as long, or earlier."""

_SLOW = re.compile(
    r"(?:sudo )?(?:\S*/)?(?:ffmpeg|pg_dump|pg_restore|mysqldump|terraform (?:apply|plan|destroy)|ansible-playbook"
    r"|docker(?: |-)(?:build|pull|compose)|npm (?:install|ci|run build)|pip3? install|soffice|libreoffice"
    r"|apt(?:-get)? (?:install|upgrade)|rsync|make|yt-dlp|youtube-dl|whisper|certbot)\b"
)


def is_long_command(wait: Wait) -> bool:
    """A process that takes long by its name, or that is given half a minute and more."""
    if wait.kind != "process":
        return False
    limit = wait.seconds.number
    return (limit is not None and limit >= PATIENCE_S) or _SLOW.match(wait.command) is not None
