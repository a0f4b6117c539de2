"""Ends a visitor's process when its server is gone.

A child that lost its server was seen to live on, deaf to SIGTERM, at a full core: Textual's driver for the
web reads an ended input again and again. So the watch is a thread of its own and ends the process hard;
all that the learner did is on disk.
"""

from __future__ import annotations

import os
import threading
import time

PARENT = "CRITIQUE_SERVER"
"""The environment variable that holds the server's process id."""
EVERY = 1.0
"""Seconds between two looks."""


def is_served() -> bool:
    """This process shows its screens in a browser."""
    return os.environ.get(PARENT, "").isdecimal()


def watch() -> None:
    """Begins to look for the server, if there is one."""
    if is_served():
        threading.Thread(target=_watch, args=(int(os.environ[PARENT]),), daemon=True).start()


def _watch(server: int) -> None:
    while os.getppid() == server:
        time.sleep(EVERY)
    os._exit(0)
