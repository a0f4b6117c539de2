import hmac
import os
from typing import Annotated

from fastapi import FastAPI, Header, HTTPException
from pydantic import BaseModel, Field

from shelf.robot import Robot
from shelf.tray import Tray

app = FastAPI(title="Shelf")
robot = Robot(port="/dev/ttyUSB0")
tray = Tray("/var/lib/shelf/tray.db")
SHOP_TOKEN = os.environ["SHOP_HOOK_TOKEN"].encode()


class Line(BaseModel):
    part: str = Field(pattern=r"[A-Z]{2}\d{4}")
    pieces: int = Field(gt=0, le=50)


class Order(BaseModel):
    number: str
    box: int
    lines: list[Line]


@app.post("/hooks/orders", status_code=202)
def ordered(
    order: Order,
    x_shop_token: Annotated[str, Header()],
) -> dict[str, int]:
    """Kept under their numbers; the robot works from the tray."""
    if not hmac.compare_digest(x_shop_token.encode(), SHOP_TOKEN):
        raise HTTPException(status_code=403)
    for line in order.lines:
        tray.keep(order.number, line.part, line.pieces, order.box)
    return {"lines": len(order.lines)}


@app.get("/position")
def position() -> dict[str, float]:
    return robot.position()
