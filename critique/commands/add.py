"""Makes a card of a file: the detectors find the answers, and you accept or reject them.

Secrets are replaced by worthless ones before anything is shown or kept.
A card has at most 60 lines: --lines takes a part of a longer file.

example:
  critique add payments/refund.py --lines 41-80 --scenario "A support agent refunds an order." --deck our-deck
  curl-command | critique add - --language shell --yes
"""

from __future__ import annotations

import argparse
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from critique.cli import Refusal
from critique.decks import DECK

if TYPE_CHECKING:
    from critique.decks.author import Part
    from critique.decks.desk import Desk
    from trainer.draft import Draft


def add_arguments(parser: argparse.ArgumentParser) -> None:
    add = parser.add_argument
    add("file", metavar="FILE", help="the code; - is standard input")
    add("--language", metavar="L", help="instead of what name and content tell")
    add("--lines", metavar="A-B", help="only these lines of the file")
    add("--scenario", metavar="TEXT", default="", help="one sentence: where this code runs")
    add("--deck", metavar="D", default=DECK, help=f"the deck it goes to, made if need be ({DECK})")
    add("--yes", action="store_true", help="take what the detectors say, without the review screen")


def run(args: argparse.Namespace) -> int:
    from critique.decks import author
    from critique.decks.desk import Desk
    from trainer.cardwriter import write_card
    from trainer.neutralise import neutralise
    from trainer.numbers import counted

    part = _read(args)
    folder = Path(args.deck)
    draft = author.draft(
        part, scenario=args.scenario or _scenario(part, args.yes), taken=taken_in(folder)
    )
    if args.yes:
        if missing := [check.text for check in draft.checks if check.blocks and not check.is_met]:
            raise Refusal(f"{args.file}: the card still needs {'; '.join(missing)}{_advice(draft)}")
    else:
        reviewed = _review(draft, Desk(folder))
        if reviewed is None:
            print("Nothing was saved.")
            return 0
        draft = reviewed
    _warn(args.file, part, draft)
    card = draft.finished()
    try:
        written = write_card(card, folder)
    except OSError as error:
        raise Refusal(f"{folder}: cannot be written: {error.strerror}") from None
    print(
        neutralise(
            f"{written}: {counted(len(card.answers), 'answer')}, {counted(len(card.cleared), 'fine place')}"
        )
    )
    for answer in card.answers:
        print(neutralise(f"  {answer.lines}  {answer.risk}: {answer.why}"))
    if draft.masked:
        where = ", ".join(str(lines) for lines in draft.masked)
        print(f"  masked what is secret on line{'s' * (len(draft.masked) > 1)} {where}")
    if card.answers and card.sound is None:
        suffix = (
            written.joinpath("snippet").with_suffix(next(written.glob("snippet.*")).suffix).suffix
        )
        print(
            neutralise(
                f"Next: write {written / ('sound' + suffix)}, then: critique check {folder} --fix"
            )
        )
    print(neutralise(f"Train on it: critique practice --deck {folder}"))
    return 0


def _warn(file: str, part: Part, draft: Draft) -> None:
    from trainer.neutralise import one_line

    for notice in draft.notices:
        where = f"{one_line(file)}:{notice.line + part.first - 1}"
        print(f"{where}: warning: {notice.text}", file=sys.stderr)


def _read(args: argparse.Namespace) -> Part:
    from critique.decks.parts import part_of
    from trainer.desk import DeskError

    content = sys.stdin.buffer.read() if args.file == "-" else None
    try:
        return part_of(args.file, args.lines, args.language, content)
    except DeskError as error:
        raise Refusal(str(error)) from None


def _scenario(part: Part, without_review: bool) -> str:
    """A sentence that says no more than is known; a review starts with an empty field instead."""
    if not without_review:
        return ""
    return (
        f"Taken from {part.name}."
        if part.name
        else "Pasted by a colleague who is about to ship it."
    )


def taken_in(folder: Path) -> frozenset[str]:
    """The ids of the cards in this deck; Refusal where it cannot be used."""
    from critique.decks import parts
    from trainer.desk import DeskError

    try:
        return parts.taken_in(folder)
    except DeskError as error:
        raise Refusal(str(error)) from None


def _advice(draft: Draft) -> str:
    from trainer.draft import LONGEST

    if draft.card.code.count("\n") <= LONGEST:
        return ""
    found = ", ".join(str(item.answer.lines) for item in draft.items[:8])
    where = f"; the findings are on lines {found}" if found else ""
    return f": choose a part with --lines A-B{where}"


def _review(draft: Draft, desk: Desk) -> Draft | None:
    from critique import training
    from tui import app

    if reason := app.refuse_reason():
        raise Refusal(f"{reason.split(';')[0].rstrip('.')}; --yes takes what the detectors say")
    return app.review(draft, desk, training.settings())
