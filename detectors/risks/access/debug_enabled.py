"""Debug modes and development servers where strangers can reach them."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from pathlib import PurePosixPath

from detectors.facts import Block, Fact, Process, Setting
from detectors.gates.suspects import beginning_with
from detectors.judging.django_settings import is_of_django
from detectors.model import Risk, Verdict, risky, sound
from detectors.places import Edits
from detectors.vocabulary.names import is_for_developers, listed, siblings, words

_SWITCHED_ON = re.compile(
    r"(?:debug|reload)(?:[\"']?\]?\s*(?::\s*\w+\s*)?=\s*true\b|[\"']\s*,\s*[\"'](?:true|1|on|yes)[\"'])"
)
_SWITCHED_ON_BY_PLACE = re.compile(r"\.run\([^()=]*(?:\([^()]*\)[^()=]*)*,\s*true\b")
"""`app.run(host, int(port), True)`, in lower case."""


def _suspects(source: str, lowered: str) -> Iterator[int]:
    """Where a Python source switches something on that is called debug or reload."""
    yield from beginning_with(("debug", "reload"), _SWITCHED_ON, lowered)
    yield from beginning_with((".run(",), _SWITCHED_ON_BY_PLACE, lowered)


risk = Risk(
    __name__,
    words=("debug", "reload", "runserver", "fastapi", "_env", "environment"),
    config_words=("display_errors", "data_trace", "datatrace"),
    closer=_suspects,
    needs_client=False,
)

_ON = frozenset({"true", "1", "on", "yes"})
_NOT_DEPLOYED = listed("dev develop development local test tests testing debug docs demo sandbox")
"""Words of a class, file or service that only developers run."""
_BEGINNINGS = listed(
    "template templates skeleton skeletons scaffold scaffolding boilerplate cookiecutter"
)
"""Words of folders with what somebody begins a project with."""
_CONSOLE = "shows source, settings and stack traces to whoever makes it fail"


def _is_for_developers(fact: Fact) -> bool:
    said = set(words(fact.file.name.rpartition("/")[2]))
    folders = {word for part in fact.file.inside.split("/")[:-1] for word in words(part)}
    return is_for_developers(fact) or bool(said & _NOT_DEPLOYED) or bool(folders & _BEGINNINGS)


def _is_said_to_serve(fact: Fact) -> bool:
    """The scenario says that it runs in production."""
    scenario = fact.file.scenario
    return scenario.get("environment") == "production" or scenario.get("exposure") == "public"


def _needs(fact: Fact) -> tuple[str, ...]:
    return tuple(n for n in ("environment", "exposure") if n in fact.file.scenario)


def _is_on(setting: Setting) -> bool:
    value = setting.value
    return value.is_known and (value.value is True or str(value.value).strip().lower() in _ON)


# --- Python --------------------------------------------------------------------------------------

_LOOPS = frozenset({"asyncio", "anyio", "trio", "curio", "uvloop", "subprocess", "pytest", "loop"})
"""Owners of a `run` that serves nobody."""
_APPLICATIONS = frozenset({"FastAPI", "Starlette", "Litestar", "BlackSheep"})
_CONFIGURED = re.compile(r"(^|\.)config(\.(update|from_mapping))?$")
_VARIABLES = frozenset({"DEBUG", "FLASK_DEBUG", "DJANGO_DEBUG", "APP_DEBUG"})


@risk.judge(Setting)
def shows_its_inside(setting: Setting) -> Verdict | None:
    if _is_for_developers(setting):
        return None
    if setting.file.language == "python":
        return _in_python(setting)
    return _in_compose(setting) or _variable(setting) or _of_a_cloud(setting)


_OF_A_CLOUD = {
    "remotedebuggingenabled": "whoever has the login of the app stops it anywhere, and reads and changes what is in memory",
    "datatraceenabled": "every request and every answer, with the secrets in them, is written into a log",
}


def _of_a_cloud(setting: Setting) -> Verdict | None:
    """Switches of an app of Azure's and of a gateway of AWS's."""
    reason = _OF_A_CLOUD.get(setting.name.lower().replace("_", ""))
    if reason is None or setting.role != "entry":
        return None
    if _is_on(setting):
        return _risky(setting, reason, -1)
    return sound("it is off") if setting.value.value is False else None


def _in_python(setting: Setting) -> Verdict | None:
    owner = setting.path[0] if len(setting.path) > 1 else ""
    last = owner.rpartition(".")[2]
    if setting.role == "keyword" and setting.name == "debug" and setting.value.value is True:
        if _is_asked_for(setting):
            return None
        if setting.is_of_a_trial and not _is_said_to_serve(setting):
            return None
        if last in {"run", "run_server"} and owner != "run" and not _starts_a_loop(owner):
            return _risky(setting, f"{owner} starts a debugger that {_CONSOLE}", _console(setting))
        if last in _APPLICATIONS:
            return _risky(setting, f"{last} {_CONSOLE}")
    if setting.role == "keyword" and setting.name == "reload" and setting.value.value is True:
        is_served = last == "run" and owner.startswith(("uvicorn", "hypercorn"))
        if _is_asked_for(setting):
            return None
        if is_served and (_is_said_to_serve(setting) or not _is_by_hand(setting)):
            return _risky(setting, f"{owner} watches the source and restarts, in one process", -1)
    if setting.name == "debug" and setting.role == "variable" and setting.value.value is True:
        return _risky(setting, f"{owner} {_CONSOLE}") if owner in {"app", "application"} else None
    if setting.name == "DEBUG" and owner.endswith("settings.configure"):
        return _of_a_single_file(setting)
    if setting.name == "DEBUG" and _CONFIGURED.search(owner) and setting.value.value is True:
        return _risky(setting, f"the application {_CONSOLE}")
    return _of_a_settings_module(setting)


_ASKED_FOR = re.compile(r"(?i)reload|debug|(?<![a-z])dev")
"""In a condition: whoever starts it says that it is for himself."""


def _is_asked_for(setting: Setting) -> bool:
    """Or it stands where nothing ever comes by."""
    return "False" in setting.conditions or any(
        _ASKED_FOR.search(test) for test in setting.conditions
    )


def _starts_a_loop(owner: str) -> bool:
    return owner.partition(".")[0] in _LOOPS


def _of_a_settings_module(setting: Setting) -> Verdict | None:
    """Django's settings, and classes of settings for production."""
    if setting.name not in _VARIABLES:
        return None
    if setting.role == "constant" and setting.name == "DEBUG":
        holder = set(words(setting.path[0])) if len(setting.path) > 1 else set()
        is_there = (
            holder & {"prod", "production", "live", "staging"} if holder else is_of_django(setting)
        )
        if not is_there:
            return None
        if setting.value.value is True:
            return _risky(setting, f"every error page {_CONSOLE}")
        return sound("debug is off") if setting.value.value is False else None
    is_default = setting.role == "argument" and setting.path[0].endswith((".get", "getenv"))
    if is_default and _is_on(setting) and is_of_django(setting):
        return _risky(setting, f"without the variable, every error page {_CONSOLE}")
    return None


