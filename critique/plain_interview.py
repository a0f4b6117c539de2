"""The interview in the line mode: an answer is a few lines that end with an empty one, the rest is a word a line."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TextIO

from critique.printer import Printer
from critique.prompt import Prompt
from trainer.interview.choices import LETTERS
from trainer.interview.session import InterviewError, InterviewSession
from trainer.interview.telling import in_words, told, verdict
from trainer.neutralise import one_line

HELP = """\
Your answer is 3 to 6 lines; an empty line ends it.
skip        shows a strong answer without one of yours
yes 3       you did say what stands under 3; no 3: you did not
b           chooses the second option
next        goes on, as an empty line does
show        what is asked, again
help        this text
quit        leaves; what was answered stays"""


def run(interview: InterviewSession, stdin: TextIO, stdout: TextIO, *, said: str = "") -> int:
    """Plays the interview; 0 at its end or that of the input, 130 after Ctrl-C, 2 if the history fails."""
    lines = _InterviewLines(interview, stdin, stdout)
    if said:
        lines.say(said)
    return lines.run()


class _InterviewLines(Printer):
    def __init__(self, interview: InterviewSession, stdin: TextIO, stdout: TextIO) -> None:
        super().__init__(stdout)
        self.interview = interview
        self.prompt = Prompt(stdin, stdout, self.completions)

    def completions(self, before: Sequence[str]) -> Sequence[str]:
        if before:
            return ()
        match self.interview.stage:
            case "saying":
                return ("skip", "show", "help", "quit")
            case "graded":
                return ("yes", "no", "next", "show", "help", "quit")
            case _:
                return ("next", "show", "help", "quit")

    def run(self) -> int:
        return self.hold(self.talk, self.say_end)

    def talk(self) -> None:
        self.show()
        while not self.interview.is_finished and self.do():
            pass
        if self.is_at_the_end:
            self.interview.next()

    @property
    def is_at_the_end(self) -> bool:
        """Only the last explanation was still to be left: nothing remains to resume."""
        interview = self.interview
        choices = interview.item.choices
        is_last = interview.number == interview.count
        if interview.stage == "graded":
            return is_last and not choices
        return is_last and interview.stage == "explained" and interview.choice is choices[-1]

    def do(self) -> bool:
        """Reads a command or an answer; False at the end of the input."""
        line = self.prompt.line()
        if line is None:
            return False
        word, *rest = line.lower().split() or [""]
        try:
            match word, rest:
                case "quit" | "q", []:
                    return False
                case "help", []:
                    self.say(HELP)
                case "show", []:
                    self.show()
                case _ if word.startswith("#"):
                    pass
                case _ if self.interview.stage == "saying":
                    return self.answer(line)
                case "" | "next", []:
                    self.next()
                case "yes" | "no", [number] if number.isdecimal():
                    self.interview.correct(int(number), word == "yes")
                    self.say_grade()
                case _ if self.interview.stage == "choosing" and not rest and _number(word):
                    self.choose(_number(word))
                case _:
                    self.say(f"'{one_line(line)}' is no command here; help lists them.")
        except InterviewError as error:
            self.say(one_line(str(error)))
        return True

    def answer(self, first: str) -> bool:
        """The lines up to an empty one, or to the end of the input."""
        if first.lower() == "skip":
            self.interview.skip()
        elif first:
            lines: list[str] = []
            line: str | None = first
            while line:
                lines.append(line)
                line = self.prompt.line()
            self.interview.answer("\n".join(lines))
        else:
            return True
        self.say_grade()
        self.say_answers()
        return True

    def choose(self, number: int) -> None:
        self.interview.choose(number)
        self.say_explained()

    def next(self) -> None:
        if self.interview.next():
            if self.interview.stage == "choosing":
                self.say_choice()
            else:
                self.show()

    # What is said.

    def show(self) -> None:
        interview, item = self.interview, self.interview.item
        self.say("")
        self.paragraph(f"Question {interview.number} of {interview.count}: {item.title}")
        self.paragraph(item.situation)
        if snippet := item.snippet:
            if facts := snippet.told_facts:
                self.paragraph(f"Facts: {facts}.")
            self.say(f"\n{snippet.name}, {snippet.language}:")
            self.numbered(list(snippet.lines))
        self.say("")
        self.paragraph(item.question)
        match interview.stage:
            case "saying":
                self.paragraph(
                    "Answer in 3 to 6 lines; an empty line ends. (skip, show, help, quit)"
                )
            case "graded":
                self.say_grade()
                self.say_answers()
            case "choosing":
                self.say_choice()
            case "explained":
                self.say_explained()

    def say_grade(self) -> None:
        assert self.interview.said
        grade = self.interview.said.grade
        self.say("")
        self.paragraph(verdict(grade))
        for one in told(grade):
            sign = ("!" if one.is_wrong else "+") if one.is_earned else "-"
            self.paragraph(f"{sign} {one.number} {one.role}: {one.name}", hanging="      ")
            self.paragraph(one.note, "      ")
        self.say("yes 3 or no 3 corrects it where it misjudged you.")

    def say_answers(self) -> None:
        assert self.interview.said
        topic = self.interview.said.topic
        self.say("")
        if topic.about:
            self.say(f"It was read as an answer about {topic.about}.")
        self.paragraph(f"A weak answer: {topic.weak}")
        self.paragraph(f"A strong answer: {topic.strong}")
        if not self.interview.item.choices:
            self.say_more()
        self.say("next goes on.")

    def say_choice(self) -> None:
        choice = self.interview.choice
        assert choice
        self.say("")
        self.paragraph(choice.text)
        for letter, option in zip(LETTERS, choice.options, strict=False):
            self.paragraph(f"{letter}) {option.text}", hanging="   ")
        self.say("Say its letter.")

    def say_explained(self) -> None:
        interview = self.interview
        choice, chosen = interview.choice, interview.chosen
        assert choice
        assert chosen
        self.say("")
        self.say("Right." if chosen.is_right else "Not the best one.")
        for letter, option in zip(LETTERS, choice.options, strict=False):
            sign = "+" if option.is_right else "-"
            mine = " (yours)" if option is chosen else ""
            self.paragraph(f"{sign} {letter}) {option.text}{mine}", hanging="     ")
            self.paragraph(option.why, "     ")
        if choice.explanation:
            self.paragraph(choice.explanation)
        if choice is interview.item.choices[-1]:
            self.say_more()
        self.say("next goes on.")

    def say_more(self) -> None:
        if follow_ups := self.interview.item.follow_ups:
            self.say("They may ask further:")
            for question in follow_ups:
                self.paragraph(f"- {question}", hanging="  ")

    def say_end(self) -> None:
        interview = self.interview
        self.say("")
        for sentence in in_words(interview.summary()):
            self.paragraph(sentence)
        if interview.is_left_open:
            self.say(f"Stopped at {interview.standing}; all is kept.")
            self.say("Go on: critique interview --plain")
        else:
            self.say("Another: critique interview --plain")


def _number(word: str) -> int:
    """Of an option, from its letter or number; 0: it is neither."""
    if word.isdecimal() and len(word) < 3:
        return int(word)
    return LETTERS.index(word) + 1 if len(word) == 1 and word in LETTERS else 0
