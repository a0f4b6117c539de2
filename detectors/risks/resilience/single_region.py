"""Services that are promised to outlive a region, and are in one."""

from __future__ import annotations

import re

from detectors.facts import Setting
from detectors.judging.running import needed
from detectors.model import Risk, Verdict, risky, sound
from detectors.vocabulary.names import is_for_developers, words

risk = Risk(__name__, config_words=("region", "location"), needs_client=False)

_NAMES = frozenset({"region", "regions", "location", "locations"})
_REGION = re.compile(
    r"(?:us|eu|ap|sa|ca|me|af|il|mx)(?:-gov)?-(?:north|south|east|west|central)+-\d"  # AWS
    r"|(?:us|europe|asia|australia|southamerica|northamerica|me|africa)-(?:north|south|east|west|central)+\d"  # Google
    r"|(?:north|south|east|west|central)*(?:us|europe|uk|asia|india|australia|japan|france|germany|canada|brazil|norway"
    r"|switzerland|sweden|korea|uae)(?:north|south|east|west|central)*\d?",
    re.IGNORECASE,
)
"""One region of a cloud; what lies in several (`eu`, `US`) has a name without a direction."""
_DIRECTION = re.compile(r"north|south|east|west|central", re.IGNORECASE)
_ELSEWHERE = re.compile(
    r"fail.?over|standby|secondar|multi.?region|cross.?region|global|replica.?region|disaster|(?<![a-z])dr(?![a-z])"
    r"|latency.?routing|geo.?(?:location|proximity|redundan)|other.?region|peer.?region",
    re.IGNORECASE,
)
"""In a name or a value: something of it may be in another region."""


@risk.judge(Setting)
def falls_with_its_region(setting: Setting) -> Verdict | None:
    if setting.file.scenario.get("availability") != "region-loss" or is_for_developers(setting):
        return None
    region = _region(setting)
    if region is None:
        return None
    everything = _everything(setting)
    mentioned = [s for s in everything if _region(s)]
    if any(_region(s) != region for s in mentioned):
        return sound(f"{region} is one of several regions", group="regions")
    if _first(mentioned) is not setting or _may_be_elsewhere(everything):
        return None
    return risky(
        f"all of it is in {region}: what takes that region down takes it down for everybody",
        anchors=[setting.lines, *(s.lines for s in mentioned)],
        shift=2,
        needs=needed(setting, "availability"),
    )


def _region(setting: Setting) -> str | None:
    """The one region that a setting names."""
    text = setting.value.string
    if text is None or not _NAMES & set(words(setting.path[-1] if setting.path else "")):
        return None
    text = text.strip().lower()
    is_one = _REGION.fullmatch(text) and _DIRECTION.search(text)
    return text if is_one else None


def _everything(setting: Setting) -> list[Setting]:
    """Every setting of the file that can be seen from this one."""
    if setting.block is None:
        return [*setting.beside]
    blocks = [inner for peer in setting.block.peers for inner in peer.walk()]
    found = {id(s): s for block in blocks for s in block.settings}
    return [*found.values()]


def _first(settings: list[Setting]) -> Setting | None:
    return min(settings, key=lambda one: (one.lines, one.columns), default=None)


def _may_be_elsewhere(settings: list[Setting]) -> bool:
    return any(
        _ELSEWHERE.search(" ".join([*s.path[-3:], s.value.string or s.value.text]))
        for s in settings
    )
