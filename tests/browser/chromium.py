"""Drives a headless Chromium over its debugging protocol: opens a page, presses keys, takes pictures."""

from __future__ import annotations

import asyncio
import base64
import shutil
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from itertools import count
from pathlib import Path
from typing import Any

import aiohttp

PROGRAM = shutil.which("chromium") or shutil.which("google-chrome")
SPECIAL = {
    "enter": ("Enter", 13, "\r"),
    "down": ("ArrowDown", 40, ""),
    "escape": ("Escape", 27, ""),
}


class Page:
    """One tab."""

    def __init__(self, socket: aiohttp.ClientWebSocketResponse) -> None:
        self._socket = socket
        self._ids = count(1)
        self._answers: dict[int, asyncio.Future[dict[str, Any]]] = {}
        self.requested: list[str] = []
        """The address of everything that the page has asked for."""
        self._reading = asyncio.create_task(self._read())

    async def _read(self) -> None:
        async for message in self._socket:
            said = message.json()
            if "id" in said:
                self._answers.pop(said["id"]).set_result(said.get("result", said))
            elif said.get("method") == "Network.requestWillBeSent":
                self.requested.append(said["params"]["request"]["url"])

    async def send(self, method: str, **params: Any) -> dict[str, Any]:
        id = next(self._ids)
        self._answers[id] = asyncio.get_running_loop().create_future()
        await self._socket.send_json({"id": id, "method": method, "params": params})
        return await asyncio.wait_for(self._answers[id], 30)

    async def click(self, x: int, y: int) -> None:
        for kind in ("mousePressed", "mouseReleased"):
            await self.send(
                "Input.dispatchMouseEvent", type=kind, x=x, y=y, button="left", clickCount=1
            )

    async def press(self, *keys: str) -> None:
        for key in keys:
            name, code, text = SPECIAL.get(key) or (key, ord(key.upper()), key)
            await self.send(
                "Input.dispatchKeyEvent",
                type="keyDown",
                key=name,
                text=text,
                windowsVirtualKeyCode=code,
            )
            await self.send(
                "Input.dispatchKeyEvent", type="keyUp", key=name, windowsVirtualKeyCode=code
            )
            await asyncio.sleep(0.15)

    async def shows(self, css: str, seconds: float = 60.0) -> None:
        """Waits until something on the page fits this selector."""
        end = asyncio.get_running_loop().time() + seconds
        asked = f"!!document.querySelector({css!r})"
        while asyncio.get_running_loop().time() < end:
            answer = await self.send("Runtime.evaluate", expression=asked)
            if answer.get("result", {}).get("value"):
                return
            await asyncio.sleep(0.1)
        raise TimeoutError(css)

    async def picture(self) -> bytes:
        """PNG."""
        return base64.b64decode((await self.send("Page.captureScreenshot"))["data"])


@asynccontextmanager
async def opened(address: str, folder: Path) -> AsyncIterator[Page]:
    """The page at this address, in a browser of its own whose files are in `folder`."""
    assert PROGRAM
    browser = await asyncio.create_subprocess_exec(
        PROGRAM,
        "--headless",
        "--no-sandbox",
        "--disable-gpu",
        "--remote-debugging-port=0",
        f"--user-data-dir={folder}",
        "--window-size=1200,800",
        "about:blank",
        stdout=asyncio.subprocess.DEVNULL,
        stderr=asyncio.subprocess.DEVNULL,
    )
    try:
        port = await _port(folder / "DevToolsActivePort")
        async with aiohttp.ClientSession() as http:
            async with http.get(f"http://127.0.0.1:{port}/json") as answer:
                tabs = await answer.json()
            tab = next(tab for tab in tabs if tab["type"] == "page")
            async with http.ws_connect(tab["webSocketDebuggerUrl"], max_msg_size=2**26) as socket:
                page = Page(socket)
                await page.send("Network.enable")
                await page.send("Page.enable")
                await page.send("Page.navigate", url=address)
                yield page
    finally:
        browser.kill()
        await browser.wait()


async def _port(file: Path) -> int:
    for _ in range(600):
        if file.exists() and (lines := file.read_text().splitlines()):
            return int(lines[0])
        await asyncio.sleep(0.05)
    raise TimeoutError("Chromium did not open its port")
