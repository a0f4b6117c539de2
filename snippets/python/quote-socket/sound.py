import asyncio
import os

import boto3
import httpx
from botocore.config import Config
from fastapi import FastAPI, WebSocket, WebSocketDisconnect

app = FastAPI()
quick = Config(connect_timeout=0.5, read_timeout=0.5)
tables = boto3.resource("dynamodb", config=quick)
symbols = tables.Table(os.environ["SYMBOLS"])
LIMITS = os.environ["LIMITS_URL"]
limits = httpx.AsyncClient(base_url=LIMITS, timeout=1)


def describe(symbol: str) -> dict:
    item = symbols.get_item(Key={"symbol": symbol}).get("Item", {})
    return {"name": item.get("name", symbol), "lot": item.get("lot", 1)}


async def limit_of(trader: str, symbol: str) -> int:
    answer = await limits.get(f"/traders/{trader}/limits/{symbol}")
    if answer.status_code == httpx.codes.NOT_FOUND:
        return 0
    answer.raise_for_status()
    return answer.json()["limit"]


@app.websocket("/quotes/{trader}")
async def quotes(socket: WebSocket, trader: str):
    await socket.accept()
    try:
        while True:
            symbol = (await socket.receive_text()).upper()
            described = await asyncio.to_thread(describe, symbol)
            described["limit"] = await limit_of(trader, symbol)
            await socket.send_json(described)
    except WebSocketDisconnect:
        return
