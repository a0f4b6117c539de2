import json
import logging
from http import HTTPStatus
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

from gate.relay import Barrier

log = logging.getLogger("gate")
TOKEN = Path("/run/credentials/gate.token").read_text().strip()


class Terminal(BaseHTTPRequestHandler):
    barrier = Barrier(pin=17)
    timeout = 5

    def do_POST(self) -> None:
        if self.path != "/open":
            return self.send_error(HTTPStatus.NOT_FOUND)
        device_token = self.headers.get("X-Device-Token", "")
        if device_token == TOKEN:
            self.barrier.open_for(seconds=8)
            return self.answer({"open": True})
        log.warning("refused a terminal at %s", self.client_address[0])
        return self.send_error(HTTPStatus.FORBIDDEN)

    def answer(self, said: dict) -> None:
        body = json.dumps(said).encode()
        self.send_response(HTTPStatus.OK)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)


if __name__ == "__main__":
    ThreadingHTTPServer(("10.20.0.4", 8080), Terminal).serve_forever()
