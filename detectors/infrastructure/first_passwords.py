"""Passwords and keys that a Compose stack gives to its own services: there whatever stands works, a placeholder too."""

from __future__ import annotations

import re

from detectors.credentials.key_formats import (
    Credential,
    is_a_dummy,
    is_a_placeholder,
    is_an_account,
)
from detectors.credentials.secrets import is_made_up, means_a_credential, passwords_in_addresses
from detectors.facts import HOLE, Block, Setting
from detectors.infrastructure.exposure import short_mapping
from detectors.infrastructure.stacks import is_by_hand, is_kept_running, services
from detectors.infrastructure.workloads import is_in_production, says_production
from detectors.vocabulary.names import listed, siblings, words

_MADE_WITH = listed("""
    POSTGRES_PASSWORD MYSQL_PASSWORD MYSQL_ROOT_PASSWORD MARIADB_PASSWORD MARIADB_ROOT_PASSWORD MONGO_INITDB_ROOT_PASSWORD
    RABBITMQ_DEFAULT_PASS MINIO_ROOT_PASSWORD REDIS_PASSWORD ELASTIC_PASSWORD CLICKHOUSE_PASSWORD
    GF_SECURITY_ADMIN_PASSWORD PGADMIN_DEFAULT_PASSWORD KEYCLOAK_ADMIN_PASSWORD KC_BOOTSTRAP_ADMIN_PASSWORD
    NEO4J_AUTH COUCHDB_PASSWORD INFLUXDB_ADMIN_PASSWORD DOCKER_INFLUXDB_INIT_PASSWORD MSSQL_SA_PASSWORD SA_PASSWORD
""")
"""Variables of images whose value becomes the password."""
_ADMINS = listed("admin administrator superuser superadmin root")
_SIGNS = listed("secret jwt session cookie csrf signing encryption nextauth authjs")
"""What stands before `key` or `secret` in the name of what a program signs its sessions with."""
_OPTIONS = listed("requirepass masterauth password passwd pgpassword pwd")
"""Options of servers and variables of clients that take a password."""
_SHORTEST = 6
_LONG_WORD = 8
"""Characters of a word with a number that is no short name of a place: `kingfisher7`, not `file1`."""
_OF_A_LAPTOP = listed("dev development local localhost test testing demo")
_FIRST_TRIES = listed("my app db user admin api web main server service pw")
_PASSWORD = listed("password passwd pwd pass")


def given_to_a_service(setting: Setting) -> Credential | None:
    """The password or key that a service of a Compose stack is started with."""
    text = setting.value.string
    if setting.file.format != "compose" or not text:
        return None
    if setting.file.language == "shell":
        return _in_a_command(setting, text)
    if "environment" not in setting.path[:-1]:
        return None
    service = setting.block.within("compose:service") if setting.block else None
    if service and is_by_hand(service) and not is_in_production(setting):
        return None
    found = None if HOLE in text else _variable(setting, text, service)
    return found or _address(setting, text, service)


_READ_AS_THEY_STAND = {
    ("odoo.conf", "admin_passwd"),
    ("odoo.conf", "db_password"),
    ("openerp-server.conf", "admin_passwd"),
    ("openerp-server.conf", "db_password"),
    ("rabbitmq.conf", "default_pass"),
    ("grafana.ini", "admin_password"),
    ("redis.conf", "requirepass"),
    ("redis.conf", "masterauth"),
    ("valkey.conf", "requirepass"),
    ("valkey.conf", "masterauth"),
}
"""Files that servers read, and what stands there as it is: whatever it says opens the server."""
_TRIED_FIRST = listed("admin root postgres guest administrator superuser")
_HASHED = re.compile(r"\$\w|\{\w+\}|[0-9a-f]{64}$|#")


def kept_in_a_file(setting: Setting) -> Credential | None:
    """A password in a server's own file, in what a cluster hands to its pods, or in settings whose name says production."""
    text = setting.value.string
    if not text or HOLE in text or "${" in text or setting.role != "entry":
        return None
    file = setting.file.name.lower().rpartition("/")[2]
    if (file, setting.name) in _READ_AS_THEY_STAND:
        is_one = len(text) > 2 and text.lower() != "false" and not _HASHED.match(text)
        return Credential("password", text) if is_one and text[0] not in "<{" else None
    if words(setting.name)[-1:] != ["password"]:
        return None
    if _is_of_a_secret(setting) or (_is_handed_to_pods(setting) and _opens_something(setting)):
        is_one = len(text) > 3 and not is_a_dummy(text) and not any(map(str.isspace, text))
        return Credential("password", setting.value.text.strip("\"' ")) if is_one else None
    is_settled = says_production(file) and setting.file.language in {"yaml", "properties", "toml"}
    return Credential("password", text) if is_settled and text.lower() in _TRIED_FIRST else None


def _is_of_a_secret(setting: Setting) -> bool:
    is_in_one = setting.block is not None and setting.block.within("kubernetes:Secret") is not None
    return is_in_one and setting.path[-2:-1] in {("data",), ("stringData",)}


