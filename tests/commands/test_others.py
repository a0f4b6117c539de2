"""practice, grade, export-deck, stats, risks, explain and clients, as their users call them."""

from __future__ import annotations

import json
from pathlib import Path

from detectors.catalogue import risks
from tests.commands.conftest import Run
from tests.trainer.conftest import DECK
from trainer import deck as decks


def test_a_session_from_a_pipe_is_scored_and_kept(run: Run) -> None:
    ran = run(
        "practice", "--plain", "--count", "2", "--seed", "7", stdin=b"nothing\nnext\nnothing\n"
    )
    assert ran.code == 0
    assert "recall" in ran.out.lower()
    stats = json.loads(run("stats", "--json").out)
    assert stats["snippets"] == 2


def test_an_unknown_risk_names_the_nearest(run: Run) -> None:
    ran = run("practice", "--plain", "--risk", "missing-timout")
    assert (ran.code, ran.err) == (
        2,
        "critique practice: there is no risk 'missing-timout'; did you mean 'missing-timeout'?\n",
    )


def test_screens_without_a_terminal_are_refused_with_a_way_out(run: Run) -> None:
    for argv in (["practice"], []):
        ran = run(*argv)
        assert ran.code == 2
        assert "--plain" in ran.err


def test_an_empty_deck_says_how_to_fill_it(run: Run, tmp_path: Path) -> None:
    (tmp_path / "empty").mkdir()
    ran = run("practice", "--plain", "--deck", "empty")
    assert ran.code == 2
    assert "make one with: critique add FILE --deck empty" in ran.err


def test_stats_without_sessions_say_what_to_do(run: Run) -> None:
    assert run("stats").out == "Nothing yet: start with 'critique practice'.\n"


def test_stats_count_and_judge_as_the_screens_do(run: Run) -> None:
    run(
        "practice",
        "--plain",
        "--count",
        "1",
        "--seed",
        "1",
        "--deck",
        str(DECK),
        stdin=b"flag 1 missing-timeout\nsubmit\n",
    )
    told = run("stats").out
    assert told.startswith("1 snippet in 1 session\n")
    assert "fair   said once; judged from 20 times on\n" in told
    assert "\nTrain it: critique practice --risk " in told


def test_a_perfect_reviewer_scores_one_and_a_silent_one_zero(run: Run, tmp_path: Path) -> None:
    flags = [
        {"card": card.id, "variant": "snippet", "lines": list(answer.lines), "risk": answer.risk}
        for card in decks.shipped()
        for answer in card.answers
        if answer.weight
    ]
    (tmp_path / "flags.json").write_text(json.dumps({"flags": flags}))
    assert json.loads(run("grade", "flags.json", "--json").out)["score"] == 1.0
    assert "recall     100%" in run("grade", "flags.json").out
    silent = json.loads(run("grade", "-", "--json", stdin=b'{"flags": []}').out)
    assert silent["score"] == 0.0


def test_flags_that_cannot_be_graded_are_one_sentence(run: Run, tmp_path: Path) -> None:
    (tmp_path / "flags.json").write_text('{"flags": [{"card": "absent", "lines": [1, 1]}]}')
    ran = run("grade", "flags.json")
    assert ran.code == 2
    assert "flag 1: the deck has no card 'absent'" in ran.err


def test_an_exported_deck_gives_no_answer_away(run: Run) -> None:
    exported = json.loads(run("export-deck", "--seed", "3").out)
    assert len(exported) > len(decks.shipped())
    assert not any({"answers", "cleared", "neutral", "sound"} & set(one) for one in exported)
    assert json.loads(run("export-deck", "--seed", "3").out) == exported
    assert json.loads(run("export-deck", "--seed", "4").out) != exported


def test_risks_and_explain_show_the_catalogue(run: Run) -> None:
    listed = run("risks").out
    assert all(f"  {id} " in listed for id in risks())
    assert [row["id"] for row in json.loads(run("risks", "--json").out)] == list(risks())
    assert "No isolation between workloads (bulkhead) (in cards alone: lint cannot tell)" in listed
    page = run("explain", "missing-timeout").out
    assert "## Strong answer" in page
    assert "\n```python, risky on lines 4, 14-18\n" in page
    assert "\n```python, risky on line 6\n" in page
    assert "{" not in "".join(line for line in page.splitlines() if line.startswith("```"))
    assert "did you mean 'critique explain call-in-loop'?" in run("explain", "call-loop").err


def test_clients_say_what_is_known_of_an_sdk(run: Run) -> None:
    assert "requests" in run("clients").out
    told = run("clients", "requests").out
    assert "\nwaits for an answer\n" in told
    assert "\n  without limit\n      set by     the call(timeout=...)" in told
    assert "is an answer like any other" in told
    answers = json.loads(run("clients", "curl", "--json").out)
    assert {"question": "is repeated", "says": "never", "set_by": ["--retry"]}.items() <= next(
        a for a in answers if a["question"] == "is repeated"
    ).items()
    listed = json.loads(run("clients", "--json").out)["shell"]
    assert listed == sorted(listed)
    assert {"apt-get", "aws", "conda", "curl"} <= {*listed}
    assert "did you mean 'critique clients requests'?" in run("clients", "request").err
