"""What is said about each flag, each answer and each decoy."""

from __future__ import annotations

from dataclasses import replace

import pytest

from detectors.catalogue import page
from detectors.places import Lines
from trainer.card import Snippet
from trainer.debrief import Debrief, Entry, confusions, debrief
from trainer.deck import Deck, shipped
from trainer.scoring import Confidence, Flag, score


def flag(lines: str, risk: str, confidence: Confidence = "fair") -> Flag:
    first, _, last = lines.partition("-")
    return Flag(Lines(int(first), int(last or first)), risk, confidence)


def said(snippet: Snippet, *flags: Flag, hinted: bool = False) -> Debrief:
    answers = snippet.answers if hinted else ()
    result = score(flags, snippet.answers, remarks=snippet.neutral, hinted=answers)
    return debrief(snippet, flags, result)


def entry(of: Debrief, outcome: str, risk: str) -> Entry:
    (found,) = [one for one in of.entries if (one.outcome, one.risk) == (outcome, risk)]
    return found


@pytest.fixture
def otp(deck: Deck) -> Snippet:
    return deck.card("otp-sender").snippet


def test_a_hit_tells_why_with_a_weak_and_a_strong_answer(otp: Snippet) -> None:
    hit = entry(said(otp, flag("11-15", "missing-timeout", "sure")), "hit", "missing-timeout")
    assert (hit.glyph, hit.word, hit.severity) == ("✔", "hit", "critical")
    assert hit.note == "sure; requests.post waits for ever if the provider does not answer"
    assert hit.why == "requests.post waits for ever if the provider does not answer."
    assert hit.weak == page("missing-timeout").weak
    assert hit.strong == page("missing-timeout").strong


def test_a_near_name_is_told_from_the_right_one(otp: Snippet) -> None:
    of = said(otp, flag("18", "unbounded-retry"))
    partial = entry(of, "partial", "retry-without-backoff")
    assert partial.note == "you said unbounded-retry"
    assert partial.why.startswith("You said unbounded-retry; it is retry-without-backoff: five ")
    assert confusions(of.result) == [("unbounded-retry", "retry-without-backoff")]


def test_a_near_name_on_a_decoy_is_told_that_it_is_fine_there(deck: Deck) -> None:
    of = said(deck.card("edge-proxy").snippet, flag("6", "cleartext-transport"))
    partial = entry(of, "partial", "tls-not-enforced")
    assert partial.note == "you said cleartext-transport, beside it"
    assert partial.why.endswith(
        "At line 6 cleartext-transport is fine: the request stays on this machine."
    )


@pytest.mark.parametrize(
    ("lines", "note"), [("17", "beside it"), ("1-18", "too wide"), ("17-18", "beside it")]
)
def test_a_flag_beside_or_over_the_lines_is_told_so(otp: Snippet, lines: str, note: str) -> None:
    partial = entry(said(otp, flag(lines, "missing-timeout")), "partial", "missing-timeout")
    assert partial.note == note


def test_a_hinted_hit_is_told_to_count_half(otp: Snippet) -> None:
    of = said(otp, flag("11-15", "missing-timeout"), hinted=True)
    assert entry(of, "hit", "missing-timeout").note == "with a hint: half"


def test_a_false_alarm_on_a_decoy_tells_why_it_is_fine(otp: Snippet) -> None:
    of = said(otp, flag("2", "hardcoded-secret"))
    alarm = entry(of, "false", "hardcoded-secret")
    assert alarm.glyph == "✘"
    assert alarm.why == "This is fine: the key comes from the environment."
    assert not alarm.strong
    assert not [e for e in of.entries if (e.outcome, e.risk) == ("fine", "hardcoded-secret")]


def test_a_false_alarm_beside_a_decoy_is_told_what_clears_that(otp: Snippet) -> None:
    alarm = entry(said(otp, flag("7", "unbounded-retry")), "false", "unbounded-retry")
    assert alarm.why.startswith(
        "No unbounded-retry is known here. "
        "At line 10 it might look so, and is fine: five attempts, then it gives up. "
    )
    assert "unbounded-retry would be something else: " in alarm.why


def test_a_false_alarm_on_the_lines_of_another_decoy_is_told_of_that(otp: Snippet) -> None:
    alarm = entry(said(otp, flag("2", "secret-in-url")), "false", "secret-in-url")
    assert "What looks risky at line 2 is fine: the key comes from the environment." in alarm.why
    assert alarm.why.endswith(
        "secret-in-url would be something else: " + page("secret-in-url").summary
    )


def test_the_right_place_under_a_wrong_name_is_a_confusion(otp: Snippet) -> None:
    of = said(otp, flag("5-6", "blocking-call-in-async"))
    alarm = entry(of, "false", "blocking-call-in-async")
    assert alarm.note == "it is call-in-loop"
    assert alarm.why.startswith(
        "You said blocking-call-in-async; it is call-in-loop: a thousand users "
    )
    assert alarm.answer is not None
    assert alarm.answer.risk == "call-in-loop"
    assert confusions(of.result) == [("blocking-call-in-async", "call-in-loop")]


def test_a_wrong_name_beside_the_right_one_is_no_confusion(otp: Snippet) -> None:
    of = said(otp, flag("5-6", "call-in-loop"), flag("5-6", "blocking-call-in-async"))
    assert entry(of, "false", "blocking-call-in-async").note == "nothing of the kind"
    assert confusions(of.result) == []


