import logging
import os

import backoff
import httpx

from passports.files import Folder
from passports.lots import Lot

log = logging.getLogger(__name__)
office = httpx.Client(
    base_url="https://inspection.example.org/v2",
    timeout=httpx.Timeout(20, connect=5),
    headers={"Authorization": f"Bearer {os.environ['OFFICE_TOKEN']}"},
)


class Busy(Exception):
    """The office asks us to come back."""


@backoff.on_exception(
    backoff.expo, (httpx.TransportError, Busy), max_tries=7
)
def passport(lot: Lot) -> bytes:
    answer = office.get(f"/lots/{lot.number}/passport")
    if answer.status_code in {429, 502, 503, 504}:
        raise Busy(answer.status_code)
    answer.raise_for_status()
    return answer.content


def file(lot: Lot, folder: Folder) -> bool:
    try:
        folder.put(f"{lot.number}.pdf", passport(lot))
    except (httpx.HTTPError, Busy) as error:
        log.error("no passport for %s: %s", lot.number, error)
        return False
    return True
