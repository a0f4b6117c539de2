"""What the training commands share: the deck, the history, and opening the screens."""

from __future__ import annotations

import shlex
import sys
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

from critique.cli import Refusal

if TYPE_CHECKING:
    from trainer.deck import Deck
    from trainer.history import History
    from trainer.progress import Past
    from trainer.resuming import AnySession
    from trainer.weakness import Weakness
    from tui.settings import Settings


FAILED = 1
"""What the screens exit with after an error of their own."""
SORRY = "critique: an error of critique itself; please report what stands above."


def deck(path: str | None) -> Deck:
    """The deck in this folder, or the shipped one; Refusal where it cannot be used."""
    from trainer.deck import DeckError, load, shipped

    if path is not None and not Path(path).exists():
        raise Refusal(
            f"{path}: there is no such deck; make one with: critique add FILE --deck {path}"
        )
    try:
        found = load(path) if path is not None else shipped()
    except DeckError as error:
        raise Refusal(
            f"{error}\n'critique check {path or ''}' lists all that is wrong".rstrip()
        ) from None
    if not len(found):
        raise Refusal(
            f"{Path(path or '.')}: there is no card in it; "
            f"make one with: critique add FILE --deck {path or 'DIR'}"
        )
    return found


def history() -> History:
    """What the learner did so far; Refusal where it cannot be read."""
    from trainer.history import History, HistoryError

    try:
        return History()
    except HistoryError as error:
        raise Refusal(str(error)) from None


def known_risk(name: str | None) -> str | None:
    """The id of the risk that is called so; Refusal that names the nearest where there is none."""
    from critique.naming import risk_named

    return None if name is None else risk_named(name)


def wanted_risks(risk: str | None, family: str | None) -> list[str]:
    """The risk of this name, or all of this family; Refusal that names the nearest where there is none."""
    from detectors.catalogue import families

    if family is None:
        return [named] if (named := known_risk(risk)) else []
    if risk is not None:
        raise Refusal("say --risk or --family, not both")
    members = [one for one, of in families().items() if of == family]
    if not members:
        known = ", ".join(sorted(set(families().values())))
        raise Refusal(f"there is no family '{family}'; one of: {known}")
    return members


def settings() -> Settings:
    """What the learner prefers; Refusal where the configuration cannot be used."""
    from tui.settings import SettingsError, load

    try:
        return load()
    except SettingsError as error:
        raise Refusal(str(error)) from None


def need_screens(command: str = "critique practice") -> None:
    """Refusal where the terminal cannot show the trainer; `command` has a line mode."""
    from tui import app

    if reason := app.refuse_reason(command):
        raise Refusal(reason)


def open_screens(
    cards: Deck, session: AnySession | None = None, past: History | None = None
) -> int:
    """Runs the trainer; Refusal where the terminal cannot show it."""
    from critique.decks.desk import Desk
    from trainer.neutralise import neutralise
    from tui import app

    need_screens()
    own = settings()
    kept = past or history()
    opened = datetime.now(UTC)
    status = app.run(cards, kept, session=session, desk=Desk(), settings=own)
    if status == FAILED:
        print(neutralise(f"{SORRY} {interrupted(kept)}".rstrip()), file=sys.stderr)
    if not status and (farewell := interrupted(kept) or ended(kept, cards, opened)):
        print(neutralise(farewell))
    return status


def next_step(
    weakness: Weakness | None, false_alarms: int, cards: Deck | None = None, *options: str
) -> str:
    """The last two lines of a session: what went wrong, and the command that trains it."""
    from trainer.weakness import in_words

    own = ("--deck", str(cards.path)) if cards and cards.kept else ()
    command = ["critique", "practice", *options, *own]
    said = in_words(weakness, false_alarms)
    if weakness is None:
        return f"{said}\nGo on: {shlex.join(command)}"
    return f"{said}\nTrain it: {shlex.join([*command, '--risk', weakness.risk])}"


def left_open(past: History) -> Past | None:
    """The session to go on with: the last one, if something was done in it and it has not ended."""
    from trainer.progress import progress

    id = past.unfinished()
    if id is None or not past.events("flagged", "hinted", "submitted", "judged", session=id):
        return None
    return progress(past).sessions[-1]


def interrupted(past: History) -> str:
    """Where the learner left off, and how to go on; empty where nothing is open."""
    from trainer.history import HistoryError
    from trainer.progress import progress

    try:
        if past.unfinished() is None:
            return ""
        left = progress(past).sessions[-1]
    except HistoryError:  # the screens have said so
        return ""
    return f"Stopped at {left.standing}; all is kept. Run critique and press r to go on."


def ended(past: History, cards: Deck, since: datetime) -> str:
    """What to do next, if a session has come to its end since then; else empty."""
    from trainer.history import HistoryError
    from trainer.progress import progress
    from trainer.weakness import weakest

    try:
        last = progress(past).last
        if last is None or last.ended is None or last.ended < since:
            return ""
        trials = progress(past, since=last.began).trials
        return next_step(weakest(trials), last.false_alarms, cards)
    except HistoryError:  # the screens have said so
        return ""
