"""Images, actions, modules, packages and scripts that are run without proof of which they are."""

from __future__ import annotations

import re
from collections.abc import Iterator

from detectors.facts import HOLE, Process, Request, Setting, Wait
from detectors.gates.suspects import beginning_with
from detectors.infrastructure.fetched_files import newest
from detectors.infrastructure.images import Image, image, is_run_by_a_cloud
from detectors.infrastructure.packages import is_for_a_test, unpinned, unproven, unsigned
from detectors.infrastructure.workloads import is_deployed
from detectors.judging.moving_code import DIGEST, RUNS, action, module
from detectors.judging.running import is_test_code, needed
from detectors.model import Risk, Verdict, risky, sound
from detectors.text import places_of
from detectors.vocabulary import hosts
from detectors.vocabulary.names import listed, siblings, words

_PIPED = re.compile(
    r"\b(?:curl|wget)\b[^|;&\n]*\|\s*(?:sudo\s+(?:-\w+\s+)*)?(?:/bin/)?(?:ba|z|da)?sh\b(?!\s+-c)(?!\s+[\w/.])"
)
_COMMANDS = ("curl", "wget", '"pip"', "'pip'", "pip install", "pip3 install", '"pip3"')


def _suspects(source: str, lowered: str) -> Iterator[int]:
    """Where a Python source starts a download or an installation, or has a hub's code run."""
    yield from places_of("trust_remote_code", source)
    if "docker" in lowered:
        for asks in ("images.pull(", "containers.run("):
            yield from places_of(asks, source)
    if "subprocess" in lowered or "os.system" in lowered:
        yield from beginning_with(
            _COMMANDS, re.compile(r"(?:curl|wget)[^\n]*\||[\"']?pip"), lowered
        )


risk = Risk(
    __name__,
    words=(
        "docker",
        "podman",
        "pip",
        "npx",
        "uvx",
        "zypper",
        "nosignature",
        "nodigest",
        "allow-untrusted",
        "trusted=yes",
        "corepack",
        "npm",
        "pnpm",
        "yarn",
        "install",
        "kubectl",
        "clone",
        "helm ",
        "trust_remote_code",
    ),
    config_words=(
        "image",
        "from ",
        "uses",
        "module",
        "newtag",
        "version",
        "tag:",
        "unauthenticated",
        "gpg",
        "get_url",
        "unarchive",
    ),
    closer=_suspects,
)

_VERSION = re.compile(rf"\d+\.\d+|[0-9a-f]{{40}}|{HOLE}|v\d+|_\d+\.x", re.IGNORECASE)
"""In an address: a version, a commit, or something that may be one."""


# --- what is fetched and run ---------------------------------------------------------------------


@risk.judge(Setting)
def runs_what_comes_with_a_model(setting: Setting) -> Verdict | None:
    """`from_pretrained("acme/scales", trust_remote_code=True)`: by its commit, or whatever it is today."""
    repository, at, revision = (setting.value.string or "").rpartition("@")
    if setting.name != "trust_remote_code" or not at or setting.file.language != "python":
        return None
    if is_test_code(setting):
        return None
    if DIGEST.fullmatch(revision):
        return sound("the code is the one of this commit")
    return risky(
        f"{repository} brings code with it, and {RUNS}",
        at=setting.statement,
        anchors=[setting.lines],
        needs=needed(setting, "environment"),
    )


@risk.judge(Request)
def runs_what_it_fetches(request: Request) -> Verdict | None:
    executed = request.response.executed
    if executed is None or is_test_code(request):
        return None
    at = hosts.target(request)
    if at and hosts.place(at.host) in {"loopback", "metadata"}:
        return None
    url = request.setting("url").string or ""
    if request.response.proof is not None:
        is_before = request.response.proof.first >= request.lines.first
        return (
            sound("what is fetched is proved before it runs", at=request.response.proof)
            if is_before
            else None
        )
    may_be_pinned = not request.response.is_newest and (not url or _VERSION.search(url))
    if request.response.is_kept and may_be_pinned:
        return None
    if re.search(r"[0-9a-f]{40}", url):
        return None
    return risky(
        f"what {at.host if at and HOLE not in at.host else 'this address'} sends is run unseen: whoever can change it there runs code here",
        at=None if request.response.is_kept else executed,
        anchors=[request.lines, executed],
        shift=1,
        needs=needed(request, "environment"),
    )


