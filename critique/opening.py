"""Which session `critique practice` plays: the one that was left open, or a new one."""

from __future__ import annotations

import argparse
from dataclasses import dataclass
from typing import TextIO

from critique import training
from critique.cli import Refusal
from trainer.deck import Deck, DeckError
from trainer.history import History, HistoryError
from trainer.numbers import moment
from trainer.progress import Past
from trainer.resuming import AnySession, resume, start
from trainer.session import SessionError

QUESTION = "Go on with it? (enter or yes; no begins a new one) "


@dataclass(frozen=True)
class Opening:
    """A session, and what a learner should know of how it came about: a sentence, or nothing."""

    session: AnySession
    said: str = ""


def opening(
    args: argparse.Namespace, cards: Deck, history: History, stdin: TextIO, stdout: TextIO
) -> Opening | None:
    """Asks who sits at a terminal; from a pipe a bare command goes on, one with wishes begins anew.

    None: the question was not answered. Refusal where no session can be had.
    """
    try:
        left = None if args.new else training.left_open(history)
        if left is None:
            return Opening(_new(args, cards, history))
        which = f"the {left.mode} session of {moment(left.began)}, {left.standing}"
        if stdin.isatty() and stdout.isatty():
            answer = _answer(f"You left {which}.\n{QUESTION}", stdin, stdout)
            if answer is None:
                return None
            return _resumed(args, cards, history) if answer else Opening(_new(args, cards, history))
        if _has_wishes(args):
            return Opening(_new(args, cards, history), f"Left open: {which}.")
        resumed = _resumed(args, cards, history)
        return resumed if resumed.said else Opening(resumed.session, _goes_on(left))
    except (SessionError, DeckError, HistoryError) as error:
        raise Refusal(str(error)) from None


def _goes_on(left: Past) -> str:
    return f"Going on with the {left.mode} session of {moment(left.began)}; --new begins another."


def _has_wishes(args: argparse.Namespace) -> bool:
    return any(
        wish is not None
        for wish in (
            args.mode,
            args.risk,
            args.family,
            args.surface,
            args.deck,
            args.count,
            args.seed,
        )
    )


def _new(args: argparse.Namespace, cards: Deck, history: History) -> AnySession:
    return start(
        cards,
        history=history,
        count=args.count,
        seed=args.seed,
        risks=training.wanted_risks(args.risk, args.family),
        surface=args.surface,
        mode=args.mode,
    )


def _resumed(args: argparse.Namespace, cards: Deck, history: History) -> Opening:
    session = resume(history)
    if session is None:
        gone = "The cards of that session are gone; this is a new one."
        return Opening(_new(args, cards, history), gone)
    return Opening(session)


def _answer(question: str, stdin: TextIO, stdout: TextIO) -> bool | None:
    """Yes or no; None at the end of the input."""
    while True:
        stdout.write(question)
        stdout.flush()
        line = stdin.readline()
        if not line:
            stdout.write("\n")
            return None
        word = line.strip().lower()
        if "yes".startswith(word):
            return True
        if "no".startswith(word):
            return False
        question = QUESTION
