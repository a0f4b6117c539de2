"""Which hosts may be spoken to without TLS."""

from __future__ import annotations

import pytest

from detectors.facts import HOLE
from detectors.vocabulary.hosts import address, addresses, is_exempt, is_identifier, place

PLACES = {
    "loopback": "localhost LOCALHOST app.localhost 127.0.0.1 127.1.2.3 ::1 [::1] 0.0.0.0 ip6-localhost ::ffff:127.0.0.1",
    "metadata": "169.254.169.254 169.254.170.2 fd00:ec2::254 metadata.google.internal metadata fe80::1%eth0",
    "internal": (
        "redis app my-service mq-0 web.svc web.shop.svc.cluster.local db.internal printer.local"
        " host.docker.internal api.prod.internal.example.com nas.lan 10.0.0.7 172.16.0.1 172.31.255.254"
        " 192.168.1.20 fd12::7 100.64.3.2 239.1.2.3"
    ),
    "public": (
        "api.example.com example.com *.example.com 8.8.8.8 172.32.0.1 192.0.2.10 198.51.100.7 203.0.113.9"
        " 2001:db8::1 db.eu-west-1.rds.amazonaws.com localhost.example.com internal.example.com api.example.com."
    ),
}


@pytest.mark.parametrize(
    ("host", "expected"), [(host, at) for at, names in PLACES.items() for host in names.split()]
)
def test_a_host_is_where_its_name_says(host: str, expected: str) -> None:
    assert place(host) == expected


@pytest.mark.parametrize(
    ("host", "expected"),
    [
        ("", "unknown"),
        ("$HOST", "unknown"),
        ("${HOST}", "unknown"),
        ("{{ host }}", "unknown"),
        ("%s", "unknown"),
        ("<your-host>", "unknown"),
        ("api.${DOMAIN}", "unknown"),
        ("${REGION}.com", "unknown"),
        ("app-${ENV}-db", "unknown"),
        (f"{HOLE}", "unknown"),
        ("not a host", "unknown"),
        ("${TENANT}.example.com", "public"),
        (f"api-{HOLE}.example.com", "public"),
        ("${NAME}.internal", "internal"),
        ("${NAME}.shop.svc.cluster.local", "internal"),
        (f"10.0.0.{HOLE}", "internal"),
        (f"127.0.0.{HOLE}", "loopback"),
        (f"52.1.{HOLE}.7", "unknown"),
    ],
)
def test_a_host_that_is_seen_in_part_is_known_by_its_end(host: str, expected: str) -> None:
    assert place(host) == expected


def test_internal_names_are_exempt_until_the_scenario_says_that_the_network_is_shared() -> None:
    assert is_exempt("internal", {}) is True
    assert is_exempt("internal", {"network": "internal-trusted"}) is True
    assert is_exempt("internal", {"network": "internal-untrusted"}) is False
    assert is_exempt("internal", {"network": "public"}) is False


@pytest.mark.parametrize("network", ["", "internal-untrusted", "public"])
def test_this_machine_is_always_exempt_and_an_unseen_host_never_decided(network: str) -> None:
    scenario = {"network": network} if network else {}
    assert is_exempt("loopback", scenario) is True
    assert is_exempt("metadata", scenario) is True
    assert is_exempt("public", scenario) is False
    assert is_exempt("unknown", scenario) is None


@pytest.mark.parametrize(
    ("text", "scheme", "user", "password", "host", "port"),
    [
        ("http://api.example.com/v1?a=b", "http", "", "", "api.example.com", ""),
        ("AMQP://svc:pw@MQ.example.com:5672/otp", "amqp", "svc", "pw", "mq.example.com", "5672"),
        ("postgresql+psycopg://u@db/app", "postgresql", "u", "", "db", ""),
        ("redis://:pw@cache:6379/0", "redis", "", "pw", "cache", "6379"),
        ("http://[2001:db8::1]:8080/x", "http", "", "", "2001:db8::1", "8080"),
        (
            "mongodb://a.example.com:27017,b.example.com",
            "mongodb",
            "",
            "",
            "a.example.com",
            "27017",
        ),
        ("see http://x.example.com, please", "http", "", "", "x.example.com", ""),
        ("http://${HOST}:80/", "http", "", "", HOLE, "80"),
    ],
)
def test_an_address_is_taken_apart(
    text: str, scheme: str, user: str, password: str, host: str, port: str
) -> None:
    found = address(text)
    assert found is not None
    assert found[:5] == (scheme, user, password, host, port)


@pytest.mark.parametrize("text", ["", "api.example.com", "//api.example.com", "http:/x", "a: b"])
def test_a_text_without_a_scheme_is_no_address(text: str) -> None:
    assert address(text) is None


def test_every_address_of_a_text_is_found() -> None:
    found = addresses("http://a.example.com,http://b.example.com http://c.example.com")
    assert [at.host for at in found][-1] == "c.example.com"
    assert found[0].host == "a.example.com"


@pytest.mark.parametrize(
    "text",
    [
        "http://www.w3.org/2001/XMLSchema",
        "http://schemas.xmlsoap.org/soap/envelope/",
        "http://json-schema.org/draft-07/schema#",
        "http://www.apache.org/licenses/LICENSE-2.0",
        "http://ocsp.example.com",
        "http://crl.example.com/root.crl",
        "http://vendor.example.com/orders.xsd",
        "http://vendor.example.com/ns/orders",
    ],
)
def test_an_identifier_is_no_place(text: str) -> None:
    at = address(text)
    assert at is not None
    assert is_identifier(at)


@pytest.mark.parametrize(
    "text", ["http://api.example.com/v1/orders", "http://example.com", "http://ns1.example.com/x"]
)
def test_a_place_is_no_identifier(text: str) -> None:
    at = address(text)
    assert at is not None
    assert not is_identifier(at)
