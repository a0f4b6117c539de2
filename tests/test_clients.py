"""The clients' data, its loader and the gate."""

from __future__ import annotations

import inspect
import pkgutil
import subprocess
import sys
import time
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

import pytest

from detectors import clients
from detectors.clients import gate, schema
from detectors.clients.lookup import Lookup
from detectors.clients.model import Argument, Client, Pattern, Place
from detectors.clients.schema import typed
from detectors.facts import OFF, UNKNOWN, known

IDS = (*clients.names(), *clients.context())
EVERYTHING = Lookup(clients.load(id) for id in IDS)


def parsed(text: str) -> object:
    return schema.parse(text, Path("acme.yaml"))


# Patterns.


@pytest.mark.parametrize(
    ("pattern", "name"),
    [
        ("requests.get", "requests.get"),
        ("requests.{get,post}", "requests.post"),
        ("requests.Session().get", "requests.Session().get"),
        ("boto3.client('sns').publish", "boto3.client('sns').publish"),
        ("boto3.client().publish", "boto3.client('sns').publish"),
        ("boto3.client().get_*", "boto3.client('s3').get_object"),
        ("stripe.*.create", "stripe.PaymentIntent.create"),
        ("twilio.rest.Client().**.create", "twilio.rest.Client().messages.create"),
        (
            "twilio.rest.Client().**.create",
            "twilio.rest.Client().verify.v2.services('VA').verifications.create",
        ),
        ("boto3.client('pinpoint-sms-voice-v2').*", "boto3.client('pinpoint-sms-voice-v2').x"),
    ],
)
def test_pattern_stands_for(pattern: str, name: str) -> None:
    assert Pattern(pattern).matches(name)


@pytest.mark.parametrize(
    ("pattern", "name"),
    [
        ("requests.get", "requests.getter"),
        ("requests.{get,post}", "requests.put"),
        ("requests.Session().get", "requests.Session.get"),
        ("boto3.client('sns').publish", "boto3.client('sqs').publish"),
        ("boto3.client('sns').publish", "boto3.client().publish"),
        ("stripe.*.create", "stripe.checkout.Session.create"),
        ("stripe.*.create", "stripe.Customer().create"),
        ("twilio.rest.Client().**.create", "twilio.rest.Client().create"),
        ("boto3.client().get_*", "boto3.client().get_object.x"),
        ("requests.get", "xrequests.get"),
        ("requests.get", "requestsXget"),
    ],
)
def test_pattern_does_not_stand_for(pattern: str, name: str) -> None:
    assert not Pattern(pattern).matches(name)


# What stands at a place.


@pytest.mark.parametrize(
    ("place", "literal", "value"),
    [
        (Place(), 5, known(5)),
        (Place(), "x", known("x")),
        (Place(), True, known(True)),
        (Place(), False, OFF),
        (Place(off_when=(None, 0)), None, OFF),
        (Place(off_when=(None, 0)), 0, OFF),
        (Place(off_when=(None, 0)), 0.0, OFF),
        (Place(off_when=(None,)), 0, known(0)),
        (Place(plus=1), 3, known(4)),
        (Place(times=0.001), 1500, known(1.5)),
        (Place(means=((False, known(1)),), plus=1), False, known(1)),
        (Place(means=((False, known(1)),), plus=1), 0, known(1)),
        (Place(means=(("none", OFF),)), "none", OFF),
        (Place(means=((0, known("none")),), otherwise=known("exponential")), 0.0, known("none")),
        (
            Place(means=((0, known("none")),), otherwise=known("exponential")),
            2,
            known("exponential"),
        ),
        (Place(means=((1, OFF),)), True, known(True)),
        (Place(query="socket_timeout"), "3", known(3)),
        (Place(query="connect_timeout", off_when=(0,)), "0", OFF),
        (Place(query="timeoutMS", times=0.001), "1500", known(1.5)),
        (Place(query="sslmode"), "require", known("require")),
        (Place(), "3", known("3")),
    ],
)
def test_literal_is_read(place: Place, literal: object, value: object) -> None:
    assert place.read(literal) == value


def test_presence_is_read_as_true() -> None:
    assert Place(reads="presence").present() == known(True)
    assert Place(reads="presence", otherwise=known("POST")).present() == known("POST")


