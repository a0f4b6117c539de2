import requests
from requests.adapters import HTTPAdapter
from urllib3.util import Retry

API = "https://sign.example.com/v3"


def new_session(token: str) -> requests.Session:
    session = requests.Session()
    session.headers["Authorization"] = f"Bearer {token}"
    policy = Retry(
        total=3, backoff_factor=0.5, status_forcelist=[502, 503, 504]
    )
    session.mount("https://", HTTPAdapter(max_retries=policy))
    return session


class Signatures:
    def __init__(self, token: str) -> None:
        self.session = new_session(token)

    def document(self, lease: str) -> bytes:
        answer = self.session.get(
            f"{API}/envelopes/{lease}/document", timeout=(2, 4)
        )
        answer.raise_for_status()
        return answer.content
