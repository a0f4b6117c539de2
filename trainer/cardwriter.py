"""Writes a card back into its folder: the same keys in the same order, so that diffs stay small."""

from __future__ import annotations

import os
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

import yaml

from detectors.places import Lines
from trainer.card import Card, Cleared
from trainer.deck import SUFFIXES
from trainer.scoring import Answer, Remark

WIDTH = 100
"""Columns of a card.yaml."""


def write_card(card: Card, deck: Path) -> Path:
    """Writes the card into `deck/<surface>/<id>/` and returns that folder.

    Each file is replaced whole or not at all. A code file of another name is taken out, so that one
    snippet is left. Raises OSError.
    """
    folder = deck / card.surface / card.id
    folder.mkdir(parents=True, exist_ok=True)
    suffix = SUFFIXES[card.language]
    for variant, code in (("snippet", card.code), ("sound", card.sound)):
        name = card.files.get(variant, f"{variant}{suffix}")  # type: ignore[call-overload]
        for other in folder.glob(f"{variant}.*"):
            if other.name != name or code is None:
                other.unlink()
        if code is not None:
            _replace(folder / name, code)
    _replace(folder / "card.yaml", dump(card))
    return folder


def dump(card: Card) -> str:
    """The text of its card.yaml."""
    text: str = yaml.dump(
        _card(card), Dumper=_Dumper, sort_keys=False, allow_unicode=True, width=WIDTH
    )
    return text


class _Short(list[Any]):
    """A list that is written on one line."""


class _Dumper(yaml.SafeDumper):
    """Block style, lists indented under their key, long texts folded."""

    def increase_indent(self, flow: bool = False, indentless: bool = False) -> None:
        super().increase_indent(flow, False)


def _short(dumper: yaml.SafeDumper, items: _Short) -> yaml.Node:
    return dumper.represent_sequence("tag:yaml.org,2002:seq", items, flow_style=True)


_Dumper.add_representer(_Short, _short)


def _card(card: Card) -> dict[str, Any]:
    made: dict[str, Any] = {
        "id": card.id,
        "title": card.title,
        "scenario": card.scenario,
        "facts": {name: _fact(value) for name, value in card.facts.items()},
        "difficulty": card.difficulty,
        "tags": _Short(card.tags),
        "language": card.language,
        "name": card.name,
        "answers": [_answer(answer) for answer in card.answers],
        "cleared": _places(card.cleared),
        "neutral": _places(card.neutral),
        "sound": _given(
            {"cleared": _places(card.sound_cleared), "neutral": _places(card.sound_neutral)}
        ),
        "triage": card.triage,
        "questions": list(card.questions),
        "source": card.source,
        "incident": {"what": card.incident.what, "url": card.incident.url} if card.incident else {},
        "key": _given(
            {
                "detectors": card.key.detectors,
                "snippet": card.key.snippet,
                "sound": card.key.sound,
            }
            if card.key
            else {}
        ),
    }
    # An empty list of answers says something: that the snippet was looked at and is clean.
    return {**_given(made), "answers": made["answers"]} if not card.answers else _given(made)


def _answer(answer: Answer) -> dict[str, Any]:
    has_span = answer.span not in (None, answer.lines)
    return _given(
        {
            "risk": answer.risk,
            "lines": _lines(answer.lines),
            "anchors": _Short(_lines(lines) for lines in answer.anchors),
            "group": answer.group,
            "span": _lines(answer.span) if has_span and answer.span else "",
            "severity": answer.severity,
            "why": answer.why,
            "also": _Short(sorted(answer.also)),
            "near": _Short(sorted(answer.near)),
            "by": "" if answer.by == "detector" else answer.by,
        }
    )


def _places(places: Iterable[Cleared | Remark]) -> list[dict[str, Any]]:
    return [
        _given(
            {
                "risk": place.risk,
                "lines": _lines(place.lines),
                "reason": place.reason,
                "by": "author" if isinstance(place, Cleared) and place.by == "author" else "",
            }
        )
        for place in places
    ]


def _lines(lines: Lines) -> int | str:
    return lines.first if lines.first == lines.last else str(lines)


def _fact(value: Any) -> Any:
    return _Short(value) if isinstance(value, list) else value


def _given(values: Mapping[str, Any]) -> dict[str, Any]:
    return {key: value for key, value in values.items() if value not in ("", [], {})}


def _replace(path: Path, text: str) -> None:
    half_done = path.with_name(f".{path.name}.{os.getpid()}")
    half_done.write_bytes(text.encode("utf-8"))
    half_done.replace(path)