def test_name_without_a_meaning_is_unknown() -> None:
    place = Place(means=(("ssl.CERT_NONE", OFF),))
    assert place.read_name("ssl.CERT_NONE") == OFF
    assert place.read_name("settings.MODE") == UNKNOWN


# The schema.

HEAD = "title: Acme\npackage: {acme: '1.2'}\n"


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("package: {}", "acme.yaml: title is missing"),
        (HEAD + "titel: x", "acme.yaml: unknown key 'titel', did you mean title?"),
        (
            HEAD + "calls: {a: {names: acme.f, io: both, effect: read}}",
            "acme.yaml.calls.a.io: 'both'",
        ),
        (HEAD + "calls: {a: {names: acme.f, io: sync}}", "acme.yaml.calls.a: effect is missing"),
        (
            HEAD + "calls: {a: {names: 'acme f', io: sync, effect: read}}",
            "is not a pattern of names",
        ),
        (
            HEAD + "calls: {a: {names: acme.f, io: sync, effect: read, returns: acme.R()}}",
            "acme.yaml.calls.a.returns: there is no object acme.R()",
        ),
        (HEAD + "settings: {timeuot: 5}", "'timeuot' is not known, did you mean timeout?"),
        (HEAD + "settings: {timeout: {default: null}}", "None is no value; write false for off"),
        (HEAD + "settings: {timeout: {for: [nobody]}}", "there is no group nobody in calls"),
        (
            HEAD + "settings: {timeout: {places: [{keywrod: timeout}]}}",
            "acme.yaml.settings.timeout.places[0]: unknown key 'keywrod', did you mean keyword?",
        ),
        (HEAD + "settings: {timeout: {places: [{of: acme.C}]}}", "places[0]: position, keyword"),
        (HEAD + "settings: {timeout: {places: [{attribute: t}]}}", "an attribute needs `of`"),
        (
            HEAD + "retries: {a: {attempts: 1, covers: [5xx, bad]}}",
            "retries.a.covers: bad is unknown",
        ),
        (HEAD + "retries: {a: {backoff: slow}}", "retries.a.backoff: slow is unknown"),
        (HEAD + "objects: {acme.C: {kind: client}}", "an object's name ends in ()"),
        (HEAD + "exceptions: {acme.E: sometimes}", "'sometimes' is not known"),
        (HEAD + "verified: [a", "acme.yaml: "),
        ("- a", "acme.yaml: a mapping is needed"),
    ],
)
def test_bad_data_is_refused_with_file_and_key(text: str, message: str) -> None:
    with pytest.raises(typed.BadData) as caught:
        parsed(text)
    assert message in str(caught.value)
    assert "acme.yaml" in str(caught.value)
    assert "\n" not in str(caught.value)


def test_source_names_package_and_version() -> None:
    text = HEAD + "calls: {a: {names: acme.f, io: sync, effect: read, source: acme.f}}"
    assert schema.parse(text, Path("acme.yaml")).calls[0].source == "acme 1.2: acme.f"


def test_default_depends_on_the_release() -> None:
    text = HEAD + "settings: {timeout: {default: 5, before: {'6': 1, '8': false}}}"
    setting = schema.parse(text, Path("acme.yaml")).settings["timeout"][0]
    assert setting.default_in("") == known(5)
    assert setting.default_in("==8.0.1") == known(5)
    assert setting.default_in("==7.4") == OFF
    assert setting.default_in("==5.2.1") == known(1)


def test_a_range_has_the_default_of_the_newest_release_in_it() -> None:
    text = HEAD + "settings: {timeout: {default: 5, before: {'6': 1, '8': false}}}"
    setting = schema.parse(text, Path("acme.yaml")).settings["timeout"][0]
    assert setting.default_in(">=4") == known(5)
    assert setting.default_in(">=4,<9") == known(5)
    assert setting.default_in("(>=6.4,<8)") == OFF
    assert setting.default_in("^5.2") == known(1)


# Every file.


@pytest.mark.parametrize("id", IDS)
def test_data_follows_the_schema(id: str) -> None:
    client = clients.load(id)
    assert client.title
    assert client.modules == gate.modules_of(id)
    assert set(client.uses) <= set(IDS)


