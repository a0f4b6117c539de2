"""Wallet of the fan shop: balance, vouchers, payouts."""

from typing import Annotated

from fastapi import Cookie, Depends, FastAPI, HTTPException
from fastapi.middleware.cors import CORSMiddleware
from pydantic import BaseModel, PositiveInt

from wallet.sessions import Session, sessions
from wallet.store import store

app = FastAPI(title="wallet", docs_url=None, redoc_url=None)
app.add_middleware(
    CORSMiddleware,
    allow_origins=["*"],
    allow_credentials=True,
    allow_methods=["GET", "POST"],
    max_age=600,
)


class Payout(BaseModel):
    cents: PositiveInt
    voucher: str


async def signed_in(
    wallet_session: Annotated[str | None, Cookie()] = None,
) -> Session:
    session = await sessions.find(wallet_session)
    if session is None:
        raise HTTPException(status_code=401, detail="sign in first")
    return session


@app.get("/v1/balance")
async def balance(session: Annotated[Session, Depends(signed_in)]):
    return {"cents": await store.balance(session.member)}


@app.post("/v1/payouts", status_code=202)
async def payout(
    order: Payout, session: Annotated[Session, Depends(signed_in)]
):
    accepted = await store.pay_out_once(
        session.member, order.voucher, order.cents
    )
    return {"accepted": accepted}
