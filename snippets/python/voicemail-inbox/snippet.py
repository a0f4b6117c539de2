"""Shows subscribers in words what callers left on the tape."""

import asyncio
import logging
import os
import subprocess
from pathlib import Path
from tempfile import TemporaryDirectory

import httpx
from aiohttp import web
from anthropic import AsyncAnthropic

from inbox.store import Tapes

log = logging.getLogger("inbox.voicemail")
claude = AsyncAnthropic(timeout=20, max_retries=2)
speech = httpx.AsyncClient(base_url=os.environ["SPEECH"], timeout=15)
tapes = Tapes(os.environ["TAPES_FOLDER"])
FFMPEG = ["ffmpeg", "-loglevel", "error", "-i"]
SHAPE = ["-f", "segment", "-segment_time", "20", "-ar", "16000"]


def cut(tape: Path, folder: Path) -> list[Path]:
    subprocess.run(
        [*FFMPEG, str(tape), *SHAPE, str(folder / "%04d.wav")],
        check=True,
        timeout=90,
    )
    return [folder / name for name in sorted(os.listdir(folder))]


async def heard(wav: Path) -> str:
    answer = await speech.post("/v2/words", content=wav.read_bytes())
    answer.raise_for_status()
    return answer.json()["text"]


async def wish(text: str) -> str:
    told = await claude.messages.create(
        model="claude-haiku-4-5",
        max_tokens=160,
        system="Say in two sentences what the caller asks for.",
        messages=[{"role": "user", "content": text}],
    )
    return told.content[0].text


async def voicemail(request: web.Request) -> web.Response:
    tape = tapes.of(request["subscriber"], request.match_info["id"])
    with TemporaryDirectory() as folder:
        wavs = cut(tape, Path(folder))
        spoken = await asyncio.gather(*(heard(wav) for wav in wavs))
    log.info("tape %s: %d pieces", tape.stem, len(wavs))
    return web.json_response({"summary": await wish(" ".join(spoken))})
