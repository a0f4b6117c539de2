"""Simple commands of the parser's tree: words, assignments, redirects, here-documents, inner scripts."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from typing import TYPE_CHECKING

from detectors.places import Lines
from detectors.readers.shell.syntax.tree import (
    AndOr,
    Assignment,
    Command,
    Group,
    Not,
    Pipeline,
    Redirect,
    Script,
    Statement,
    Text,
    Word,
)
from detectors.readers.shell.syntax.words import Words, repaired
from detectors.text import Text as Source

if TYPE_CHECKING:
    from tree_sitter import Node

SHELLS = frozenset({"bash", "sh", "dash", "zsh", "ksh", "ash"})
_LOGINS = frozenset({"su", "runuser"})
"""What gives the text behind `-c` to the shell of a user."""
_WRAPPED = 5
"""Words among which a program stands behind what runs it: `timeout 60 ssh`, `sshpass -p "$PASSWORD" ssh`."""
_VALUES_OF_SSH = "BbcDEeFIiJLlmOopQRSWw"
"""Options of ssh whose value stands behind them."""
_READS_ITS_SCRIPT = re.compile(
    r"(?:[A-Za-z_]\w*=\S* +)*(?:(?:sudo|env)(?: +-\S+| +\w+=\S*)* +)?(?:(?:/\w+)*/?(?:bash|sh|dash|zsh|ksh|ash)(?: +-\S+)*)?"
)
"""`VERSION=1.2 sudo bash -s`, or nothing: the shell there reads what comes from here."""
_SKIPPED = frozenset({"comment", ";", "\n", "heredoc_start", "heredoc_end"})
_WORDS = frozenset(
    {"word", "number", "string", "raw_string", "concatenation", "simple_expansion", "expansion"}
)


class SimpleLowering:
    """One pass over the parser's nodes; `shift` is where their text stands in the source."""

    def __init__(self, text: Source, place: Callable[[int], int], shift: int) -> None:
        self.text = text
        self.place = place
        self.shift = shift
        self.problems: list[Lines] = []
        self.words = Words(text.source, self.span, self.statements)

    def span(self, node: Node) -> tuple[int, int]:
        return (
            self.place(node.start_byte) + self.shift,
            self.place(node.end_byte) + self.shift,
        )

    def source(self, node: Node) -> str:
        start, end = self.span(node)
        return self.text.source[start:end]

    def statements(self, nodes: Iterable[Node]) -> list[Statement]:
        """The statements among these nodes."""
        raise NotImplementedError

    def script_of(self, source: str, view: Source, start: int) -> Script | None:
        """The script that a text of the source is; None if it is none."""
        raise NotImplementedError

    def only(self, nodes: Iterable[Node]) -> Statement:
        """These nodes as one statement."""
        found = self.statements(nodes)
        if len(found) == 1:
            return found[0]
        start, end = (found[0].start, found[-1].end) if found else (0, 0)
        return Group(start=start, end=end, body=found)

    def command(self, node: Node) -> Statement:
        start, end = self.span(node)
        command = Command(start=start, end=end)
        for child in node.children:
            if child.type == "variable_assignment":
                command.assignments.append(self.assignment(child))
            elif child.type in {"file_redirect", "herestring_redirect", "heredoc_redirect"}:
                command.redirects += self.redirect(child)
            elif child.type == "command_name":
                command.arguments.append(self.words.of(child.children or [child]))
            elif child.type == "ERROR":
                self.problems.append(self.text.lines_of(*self.span(child)))
                command.is_broken = True
            else:
                command.arguments.append(self.words.word(child))
        command.arguments = self._joined(command.arguments)
        self._regain(command)
        self.embed(command)
        return command

    def _regain(self, command: Command) -> None:
        """Give an assignment the end of its value that the parser took for the command."""
        for assignment in command.assignments:
            value = assignment.value
            rest = [word for word in command.arguments if value and word.start == value.end]
            if value and rest:
                command.arguments.remove(rest[0])
                parts = repaired([*value.parts, *rest[0].parts])
                assignment.value = Word(value.start, rest[0].end, parts)
                assignment.end = rest[0].end

    def _joined(self, words: list[Word]) -> list[Word]:
        """Words that the parser took apart: at `\\` before a line's end, and behind the `$` of `$"..."`."""
        joined: list[Word] = []
        for word in words:
            before = joined[-1] if joined else None
            gap = self.text.source[before.end : word.start] if before else " "
            if before is None or gap not in {"", "\\\n"}:
                joined.append(word)
            elif before.literal == "$" and not gap:
                joined[-1] = word
            else:
                parts = repaired([*before.parts, *word.parts])
                joined[-1] = Word(before.start, word.end, parts)
        return joined

    def embed(self, command: Command) -> None:
        """Read the script that a command is given as a text: `bash -c '...'`, `trap '...' EXIT`."""
        names = [word.literal or "" for word in command.arguments]
        if "ssh" in names[:_WRAPPED]:
            self._embed_remote(command, names[names.index("ssh") + 1 :])
            return
        for at, name in enumerate(names):
            if name.rpartition("/")[2] in SHELLS | _LOGINS:
                for flag, word in zip(names[at + 1 :], command.arguments[at + 2 :], strict=False):
                    if re.fullmatch(r"-[a-z]*c", flag):
                        command.embedded = self.embedded(word)
                        return
                if all(flag.startswith("-") for flag in names[at + 1 :]):
                    bodies = [redirect.body for redirect in command.redirects if redirect.body]
                    command.embedded = self.embedded(bodies[-1]) if bodies else None
                return
        if (names[:1] == ["trap"] and len(names) > 2) or (
            names[:1] == ["eval"] and len(names) == 2
        ):
            command.embedded = self.embedded(command.arguments[1])

    def _embed_remote(self, command: Command, given: list[str]) -> None:
        """`ssh host "cd /srv; git pull"`, `ssh host <<EOF`: what the shell of the other machine is given."""
        words = command.arguments[len(command.arguments) - len(given) :]
        while given and given[0].startswith("-"):
            gone = 2 if re.fullmatch(rf"-[a-zA-Z]*[{_VALUES_OF_SSH}]", given[0]) else 1
            given, words = given[gone:], words[gone:]
        text = words[1:]
        bodies = [redirect.body for redirect in command.redirects if redirect.body]
        started = " ".join(self.text.source[word.start : word.end] for word in text)
        if _READS_ITS_SCRIPT.fullmatch(started.strip("\"'")):
            command.embedded = self.embedded(bodies[-1]) if words and bodies else None
        elif len(text) == 1:
            command.embedded = self.embedded(text[0])

    def embedded(self, word: Word) -> Script | None:
        """The script in a word, parsed in place: what quoting escapes becomes as long as it was."""
        whole = self.text.source
        raw = whole[word.start : word.end]
        quote = raw[0] if len(raw) > 1 and raw[0] in "'\"" and raw[-1] == raw[0] else ""
        inner = raw[1:-1] if quote else raw
        if quote == '"':
            inner = re.sub(r'\\(["$`\\])', r" \1", inner)
        elif not quote and not inner.endswith("\n"):
            return None
        start = word.start + len(quote)
        view = Source(whole[:start] + inner + whole[start + len(inner) :])
        return self.script_of(inner, view, start)

    def declaration(self, node: Node) -> Statement:
        start, end = self.span(node)
        command = Command(start=start, end=end, keyword=node.children[0].type)
        command.arguments.append(self.words.word(node.children[0]))
        for child in node.children[1:]:
            if child.type == "variable_assignment":
                command.assignments.append(self.assignment(child))
            elif child.is_named:
                command.arguments.append(self.words.word(child))
        self._regain(command)
        return command

    def assigning(self, node: Node) -> Statement:
        start, end = self.span(node)
        command = Command(start=start, end=end)
        for child in [node] if node.type == "variable_assignment" else node.children:
            if child.type == "variable_assignment":
                command.assignments.append(self.assignment(child))
            else:
                self.problems.append(self.text.lines_of(*self.span(child)))
                command.is_broken = True
        return command

    def assignment(self, node: Node) -> Assignment:
        start, end = self.span(node)
        name = node.child_by_field_name("name")
        value = node.child_by_field_name("value")
        assert name is not None
        index = name.child_by_field_name("index")
        base = name.child_by_field_name("name") if name.type == "subscript" else name
        made = Assignment(
            start,
            end,
            self.source(base) if base else "",
            is_append=any(child.type == "+=" for child in node.children),
            index=self.source(index) if index else "",
        )
        if value is not None and value.type == "array":
            made.array = [self.words.word(child) for child in value.children if child.is_named]
        elif value is not None:
            made.value = self.words.word(value)
        return made

    def redirected(self, node: Node) -> Statement:
        """A statement with its redirects; what follows a here-document on its line is part of it."""
        body = node.child_by_field_name("body")
        start, end = self.span(node)
        statement: Statement = self.only([body]) if body else Command(start=start, end=end)
        target = last_of(statement)
        if body is not None and isinstance(target, Command):
            target.arguments += self._dropped(body, node)
        for child in node.children:
            if child.type == "heredoc_redirect":
                target.end = max(target.end, self.span(child)[1])
                statement = self.heredoc(child, target, statement)
            elif child.type in {"file_redirect", "herestring_redirect"}:
                target.redirects += self.redirect(child)
                target.end = max(target.end, self.span(child)[1])
            elif child.type == "ERROR":
                self.problems.append(self.text.lines_of(*self.span(child)))
                target.is_broken = True
        statement.end = max(statement.end, target.end)
        if isinstance(target, Command) and target.embedded is None:
            self.embed(target)
        return statement

    def _dropped(self, body: Node, node: Node) -> list[Word]:
        """A lone `-` before a redirect, which the parser leaves out of its tree."""
        redirects = [child for child in node.children if child.id != body.id]
        start, end = self.span(body)[1], self.span(redirects[0])[0] if redirects else 0
        gap = self.text.source[start:end]
        at = start + gap.find("-")
        is_lone = gap.replace("\\\n", "").strip() == "-"
        return [Word(at, at + 1, [Text(at, at + 1, False, "-")])] if is_lone else []

    def heredoc(self, node: Node, target: Statement, statement: Statement) -> Statement:
        """Give a command its here-document, and what stands between `<<EOF` and the end of the line."""
        start, end = self.span(node)
        made = Redirect(start, end, node.children[0].type)
        target.redirects.append(made)
        operator = ""
        rest: list[Node] = []
        for child in node.children[1:]:
            source = self.source(child)
            if child.type == "heredoc_body":
                made.body = self.words.heredoc(child, self._is_plain(node))
            elif source in {"&&", "||", ">", ">>"} and not operator:
                operator = source
            elif child.type == "file_redirect":
                target.redirects += self.redirect(child)
            elif child.type == "pipeline" and not operator:
                statement = Pipeline(
                    start=statement.start,
                    end=statement.end,
                    body=[statement, *self.statements(child.children)],
                )
            elif child.type == "ERROR" and not re.fullmatch(r"-\w+", source):
                self.problems.append(self.text.lines_of(*self.span(child)))
            elif child.type in _SKIPPED or not (child.is_named or child.type == "ERROR"):
                continue
            elif operator:
                rest.append(child)
            elif isinstance(target, Command):
                target.arguments.append(self.words.word(child))
        return self._followed(statement, target, operator, rest) if rest else statement

    def _followed(
        self, statement: Statement, target: Statement, operator: str, rest: list[Node]
    ) -> Statement:
        """What stands behind `<<EOF`: `> file`, `|| exit 1`."""
        start, end = self.span(rest[0])[0], self.span(rest[-1])[1]
        if operator.startswith(">"):
            target.redirects.append(Redirect(start, end, operator, target=self.words.of(rest[:1])))
            return statement
        if rest[0].type in _WORDS:
            words = [self.words.word(word) for word in rest]
            right: Statement = Command(start=start, end=end, arguments=words)
        else:
            right = self.only(rest)
        return AndOr(
            start=statement.start,
            end=statement.end,
            left=statement,
            operator=operator,
            right=right,
        )

    def _is_plain(self, node: Node) -> bool:
        """A quoted delimiter switches expansion off."""
        return any(
            child.type == "heredoc_start" and any(c in self.source(child) for c in "'\"\\")
            for child in node.children
        )

    def redirect(self, node: Node) -> list[Redirect]:
        start, end = self.span(node)
        operator = next((c.type for c in node.children if not c.is_named), "")
        descriptor = next(
            (self.source(c) for c in node.children if c.type == "file_descriptor"), ""
        )
        words = [c for c in node.children if c.is_named and c.type != "file_descriptor"]
        made = Redirect(start, end, operator, descriptor)
        if node.type == "heredoc_redirect":
            holder = Command(start=start, end=end)
            self.heredoc(node, holder, holder)
            return holder.redirects
        if words and node.type == "herestring_redirect":
            made.body = self.words.of(words)
        elif words:
            made.target = self.words.of(words)
        return [made]


def last_of(statement: Statement) -> Statement:
    """The command that a redirect at the end of a statement belongs to."""
    match statement:
        case Not():
            return last_of(statement.body)
        case AndOr():
            return last_of(statement.right)
        case Pipeline() if statement.body:
            return last_of(statement.body[-1])
    return statement
