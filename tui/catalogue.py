"""What the screens say of each risk, taken from its page when first asked for."""

from __future__ import annotations

import re
from functools import cache

from detectors.catalogue import risks
from trainer.neutralise import neutralise
from tui.search import RiskEntry


@cache
def entry(risk_id: str) -> RiskEntry:
    """Of a risk that this version does not know (an old history, a foreign deck) there is only the name."""
    risk = risks().get(risk_id)
    if risk is None:
        return RiskEntry(neutralise(risk_id), "", "", "not in this version's catalogue")
    front = risk.page.front
    return RiskEntry(
        risk.id,
        risk.family,
        neutralise(risk.page.title),
        neutralise(str(front.get("summary", ""))),
        tuple(neutralise(str(name)) for name in front.get("aliases", ())),
        tuple(
            neutralise(str(word))
            for concept in front.get("concepts", ())
            for word in concept.get("any", ())
        ),
    )


def entries() -> list[RiskEntry]:
    """All of them, family by family."""
    return [entry(risk_id) for risk_id in risks()]


def page(risk_id: str) -> str:
    """Its page as Markdown."""
    risk = risks().get(risk_id)
    return _markdown(risk.page.text) if risk else _unknown(risk_id)


def sources(risk_id: str) -> str:
    """Its page's exceptions and sources as Markdown."""
    risk = risks().get(risk_id)
    if risk is None:
        return _unknown(risk_id)
    sections = risk.page.sections
    wanted = [name for name in ("Exceptions", "Sources") if name in sections]
    return _markdown("\n\n".join(f"## {name}\n\n{sections[name]}" for name in wanted))


def _unknown(risk_id: str) -> str:
    return neutralise(f"{risk_id} is not in this version's catalogue.")


def _markdown(text: str) -> str:
    """Of a fence's info string only the language is left; the rest is for tests."""
    return neutralise(re.sub(r"^(\s*```+\w+)[^\n]*$", r"\1", text, flags=re.M))
