"""What the debrief says, in words."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from textual.content import Content

from trainer.debrief import WORDS, Debrief, Entry
from trainer.neutralise import neutralise
from trainer.numbers import counted, named, percent, signed
from tui.glyphs import Glyphs


def rows(entries: Sequence[Entry], glyphs: Glyphs) -> Iterator[Content]:
    """Their lines in the list, in columns that hold the longest of them."""
    places = max((len(str(entry.lines)) for entry in entries), default=0)
    names = max((len(entry.risk) for entry in entries), default=0)
    for entry in entries:
        place, name = f"{entry.lines!s:<{max(5, places)}}", f"{entry.risk:<{max(25, names)}}"
        yield Content.assemble(
            (f" {getattr(glyphs, entry.outcome)} {place} ", f"bold ${entry.outcome}"),
            (f"{name} ", "bold"),
            (f"{short(entry):<8} ", f"${entry.outcome}"),
            (neutralise(entry.note), "$quiet"),
        )


def why(entry: Entry, glyphs: Glyphs) -> Iterator[Content]:
    """What happens in production, and how one would say it."""
    head = f"{entry.risk} {glyphs.dot} {named(entry.lines)}"
    if entry.severity and entry.outcome != "false":  # there the answer is another risk
        head += f" {glyphs.dot} {entry.severity}"
    yield Content.styled(head, f"bold ${entry.outcome}")
    yield Content(neutralise(entry.why))
    if entry.strong:
        yield Content("")
        yield Content.styled("A weak answer to a case like this", "bold $quiet")
        yield Content.styled(neutralise(entry.weak), "italic")
        yield Content.styled("A strong answer to a case like this", "bold $hit")
        yield Content(neutralise(entry.strong))
    yield Content("")


def rule(debrief: Debrief) -> Iterator[Content]:
    yield Content.styled("Another time", "bold $quiet")
    yield Content(neutralise(debrief.rule))
    if incident := debrief.snippet.card.incident:
        yield Content("")
        yield Content.styled("It happened", "bold $quiet")
        yield Content(neutralise(incident.what))
        yield Content.styled(neutralise(incident.url), "$quiet")


def missed(debrief: Debrief) -> list[str]:
    """The risks that got no full credit, the heaviest first."""
    result = debrief.result
    short = [*result.missed, *(hit.answer for hit in result.hits if hit.quality < 1)]
    return list(dict.fromkeys(a.risk for a in sorted(short, key=lambda a: -a.weight)))


def telling(entries: Sequence[Entry]) -> int | None:
    """The first that is not as it should be: what was right can wait. None where there is nothing."""
    wrong = (
        n for n, entry in enumerate(entries) if entry.outcome not in ("hit", "neutral", "fine")
    )
    return next(wrong, 0) if entries else None


def short(entry: Entry) -> str:
    """The outcome's word, cut to the column of the list."""
    return {"false": "false", "neutral": "neutral"}.get(entry.outcome, WORDS[entry.outcome])


def numbers(debrief: Debrief) -> str:
    result = debrief.result
    if not result.possible:
        return f"score {percent(result.score)}"
    return f"score {percent(result.score)}, points {signed(result.points)} of {result.possible}"


def verdict(debrief: Debrief) -> str:
    """Recall and precision in words."""
    result = debrief.result
    said = counted(len(result.false_alarms), "false alarm")
    if result.is_clean:
        halved = " The hint halves the score." if result.is_halved else ""
        if result.false_alarms:
            fine = any(entry.outcome == "fine" for entry in debrief.entries)
            look = " Look at what clears it." if fine else ""
            return f"Nothing was wrong here: {said}.{halved}{look}"
        return f"Nothing was wrong here, and you said so.{halved}"
    found = len(result.hits)
    total = found + len(result.missed)
    in_part = sum(hit.credit < 1 for hit in result.hits)
    half = f", {in_part} in part" if in_part else ""
    recall = f"Recall {percent(result.recall)} by weight: {found} of {total} found{half}."
    if result.precision is None:
        return f"{recall} You flagged nothing that counts."
    return f"{recall} Precision {percent(result.precision)}: {said}."
