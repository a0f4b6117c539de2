"""What the screens say of each risk, taken from its page when first asked for."""

from __future__ import annotations

import re
from functools import cache

from detectors import catalogue
from trainer.neutralise import neutralise
from tui.search import RiskEntry


@cache
def entry(risk_id: str) -> RiskEntry:
    """Of a risk that this version does not know (an old history, a foreign deck) there is only the name."""
    if risk_id not in catalogue.families():
        return RiskEntry(neutralise(risk_id), "", "", "not in this version's catalogue")
    page = catalogue.page(risk_id)
    return RiskEntry(
        risk_id,
        catalogue.families()[risk_id],
        neutralise(page.title),
        neutralise(page.summary),
        tuple(neutralise(str(name)) for name in page.front.get("aliases", ())),
        tuple(
            neutralise(str(word))
            for concept in page.front.get("concepts", ())
            for word in concept.get("any", ())
        ),
    )


def entries() -> list[RiskEntry]:
    """All of them, family by family."""
    return [entry(risk_id) for risk_id in catalogue.families()]


def page(risk_id: str) -> str:
    """Its page as Markdown."""
    if risk_id not in catalogue.families():
        return _unknown(risk_id)
    return _markdown(catalogue.page(risk_id).text)


def strong_answer(risk_id: str) -> str:
    """What to say of it in an interview, wherever it is met."""
    return neutralise(catalogue.page(risk_id).strong_about(""))


def source(risk_id: str) -> str:
    """The first link of its page; empty where there is none."""
    return neutralise(catalogue.page(risk_id).url)


def sources(risk_id: str) -> str:
    """Its page's sources and exceptions as Markdown."""
    if risk_id not in catalogue.families():
        return _unknown(risk_id)
    sections = catalogue.page(risk_id).sections
    wanted = [name for name in ("Sources", "Exceptions") if name in sections]
    parts = (f"## {risk_id}: {name.lower()}\n\n{sections[name]}" for name in wanted)
    return _markdown("\n\n".join(parts))


def _unknown(risk_id: str) -> str:
    return neutralise(f"{risk_id} is not in this version's catalogue.")


def _markdown(text: str) -> str:
    """Of a fence's info string only the language is left; the rest is for tests."""
    return neutralise(re.sub(r"^(\s*```+\w+)[^\n]*$", r"\1", text, flags=re.M))
