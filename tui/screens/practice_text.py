"""What the practice screen says beside the code: where one is, the rule of the session, flags, how far it is."""

from __future__ import annotations

from collections.abc import Iterator

from textual.content import Content

from trainer.choice import hint_at_clean
from trainer.numbers import counted
from trainer.scoring import Flag
from trainer.session import Session
from tui.glyphs import Glyphs, mark_of

RULE = """\
A false alarm costs as much as a light risk earns. Flag when you are more than half sure; \
for a critical risk one in five is enough.
{clean} press n.
Time is shown, it is not scored."""
COACH = {
    "begin": "Move with the arrows to a line that would fail in production and press f; "
    "if all of it would work, press n.",
    "flagged": "Flagged. Flag what else would fail; x takes a flag back{hint}. enter submits.",
    "nothing": "You say that all of it would work. enter submits, n takes it back.",
}
"""What somebody is told on their first snippet."""


def rule(session: Session) -> str:
    """What a flag is worth, and what is particular to the mode."""
    mode = session.mode
    told = RULE.format(clean=hint_at_clean(session.deck, mode))
    usual, planned = counted(mode.count, "snippet"), counted(session.count, "snippet")
    about = f"{mode.title}: {session.about or mode.about.replace(usual, planned)}."
    return "\n".join(one for one in (about, told, mode.unrated) if one)


def title(session: Session, time: int, glyphs: Glyphs) -> tuple[str, str]:
    """What stands on top, left and right; `time` in seconds, that passed or that are left."""
    snippet, dot = session.snippet, glyphs.dot
    minutes, seconds = divmod(time, 60)
    lives = session.lives_left
    told = "" if lives is None else f"{counted(lives, 'false alarm')} left {dot} "
    hints = len(session.hints)
    used = f"{counted(hints, 'hint')} used {dot} " if hints else ""
    return (
        f"{session.number}/{session.count} {snippet.title} {dot} {snippet.name} {dot} "
        f"{counted(len(snippet.lines), 'line')}",
        f"{told}{used}{minutes}:{seconds:02}",
    )


def row(flag: Flag, glyphs: Glyphs) -> Content:
    """A flag's line in the list."""
    return Content.assemble(
        (f"{glyphs.flag} ", "$flag"),
        (f"{flag.lines!s:<6}", "bold"),
        f" {flag.risk} ",
        (flag.confidence, "$quiet"),
    )


def progress(session: Session, glyphs: Glyphs) -> Iterator[Content]:
    """A sign for each snippet, and how many there are."""
    for played in session.played:
        if not session.mode.has_feedback:  # how it went is not said before the end
            yield Content.styled(f"{glyphs.flag} ", "$quiet")
            continue
        kind = mark_of(played.result.score)
        yield Content.styled(f"{getattr(glyphs, kind)} ", f"${kind}")
    left = session.count - len(session.played)
    yield Content(f"{glyphs.dot} " * left + f"  {session.number} of {session.count}")
