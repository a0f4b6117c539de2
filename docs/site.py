"""Builds the documentation as a site: these pages, a page for every risk, and the cards that practise it.

python docs/site.py FOLDER

FOLDER/site is the site; MkDocs and its Material theme are the extra `docs` of the distribution.
"""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

HERE = Path(__file__).parent
ROOT = HERE.parent
sys.path.insert(0, str(ROOT))

import yaml  # noqa: E402

from detectors.catalogue import risks  # noqa: E402
from detectors.model import Risk  # noqa: E402
from trainer.deck import shipped  # noqa: E402

TOP = ("README.md", "CONTRIBUTING.md", "CHANGELOG.md", "LICENSE")
_FENCE = re.compile(r"^(`{3,}|~{3,})[ \t]*(\w+)([^\n`]*)$", re.M)
_BRACES = re.compile(r"\{([\d,\s-]*)\}")
_LEXERS = {
    "hcl": "terraform",
    "dockerfile": "docker",
    "env": "bash",
    "haproxy": "text",
    "apache": "apacheconf",
}
"""Languages of pages that Pygments knows under another name, or not at all."""


def write(folder: Path) -> None:
    """The sources of the site, and `mkdocs.yml` that says how they hang together."""
    pages = folder / "pages"
    shutil.rmtree(pages, ignore_errors=True)
    pages.mkdir(parents=True)
    for name in TOP:
        text = (ROOT / name).read_text("utf-8").replace("](docs/", "](")
        (pages / {"README.md": "index.md", "LICENSE": "LICENSE.md"}.get(name, name)).write_text(
            text.replace("](LICENSE)", "](LICENSE.md)"), "utf-8"
        )
    for page in sorted(HERE.glob("*.md")):
        (pages / page.name).write_text(page.read_text("utf-8").replace("](../", "]("), "utf-8")
    for picture in HERE.glob("*.svg"):
        shutil.copy(picture, pages / picture.name)
    practised = _practised()
    for risk in risks().values():
        place = pages / "risks" / f"{risk.id}.md"
        place.parent.mkdir(exist_ok=True)
        place.write_text("\n".join(_page(risk, practised.get(risk.id, []))), "utf-8")
        shutil.copy(
            ROOT.joinpath(*risk.module.split(".")).with_suffix(".py"), place.with_suffix(".py")
        )
    (folder / "mkdocs.yml").write_text(yaml.safe_dump(_config(), sort_keys=False), "utf-8")


def _practised() -> Mapping[str, list[str]]:
    """Risk -> the titles of the cards of which it is an answer."""
    found: dict[str, list[str]] = {}
    for card in shipped():
        for id in dict.fromkeys(answer.risk for answer in card.answers):
            found.setdefault(id, []).append(f"{card.title} ({card.surface}, `{card.id}`)")
    return found


def _page(risk: Risk, cards: list[str]) -> Iterator[str]:
    front = risk.page.front
    yield f"# {risk.page.title}\n"
    yield f"*{front['summary']}*\n"
    rows: list[tuple[str, str]] = [
        ("id", f"`{risk.id}`"),
        ("family", risk.family),
        ("severity", risk.page.severity),
        ("detected in", risk.page.told_surfaces),
        ("difficulty", f"{front['difficulty']} of 5"),
        ("also called", ", ".join(map(str, front.get("aliases", [])))),
    ]
    yield "| | |\n|---|---|"
    yield from (f"| {name} | {text} |" for name, text in rows if text)
    yield "\n" + _FENCE.sub(_fence, _without_title(risk.page.text)).strip() + "\n"
    yield from _more(front)
    if cards:
        yield "\n## Practise it\n"
        yield f"```console\n$ critique practice --risk {risk.id}\n```\n"
        yield from (f"- {card}" for card in cards)
    yield f"\n[The rule that finds it]({risk.id}.py)\n"


def _more(front: Mapping[str, Any]) -> Iterator[str]:
    yield f"\n## A common misconception\n\n{front['misconception']}\n"
    yield "\n## What helps\n"
    yield from (f"- {remedy}" for remedy in front["remedies"])
    yield "\n## What looks as if it helped\n"
    yield from (f"- {wrong['text']}: {wrong['why']}" for wrong in front["wrong_remedies"])


def _without_title(text: str) -> str:
    return re.sub(r"\A\s*# [^\n]*\n", "", text)


def _fence(found: re.Match[str]) -> str:
    """` ```python {3} name=app.py ` of a page, as the highlighter of the site spells it."""
    marks, language, rest = found.groups()
    lexer = _LEXERS.get(language, language)
    braces = _BRACES.search(rest)
    lines = " ".join(braces[1].replace(",", " ").split()) if braces else ""
    name = re.search(r"\bname=(\S+)", rest)
    told = [
        lexer,
        *([f'hl_lines="{lines}"'] if lines else []),
        *([f'title="{name[1]}"'] if name else []),
    ]
    return f"{marks}{' '.join(told)}"


def _config() -> dict[str, Any]:
    families: dict[str, list[dict[str, str]]] = {}
    for risk in risks().values():
        families.setdefault(risk.family, []).append({risk.page.title: f"risks/{risk.id}.md"})
    return {
        "site_name": "critique",
        "site_description": "Would this work in production?",
        "docs_dir": "pages",
        "theme": {"name": "material", "font": False, "features": ["navigation.indexes", "search.highlight"]},
        "markdown_extensions": ["tables", "pymdownx.highlight", "pymdownx.superfences"],
        "plugins": ["search"],
        "validation": {"links": {"not_found": "warn", "anchors": "warn"}},
        "nav": [
            {"critique": "index.md"},
            {"Lint": ["lint.md", "sdks.md", "peers.md"]},
            {"Train": ["screens.md", "keys.md", "scoring.md", "interview.md", "cards.md", "scenario.md"]},
            {"Risks": [{family: pages} for family, pages in families.items()]},
            {
                "How it is made": [
                    "architecture.md",
                    "python-reader.md",
                    "shell-reader.md",
                    "config-readers.md",
                    "clients.md",
                    "withdrawn.md",
                    "CONTRIBUTING.md",
                    "CHANGELOG.md",
                    "LICENSE.md",
                ]
            },
        ],
    }  # fmt: skip


def main() -> int:
    if len(sys.argv) != 2:
        print("usage: python docs/site.py FOLDER")
        return 2
    folder = Path(sys.argv[1])
    write(folder)
    config, site = folder / "mkdocs.yml", folder.resolve() / "site"
    command = [sys.executable, "-m", "mkdocs", "build", "--strict", "--quiet"]
    return subprocess.run(
        [*command, "--config-file", str(config), "--site-dir", str(site)],
        env={**os.environ, "NO_MKDOCS_2_WARNING": "1"},  # of the theme, about its successor
    ).returncode


if __name__ == "__main__":
    raise SystemExit(main())
