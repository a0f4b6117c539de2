"""JUnit XML: a test suite a file, a failed test a finding."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from xml.sax.saxutils import escape, quoteattr

from critique.lint.report import Entry, FileReport

_NOT_XML = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def render(reports: Iterable[FileReport], with_sound: bool) -> Iterator[str]:
    yield '<?xml version="1.0" encoding="UTF-8"?>\n<testsuites name="critique">\n'
    for report in reports:
        entries = [entry for entry in report.entries if entry.verdict != "sound"]
        failures = sum(entry.verdict == "risky" for entry in entries)
        errors = len(entries) - failures
        yield (
            f'  <testsuite name={_attribute(report.path)} tests="{max(1, len(entries))}"'
            f' failures="{failures}" errors="{errors}">\n'
        )
        for entry in entries:
            yield _case(entry)
        if not entries:
            yield f'    <testcase name="critique" classname={_attribute(report.path)}/>\n'
        yield "  </testsuite>\n"
    yield "</testsuites>\n"


def _case(entry: Entry) -> str:
    kind = "failure" if entry.verdict == "risky" else "error"
    name = _attribute(f"{entry.risk} line {entry.line}")
    return (
        f"    <testcase name={name} classname={_attribute(entry.path)}>\n"
        f"      <{kind} type={_attribute(entry.severity)} message={_attribute(entry.message)}>"
        f"{escape(_clean(f'{entry.path}:{entry.line}:{entry.column}'))}</{kind}>\n"
        "    </testcase>\n"
    )


def _attribute(text: str) -> str:
    return quoteattr(_clean(text))


def _clean(text: str) -> str:
    return _NOT_XML.sub("\ufffd", text)