@pytest.mark.parametrize("id", IDS)
def test_facts_say_where_they_come_from(id: str) -> None:
    client = clients.load(id)
    facts = (*client.calls, *client.objects.values(), *client.waits, *client.handovers)
    for fact in (*facts, *client.deadlines, *client.triggers, *client.retries, *client.partials):
        assert fact.source, f"{id}: {fact}"
        assert fact.verified, f"{id}: {fact}"
    for variants in client.settings.values():
        for setting in variants:
            if setting.default.is_known or setting.places:
                assert setting.source or setting.note, f"{id}: {setting.name}"


@pytest.mark.parametrize("id", clients.names())
def test_calls_belong_to_the_client_modules(id: str) -> None:
    client = clients.load(id)
    for call in client.calls:
        for pattern in call.names:
            assert any(pattern.text.startswith(f"{module}.") for module in (*client.modules, id)), (
                pattern.text
            )


@pytest.mark.parametrize("id", IDS)
def test_aliases_end_at_names_of_their_own(id: str) -> None:
    client = clients.load(id)
    for name in client.aliases:
        once = EVERYTHING.canonical(name)
        assert EVERYTHING.canonical(once) == once


@pytest.mark.parametrize("id", clients.names())
def test_every_name_that_can_be_listed_is_found_again(id: str) -> None:
    client = clients.load(id)
    for call in client.calls:
        for pattern in call.names:
            for name in pattern.names:
                found = EVERYTHING.call(name)
                excluded = any(besides.matches(name) for besides in call.besides)
                assert found is not None or excluded, name
                assert EVERYTHING.canonical(name) == name


@pytest.mark.parametrize("id", clients.names())
def test_clients_that_make_requests_say_what_they_do_by_default(id: str) -> None:
    client = clients.load(id)
    for call in client.calls:
        name = next(iter(call.names[0].names), call.names[0].text)
        settings = client.settings_of(call, name)
        assert "timeout" in settings, f"{id}.{call.id}"
        assert "raise_for_status" in settings, f"{id}.{call.id}"
        assert client.retry_of(call, name) is not None, f"{id}.{call.id}"


STANDARD = [id for id in IDS if "CPython" in clients.load(id).package]


def callables(patterns: Iterable[Pattern]) -> Iterator[tuple[str, Any]]:
    """The functions and classes of this Python that patterns without wildcards name."""
    for name in (name for pattern in patterns for name in pattern.names):
        try:
            yield name, pkgutil.resolve_name(name.replace("()", ""))
        except (AttributeError, ImportError):
            continue


def takes(target: Any, argument: Argument) -> bool:
    try:
        parameters = list(inspect.signature(target).parameters.values())
    except ValueError:  # a builtin that does not tell
        return True
    parameters = [p for p in parameters if p.name not in {"self", "cls"}]
    if argument.keyword and not any(
        p.name == argument.keyword or p.kind is p.VAR_KEYWORD for p in parameters
    ):
        return False
    ordered = [p.name for p in parameters if p.kind in (p.POSITIONAL_ONLY, p.POSITIONAL_OR_KEYWORD)]
    if argument.position is None or not argument.keyword:
        return True
    return ordered[argument.position : argument.position + 1] == [argument.keyword]


@pytest.mark.parametrize("id", STANDARD)
def test_standard_library_takes_what_the_data_says(id: str) -> None:
    client = clients.load(id)
    places = [
        (place.of, place.argument)
        for variants in client.settings.values()
        for setting in variants
        for place in setting.places
        if place.of and place.argument and not place.attribute
    ]
    places += [
        (call.names, argument)
        for call in client.calls
        for arguments in call.arguments.values()
        for argument in arguments
    ]
    for one in (*client.waits, *client.handovers, *client.deadlines):
        for role in ("seconds", "timeout", "function", "argument"):
            places += [(one.names, argument) for argument in getattr(one, role, ())]
    for patterns, argument in places:
        for name, target in callables(patterns):
            assert takes(target, argument), (name, argument)


def test_only_the_data_of_clients_that_are_named_is_read(monkeypatch: pytest.MonkeyPatch) -> None:
    read: list[str] = []
    parse = schema.parse

    def noted(text: str, path: Path) -> Client:
        read.append(path.stem)
        return parse(text, path)

    monkeypatch.setattr(schema, "parse", noted)
    clients.load.cache_clear()
    clients.belonging(["requests"])
    assert {"requests", "urllib3", "ssl"} <= {*read}
    assert not {*read} & {"boto3", "redis", "stripe", "twilio"}
    assert len(read) == len({*read})


