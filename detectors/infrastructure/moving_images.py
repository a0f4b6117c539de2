"""Images and files that configuration names by what moves: the same text is another image tomorrow."""

from __future__ import annotations

import re

from detectors.facts import HOLE, Setting
from detectors.infrastructure.images import Image, image, is_run_by_a_cloud
from detectors.judging.moving_code import MOVED, RUNS
from detectors.judging.running import needed
from detectors.model import Verdict, risky, sound
from detectors.vocabulary.names import siblings

_DEFAULT = re.compile(
    r"\$\{\w+:?-[^${}]*/[^${}]*\}|\{\{-?\s*[\w.]+\s*\|\s*default(?:\(\s*|\s+)[\"'][^\"']*/[^\"']*[\"']\s*\)?\s*-?\}\}"
)
"""A whole reference that is pulled unless somebody names another; a bare tag may be of an image that is built."""
_VALUES = re.compile(r"values([.-][\w.-]+)?\.ya?ml")
"""What a chart of Helm is given; a name without a tag may have its tag in another entry."""
_HOLDERS = frozenset({"kubernetes:container", "kubernetes:initContainer", "compose:service"})


def is_an_image(setting: Setting) -> bool:
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
    if setting.name == "image" and _VALUES.fullmatch(setting.file.name.rpartition("/")[2]):
        return ":" in (setting.value.string or "").rpartition("/")[2]
    if block is None or setting.path[-1] not in {"image", "Image", "name", "image_identifier"}:
        return False
    if block.kind in _HOLDERS:
        return setting.path[-1] == "image" and block.get("image") is setting
    return is_run_by_a_cloud(setting)


def moved(setting: Setting, text: str) -> Verdict | None:
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


def moved_values(setting: Setting, text: str) -> Verdict | None:
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


_TAGS = re.compile(r"(?i)(?:\w+_)?(?:image|container|docker)_?tag")


def tagged(setting: Setting, text: str) -> Verdict | None:
    """`container_tag = "latest"` in Terraform; a variable's default is for whoever gives no other."""
    block = setting.block
    if setting.file.language != "hcl" or not _TAGS.fullmatch(setting.name):
        return None
    if block is not None and block.kind == "terraform:variable":
        return None
    why = Image("image", text, "").moves
    return risky(f"the image {why}: {RUNS}") if why else None


def has_a_checksum(added: Setting) -> bool:
    """`ADD --checksum=sha256:...` takes no other bytes."""
    around = added.block.settings if added.block else ()
    options = [s for s in around if s.path[:1] == ("ADD",) and s.lines.first == added.lines.first]
    return any("checksum" in s.name for s in options)


def added(setting: Setting, text: str) -> Verdict | None:
    """`ADD https://.../main/run.sh /` is in the image as it comes, unless a checksum stands beside it."""
    found = next(filter(None, map(MOVED.match, text.split())), None)
    if found is None or has_a_checksum(setting):
        return None
    return risky(
        f"what is added is whatever `{found[1] or found[2]}` is that day: {RUNS}",
        shift=0,
    )
