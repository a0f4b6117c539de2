"""Serves the screens on loopback to who has the address.

Anybody on this machine could open the port, and so could any page in the browser: the address holds a key
that only the one who started the server sees, and a socket is opened only for a page of our own.
"""

from __future__ import annotations

import os
import secrets
import shlex
import socket
import sys
from collections.abc import Awaitable, Callable, Sequence
from pathlib import Path

from aiohttp import web
from textual_serve.server import Server

from tui.browser.watch import PARENT

HOST = "127.0.0.1"
POLICY = (
    "default-src 'none'; connect-src 'self'; font-src 'self'; img-src 'self' data:; "
    "script-src 'self' 'unsafe-inline'; style-src 'self' 'unsafe-inline'"
)
"""Nothing is loaded from anywhere else."""
Handler = Callable[[web.Request], Awaitable[web.StreamResponse]]


class PortTaken(Exception):
    """Something else listens there."""


class LoopbackServer(Server):
    """Opens `critique` with these words for each visitor; `serve_forever` blocks until it is ended."""

    def __init__(self, words: Sequence[str], port: int) -> None:
        """`port` 0 takes a free one. Raises PortTaken."""
        self._socket = socket.socket()
        # Without it a server that was just ended keeps its port for a minute.
        self._socket.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            self._socket.bind((HOST, port))
            self._socket.listen()  # from here on the address works, whoever reads it first
        except OSError as error:
            self._socket.close()
            raise PortTaken(str(error)) from error
        port = self._socket.getsockname()[1]
        self.key = secrets.token_urlsafe(16)
        command = [sys.executable, "-m", "critique", *words]
        super().__init__(
            # Without exec a shell would stand between, and outlive us in the child's stead.
            f"exec {shlex.join(command)}",
            host=HOST,
            port=port,
            title="critique",
            public_url=f"http://{HOST}:{port}",
            templates_path=Path(__file__).parent,
        )

    @property
    def address(self) -> str:
        """Where the trainer is, with its key."""
        return f"{self.public_url}/{self.key}/"

    def serve_forever(self) -> None:
        """Until SIGINT or SIGTERM; the children end with it."""
        os.environ[PARENT] = str(os.getpid())
        web.run_app(
            self._make_app(), sock=self._socket, print=None, access_log=None, shutdown_timeout=2
        )

    async def _make_app(self) -> web.Application:
        app = await super()._make_app()
        outer = web.Application(middlewares=[self._guard])
        outer.add_subapp(f"/{self.key}/", app)
        return outer

    async def on_startup(self, app: web.Application) -> None:
        """The library would greet with its own name."""

    @web.middleware
    async def _guard(self, request: web.Request, handler: Handler) -> web.StreamResponse:
        own = f"{HOST}:{self.port}"
        origin = request.headers.get("Origin")
        if request.headers.get("Host") != own or origin not in (None, f"http://{own}"):
            raise web.HTTPForbidden(text="This address is for the page that critique opened.")
        response = await handler(request)
        if not response.prepared:
            response.headers["Content-Security-Policy"] = POLICY
            response.headers["Referrer-Policy"] = "no-referrer"
        return response