@risk.judge(Wait)
def starts_a_download(wait: Wait) -> Verdict | None:
    """`subprocess.run("curl ... | sh", shell=True)`"""
    if wait.kind != "process" or not wait.command or is_test_code(wait):
        return None
    if _PIPED.search(wait.command):
        return risky(
            "what is downloaded is run unseen: whoever can change it there runs code here", shift=1
        )
    name, *arguments = wait.command.split()
    return _packages(unpinned(name.rpartition("/")[2], arguments), -1)


# --- packages ------------------------------------------------------------------------------------


@risk.judge(Process)
def installs_whatever_is_newest(process: Process) -> Verdict | None:
    if process.is_at_hand or not (is_deployed(process) or _is_followed(process)):
        return None
    if process.file.format == "makefile":
        return None  # whoever develops starts it, and sees what has come
    match process.name, *process.words[:1]:
        case ("docker" | "podman", "run" | "pull"):
            return _container(process)
        case ("kubectl" | "oc", "apply" | "create" | "replace"):
            return _manifest(process)
        case ("helm", "install" | "upgrade"):
            return _chart(process)
        case ("git" | "hg", "clone") if process.is_run_here:
            return risky(
                "what is built here is whatever the default branch holds that day: whoever can push to it runs code here",
                shift=0,
            )
    if option := unproven(process.name, process.words) or unsigned(process.words):
        return risky(
            f"{option} installs packages whoever signed them, so anyone on the path or in the mirror runs code here"
        )
    if not process.has_secrets_around and is_for_a_test(process.words):
        return None
    return _packages(unpinned(process.name, process.words), -1)


def _is_followed(process: Process) -> bool:
    """An example of how something is installed: whoever follows it has it in production."""
    file = process.file
    is_a_script = file.language == "shell" and not file.format
    return is_a_script and file.is_an_example and "install" in words(file.name)


def _packages(found: list[str], shift: int) -> Verdict | None:
    if not found:
        return None
    named = f"{found[0]} comes" if len(found) == 1 else f"{found[0]} and {len(found) - 1} more come"
    return risky(
        f"{named} in whatever version is the newest that day, so the same source builds something else tomorrow",
        shift=shift,
    )


_FLAGS = re.compile(
    r"-[ditPq]+|--(?:detach|rm|init|interactive|tty|privileged|read-only|quiet|publish-all|no-healthcheck)(?:=\w+)?|--[\w-]+=.*|-[a-zA-Z].+"
)
"""Options of `docker run` that take no value, or have it in the same word."""


def _container(process: Process) -> Verdict | None:
    """The image of `docker run`; of one's own images only those that are pulled."""
    given = list(process.words[1:])
    while given and given[0].startswith("-"):
        is_whole = _FLAGS.fullmatch(given[0])
        del given[: 1 if is_whole else 2]
    reference = image(given[0]) if given and not given[0].startswith(HOLE) else None
    if reference is None or not reference.is_published:
        return None
    if "/" in reference.name and process.words[0] == "run":
        return None  # it may have been built here
    why = reference.moves
    return (
        risky(f"{reference.shown} {why}: {RUNS}", group=f"image {reference.name}") if why else None
    )


