"""Data that crosses a network without TLS: cleartext URLs, clients without TLS, open listeners."""

from __future__ import annotations

import re
from collections.abc import Iterator

from detectors.facts import HOLE, Block, Fact, Process, Request, Setting, Value
from detectors.gates import suspects
from detectors.infrastructure import cloud_tls, proxies, servers, silent_defaults
from detectors.infrastructure.cleartext_commands import spoken_in_clear
from detectors.infrastructure.moving_images import has_a_checksum
from detectors.judging.connecting import connects
from detectors.model import Risk, Verdict, risky, sound
from detectors.places import Lines
from detectors.text import places_of, places_of_word
from detectors.vocabulary import hosts
from detectors.vocabulary.hosts import CLEARTEXT, Address
from detectors.vocabulary.names import (
    is_a_server_of_an_interface,
    is_a_test,
    is_for_developers,
    is_switched_off,
    listed,
    names_a_target,
    words,
)

_MAKES_REQUESTS = re.compile(r"^[ \t]*(?:import|from)[ \t]+(?:urllib|requests)\b", re.MULTILINE)


_RENAMED = ("Request as ", "HTTPConnection as ", "HTTPConnectionPool as ")
_NAME = re.compile(r"\w+")


def _suspects(source: str, lowered: str) -> Iterator[int]:
    yield from suspects.addresses(source, lowered)
    yield from places_of("sasl_plaintext", lowered)
    clear = [*places_of("http://", lowered), *places_of("ftp://", lowered)]
    if clear and "Request" in source and _MAKES_REQUESTS.search(lowered):
        yield from clear
        yield from places_of("Request(", source)
    for name in _RENAMED:
        for place in places_of(name, source):
            if alias := _NAME.match(source, place + len(name)):
                yield from places_of_word(alias[0], source)
    yield from places_of("HTTPConnection(", source)
    yield from places_of("HTTPConnectionPool(", source)
    if "pysnmp" in lowered:
        for name in ("CommunityData(", "UsmUserData("):
            yield from places_of(name, source)


risk = Risk(
    __name__,
    words=(
        *(f"{scheme}://" for scheme in CLEARTEXT),
        "insecure_channel",
        "sslmode=disable",
        "use_ssl",
        "plaintext",
        "ldap",
        "telnet",
        "pysnmp",
        "ftp",
        "mysql",
        "mariadb",
        "mongo",
        "mosquitto",
        "git://",
        "tcp://",
    ),
    config_words=(
        "git://",
        "listen",
        "server",
        "kind: ingress",
        '"ingress"',
        "listener",
        "loadbalancer",
        "bind",
        "sslmode",
        "usessl",
        "encrypt=false",
        "schemes",
        "client_broker",
        "clientbroker",
        "in_cluster",
        "incluster",
        "transit_encryption",
        "transitencryption",
        "encryption_type",
        "node_to_node",
        "nodetonode",
        "protocol_policy",
        "protocolpolicy",
        "parameter",
        "kind: gateway",
        "kind: route",
        "transfer",
        "destinationrule",
        "replication_group",
        "replicationgroup",
        "search_domain",
        "search::domain",
        "searchservice::domain",
        "efs_volume",
        "efsvolume",
        "nifcloud_elb",
        "application_gateway",
        "api_gateway_api",
        "balancer",
        "kubelet-https",
        "in_transit",
        "appsync",
        "redis_instance",
        "dax",
        "security_protocol",
        "intransit",
    ),
    closer=_suspects,
)

_UPGRADES = {"smtplib", "imaplib", "poplib"}
"""Clients that connect in clear and may call for TLS before they say anything."""
_SAMPLES = {"sample", "samples", "example", "examples"}
_WITHOUT = re.compile(r"\b(?:sslmode=disabled?|useSSL=false|encrypt=false)\b", re.IGNORECASE)
"""In an address of a database, JDBC's among them."""
LOGINS = ("password", "authorization", "token")
"""Settings of a request that carry a credential."""


