"""Commands of installations and deployments: what a later command of a script builds on."""

from __future__ import annotations

import re
from typing import Literal

from detectors.facts import HOLE, Process
from detectors.infrastructure.builds import tool
from detectors.vocabulary.names import listed

Kind = Literal["network", "local"]
"""network: it fetches from a server or changes something there."""

_NETWORK = {
    "git": listed("clone pull fetch push submodule"),
    "hg": listed("clone pull push"),
    "pip": listed("install"),
    "pip3": listed("install"),
    "uv": listed("pip sync"),
    "poetry": listed("install"),
    "npm": listed("install i ci add publish"),
    "pnpm": listed("install i ci add"),
    "yarn": listed("install add"),
    "nvm": listed("install"),
    "corepack": listed("prepare install"),
    "heroku": listed("login container:login create container:push container:release"),
    "bundle": listed("install"),
    "composer": listed("install update"),
    "go": listed("get install mod"),
    "cargo": listed("install"),
    "apt": listed("install update upgrade"),
    "apt-get": listed("install update upgrade dist-upgrade source download"),
    "yum": listed("install update"),
    "dnf": listed("install update"),
    "apk": listed("add update"),
    "brew": listed("install"),
    "docker": listed("pull push login build buildx compose stack service"),
    "podman": listed("pull push login build"),
    "docker-compose": listed("up pull push build"),
    "kubectl": listed("apply create set rollout scale patch replace"),
    "helm": listed("install upgrade repo dependency"),
    "terraform": listed("init apply"),
    "tofu": listed("init apply"),
    "kubeadm": listed("init join config"),
    "gh": listed("release pr"),
    "twine": listed("upload"),
    "scp": None,
    "rsync": None,
    "ansible-playbook": None,
    "pg_dump": None,
    "mysqldump": None,
    "mongodump": None,
}
"""Program -> those of its commands that do; None: whatever it is given."""
_LOCAL = {
    "make": None,
    "cmake": None,
    "mvn": None,
    "unzip": None,
    "npm": listed("run build"),
    "pnpm": listed("run build"),
    "yarn": listed("build run"),
    "cargo": listed("build"),
    "go": listed("build"),
    "docker": listed("tag"),
    "git": listed("checkout reset merge"),
    "systemctl": listed("start restart reload"),
    "alembic": listed("upgrade"),
    "dpkg": listed("-i"),
}
_OUTWARDS: dict[str, frozenset[str] | None] = {
    **dict.fromkeys(("git", "hg", "docker", "podman"), listed("push")),
    **dict.fromkeys(("npm", "pnpm", "cargo", "poetry"), listed("publish")),
    **dict.fromkeys(("twine", "uv"), listed("upload publish")),
    "gh": listed("release"),
    "helm": listed("install upgrade push"),
    "kubectl": listed("apply replace patch set scale rollout"),
    "oc": listed("apply replace patch set scale rollout"),
    "terraform": listed("apply"),
    "tofu": listed("apply"),
    "ansible-playbook": None,
    "pg_dump": None,
    "pg_dumpall": None,
    "pg_basebackup": None,
    "mysqldump": None,
    "mariadb-dump": None,
    "mongodump": None,
    "restic": listed("backup"),
    "borg": listed("create"),
    "rclone": listed("copy copyto sync move"),
    "gsutil": listed("cp rsync"),
    "alembic": listed("upgrade"),
    "flyway": listed("migrate"),
    "liquibase": listed("update"),
    "prisma": listed("migrate"),
    "heroku": listed("container:push container:release"),
    "flyctl": listed("deploy"),
    "serverless": listed("deploy"),
    "cdk": listed("deploy"),
    "sam": listed("deploy"),
    "pulumi": listed("up"),
}
"""Program -> those of its commands that bring something where others rely on it: a release, a backup, a migration."""
_SWARM = ((["stack"], ["deploy"]), (["service"], ["update"]), (["service"], ["create"]))
_MIGRATES = re.compile(
    r"(?:db:|prisma:)?migrate(?::(?:latest|run|deploy|up|prod))?|(?:db|prisma):(?:upgrade|deploy)"
)
_FRAMEWORKS = re.compile(
    r"python[\d.]*|rails|rake|bundle|php|npx|npm|pnpm|yarn|knex|sequelize|flask|django-admin"
)
_RUNNERS = listed("npx npm pnpm yarn bunx")
_PRETENDS = re.compile(r"-[a-zA-Z]*n[a-zA-Z]*")
_HARMLESS = re.compile(
    r"--(?:dry-run|check|help|version|delete|diff|status|plan|prune)\b.*|-d|:.+|status|history|undo|pause|resume|delete|view|list|download|edit"
)
"""Words with which such a command brings nothing, or takes something away."""


