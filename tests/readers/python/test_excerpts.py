"""What a file makes clients with is read beside those that import it."""

from __future__ import annotations

from textwrap import dedent

import pytest

from detectors.engine import excerpts

OFFERED = {
    "objects and functions": (
        """
        import httpx
        import requests

        session = requests.Session()
        api: httpx.Client = httpx.Client(timeout=5)

        def get_session():
            return session

        def make():
            made = requests.Session()
            made.verify = "/etc/ca.pem"
            return made
        """,
        {"session", "api", "get_session", "make"},
    ),
    "classes that hold one, are one, or make one when they are asked": (
        """
        import requests

        class Holder:
            def __init__(self):
                self.session = requests.Session()

        class Session(requests.Session):
            pass

        class Lazy:
            def connect(self):
                return requests.Session()
        """,
        {"Holder", "Session", "Lazy"},
    ),
    "what a function keeps for itself": (
        """
        import requests

        def fetch(url):
            session = requests.Session()
            return session.get(url).json()
        """,
        set(),
    ),
    "requests without a client": (
        """
        import requests

        def fetch(url):
            return requests.get(url, timeout=5)
        """,
        set(),
    ),
    "only a type": (
        """
        import requests

        def fetch(session: requests.Session, url):
            return session.get(url)
        """,
        set(),
    ),
    "nothing of a client": ("LIMIT = 5\n", set()),
}


@pytest.mark.parametrize(("source", "names"), OFFERED.values(), ids=OFFERED)
def test_the_names_by_which_others_reach_a_client(source: str, names: set[str]) -> None:
    found, _ = excerpts(dedent(source))
    assert (set(found.names) if found else set()) == names


def test_what_has_nothing_to_do_with_a_client_is_left_out() -> None:
    found, _ = excerpts(
        dedent(
            """
            import requests

            TIMEOUT = 5
            LIMIT = 10

            session = requests.Session()
            session.headers["X-Team"] = "shop"

            def adds(a, b):
                return a + b

            if LIMIT > 5:
                print(adds(1, 2))

            class Api:
                timeout = TIMEOUT

                def __init__(self):
                    self.session = session

                def adds(self, a):
                    return a
            """
        )
    )
    assert found is not None
    assert "adds" not in found.text
    assert "TIMEOUT = 5" in found.text
    assert 'headers["X-Team"]' in found.text


def test_functions_that_make_requests_and_what_they_need() -> None:
    _, found = excerpts(
        dedent(
            """
            import requests

            TIMEOUT = 5
            LIMIT = 10

            def fetch(url):
                return requests.get(url, timeout=TIMEOUT)

            def rate(currency):
                return fetch(f"https://api.example.com/{currency}").json()

            def adds(a, b):
                return a + b

            if __name__ == "__main__":
                print(rate("EUR"))
            """
        )
    )
    assert found is not None
    assert found.functions == {"fetch", "rate"}
    assert "TIMEOUT = 5" in found.text
    assert "adds" not in found.text
    assert "__main__" not in found.text
