"""A risk's Markdown page: its documentation, its debrief and its test.

A page is YAML front matter, a title, and sections in a fixed order.
A fenced example says in its info string what it is: the language, then in braces the lines of the
expected findings (`{3,7-9}` is two findings), then facts of the scenario; `name=` is the file's name::

    ```python {4} purpose=otp deadline_s=10
    ```yaml {5,9-11} name=deploy/compose.yaml

A block without braces must give no finding.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING, Any

from detectors.places import Lines

if TYPE_CHECKING:
    from detectors.severities import Severity

SECTIONS = (
    "What it is",
    "Why it matters",
    "Weak answer",
    "Strong answer",
    "Risky",
    "Sound",
    "Exceptions",
    "Sources",
)
_FENCE = re.compile(
    r"^(?P<fence>`{3,}|~{3,})[ \t]*(?P<info>[^\n`]*)\n(?P<code>.*?)^(?P=fence)[ \t]*$", re.M | re.S
)
_SURFACE = re.compile(r"^### (python|shell|config)$", re.M)
"""Over what is said of one surface alone."""
_HEADING = re.compile(r"^(#{1,2})[ ]+(.+?)[ ]*$", re.M)


@dataclass(frozen=True)
class Example:
    """One fenced block: code, and the findings that it must give."""

    language: str
    code: str
    lines: tuple[Lines, ...]
    """The places of the expected findings, in order; empty: none."""
    section: str
    line: int
    """Where the block's code begins on the page."""
    name: str = ""
    scenario: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class Page:
    """A parsed page; text is as written, without the front matter."""

    front: Mapping[str, Any]
    text: str
    first_line: int = 1
    """The line on which `text` begins in the file."""

    @classmethod
    def parse(cls, source: str) -> Page:
        """Front matter is optional: corner cases in `tests/cases` have none."""
        if not source.startswith("---\n"):
            return cls({}, source)
        import yaml

        head, _, body = source[4:].partition("\n---\n")
        loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
        return cls(yaml.load(head, Loader=loader) or {}, body, head.count("\n") + 4)

    @cached_property
    def title(self) -> str:
        heading = _HEADING.search(_without_code(self.text))
        return heading[2] if heading and heading[1] == "#" else ""

    @property
    def summary(self) -> str:
        """What the risk is, in a sentence; empty where the page does not say."""
        return " ".join(str(self.front.get("summary", "")).split())

    @cached_property
    def sections(self) -> dict[str, str]:
        """Second-level headings, in order, each with its text."""
        masked = _without_code(self.text)
        headings = [h for h in _HEADING.finditer(masked) if h[1] == "##"]
        ends = [*(h.start() for h in headings[1:]), len(self.text)]
        return {
            h[2]: self.text[h.end() : end].strip() for h, end in zip(headings, ends, strict=True)
        }

    @property
    def severity(self) -> Severity:
        severity: Severity = self.front["severity"]
        return severity

    @property
    def surfaces(self) -> Mapping[str, str]:
        """Surface (python, shell, config) -> auto, assisted or curated: everywhere that the risk is."""
        surfaces: Mapping[str, str] = self.front["detection"]
        return surfaces

    @property
    def told_surfaces(self) -> str:
        """`python (auto), config (curated)`."""
        return ", ".join(f"{surface} ({how})" for surface, how in self.surfaces.items())

    @property
    def detection(self) -> Mapping[str, str]:
        """Surface (python, shell, config) -> auto or assisted; curated ones are left out."""
        return {surface: how for surface, how in self.surfaces.items() if how != "curated"}

    @property
    def curated(self) -> frozenset[str]:
        """The surfaces on which only a card's author can say whether it holds; lint never reports it there."""
        return frozenset(surface for surface, how in self.surfaces.items() if how == "curated")

    @property
    def weak(self) -> str:
        return _unquoted(self.sections["Weak answer"])

    @property
    def strong(self) -> str:
        return self.strong_about("")

    def strong_about(self, surface: str) -> str:
        """The strong answer for code of this surface: of its own under `### config`, or the one for all."""
        first, *others = _SURFACE.split(self.sections["Strong answer"])
        own = dict(zip(others[::2], others[1::2], strict=True))
        return _unquoted(own.get(surface, first))

    @cached_property
    def url(self) -> str:
        """The first source that is linked: where to read on; empty if none is."""
        link = re.search(r"https?://[^\s<>)\]]+", self.sections["Sources"])
        return link[0] if link else ""

    @cached_property
    def examples(self) -> tuple[Example, ...]:
        headings = [h for h in _HEADING.finditer(_without_code(self.text)) if h[1] == "##"]
        examples = []
        for fence in _FENCE.finditer(self.text):
            above = [h[2] for h in headings if h.start() < fence.start()]
            line = self.first_line + self.text.count("\n", 0, fence.start("code"))
            examples.append(
                _example(fence["info"], fence["code"], above[-1] if above else "", line)
            )
        return tuple(examples)


def _example(info: str, code: str, section: str, line: int) -> Example:
    language, _, rest = info.strip().partition(" ")
    braces = re.search(r"\{([\d,\s-]*)\}", rest)
    words = re.sub(r"\{[^}]*\}", " ", rest).split()
    pairs = dict(word.split("=", 1) for word in words)
    name = pairs.pop("name", "")
    lines = [] if not braces else [_lines(part) for part in braces[1].split(",") if part.strip()]
    return Example(
        language,
        code,
        tuple(sorted(lines)),
        section,
        line,
        name,
        {key: _fact(value) for key, value in pairs.items()},
    )


def _lines(text: str) -> Lines:
    first, _, last = text.strip().partition("-")
    return Lines(int(first), int(last or first))


def _fact(text: str) -> Any:
    """A scenario fact as the card would hold it: number, truth, list (`handled=[tls,retry]`) or word."""
    if text.startswith("["):
        return [part.strip() for part in text.strip("[]").split(",") if part.strip()]
    if re.fullmatch(r"\d+(\.\d+)?", text):
        return float(text) if "." in text else int(text)
    return {"true": True, "false": False}.get(text, text)


def _without_code(text: str) -> str:
    """The same length with code blanked, so that a `# comment` in code is no heading."""
    return _FENCE.sub(lambda m: re.sub(r"[^\n]", " ", m[0]), text)


def _unquoted(text: str) -> str:
    return " ".join(line.lstrip("> ").rstrip() for line in text.splitlines()).strip()
