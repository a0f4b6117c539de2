import asyncio
import os

import httpx

API = os.environ["MAIL_API"]
AT_ONCE = asyncio.Semaphore(20)


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
    report["notified"] = len(results)
    report["finished"] = True
