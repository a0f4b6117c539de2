"""The line mode: the same session as on the screens, one command a line, for pipes and screen readers."""

from __future__ import annotations

import difflib
import re
from collections.abc import Callable, Sequence
from typing import TextIO, cast

from critique.printer import Printer
from critique.prompt import Prompt
from critique.training import next_step
from detectors.catalogue import risks
from detectors.places import Lines
from trainer.course import CHANGED
from trainer.debrief import ASCII_GLYPHS, Debrief, Entry
from trainer.neutralise import one_line
from trainer.numbers import counted, named, percent, signed
from trainer.scoring import CONFIDENCE, Confidence, Flag, Result
from trainer.session import Session, SessionError
from trainer.summary import Summary
from trainer.twin import twin_of

HELP = """\
flag 11-15 missing-timeout sure   there is this risk on these lines
                                  (guess, fair or sure; fair if left out)
remove 2                          takes flag 2 away
undo                              takes the last change back
list                              your flags
risks                             the names of the risks
show                              the snippet again
twin missing-timeout              after submitting: the nearest place where it
                                  is fine (or risky, where it is fine here)
hint                              lines of an answer; its credit is halved
nothing                           nothing is wrong: submits without a flag
submit                            scores your flags and tells what was there
next                              goes on to the next snippet
help                              this text
quit                              leaves; what was submitted stays"""
AROUND = 3
"""Lines before and after a twin's place."""
_FLAG = re.compile(r"(\d+)(?:-(\d+))?\s+(\S+)(?:\s+(\S+))?")
_USUAL_FLAG = "flag 11-15 missing-timeout sure"


class _NotUnderstood(Exception):
    """A command that cannot be read; the text says how it is written."""


def run(session: Session, stdin: TextIO, stdout: TextIO, *, said: str = "") -> int:
    """Plays the session; 0 at the end of the session or of the input, 130 after Ctrl-C, 2 if the
    history cannot be written.

    What is printed is plain text without colours; foreign text is neutralised. `said` comes first.
    """
    mode = _LineMode(session, stdin, stdout)
    if said:
        mode.say(said)
    return mode.run()