STARTS = (
    *("install", "git ", "npm ci", "npm publish", "uv sync", "go get", "go mod", "twine upload"),
    *(
        "apt-get",
        "apt up",
        "yum update",
        "dnf update",
        "apk ",
        "composer update",
        "docker",
        "podman",
    ),
    *("kubectl", "kubeadm", "helm ", "terraform ", "tofu ", "aws ", "gcloud", "az ", "gh "),
    *("scp ", "rsync ", "ansible-playbook", "pg_dump", "mysqldump", "mongodump", "curl", "wget"),
    *("migrat", "deploy", "push", "publish", "upload", "backup", "nvm ", "borg ", "cqlsh"),
    "semantic-release",
    *("psql", "mysql", "mariadb", "gsutil", "rclone", "alembic", "db:upgrade", "pulumi "),
    *("| tee", "|tee", "rm -"),
    *("systemctl", "launchctl", "service ", "initctl", "supervisorctl", "pm2 "),
)
"""Lower-case texts, one of which stands in every script with such commands."""
_LOOKS = re.compile(
    r"(describe|list|get|wait|ls|head|help|configure|config|show|view|status|logs|delete|detach|remove"
    r"|terminate|deregister|stop|rm|rb)(?![\w./])"
)
"""How commands of a cloud's program begin that only look, set up itself, or take away what may not be there."""
CLOUDS = frozenset({"aws", "gcloud", "az"})
_INSTALLS = listed("install i ci add")
_KEEPS = re.compile(r"-[a-zA-Z]*[oO]\S*|--output(=.*)?|--remote-name(-all)?|--output-document.*")


def kind_of(process: Process) -> tuple[Kind, str] | None:
    """What a command does for those behind it, and what it is: ("network", "git clone"); None for any other."""
    name, words = tool(process)
    given = [w for w in words if not w.startswith(("-", HOLE))]
    first = given[0] if given else ""
    if name == "build" and process.name != "build":
        return "local", "python -m build"
    if name in {"curl", "wget"}:
        return ("network", name) if _is_kept(name, words) else None
    if name in CLOUDS:
        verb = next((w for w in given if _LOOKS.match(w)), None)
        return None if verb or len(given) < 2 else ("network", f"{name} {' '.join(given[:2])}")
    if name == "tar":
        return ("local", "tar") if re.match(r"-?\w*x|--extract", " ".join(words[:1])) else None
    if _takes(_NETWORK, name, first):
        return "network", f"{name} {first}".strip()
    if _takes(_LOCAL, name, first) or (name == "dpkg" and "-i" in words):
        return "local", f"{name} {first}".strip()
    return None


def delivers(process: Process) -> str:
    """What a command is that brings something where others rely on it; empty for any other."""
    name, words = tool(process)
    given = [w for w in words if not w.startswith(("-", HOLE))]
    first = given[0] if given else ""
    if any(map(_HARMLESS.fullmatch, words)):
        return ""
    if name == "docker" and (given[0:1], given[1:2]) in _SWARM:
        return f"docker {' '.join(given[:2])}"
    if name in {"scp", "rsync"}:
        return name if _goes_elsewhere(words) and not any(map(_PRETENDS.fullmatch, words)) else ""
    if name == "aws":
        is_to = given[:1] == ["s3"] and given[1:2] and given[1] in {"cp", "sync", "mv"}
        return f"aws s3 {given[1]}" if is_to and words[-1].startswith("s3://") else ""
    if name in {"psql", "cqlsh", "mysql", "mariadb"}:
        return f"{name} -f" if {"-f", "--file"} & set(words) else ""
    if name == "gcloud":
        return "gcloud deploy" if "deploy" in given[:3] else ""
    if name == "semantic-release" or (name in _RUNNERS and "semantic-release" in given[:2]):
        return "semantic-release"
    if _FRAMEWORKS.fullmatch(name) and any(map(_MIGRATES.fullmatch, given[:3])):
        return f"{name} {next(w for w in given[:3] if _MIGRATES.fullmatch(w))}"
    if not _takes(_OUTWARDS, name, first):
        return ""
    return name if _OUTWARDS[name] is None else f"{name} {first}"


_DUMPS = frozenset(
    {"pg_dump", "pg_dumpall", "mysqldump", "mariadb-dump", "mongodump", "pg_basebackup", "mydumper"}
)
_RUNS_THERE = frozenset({"docker", "podman", "kubectl", "docker-compose", "ssh", "oc"})


def dumps(process: Process) -> str:
    """The program that writes out a database, here or where another one runs it; empty for any other command."""
    if {"--version", "--help", "-V"} & set(process.words):
        return ""
    if process.name in _DUMPS:
        return process.name
    if process.name not in _RUNS_THERE:
        return ""
    named = (word.split()[0].rpartition("/")[2] for word in process.words if word.split())
    return next((name for name in named if name in _DUMPS), "")


def installs(process: Process) -> bool:
    """It installs what the rest of a script, or of the machine, needs."""
    kind = kind_of(process)
    return kind is not None and not _INSTALLS.isdisjoint(kind[1].split())


