"""Whether what a script fetches is run, and whether anything proves it."""

from __future__ import annotations

import pytest

from detectors.facts import Request
from tests.readers.shell.notation import facts

U = "https://a.b/c"


@pytest.mark.parametrize(
    ("source", "executed"),
    [
        pytest.param("curl U | sudo -E bash -s -- --yes", "1", id="a pipe"),
        pytest.param("wget -qO- U | sed s/a/b/ | sh", "1", id="a pipe with a filter"),
        pytest.param("bash <(curl U) --yes", "1", id="as a file"),
        pytest.param("source <(curl U)", "1", id="sourced"),
        pytest.param('eval "$(curl U)"', "1", id="eval"),
        pytest.param('python3 -c "$(curl U)"', "1", id="a program of its own"),
        pytest.param("curl -o f U\nsh ./f", "2", id="a file"),
        pytest.param("curl U > f\nchmod +x f", "2", id="a file that becomes a program"),
        pytest.param("wget U\n./c", "2", id="a file that is named by its address"),
        pytest.param("wget U/a.deb\ndpkg -i a.deb", "2", id="a package"),
        pytest.param("curl U | python3 -m json.tool", "None", id="read as data"),
        pytest.param("curl U | python3 -c 'import json'", "None", id="read by another program"),
        pytest.param("curl U | bash script.sh", "None", id="read by another script"),
        pytest.param("curl U | tar xz", "None", id="unpacked"),
        pytest.param('bash -c "echo $(curl U)"', "None", id="part of a command"),
        pytest.param('echo "$(curl U)"', "None", id="shown"),
        pytest.param("sh f\ncurl -o f U", "None", id="run before"),
        pytest.param("curl -o f U\nchmod 644 f", "None", id="a file that is none"),
    ],
)
def test_what_is_run_is_told(source: str, executed: str) -> None:
    found = facts(source.replace("U", U), Request)[-1]
    assert str(found.response.executed) == executed


@pytest.mark.parametrize(
    ("source", "proof"),
    [
        pytest.param("curl -o f U\necho 'a  f' | sha256sum -c\nsh f", "2", id="a checksum"),
        pytest.param("curl -o f U\ngpg --verify f.asc\nsh f", "2", id="a signature"),
        pytest.param("curl -o f U\nverify_checksum f\nsh f", "2", id="a helper by its name"),
        pytest.param("curl -o f U\nsh f", "None", id="nothing"),
    ],
)
def test_a_proof_is_seen(source: str, proof: str) -> None:
    assert str(facts(source.replace("U", U), Request)[0].response.proof) == proof
