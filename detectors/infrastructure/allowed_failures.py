"""Steps of a pipeline or a playbook that may fail without the run: what they are for, and whether anybody looks at what came of them."""

from __future__ import annotations

import re

from detectors.facts import HOLE, Block, Setting
from detectors.vocabulary.names import listed, words

_YES = frozenset({"true", "yes"})
_NO = frozenset({"false", "no"})
_SWITCHES = {
    "github:step": {"continue-on-error": _YES},
    "github:job": {"continue-on-error": _YES},
    "gitlab:job": {"allow_failure": _YES},
    "ansible:task": {"ignore_errors": _YES, "failed_when": _NO},
}
"""Block -> the settings by which it may fail, with what they say then."""
_DELIVERS = listed(
    "deploy deploys deployment rollout release publish push backup backups dump restore migrate migration"
    " migrations send notify upload sync promote apply"
)
_MAY_FAIL = listed(
    "test tests lint check checks scan coverage codecov comment label artifact artifacts cache report reports"
    " sarif preview nightly canary experimental dry dependency dependabot docs summary slack discord"
    " review staging stage dev cleanup clean delete remove rm prune old kill stop pause unpause"
)
_COMMANDS = frozenset({"run", "uses", "script", "shell", "command", "cmd"})
_ON_PURPOSE = re.compile(
    r"(?i)\b(?:must|should|may|can|do|does|will)(?: not|n't) (?:\w+ )?(?:fail|block|change|break|stop|hold)"
    r"|\bnever (?:\w+ )?(?:fails?|blocks?|breaks?|stops?|holds?)\b"
    r"|best[- ]effort|\boptional\b|\bopt-in\b|on purpose|\bnot (?:critical|fatal)|non-?(?:blocking|fatal|critical)"
)
"""In a comment: somebody has thought of it."""
_DENIED = re.compile(r"--no-[\w-]+")
"""An option by which a command does not do what the option names: `uv run --no-sync`."""
_FEW = 12
"""Words of a command; a longer script does many things."""


def is_allowed_to_fail(setting: Setting, block: Block) -> bool:
    """It says that a step or a job may fail that sends, deploys or backs up something by itself."""
    said = _SWITCHES.get(block.kind, {}).get(setting.name, frozenset())
    if str(setting.value.value).lower() not in said:
        return False
    if _ON_PURPOSE.search(setting.remark):
        return False
    named, written = _work_of(block)
    is_of_weight = bool(named & _DELIVERS) and not written & _MAY_FAIL
    return is_of_weight and not _is_started_by_hand(block)


def _work_of(block: Block) -> tuple[set[str], set[str]]:
    """(words of its name, and of what it runs if that is short; words of both)."""
    names = [block.name, block.text("name"), block.text("stage"), block.text("environment")]
    told = [s for s in block.settings if s.name.rpartition(".")[2] in _COMMANDS]
    runs = [
        (s.value.string or "").replace(HOLE, " ") for s in told
    ]  # names of variables say nothing
    named = {word for name in names for word in words(name)}
    written = {word for run in runs for word in words(_DENIED.sub(" ", run))}
    is_plain = len(written) <= _FEW
    return named | written if is_plain else named, named | written


def _is_started_by_hand(block: Block) -> bool:
    return any(s.name == "when" and s.value.string == "manual" for s in block.settings)


def is_looked_at(block: Block) -> bool:
    """A later step or job asks for its outcome."""
    if block.kind == "ansible:task":
        return block.get("register") is not None
    own = block.text("id") or block.name
    asked = (f"steps.{own}.", f"needs.{own}.result")
    return any(
        place in setting.value.text
        for peer in block.peers
        for one in peer.walk()
        for setting in one.settings
        for place in asked
    )
