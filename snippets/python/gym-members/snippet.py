from fastapi import Depends, FastAPI, HTTPException
from pydantic import BaseModel

from members.accounts import check_code, open_session, send_code
from members.sessions import member
from members.store import get_session
from members.visits import visits_of

service = FastAPI(title="members")


class Number(BaseModel):
    phone: str


class Code(BaseModel):
    phone: str
    digits: str


@service.get("/v1/visits")
def visits(
    page: int = 0, who=Depends(member), store=Depends(get_session)
):
    """The member's own visits, 50 on a page."""
    return visits_of(store, who.card, page, size=50)


@service.post("/v1/codes", status_code=202)
def send_login_code(number: Number, store=Depends(get_session)):
    send_code(store, number.phone)


@service.post("/v1/login")
def login(code: Code, store=Depends(get_session)) -> dict:
    if not check_code(store, code.phone, code.digits):
        raise HTTPException(401, "wrong code")
    return {"session": open_session(store, code.phone)}
