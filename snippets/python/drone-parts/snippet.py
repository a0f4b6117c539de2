from fastapi import BackgroundTasks, FastAPI
from pydantic import BaseModel, Field

from shelf.robot import Robot

app = FastAPI(title="Shelf")
robot = Robot(port="/dev/ttyUSB0")


class Line(BaseModel):
    part: str = Field(pattern=r"[A-Z]{2}\d{4}")
    pieces: int = Field(gt=0, le=50)


class Order(BaseModel):
    number: str
    box: int
    lines: list[Line]


@app.post("/hooks/orders", status_code=202)
def ordered(order: Order, later: BackgroundTasks) -> dict[str, int]:
    """Orders come once; the shop does not repeat what we accept."""
    for line in order.lines:
        later.add_task(robot.bring, line.part, line.pieces, order.box)
    return {"lines": len(order.lines)}


@app.get("/position")
def position() -> dict[str, float]:
    return robot.position()
