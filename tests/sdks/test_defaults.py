"""What the detectors say of a call is what the installed SDK does to a server that misbehaves.

Each experiment is a source: the detectors read it, and it is run. So a default that an SDK changes, a fact
that is wrong and a reader that does not see it all show here.
The SDKs are not among our dependencies: `pip install -r tests/sdks/requirements.txt` brings them.
"""

from __future__ import annotations

import asyncio
import importlib.util
import inspect
import socket
import threading
import time
from collections.abc import Callable
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest

from detectors import clients
from detectors.facts import Request
from detectors.readers import File, read
from tests.sdks.server import Misbehaving

EXPERIMENTS = sorted((Path(__file__).parent / "experiments").glob("*.py"))
PATIENCE = 90.0
"""Seconds after which a call that still runs is taken to hang."""
BODY_ONLY = {"aiohttp"}
"""Clients of which the limit is kept by the event loop, not by the socket."""
pytestmark = [
    pytest.mark.sdk,
    pytest.mark.filterwarnings("ignore"),  # theirs, not ours
]


@pytest.fixture(params=EXPERIMENTS, ids=lambda path: path.stem)
def source(request: pytest.FixtureRequest) -> Path:
    path: Path = request.param
    return path


@pytest.fixture
def module(source: Path, monkeypatch: pytest.MonkeyPatch) -> ModuleType:
    """The experiment, run afresh; skipped where its SDK is not installed."""
    for name in (
        "HTTP_PROXY",
        "HTTPS_PROXY",
        "ALL_PROXY",
        "http_proxy",
        "https_proxy",
        "all_proxy",
    ):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("AWS_EC2_METADATA_DISABLED", "true")
    spec = importlib.util.spec_from_file_location(f"experiment_{source.stem}", source)
    assert spec
    assert spec.loader
    made = importlib.util.module_from_spec(spec)
    try:
        spec.loader.exec_module(made)
    except ModuleNotFoundError as error:
        pytest.skip(f"{error.name} is not installed")
    return made


@pytest.fixture
def said(source: Path) -> Request:
    """What the detectors say of the one request that the experiment makes."""
    text = source.read_text("utf-8")
    facts = read(text, File(source.name, "python"), clients.occurring(text, "python")).facts
    found = [fact for fact in facts if isinstance(fact, Request)]
    assert len(found) == 1, [fact.name for fact in found]
    return found[0]


@pytest.fixture
def hurried(monkeypatch: pytest.MonkeyPatch) -> None:
    """Waits between attempts take no time."""
    own_sleep = asyncio.sleep

    async def no_sleep(seconds: float, *args: Any) -> None:
        await own_sleep(0)

    monkeypatch.setattr(time, "sleep", lambda seconds: None)
    monkeypatch.setattr(asyncio, "sleep", no_sleep)
    # Some wait on an event that nobody sets.
    own_wait = threading.Event.wait
    monkeypatch.setattr(
        threading.Event,
        "wait",
        lambda self, timeout=None: (
            own_wait(self, None if timeout is None else min(timeout, 0.05))
            if threading.current_thread() is threading.main_thread()
            else own_wait(self, timeout)
        ),
    )


def run(module: ModuleType, base: str) -> Any:
    made = module.call(base)
    return asyncio.run(made) if inspect.isawaitable(made) else made


def outcome(module: ModuleType, base: str) -> Exception | None:
    """What the call raises; every SDK has exceptions of its own."""
    try:
        run(module, base)
    except Exception as error:
        return error
    return None


def attempts(said: Request, failure: str) -> int | None:
    """How often the detectors say that a request is sent if each one fails so; None: they do not say."""
    count = 1
    for retry in said.retries:
        if retry.covers is None or retry.attempts.is_unknown:
            return None
        methods = retry.methods
        fits = methods is None or not said.method or said.method in methods
        if fits and {failure, "any"} & retry.covers:
            assert retry.attempts.number is not None
            count *= int(retry.attempts.number)
    return count


@pytest.mark.parametrize(("failure", "behaviour"), [("5xx", 503), ("429", 429), ("drop", "drop")])
def test_it_is_repeated_as_often_as_said(
    module: ModuleType, said: Request, hurried: None, failure: str, behaviour: int | str
) -> None:
    expected = attempts(said, failure)
    if expected is None:
        pytest.skip("the detectors do not say")
    server = Misbehaving(behaviour, getattr(module, "ANSWERS", {}).get(behaviour))
    with server.running() as base:
        failure_seen = outcome(module, base)
    assert server.requests, f"it never asked: {failure_seen!r}"
    assert len(server.requests) == expected, (server.requests, said.retries)


def test_an_error_status_raises_or_not_as_said(
    module: ModuleType, said: Request, hurried: None
) -> None:
    if said.response.errors not in {"raise", "unchecked"}:
        pytest.skip(f"the detectors say {said.response.errors}")
    server = Misbehaving(400)
    with server.running() as base:
        has_raised = outcome(module, base) is not None
    assert server.requests
    assert has_raised == (said.response.errors == "raise")


def test_a_certificate_that_nobody_signed_is_refused_as_said(
    module: ModuleType, said: Request, hurried: None
) -> None:
    verify = said.setting("verify")
    if not verify.is_known:
        pytest.skip("the detectors do not say")
    pytest.importorskip("cryptography")
    server = Misbehaving(200, tls=True)
    with server.running() as base:
        assert outcome(module, base) is not None
    assert server.requests == []


@pytest.fixture
def limits(monkeypatch: pytest.MonkeyPatch, source: Path) -> list[float | None]:
    """What the caller's sockets were told to wait at most, in order."""
    told: list[float | None] = []
    own: Callable[..., None] = socket.socket.settimeout

    def settimeout(self: socket.socket, value: float | None) -> None:
        # The caller of the test before may still be trying.
        if threading.current_thread().name == source.stem:
            told.append(value)
        own(self, value)

    monkeypatch.setattr(socket.socket, "settimeout", settimeout)
    return told


def test_it_waits_as_long_as_said(
    module: ModuleType, said: Request, source: Path, limits: list[float | None]
) -> None:
    """The last limit that the socket is given before the answer does not come."""
    timeout = said.setting("timeout")
    if timeout.is_unknown or said.client.library in BODY_ONLY:
        pytest.skip("the detectors do not say, or no socket is told")
    server = Misbehaving("hang")
    with server.running() as base:
        caller = threading.Thread(
            target=outcome, args=(module, base), name=source.stem, daemon=True
        )
        caller.start()
        end = time.monotonic() + PATIENCE
        while not server.requests and caller.is_alive() and time.monotonic() < end:
            time.sleep(0.02)
        assert server.requests, "it never asked"
        time.sleep(0.3)
        if timeout.is_off:
            assert not [limit for limit in limits[-1:] if limit is not None], limits
        else:
            assert limits, "no socket was told"
            assert limits[-1] == pytest.approx(timeout.number, rel=0.02), limits
