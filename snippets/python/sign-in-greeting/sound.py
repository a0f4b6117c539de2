import logging
import os

import httpx
from fastapi import FastAPI, HTTPException
from pydantic import BaseModel, SecretStr

app = FastAPI()
log = logging.getLogger(__name__)
ACCOUNTS, WEATHER = os.environ["ACCOUNTS"], os.environ["WEATHER"]
accounts = httpx.AsyncClient(base_url=ACCOUNTS, timeout=3)
outside = httpx.AsyncClient(base_url=WEATHER, timeout=0.3)


class SignIn(BaseModel):
    customer: str
    password: SecretStr


@app.post("/sessions", status_code=201)
async def sign_in(given: SignIn) -> dict[str, str]:
    session = await accounts.post(
        "/sessions",
        json={
            "customer": given.customer,
            "password": given.password.get_secret_value(),
        },
    )
    if session.status_code == 401:
        raise HTTPException(401, "customer and password do not fit")
    session.raise_for_status()
    signed_in = session.json()
    return {
        "session": signed_in["session"],
        "greeting": await greeting(signed_in["town"]),
    }


async def greeting(town: str) -> str:
    try:
        weather = await outside.get(f"/towns/{town}/now")
        weather.raise_for_status()
    except httpx.HTTPError as error:
        log.info("no weather for the greeting: %s", error)
        return f"Hello from {town}"
    return f"{weather.json()['text']} in {town}"