_MOVED = re.compile(
    r"https?://\S+?/(latest|master|main|HEAD|refs/heads/[^/\s]+)(?:/|$)|[?&]ref=(main|master|HEAD)\b"
)
_REPOSITORIES = listed("""
    argo aws-ebs-csi-driver bitnami cilium cnpg codecentric crossplane-stable datadog eks elastic external-dns external-secrets
    fluent gitlab grafana harbor hashicorp influxdata ingress-nginx istio jaegertracing jenkins jetstack kedacore kong
    kubernetes-dashboard kyverno longhorn metallb metrics-server minio nats nfs-subdir-external-provisioner nginx-stable nvidia
    open-telemetry opensearch percona portainer prometheus-community rancher-stable rook-release sealed-secrets stable strimzi
    traefik vmware-tanzu
""")
"""What everybody calls the repositories of these charts; a folder of one's own is called otherwise."""


def _manifest(process: Process) -> Verdict | None:
    """`kubectl apply -f https://.../releases/latest/download/components.yaml`"""
    found = next(filter(None, map(_MOVED.search, process.words)), None)
    if found is None:
        return None
    return risky(
        f"what is applied is whatever `{found[1] or found[2]}` is that day: {RUNS}", shift=0
    )


def _chart(process: Process) -> Verdict | None:
    """`helm upgrade --install redis bitnami/redis`"""
    if any(word.startswith(("--version", HOLE)) for word in process.words):
        return None
    for word in process.words[1:]:
        repository, slash, chart = word.partition("/")
        if word.startswith("oci://") or (slash and chart and repository in _REPOSITORIES):
            name = chart.rpartition("/")[2]
            return risky(
                f"{name} comes in whatever version is the newest that day, so the same source deploys something else tomorrow"
            )
    return None


@risk.judge(Setting)
def is_asked_of_docker(setting: Setting) -> Verdict | None:
    """`client.images.pull("acme/scales")`: an image by a tag that moves, or by none."""
    text = setting.value.string
    if setting.path != ("docker", "image") or setting.file.language != "python" or not text:
        return None
    reference = image(text)
    if reference is None or not reference.is_published or is_test_code(setting):
        return None
    if reference.digest:
        return sound("its digest is of this one image")
    if reference.moves is None:
        return None
    return risky(
        f"{reference.name} {reference.moves}: {RUNS}",
        anchors=[setting.statement or setting.lines],
        group=f"image {reference.shown}",
    )


# --- images --------------------------------------------------------------------------------------

_DEFAULT = re.compile(r"\$\{\w+:?-[^${}]*/[^${}]*\}")
"""A whole reference that is pulled unless somebody names another; a bare tag may be of an image that is built."""
_HOLDERS = frozenset({"kubernetes:container", "kubernetes:initContainer", "compose:service"})


@risk.judge(Setting)
def names_what_moves(setting: Setting) -> Verdict | None:
    text = setting.value.string
    if setting.role != "entry" or setting.file.language in {"python", "shell"}:
        return None
    if option := _unproven(setting):
        return risky(
            f"{option} installs packages whoever signed them, so anyone on the path or in the mirror runs code here"
        )
    if text is None:
        return None
    if (version := newest(setting)) and is_deployed(setting):
        return risky(f"what is fetched is whatever `{version}` is that day: {RUNS}", shift=0)
    if packages := _of_a_task(setting, text):
        return _packages(packages, -1)
    if setting.file.format == "github-workflow" or setting.file.format == "github-action":
        if setting.name == "uses":
            return _image(setting, text) if text.startswith("docker://") else action(setting, text)
        if _is_a_version(setting) and text == "latest":
            return risky(
                f"{_versioned(setting)} is whatever is the newest that day: the same commit builds something else tomorrow",
                shift=-1,
            )
    if setting.path == ("dependencies", "version") and text == "*" and _is_a_chart(setting):
        return risky(
            "the chart comes in whatever version is the newest that day, so the same source deploys something else tomorrow"
        )
    if setting.path == ("ADD",) and setting.file.format == "dockerfile":
        return _added(setting, text)
    if setting.name == "tag" and is_deployed(setting):
        return _values(setting, text)
    if setting.name == "source" and setting.path[0] == "module":
        return module(setting, text)
    return _image(setting, text) if _is_an_image(setting) and is_deployed(setting) else None