def test_nothing_is_parsed_before_a_client_is_needed() -> None:
    code = "import sys, detectors.clients as c; c.occurring('import os', 'python'); assert 'yaml' not in sys.modules"
    subprocess.run([sys.executable, "-c", code], check=True, timeout=60)


# From a name to what it is.


@pytest.mark.parametrize(
    ("name", "canonical"),
    [
        ("requests.get", "requests.get"),
        ("requests.session", "requests.Session"),
        ("requests.sessions.Session", "requests.Session"),
        ("requests.api.post", "requests.post"),
        ("requests.packages.urllib3.util.retry.Retry", "urllib3.util.Retry"),
        ("urllib3.Retry", "urllib3.util.Retry"),
        ("openai.AzureOpenAI().chat.completions.create", "openai.OpenAI().chat.completions.create"),
        ("openai.OpenAI().with_options().models.list", "openai.OpenAI().models.list"),
        ("redis.StrictRedis", "redis.Redis"),
        ("redis.from_url().get", "redis.Redis().get"),
        ("redis.asyncio.from_url()", "redis.asyncio.Redis()"),
        ("boto3.session.Session().client('sns').publish", "boto3.client('sns').publish"),
        ("boto3.Session().client", "boto3.client"),
        ("psycopg2.connect().cursor().execute", "psycopg2.extensions.cursor().execute"),
        ("psycopg.Connection.connect", "psycopg.connect"),
        ("twilio.rest.Client().api.v2010.messages", "twilio.rest.Client().v2010.messages"),
        ("os.path.join", "os.path.join"),
        ("requestsx.session", "requestsx.session"),
    ],
)
def test_canonical(name: str, canonical: str) -> None:
    assert EVERYTHING.canonical(name) == canonical


@pytest.mark.parametrize(
    ("name", "group", "io", "effect"),
    [
        ("requests.Session().post", "session", "sync", "any"),
        ("httpx.AsyncClient().stream", "async-request", "async", "any"),
        ("boto3.client('sns').publish", "send", "sync", "send"),
        ("boto3.client('sqs').send_message", "enqueue", "sync", "publish"),
        ("boto3.client().describe_instances", "read", "sync", "read"),
        ("boto3.client('s3').put_object", "set", "sync", "query"),
        ("boto3.client('ec2').run_instances", "run", "sync", "create"),
        ("boto3.client('sqs').delete_message", "consume", "sync", "consume"),
        ("boto3.client('sqs').delete_queue", "delete", "sync", "delete"),
        ("boto3.resource('dynamodb').Table('t').put_item", "resource-set", "sync", "query"),
        ("twilio.rest.Client().messages.create", "send", "sync", "send"),
        ("twilio.rest.Client().messages.create_async", "send-async", "async", "send"),
        ("twilio.rest.Client().messages().fetch", "read", "sync", "read"),
        (
            "twilio.rest.Client().verify.v2.services('VA').verifications.create",
            "send",
            "sync",
            "send",
        ),
        ("stripe.PaymentIntent.create", "charge", "sync", "charge"),
        ("stripe.Customer.create", "create", "sync", "create"),
        ("stripe.StripeClient().v1.payment_intents.create", "client-charge", "sync", "charge"),
        ("stripe.StripeClient().v1.customers.create", "client-create", "sync", "create"),
        ("stripe.Customer.retrieve_async", "read-async", "async", "read"),
        ("openai.AsyncOpenAI().chat.completions.create", "generate-async", "async", "query"),
        (
            "openai.OpenAI().chat.completions.with_raw_response.create",
            "generate",
            "sync",
            "query",
        ),
        ("openai.OpenAI().files.with_raw_response.create", "create", "sync", "create"),
        ("slack_sdk.WebClient().chat_postMessage", "send", "sync", "send"),
        ("slack_sdk.WebClient().users_list", "read", "sync", "read"),
        ("slack_sdk.WebClient().chat_update", "change", "sync", "write"),
        ("slack_sdk.WebhookClient().send", "webhook", "sync", "send"),
        ("redis.Redis().get", "read", "sync", "read"),
        ("redis.Redis().incr", "change", "sync", "write"),
        ("redis.Redis().pipeline().execute", "pipeline", "sync", "write"),
        ("smtplib.SMTP().send_message", "send", "sync", "send"),
        ("psycopg2.connect", "connect", "sync", "connect"),
        ("sendgrid.SendGridAPIClient().client.mail.send.post", "send", "sync", "send"),
    ],
)
def test_name_is_a_call(name: str, group: str, io: str, effect: str) -> None:
    found = EVERYTHING.call(name)
    assert found is not None
    assert (found.item.id, found.item.io, found.item.effect) == (group, io, effect)


