"""The screens in a browser: a snippet played in Chromium, and nobody else let in."""

from __future__ import annotations

import asyncio
import os
import signal
import subprocess
import sys
from pathlib import Path

import aiohttp
import pytest

from tests.browser.chromium import PROGRAM, opened
from tests.browser.conftest import Served, until


@pytest.mark.skipif(PROGRAM is None, reason="there is no Chromium here")
async def test_a_snippet_is_played_in_chromium(served: Served, tmp_path: Path) -> None:
    async with opened(served.address, tmp_path / "browser") as page:
        await page.shows("body.-first-byte")
        await asyncio.sleep(1)
        await page.click(600, 600)
        before = await page.picture()
        await page.press("n")
        await until(lambda: served.events("shown"))
        await asyncio.sleep(0.5)
        await page.press("down", "f")
        await asyncio.sleep(0.7)
        await page.press(*"hang", "enter")
        await until(lambda: served.events("flagged"))
        await page.press("enter")
        await until(lambda: served.events("submitted"))
        await asyncio.sleep(0.5)
        after = await page.picture()
        pictured = os.environ.get("CRITIQUE_PICTURES")
        if pictured:
            Path(pictured, "browser-home.png").write_bytes(before)
            Path(pictured, "browser-debrief.png").write_bytes(after)
        assert all(url.startswith((served.origin, "data:")) for url in page.requested)
    assert before[:4] == after[:4] == b"\x89PNG"
    assert before != after
    (submitted,) = served.events("submitted")
    assert submitted["flags"] == [[2, 2, "missing-timeout", "fair"]]
    await until(lambda: not served.children())


@pytest.mark.parametrize("end", [signal.SIGTERM, signal.SIGKILL])
async def test_children_end_with_their_server(served: Served, end: signal.Signals) -> None:
    async with (
        aiohttp.ClientSession() as http,
        http.ws_connect(f"{served.address}ws", headers={"Origin": served.origin}),
    ):
        await until(served.children)
        children = served.children()
        served.process.send_signal(end)
        served.process.wait(timeout=20)
        await until(lambda: not any(_runs(child) for child in children))


async def test_who_has_no_key_or_comes_from_elsewhere_gets_nothing(served: Served) -> None:
    async with aiohttp.ClientSession() as http:
        for path, headers, status in (
            (served.address, {}, 200),
            (served.origin + "/", {}, 404),
            (served.origin + "/ws", {}, 404),
            (served.address, {"Host": "evil.example"}, 403),
            (served.address + "ws", {"Origin": "http://evil.example"}, 403),
        ):
            async with http.get(path, headers=headers) as answer:
                assert answer.status == status, (path, headers)
                if status == 200:
                    assert "default-src 'none'" in answer.headers["Content-Security-Policy"]
    assert not served.children()


def test_a_port_that_is_taken_is_said_in_a_sentence(served: Served) -> None:
    port = served.origin.rpartition(":")[2]
    ran = subprocess.run(
        [sys.executable, "-m", "critique", "serve", "--port", port],
        capture_output=True,
        text=True,
        timeout=60,
    )
    assert ran.returncode == 2
    assert f"port {port} is taken" in ran.stderr
    assert "critique serve --port 0" in ran.stderr


def _runs(pid: int) -> bool:
    try:
        state = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0]
    except OSError:
        return False
    return state != "Z"
