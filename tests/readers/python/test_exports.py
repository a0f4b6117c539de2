"""What a file has for those that import it: functions that hold their thread."""

from __future__ import annotations

from textwrap import dedent

import pytest

from detectors.engine import exports

CASES = {
    "a function with a request": (
        """
        import requests

        def fetch(url):
            return requests.get(url, timeout=5)
        """,
        {"fetch": "requests.get"},
    ),
    "a function that sleeps, and one that waits for a program": (
        """
        import subprocess
        import time

        def pause():
            time.sleep(3)

        def convert(path):
            subprocess.run(["convert", path])
        """,
        {"pause": "time.sleep", "convert": "subprocess.run"},
    ),
    "a pause under a condition may be rare": (
        """
        import time

        def press(key, slowly=False):
            if slowly:
                time.sleep(1)

        def send(key):
            try:
                press(key)
            except OSError:
                time.sleep(1)

        def rest():
            time.sleep(1)

        def perhaps(is_tired):
            if is_tired:
                rest()
        """,
        {"rest": "time.sleep"},
    ),
    "a request under a condition is made at times": (
        """
        import requests

        def fetch(url, is_fresh):
            if is_fresh:
                return None
            return requests.get(url, timeout=5)

        def read(url):
            if url.startswith("https:"):
                return fetch(url, False)
            return None
        """,
        {"fetch": "requests.get", "read": "requests.get"},
    ),
    "those that call it": (
        """
        import requests

        def fetch(url):
            return requests.get(url, timeout=5)

        def read(url):
            return fetch(url).json()

        def rate(currency):
            return read(f"https://api.example.com/{currency}")["rate"]
        """,
        {"fetch": "requests.get", "read": "requests.get", "rate": "requests.get"},
    ),
    "methods, of heirs and of objects made for everybody as well": (
        """
        import requests

        class Api:
            def get(self, path):
                return requests.get(f"https://api.example.com/{path}", timeout=5)

            def own(self):
                return requests.get("https://api.example.com/own", timeout=5)

        class Rates(Api):
            def own(self):
                return None

        rates = Rates()
        """,
        {
            "Api.get": "requests.get",
            "Api().get": "requests.get",
            "Api.own": "requests.get",
            "Api().own": "requests.get",
            "Rates().get": "requests.get",
            "rates.get": "requests.get",
        },
    ),
    "a static method": (
        """
        import requests

        class Api:
            @staticmethod
            def get(path):
                return requests.get(path, timeout=5)
        """,
        {"Api.get": "requests.get", "Api().get": "requests.get"},
    ),
    "a coroutine gives the loop back or is found itself": (
        """
        import requests

        async def fetch(url):
            return requests.get(url, timeout=5)
        """,
        {},
    ),
    "a generator does nothing when it is called": (
        """
        import requests

        def pages(url):
            while url:
                answer = requests.get(url, timeout=5)
                yield answer
                url = answer.links.get("next")
        """,
        {},
    ),
    "a decorator may keep answers, or hand the work to a thread": (
        """
        from functools import cache

        import requests

        from .threads import in_thread

        @cache
        def rates():
            return requests.get("https://api.example.com/rates", timeout=5).json()

        @in_thread
        def fetch(url):
            return requests.get(url, timeout=5)
        """,
        {},
    ),
    "what is kept for the next call is done once": (
        """
        import requests

        _rates = None

        def rates():
            global _rates
            if _rates is None:
                _rates = requests.get("https://api.example.com/rates", timeout=5).json()
            return _rates
        """,
        {},
    ),
    "what may be kept in a cache, and what is mostly done already": (
        """
        import requests

        def keys(url):
            if url in cache:
                return cache[url]
            cache[url] = requests.get(url, timeout=5).json()
            return cache[url]

        def _maybe_refresh(url):
            if is_old(url):
                requests.post(url, timeout=5)

        def verify(url):
            _maybe_refresh(url)
        """,
        {},
    ),
    "a function in a function is not seen from outside": (
        """
        import requests

        def deferred(url):
            def fetch():
                return requests.get(url, timeout=5)
            return fetch
        """,
        {},
    ),
    "what the file gives to a thread": (
        """
        import threading

        import requests

        def send(url):
            requests.post(url, timeout=5)

        def notify(url):
            threading.Thread(target=send, args=(url,)).start()
        """,
        {},
    ),
    "a lock or a queue may be there at once": (
        """
        import threading

        lock = threading.Lock()

        def count():
            lock.acquire()
        """,
        {},
    ),
    "nothing that waits": ("def add(a, b):\n    return a + b\n", {}),
}


@pytest.mark.parametrize(("source", "found"), CASES.values(), ids=CASES)
def test_functions_that_hold_their_thread(source: str, found: dict[str, str]) -> None:
    known = exports(dedent(source))
    assert {name: one.name for name, one in known.items()} == found
