"""A program of ours behind a pseudo-terminal, as a person has it."""

from __future__ import annotations

import fcntl
import os
import pty
import re
import select
import signal
import struct
import sys
import termios
import time
from pathlib import Path

ROOT = Path(__file__).parent.parent
PATIENCE = 20.0
"""Seconds: a busy machine starts slowly."""


class Terminal:
    """A child of ours behind a pseudo-terminal; `seen` is all that it wrote."""

    def __init__(
        self, *arguments: str, rows: int = 24, columns: int = 80, **environment: str
    ) -> None:
        """Runs our Python with these arguments, in the root of the repository."""
        self.seen = b""
        self.pid, self.fd = pty.fork()
        if self.pid == 0:
            # A run in the background of a script ignores Ctrl-C, and its children would too.
            signal.signal(signal.SIGINT, signal.SIG_DFL)
            os.chdir(ROOT)
            os.environ.update(
                {
                    "TERM": "xterm-256color",
                    "COLORTERM": "truecolor",
                    "COLUMNS": str(columns),
                    "LINES": str(rows),
                    "PYTHONPATH": str(ROOT),
                    **environment,
                }
            )
            os.execv(sys.executable, [sys.executable, *arguments])
        fcntl.ioctl(self.fd, termios.TIOCSWINSZ, struct.pack("HHHH", rows, columns, 0, 0))

    def read(self, seconds: float) -> bool:
        """Reads what comes in that time; False when the child has closed its side."""
        end = time.monotonic() + seconds
        while (left := end - time.monotonic()) > 0:
            if select.select([self.fd], [], [], min(left, 0.05))[0]:
                try:
                    self.seen += os.read(self.fd, 65536)
                except OSError:
                    return False
        return True

    def wait_for(self, text: str) -> None:
        end = time.monotonic() + PATIENCE
        while text not in self.plain:
            assert time.monotonic() < end, f"no {text!r} in {self.plain[-2000:]!r}"
            self.read(0.05)

    @property
    def plain(self) -> str:
        return re.sub(rb"\x1b\[[0-9;?]*[a-zA-Z]", b"", self.seen).decode("utf-8", "replace")

    def type(self, keys: str) -> None:
        os.write(self.fd, keys.encode())

    def status(self) -> int:
        """The exit code, once it has ended."""
        end = time.monotonic() + PATIENCE
        while time.monotonic() < end:
            self.read(0.05)
            pid, status = os.waitpid(self.pid, os.WNOHANG)
            if pid:
                self.pid = 0
                self.read(0.2)
                return os.waitstatus_to_exitcode(status)
        raise AssertionError("it did not end")

    def close(self) -> None:
        os.close(self.fd)
        if self.pid:
            os.kill(self.pid, signal.SIGKILL)
            os.waitpid(self.pid, 0)