_WHOLE = re.compile(
    r"(?:npm|pnpm|yarn) (?:ci|install|i)|(?:poetry|bundle|composer|pipenv) install|uv sync"
)


def installs_all(process: Process) -> bool:
    """It installs everything that the project asks for, and no more."""
    kind = kind_of(process)
    if kind is None:
        return False
    operands = [word for word in process.words if not word.startswith("-")]
    if _WHOLE.fullmatch(kind[1]):
        return len(operands) == 1
    is_of_pip = kind[1] in {"pip install", "pip3 install"} or operands[:2] == ["pip", "install"]
    return is_of_pip and bool({"-r", "--requirement"} & set(process.words))


_BUILDS_IN = {
    **dict.fromkeys(("npm", "pnpm", "yarn", "bun"), listed("build")),
    **dict.fromkeys(("cargo", "go"), listed("build")),
    **dict.fromkeys(("mvn", "gradle", "gradlew"), listed("package install build")),
    "make": listed("install"),
    "uv": listed("sync pip"),
    "poetry": listed("install sync"),
    "bundle": listed("install"),
    "gem": listed("install"),
}
"""Program -> those of its commands, besides those that install packages, that put something into an image."""


def equips(process: Process) -> str:
    """What a command is that puts into an image what is run there later; empty for any other."""
    if installs(process):
        return (kind_of(process) or ("", ""))[1]
    named = [word for word in process.words if word in _BUILDS_IN.get(process.name, ())]
    return f"{process.name} {named[0]}" if named else ""


_LEAVES_ALONE = listed(
    "rm echo printf true exit mkdir ln chmod chown chgrp touch export cat find ldconfig sync"
)
"""Programs that end well whatever failed before them."""
_TIDIES = listed("clean autoclean autoremove purge prune cache remove")


def needs_nothing(process: Process) -> bool:
    """It ends well though what ran before it has failed: it tidies up, or installs something else."""
    return (
        process.name in _LEAVES_ALONE or not _TIDIES.isdisjoint(process.words) or installs(process)
    )


_MIGRATIONS = re.compile(r"migrate|upgrade|flyway|liquibase")
_SERVERS = re.compile(
    r"gunicorn|uvicorn|daphne|hypercorn|uwsgi|granian|waitress-serve|puma|unicorn|node|nginx|httpd"
    r"|php-fpm[\d.]*|apache2-foreground|apache2ctl|supervisord|celery|streamlit|java|nodemon|pm2-runtime"
)
_SERVING = re.compile(r"runserver|start(:prod\w*)?|serve|server|s|run|daphne|" + _SERVERS.pattern)
"""Words behind a framework's program with which it serves."""


def migrates(process: Process) -> str:
    """What a command is that brings a database to its new schema; empty for any other."""
    what = delivers(process)
    return what if _MIGRATIONS.search(what) else ""


def serves(process: Process) -> bool:
    """It starts the server of an application, and runs as long as that does."""
    name, words = tool(process)
    if _SERVERS.fullmatch(name):
        return True
    given = [word for word in words if not word.startswith("-")]
    is_of_a_framework = _FRAMEWORKS.fullmatch(name) is not None
    return is_of_a_framework and any(map(_SERVING.fullmatch, given[:3]))


_STARTS_SERVICES = {
    "systemctl": listed("start restart reload-or-restart try-restart"),
    "launchctl": listed("load bootstrap kickstart start"),
    "initctl": listed("start restart"),
    "supervisorctl": listed("start restart"),
    "rc-service": listed("start restart"),
    "service": listed("start restart"),
    "pm2": listed("start restart reload startOrRestart"),
}
"""Program -> those of its commands that make a service run."""


def starts_a_service(process: Process) -> str:
    """What a command is that makes a service run, now or from the next boot; empty for any other."""
    words = set(process.words)
    for verb in sorted(_STARTS_SERVICES.get(process.name, ())):
        if verb in words:
            return f"{process.name} {verb}"
    is_enabled = process.name == "systemctl" and "enable" in words
    return "systemctl enable" if is_enabled else ""


def _goes_elsewhere(words: list[str]) -> bool:
    """The last operand is a place on another machine: `host:folder`, `$HOST:folder`."""
    last = next((w for w in reversed(words) if not w.startswith("-")), "")
    return re.match(r"[^/:]+:", last) is not None


def _is_kept(name: str, words: list[str]) -> bool:
    """What is fetched becomes a file, which wget makes unless it is told otherwise."""
    if {"/dev/null", "-", "--spider"} & set(words) or any(
        re.fullmatch(r"-\w*O-", w) for w in words
    ):
        return False
    return name == "wget" or any(_KEEPS.fullmatch(w) for w in words)


def _takes(table: dict[str, frozenset[str] | None], name: str, first: str) -> bool:
    if name not in table:
        return False
    commands = table[name]
    return commands is None or first in commands
