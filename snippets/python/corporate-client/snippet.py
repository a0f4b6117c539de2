import os
from urllib.parse import urljoin

import requests
from requests.adapters import HTTPAdapter
from urllib3.util import Retry

CORPORATE_CA = "/etc/pki/bank/root-ca-2031.pem"


class InternalClient(requests.Session):
    """A session with the bank's CA, limits and retries."""

    def __init__(self, base: str, timeout: float = 5) -> None:
        super().__init__()
        self.base = base
        self.timeout = timeout
        self.verify = CORPORATE_CA
        self.headers["X-Service"] = os.environ["SERVICE_NAME"]
        policy = Retry(
            total=3,
            backoff_factor=0.2,
            backoff_jitter=0.2,
            status_forcelist=(502, 503, 504),
        )
        self.mount("https://", HTTPAdapter(max_retries=policy))

    def request(self, method, url, **options):
        options.setdefault("timeout", self.timeout)
        answer = super().request(
            method, urljoin(self.base, url), **options
        )
        answer.raise_for_status()
        return answer


accounts = InternalClient("https://accounts.bank.example/api/")


def balance(iban: str) -> int:
    return accounts.get(f"v2/{iban}/balance").json()["cents"]