@pytest.mark.parametrize(
    "name",
    [
        "requests.Session",
        "requests.Session().mount",
        "requests.Session().headers.update",
        "requests.exceptions.Timeout",
        "requests.Response().json",
        "httpx.Client",
        "httpx.Client().build_request",
        "httpx.Timeout",
        "aiohttp.ClientSession().close",
        "boto3.client",
        "boto3.client('s3').get_paginator",
        "boto3.client('s3').get_waiter",
        "boto3.client('s3').generate_presigned_url",
        "boto3.client('s3').exceptions.NoSuchKey",
        "boto3.resource('dynamodb').Table('t').batch_writer().put_item",
        "stripe.Webhook.construct_event",
        "stripe.StripeClient().construct_event",
        "twilio.rest.Client",
        "twilio.rest.Client().messages",
        "redis.Redis().pipeline",
        "redis.Redis().pipeline().set",
        "redis.Redis().register_script",
        "redis.Redis().close",
        "slack_sdk.WebClient().retry_handlers.append",
        "openai.OpenAI().with_options",
        "openai.OpenAI().close",
        "smtplib.SMTP().starttls",
        "smtplib.SMTP().quit",
        "urllib.parse.urlparse",
        "os.path.join",
    ],
)
def test_name_is_no_call(name: str) -> None:
    assert EVERYTHING.call(name) is None


@pytest.mark.parametrize(
    ("name", "setting", "default"),
    [
        ("requests.get", "timeout", OFF),
        ("requests.get", "verify", known(True)),
        ("httpx.get", "timeout", known(5)),
        ("aiohttp.ClientSession().get", "timeout", known(300)),
        ("urllib3.request", "timeout", known(3)),
        ("urllib3.PoolManager().request", "timeout", OFF),
        ("urllib.request.urlopen", "raise_for_status", known(True)),
        ("urllib.request.urlopen", "method", known("GET")),
        ("http.client.HTTPSConnection().request", "raise_for_status", OFF),
        ("smtplib.SMTP_SSL", "verify", OFF),
        ("smtplib.SMTP().send_message", "tls", OFF),
        ("boto3.client('sns').publish", "timeout", known(60)),
        ("boto3.client('sns').publish", "key_support", OFF),
        ("boto3.client('ec2').run_instances", "automatic_key", known("call")),
        ("boto3.client('sqs').send_message", "automatic_key", OFF),
        ("boto3.client('braket').create_job", "automatic_key", UNKNOWN),
        ("stripe.PaymentIntent.create", "automatic_key", known("call")),
        ("twilio.rest.Client().messages.create", "timeout", OFF),
        ("twilio.rest.Client().messages.create", "key_support", OFF),
        ("slack_sdk.WebhookClient().send", "raise_for_status", OFF),
        ("slack_sdk.WebClient().chat_postMessage", "raise_for_status", known(True)),
        ("redis.Redis().get", "timeout", known(5)),
        ("redis.Redis().blpop", "timeout", UNKNOWN),
        ("psycopg.connect", "timeout", known(130)),
        ("psycopg2.connect", "timeout", OFF),
        ("psycopg2.extensions.cursor().execute", "timeout", UNKNOWN),
        ("openai.OpenAI().embeddings.create", "timeout", known(600)),
        ("sendgrid.SendGridAPIClient().send", "timeout", OFF),
    ],
)
def test_default(name: str, setting: str, default: object) -> None:
    found = EVERYTHING.call(name)
    assert found is not None
    assert found.client.settings_of(found.item, name)[setting].default == default


