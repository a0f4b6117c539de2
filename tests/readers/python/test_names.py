"""Names lead from where they are bound to the calls that leave the process."""

import pytest

from tests.readers.python.notation import requests, same

NOTHING = [
    pytest.param(
        "import json\njson.get('https://a')", id="another module with a method of that name"
    ),
    pytest.param("def get(url): ...\nget('https://a')", id="a function of the file"),
    pytest.param(
        """
        import requests
        requests = make()
        requests.get("https://a")
        """,
        id="a name that is bound again to something unknown",
    ),
    pytest.param(
        """
        import requests
        def f(requests):
            requests.get("https://a")
        """,
        id="a parameter hides the module",
    ),
    pytest.param(
        """
        import requests
        [requests.get(1) for requests in all_of_them]
        """,
        id="a comprehension has names of its own",
    ),
    pytest.param(
        """
        import requests
        from helpers import *
        get("https://a")
        """,
        id="a star import may bind anything",
    ),
    pytest.param(
        """
        import requests
        from helpers import *
        from requests import *
        get("https://a")
        """,
        id="one of two star imports",
    ),
    pytest.param(
        """
        import requests
        def f(session):
            session.get("https://a")
        """,
        id="a parameter without annotation and without a call",
    ),
    pytest.param(
        """
        import requests
        from typing import Mapping, cast
        def f(session):
            cast(Mapping, session).get("https://a")
        """,
        id="what a value is said to be is no client",
    ),
    pytest.param(
        """
        import requests
        from app import session
        session.get("https://a")
        """,
        id="a name from another module",
    ),
    pytest.param(
        """
        from botocore.exceptions import ClientError
        from app import crm_client, get_aws_clients
        crm_client.list_orders()
        get_aws_clients("s3").list_buckets()
        """,
        id="names of another module that are nobody's custom",
    ),
    pytest.param(
        """
        from app import s3_client
        s3_client.list_buckets()
        """,
        id="a customary name in a file that imports nothing of its client",
    ),
    pytest.param(
        """
        import requests
        def ask(name):
            return getattr(requests, name)("https://a")
        """,
        id="an attribute whose name cannot be seen",
    ),
    pytest.param(
        """
        import requests
        class Http:
            def get(self, url): ...
        Http().get("https://a")
        """,
        id="a class of the file without a known base",
    ),
    pytest.param(
        """
        import requests
        try:
            pass
        except ValueError as requests:
            requests.get("https://a")
        """,
        id="the name of an exception",
    ),
    pytest.param(
        """
        import requests
        del requests
        requests.get("https://a")
        """,
        id="a deleted name",
    ),
]


@pytest.mark.parametrize("source", NOTHING)
def test_what_is_not_known_is_no_request(source: str) -> None:
    same(requests(source), "")