def _of_a_single_file(setting: Setting) -> Verdict | None:
    """`settings.configure(DEBUG=True, ROOT_URLCONF=...)`: Django without a settings module; without routes it serves nobody."""
    if setting.value.value is not True or _is_asked_for(setting):
        return None
    if not any(one.name == "ROOT_URLCONF" for one in siblings(setting)):
        return None
    return _risky(setting, f"every error page {_CONSOLE}")


def _is_by_hand(setting: Setting) -> bool:
    """It only runs when somebody starts this very file."""
    return any("__main__" in test for test in setting.conditions)


def _console(setting: Setting) -> int:
    """A debugger that strangers reach runs their code."""
    if _is_said_to_serve(setting):
        return 1
    return -1 if _is_by_hand(setting) else 0


# --- variables -----------------------------------------------------------------------------------

_SWITCHES = frozenset({"flask_debug", "django_debug", "app_debug", "werkzeug_debug_pin_off"})
_MODES = frozenset(
    {"flask_env", "node_env", "rails_env", "rack_env", "app_env", "aspnetcore_environment"}
    | {"dotnet_environment"}
)


def _variable(setting: Setting) -> Verdict | None:
    name = setting.name.lower()
    if name == "display_errors" and setting.file.language == "ini":
        if _is_on(setting):
            return _risky(
                setting, "PHP prints its errors, with paths and values, into the page", -1
            )
        return sound("errors go to the log alone") if setting.value.is_known else None
    text = str(setting.value.value).strip().lower() if setting.value.is_known else ""
    is_on = name in _SWITCHES and text in _ON
    is_mode = name in _MODES and text in {"development", "dev"}
    is_mode |= name == "xdebug_mode" and "debug" in text.split(",")
    if name in _SWITCHES and text in {"0", "false", "off", "no"}:
        return sound("debug is off")
    if not (is_on or is_mode) or not _is_deployed(setting):
        return None
    what = _CONSOLE if is_on else "shows stack traces to whoever makes it fail, and works slowly"
    return _risky(setting, f"{setting.name}={setting.value.value} {what}")


def _is_deployed(fact: Fact) -> bool:
    """It stands in what is shipped: an image, a workload, the script that starts a container."""
    if _is_said_to_serve(fact):
        return True
    if fact.file.is_a_pipeline:
        return False
    name = PurePosixPath(fact.file.name.lower()).name
    if fact.file.format == "compose":
        return isinstance(fact, Setting) and not _mounts_the_source(fact.block)
    if fact.file.format in {"dockerfile", "kubernetes", "procfile", "supervisor"}:
        return True  # what a platform or a machine keeps running
    return "entrypoint" in name or bool(set(words(name)) & {"prod", "production", "deploy"})


