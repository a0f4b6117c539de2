"""Decks are read when needed, cards are read strictly, and every error says where and what to do."""

from __future__ import annotations

import re
import shutil
from pathlib import Path

import pytest
import yaml

from detectors.places import Lines
from tests.effort import effort
from tests.trainer.conftest import DECK
from trainer import cardfile, safeyaml
from trainer.card import Cleared, Key, hash_of
from trainer.deck import Deck, DeckError, load, read_card, shipped
from trainer.scenario import FACTS, complaint
from trainer.scoring import Remark

DOCS = Path(__file__).parents[2] / "docs"


@pytest.fixture
def copy(tmp_path: Path) -> Path:
    """The small deck, to be damaged."""
    return shutil.copytree(DECK, tmp_path / "deck")


def test_a_card_is_read_with_everything_that_it_says(deck: Deck) -> None:
    card = deck.card("otp-sender")
    assert (card.surface, card.language, card.difficulty) == ("python", "python", 3)
    assert card.facts == {"purpose": "otp", "runtime": "lambda", "deadline_s": 30, "items": 1000}
    assert [a.risk for a in card.answers] == [
        "call-in-loop",
        "missing-timeout",
        "missing-idempotency-key",
        "retry-without-backoff",
    ]
    timeout = card.answers[1]
    assert (timeout.lines, timeout.anchors, timeout.span) == (
        Lines(11, 15),
        (Lines(10, 10),),
        Lines(10, 18),
    )
    assert timeout.severity == "critical"
    assert card.answers[3].near == {"unbounded-retry"}
    assert card.cleared[0] == Cleared(
        risk="hardcoded-secret", lines=Lines(2, 2), reason="the key comes from the environment"
    )
    assert [remark.risk for remark in card.neutral] == ["unchecked-status"]
    assert [c.risk for c in card.sound_cleared] == ["missing-timeout", "unchecked-status"]
    assert card.incident
    assert card.incident.what.startswith("A bank, 2019.")
    assert card.incident.url == "https://bank.example.com/codes"
    assert card.key == Key(detectors="0.1.0", snippet="0" * 64)
    assert card.files == {"snippet": "snippet.py", "sound": "sound.py"}


def test_the_sound_version_is_a_clean_snippet_with_decoys_of_its_own(deck: Deck) -> None:
    sound = deck.card("otp-sender").sound_snippet
    assert sound is not None
    assert sound.is_clean
    assert sound.answers == ()
    assert [site.risk for site in sound.sites] == ["missing-timeout", "unchecked-status"]
    assert "timeout=(2, 5)" in sound.code


def test_a_snippet_without_answers_needs_no_sound_version(deck: Deck) -> None:
    card = deck.card("health-probe")
    assert card.is_clean
    assert card.sound_snippet is None
    assert [site.is_risky for site in card.snippet.sites] == [False, False, False]


def test_cards_are_found_by_surface_and_risk(deck: Deck) -> None:
    assert len(deck) == 5
    assert "edge-proxy" in deck
    assert deck.ids(surface="shell") == ["nightly-report"]
    assert deck.ids(risk="call-in-loop") == ["otp-sender"]
    assert deck.ids(risk="missing-timeout", surface="config") == ["edge-proxy"]
    assert deck.ids(risk="missing") == []
    assert set(deck.ids(risk="tls-not-enforced")) == {"edge-proxy"}


def test_foreign_text_is_neutral_where_it_is_shown_and_raw_where_it_is_read(copy: Path) -> None:
    folder = copy / "python" / "health-probe"
    snippet = folder / "snippet.py"
    snippet.write_bytes(b"# \x1b]2;owned\x07\r\n" + snippet.read_bytes())
    card = folder / "card.yaml"
    card.write_text(card.read_text().replace("the partner alive?", "it\u202e alive?"))
    shown = load(copy).card("health-probe").snippet
    assert shown.lines[0] == "# ␛]2;owned␇"
    assert shown.code.startswith("# \x1b]2;owned\x07\r\n")
    assert shown.title == "Is it⇄ alive?"