@risk.judge(Request)
def speaks_in_clear(request: Request) -> Verdict | None:
    at = hosts.target(request)
    tls = request.setting("tls")
    if at and at.scheme in CLEARTEXT:
        if tls.value == "optional" or (tls.is_written and not tls.is_off):
            return None  # STARTTLS: `tls-not-enforced` where it is not insisted on
        where = _place(request, request.setting("url"))
        return _at_host(request, at, where) or _wherever(request, at, where)
    if _is_disabled(request.setting("sslmode")):
        where = _place(request, request.setting("sslmode"))
        return _at_host(request, at, where) if at else None
    if not tls.is_off or (_only_connects(request) and not _logs_in(request)):
        return None
    is_cloud = request.client.library == "boto3"
    if at and is_cloud:
        return None  # it ignores `use_ssl` beside an endpoint, whose own scheme decides
    where = _place(request, tls)
    if at and hosts.place(at.host) != "unknown":
        return _at_host(request, at, where)
    if any(_ASKS_FOR_TLS.search(test) for test in request.conditions):
        return None  # whoever has set it up has chosen
    if _logs_in(request) or (is_cloud and tls.is_written):
        return risky(
            f"{request.name} sends what proves who it is without TLS",
            at=where,
            anchors=_anchors(request, where),
            group=request.client.group,
        )
    return None


def _only_connects(request: Request) -> bool:
    """It has said nothing yet, and may call for TLS before it does."""
    return request.effect == "connect" and request.client.library in _UPGRADES


_ASKS_FOR_TLS = re.compile(r"(?i)(?<![a-z])(?:start_?|use_?|with_?|enable_?)?(?:tls|ssl)(?![a-z])")
_GIVEN = re.compile(
    r"(?:http|ws)://(?:\{([\w.]+)\}|\{\}[^{}]*\.format\(\s*([\w.]+)|%s[^%]*[\"']\s*%\s*\(?\s*([\w.]+))"
)
"""What is put into the place of a host, however the text is put together."""
_LOGINS = re.compile(r"(?i)/(?:login|signin|sign-in|oauth2?/token|authenticate)/?(?:\?|$)")
_NEAR_BY = listed(
    "local localhost loopback ip addr address device bridge hub camera cam printer router modem gateway plug bulb light"
    " tv receiver speaker player inverter heater charger lan pod container docker node worker peer sidecar proxy emulator"
    " mock port container service backend internal private"
)
"""Words of the name of a host that stands in the same house, or behind the same wall."""


def _wherever(request: Request, at: Address, where: Lines) -> Verdict | None:
    """`f"http://{self.host}/login"` with a credential: whoever names the host cannot ask for TLS."""
    is_login = request.method == "POST" and bool(_LOGINS.search(at.path))
    if at.scheme not in {"http", "ws"} or at.host != HOLE or not (is_login or _logs_in(request)):
        return None
    if request.file.language != "python" or is_for_developers(request):
        return None
    given = _GIVEN.search(request.setting("url").text)
    name = next(filter(None, given.groups()), "") if given else ""
    if not name or _NEAR_BY & set(words(name)) or request.setting("usual_host").is_known:
        return None
    return risky(
        f"{request.name} sends what proves who it is over {at.scheme}://, wherever {name} is, and nobody can ask for TLS",
        at=where,
        anchors=_anchors(request, where),
        group=f"host {name}",
    )


def _is_disabled(sslmode: Value) -> bool:
    return (sslmode.string or "").lower() in {"disable", "disabled"}


def _at_host(request: Request, at: Address, where: Lines) -> Verdict | None:
    is_exempt = hosts.is_exempt(hosts.place(at.host), request.file.scenario)
    if is_exempt is None or (is_a_test(request) and not is_exempt):
        return None
    if request.file.language == "python" and request.file.is_an_example and not is_exempt:
        return None
    if is_exempt:
        return sound(f"{at.shown or 'the host'} is {_near(hosts.place(at.host))}", at=where)
    protocol = f"{at.scheme}://" if at.scheme in CLEARTEXT else "a connection without TLS"
    what = "a credential" if at.has_credentials or _logs_in(request) else "what it sends"
    return risky(
        f"{request.name} reaches {at.shown} over {protocol}, so anyone on the path reads and changes {what}",
        at=where,
        anchors=_anchors(request, where),
        group=f"host {at.shown}",
        shift=_shift(request, at),
        needs=_needs(at),
    )


def _near(place: hosts.Place) -> str:
    if place == "metadata":
        return "link-local and served over HTTP only"
    return "this machine" if place == "loopback" else "a name inside one cluster or private network"


def _logs_in(request: Request) -> bool:
    return any(request.setting(name).is_written for name in LOGINS)


