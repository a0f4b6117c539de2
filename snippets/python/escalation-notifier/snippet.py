import asyncio
import os
import random
import smtplib
import ssl

import httpx

from desk.failures import may_pass

PUSH = "https://push.example.com/v1/notifications"
RELAY = "smtp.mailhouse.example.com"
push = httpx.AsyncClient(
    timeout=4, headers={"Authorization": f"Bearer {os.environ['PUSH']}"}
)


async def notify(ticket) -> None:
    for attempt in range(4):
        try:
            answer = await push.post(
                PUSH,
                headers={"Idempotency-Key": f"esc-{ticket.id}"},
                json={"to": ticket.engineer, "text": ticket.title},
            )
            answer.raise_for_status()
            return
        except httpx.HTTPError as error:
            if not may_pass(error):
                break
            await asyncio.sleep(2**attempt * random.uniform(0.5, 1))
    await asyncio.to_thread(mail, ticket)


def mail(ticket) -> None:
    context = ssl.create_default_context()
    with smtplib.SMTP(RELAY, 587, timeout=15) as relay:
        relay.starttls(context=context)
        relay.login("oncall", os.environ["RELAY_PASSWORD"])
        relay.sendmail(
            "oncall@example.com",
            [ticket.engineer_mail],
            f"Subject: {ticket.title}\n\nPlease look at {ticket.url}",
        )
