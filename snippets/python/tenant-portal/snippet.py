import hmac
import os
import secrets
import time

from twilio.http.http_client import TwilioHttpClient
from twilio.rest import Client

from portal.store import Codes

LIFE_S = 300
twilio = Client(
    os.environ["TWILIO_ACCOUNT"],
    os.environ["TWILIO_TOKEN"],
    http_client=TwilioHttpClient(timeout=5),
)


def send_login_code(codes: Codes, tenant: str, phone: str) -> str:
    code = f"{secrets.randbelow(10**6):06}"
    codes.put(tenant, code, until=time.time() + LIFE_S)
    message = twilio.messages.create(
        to=phone,
        from_=os.environ["PORTAL_NUMBER"],
        body=f"{code} is your code for the tenant portal.",
    )
    return message.sid


def is_right(codes: Codes, tenant: str, given: str) -> bool:
    code, until = codes.take(tenant)
    return time.time() < until and hmac.compare_digest(code, given)
