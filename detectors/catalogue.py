"""The risks, found by walking `detectors/risks`: adding one edits no other file."""

from __future__ import annotations

import difflib
import re
from functools import cache
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING

from detectors.pages import Page

if TYPE_CHECKING:
    from detectors.model import Risk

FOLDER = Path(__file__).parent / "risks"


@cache
def risks() -> dict[str, Risk]:
    """id -> risk, family by family. A risk's page is not read until it is asked for."""
    found = {}
    for module in sorted(FOLDER.glob("*/*.py")):
        if module.stem != "__init__":
            risk: Risk = import_module(f"detectors.risks.{module.parent.name}.{module.stem}").risk
            found[risk.id] = risk
    return found


@cache
def families() -> dict[str, str]:
    """id -> family of every risk that has a page, family by family; no rule is imported."""
    return {_id(page.stem): _id(page.parent.name) for page in sorted(FOLDER.glob("*/*.md"))}


@cache
def page(id: str) -> Page:
    """The page of a risk, without importing its rule. KeyError for an unknown one."""
    folder = FOLDER / families()[id].replace("-", "_")
    return Page.parse((folder / f"{id.replace('-', '_')}.md").read_text("utf-8"))


def called(name: str) -> str | None:
    """The risk of this name, however its words are joined: `missing_timeout`, `Missing timeout`."""
    id = "-".join(re.findall(r"[a-z0-9]+", name.lower()))
    return id if id in families() else None


def nearest(name: str) -> str | None:
    """The known risk whose name is most like this one."""
    close = difflib.get_close_matches(_id(name.lower()), families(), n=1, cutoff=0.5)
    return close[0] if close else None


def _id(name: str) -> str:
    return name.replace("_", "-")
