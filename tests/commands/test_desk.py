"""The desk of the screens: drafts of files, production-ready versions that are looked at, cards that are kept."""

from __future__ import annotations

from pathlib import Path

import pytest

from critique.decks.desk import Desk
from tests.commands.conftest import RISKY, Run
from trainer.deck import load
from trainer.desk import DeskError

SECRET = "Zx81mQ4vT7bLw93KpRd2HnYc5JfG"


@pytest.fixture
def desk(run: Run, tmp_path: Path) -> Desk:
    """`run` works in the folder of the test."""
    return Desk(tmp_path / "ours")


def test_a_draft_is_of_a_file_or_of_lines_of_it(desk: Desk, risky: Path) -> None:
    whole, part = desk.draft("otp.py"), desk.draft(" otp.py:9-13 ")
    assert whole.card.code == RISKY
    assert part.card.code.count("\n") == 5
    assert "missing-timeout" in {item.answer.risk for item in whole.items}


@pytest.mark.parametrize(
    ("wanted", "said"),
    [
        ("no.py", "no.py: cannot be read: no such file or directory"),
        ("otp.py:900", "--lines 900 is not among them"),
        (".", "cannot be read"),
    ],
)
def test_what_cannot_be_a_card_is_one_sentence(
    desk: Desk, risky: Path, wanted: str, said: str
) -> None:
    with pytest.raises(DeskError) as raised:
        desk.draft(wanted)
    assert said in str(raised.value)


def test_a_production_ready_version_is_looked_at_masked_and_kept_with_its_fine_places(
    desk: Desk, risky: Path, run: Run
) -> None:
    draft = desk.draft("otp.py").with_text(scenario="A Lambda.")
    worse = desk.mended(draft, RISKY + f'\nTOKEN = "Bearer {SECRET}"\n')
    assert any(one.startswith("missing-timeout on lines ") for one in worse.left)
    assert SECRET not in (worse.card.sound or "")
    better = desk.mended(
        worse, 'import requests\n\nr = requests.get("https://a.example.com/x", timeout=5)\r\n\r\n'
    )
    assert better.card.sound
    assert better.card.sound.endswith("timeout=5)\n")
    assert "missing-timeout" in {one.risk for one in better.card.sound_cleared}
    assert "missing-timeout" not in "".join(better.left)
    assert desk.keep(better).endswith("ours/python/otp: 1 answer")
    (card,) = load(desk.folder)
    assert card.sound == better.card.sound
    assert card.sound_cleared == better.card.sound_cleared
    assert "its answers" not in run("check", str(desk.folder)).out


def test_an_empty_version_takes_the_last_one_away(desk: Desk, risky: Path) -> None:
    draft = desk.mended(desk.draft("otp.py"), "x = 1\n")
    bare = desk.mended(draft, " \n")
    assert (bare.card.sound, bare.left, bare.card.sound_cleared) == (None, (), ())


def test_a_deck_that_cannot_be_written_is_one_sentence(
    desk: Desk, risky: Path, tmp_path: Path
) -> None:
    draft = desk.draft("otp.py")
    (tmp_path / "file").write_text("")
    with pytest.raises(DeskError, match="cannot be written: not a directory"):
        desk.at(tmp_path / "file").keep(draft)
