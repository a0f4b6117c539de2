"""From a source to its tree of commands, by tree-sitter; broken places become problems."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from functools import cache
from typing import TYPE_CHECKING

from detectors.facts import Lines
from detectors.model import Problem
from detectors.readers.shell.syntax import (
    AndOr,
    Assignment,
    Case,
    Command,
    Function,
    Group,
    If,
    Loop,
    Not,
    Pipeline,
    Redirect,
    Script,
    Statement,
    Test,
    Word,
    adopt,
)
from detectors.readers.shell.words import Words, tests_in
from detectors.text import Text as Source

if TYPE_CHECKING:
    from tree_sitter import Node, Parser

SHELLS = frozenset({"bash", "sh", "dash", "zsh", "ksh", "ash"})
_SKIPPED = frozenset({"comment", ";", "&", ";;", "\n", "heredoc_start", "heredoc_end"})


@cache
def _parser() -> Parser:
    import tree_sitter_bash
    from tree_sitter import Language, Parser

    return Parser(Language(tree_sitter_bash.language()))


def parse(text: Source) -> tuple[Script, list[Problem]]:
    """The tree of a source, and where it could not be read."""
    encoded = text.source.encode("utf-8", "surrogatepass")
    lowering = _Lowering(text, text.from_bytes, 0)
    root = _parser().parse(encoded).root_node
    script = lowering.script(root)
    lowering.problems += [text.lines_of(*lowering.span(node)) for node in _missing(root)]
    adopt(script)
    return script, _merged(lowering.problems)


def _merged(problems: Iterable[Lines]) -> list[Problem]:
    merged: list[Lines] = []
    for lines in sorted(problems):
        if merged and lines.first <= merged[-1].last + 1:
            merged[-1] = merged[-1].through(lines)
        else:
            merged.append(lines)
    return [Problem("this is not valid shell, so it was read only in part", at) for at in merged]


class _Lowering:
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

    def script(self, root: Node) -> Script:
        start, end = self.span(root)
        return Script(start=start, end=end, body=self.statements(root.children))

    def statements(self, nodes: Iterable[Node]) -> list[Statement]:
        """The statements among these nodes; `&` marks the one before it."""
        found: list[Statement] = []
        for node in nodes:
            if node.type == "&" and found:
                found[-1].is_background = True
            elif node.type == "ERROR":
                found += self.broken(node)
            elif node.is_named and node.type not in _SKIPPED:
                found += self.statement(node)
        return found

    def broken(self, node: Node) -> list[Statement]:
        start, end = self.span(node)
        self.problems.append(self._worst(node, start, end))
        inner = self.statements(child for child in node.children if _is_statement(child))
        return [Group(start=start, end=end, body=inner, is_broken=True)] if inner else []

    def _worst(self, node: Node, start: int, end: int) -> Lines:
        """The lines of an error without the statements in it that could be read."""
        read = [self.span(child) for child in node.children if _is_statement(child)]
        gaps = [start, *(place for pair in read for place in pair), end]
        pieces = [
            (first, last)
            for first, last in zip(gaps[::2], gaps[1::2], strict=True)
            if self.text.source[first:last].strip()
        ]
        first, last = pieces[-1] if pieces else (start, end)
        lead = len(self.text.source[first:last]) - len(self.text.source[first:last].lstrip())
        return self.text.lines_of(first + lead, last)

    def statement(self, node: Node) -> list[Statement]:
        lower = _STATEMENTS.get(node.type)
        if lower is None:
            return self.statements(node.children) if node.child_count else []
        before = len(self.problems)
        statement = lower(self, node)
        statement.is_broken = statement.is_broken or len(self.problems) > before
        return [statement]

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
        command.arguments = _joined(command.arguments)
        self.embed(command)
        return command

    def embed(self, command: Command) -> None:
        """Read the script that a command is given as a text: `bash -c '...'`, `trap '...' EXIT`."""
        names = [word.literal or "" for word in command.arguments]
        for at, name in enumerate(names):
            if name.rpartition("/")[2] in SHELLS:
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
        lowering = _Lowering(view, Source(inner).from_bytes, start)
        root = _parser().parse(inner.encode("utf-8", "surrogatepass")).root_node
        script = lowering.script(root)
        return None if root.has_error else script

    def declaration(self, node: Node) -> Statement:
        start, end = self.span(node)
        command = Command(start=start, end=end, keyword=node.children[0].type)
        command.arguments.append(self.words.word(node.children[0]))
        for child in node.children[1:]:
            if child.type == "variable_assignment":
                command.assignments.append(self.assignment(child))
            elif child.is_named:
                command.arguments.append(self.words.word(child))
        return command

    def assigning(self, node: Node) -> Statement:
        start, end = self.span(node)
        children = [node] if node.type == "variable_assignment" else node.children
        return Command(start=start, end=end, assignments=[self.assignment(c) for c in children])

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
        target = _last(statement)
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

    def heredoc(self, node: Node, target: Statement, statement: Statement) -> Statement:
        """Give a command its here-document, and what stands between `<<EOF` and the end of the line."""
        start, end = self.span(node)
        made = Redirect(start, end, node.children[0].type)
        target.redirects.append(made)
        operator = ""
        rest: list[Node] = []
        for child in node.children[1:]:
            if child.type == "heredoc_body":
                made.body = self.words.heredoc(child, self._is_plain(node))
            elif child.type == "pipeline":
                tail = self.statements(child.children)
                statement = Pipeline(
                    start=statement.start, end=statement.end, body=[statement, *tail]
                )
            elif child.type in {"&&", "||"}:
                operator = child.type
            elif child.type == "ERROR" and self.source(child) in {"||", "&&", ">", ">>"}:
                operator = self.source(child)
            elif child.type == "file_redirect":
                target.redirects += self.redirect(child)
            elif child.type == "ERROR":
                self.problems.append(self.text.lines_of(*self.span(child)))
            elif operator and child.is_named and child.type != "heredoc_end":
                rest.append(child)
            elif child.type in _SKIPPED or not child.is_named:
                continue
            elif isinstance(target, Command):
                target.arguments.append(self.words.word(child))
        if operator.startswith(">") and rest:
            target.redirects.append(
                Redirect(*self.span(rest[0]), operator, target=self.words.word(rest[0]))
            )
        elif operator and rest:
            right = (
                self.only(rest)
                if _is_statement(rest[0])
                else Command(
                    start=self.span(rest[0])[0],
                    end=self.span(rest[-1])[1],
                    arguments=[self.words.word(word) for word in rest],
                )
            )
            statement = AndOr(
                start=statement.start,
                end=statement.end,
                left=statement,
                operator=operator,
                right=right,
            )
        return statement

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

    def test(self, node: Node) -> Statement:
        start, end = self.span(node)
        opener = node.children[0].type
        inner = list(node.children[1:-1])
        return Test(
            start=start,
            end=end,
            opener=opener,
            operands=[self.words.word(leaf) for leaf in tests_in(inner)],
            text=" ".join(self.source(child) for child in inner),
        )

    def compound(self, node: Node) -> Statement:
        if node.children and node.children[0].type == "((":
            return self.test(node)
        start, end = self.span(node)
        return Group(
            start=start,
            end=end,
            body=self.statements(node.children),
            is_subshell=node.type == "subshell",
        )

    def pipeline(self, node: Node) -> Statement:
        start, end = self.span(node)
        body = self.statements(node.children)
        if body and isinstance(body[0], Not) and len(body) > 1:
            body[0] = body[0].body
            return Not(start=start, end=end, body=Pipeline(start=start, end=end, body=body))
        return Pipeline(start=start, end=end, body=body)

    def negated(self, node: Node) -> Statement:
        start, end = self.span(node)
        return Not(start=start, end=end, body=self.only(node.children[1:]))

    def and_or(self, node: Node) -> Statement:
        start, end = self.span(node)
        operator = next((c.type for c in node.children if c.type in {"&&", "||"}), "&&")
        at = next(i for i, c in enumerate(node.children) if c.type == operator)
        return AndOr(
            start=start,
            end=end,
            left=self.only(node.children[:at]),
            operator=operator,
            right=self.only(node.children[at + 1 :]),
        )

    def loop(self, node: Node) -> Statement:
        start, end = self.span(node)
        body = node.child_by_field_name("body")
        loop = Loop(start=start, end=end, kind=node.children[0].type)
        loop.body = self.statements(body.children) if body else []
        loop.header_end = self.span(body)[0] if body else end
        if node.type == "while_statement":
            loop.condition = self.statements(node.children_by_field_name("condition"))
        elif node.type == "for_statement":
            loop.kind = "for"
            variable = node.child_by_field_name("variable")
            loop.variable = self.source(variable) if variable else ""
            if any(child.type == "in" for child in node.children):
                loop.items = [self.words.word(w) for w in node.children_by_field_name("value")]
        else:
            header = self.text.source[start : loop.header_end]
            inner = header[header.find("((") + 2 : header.rfind("))")]
            first, second, third = (*inner.split(";"), "", "", "")[:3]
            loop.arithmetic = (first.strip(), second.strip(), third.strip())
        return loop

    def conditional(self, node: Node) -> Statement:
        start, end = self.span(node)
        made = If(start=start, end=end, branches=[], otherwise=[])
        condition: list[Node] = []
        body: list[Node] = []
        in_body = False
        for child in node.children:
            if child.type == "then":
                in_body = True
            elif child.type == "elif_clause":
                inner = child.children
                at = next((i for i, c in enumerate(inner) if c.type == "then"), len(inner))
                made.branches.append(
                    (self.statements(inner[1:at]), self.statements(inner[at + 1 :]))
                )
            elif child.type == "else_clause":
                made.otherwise = self.statements(child.children[1:])
            elif child.type not in {"if", "fi"}:
                (body if in_body else condition).append(child)
        made.branches.insert(0, (self.statements(condition), self.statements(body)))
        return made

    def case(self, node: Node) -> Statement:
        start, end = self.span(node)
        subject = node.child_by_field_name("value")
        made = Case(
            start=start,
            end=end,
            subject=self.words.word(subject) if subject else Word(start, start, []),
            items=[],
        )
        for item in node.children:
            if item.type == "case_item":
                at = next((i for i, c in enumerate(item.children) if c.type == ")"), 0)
                patterns = "|".join(self.source(c) for c in item.children[:at] if c.is_named)
                made.items.append((patterns, self.statements(item.children[at + 1 :])))
            elif item.type == "ERROR":
                self.problems.append(self.text.lines_of(*self.span(item)))
        return made

    def function(self, node: Node) -> Statement:
        start, end = self.span(node)
        name, body = node.child_by_field_name("name"), node.child_by_field_name("body")
        inner = self.statements([body]) if body else []
        if len(inner) == 1 and isinstance(inner[0], Group) and not inner[0].is_subshell:
            inner = inner[0].body
        return Function(start=start, end=end, name=self.source(name) if name else "", body=inner)


def _last(statement: Statement) -> Statement:
    """The command that a redirect at the end of a statement belongs to."""
    match statement:
        case Not():
            return _last(statement.body)
        case AndOr():
            return _last(statement.right)
        case Pipeline() if statement.body:
            return _last(statement.body[-1])
    return statement


def _missing(node: Node) -> Iterator[Node]:
    """What the parser had to invent to go on."""
    if node.is_missing:
        yield node
    elif node.has_error:
        for child in node.children:
            yield from _missing(child)


def _joined(words: list[Word]) -> list[Word]:
    """`$"..."` arrives as two words; the dollar sign only asks for a translation."""
    return [
        word
        for word, following in zip(words, [*words[1:], None], strict=True)
        if not (word.literal == "$" and following is not None and following.start == word.end)
    ]


_STATEMENTS: dict[str, Callable[[_Lowering, Node], Statement]] = {
    "command": _Lowering.command,
    "declaration_command": _Lowering.declaration,
    "unset_command": _Lowering.declaration,
    "variable_assignment": _Lowering.assigning,
    "variable_assignments": _Lowering.assigning,
    "redirected_statement": _Lowering.redirected,
    "test_command": _Lowering.test,
    "compound_statement": _Lowering.compound,
    "subshell": _Lowering.compound,
    "pipeline": _Lowering.pipeline,
    "negated_command": _Lowering.negated,
    "list": _Lowering.and_or,
    "while_statement": _Lowering.loop,
    "for_statement": _Lowering.loop,
    "c_style_for_statement": _Lowering.loop,
    "if_statement": _Lowering.conditional,
    "case_statement": _Lowering.case,
    "function_definition": _Lowering.function,
}


def _is_statement(node: Node) -> bool:
    return node.type in _STATEMENTS