def _added(setting: Setting, text: str) -> Verdict | None:
    """`ADD https://.../main/run.sh /` is in the image as it comes, unless a checksum stands beside it."""
    around = setting.block.settings if setting.block else ()
    options = [s for s in around if s.path[:1] == ("ADD",) and s.lines.first == setting.lines.first]
    found = next(filter(None, map(_MOVED.match, text.split())), None)
    if found is None or any("checksum" in s.name for s in options):
        return None
    return risky(
        f"what is added is whatever `{found[1] or found[2]}` is that day: {RUNS}",
        shift=0,
    )


_MANAGERS = re.compile(
    r"(?:ansible\.(?:builtin|legacy)\.)?(?:apt|yum|dnf|dnf5|package|yum_repository)"
)
_UNCHECKED = {
    "allow_unauthenticated": "true yes",
    "disable_gpg_check": "true yes",
    "gpgcheck": "false no 0",
}
"""Options of Ansible's modules, and of a repository of packages -> with which value nobody looks who signed what."""


def _unproven(setting: Setting) -> str:
    """The option with which packages are installed that nobody proves; empty where there is none."""
    values = _UNCHECKED.get(setting.name, "")
    if str(setting.value.value).lower() not in values.split():
        return ""
    is_of_ansible = len(setting.path) > 1 and _MANAGERS.fullmatch(setting.path[-2])
    is_a_repository = ".repo" in setting.file.name and setting.file.language == "ini"
    return setting.name if is_of_ansible or is_a_repository else ""


_TASKS = re.compile(r"(?:[\w.]+\.)?(pip|npm|gem|yarn)")
_ADD = {"pip": "install", "npm": "install", "gem": "install", "yarn": "add"}


def _of_a_task(setting: Setting, text: str) -> list[str]:
    """The packages without a version that a task of Ansible installs; it says `state: latest`, or nothing."""
    task = _TASKS.fullmatch(setting.path[-2]) if len(setting.path) > 1 else None
    if task is None or setting.name not in {"name", "state"} or not is_deployed(setting):
        return []
    beside = {one.name: str(one.value.value) for one in siblings(setting)}
    state = beside.get("state", "present")
    if state not in {"present", "latest", "forcereinstall"} or {"version", "requirements"} & set(
        beside
    ):
        return []
    if setting.name == "state":
        is_all = text == "latest" and "name" not in beside and "path" in beside
        return ["what its list of packages names"] if is_all else []
    if re.search(r"(?:^|\s)-(?:r|c|-requirement|-constraint)\b", beside.get("extra_args", "")):
        return []
    return unpinned(task[1], [_ADD[task[1]], text])


def _is_a_chart(setting: Setting) -> bool:
    return any(one.name == "repository" for one in siblings(setting))


def _values(setting: Setting, text: str) -> Verdict | None:
    """`image: {repository: nginx, tag: stable}`, as the values of a chart have it."""
    beside = {
        one.name: HOLE if one.value.is_unknown else one.value.string or ""
        for one in siblings(setting)
    }
    name = "/".join(filter(None, (beside.get("registry"), beside.get("repository"))))
    reference = image(f"{name}:{text}") if name and "repository" in beside else None
    if reference is None or reference.is_to_be_filled_in:
        return None
    if not (reference.is_published or reference.is_named_later):
        return None
    why = reference.moves
    if why is None or not text or beside.get("digest"):
        return None
    return risky(
        f"{reference.shown} {why}: {RUNS}",
        group=f"image {reference.shown}",
        anchors=[setting.lines],
        needs=needed(setting, "environment"),
    )


def _is_a_version(setting: Setting) -> bool:
    return "with" in setting.path and words(setting.name)[-1:] == ["version"]


