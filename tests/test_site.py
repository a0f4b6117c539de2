"""The documentation as a site: what is written for MkDocs, which the gate then builds."""

from __future__ import annotations

import importlib.util
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import yaml

from detectors.catalogue import risks

DOCS = Path(__file__).parent.parent / "docs"


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    spec = importlib.util.spec_from_file_location("docs_site", DOCS / "site.py")
    assert spec
    assert spec.loader
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    folder = tmp_path_factory.mktemp("site")
    module.write(folder)
    return folder


def listed(nav: Any) -> Iterator[str]:
    if isinstance(nav, str):
        yield nav
    for item in nav.values() if isinstance(nav, dict) else nav if isinstance(nav, list) else ():
        yield from listed(item)


def test_every_page_is_listed_once_and_is_there(site: Path) -> None:
    pages = [*listed(yaml.safe_load((site / "mkdocs.yml").read_text("utf-8"))["nav"])]
    assert len(pages) == len(set(pages))
    assert {*pages} == {p.relative_to(site / "pages").as_posix() for p in site.glob("pages/**/*.md")}  # fmt: skip


def test_no_link_leads_nowhere(site: Path) -> None:
    for page in site.glob("pages/**/*.md"):
        prose = re.sub(r"^(`{3,}).*?^\1", "", page.read_text("utf-8"), flags=re.M | re.S)
        for target in re.findall(r"\]\(([^)#\s]+)\)", re.sub(r"`[^`\n]*`", "", prose)):
            assert target.startswith("https://") or (page.parent / target).exists(), (page, target)


@pytest.mark.parametrize("id", sorted(risks()))
def test_a_risk_has_its_page_its_rule_and_the_cards_that_practise_it(site: Path, id: str) -> None:
    text = (site / "pages" / "risks" / f"{id}.md").read_text("utf-8")
    assert (site / "pages" / "risks" / f"{id}.py").exists()
    for heading in ("What it is", "Strong answer", "Exceptions", "Sources", "Practise it"):
        assert f"\n## {heading}\n" in text
    assert len(re.findall(r"^- .*\((?:python|shell|config), `", text, re.M)) >= 5
    assert "https://" in text


def test_the_lines_of_an_example_are_highlighted(site: Path) -> None:
    text = (site / "pages" / "risks" / "single-instance.md").read_text("utf-8")
    assert '```yaml hl_lines="5"\n' in text
    assert "{5}" not in text
