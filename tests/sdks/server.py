"""A server on loopback that misbehaves as it is told, and remembers what was asked of it."""

from __future__ import annotations

import contextlib
import datetime
import ipaddress
import json
import socket
import ssl
import threading
from collections.abc import Iterator
from functools import cache
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from tempfile import mkdtemp
from typing import Any


class Misbehaving:
    """`behaviour` is a status to answer with, `drop` (close without a word) or `hang` (never answer)."""

    def __init__(
        self, behaviour: int | str = 200, answer: object = None, *, tls: bool = False
    ) -> None:
        self.behaviour = behaviour
        self.answer = {"message": "no"} if answer is None else answer
        self.requests: list[str] = []
        """Method and path of each that arrived."""
        self.is_ended = threading.Event()
        self._tls = tls

    @contextlib.contextmanager
    def running(self) -> Iterator[str]:
        """Its address."""
        server = _Server(("127.0.0.1", 0), _Handler)
        server.of = self
        if self._tls:
            context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
            context.load_cert_chain(_certificate())
            server.socket = context.wrap_socket(
                server.socket, server_side=True, do_handshake_on_connect=False
            )
        thread = threading.Thread(target=server.serve_forever, args=(0.02,), daemon=True)
        thread.start()
        try:
            yield f"http{'s' * self._tls}://localhost:{server.server_address[1]}"
        finally:
            self.is_ended.set()
            server.shutdown()
            server.server_close()


class _Server(ThreadingHTTPServer):
    daemon_threads = True
    block_on_close = False
    of: Misbehaving

    def handle_error(self, request: Any, client_address: Any) -> None:
        """Clients that give up are what is looked for."""


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    server: _Server

    def log_message(self, format: str, *args: Any) -> None:
        pass

    def do_GET(self) -> None:
        of = self.server.of
        of.requests.append(f"{self.command} {self.path}")
        self.rfile.read(int(self.headers.get("Content-Length") or 0))
        if of.behaviour == "hang":
            of.is_ended.wait(60)
        if isinstance(of.behaviour, str):
            self.close_connection = True
            with contextlib.suppress(OSError):
                self.connection.shutdown(socket.SHUT_RDWR)
            return
        body = json.dumps(of.answer).encode()
        self.send_response(of.behaviour)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    do_POST = do_PUT = do_DELETE = do_PATCH = do_GET


@cache
def _certificate() -> Path:
    """A self-signed certificate and its key for localhost, made afresh."""
    from cryptography import x509
    from cryptography.hazmat.primitives import hashes, serialization
    from cryptography.hazmat.primitives.asymmetric import ec

    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "localhost")])
    now, day = datetime.datetime.now(datetime.UTC), datetime.timedelta(days=1)
    names = [x509.DNSName("localhost"), x509.IPAddress(ipaddress.ip_address("127.0.0.1"))]
    made = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - day)
        .not_valid_after(now + day)
        .add_extension(x509.SubjectAlternativeName(names), critical=False)
        .sign(key, hashes.SHA256())
    )
    path = Path(mkdtemp(prefix="misbehaving")) / "both.pem"
    path.write_bytes(
        key.private_bytes(
            serialization.Encoding.PEM,
            serialization.PrivateFormat.PKCS8,
            serialization.NoEncryption(),
        )
        + made.public_bytes(serialization.Encoding.PEM)
    )
    return path
