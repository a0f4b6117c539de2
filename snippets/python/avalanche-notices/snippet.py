import logging
import os
from dataclasses import dataclass

import requests
from twilio.base.exceptions import TwilioException
from twilio.http.http_client import TwilioHttpClient
from twilio.rest import Client

log = logging.getLogger(__name__)


@dataclass(frozen=True)
class Notice:
    slope: str
    level: int
    number: int


class Patrol:
    def __init__(self, guides: list[str]) -> None:
        self.guides = guides
        self.sender = os.environ["PATROL_NUMBER"]
        self.client = Client(http_client=TwilioHttpClient(timeout=8))

    def close(self, notice: Notice) -> list[str]:
        text = f"{notice.slope} is CLOSED, level {notice.level}"
        return [g for g in self.guides if not self.tell(g, text)]

    def tell(self, guide: str, text: str) -> bool:
        try:
            self.client.messages.create(
                to=guide, from_=self.sender, body=text
            )
        except (TwilioException, requests.RequestException):
            log.exception("guide ending in %s", guide[-3:])
            return False
        return True