def _versioned(setting: Setting) -> str:
    """What the version is of: `go-version` says it, a bare `version` is of what the action sets up."""
    if len(words(setting.name)) > 1:
        return setting.name
    step = setting.block.parent if setting.block else None
    action = step.text("uses") if step else ""
    called = action.partition("@")[0].rpartition("/")[2]
    return re.sub(r"^(?:setup|install|action)-|-action$", "", called) or setting.name


def _is_an_image(setting: Setting) -> bool:
    block = setting.block
    if setting.file.format == "dockerfile":
        return setting.path in {("FROM",), ("COPY", "--from")}
    if setting.file.is_a_pipeline:
        return (
            setting.name == "image"
            or (setting.file.format == "gitlab-ci" and setting.path[-1] == "services")
            or (setting.path[-2:] == ("services", "name"))
            or (setting.name in {"name", "container"} and "container" in setting.path[-2:])
            or (setting.name == "name" and setting.path[-2:-1] == ("image",))
        )
    if setting.name == "newTag":
        return setting.path == ("images", "newTag")
    if block is None or setting.path[-1] not in {"image", "Image", "name", "image_identifier"}:
        return False
    if block.kind in _HOLDERS:
        return setting.path[-1] == "image" and block.get("image") is setting
    return is_run_by_a_cloud(setting)


def _image(setting: Setting, text: str) -> Verdict | None:
    if setting.name == "newTag":
        text = f"kustomized/image:{text}"
    reference = image(text)
    if reference is None or not _is_from_elsewhere(setting, text):
        return None
    if reference.digest:
        return sound("its digest is of this one image") if setting.block else None
    why = reference.moves
    written = setting.value.text.strip("\"'")
    is_the_tag_there = (
        setting.path
        == ("FROM",)  # what is built here comes from elsewhere, unless somebody names another
        or written.endswith(reference.tag)
        or _DEFAULT.fullmatch(written)
    )
    if why is None or not is_the_tag_there:
        return None
    is_known = setting.name != "newTag" and not reference.is_named_later
    named = reference.name if is_known else "the image"
    return risky(
        f"{named} {why}: {RUNS}",
        group=f"image {reference.shown}",
        anchors=[setting.lines],
        shift=-1 if setting.file.is_a_pipeline else 0,
        needs=needed(setting, "environment"),
    )


def _is_from_elsewhere(setting: Setting, text: str) -> bool:
    """A registry gives it: it is neither built here nor kept on the machine."""
    block = setting.block
    if setting.name == "newTag":
        return True
    reference = image(text)
    if reference is None or reference.is_to_be_filled_in or _is_built_before(setting, reference):
        return False
    is_in_a_cluster = block is not None and block.kind.startswith("kubernetes:")
    if not reference.is_published and not (reference.is_named_later and is_in_a_cluster):
        return False  # what is built beside it, or on the same machine
    if block is None or setting.file.is_a_pipeline:
        return True  # a job may be called `build`
    if block.get("build") or any("build" in s.path for s in block.settings):
        return False
    if block.text("imagePullPolicy") == "Never" or block.text("pull_policy") in {"never", "build"}:
        return False
    return not _is_a_stage(setting, text)


def _is_built_before(setting: Setting, reference: Image) -> bool:
    """`ARG BUILDER=shop/builder:latest`: what a build hands to the next one, by its name."""
    is_given = setting.path == ("FROM",) and "$" in setting.value.text
    owner, _, name = reference.name.rpartition("/")
    return is_given and name in {"builder", "build"} and "." not in owner


def _is_a_stage(setting: Setting, text: str) -> bool:
    """An earlier stage of the same file goes by this name."""
    if setting.file.format != "dockerfile" or setting.block is None:
        return False
    earlier = [peer for peer in setting.block.peers if peer.lines < setting.lines]
    return text == "scratch" or any(
        text.lower() == peer.name.lower() for peer in earlier if peer.name not in peer.labels
    )