def test_the_right_name_at_a_wrong_place_is_told_where_it_is(otp: Snippet) -> None:
    of = said(otp, flag("1-2", "missing-timeout"))
    alarm = entry(of, "false", "missing-timeout")
    assert alarm.why == "There is no missing-timeout here; it is at lines 11-15."
    assert confusions(of.result) == []


def test_saying_it_too_often_is_told_so(otp: Snippet) -> None:
    of = said(otp, *(flag(n, "missing-idempotency-key") for n in ("11", "13", "15")))
    assert entry(of, "neutral", "missing-idempotency-key").note == "the same again"
    assert entry(of, "false", "missing-idempotency-key").note == "said already"


def test_a_remark_of_the_author_is_worth_a_remark(otp: Snippet) -> None:
    remark = entry(said(otp, flag("16", "unchecked-status")), "neutral", "unchecked-status")
    assert remark.note == "worth a remark"
    assert remark.why == "A failed send is told from a good one, but nobody hears of it."


def test_decoys_that_were_left_alone_are_fine(otp: Snippet) -> None:
    fine = [e for e in said(otp).entries if e.outcome == "fine"]
    assert [e.risk for e in fine] == ["hardcoded-secret", "unbounded-retry", "cleartext-transport"]
    assert fine[0].glyph == "◇"
    assert not fine[0].weak


def test_everything_is_told_in_one_order(otp: Snippet) -> None:
    of = said(
        otp,
        flag("16", "unchecked-status"),
        flag("2", "hardcoded-secret"),
        flag("18", "unbounded-retry"),
        flag("11-15", "missing-timeout"),
    )
    assert [e.outcome for e in of.entries] == [
        "hit",
        "partial",
        "false",
        "missed",
        "missed",
        "neutral",
        "fine",
        "fine",
    ]


def test_the_diff_leads_to_the_production_ready_version(otp: Snippet) -> None:
    changes = said(otp).diff
    shown = dict(enumerate(otp.lines, 1))
    sound = otp.card.sound_snippet
    assert sound is not None
    for change in changes:
        if change.old is not None:
            assert shown[change.old] == change.text
        if change.new is not None:
            assert sound.lines[change.new - 1] == change.text
    assert "        timeout=(2, 5)," in [c.text for c in changes if c.sign == "+"]
    kept = {c.old for c in changes if c.sign == " "}
    gone = {c.old for c in changes if c.sign == "-"}
    assert not kept & gone
    assert [c.new for c in changes if c.new] == sorted(c.new for c in changes if c.new)


def test_a_clean_snippet_has_no_diff(deck: Deck) -> None:
    sound = deck.card("otp-sender").sound_snippet
    assert sound is not None
    assert said(sound).diff == ()
    assert said(deck.card("health-probe").snippet).diff == ()


def test_a_part_far_below_is_announced(deck: Deck) -> None:
    first = said(deck.card("nightly-report").snippet).diff[0]
    assert (first.sign, first.text) == ("@", "from line 3")


@pytest.mark.parametrize(
    ("card", "flags", "rule"),
    [
        ("health-probe", (), "Nothing was wrong, and you said so"),
        ("health-probe", (flag("8", "missing-timeout"),), "It would have worked"),
        (
            "edge-proxy",
            (),
            "look once more for tls-not-enforced. A high risk is worth a flag from a chance of one in 4",
        ),
        ("edge-proxy", (flag("2", "tls-not-enforced"),), "All found, and nothing invented."),
        ("edge-proxy", (flag("2", "cleartext-transport"),), "say the exact name"),
        (
            "edge-proxy",
            (flag("2", "tls-not-enforced"), flag("6", "cleartext-transport")),
            "a false alarm costs what a low risk earns",
        ),
    ],
)
def test_the_rule_for_another_time(
    deck: Deck, card: str, flags: tuple[Flag, ...], rule: str
) -> None:
    assert rule in said(deck.card(card).snippet, *flags).rule


def test_nothing_that_is_said_holds_what_a_terminal_obeys(deck: Deck) -> None:
    evil = "\x1b]52;c;aGk=\x07\nred"
    card = deck.card("otp-sender")
    card = replace(
        card,
        code=card.code.replace("import", f"# {evil}\nimport"),
        answers=tuple(replace(a, why=evil) for a in card.answers),
        cleared=tuple(replace(c, reason=evil) for c in card.cleared),
        neutral=tuple(replace(n, reason=evil) for n in card.neutral),
    )
    flags = [flag("11-15", "missing-timeout"), flag("2", "hardcoded-secret")]
    of = said(card.snippet, *flags, flag("16", "unchecked-status"))
    texts = [t for e in of.entries for t in (e.note, e.why)] + [c.text for c in of.diff]
    assert any("␛" in text for text in texts)
    assert not any(c in text for text in [*texts, of.rule] for c in "\x1b\x07\n")


def test_a_strong_answer_is_about_the_surface_of_the_snippet() -> None:
    card = shipped().card("media-gateway")
    missed = debrief(card.snippet, [], score([], card.answers)).entries
    strong = next(one.strong for one in missed if one.risk == "missing-timeout")
    assert strong == page("missing-timeout").strong_about("config")
    assert strong.startswith("By default the proxy waits")


def test_a_wrong_name_is_told_what_it_would_have_been(deck: Deck) -> None:
    of = said(deck.card("otp-sender").snippet, flag("18", "unbounded-retry"))
    (entry,) = [entry for entry in of.entries if entry.flag]
    assert (
        f"unbounded-retry would be something else: {page('unbounded-retry').summary}" in entry.why
    )
