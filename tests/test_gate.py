"""Skipping sources in which nothing occurs must never lose a finding: gated and ungated runs agree."""

from __future__ import annotations

import random
import re
import sysconfig
from itertools import product
from pathlib import Path

import pytest

from detectors import inspect
from detectors.catalogue import risks
from detectors.clients import context, load, names
from detectors.clients.commands import password_options
from detectors.clients.lookup import Lookup
from detectors.languages import language_of
from detectors.text import Text
from detectors.vocabulary.reports import WRITERS

ROOT = Path(__file__).parent.parent
LIBRARY = Path(sysconfig.get_path("stdlib"))
PACKAGES = Path(sysconfig.get_path("purelib"))


def deck() -> list[Path]:
    return [path for path in sorted((ROOT / "snippets").rglob("*.*")) if path.name != "card.yaml"]


def corpus() -> list[Path]:
    """Code that is on every machine with Python and that we did not write: half of it talks to networks."""
    files = [path for path in LIBRARY.rglob("*.py") if path.stat().st_size < 60_000]
    network = [
        path for path in files if path.parent.name in {"urllib", "http", "asyncio", "logging"}
    ]
    vendored = [
        p for p in (PACKAGES / "pip" / "_vendor").rglob("*.py") if p.stat().st_size < 60_000
    ]
    chosen = random.Random(20261122)
    others = chosen.sample(sorted(set(files) - set(network)), 60)
    return sorted({*network, *others, *chosen.sample(sorted(vendored), min(60, len(vendored)))})


def checkout() -> list[Path]:
    """Our own configuration, shell and workflow files."""
    kinds = ["*.toml", ".ci/*", "detectors/clients/**/*.yaml"]
    return sorted(path for kind in kinds for path in ROOT.glob(kind) if path.is_file())


FILES = [pytest.param(path, id=path.as_posix()[-60:]) for path in [*deck(), *corpus(), *checkout()]]


@pytest.mark.parametrize("path", FILES)
def test_gated_and_ungated_runs_agree(path: Path) -> None:
    source = path.read_text("utf-8", errors="replace")
    language = language_of(path.name, source)
    if language is None:
        pytest.skip("in no language that critique reads")
    gated, whole = (inspect(source, language, name=path.name, gated=gate) for gate in (True, False))
    assert gated.findings == whole.findings
    assert gated.clearances == whole.clearances


@pytest.mark.parametrize("path", [p for p in FILES if str(p.id).endswith(".py")])
def test_reading_only_the_parts_that_matter_loses_no_finding(path: Path) -> None:
    source = path.read_text("utf-8", errors="replace")
    parts = inspect(source, "python", name=path.name, clearances=False)
    whole = inspect(source, "python", name=path.name, gated=False)
    assert parts.findings == whole.findings
    assert not parts.clearances


@pytest.mark.parametrize(
    "path", [p for p in deck() if p.suffix == ".py"], ids=lambda p: p.parent.name
)
def test_a_risk_alone_is_found_where_all_together_find_it(path: Path) -> None:
    source = path.read_text("utf-8")
    whole = inspect(source, "python", name=path.name, gated=False)
    for risk in {finding.risk for finding in whole.findings}:
        alone = inspect(source, "python", name=path.name, clearances=False, select=[risk])
        assert alone.findings == tuple(f for f in whole.findings if f.risk == risk)


@pytest.mark.parametrize("path", FILES)
def test_every_finding_lies_in_its_source(path: Path) -> None:
    source = path.read_text("utf-8", errors="replace")
    language = language_of(path.name, source)
    if language is None:
        pytest.skip("in no language that critique reads")
    last = len(Text(source).lines)
    inspection = inspect(source, language, name=path.name)
    for finding in inspection.findings:
        assert 1 <= finding.lines.first <= finding.lines.last <= last
        assert finding.span.holds(finding.lines)
        assert finding.message
        assert finding.message[-1] not in ".!"


