"""The comparison with other linters: its labels, its matching, and what their rules are called here."""

import json
import zipfile
from pathlib import Path

import pytest

from benchmarks import archives
from benchmarks.detectors.labels import LabelledFile, load, parsed
from benchmarks.detectors.matching import Finding, score
from benchmarks.detectors.peers import REPORTS, peers
from detectors.catalogue import risks
from detectors.surfaces import READERS

ENTRY = {
    "registry": "pypi",
    "package": "payments",
    "version": "1.0",
    "path": "payments/refund.py",
    "archive": "payments-1.0-py3-none-any.whl",
    "sha256": "0" * 64,
    "surface": "python",
    "risks": [{"risk": "missing-timeout", "lines": [10, 12], "why": "no timeout"}],
    "wrong": [{"risk": "hardcoded-secret", "lines": [30, 30], "why": "a name"}],
    "debatable": [{"lines": [40, 40], "why": "a test alone"}],
}
PATH = "payments-1.0/payments/refund.py"


def labelled(**changed: object) -> LabelledFile:
    return parsed({**ENTRY, **changed})


def said(risk: str, *lines: int, **more: object) -> Finding:
    return Finding(PATH, frozenset({risk}), (lines[0], lines[-1]), **more)  # type: ignore[arg-type]


def test_a_finding_two_lines_beside_a_place_meets_it_and_one_three_lines_beside_is_wrong():
    near = score([labelled()], [said("missing-timeout", 14)])
    far = score([labelled()], [said("missing-timeout", 15)])
    assert (near.recall, near.precision) == (1.0, 1.0)
    assert (far.recall, far.precision) == (0.0, 0.0)


def test_without_tolerance_a_neighbouring_line_does_not_count():
    total = score([labelled(tolerance=0)], [said("missing-timeout", 13)])
    assert (total.recall, total.precision) == (0.0, 0.0)


def test_another_risk_at_the_place_does_not_count_unless_its_page_accepts_it():
    place = {"lines": [10, 12], "why": ""}
    files = [labelled(risks=[{"risk": "fail-open", **place}])]
    assert score(files, [said("missing-timeout", 11)]).recall == 0.0
    assert score(files, [said("swallowed-error", 11)]).recall == 1.0


def test_the_client_that_a_call_uses_is_a_place_of_the_same_finding():
    total = score([labelled()], [said("missing-timeout", 3, elsewhere=((11, 11),))])
    assert (total.recall, total.precision) == (1.0, 1.0)


def test_a_finding_that_one_remedy_cures_together_with_a_right_one_is_not_wrong():
    pair = [said("missing-timeout", at, group="session") for at in (11, 90)]
    assert score([labelled()], pair).precision == 1.0


def test_what_is_debatable_counts_neither_way_and_what_only_tempts_counts_as_wrong():
    total = score([labelled()], [said("swallowed-error", 40), said("hardcoded-secret", 30)])
    assert (len(total.right), len(total.wrong)) == (0, 1)
    assert total.temptation == 1.0


def test_risks_that_a_file_was_not_read_for_are_not_judged():
    files = [labelled(scope=["missing-timeout"])]
    assert score(files, [said("swallowed-error", 90)]).wrong == []
    assert len(score(files, [said("missing-timeout", 90)]).wrong) == 1


def test_a_rule_that_stands_for_two_risks_meets_a_place_of_either():
    both = Finding(PATH, frozenset({"obsolete-tls", "missing-timeout"}), (11, 11))
    assert score([labelled()], [both]).recall == 1.0


def test_what_a_linter_saw_first_can_be_left_out():
    files = [labelled(risks=[{"risk": "missing-timeout", "lines": [10], "found": "tool"}]).unaided]
    assert score(files, []).recall is None
    assert score(files, [said("missing-timeout", 10)]).precision is None


@pytest.mark.parametrize("changed", [{"surface": "cobol"}, {"scope": ["no-such-risk"]}])
def test_a_label_that_is_not_in_order_is_refused(changed: dict[str, object]):
    with pytest.raises(ValueError):
        labelled(**changed)


def test_the_labels_are_in_order_and_stay_in_their_folder():
    for files in load().values():
        paths = [file.checked_as for file in files]
        assert len(paths) == len(set(paths))
        assert not any(path.startswith("/") or ".." in path.split("/") for path in paths)


@pytest.mark.parametrize("name", peers())
def test_every_rule_of_a_peer_is_about_a_risk_that_exists(name: str):
    peer = peers()[name]
    if peer.absent:
        assert not peer.rules
        return
    assert {risk for of_rule in peer.rules.values() for risk in of_rule} <= set(risks())
    assert peer.report in REPORTS
    assert peer.languages <= set(READERS)
    assert all("==" in one for one in peer.requirement.split())


SARIF = {
    "runs": [
        {
            "results": [
                {
                    "ruleId": "rules/no-timeout",
                    "locations": [
                        {
                            "physicalLocation": {
                                "artifactLocation": {"uri": "a%20b.py"},
                                "region": {"startLine": 3, "endLine": 5},
                            }
                        }
                    ],
                }
            ]
        }
    ]
}


@pytest.mark.parametrize(
    ("form", "text", "expected"),
    [
        ("sarif", json.dumps(SARIF), ("a b.py", "no-timeout", 3, 5)),
        ("lines", "./a.py:3:5: ASYNC210 Sync HTTP call", ("./a.py", "ASYNC210", 3, 3)),
        ("lines", "a.py:3:5:W3101", ("a.py", "W3101", 3, 3)),
    ],
)
def test_reports_are_read(form: str, text: str, expected: tuple[str, str, int, int]):
    assert list(REPORTS[form](text)) == [expected]


def test_of_an_archive_only_the_named_files_are_read_with_or_without_the_folder_around(
    tmp_path: Path,
):
    archive = tmp_path / "payments-1.0.zip"
    with zipfile.ZipFile(archive, "w") as zipped:
        zipped.writestr("payments-1.0/refund.py", "pass")
        zipped.writestr("payments-1.0/../../escape.py", "pass")
    assert archives.read(archive, ["refund.py"]) == {"refund.py": b"pass"}
    assert archives.read(archive, ["payments-1.0/refund.py"]) == {"payments-1.0/refund.py": b"pass"}


def test_an_archive_with_another_hash_is_not_used(tmp_path: Path):
    (tmp_path / "archives").mkdir()
    (tmp_path / "archives" / "payments-1.0.tar.gz").write_bytes(b"something else")
    pin = archives.Pin("pypi", "payments", "1.0", "payments-1.0.tar.gz", "0" * 64)
    with pytest.raises(archives.Unavailable, match="not what was pinned"):
        archives.fetched(pin, tmp_path)