class _LineMode(Printer):
    def __init__(self, session: Session, stdin: TextIO, stdout: TextIO) -> None:
        super().__init__(stdout)
        self.session = session
        self.prompt = Prompt(stdin, stdout, self.completions)
        self.has_glyphs = self.shown("✔◐") == "✔◐"
        self.commands: dict[str, Callable[[str], None]] = {
            "flag": self.flag,
            "remove": self.remove,
            "undo": self.undo,
            "list": self.list,
            "flags": self.list,
            "risks": self.risks,
            "show": self.show,
            "twin": self.twin,
            "hint": self.hint,
            "nothing": self.nothing,
            "submit": self.submit,
            "next": self.next,
            "help": self.help,
        }

    def run(self) -> int:
        return self.hold(self.talk, lambda: self.say_summary(self.session.summary()))

    def talk(self) -> None:
        if self.session.has_changed:
            self.say(CHANGED)
        self.show("")
        if self.session.debrief:
            self.submitted(self.session.debrief)
        else:
            self.say_work()
        if self.session.mode.unrated:
            self.say(self.session.mode.unrated)
        self.paragraph("Commands: flag LINES RISK, nothing, submit, next, hint, help, quit.")
        while not self.session.is_finished:
            line = self.prompt.line()
            if line is None or line.split() in (["quit"], ["q"]):
                break
            self.do(line)
        if self.session.debrief and self.session.number == self.session.count:
            self.finish()

    def completions(self, before: Sequence[str]) -> Sequence[str]:
        match [word.lower() for word in before]:
            case []:
                return [name for name in (*self.commands, "quit") if name != "flags"]
            case ["flag", _]:
                return list(risks())
            case ["twin"] if self.session.debrief:
                return list(dict.fromkeys(one.risk for one in self.session.debrief.entries))
            case ["flag", _, _]:
                return list(CONFIDENCE)
            case _:
                return ()

    def do(self, line: str) -> None:
        word, _, rest = line.partition(" ")
        if not word or word.startswith("#"):
            return
        command = self.commands.get(word.lower())
        if command is None:
            near = difflib.get_close_matches(word.lower(), [*self.commands, "quit"], n=1)
            hint = f"did you mean {near[0]}?" if near else "help lists them."
            self.say(f"No command is called '{one_line(word)}'; {hint}")
            return
        try:
            command(rest.strip())
        except (_NotUnderstood, SessionError) as error:
            self.say(one_line(str(error)))

    # The commands; each takes what follows its name.

    def flag(self, rest: str) -> None:
        match = _FLAG.fullmatch(rest)
        if not match:
            raise _NotUnderstood(f"Write it as: {_USUAL_FLAG}")
        first, last, risk, confidence = match.groups()
        if confidence and confidence not in CONFIDENCE:
            raise _NotUnderstood(f"Say guess, fair or sure, not '{confidence}'.")
        lines = sorted((int(first), int(last or first)))
        flag = self.session.flag(Lines(*lines), risk, cast("Confidence", confidence or "fair"))
        self.say(f"Flag {self.session.flags.index(flag) + 1}: {_told(flag)}")

    def remove(self, rest: str) -> None:
        if not rest.isascii() or not rest.isdigit():
            raise _NotUnderstood("Write it as: remove 2")
        self.say(f"Removed: {_told(self.session.remove(int(rest)))}")

    def undo(self, rest: str) -> None:
        self.say("Taken back." if self.session.undo() else "There is nothing to take back.")
        self.list(rest)

    def list(self, rest: str) -> None:
        if not self.session.flags:
            self.say("No flags.")
        for number, flag in enumerate(self.session.flags, 1):
            self.say(f"{number}. {_told(flag)}")

    def risks(self, rest: str) -> None:
        width = max(map(len, risks()))
        for risk in risks().values():
            self.say(f"{risk.id:<{width}}  {one_line(risk.page.title)}".rstrip())

    def show(self, rest: str) -> None:
        session, snippet = self.session, self.session.snippet
        self.say("")
        left = "" if session.seconds_left is None else f", {session.seconds_left:.0f} s left"
        self.say(
            f"Snippet {session.number} of {session.count}: {snippet.name}, {snippet.language}{left}"
        )
        self.say(snippet.title)
        self.paragraph(snippet.scenario)
        if facts := snippet.told_facts:
            self.paragraph(f"Facts: {facts}.")
        self.say("")
        self.numbered(list(snippet.lines))
        self.say("")

    def twin(self, rest: str) -> None:
        debrief = self.session.debrief
        if debrief is None:
            raise SessionError("Submit this snippet first.")
        entry = next((one for one in debrief.entries if rest in ("", one.risk)), None)
        if entry is None:
            raise _NotUnderstood(f"The debrief does not speak of {one_line(rest)}.")
        found = twin_of(entry, debrief.snippet, self.session.deck, self.session.ahead)
        if found is None:
            self.say(f"This deck has no twin of {entry.risk}.")
            return
        self.paragraph(f"{found.risk} is {found.verdict} {found.where}: {found.why}")
        first = max(0, found.lines.first - 1 - AROUND)
        code = list(found.snippet.lines)[first : found.lines.last + AROUND]
        self.numbered(code, first + 1)

    def hint(self, rest: str) -> None:
        before = self.session.hints
        lines = self.session.hint()
        if lines is None:
            half = ": this snippet now counts half" if self.session.snippet.is_clean else ""
            self.say(f"There is nothing to point at{half}.")
        else:
            more = " once more: there is another risk" if lines in before else ""
            self.say(f"Look at {named(lines)}{more}.")

    def nothing(self, rest: str) -> None:
        self.submitted(self.session.nothing())

    def submit(self, rest: str) -> None:
        self.submitted(self.session.submit())

    def next(self, rest: str) -> None:
        if self.session.next():
            self.show("")

    def finish(self) -> None:
        """The last snippet's debrief was read; nothing is left to resume."""
        if not self.session.is_finished:
            self.session.next()

    def help(self, rest: str) -> None:
        self.say(HELP)

    # What is said.

    def say_work(self) -> None:
        """What was done to the snippet before the session was left."""
        for lines in self.session.hints:
            self.say(f"Hint: look at {named(lines)}.")
        if self.session.flags:
            self.say("Your flags:")
            self.list("")
        if self.session.flags or self.session.hints:
            self.say("")

    def submitted(self, debrief: Debrief) -> None:
        """The debrief, or straight on where there is no word before the end."""
        if self.session.mode.has_feedback:
            self.say_debrief(debrief)
        elif self.session.next():
            self.say("Kept.")
            self.show("")

    def say_debrief(self, debrief: Debrief, *, is_report: bool = False) -> None:
        self.say("")
        for line in _scores(debrief.result):
            self.say(line)
        if debrief.entries:
            self.say("")
        for entry in debrief.entries:
            glyph = entry.glyph if self.has_glyphs else ASCII_GLYPHS[entry.outcome]
            self.say(f"{glyph} {entry.word}: {named(entry.lines)}, {entry.risk}{_aside(entry)}")
            self.paragraph(entry.why, "    ")
            if entry.strong and entry.outcome in {"missed", "partial"}:
                self.paragraph(f"A strong answer: {entry.strong}", "    ")
        if debrief.diff and not is_report:
            self.say("")
            self.say("Production-ready:")
            for change in debrief.diff:
                self.say(f"{change.sign} {change.text}".rstrip())
        if is_report:
            return
        self.say("")
        self.paragraph(debrief.rule)
        if incident := debrief.snippet.card.incident:
            self.paragraph(f"It happened: {incident.what} ({incident.url})")
        is_last = self.session.number == self.session.count
        self.say(
            "That was the last snippet; next ends."
            if is_last
            else "next goes on; show repeats the snippet and its scenario."
        )

    def say_summary(self, summary: Summary) -> None:
        if not self.session.mode.has_feedback and self.session.is_finished:
            for played in summary.played:
                self.say("")
                self.say(f"{played.snippet.name}: {played.snippet.title}")
                self.say_debrief(self.session.debrief_of(played), is_report=True)
        self.say("")
        if self.session.ending:
            self.say(self.session.ending)
        self.say(f"Submitted {len(summary.played)} of {counted(summary.planned, 'snippet')}.")
        for played in summary.played:
            result = played.result
            kind = "nothing was wrong" if result.is_clean else f"{len(result.hits)} found"
            missed = f", {len(result.missed)} missed" if result.missed else ""
            alarms = counted(len(result.false_alarms), "false alarm")
            self.say(
                f"  {percent(result.score):>4}  {played.snippet.name}: {kind}{missed}, {alarms}"
            )
        if summary.score is not None:
            self.say(
                f"Session score {percent(summary.score)}, recall {percent(summary.recall, 'none')}, "
                f"precision {percent(summary.precision, 'none')}, "
                f"points {signed(summary.points)} of {summary.possible}"
            )
        if self.session.is_left_open:
            self.say(f"Stopped at {self.session.standing}; all is kept.")
            self.say("Go on: critique practice --plain")
        elif summary.played:
            self.say(next_step(summary.weakest, summary.false_alarms, self.session.deck, "--plain"))


def _scores(result: Result) -> list[str]:
    alarms = counted(len(result.false_alarms), "false alarm")
    brier = "" if result.brier is None else f", Brier {result.brier:.2f}"
    if result.is_clean:
        halved = " (the hint halves it)" if result.is_halved else ""
        return [f"Nothing was wrong here. Score {percent(result.score)}{halved}, {alarms}{brier}"]
    earned = sum(hit.answer.weight * hit.credit for hit in result.hits)
    return [
        f"Score {percent(result.score)}, points {signed(result.points)} of {result.possible}",
        f"Recall {percent(result.recall, 'none')} ({earned:g} of {result.possible} by weight), "
        f"precision {percent(result.precision, 'none')}, {alarms}{brier}",
    ]


def _aside(entry: Entry) -> str:
    match entry.outcome:
        case "missed":
            return f" ({entry.severity})"
        case "hit":
            return f" ({entry.flag.confidence})" if entry.flag else ""
        case "partial":
            return f" ({entry.note})"
        case _:
            return ""


def _told(flag: Flag) -> str:
    return f"{named(flag.lines)}, {flag.risk}, {flag.confidence}"
