"""Twins and reviews of changes in the line mode: two versions are printed, a verdict is read."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TextIO

from critique.printer import Printer
from critique.prompt import Prompt
from detectors.catalogue import families
from trainer.course import CHANGED
from trainer.neutralise import one_line
from trainer.numbers import counted, named, percent
from trainer.pairs import Judged, PairSession
from trainer.session import SessionError

TWINS_HELP = """\
a missing-timeout    A is safe, and this is wrong with B
b missing-timeout    B is safe, and this is wrong with A
next                 goes on to the next pair
show                 both versions again
help                 this text
quit                 leaves; what was judged stays"""
REVIEW_HELP = """\
approve                  the change may go in
block missing-timeout    it may not, because of this risk
next                     goes on to the next change
show                     the change again
help                     this text
quit                     leaves; what was judged stays"""
VERDICTS = {"a": True, "approve": True, "b": False, "block": False}


def run(session: PairSession, stdin: TextIO, stdout: TextIO, *, said: str = "") -> int:
    """Plays the session; 0 at its end or that of the input, 130 after Ctrl-C, 2 if the history fails."""
    mode = _PairLines(session, stdin, stdout)
    if said:
        mode.say(said)
    return mode.run()


class _PairLines(Printer):
    def __init__(self, session: PairSession, stdin: TextIO, stdout: TextIO) -> None:
        super().__init__(stdout)
        self.session = session
        self.prompt = Prompt(stdin, stdout, self.completions)
        self.is_twins = session.is_twins
        self.words = ("a", "b") if self.is_twins else ("approve", "block")

    def completions(self, before: Sequence[str]) -> Sequence[str]:
        match [word.lower() for word in before]:
            case []:
                return [*self.words, "next", "show", "help", "quit"]
            case [_]:
                return list(families())
            case _:
                return ()

    def run(self) -> int:
        return self.hold(self.talk, self.say_summary)

    def talk(self) -> None:
        self.say(self.session.mode.unrated)
        if self.session.has_changed:
            self.say(CHANGED)
        self.show()
        if self.session.last:
            self.say_judged(self.session.last)
        while not self.session.is_finished:
            line = self.prompt.line()
            if line is None or line.split() in (["quit"], ["q"]):
                break
            self.do(line)
        if self.session.last and self.session.number == self.session.count:
            self.session.next()

    def do(self, line: str) -> None:
        word, *rest = line.lower().split() or ["#"]
        try:
            match word:
                case _ if word.startswith("#"):
                    pass
                case _ if word in self.words and len(rest) <= 1:
                    self.judge(VERDICTS[word], rest[0] if rest else None)
                case "next":
                    if self.session.next():
                        self.show()
                case "show":
                    self.show()
                case "help":
                    self.say(TWINS_HELP if self.is_twins else REVIEW_HELP)
                case _:
                    self.say(f"'{one_line(line)}' is no command here; help lists them.")
        except SessionError as error:
            self.say(one_line(str(error)))

    def judge(self, says_safe: bool, risk: str | None) -> None:
        if risk is None and self.session.needs_name(says_safe):
            word = self.words[0 if says_safe else 1]
            of = " with the other" if self.is_twins else ""
            raise SessionError(f"Say what is wrong{of}: {word} missing-timeout")
        self.say_judged(self.session.judge(says_safe=says_safe, risk=risk))

    def show(self) -> None:
        session, pair = self.session, self.session.pair
        self.say("")
        self.say(
            f"{'Pair' if self.is_twins else 'Change'} {session.number} of {session.count}: "
            f"{pair.shown.name}, {pair.shown.language}"
        )
        self.say(pair.shown.title)
        self.paragraph(pair.shown.scenario)
        if facts := pair.shown.told_facts:
            self.paragraph(f"Facts: {facts}.")
        if self.is_twins:
            for letter, version in (("A", pair.shown), ("B", pair.other)):
                self.say(f"\n{letter}:")
                self.numbered(list(version.lines))
            self.say("\nWhich is safe, and what is wrong with the other? a RISK or b RISK")
            return
        self.say("")
        for change in pair.change:
            self.say(f"{change.number:>3} {change.sign} {change.text}".rstrip())
        self.say("\nMay it go in? approve, or block RISK")

    def say_judged(self, said: Judged) -> None:
        self.say("")
        self.say(f"{said.verdict} {percent(said.score)}")
        if said.naming:
            self.say(said.naming)
        if said.answers:
            self.say(said.about)
        for answer in said.answers:
            self.say(f"{answer.risk} ({answer.severity}), {named(answer.lines)}")
            self.paragraph(one_line(answer.why), "    ")
        is_last = self.session.number == self.session.count
        self.say("That was the last; next ends." if is_last else "next goes on.")

    def say_summary(self) -> None:
        summary = self.session.summary()
        self.say("")
        if not summary.judged:
            self.say("No pair was judged.")
        else:
            self.say(
                f"{summary.right} of {counted(len(summary.judged), 'pair')} judged right, "
                f"score {percent(summary.score)}"
            )
        if summary.judged and not self.is_twins:
            self.say(
                f"Let in what breaks: {summary.approved_risky}. "
                f"Blocked what was fine: {summary.blocked_safe}."
            )
        if self.session.is_left_open:
            self.say(f"Stopped at {self.session.standing}; all is kept.")
