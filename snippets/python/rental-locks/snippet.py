from contextlib import asynccontextmanager
from datetime import datetime

from fastapi import FastAPI, Request

from locks.store import Grants


@asynccontextmanager
async def lifespan(app: FastAPI):
    async with Grants.connect() as grants:
        app.state.grants = grants
        yield


app = FastAPI(lifespan=lifespan)


@app.post("/portal/webhook")
async def booking_changed(request: Request) -> dict[str, str]:
    booking = (await request.json())["booking"]
    grants: Grants = request.app.state.grants
    if booking["state"] == "cancelled":
        await grants.drop(booking["id"])
        return {"grant": "dropped"}
    await grants.put(
        booking["id"],
        car=booking["car"],
        phone=booking["phone"],
        begins=datetime.fromisoformat(booking["from"]),
        ends=datetime.fromisoformat(booking["until"]),
    )
    return {"grant": "stored"}