@pytest.mark.parametrize(
    ("name", "made_by", "attempts"),
    [
        ("requests.get", "", known(1)),
        ("httpx.Client().get", "httpx.Client", known(1)),
        ("aiohttp.ClientSession().get", "aiohttp.ClientSession", known(2)),
        ("urllib3.PoolManager().request", "urllib3.PoolManager", known(4)),
        ("boto3.client('sns').publish", "boto3.client", known(3)),
        ("boto3.client('dynamodb').query", "boto3.client", known(4)),
        ("stripe.Charge.create", "", known(3)),
        ("stripe.StripeClient().v1.charges.create", "stripe.StripeClient", known(1)),
        ("openai.OpenAI().responses.create", "openai.OpenAI", known(3)),
        ("redis.Redis().get", "redis.Redis", known(11)),
        ("redis.Redis().get", "redis.from_url", known(1)),
        ("slack_sdk.WebClient().chat_postMessage", "slack_sdk.WebClient", known(2)),
        ("psycopg.connect", "", known(1)),
    ],
)
def test_attempts_by_default(name: str, made_by: str, attempts: object) -> None:
    found = EVERYTHING.call(name)
    assert found is not None
    policy = found.client.retry_of(found.item, name, made_by)
    assert policy is not None
    assert policy["attempts"].default == attempts


@pytest.mark.parametrize(
    ("name", "attempts", "backoff", "jitter"),
    [
        ("tenacity.retry()", OFF, known("none"), OFF),
        ("backoff.on_exception()", OFF, UNKNOWN, known(True)),
        ("urllib3.util.Retry()", known(11), known("none"), OFF),
        ("requests.adapters.HTTPAdapter()", known(1), known("none"), OFF),
    ],
)
def test_policy_by_default(name: str, attempts: object, backoff: object, jitter: object) -> None:
    found = EVERYTHING.object(name)
    assert found is not None
    policy = found.item.retry
    assert policy is not None
    given = (policy["attempts"].default, policy["backoff"].default, policy["jitter"].default)
    assert given == (attempts, backoff, jitter)


def test_waits_threads_deadlines_and_triggers_are_found() -> None:
    assert EVERYTHING.wait("time.sleep").item.kind == "sleep"  # type: ignore[union-attr]
    assert EVERYTHING.wait("asyncio.sleep").item.io == "async"  # type: ignore[union-attr]
    assert EVERYTHING.wait("time.time") is None
    assert EVERYTHING.handover("asyncio.to_thread").item.to == "thread"  # type: ignore[union-attr]
    assert EVERYTHING.handover("self.loop.run_in_executor").item.to == "thread"  # type: ignore[union-attr]
    assert EVERYTHING.handover("threading.Thread").item.function == (Argument(1, "target"),)  # type: ignore[union-attr]
    assert EVERYTHING.deadline("asyncio.timeout").item.bounds == "block"  # type: ignore[union-attr]
    assert EVERYTHING.deadline("asyncio.timeout_at").item.is_time_of_day  # type: ignore[union-attr]
    assert EVERYTHING.decorator("fastapi.APIRouter().post").item.kind == "route"  # type: ignore[union-attr]
    assert EVERYTHING.decorator("fastapi.APIRouter().include_router") is None
    assert EVERYTHING.base("flask.views.MethodView").item.framework == "Flask"  # type: ignore[union-attr]
    assert any("lambda_handler" in t.item.functions for t in EVERYTHING.triggers_by_name)


def test_clients_bring_what_they_use_and_the_context_of_the_imports() -> None:
    found = {
        client.id for client in clients.belonging(["requests"], ["time", "concurrent.futures"])
    }
    assert {"requests", "urllib3", "ssl", "time", "concurrent.futures", "builtins"} <= found
    assert not {"flask", "asyncio", "httpx"} & found


# The gate.


