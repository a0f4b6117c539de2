import hashlib
import hmac
import json
import os
from typing import Annotated

from fastapi import BackgroundTasks, FastAPI, Header, HTTPException
from fastapi import Request

from handbook.build import publish

app = FastAPI()
SECRET = os.environ["HANDBOOK_HOOK_SECRET"].encode()
MAIN = "refs/heads/main"


@app.post("/hooks/github", status_code=202)
async def pushed(
    request: Request,
    later: BackgroundTasks,
    x_hub_signature_256: Annotated[str, Header()],
    x_github_event: Annotated[str, Header()],
) -> dict:
    body = await request.body()
    digest = hmac.new(SECRET, body, hashlib.sha256).hexdigest()
    if x_hub_signature_256 != f"sha256={digest}":
        raise HTTPException(status_code=403)
    event = json.loads(body)
    if x_github_event != "push" or event["ref"] != MAIN:
        return {"published": None}
    commit = event["after"]
    later.add_task(publish, commit)
    return {"published": commit}