@pytest.mark.parametrize(
    "source",
    [
        "f(hass, verify_ssl=False)\n",
        "def f(verify_ssl: bool = False): ...\n",
        'OPTIONS = {"verify_ssl": False}\n',
        'OPTIONS = {"ssl-verify": "none"}\n',
        'import os\n\nos.environ["NODE_TLS_REJECT_UNAUTHORIZED"] = "0"\n',
        'import os\n\nCHECK = os.environ.get("GIT_SSL_VERIFY", "false")\n',
        "f(insecure_skip_verify=(True))\n",
        'TRUSTED_HOST = "pypi.example.org"\n',
        'connect(api_url="http://shop.example.org")\n',
        'connect(api_url="HTTP://shop.example.org")\n',
        'connect(api_url="http://localhost.example.org")\n',
        'BASE = "http://shop.example.org"\n\n\nconnect(url=f"{BASE}/orders")\n',
        'SHOP = "http://shop.example.org"\n\n\nconnect(api_url=f"{SHOP}/orders")\n',
        'def at():\n    return "http://shop.example.org"\n\n\nconnect(api_url=f"{at()}/orders")\n',
        'def go(shop="http://shop.example.org"):\n    connect(api_url=f"{shop}/orders")\n',
        'AT = {"shop": "http://shop.example.org"}\n\n\nconnect(api_url=f"{AT[\'shop\']}/orders")\n',
        'connect(api_url=given or "http://shop.example.org")\n',
        'import os\n\nAT = os.environ.get("SHOP_URL", "http://shop.example.org")\n',
        'BROKER_URL = "redis://cache.example.org"\n',
        'URL = "postgres://shop.example.org/orders?sslmode=disable"\nDATABASE_URL = URL\n',
        'cache = "rediss://cache.example.org?ssl_cert_reqs=none"\n',
        'search = "https://search.example.org?verify_certs=false"\n',
        "session.verify = False\n",
        "ssl._create_default_https_context = ssl._create_unverified_context\n",
        'İ = "İ"\nconnect(api_url="http://shop.example.org")\n',
        'login(user, password="hunter7plus9x")\n',
        "login(user, password='Tr0ub4dor&3')\n",
        'login(auth=("shop", "q7Xv2Lm9Tz4Rb8Wn"))\n',
        'password = ["q7Xv2Lm9Tz4Rb8Wn1Kc6Yd3H"]\n',
        'secret = table["q7Xv2Lm9Tz4Rb8Wn1Kc6Yd3H"]\n',
        'connect(api_url="http://" "shop.example.org")\n',
        'HEADERS = {"Authorization": "Bearer q7Xv2Lm9Tz4Rb8Wn1Kc6Yd3H"}\n',
    ],
)
def test_what_is_risky_without_a_client_is_found_by_a_first_look(source: str) -> None:
    parts = inspect(source, "python", clearances=False)
    assert parts.findings == inspect(source, "python", gated=False).findings


def test_what_is_fine_is_said_where_it_is_asked_for() -> None:
    source = "f(verify_ssl=True)\n"
    gated, whole = (inspect(source, "python", gated=gate) for gate in (True, False))
    assert gated.clearances == whole.clearances
    assert gated.clearances


def places_of_credentials() -> list[tuple[str, int]]:
    known = Lookup(load(id) for id in (*names(), *context()))
    return sorted((name, at) for name, at in known.logins if isinstance(at, int))


@pytest.mark.parametrize(("name", "position"), places_of_credentials())
def test_a_text_where_a_client_takes_a_password_is_worth_a_look(name: str, position: int) -> None:
    given = ", ".join(["user"] * position + ['"m9VtQ2xLr7"'])
    source = f"opened = make.{name.rpartition('.')[2]}({given})\n"
    assert [*risks()["hardcoded-secret"].closer(source, source.lower())]


def names_of_writers() -> list[str]:
    """All that the pattern can spell: up to three of its words, with or without a line between them."""
    parts = [""] + [f"{word}{line}" for word in re.findall("[a-z]+", WRITERS) for line in ("", "_")]
    return sorted(
        {name for one in product(parts, repeat=3) if re.fullmatch(WRITERS, name := "".join(one))}
    )


def test_each_name_of_what_writes_to_a_log_is_reached_by_the_first_look() -> None:
    closer = risks()["secret-in-log"].closer
    names = names_of_writers()
    assert {"log", "vlog", "d_log", "ddebug", "write_log_line"} <= {*names}
    for name in names:
        assert [*closer(source := f'{name}(f"as {{api_token}}")\n', source)], name


@pytest.mark.parametrize("owner", ["", "_", "__", "self.", "self._", "self.__", "cls.", "cls._"])
def test_what_writes_to_a_log_is_found_by_a_first_look_whoever_it_belongs_to(owner: str) -> None:
    source = f'def ask(self, cls, api_token):\n    {owner}vlog(f"as {{api_token}}")\n'
    parts = inspect(source, "python", clearances=False)
    assert parts.findings
    assert parts.findings == inspect(source, "python", gated=False).findings


@pytest.mark.parametrize("command", password_options())
def test_a_command_that_is_given_a_password_is_read(command: str) -> None:
    words = risks()["hardcoded-secret"].words
    for taken in password_options()[command]:
        line = " ".join([command, *taken.words, taken.option, "x"]).lower()
        assert any(word in line for word in words)
