"""Compose stacks: which are kept running somewhere, and which stand on somebody's laptop."""

from __future__ import annotations

import re

from detectors.credentials.key_formats import is_a_dummy
from detectors.credentials.secrets import means_a_credential
from detectors.facts import HOLE, Block, Setting
from detectors.vocabulary.names import listed, words

_LAPTOP = re.compile(
    r"--reload\b|\brunserver\b|\b(npm|yarn|pnpm)( run)? (start:)?dev\b|\bnodemon\b"
)
_STAGE = re.compile(r"(^|_)(ENV|ENVIRONMENT|MODE|STAGE)$")
_NOT_TO_LAST = listed("override playground sandbox quickstart")
"""Words of files of stacks that somebody tries, or changes for a laptop."""
_DEMANDED = re.compile(r"\$\{(\w+):?\?")
_HAND_TOOLS = listed("dev debug tools tool local test")
_KEEPS_RUNNING = frozenset({"always", "unless-stopped", "on-failure"})


def is_kept_running(service: Block) -> bool:
    """It is started again after a crash, as nobody asks for on a laptop."""
    return service.text("restart") in _KEEPS_RUNNING


def lasts(service: Block) -> bool:
    """Its stack is kept over crashes and reboots; one that waits for its database asks for a new start as well."""
    return any(one.text("restart") in _KEEPS_RUNNING - {"on-failure"} for one in services(service))


def is_demanding(service: Block) -> bool:
    """`${DB_PASSWORD:?set it}`: its stack does not start with a password that everybody knows, as one on a laptop does."""
    return any(
        found and means_a_credential(found[1])
        for one in services(service)
        for setting in one.settings
        for found in [_DEMANDED.search(setting.value.text)]
    )


def is_by_hand(service: Block) -> bool:
    """Something says that this is a stack on somebody's laptop, or a tool in one."""
    if not _NOT_TO_LAST.isdisjoint(words(service.file.name)):
        return True
    if any(_is_on_a_laptop(setting) for one in services(service) for setting in one.settings):
        return True
    profiles = [str(one.value.value) for one in service.settings if one.name == "profiles"]
    return not _HAND_TOOLS.isdisjoint(profiles)


_ENDS = listed(
    "migrate migration migrations init setup seed job batch backup install installer create bootstrap provision"
    " createbuckets createsuperuser permissions chown cli shell console certbot certs build builder"
)
"""Words of a service that runs to its end, or whenever somebody asks for it."""
_STAYS = listed(
    "web api app server backend frontend nginx httpd apache caddy traefik haproxy proxy gateway worker workers celery"
    " beat consumer listener scheduler dashboard bot redis valkey postgres postgresql db database mysql mariadb"
    " mongo mongodb rabbitmq kafka zookeeper elasticsearch opensearch memcached minio keycloak"
)
"""Words of the name of what runs until somebody stops it."""
_CONSOLES = re.compile(
    r"(^|/)(adminer|phpmyadmin|mongo-express|redis-commander|redisinsight|pgadmin4?|pgweb|kafka-ui|mail(hog|pit|catcher|dev))"
)
"""What somebody opens now and then."""
_TO_ITS_END = "service_completed_successfully"


def runs_on(service: Block) -> bool:
    """It runs until somebody stops it, by its ports, its name or its image, and those who wait for it; no tool that runs to its end."""
    named = set(words(service.name))
    run = {
        word
        for s in service.settings
        if {"command", "entrypoint"} & set(s.path)
        for word in words(s.value.text)
    }
    waits = [s for one in services(service) if one is not service for s in _waits(one, service)]
    if _ENDS & (named | run) or "true" in run or _may_run_another_way(service):
        return False
    if any(s.value.string == _TO_ITS_END for s in waits):
        return False
    if _CONSOLES.search(service.text("image")):
        return False
    has_ports = any({"ports", "expose"} & set(s.path) for s in service.settings)
    image = service.text("image")
    return has_ports or bool(waits) or bool(_STAYS & named) or bool(_STORE.search(image))


def _waits(other: Block, service: Block) -> list[Setting]:
    """How another service waits for this one."""
    return [
        s
        for s in other.settings
        if "depends_on" in s.path and (service.name in {*s.path, s.value.string})
    ]


def _may_run_another_way(service: Block) -> bool:
    """A terminal is asked for, so that somebody works in it."""
    return any(s.name in {"stdin_open", "tty"} and s.value.value is True for s in service.settings)


_STORES = "redis|valkey|memcached|mongo|postgres|pgvector|postgis|timescaledb|mysql|mariadb|elasticsearch|cassandra|neo4j"
_STORE = re.compile(rf"(?:^|/)({_STORES})(?=$|[:@])")
_NAMED = re.compile(rf"(?:^|[-_.{HOLE}])({_STORES})(?:db|ql)?(?:[-_]\w+)?$", re.IGNORECASE)
"""A service's own name, where a template fills in the image."""
_WITHOUT_SECURITY = re.compile(r":[1-7](?:\.\d+)*(?:-\S+)?$")
"""Releases of Elasticsearch that ask nobody unless they are told to."""
_EMPTY = re.compile(r"^(?:MYSQL|MARIADB)_ALLOW_EMPTY_(?:ROOT_)?PASSWORD$|^ALLOW_EMPTY_PASSWORD$")
_ASKS = re.compile(r"requirepass|aclfile|acl_file|--auth|--keyFile|\.conf\b", re.IGNORECASE)
"""In the command of a store: it asks for a password, or a file that is not shown says whether."""
_PASSWORDS = re.compile(r"^(?:POSTGRES|MYSQL|MARIADB)_(?:ROOT_)?PASSWORD$")