FOUND = [
    pytest.param(
        "from .common import *\nfrom .words import *\nrequests.get('u')",
        "3 requests.get",
        id="a client's module that a star import must have brought",
    ),
    pytest.param("from requests import *\nget('u')", "2 requests.get", id="the only star import"),
    pytest.param("import requests\nrequests.get('u')", "2 requests.get", id="module"),
    pytest.param("import requests as r\nr.get('u')", "2 r.get", id="import as"),
    pytest.param(
        "from requests import get as fetch\nfetch('u')", "2 requests.get", id="from import as"
    ),
    pytest.param(
        "import urllib.request\nurllib.request.urlopen('u')",
        "2 urllib.request.urlopen",
        id="module of a package",
    ),
    pytest.param(
        "import urllib.request as web\nweb.urlopen('u')", "2 web.urlopen", id="import a.b as c"
    ),
    pytest.param(
        "from requests.sessions import Session\nSession().get('u')",
        "2 requests.Session.get",
        id="another way to the same class",
    ),
    pytest.param(
        "import requests\nfetch = requests.get\nfetch('u')",
        "3 requests.get",
        id="alias of a function",
    ),
    pytest.param(
        """
        def f():
            import requests
            requests.get("u")
        """,
        "4 requests.get",
        id="import inside a function",
    ),
    pytest.param(
        """
        import requests
        if True:
            s = requests.Session()
        s.get("u")
        """,
        "5 s.get",
        id="bound on a branch",
    ),
    pytest.param(
        """
        import requests
        s = None
        def f():
            global s
            if s is None:
                s = requests.Session()
            return s.get("u")
        """,
        "8 s.get",
        id="made when first needed, kept in a global",
    ),
    pytest.param(
        """
        import requests
        def outer():
            s = requests.Session()
            def inner():
                return s.get("u")
            return inner
        """,
        "6 s.get",
        id="closure",
    ),
    pytest.param(
        """
        import requests
        s, other = requests.Session(), 3
        s.get("u")
        """,
        "4 s.get",
        id="tuple assignment",
    ),
    pytest.param(
        """
        import requests
        if (s := requests.Session()).get("u").ok:
            s.post("u")
        """,
        """
        3 requests.Session.get
        4 s.post
        """,
        id="walrus",
    ),
    pytest.param(
        """
        import requests
        with requests.Session() as s, open("f") as f:
            s.get("u")
        """,
        "4 s.get",
        id="with target",
    ),
    pytest.param(
        """
        import httpx
        async def f():
            async with httpx.AsyncClient() as client:
                await client.get("u")
        """,
        "5 client.get",
        id="async with target",
    ),
    pytest.param(
        """
        import requests
        class Api:
            def __init__(self):
                self.session = requests.Session()
            def load(self):
                return self.session.get("u")
        """,
        "7 self.session.get",
        id="attribute of self",
    ),
    pytest.param(
        """
        import requests
        class Api:
            def load(self):
                return self.session.get("u")
            def open(self):
                self.session = requests.Session()
        """,
        "5 self.session.get",
        id="attribute of self that a later method sets",
    ),
    pytest.param(
        """
        import requests
        class Api:
            session = requests.Session()
            def load(self):
                return self.session.get("u")
        """,
        "6 self.session.get",
        id="class attribute",
    ),
    pytest.param(
        """
        import requests
        class Base:
            def __init__(self):
                self.session = requests.Session()
        class Api(Base):
            def load(self):
                return self.session.get("u")
        """,
        "8 self.session.get",
        id="attribute that the base class sets",
    ),
    pytest.param(
        """
        import requests
        class Api:
            @property
            def session(self):
                return requests.Session()
            def load(self):
                return self.session.get("u")
        """,
        "8 self.session.get",
        id="property",
    ),
    pytest.param(
        """
        import requests
        class Api:
            def __init__(self):
                self.session = requests.Session()
        api = Api()
        api.session.get("u")
        """,
        "7 api.session.get",
        id="attribute of an object",
    ),
    pytest.param(
        """
        import requests
        def make():
            s = requests.Session()
            return s
        make().get("u")
        """,
        "6 requests.Session.get",
        id="what a function returns",
    ),
    pytest.param(
        """
        import requests
        from app import build
        def make() -> requests.Session:
            return build()
        make().get("u")
        """,
        "6 requests.Session.get",
        id="the annotation of what a function returns",
    ),
    pytest.param(
        """
        import requests
        from contextlib import contextmanager
        @contextmanager
        def opened():
            yield requests.Session()
        with opened() as s:
            s.get("u")
        """,
        "8 s.get",
        id="what a context manager yields",
    ),
    pytest.param(
        """
        import httpx
        def f(client: "httpx.Client | None" = None, other: httpx.Client | None = None):
            other.get("u")
        """,
        "4 other.get",
        id="annotated parameter",
    ),
    pytest.param(
        """
        import requests
        from typing import cast
        class Client:
            def __init__(self):
                self._session = None
            def get(self, url):
                self._session = cast(requests.Session, self._session)
                return self._session.get(url)
        """,
        "9 self._session.get",
        id="what a value is said to be",
    ),
    pytest.param(
        """
        import requests
        def load(session):
            return session.get("u")
        load(requests.Session())
        """,
        "4 session.get",
        id="parameter that a call of the file gives",
    ),
    pytest.param(
        """
        import requests
        class Http(requests.Session):
            pass
        Http().get("u")
        """,
        "5 requests.Session.get",
        id="subclass",
    ),
    pytest.param(
        """
        import requests
        from functools import partial
        fetch = partial(requests.get, timeout=5)
        fetch("u")
        """,
        "5 requests.get",
        id="partial",
    ),
    pytest.param(
        """
        import boto3
        boto3.client("sns").publish(Message="m")
        """,
        "3 boto3.client.publish",
        id="factory",
    ),
    pytest.param(
        """
        from botocore.exceptions import ClientError
        from app.aws import get_aws_client, sqs_client
        def put(s3_client, key):
            s3_client.put_object(Key=key)
        get_aws_client("ssm").get_parameter(Name="n")
        sqs_client.send_message(QueueUrl="q")
        """,
        """
        5 s3_client.put_object
        6 boto3.client.get_parameter
        7 sqs_client.send_message
        """,
        id="what projects call a client that they hand on",
    ),
    pytest.param(
        """
        import requests
        fetch = requests.post if big else requests.put
        fetch("u")
        """,
        "4 requests.post",
        id="one of two, whichever it is",
    ),
    pytest.param(
        """
        import asyncio, requests
        async def f():
            await asyncio.to_thread(requests.get, "u", timeout=5)
        """,
        "4 requests.get",
        id="handed over to a thread",
    ),
]


@pytest.mark.parametrize(("source", "expected"), FOUND)
def test_names_are_followed(source: str, expected: str) -> None:
    same(requests(source), expected)


def test_an_annotation_rules_out_what_another_one_leaves_open() -> None:
    source = """
    import httpx
    def made() -> httpx.Client | httpx.AsyncClient: ...
    def f(client: httpx.AsyncClient):
        return client.get("u")
    def g():
        client = made()
        return f(client)
    """
    assert requests(source, "async") == "5 client.get async=yes"
