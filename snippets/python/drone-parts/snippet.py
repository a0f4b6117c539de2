from fastapi import FastAPI
from pydantic import BaseModel, Field

from shelf.robot import Robot
from shelf.tray import Tray

app = FastAPI(title="Shelf")
robot = Robot(port="/dev/ttyUSB0")
tray = Tray("/var/lib/shelf/tray.db")


class Line(BaseModel):
    part: str = Field(pattern=r"[A-Z]{2}\d{4}")
    pieces: int = Field(gt=0, le=50)


class Order(BaseModel):
    number: str
    box: int
    lines: list[Line]


@app.post("/hooks/orders", status_code=202)
def ordered(order: Order) -> dict[str, int]:
    """Kept under their numbers; the robot works from the tray."""
    for line in order.lines:
        tray.keep(order.number, line.part, line.pieces, order.box)
    return {"lines": len(order.lines)}


@app.get("/position")
def position() -> dict[str, float]:
    return robot.position()