def _shift(request: Request, at: Address) -> int:
    if at.has_credentials or _logs_in(request):
        return 1
    return _shift_of_purpose(request)


def _shift_of_purpose(fact: Fact) -> int:
    return int(fact.file.scenario.get("purpose") in {"otp", "payment"})


def _needs(at: Address) -> tuple[str, ...]:
    return ("network",) if hosts.place(at.host) == "internal" else ()


def _place(request: Request, value: Value) -> Lines:
    """The literal, or the call that leaves TLS out; in a shell the whole command."""
    if request.file.language != "python":
        if value.lines and value.lines.first < request.lines.first:
            return Lines(value.lines.first, value.lines.first)
        return request.lines
    if value is request.setting("url") and value.lines:
        return value.lines
    calls = [lines for lines in (request.lines, request.client.lines) if lines]
    if value.lines is None:
        return calls[-1]
    return next((lines for lines in calls if lines.holds(value.lines)), value.lines)


def _anchors(request: Request, where: Lines) -> list[Lines]:
    anchors = [request.lines, request.statement, request.client.lines, *request.anchors]
    return [anchor for anchor in anchors if anchor and anchor != where]


@risk.judge(Process)
def runs_a_command_in_clear(process: Process) -> Verdict | None:
    """`git clone http://...`, `telnet switch1.example.com`: no request of which the rest is known."""
    clear = None if is_a_test(process) else spoken_in_clear(process)
    if (
        clear is None
        or hosts.is_exempt(hosts.place(clear.at.host), process.file.scenario) is not False
    ):
        return None
    scheme = f"{clear.at.scheme}://" if clear.at.scheme else "a connection without TLS"
    return risky(
        f"{process.name} reaches {clear.at.shown} over {scheme}, so anyone on the path reads and changes {clear.what}",
        group=f"host {clear.at.shown}",
        shift=int(clear.at.has_credentials),
    )


@risk.judge(Setting)
def logs_in_by_snmp(setting: Setting) -> Verdict | None:
    if setting.path[:1] != ("pysnmp",) or setting.name != "snmp" or is_a_test(setting):
        return None
    return risky(
        f"{setting.value.value} sends what it reads and sets in clear, and most versions the community too",
        at=setting.statement,
        anchors=[setting.lines],
    )


@risk.judge(Setting)
def logs_in_to_a_broker_in_clear(setting: Setting) -> Verdict | None:
    """`{"security.protocol": "SASL_PLAINTEXT"}` of a client of Kafka in Python."""
    if setting.file.language != "python" or setting.value.value != "SASL_PLAINTEXT":
        return None
    if words(setting.name) != ["security", "protocol"] or is_a_test(setting):
        return None
    if is_for_developers(setting) or not (setting.role == "keyword" or "." in setting.name):
        return None
    servers = [s for s in setting.beside if words(s.name) == ["bootstrap", "servers"]]
    places = {hosts.place(s.value.string.partition(":")[0]) for s in servers if s.value.string}
    if places & {"loopback", "internal"}:
        return None
    return risky(
        "the broker is told who logs in without TLS, so anyone on the path reads every message",
        at=setting.statement if setting.role == "keyword" else None,
        anchors=[setting.lines],
    )


@risk.judge(Setting)
def names_an_address_without_tls(setting: Setting) -> Verdict | None:
    text = setting.value.string
    if not text or "://" not in text or _is_shown(setting):
        return None
    if what := _FETCHED.get(setting.path):
        return _fetches_code(setting, what, text)
    if setting.path == ("ADD",) and setting.file.format == "dockerfile":
        is_checked = has_a_checksum(setting)
        return (
            None if is_checked else _fetches_code(setting, "what is added comes", text.split()[0])
        )
    for at in hosts.addresses(text):
        verdict = _address(setting, at, text)
        if verdict:
            return verdict
    return None


_FETCHED: dict[tuple[str, ...], str] = {
    ("repos", "repo"): "the hooks come",
    ("dependencies", "repository"): "the chart comes",
}
"""Where pre-commit has the repositories of hooks that it runs, and Helm those of the charts that it installs."""


def _fetches_code(setting: Setting, what: str, text: str) -> Verdict | None:
    """A repository of hooks or of charts; a file that the recipe of an image adds."""
    at = hosts.address(text)
    if at is None or at.scheme not in {"http", "git"} or hosts.place(at.host) != "public":
        return None
    return risky(
        f"{what} from {at.shown} in clear, so anyone on the path runs code here",
        group=f"host {at.shown}",
        shift=1,
    )


