"""The line mode plays the same session, from a pipe too, and gives the same score."""

from __future__ import annotations

import io
import re
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from critique.plain import run
from detectors.places import Lines
from tests.trainer.conftest import DECK
from trainer.deck import Deck
from trainer.history import History
from trainer.session import Session


class Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True


def session(deck: Deck, *ids: str, history: History | None = None) -> Session:
    return Session(deck, [deck.card(id).snippet for id in ids], id="x", seed=0, history=history)


def played(of: Session, *commands: str) -> str:
    out = io.StringIO()
    assert run(of, io.StringIO("".join(f"{line}\n" for line in commands)), out) == 0
    return out.getvalue()


def test_the_narrowest_terminal_is_written_on(deck: Deck, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COLUMNS", "1")
    assert "Snippet 1 of 1" in played(session(deck, "otp-sender"))


def test_the_snippet_is_shown_with_its_scenario_and_numbered_lines(deck: Deck) -> None:
    text = played(session(deck, "otp-sender"))
    assert "Snippet 1 of 1: otp-sender, python\nLogin codes by text message\n" in text
    assert "Would it work in production?" in text.replace("\n", " ")
    assert "Facts: purpose otp, runtime lambda, deadline 30 s, 1,000 items." in text
    assert '\n 2  KEY = os.environ["SMS_KEY"]\n 3\n 4  def handler(event, ctx):\n' in text


def test_a_session_is_played_from_a_pipe_with_the_score_of_the_session(deck: Deck) -> None:
    of = session(deck, "edge-proxy", "health-probe")
    text = played(
        of,
        "flag 2 tls-not-enforced sure",
        "flag 5-8 missing-timeout guess",
        "submit",
        "next",
        "nothing",
        "next",
    )
    by_hand = session(deck, "edge-proxy", "health-probe")
    by_hand.flag(Lines(2, 2), "tls-not-enforced", "sure")
    by_hand.flag(Lines(5, 8), "missing-timeout", "guess")
    by_hand.submit()
    by_hand.next()
    by_hand.nothing()
    by_hand.next()
    assert of.is_finished
    assert of.summary() == by_hand.summary()
    assert "Score 67%, points +2 of 3\n" in text
    assert "Recall 100% (3 of 3 by weight), precision 50%, 1 false alarm, Brier 0.15\n" in text
    assert "Nothing was wrong here. Score 100%, no false alarm\n" in text
    assert "Submitted 2 of 2 snippets.\n" in text
    assert "Session score 82%, recall 100%, precision 50%, points +2 of 3\n" in text


def test_the_debrief_tells_everything_in_words_too(deck: Deck) -> None:
    text = played(session(deck, "edge-proxy"), "flag 5-8 missing-timeout", "submit")
    assert "✘ false alarm: lines 5-8, missing-timeout\n    This is fine: gives up" in text
    assert "○ missed: line 2, tls-not-enforced (high)\n    Customers log in" in text
    assert "    A strong answer: " in text
    assert "◇ fine: line 6, cleartext-transport\n    This is fine: the request stays" in text
    assert "\n-     listen 80;\n+     listen 443 ssl;\n" in text
    assert "\nThat was the last snippet; next ends.\n" in text


def test_the_twin_of_a_finding_is_told_with_its_code(deck: Deck) -> None:
    text = played(
        session(deck, "otp-sender"),
        "twin",
        "submit",
        "twin missing-timeout",
        "twin stale-delivery",
        "twin hardcoded-secret",
    )
    assert "Submit this snippet first." in text
    assert "missing-timeout is fine at lines 14-19 of this card's production-ready" in text
    assert "\n11  " in text
    assert "The debrief does not speak of stale-delivery." in text
    assert "This deck has no twin of hardcoded-secret." in text


def test_what_really_happened_is_told_after_the_rule(deck: Deck) -> None:
    text = " ".join(played(session(deck, "otp-sender"), "submit").split())
    told = "It happened: A bank, 2019. Codes came after an hour, and nobody could log in."
    assert f"{told} (https://bank.example.com/codes)" in text
    assert "It happened" not in played(session(deck, "edge-proxy"), "submit")


def test_the_debrief_says_how_to_read_the_scenario_again(deck: Deck) -> None:
    text = played(session(deck, "otp-sender", "edge-proxy"), "submit", "show")
    assert "\nnext goes on; show repeats the snippet and its scenario.\n" in text
    assert text.count("Facts: purpose otp, runtime lambda, deadline 30 s, 1,000 items.") == 2


def test_a_false_alarm_where_nothing_is_at_stake_is_not_called_nothing(deck: Deck) -> None:
    text = played(session(deck, "health-probe"), "flag 1 tls-not-enforced", "submit", "next")
    assert "Nothing was missed; 1 false alarm where nothing of the kind is at stake.\n" in text
    assert "Nothing went wrong" not in text


@pytest.mark.parametrize(("written", "lines"), [("8-5", "5-8"), ("5-8", "5-8")])
def test_lines_may_be_named_from_the_last_to_the_first(
    deck: Deck, written: str, lines: str
) -> None:
    text = played(session(deck, "edge-proxy"), f"flag {written} missing-timeout")
    assert f"Flag 1: lines {lines}, missing-timeout, fair\n" in text


def test_the_end_of_input_tells_what_was_submitted(deck: Deck) -> None:
    of = session(deck, "edge-proxy", "health-probe", "otp-sender")
    text = played(of, "submit", "next", "flag 8 missing-timeout")
    assert text.endswith(
        "Submitted 1 of 3 snippets.\n"
        "    0%  nginx/shop.conf: 0 found, 1 missed, no false alarm\n"
        "Session score 0%, recall 0%, precision none, points 0 of 3\n"
        "Weakest: tls-not-enforced (0 of 1 found).\n"
        f"Train it: critique practice --plain --deck {DECK} --risk tls-not-enforced\n"
    )
    assert played(session(deck, "edge-proxy")).endswith("Submitted 0 of 1 snippet.\n")


def test_after_the_last_debrief_there_is_nothing_to_resume(deck: Deck, history: History) -> None:
    of = Session.start(deck, history=history, count=1, seed=1)
    played(of, "submit")
    assert Session.resume(history) is None


def test_what_was_not_submitted_can_be_resumed(deck: Deck, history: History) -> None:
    of = Session.start(deck, history=history, count=2, seed=1)
    played(of, "flag 2 missing-timeout", "quit")
    resumed = Session.resume(history)
    assert resumed is not None
    assert resumed.flags == of.flags
    text = played(resumed, "list", "submit")
    assert "1. line 2, missing-timeout, fair\n" in text


def test_flags_are_listed_removed_and_taken_back(deck: Deck) -> None:
    of = session(deck, "otp-sender")
    text = played(
        of,
        "flag 11-15 missing-timeout",
        "flag 5-6 call-in-loop sure",
        "list",
        "remove 1",
        "list",
        "undo",
        "undo",
        "undo",
        "undo",
        "remove 1",
    )
    assert "Flag 2: lines 5-6, call-in-loop, sure\n" in text
    assert "1. lines 11-15, missing-timeout, fair\n2. lines 5-6, call-in-loop, sure\n" in text
    assert "Removed: lines 11-15, missing-timeout, fair\n1. lines 5-6, call-in-loop" in text
    assert (
        "There is nothing to take back.\nNo flags.\nThere is no flag 1; you have set none." in text
    )


def test_a_hint_tells_lines_or_that_there_is_nothing(deck: Deck) -> None:
    text = played(session(deck, "edge-proxy"), "hint", "hint")
    assert "Look at line 2.\nThere is nothing to point at.\n" in text
    text = played(session(deck, "health-probe"), "hint", "nothing")
    assert "There is nothing to point at: this snippet now counts half.\n" in text
    assert "Nothing was wrong here. Score 50% (the hint halves it), no false alarm\n" in text
    text = played(session(deck, "nightly-report"), "hint", "hint")
    assert "Look at lines 6-8.\nLook at lines 6-8 once more: there is another risk.\n" in text


@pytest.mark.parametrize(
    ("command", "answer"),
    [
        (
            "flag 2 missing-timout",
            "No risk is called 'missing-timout'. Did you mean missing-timeout",
        ),
        ("flag", "Write it as: flag 11-15 missing-timeout sure"),
        ("flag two missing-timeout", "Write it as: flag 11-15"),
        ("flag 2 missing-timeout very", "Say guess, fair or sure, not 'very'."),
        ("flag 2 missing-timeout fair now", "Write it as"),
        (
            "flag 99999999999999999999 missing-timeout",
            "Line 99999999999999999999 is outside the snippet, which has 9 lines",
        ),
        ("remove", "Write it as: remove 2"),
        ("remove ²", "Write it as: remove 2"),
        ("remove 3", "There is no flag 3"),
        ("next", "Submit this snippet first."),
        ("sumbit", "No command is called 'sumbit'; did you mean submit?"),
        ("xyzzy", "No command is called 'xyzzy'; help lists them."),
        ("\x1b[31mred", "No command is called '␛[31mred'"),
        ("flag 2 \x1b]2;x\x07", "No risk is called '␛]2;x␇'"),
        ("help", "flag 11-15 missing-timeout sure   there is this risk"),
        ("SUBMIT", "Score 0%"),
        ("show", "Snippet 1 of 1"),
        ("risks", "missing-timeout               No effective timeout on a network call\n"),
    ],
)
def test_every_command_is_answered(deck: Deck, command: str, answer: str) -> None:
    text = played(session(deck, "edge-proxy"), command)
    assert answer in text.partition("Commands:")[2]


def test_empty_lines_and_comments_say_nothing(deck: Deck) -> None:
    quiet = played(session(deck, "edge-proxy"), "", "   ", "# a note")
    assert quiet == played(session(deck, "edge-proxy"))


def test_a_prompt_is_shown_to_a_person_only(deck: Deck) -> None:
    out = io.StringIO()
    run(session(deck, "edge-proxy"), Terminal("quit\n"), out)
    assert "\n> \n" in out.getvalue()
    assert "\n> " not in played(session(deck, "edge-proxy"), "list")


def test_ctrl_c_ends_with_130_and_the_summary(deck: Deck) -> None:
    class Interrupted(io.StringIO):
        def readline(self, size: int | None = -1) -> str:
            raise KeyboardInterrupt

    out = io.StringIO()
    assert run(session(deck, "edge-proxy"), Interrupted(), out) == 130
    assert out.getvalue().endswith("Submitted 0 of 1 snippet.\n")


def test_a_history_that_fails_ends_with_two_and_one_sentence(
    deck: Deck, history: History, capsys: pytest.CaptureFixture[str]
) -> None:
    of = Session.start(deck, history=history, count=1, seed=1)
    history.close()
    out = io.StringIO()
    assert run(of, io.StringIO("submit\n"), out) == 2
    assert "is damaged or no history" in out.getvalue().splitlines()[-1]


def test_an_output_without_signs_gets_ascii_ones(deck: Deck) -> None:
    raw = io.BytesIO()
    out = io.TextIOWrapper(raw, encoding="ascii")
    run(session(deck, "edge-proxy"), io.StringIO("submit\n"), out)
    out.flush()
    text = raw.getvalue().decode("ascii")
    assert "o missed: line 2" in text
    assert ". fine: lines 5-8" in text


EVIL = st.text(st.characters(codec="utf-8"), max_size=60)


@given(EVIL, EVIL)
@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_no_text_of_a_card_or_a_learner_reaches_the_terminal_as_it_is(
    deck: Deck, text: str, command: str
) -> None:
    card = deck.card("edge-proxy")
    evil = f"\x1b]52;c;x\x07{text}"
    card = replace(
        card,
        title=evil,
        scenario=evil,
        name=evil,
        code=f"{evil}\n{card.code}",
        sound=f"{evil}!\n{card.sound}",
        answers=tuple(replace(a, why=evil) for a in card.answers),
        cleared=tuple(replace(c, reason=evil) for c in card.cleared),
    )
    out = io.StringIO()
    of = Session(deck, [card.snippet], id="x", seed=0)
    run(of, io.StringIO(f"{command}\nflag 1 {evil}\nsubmit\n"), out)
    assert not re.search(r"[\x00-\x09\x0b-\x1f\x7f-\x9f\u200b-\u200f\u202a-\u202e]", out.getvalue())


def test_the_module_reads_no_screen(tmp_path: Path) -> None:
    import subprocess
    import sys

    code = "import critique.plain, sys; print(sorted({'textual', 'rich', 'libcst'} & set(sys.modules)))"
    done = subprocess.run(
        [sys.executable, "-c", code],
        capture_output=True,
        text=True,
        check=True,
        timeout=60,
        cwd=Path(__file__).parents[2],
    )
    assert done.stdout == "[]\n"
