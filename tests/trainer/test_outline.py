"""What is read of a card from afar agrees with the card."""

from __future__ import annotations

from pathlib import Path

from trainer.deck import load, shipped
from trainer.outline import outlines


def test_an_outline_says_what_the_card_says() -> None:
    deck = shipped()
    for outline in outlines(deck):
        card = deck.card(outline.id)
        asked: dict[str, int] = {}
        for answer in card.answers:
            if answer.weight:
                asked[answer.risk] = max(answer.weight, asked.get(answer.risk, 0))
        assert outline.asked == asked, outline.id
        assert outline.is_clean == card.is_clean
        assert outline.fine == {cleared.risk for cleared in card.cleared}, outline.id
        assert outline.sound_fine == {cleared.risk for cleared in card.sound_cleared}, outline.id
        assert (outline.surface, outline.difficulty) == (card.surface, card.difficulty)
        assert outline.has_sound == (card.sound is not None)


def test_every_card_has_an_outline_in_the_order_of_the_deck() -> None:
    deck = shipped()
    assert [outline.id for outline in outlines(deck)] == list(deck.folders)


def test_a_card_in_flow_style_has_one_too(tmp_path: Path) -> None:
    folder = tmp_path / "shell" / "odd"
    folder.mkdir(parents=True)
    (folder / "card.yaml").write_text(
        "id: odd\ndifficulty: 4\n"
        "answers: [{risk: missing-retry, lines: 1, severity: info}, {risk: 'call-in-loop', severity: high}]\n"
        "cleared: [{risk: missing-timeout, lines: 2}]\n"
    )
    (one,) = outlines(load(tmp_path))
    assert one.asked == {"call-in-loop": 3}
    assert one.fine == {"missing-timeout"}
    assert (one.difficulty, one.has_sound, one.surface) == (4, False, "shell")


def test_a_card_that_cannot_be_read_is_left_out(tmp_path: Path) -> None:
    (tmp_path / "shell" / "empty").mkdir(parents=True)
    broken = tmp_path / "shell" / "broken"
    broken.mkdir()
    (broken / "card.yaml").write_bytes(b"id: \xff\xfe\n")
    assert outlines(load(tmp_path)) == []