def _is_shown(setting: Setting) -> bool:
    """A document among the samples of an interface's description, or a file to be copied and filled in."""
    *folders, _ = setting.file.name.split("/")
    if setting.file.language == "json" and _SAMPLES & set(words("/".join(folders))):
        return True
    if setting.file.language == "python" or setting.file.format == "openapi":
        return setting.file.is_an_example or _is_a_sample(setting)
    return _is_a_sample(setting)


def _is_a_sample(fact: Fact) -> bool:
    """A file to be copied and filled in."""
    name = fact.file.name.rpartition("/")[2]
    is_one = bool(_SAMPLES & set(words(name))) or name.endswith(".dist")
    return is_one and not fact.file.scenario


def _address(setting: Setting, at: Address, text: str) -> Verdict | None:
    is_without = at.scheme in CLEARTEXT or _WITHOUT.search(at.path)
    if not is_without or not names_a_target(setting, at, text.removeprefix("jdbc:")):
        return None
    place = proxies.place_behind(setting, at.host) or hosts.place(at.host)
    is_exempt = hosts.is_exempt(place, setting.file.scenario)
    if is_exempt is None or (is_a_test(setting) and not is_exempt):
        return None
    name = setting.name or "the address"
    if is_exempt:
        return sound(f"{name} points at {at.shown}: {_near(place)}")
    if is_switched_off(setting) or not _is_spoken_to(setting, at):
        return None
    without = _WITHOUT.search(at.path)
    scheme = at.scheme if at.scheme in CLEARTEXT else without[0] if without else ""
    return risky(
        f"{name} sends everything to {at.shown} in clear ({scheme})",
        anchors=[*setting.anchors, *setting.uses],
        group=f"host {at.shown}",
        shift=int(at.has_credentials) or _shift_of_purpose(setting),
        needs=_needs(at),
    )


def _is_spoken_to(setting: Setting, at: Address) -> bool:
    """Code says so itself; configuration names addresses of many kinds, most of all those of http."""
    if setting.file.language == "python" or at.scheme not in {"http", "ftp"}:
        return True
    return is_a_server_of_an_interface(setting) or connects(setting, at)


@risk.judge(Setting)
def is_told_not_to_encrypt(setting: Setting) -> Verdict | None:
    """A managed service, a mesh or a description of an interface without TLS."""
    if setting.file.language in {"python", "shell"} or is_a_test(setting):
        return None
    if setting.path == ("schemes",) and _is_shown(setting):
        return None
    found = (
        cloud_tls.travel(setting)
        or cloud_tls.rule_of_a_mesh(setting)
        or cloud_tls.interface(setting)
    )
    return _travels(found, setting)


@risk.judge(Block)
def holds_a_parameter_without_tls(block: Block) -> Verdict | None:
    found = cloud_tls.parameter(block)
    if found is None or found[1].kind != "never" or is_a_test(block):
        return None
    return _travels(found[1], found[0])


@risk.judge(Block)
def says_nothing_of_tls(block: Block) -> Verdict | None:
    """A managed service that sends everything in clear unless it is told not to."""
    travel = next((one for one in silent_defaults.by_itself(block) if one.kind == "never"), None)
    if travel is None or is_a_test(block):
        return None
    return risky(travel.reason, at=block.lines, span=block.body, group=f"resource {block.lines}")


def _travels(found: cloud_tls.Travel | None, setting: Setting) -> Verdict | None:
    if found is None or found.kind == "optional":
        return None
    if found.kind == "always":
        return sound(found.reason, at=setting.lines)
    return risky(found.reason, at=setting.lines, group=f"setting {setting.lines}")


@risk.judge(Block)
def serves_in_clear(block: Block) -> Verdict | None:
    listener = servers.cleartext_listener(block)
    if listener is None or (is_a_test(block) and not listener.is_sound):
        return None
    if listener.is_sound:
        return sound(listener.reason, at=listener.lines)
    if _is_a_sample(block) or hosts.stands_for_one(block.text("server_name")):
        return None
    return risky(
        listener.reason,
        at=listener.lines,
        anchors=[block.lines],
        span=block.body,
        group=f"listener {block.lines}",
        shift=_shift_of_purpose(block),
    )
