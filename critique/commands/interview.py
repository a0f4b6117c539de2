"""Asks as an interviewer does: you answer in your own words, and get a grade and a strong answer.

A snippet or a situation is shown, and you write 3 to 6 lines. The grade says which of your words said what
fails, why, what you would do, and when not; nothing leaves your machine. Then you choose what to fix first,
which remedy fits, or what to do.

With --plain it needs no full screen: an empty line ends an answer, then a word a line; from a pipe too.

example:
  critique interview --count 2
  printf 'It hangs; set a timeout.\\n\\n' | critique interview --plain --count 1 --seed 7
"""

from __future__ import annotations

import argparse
import sys
from typing import TYPE_CHECKING

from critique.cli import Refusal

if TYPE_CHECKING:
    from trainer.deck import Deck
    from trainer.history import History
    from trainer.interview.session import InterviewSession


def add_arguments(parser: argparse.ArgumentParser) -> None:
    add = parser.add_argument
    add("--risk", metavar="R", help="only what is about this risk")
    add("--deck", metavar="DIR", help="take snippets from this deck instead of the shipped one")
    add("--count", type=int, metavar="N", help="how many questions (4)")
    add("--seed", type=int, metavar="N", help="the same number, deck and history ask the same")
    add("--new", action="store_true", help="do not go on with an interview that was left open")
    add("--no-timer", action="store_true", help="do not show or keep how long an answer takes")
    add(
        "--plain",
        action="store_true",
        help="line by line: for pipes, screen readers and plain terminals",
    )


def run(args: argparse.Namespace) -> int:
    from critique import plain_interview, training

    if args.count is not None and args.count < 1:
        raise Refusal("--count is a number of questions from 1 up")
    cards = training.deck(args.deck)
    training.known_risk(args.risk)
    if not args.plain:
        training.need_screens("critique interview")
    past = training.history()
    interview, said = opened(args, cards, past)
    if args.plain:
        return plain_interview.run(interview, sys.stdin, sys.stdout, said=said)
    return _on_screens(interview, cards, past, timer=not getattr(args, "no_timer", False))


def _on_screens(interview: InterviewSession, cards: Deck, past: History, *, timer: bool) -> int:
    from critique import training
    from critique.decks.desk import Desk
    from tui import app
    from tui.screens.interview import InterviewScreen

    own = training.settings()
    status = app.run(
        cards,
        past,
        interview=InterviewScreen(interview, timer=timer and own.timer),
        desk=Desk(),
        settings=own,
    )
    if not status and interview.is_left_open:
        print(f"Stopped at {interview.standing}; all is kept.\nGo on: critique interview")
    return status


def opened(args: argparse.Namespace, cards: Deck, past: History) -> tuple[InterviewSession, str]:
    """The interview that was left open, or a new one where something is wished for; and what to say of it."""
    from critique import training
    from trainer.deck import DeckError
    from trainer.history import HistoryError
    from trainer.interview.session import COUNT, InterviewError, InterviewSession

    wishes = (args.risk, args.deck, args.count, args.seed)
    try:
        left = None if args.new else InterviewSession.resume(past)
        if left and left.is_left_open and all(wish is None for wish in wishes):
            return left, f"Going on with the interview at {left.standing}; --new begins another."
        new = InterviewSession.start(
            cards,
            history=past,
            count=COUNT if args.count is None else args.count,
            seed=args.seed,
            risk=training.known_risk(args.risk),
        )
        return new, ""
    except (InterviewError, DeckError, HistoryError) as error:
        raise Refusal(str(error)) from None
