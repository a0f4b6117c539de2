from typing import Annotated

from fastapi import Depends, FastAPI, HTTPException
from pydantic import BaseModel, Field
from sqlalchemy import select
from sqlalchemy.orm import Session

from bank.auth import hospital
from bank.db import session
from bank.models import Bag, Promise

app = FastAPI()


class Wish(BaseModel):
    group: str = Field(pattern=r"^(0|A|B|AB)[+-]$")
    bags: int = Field(gt=0, le=20)


@app.post("/promises", status_code=201)
def promise(
    wish: Wish,
    who: Annotated[str, Depends(hospital)],
    db: Annotated[Session, Depends(session)],
) -> dict:
    shelf = db.scalars(
        select(Bag).where(Bag.group == wish.group).with_for_update()
    ).one_or_none()
    if shelf is None or shelf.stock < wish.bags:
        raise HTTPException(409, "not enough of this group")
    shelf.stock -= wish.bags
    given = Promise(group=wish.group, bags=wish.bags, hospital=who)
    db.add(given)
    db.commit()
    return {"promise": given.id}
