import asyncio
import os

import httpx
from tenacity import (
    retry,
    retry_if_exception,
    stop_after_attempt,
    wait_random_exponential,
)

API = os.environ["MAIL_API"]
AT_ONCE = asyncio.Semaphore(20)


def may_pass(exc: BaseException) -> bool:
    if isinstance(exc, httpx.HTTPStatusError):
        status = exc.response.status_code
        return status == 429 or status >= 500
    return isinstance(exc, httpx.TransportError)


@retry(
    retry=retry_if_exception(may_pass),
    stop=stop_after_attempt(4),
    wait=wait_random_exponential(max=30),
    reraise=True,
)
async def send_notice(http: httpx.AsyncClient, policy: dict) -> None:
    async with AT_ONCE:
        answer = await http.post(
            f"{API}/messages",
            json={"to": policy["email"], "template": "renewal-30"},
            headers={"Idempotency-Key": f"renewal-{policy['id']}-30"},
        )
    answer.raise_for_status()


async def send_all(policies: list[dict], report: dict) -> None:
    headers = {"Authorization": f"Bearer {os.environ['MAIL_TOKEN']}"}
    async with httpx.AsyncClient(timeout=10, headers=headers) as http:
        results = await asyncio.gather(
            *(send_notice(http, policy) for policy in policies),
            return_exceptions=True,
        )
    failed = [
        policy["id"]
        for policy, result in zip(policies, results, strict=True)
        if isinstance(result, BaseException)
    ]
    report["notified"] = len(policies) - len(failed)
    report["not_notified"] = failed
    report["finished"] = not failed
