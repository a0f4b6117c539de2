"""Shows the trainer in a browser, on this machine alone.

The address holds a key: who does not have it gets nothing. Ctrl-C ends it and every open page.

example:
  critique serve --port 8000
"""

from __future__ import annotations

import argparse

from critique.cli import Refusal

PORT = 8000


def add_arguments(parser: argparse.ArgumentParser) -> None:
    add = parser.add_argument
    add(
        "--port", type=int, default=PORT, metavar="N", help=f"on loopback; 0: any free one ({PORT})"
    )
    add("--deck", metavar="DIR", help="train on this deck instead of the shipped one")


def run(args: argparse.Namespace) -> int:
    from critique import training

    if not 0 <= args.port <= 65535:
        raise Refusal("--port is a number from 0 to 65535")
    training.deck(args.deck)
    try:
        from tui.browser.server import LoopbackServer, PortTaken
    except ImportError as error:
        raise Refusal(
            f"the browser needs a package that is not installed ({error.name}); "
            "install it with: pip install textual-serve"
        ) from None
    deck = ["--deck", args.deck] if args.deck else []
    try:
        server = LoopbackServer(["home", *deck], args.port)
    except PortTaken:
        raise Refusal(
            f"port {args.port} is taken; name another, or take any free one: critique serve --port 0"
        ) from None
    print(f"The trainer is at {server.address}\nCtrl-C ends it.", flush=True)
    server.serve_forever()
    return 0
