"""Shows subscribers in words what callers left on the tape."""

import asyncio
import os
from pathlib import Path
from tempfile import TemporaryDirectory

import httpx
from aiohttp import web
from anthropic import AsyncAnthropic

from inbox.store import Tapes

claude = AsyncAnthropic(timeout=20, max_retries=2)
speech = httpx.AsyncClient(base_url=os.environ["SPEECH"], timeout=15)
tapes = Tapes(os.environ["TAPES_FOLDER"])
FFMPEG = ["ffmpeg", "-loglevel", "error", "-i"]
SHAPE = ["-f", "segment", "-segment_time", "20", "-ar", "16000"]
room = asyncio.Semaphore(8)


async def cut(tape: Path, folder: Path) -> list[Path]:
    target = str(folder / "%04d.wav")
    cutter = await asyncio.create_subprocess_exec(
        *FFMPEG, str(tape), *SHAPE, target
    )
    async with asyncio.timeout(90):
        if await cutter.wait():
            raise web.HTTPBadGateway(text="tape cannot be read")
    return [folder / name for name in sorted(os.listdir(folder))]


async def heard(wav: Path) -> str:
    sound = await asyncio.to_thread(wav.read_bytes)
    async with room:
        answer = await speech.post("/v2/words", content=sound)
    answer.raise_for_status()
    return answer.json()["text"]


async def wish(text: str) -> str:
    told = await claude.messages.create(
        model="claude-haiku-4-5-20251001",
        max_tokens=160,
        system="Say in two sentences what the caller asks for.",
        messages=[{"role": "user", "content": text}],
    )
    return told.content[0].text


async def voicemail(request: web.Request) -> web.Response:
    tape = tapes.of(request["subscriber"], request.match_info["id"])
    with TemporaryDirectory() as folder:
        wavs = await cut(tape, Path(folder))
        spoken = await asyncio.gather(*(heard(wav) for wav in wavs))
    return web.json_response({"summary": await wish(" ".join(spoken))})