def is_unprotected(service: Block) -> bool:
    """A store that asks for no password, or for one that everybody tries first, as far as its service says."""
    store = _store(service)
    if store and store[1] == "mongo" and _starts_mongod(service):
        return True
    if store is None or not service.is_complete or _may_say_more(service):
        return False
    said = {s.name: s for s in service.settings if "environment" in s.path}
    match store[1]:
        case "memcached":
            return True
        case "redis" | "valkey":
            return not any("PASS" in name for name in said)
        case "mongo":
            return not any("ROOT" in name for name in said)
        case "elasticsearch":
            off = said.get("xpack.security.enabled")
            if off is None:
                return _WITHOUT_SECURITY.search(service.text("image")) is not None
            return str(off.value.value).lower() == "false"
        case "cassandra":
            return not any("AUTHENTICATOR" in name for name in said)
        case "neo4j":
            return (auth := said.get("NEO4J_AUTH")) is not None and auth.value.value == "none"
    if any(_EMPTY.match(name) and str(s.value.value).lower() in _YES for name, s in said.items()):
        return True
    if (trust := said.get("POSTGRES_HOST_AUTH_METHOD")) and trust.value.value == "trust":
        return True
    users = {str(s.value.value) for name, s in said.items() if name.endswith(("USER", "_DB"))}
    passwords = [s.value.string for name, s in said.items() if _PASSWORDS.match(name)]
    return any(one is not None and _is_tried_first(one, users) for one in passwords)


_LOGINS = re.compile(r"sasl|acl|auth|passw|token|api_?key|(?<![a-z])users?(?![a-z])", re.IGNORECASE)


def is_without_login(service: Block) -> bool:
    """Nothing that its service says is about who may come, and no file that is not shown may say it."""
    said = [s for s in service.settings if {"environment", "command", "entrypoint"} & set(s.path)]
    return (
        service.is_complete
        and not _may_say_more(service)
        and not any(_LOGINS.search(f"{s.name} {s.value.text}") for s in said)
    )


_OF_TESTS = re.compile(r"(?i)(?:^|[=_-])test(?:s|ing|[-_]?db|[-_]?database)?$")
_DATABASE = re.compile(r"(?i)(?:^|_)(?:db|database)(?:_name)?$")


def is_for_tests(service: Block) -> bool:
    """Its database is called after tests, it is given what lies among them, only tests wait for it, or what it stores is gone when it stops: `POSTGRES_DB: testdb`, `./tests/prometheus:/etc/prometheus`, `tmpfs: /var/lib/mysql`."""
    waiting = [one for one in services(service) if one is not service and _waits(one, service)]
    if waiting and all(_TESTS & set(words(one.name)) for one in waiting):
        return True
    return any(
        (
            "environment" in s.path
            and _DATABASE.search(s.name)
            and _OF_TESTS.search(s.value.string or "")
        )
        or ("volumes" in s.path and _AMONG_TESTS.match(s.value.string or ""))
        or ("tmpfs" in s.path and _OF_STORES.match(s.value.string or ""))
        for s in service.settings
    )


_OF_STORES = re.compile(r"/var/lib/(?:postgresql|mysql|mongodb|redis)|/(?:bitnami|data)(?:/|$)")
_TESTS = listed("test tests tester testing pytest e2e")
_AMONG_TESTS = re.compile(r"\.{1,2}/(?:[\w.-]+/)*tests?/")
_YES = frozenset({"yes", "true", "1"})


def _store(service: Block) -> re.Match[str] | None:
    """The store that its image is, or that it is called after where the image cannot be seen."""
    image = service.get("image")
    if image and (image.value.is_unknown or (image.value.string or "").startswith(HOLE)):
        return _NAMED.search(service.name)
    return _STORE.search(service.text("image"))


def _is_tried_first(password: str, users: set[str]) -> bool:
    return HOLE not in password and (password in users or is_a_dummy(password) or len(password) < 5)


_MONGOD_ASKS = re.compile(r"--auth\b|--keyFile|--clusterAuthMode|--config|-f$|\.(?:conf|ya?ml)$")


def _starts_mongod(service: Block) -> bool:
    """Its own entry point in place of the image's, which would have asked for the password of its variables."""
    words = [s.value for s in service.settings if s.name == "entrypoint"]
    texts = [word.string or "" for word in words]
    if not texts or texts[0].rpartition("/")[2] != "mongod":
        return False
    given = [
        after for after, before in zip(texts, ["", *texts], strict=False) if before[:2] != "--"
    ]
    is_seen = all(text and not text.startswith(HOLE) for text in given)
    return is_seen and not any(map(_MONGOD_ASKS.search, texts))


def _may_say_more(service: Block) -> bool:
    """A file of variables, another service that it extends, or a command with a file of settings."""
    return any(
        s.name in {"env_file", "extends"}
        or {"env_file", "extends", "configs", "secrets"} & set(s.path)
        or (
            {"command", "entrypoint"} & set(s.path)
            and (s.value.is_unknown or _ASKS.search(s.value.text))
        )
        for s in service.settings
    )


def services(service: Block) -> list[Block]:
    """All services of its stack, itself among them."""
    around = service.parent.blocks if service.parent else service.peers
    return [one for one in around if one.kind == "compose:service"]


def _is_on_a_laptop(setting: Setting) -> bool:
    text = setting.value.string or ""
    if setting.path[2:3] in (("command",), ("entrypoint",)):
        return bool(_LAPTOP.search(text))
    if "volumes" in setting.path:
        return text.startswith((".:", "./:", "./src:", "./app:"))
    return bool(_STAGE.search(setting.name)) and text.lower() in {"development", "dev", "local"}
