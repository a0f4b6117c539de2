"""Parts of a secret in workflows of GitHub: the runner masks the whole, and a part only where it is told to."""

from __future__ import annotations

import re

from detectors.credentials.secrets import means_a_credential
from detectors.facts import Block

_PART = re.compile(
    r"\$\{\{\s*(fromjson\(\s*secrets\.\w+\s*\)(?:\.[\w-]+|\[[^\]\n]+\])+)", re.IGNORECASE
)
_MASKS = "::add-mask::"


def shows_a_part(said: str, before: str, step: Block) -> bool:
    """A command writes a part that is secret by its name, and no command before has it masked."""
    if _MASKS in said:
        return False
    parts = [found for found in _PART.finditer(said) if _is_secret(found[1])]
    return bool(parts) and not {_spelt(found[1]) for found in parts} <= _masked(before, step)


def _is_secret(part: str) -> bool:
    return means_a_credential(re.findall(r"[\w-]+", part)[-1])


def _masked(before: str, step: Block) -> set[str]:
    """What earlier steps of the job, and earlier commands of this one, have masked."""
    job = step.within("github:job")
    steps = [one for one in (job.walk() if job else ()) if one.kind == "github:step"]
    earlier = [one for one in steps if one.lines.last < step.lines.first]
    texts = [s.value.text for one in earlier if _MASKS in one.text("run") for s in one.settings]
    texts += [line for line in before.splitlines() if _MASKS in line]
    return {_spelt(found[1]) for text in texts for found in _PART.finditer(text)}


def _spelt(part: str) -> str:
    return re.sub(r"\s", "", part).lower()
