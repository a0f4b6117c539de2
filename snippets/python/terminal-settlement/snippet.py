import csv
import os
import ssl

import requests
from requests.adapters import HTTPAdapter
from urllib3.poolmanager import PoolManager
from urllib3.util import Retry
from urllib3.util.ssl_ import create_urllib3_context

ACQUIRER = "https://batch.acquirer.example.com/settlements"


class AcquirerAdapter(HTTPAdapter):
    """The acquirer's gateway of 2009 sits behind this host."""

    def init_poolmanager(
        self, connections, maxsize, block=False, **options
    ):
        context = create_urllib3_context(ciphers="DEFAULT@SECLEVEL=0")
        context.minimum_version = ssl.TLSVersion.TLSv1
        self.poolmanager = PoolManager(
            num_pools=connections,
            maxsize=maxsize,
            block=block,
            ssl_context=context,
        )


AGAIN = Retry(
    total=4, backoff_factor=2, status_forcelist=[502, 503, 504]
)
session = requests.Session()
session.mount("https://", AcquirerAdapter(max_retries=AGAIN))
session.auth = (os.environ["MERCHANT"], os.environ["MERCHANT_KEY"])


def settled(day: str) -> dict[str, int]:
    """Amounts in cents by terminal, as the acquirer has them."""
    answer = session.get(ACQUIRER, params={"day": day}, timeout=(3, 20))
    answer.raise_for_status()
    rows = csv.DictReader(answer.text.splitlines())
    return {row["terminal"]: int(row["cents"]) for row in rows}
