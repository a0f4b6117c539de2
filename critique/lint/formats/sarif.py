"""SARIF 2.1.0, which code hosts and editors import; checked against its schema in the tests."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Iterator
from typing import Any
from urllib.parse import quote

from critique import __version__
from critique.lint.report import Entry, FileReport
from detectors.catalogue import risks
from detectors.text import Text

SCHEMA = "https://json.schemastore.org/sarif-2.1.0.json"
LEVELS = {"critical": "error", "high": "error", "medium": "warning", "low": "note", "info": "note"}
RANKS = {"critical": 95.0, "high": 75.0, "medium": 50.0, "low": 25.0, "info": 5.0}


def render(reports: Iterable[FileReport], with_sound: bool) -> Iterator[str]:
    results: list[dict[str, Any]] = []
    notifications: list[dict[str, Any]] = []
    order = {id: index for index, id in enumerate(risks())}
    for report in reports:
        lines = Text(report.source).lines if report.source else []
        seen: dict[str, int] = {}
        for entry in report.entries:
            if entry.verdict == "problem":
                notifications.append(_notification(entry))
            else:
                results.append(_result(entry, order[entry.risk], _fingerprint(entry, lines, seen)))
    run = {
        "tool": {"driver": _driver()},
        "columnKind": "unicodeCodePoints",
        "results": results,
        "invocations": [{"executionSuccessful": True, "toolExecutionNotifications": notifications}],
    }
    log = {"$schema": SCHEMA, "version": "2.1.0", "runs": [run]}
    yield json.dumps(log, indent=1, ensure_ascii=False) + "\n"


def _driver() -> dict[str, Any]:
    rules = []
    for risk in risks().values():
        page = risk.page
        rule: dict[str, Any] = {
            "id": risk.id,
            "name": risk.id.replace("-", " ").title().replace(" ", ""),
            "shortDescription": {"text": page.title},
            "fullDescription": {"text": page.front["summary"]},
            "help": {"text": page.sections["Why it matters"], "markdown": page.sections["Why it matters"]},
            "defaultConfiguration": {"level": LEVELS[page.severity], "rank": RANKS[page.severity]},
            "properties": {"tags": [risk.family], "problem.severity": LEVELS[page.severity]},
        }  # fmt: skip
        if page.url:
            rule["helpUri"] = page.url
        rules.append(rule)
    return {"name": "critique", "version": __version__, "rules": rules}


def _result(entry: Entry, index: int, fingerprint: str) -> dict[str, Any]:
    return {
        "ruleId": entry.risk,
        "ruleIndex": index,
        "kind": "pass" if entry.verdict == "sound" else "fail",
        "level": "none" if entry.verdict == "sound" else LEVELS[entry.severity],
        "rank": RANKS[entry.severity],
        "message": {"text": entry.message},
        "locations": [_location(entry)],
        "partialFingerprints": {"critique/v1": fingerprint},
    }


def _notification(entry: Entry) -> dict[str, Any]:
    return {
        "level": "warning",
        "message": {"text": entry.message},
        "locations": [_location(entry)],
        "descriptor": {"id": entry.risk},
    }


def _location(entry: Entry) -> dict[str, Any]:
    region = {
        "startLine": entry.line,
        "startColumn": entry.column,
        "endLine": entry.end_line,
        "endColumn": max(entry.end_column, entry.column if entry.line == entry.end_line else 1),
    }
    return {
        "physicalLocation": {
            "artifactLocation": {"uri": quote(entry.path)},
            "region": region,
        }
    }


def _fingerprint(entry: Entry, lines: list[str], seen: dict[str, int]) -> str:
    """The same when lines above are added or taken away: the text, and which of its equals it is."""
    text = lines[entry.line - 1].strip() if entry.line <= len(lines) else ""
    key = f"{entry.risk}\0{entry.path}\0{text}"
    seen[key] = seen.get(key, 0) + 1
    return hashlib.sha256(f"{key}\0{seen[key]}".encode("utf-8", "surrogatepass")).hexdigest()[:32]
