"""Comments that silence a finding: `# critique: ignore[missing-timeout] the proxy ends it after 5 s`.

At the end of a line of the finding, or alone on the line above it, in the language's own comment sign.
`# critique: ignore-file[...]` silences a whole file. A reason is required: a year later nobody knows it.
"""

from __future__ import annotations

import io
import re
import tokenize
from collections.abc import Iterator
from dataclasses import dataclass, field

from detectors.catalogue import nearest, risks
from detectors.model import Finding
from detectors.text import Text

SIGNS = {"ini": "#;", "properties": "#!", "hcl": "#/", "json": ""}
"""Language -> characters that begin its comments; "#" for all the others."""

_COMMENT = re.compile(
    r"critique:\s*ignore(?P<file>-file)?\s*(?:\[(?P<risks>[^\]]*)\])?\s*(?P<reason>[^\n]*)"
)


@dataclass
class Suppression:
    """One comment; it silences the findings of its risks on its line and on the one below."""

    line: int
    risks: frozenset[str]
    reason: str
    is_alone: bool
    """Nothing but the comment stands on its line."""
    whole_file: bool
    used: set[str] = field(default_factory=set)

    def silences(self, finding: Finding) -> bool:
        if finding.risk not in self.risks or not self.reason:
            return False
        here = finding.lines.first <= self.line <= finding.lines.last
        above = self.is_alone and self.line == finding.lines.first - 1
        return self.whole_file or here or above

    def complaints(self, judged: frozenset[str]) -> Iterator[str]:
        """What is wrong with the comment itself; `judged` are the risks that were looked for."""
        if not self.risks:
            yield "names no risk; write critique: ignore[missing-timeout] and a reason"
        for id in sorted(self.risks - risks().keys()):
            close = nearest(id)
            yield f"names '{id}', which is no risk" + (
                f"; did you mean '{close}'?" if close else ""
            )
        if self.risks and not self.reason:
            yield "gives no reason, so it silences nothing; add one after the bracket"
            return
        for id in sorted((self.risks & risks().keys() & judged) - self.used):
            yield f"silences '{id}', which is not found here; delete it"


def suppressions(source: str, language: str) -> list[Suppression]:
    """The comments of a source, in the order of their lines."""
    if "critique:" not in source:
        return []
    lines = Text(source).lines
    found = []
    for line, column, text in _comments(source, language, lines):
        if match := _COMMENT.search(text):
            ids = frozenset(
                part.strip() for part in (match["risks"] or "").split(",") if part.strip()
            )
            alone = not lines[line - 1][:column].strip()
            found.append(
                Suppression(line, ids, match["reason"].strip(" -:"), alone, bool(match["file"]))
            )
    return found


def _comments(source: str, language: str, lines: list[str]) -> Iterator[tuple[int, int, str]]:
    """(line, column from 0, text) of the comments that may be ours."""
    if language == "python":
        try:
            for token in tokenize.generate_tokens(io.StringIO(source).readline):
                if token.type == tokenize.COMMENT:
                    yield token.start[0], token.start[1], token.string
            return
        except (tokenize.TokenError, SyntaxError):
            pass  # a broken file: its comments are looked for as in any other language
    signs = SIGNS.get(language, "#")
    for number, line in enumerate(lines, start=1):
        at = line.find("critique:")
        start = max((line.rfind(sign, 0, at) for sign in signs), default=-1) if at > 0 else -1
        if start >= 0 and not _is_quoted(line[:start]):
            yield number, start, line[start:]


def _is_quoted(before: str) -> bool:
    """An odd number of quotes stands before: the sign is inside a string."""
    return before.count('"') % 2 == 1 or before.count("'") % 2 == 1


def apply(findings: tuple[Finding, ...], comments: list[Suppression]) -> list[Finding]:
    """The findings that no comment silences; every comment notes what it silenced."""
    kept = []
    for finding in findings:
        silencing = [comment for comment in comments if comment.silences(finding)]
        for comment in silencing:
            comment.used.add(finding.risk)
        if not silencing:
            kept.append(finding)
    return kept