def _is_handed_to_pods(setting: Setting) -> bool:
    """A variable of a container, or an entry of a ConfigMap, which everybody in the namespace may read."""
    block = setting.block
    if block is None:
        return False
    if block.kind in {"kubernetes:container", "kubernetes:initContainer"}:
        return setting.path[-2:-1] == ("env",)
    return (
        setting.path == ("data", setting.name) and block.within("kubernetes:ConfigMap") is not None
    )


def _opens_something(setting: Setting) -> bool:
    """It is a password by its name, and no word that may stand for one, nor a place where one stands."""
    text = setting.value.string or ""
    is_a_word = (
        len(text) >= _LONG_WORD and text.isalnum() and not (text.isalpha() or text.isdigit())
    )
    return (
        means_a_credential(setting.name)
        and (is_a_word or is_made_up(text, setting.name))
        and not is_a_placeholder(text)
        and re.search(r"[/<>{}$]|:\w", text) is None
    )


def _variable(setting: Setting, text: str, service: Block | None) -> Credential | None:
    """`POSTGRES_PASSWORD: postgres`, `JWT_SECRET: ${JWT_SECRET:-dev-secret}`"""
    named = words(setting.name)
    is_a_key = _is_a_signing_key(named)
    if not is_a_key and named[-1:] and named[-1] not in _PASSWORD and setting.name != "NEO4J_AUTH":
        return None
    is_own = is_a_key or setting.name in _MADE_WITH or bool(_ADMINS & set(named))
    if is_own and _works(setting, text, service):
        return Credential("token" if is_a_key else "password", text)
    is_one = not is_a_key and _is_thought_up(text) and not _is_a_first_try(text, setting, service)
    return Credential("password", text) if is_one else None


def _is_a_signing_key(named: list[str]) -> bool:
    """`SECRET_KEY`, `SECRET_KEY_BASE`, `JWT_SECRET`, `AIRFLOW__API_AUTH__JWT_SECRET`"""
    named = named[:-1] if named[-1:] == ["base"] else named
    return len(named) > 1 and named[-1] in {"key", "secret"} and named[-2] in _SIGNS


def _works(setting: Setting, text: str, service: Block | None) -> bool:
    """It opens something that runs somewhere: in production even what says that it is to be changed."""
    if is_in_production(setting):
        return bool(re.search(r"\w{3}", text)) and text.lower() not in {"none", "empty", "null"}
    is_running = service is not None and (is_kept_running(service) or _is_offered(service))
    return is_running and len(text) > 2 and not _is_for_somebody_else(text)


def _is_offered(service: Block) -> bool:
    """Its port is published on every address, beside a program that is kept running."""
    ports = [s for s in service.settings if s.path[-1:] == ("ports",)]
    mappings = [short_mapping(str(s.value.value), s.value.text) for s in ports]
    is_open = any(mapping and mapping.is_open for mapping in mappings)
    return is_open and any(map(is_kept_running, services(service)))


def _is_for_somebody_else(text: str) -> bool:
    """`<put a key here>`, `dev-only`: whoever deploys the stack sets another."""
    return is_a_placeholder(text) or text[0] in "<{[(" or bool(_OF_A_LAPTOP & set(words(text)))


def _is_thought_up(text: str) -> bool:
    """`shop_secret_2026`: as a name it would be an identifier, as a password it was meant."""
    is_short = len(text) < _SHORTEST or any(character.isspace() for character in text)
    if is_short or text.isdigit() or _is_for_somebody_else(text):
        return False
    return any(c.isdigit() for c in text) or not is_an_account(text)


def _is_a_first_try(text: str, setting: Setting, service: Block | None) -> bool:
    """`shop_cache_2026` of the cache of a shop: on a laptop a password is made of what stands around it."""
    if "${" in setting.value.text and text.isalpha():
        return True  # a default for whoever sets nothing
    said = [setting.name, *(str(s.value.value) for s in siblings(setting) if s is not setting)]
    if service:
        said += [service.name, service.text("image"), service.text("container_name")]
    around = {word for one in said for word in words(one)} | _FIRST_TRIES
    return bool(around & set(words(text)) or text.lower().rstrip("0123456789") in around)


def _address(setting: Setting, text: str, service: Block | None) -> Credential | None:
    """`DATABASE_URL=postgresql://app:...@db/app`"""
    for user, password in passwords_in_addresses(text):
        is_one = _is_thought_up(password) and not (
            password == user or _is_a_first_try(password, setting, service)
        )
        if is_one or _works(setting, password, service):
            return Credential("password in a URL", password)
    return None


def _in_a_command(setting: Setting, text: str) -> Credential | None:
    """`redis-server --requirepass ...`, `PGPASSWORD=... psql`"""
    named = words(setting.name)
    is_one = setting.role in {"argument", "variable"} and bool(_OPTIONS & set(named[-1:]))
    return (
        Credential("password", text)
        if is_one and HOLE not in text and _is_thought_up(text)
        else None
    )
