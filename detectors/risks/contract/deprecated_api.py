"""Endpoints, versions, runtimes and commands that their providers take away."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from pathlib import PurePosixPath

from detectors.facts import AskedModel, Block, LibraryUse, Process, Request, Setting
from detectors.judging.attendance import only_shows
from detectors.judging.running import is_a_record, is_test_code
from detectors.model import Risk, Verdict, risky, sound
from detectors.places import Lines
from detectors.vocabulary import hosts, withdrawn
from detectors.vocabulary.names import (
    is_a_test,
    is_for_developers,
    names_a_target,
    siblings,
    words,
)
from detectors.vocabulary.releases import lets_in
from detectors.vocabulary.withdrawn import Withdrawn, libraries

_QUOTED = re.compile(r"[\"']([A-Za-z][\w./:@-]*)(?=[\"'])")


def _suspects(source: str, lowered: str) -> Iterator[int]:
    """Where the name of a model stands that is withdrawn, or of a part of a library."""
    stems = withdrawn.stems()
    for quoted in _QUOTED.finditer(source):
        if lowered.startswith(stems, quoted.start(1)) and withdrawn.model(quoted[1]):
            yield quoted.start()
    yield from libraries.named_in(source)


risk = Risk(
    __name__,
    closer=_suspects,
    words=(
        "apt-key",
        "docker-compose",
        "set-output",
        "save-state",
        "::set-env",
        "::add-path",
        "get-login",
        "helm",
        "--generator",
        "deb ",
        *withdrawn.hosts(),
    ),
    config_words=(
        "apiversion",
        "runs-on",
        "uses",
        "using",
        "runtime",
        "model",
        "engine",
        "launchconfiguration",
        "launch_configuration",
        "node-role.kubernetes.io/master",
        *withdrawn.REGISTRIES,
        *withdrawn.hosts(),
    ),
)


def _risky(what: Withdrawn, *, name: str, anchors: Sequence[Lines] | None = None) -> Verdict:
    return risky(
        f"{what.what} {what.stops} {what.since}, on the provider's day and not ours; instead: {what.instead}",
        anchors=anchors,
        group=name,
        shift=2 if what.is_gone else 1,
    )


# --- requests and commands -----------------------------------------------------------------------


@risk.judge(Request)
def asks_what_is_taken_away(request: Request) -> Verdict | None:
    if is_test_code(request) or is_a_test(request):
        return None
    if request.client.library == "slack_sdk":
        method = request.name.rpartition(".")[2]
        if found := withdrawn.method_of_slack(method):
            return _risky(found, name=method)
        return (
            sound("the method that took the place of files_upload")
            if method == "files_upload_v2"
            else None
        )
    at = hosts.target(request)
    if at is None:
        return _chosen(request)
    if at.host == "api.github.com" and _logs_in_by_query(request, at.path):
        return _risky(withdrawn.TOKEN_IN_QUERY, name="access_token")
    gone = withdrawn.behind(at)
    if gone is None:
        return None
    written = request.setting("url").lines
    anchors = [*request.anchors, written] if written else None
    return _risky(gone, name=f"{at.host} {gone.what}", anchors=anchors)


def _chosen(request: Request) -> Verdict | None:
    """One of several addresses, all of which are taken away."""
    asked = [(at, lines) for text, lines in request.alternatives if (at := hosts.address(text))]
    gone = [withdrawn.behind(at) for at, _ in asked]
    if not gone or gone[0] is None or not all(gone):
        return None
    places = [lines for _, lines in asked]
    return _risky(gone[0], name=asked[0][0].host, anchors=[*request.anchors, *places])


def _logs_in_by_query(request: Request, path: str) -> bool:
    return "access_token" in request.query or bool(re.search(r"[?&]access_token=", path))


@risk.judge(Process)
def starts_what_is_taken_away(process: Process) -> Verdict | None:
    if is_test_code(process) or process.file.is_for_development:
        return None
    found = withdrawn.command(process.name, process.words) or _source_of_packages(process)
    found = found or _given_address(process)
    return _risky(found, name=found.what) if found else None


def _given_address(process: Process) -> Withdrawn | None:
    """`conan remote add acme https://api.bintray.com/...`; what curl and wget ask is a request."""
    if process.name in _ASK or process.name in {"echo", "printf", "grep", "sed"}:
        return None
    for word in process.words:
        at = (
            hosts.address(hosts.visible(word)) if word.startswith(("http://", "https://")) else None
        )
        if at and (gone := withdrawn.behind(at)):
            return gone
    return None


_ASK = frozenset({"curl", "wget", "http", "https"})


def _source_of_packages(process: Process) -> Withdrawn | None:
    """`echo "deb https://... stable main" | tee ...`, `add-apt-repository "deb https://..."`."""
    for word in process.words:
        found = re.match(r"deb(?:-src)?\s+(?:\[[^\]]*\]\s+)?(\S+)", word.strip())
        at = hosts.address(hosts.visible(found[1])) if found else None
        if at and (gone := withdrawn.behind(at)):
            return gone
    return None


# --- configuration, and names of models ----------------------------------------------------------


@risk.judge(Setting)
def names_what_is_taken_away(setting: Setting) -> Verdict | None:
    text = setting.value.string
    if text is None or is_test_code(setting) or setting.role == "header":
        return None
    if setting.file.language == "python":
        return None
    if words(setting.name)[-1:] in (["model"], ["engine"]) and not is_for_developers(setting):
        return None if is_a_record(setting) or _is_a_schema(setting) else _of_a_model(text)
    if setting.file.language == "shell" or setting.role != "entry":
        return None
    match setting.name:
        case "runs-on" | "os":
            return _runner(setting, text)
        case "uses":
            return _action(text)
        case "using" if setting.file.format == "github-action":
            return _action(text)
    if is_for_developers(setting):
        return None
    if _MASTER in (setting.name, text):
        return _of_the_nodes(setting)
    match setting.name:
        case "apiVersion":
            return _of_kubernetes(setting, text)
        case "runtime" | "Runtime":
            return _runtime(text)
        case "image" | "FROM" | "--from":
            return _registry(text)
        case "name" if setting.path[-2:] == ("image", "name"):
            return _registry(text)
        case "Type" if "Resources" in setting.path[:-1]:
            return _resource(text)
    return _address(setting, text)


def _is_a_schema(setting: Setting) -> bool:
    """It says what settings may be, and gives examples: nothing is set by it."""
    return "schema" in words(setting.file.name) or bool(_SHOWN & set(setting.path))


_SHOWN = frozenset({"example", "examples", "enum", "properties"})


@risk.judge(Block)
def makes_what_is_taken_away(block: Block) -> Verdict | None:
    is_made = block.kind == "terraform:resource" and block.labels
    return _resource(block.labels[0]) if is_made and not is_for_developers(block) else None


def _resource(kind: str) -> Verdict | None:
    found = withdrawn.RESOURCES.get(kind)
    return _risky(found, name=kind) if found else None


_PRICES = frozenset({"price", "prices", "pricing", "cost", "costs", "tokenizer", "tokens"})
"""Words of the name of a file that says what models cost, and asks none."""


@risk.judge(AskedModel)
def asks_what_is_retired(asked: AskedModel) -> Verdict | None:
    if is_for_developers(asked) or only_shows(asked):
        return None
    if _PRICES & set(words(PurePosixPath(asked.file.name).stem)):
        return None
    return _offered(asked) if asked.is_offered else _of_a_model(asked.name)


def _offered(asked: AskedModel) -> Verdict | None:
    """Whoever picks it from the list is refused."""
    found = withdrawn.model(asked.name)
    if found is None:
        return None
    more = f" ({asked.beside} more of the list are gone too)" if asked.beside > 1 else ""
    more = " (one more of the list is gone too)" if asked.beside == 1 else more
    return risky(
        f"{found.what} is offered and {found.stops} {found.since}{more}; instead: {found.instead}",
        anchors=asked.anchors,
        group=f"list {asked.lines}",
        shift=1,
    )


def _is_for_a_build(name: str) -> bool:
    """`setup.py`, `versioneer.py`, `docs/conf.py`: it runs where the package is made."""
    stem = PurePosixPath(name).stem
    return stem in {"versioneer", "conf"} or "setup" in words(stem)


@risk.judge(LibraryUse)
def uses_what_is_removed(use: LibraryUse) -> Verdict | None:
    one = libraries.removal(use.entry)
    if is_for_developers(use) or _is_for_a_build(use.file.name):
        return None
    if any(fork in use.file.asked or fork in use.file.pins for fork in one.forks):
        return None
    if one.stops:
        return _risky(one.stops, name=one.key)
    settled = use.release or use.file.pins.get(one.package, "")
    asked = f"=={settled}" if settled else use.file.asked.get(one.package)
    if asked is None and not one.is_well_known:
        return None
    if asked is not None and not lets_in(asked, one.release):
        return sound(f"the project stays below {one.title} {one.release}", group=one.key)
    if settled:
        brings = "which the project has settled on"
    else:
        brings = f"which {'nothing here keeps out' if asked is None else 'the requirements let in'}"
    return risky(
        f"{one.what or use.name} is gone from {one.title} {one.release} on, {brings}; instead: {one.instead}",
        group=one.key,
        shift=1 if asked is None or one.package == "python" else 2,
    )


def _of_a_model(text: str) -> Verdict | None:
    found = withdrawn.model(text)
    return _risky(found, name=found.what) if found else None


_OF_OBJECTS = {("apiVersion",), ("items", "apiVersion")}
"""Of an object alone, and of one in a list."""


def _of_kubernetes(setting: Setting, text: str) -> Verdict | None:
    block = setting.block
    if block is None or setting.path not in _OF_OBJECTS:
        return None
    if not block.kind.startswith("kubernetes:"):
        return None
    found = withdrawn.of_kubernetes(text, block.text("kind"))
    if found is None:
        current = _CURRENT.get(block.kind.removeprefix("kubernetes:"))
        return sound(f"{text} is what took the place of its betas") if text == current else None
    asks = any(_ASKS_THE_CLUSTER.search(test) for test in setting.conditions)
    return None if asks else _risky(found, name=text)


_MASTER = "node-role.kubernetes.io/master"
_CONTROL_PLANE = "node-role.kubernetes.io/control-plane"


def _of_the_nodes(setting: Setting) -> Verdict | None:
    """Pods that look for nodes by the old name of the control plane, and by no other, find none."""
    if not {"nodeSelector", "matchExpressions", "tolerations"} & set(setting.path):
        return None
    if any(s.name == "operator" and str(s.value) in _NOT_THERE for s in siblings(setting)):
        return None
    around = list(setting.block.outwards())[-1] if setting.block else None
    named = {
        text
        for block in (around.walk() if around else ())
        for s in block.settings
        for text in (s.name, s.value.string)
    }
    return None if _CONTROL_PLANE in named else _risky(withdrawn.MASTER, name=_MASTER)


_NOT_THERE = frozenset({"DoesNotExist", "NotIn"})
_ASKS_THE_CLUSTER = re.compile(r"Capabilities|semver|apiVersions|kubeVersion", re.IGNORECASE)
"""In the test of a template: which version is written depends on what the cluster takes."""
_CURRENT = {
    "CronJob": "batch/v1",
    "PodDisruptionBudget": "policy/v1",
    "HorizontalPodAutoscaler": "autoscaling/v2",
    "Ingress": "networking.k8s.io/v1",
}


def _runner(setting: Setting, text: str) -> Verdict | None:
    if setting.file.format != "github-workflow" or (
        setting.name == "os" and "matrix" not in setting.path
    ):
        return None
    found = withdrawn.runner(text)
    return _risky(found, name=text) if found else None


def _action(text: str) -> Verdict | None:
    found = withdrawn.action(text)
    return _risky(found, name=text.partition("@")[0]) if found else None


def _runtime(text: str) -> Verdict | None:
    found = withdrawn.runtime(text)
    return _risky(found, name=text) if found else None


def _registry(text: str) -> Verdict | None:
    for begin, found in withdrawn.REGISTRIES.items():
        if text.startswith(begin):
            return _risky(found, name=begin)
    return None


def _address(setting: Setting, text: str) -> Verdict | None:
    at = hosts.address(hosts.visible(text))
    found = withdrawn.behind(at) if at else None
    if at is None or found is None:
        return None
    if not names_a_target(setting, at, text) and "env" not in setting.path:
        return None
    return _risky(found, name=at.host)