def change(path: Path, old: str, new: str) -> None:
    text = path.read_text("utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1), "utf-8")


DAMAGE = {
    "a key that is not known": ("difficulty: 3", "dificulty: 3", 11, "did you mean 'difficulty'"),
    "a key given twice": ("tags: [", "difficulty: 2\ntags: [", 12, "given twice"),
    "a second document": ("triage:", "---\ntriage:", 60, "a card is one"),
    "a key that is missing": ("title: Login codes by text message\n", "", 1, "'title' is missing"),
    "an unknown risk": ("risk: call-in-loop", "risk: call-in-lop", 15, "mean 'call-in-loop'"),
    "an unknown fact": ("purpose: otp", "porpose: otp", 7, "did you mean 'purpose'"),
    "an unknown word in a fact": ("purpose: otp", "purpose: opt", 7, "did you mean 'otp'"),
    "a fact that is no number": ("deadline_s: 30", "deadline_s: soon", 9, "a number from 0"),
    "an unknown severity": ("severity: high", "severity: hihg", 19, "did you mean 'high'"),
    "lines that are none": ("lines: 5-6", "lines: 6-5", 16, "as 11 or 11-15"),
    "lines outside the snippet": ("lines: 5-6", "lines: 5-60", 16, "outside the snippet"),
    "lines outside the sound version": ("lines: 14-19", "lines: 99", 55, "outside the sound"),
    "an answer without why": (
        "    why: five tries at a fixed pace of one second\n",
        "",
        32,
        "'why' is missing",
    ),
    "an empty text": ("title: Login codes by text message", "title: ''", 2, "not be empty"),
    "a number for a text": ("title: Login codes by text message", "title: 7", 2, "into quotes"),
    "a text for a list": ("tags: [sms, lambda]", "tags: sms", 12, "should be a list"),
    "a list for a mapping": ("id: otp-sender", "- id: otp-sender", 2, "is no YAML"),
    "a difficulty out of range": ("difficulty: 3", "difficulty: 9", 11, "one of: 1, 2"),
    "an unknown language": ("language: python", "language: pyton", 13, "did you mean 'python'"),
    "a language of another surface": ("language: python", "language: yaml", 13, "under config/"),
    "an id that is not the folder's": ("id: otp-sender", "id: otp", 1, "rename one of them"),
    "two answers of one group": (
        "risk: missing-idempotency-key\n    lines: 11-15",
        "risk: call-in-loop\n    group: loop 5\n    lines: 11-15",
        27,
        "make one",
    ),
    "a tag that would run code": (
        "title: Login codes by text message",
        "title: !!python/object/apply:os.system [id]",
        2,
        "should be text",
    ),
    "an alias": (
        "anchors: [10-18]",
        "anchors: &a [10-18]\n    near: *a",
        18,
        "uses an alias",
    ),
    "no YAML at all": ("facts:", "facts: [", 8, "is no YAML"),
    "a control character": ("Login codes", "Login \x01codes", 2, "does not allow"),
    "an incident without an address": ("url: https:", "url: http:", 69, "a public account"),
    "a risk without a page in neutral": ("unchecked-status", "uncheckd-status", 49, "did you mean"),
}


@pytest.fixture(params=["CSafeLoader", "SafeLoader"])
def loader(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    """YAML is read with libyaml, and without where it is not there."""
    monkeypatch.setattr(safeyaml, "_LOADER", getattr(yaml, request.param))


@pytest.mark.usefixtures("loader")
@pytest.mark.parametrize("damage", DAMAGE)
def test_damage_is_reported_with_its_line_and_what_to_do(damage: str, copy: Path) -> None:
    old, new, line, message = DAMAGE[damage]
    path = copy / "python" / "otp-sender" / "card.yaml"
    change(path, old, new)
    with pytest.raises(DeckError) as caught:
        load(copy).card("otp-sender")
    assert [p for p in caught.value.problems if p.path == path and p.line == line], caught.value
    assert message in " ".join(str(problem) for problem in caught.value.problems)
    assert "\n" not in str(caught.value)


def test_all_that_is_wrong_is_said_at_once(copy: Path) -> None:
    path = copy / "python" / "otp-sender" / "card.yaml"
    change(path, "difficulty: 3", "difficulty: 9")
    change(path, "purpose: otp", "purpose: opt")
    with pytest.raises(DeckError) as caught:
        load(copy).card("otp-sender")
    assert [problem.line for problem in caught.value.problems] == [7, 11]
    assert str(caught.value).endswith("(and 1 more)")


def test_files_that_are_missing_or_too_many_are_reported(copy: Path) -> None:
    folder = copy / "python" / "otp-sender"

    def complaint_of() -> str:
        with pytest.raises(DeckError) as caught:
            load(copy).card("otp-sender")
        return str(caught.value)

    (folder / "snippet.txt").write_text("x")
    assert "several snippet files (snippet.py, snippet.txt); keep one" in complaint_of()
    (folder / "snippet.txt").unlink()
    (folder / "sound.py").unlink()
    assert "speaks of a sound version, but there is no sound.*" in complaint_of()
    (folder / "snippet.py").unlink()
    assert "put the code into snippet.py" in complaint_of()
    (folder / "card.yaml").unlink()
    assert "card.yaml:1: is not there" in complaint_of()


def test_files_that_cannot_be_text_or_are_too_large_are_refused(copy: Path) -> None:
    snippet = copy / "python" / "otp-sender" / "snippet.py"
    snippet.write_bytes(b"import os\n\xff\n")
    with pytest.raises(DeckError, match=r"snippet\.py:2: is not UTF-8"):
        load(copy).card("otp-sender")
    snippet.write_text("x" * 70_000)
    with pytest.raises(DeckError, match="larger than 64 KB"):
        load(copy).card("otp-sender")


def test_a_deck_with_the_same_id_twice_or_a_strange_surface_is_refused(copy: Path) -> None:
    shutil.copytree(copy / "shell" / "nightly-report", copy / "config" / "nightly-report")
    with pytest.raises(DeckError, match="has the id of"):
        load(copy)
    shutil.move(copy / "config" / "nightly-report", copy / "pyhton" / "nightly-report")
    with pytest.raises(DeckError, match=r"no surface .did you mean 'python'"):
        load(copy)


def test_a_folder_that_is_not_there_is_no_deck(tmp_path: Path) -> None:
    with pytest.raises(DeckError, match="is no folder"):
        load(tmp_path / "nowhere")


def test_only_the_cards_that_are_asked_for_are_read(copy: Path) -> None:
    (copy / "python" / "quote-client" / "card.yaml").write_text("[")
    deck = load(copy)
    assert deck.card("otp-sender").id == "otp-sender"
    assert deck.ids(risk="call-in-loop") == ["otp-sender"]
    with pytest.raises(DeckError):
        list(deck)
    with pytest.raises(KeyError):
        deck.card("nobody")


@pytest.mark.usefixtures("loader")
def test_a_deep_or_knotted_card_does_not_hang(tmp_path: Path) -> None:
    folder = tmp_path / "python" / "bomb"
    folder.mkdir(parents=True)
    (folder / "snippet.py").write_text("pass\n")
    bomb = "a: &a [1,1,1,1,1,1,1,1,1]\n"
    for name, before in zip("bcdefghi", "abcdefgh", strict=True):
        bomb += f"{name}: &{name} [{','.join([f'*{before}'] * 9)}]\n"
    for text in (
        bomb + "facts: {handled: *i}",
        "facts: " + "[" * 20_000,
        "facts: " + "{a: " * 15_000,
        "- " * 30_000,
        "? " * 30_000,
        "\n".join(" " * depth + "a:" for depth in range(330)),
    ):
        (folder / "card.yaml").write_text(text)
        with pytest.raises(DeckError):
            load(tmp_path).card("bomb")


def test_the_hash_is_that_of_the_file(deck: Deck) -> None:
    from hashlib import sha256

    card = deck.card("otp-sender")
    raw = (DECK / "python" / "otp-sender" / "snippet.py").read_bytes()
    assert card.snippet.hash == hash_of(card.code) == sha256(raw).hexdigest()


def test_a_deck_is_opened_and_searched_without_reading_its_cards(copy: Path) -> None:
    for number in range(45):
        folder = copy / "python" / f"copy-{number}"
        shutil.copytree(copy / "python" / "otp-sender", folder)
        change(folder / "card.yaml", "id: otp-sender", f"id: copy-{number}")
    load(copy).ids(risk="call-in-loop")
    reading = effort(lambda: list(load(copy)))
    assert 20 * effort(lambda: load(copy)) < reading
    assert 10 * effort(lambda: load(copy).ids(risk="call-in-loop")) < reading


def test_the_shipped_deck_is_found_and_right() -> None:
    for card in shipped():
        assert card.snippet.lines, card.id


def test_the_example_of_the_docs_is_right() -> None:
    page = (DOCS / "cards.md").read_text("utf-8")
    example = re.search(r"```yaml\n(.*?)```", page, re.S)
    assert example
    fields = cardfile.read(example[1])
    assert fields.values["id"] == "otp-sender"
    assert fields.values["neutral"] == (
        Remark(
            risk="unchecked-status",
            lines=Lines(16, 16),
            reason="a failed send is told from a good one, but nobody hears of it",
        ),
    )


def test_the_docs_name_every_key_and_every_fact() -> None:
    page = (DOCS / "cards.md").read_text("utf-8")
    for key in (*cardfile._CARD, *cardfile._ANSWER):
        assert f"| `{key}` |" in page
    facts = re.findall(r"^\| `(\w+)` \| ", (DOCS / "scenario.md").read_text("utf-8"), re.M)
    assert set(FACTS) <= set(facts)


@pytest.mark.parametrize(
    ("fact", "value", "is_right"),
    [
        ("purpose", "otp", True),
        ("purpose", ["otp"], False),
        ("deadline_s", 2.5, True),
        ("deadline_s", -1, False),
        ("deadline_s", float("nan"), False),
        ("deadline_s", True, False),
        ("handled", ["tls", "retry"], True),
        ("handled", "tls", False),
        ("handled", ["tls", "tea"], False),
        ("provider", "batch", True),
        ("provider", ["batch", "sender=stripe"], True),
        ("provider", ["sender=nobody"], False),
        ("optional_dependencies", ["redis", "search-api"], True),
        ("optional_dependencies", ["\x1b"], False),
        ("best_effort", True, True),
        ("best_effort", False, False),
        ("weather", "fine", False),
    ],
)
def test_facts_have_the_values_of_the_vocabulary(fact: str, value: object, is_right: bool) -> None:
    assert (complaint(fact, value) is None) is is_right


def test_reading_a_folder_reads_that_card(deck: Deck) -> None:
    assert read_card(DECK / "shell" / "nightly-report") == deck.card("nightly-report")
