import os

import boto3
import httpx
from fastapi import FastAPI, WebSocket, WebSocketDisconnect

app = FastAPI()
symbols = boto3.resource("dynamodb").Table(os.environ["SYMBOLS"])
limits = httpx.Client(base_url=os.environ["LIMITS_URL"], timeout=1)


def describe(symbol: str) -> dict:
    item = symbols.get_item(Key={"symbol": symbol}).get("Item", {})
    return {"name": item.get("name", symbol), "lot": item.get("lot", 1)}


def limit_of(trader: str, symbol: str) -> int:
    answer = limits.get(f"/traders/{trader}/limits/{symbol}")
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
            described = describe(symbol)
            described["limit"] = limit_of(trader, symbol)
            await socket.send_json(described)
    except WebSocketDisconnect:
        return