def _mounts_the_source(block: Block | None) -> bool:
    """A service that runs the working copy, so that it follows every edit; or one that is built for tests."""
    service = block.within("compose:service") if block else None
    if service is None:
        return True
    volumes = [s.value.text.strip("\"'") for s in service.settings if "volumes" in s.path]
    is_for_tests = bool(set(words(service.name)) & _NOT_DEPLOYED)
    return is_for_tests or any(v.startswith((".", "${PWD}", "$PWD")) for v in volumes)


# --- commands ------------------------------------------------------------------------------------

_DEBUGGER = re.compile(r"--listen[ =](?:\[?([\w.:*-]+?)\]?:)\S+")
_HERE = frozenset({"localhost", "127.0.0.1", "::1"})
_OF_PYTHON = frozenset({"-u", "-B", "-O", "-OO", "-I", "-E", "-s"})
"""Its options that take no value."""
_RUNNERS = frozenset({"poetry", "pipenv", "uv", "pdm", "hatch", "rye"})


def _started(name: str, arguments: tuple[str, ...]) -> tuple[str, tuple[str, ...]]:
    """The program behind what only runs it: `poetry run`, `python -u -m`, `python shop/manage.py`."""
    if name in _RUNNERS and arguments[:1] == ("run",):
        name, arguments = "".join(arguments[1:2]), arguments[2:]
    if not name.startswith("python"):
        return name, arguments
    while arguments and arguments[0] in _OF_PYTHON:
        arguments = arguments[1:]
    if arguments[:1] == ("-m",):
        return "".join(arguments[1:2]), arguments[2:]
    return "".join(arguments[:1]).rpartition("/")[2], arguments[1:]


def development_server(name: str, arguments: Sequence[str]) -> str:
    """What a command starts that is made for developers, in words; empty if it is nothing of the kind."""
    name, arguments = _started(name, tuple(arguments))
    if name in {"manage.py", "django-admin"} and arguments[:1] == ("runserver",):
        return "runserver is a development server: one process, and nobody made it safe"
    if name == "flask" and "run" in arguments and "--debug" in arguments:
        return f"flask starts a debugger that {_CONSOLE}"
    if name in {"uvicorn", "hypercorn", "gunicorn"} and "--reload" in arguments:
        return f"{name} --reload watches the source and restarts, in one process"
    if name == "debugpy" and (at := _DEBUGGER.search(" ".join(arguments))) and at[1] not in _HERE:
        return "a debugger waits there for whoever comes, and runs what they send"
    if name == "fastapi" and arguments[:1] == ("dev",):
        return "fastapi dev reloads, and answers errors with what it knows"
    return ""


@risk.judge(Process)
def starts_a_server_for_developers(process: Process) -> Verdict | None:
    if _is_for_developers(process) or process.file.format == "compose":
        return None
    what = development_server(process.name, process.words)
    if not what or not _is_deployed(process):
        return None
    return risky(what, shift=0 if "debugger" in what else -1, needs=_needs(process))


def _in_compose(setting: Setting) -> Verdict | None:
    """The command of a service, in one text or as a list."""
    block = setting.block
    if (
        setting.file.format != "compose"
        or setting.name not in {"command", "entrypoint"}
        or not block
    ):
        return None
    parts = [s for s in block.settings if s.name in {"entrypoint", "command"}]
    parts.sort(key=lambda s: s.name != "entrypoint")
    line = " ".join(str(s.value.value) for s in parts).split()
    what = development_server(line[0].rpartition("/")[2], tuple(line[1:])) if line else ""
    tells = {"--debug", "--reload", "runserver", "dev"} & set(str(setting.value.value).split())
    if not what or not tells or not _is_deployed(setting):
        return None
    return _risky(setting, what, 0 if "debugger" in what else -1)


def _risky(setting: Setting, reason: str, shift: int = 0) -> Verdict:
    return risky(
        reason, anchors=[*setting.anchors, *setting.uses], shift=shift, needs=_needs(setting)
    )


@risk.fix(Setting)
def switch_it_off(setting: Setting) -> Edits | None:
    if setting.file.language == "python":
        is_plain = setting.value.value is True
        return setting.write("value", False) if is_plain else None
    if setting.name.lower() in _SWITCHES:
        return setting.write("value", "0")
    return None


@risk.inject(Setting)
def switch_it_on(setting: Setting) -> Edits | None:
    is_switch = setting.name.lower() in _SWITCHES or setting.name == "DEBUG"
    if not is_switch or setting.role not in {"constant", "variable", "entry"}:
        return None
    return setting.write("value", True if setting.file.language == "python" else "1")
