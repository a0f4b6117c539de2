import os

import jwt
import redis
from fastapi import Depends, HTTPException, Security
from fastapi.security import HTTPAuthorizationCredentials, HTTPBearer

bearer = HTTPBearer()
PUBLIC_KEY = os.environ["BADGE_PUBLIC_KEY"]
store = redis.Redis.from_url(
    os.environ["REVOCATIONS_URL"],
    socket_timeout=0.2,
    socket_connect_timeout=0.2,
)


def is_revoked(badge: str) -> bool:
    try:
        return bool(store.sismember("badges:revoked", badge))
    except redis.RedisError as error:
        raise HTTPException(503, detail="ask_the_guard") from error


def holder(
    given: HTTPAuthorizationCredentials = Security(bearer),
) -> dict:
    try:
        badge = jwt.decode(
            given.credentials, PUBLIC_KEY, algorithms=["ES256"]
        )
    except jwt.InvalidTokenError:
        raise HTTPException(401, detail="badge_invalid") from None
    if is_revoked(badge["jti"]):
        raise HTTPException(401, detail="badge_revoked")
    return badge


def officer(badge: dict = Depends(holder)) -> dict:
    if "vault" not in badge["doors"]:
        raise HTTPException(403, detail="door_closed")
    return badge
