"""Files full of credentials that a Dockerfile puts into an image, where whoever pulls it reads them."""

from __future__ import annotations

import re

from detectors.facts import Setting
from detectors.vocabulary.names import listed, words

_FILES = re.compile(
    r"(?:\.env(?:\*|\.\*|\.(?:prod|production|local|live|staging))?|\.npmrc|\.pypirc|[._]netrc|\.pgpass|\.git-credentials"
    r"|id_(?:rsa|dsa|ecdsa|ed25519)|service[-_]account[\w-]*\.json|credentials\.json|client_secrets?\.json)"
)
"""Names of files that hold keys and passwords, whoever wrote them."""
_LAST = listed(
    "runtime run runner final production prod release app server web api deploy main base"
)
"""What stages are called that are the image, or that it is made of."""


def copied(setting: Setting) -> str:
    """The file of credentials that an image keeps for good; empty for what a stage alone has that is thrown away."""
    if setting.path not in {("COPY",), ("ADD",)} or setting.file.format != "dockerfile":
        return ""
    block = setting.block
    if block is None or (block.labels != (block.name,) and not _LAST & set(words(block.name))):
        return ""
    sources = (setting.value.string or "").split()[:-1]
    named = (source.rpartition("/")[2] for source in sources)
    return next(filter(_FILES.fullmatch, named), "")