@pytest.mark.parametrize(
    ("source", "id"),
    [
        ("import requests", "requests"),
        ("import requests as r", "requests"),
        ("import os, requests as r", "requests"),
        ("import os; import requests", "requests"),
        ("import os;import requests", "requests"),
        ("    import requests", "requests"),
        ("\timport requests\r\n", "requests"),
        ("if x: import requests", "requests"),
        ("try: import requests\nexcept ImportError: requests = None", "requests"),
        ("import requests.adapters", "requests"),
        ("import a, \\\n    requests", "requests"),
        ("import a, \\\r\n    requests", "requests"),
        ("import \\\n    requests", "requests"),
        ("from requests.adapters import HTTPAdapter", "requests"),
        ("from requests import get", "requests"),
        ("from requests import(get)", "requests"),
        ("from requests import*", "requests"),
        ("from \\\n requests \\\n import get", "requests"),
        ("from\trequests\timport get", "requests"),
        ("from requests . adapters import HTTPAdapter", "requests"),
        ("import requests . adapters", "requests"),
        ("x = '#'; import requests", "requests"),
        ('x = "from"; from requests import get', "requests"),
        ("# how to import (see below\nfrom requests import get\n", "requests"),
        ("# to import (\n\n\nimport requests\n", "requests"),
        ('importlib.import_module("requests")', "requests"),
        ("import_module(\n    'requests.sessions'\n)", "requests"),
        ("r = __import__('requests')", "requests"),
        ("a = 1\rimport requests\rb = 2", "requests"),
        ("import urllib.request", "urllib.request"),
        ("import urllib\nurllib.request.urlopen(u)", "urllib.request"),
        ("import urllib.parse\nurllib.request.urlopen(u)", "urllib.request"),
        ("import urllib as u\nu.request.urlopen(x)", "urllib.request"),
        ("from urllib import request", "urllib.request"),
        ("from urllib import parse, request as r", "urllib.request"),
        ("from urllib import (parse,\n  request)", "urllib.request"),
        ("from urllib import (  # noqa: (x)\n  parse,  # a, b\n  request,\n)", "urllib.request"),
        ("from urllib import *", "urllib.request"),
        ("from urllib.request import urlopen, Request", "urllib.request"),
        ("from http import client", "http.client"),
        ("import http.client as hc", "http.client"),
        ("from slack import WebClient", "slack_sdk"),
        ("from psycopg_pool import ConnectionPool", "psycopg"),
        ("import botocore", "boto3"),
        ("from pip._vendor import requests", "requests"),
        ("é = 1\nimport requests", "requests"),
    ],
)
def test_gate_sees_the_import(source: str, id: str) -> None:
    assert id in clients.occurring(source, "python")


@pytest.mark.parametrize(
    "source",
    [
        "",
        "import os",
        "import os\nrequests.get(url)",
        "important = requests",
        "myrequests.get(url)",
        "shop.requests.get(url)",
        "from urllib.parse import urlparse",
        "import urllib.parse\nprint(urllib.parse.quote(request))",
        "from http import HTTPStatus",
        "import http.cookies",
        "from . import requests_helper",
        "from .requests import get",
        "import requests_mock",
        "import myrequests",
        "from my.requests import get",
        "# see requests\nimport os",
        "imports = ['requests']",
    ],
)
def test_gate_sees_no_import(source: str) -> None:
    assert clients.occurring(source, "python") == frozenset()


def test_gate_takes_a_module_by_its_name_where_nothing_is_imported() -> None:
    assert clients.occurring("answer = requests.get(url)", "python") == {"requests"}


@pytest.mark.parametrize(
    ("source", "id"),
    [
        ("curl https://x", "curl"),
        ("/usr/bin/curl -s x", "curl"),
        ("x=$(curl -s x)", "curl"),
        ("RUN apt-get update && curl -fsSL x | sh", "curl"),
        ("  run: |\n    wget x", "wget"),
        ('CMD ["curl", "-f", "x"]', "curl"),
        ("CURL=${CURL:-curl}", "curl"),
        ("http POST example.com", "http"),
        ("https example.com", "http"),
        ("`http :8000/x`", "http"),
    ],
)
@pytest.mark.parametrize("language", ["shell", "dockerfile", "yaml"])
def test_gate_sees_the_command(source: str, id: str, language: str) -> None:
    assert id in clients.occurring(source, language)


@pytest.mark.parametrize(
    "source", ["url: http://x", "https://x/y", "http: 80", "http-port: 80", "libcurl4", "xhttp y"]
)
def test_gate_takes_no_url_for_a_command(source: str) -> None:
    assert not {"curl", "http"} & clients.occurring(source, "yaml")


def test_gate_looks_for_no_commands_where_there_is_no_shell() -> None:
    assert clients.occurring("http { }", "nginx") == frozenset()


@pytest.mark.parametrize(
    "line", ["import a\n", "# import (\n", "import \\\n", "from from from import\n", "("]
)
def test_gate_takes_time_in_proportion(line: str) -> None:
    def duration(times: int) -> float:
        start = time.process_time()
        clients.occurring(line * times, "python")
        return time.process_time() - start

    clients.occurring("import a", "python")
    assert duration(20_000) < 40 * max(duration(2_000), 0.005)
