"""Ways for a text to leave the trainer: a program of this machine, the terminal (OSC 52), or a file."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Mapping

CLIPBOARDS = ("auto", "native", "osc52", "file")
"""auto: a program where one is and the desktop is this machine's, else the terminal."""
PATIENCE = 2.0
"""Seconds that a program may take: one that cannot reach its desktop may wait for ever."""
WAYLAND = ("wl-copy",)
X11 = (("xclip", "-selection", "clipboard"), ("xsel", "--clipboard", "--input"))


def program(env: Mapping[str, str] = os.environ, platform: str = sys.platform) -> list[str]:
    """The command that fills this desktop's clipboard from standard input; empty where there is none."""
    able: list[tuple[str, ...]] = []
    if platform == "darwin":
        able = [("pbcopy",)]
    elif platform == "win32" or "WSL_DISTRO_NAME" in env:
        able = [("clip.exe",)]
    else:
        able += [WAYLAND] if env.get("WAYLAND_DISPLAY") else []
        able += X11 if env.get("DISPLAY") else []
    return next((list(one) for one in able if shutil.which(one[0], path=env.get("PATH"))), [])


def is_far(env: Mapping[str, str] = os.environ) -> bool:
    """The keyboard is at another machine, so that a program here would fill the wrong clipboard."""
    return any(env.get(name) for name in ("SSH_CONNECTION", "SSH_TTY", "SSH_CLIENT"))


def handed_to(command: list[str], text: str) -> bool:
    """Whether the program took the text."""
    try:
        # It stays in the background to answer whoever pastes: an output of ours would be held open by it.
        done = subprocess.run(
            command,
            input=text.encode("utf-8"),
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            timeout=PATIENCE,
            check=False,
        )
    except (OSError, subprocess.TimeoutExpired):
        return False
    return done.returncode == 0
