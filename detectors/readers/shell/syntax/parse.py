"""From a source to its tree of commands, by tree-sitter; broken places become problems."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from typing import TYPE_CHECKING

from detectors.model import Problem
from detectors.places import Lines
from detectors.readers.shell.syntax.grammar import tree
from detectors.readers.shell.syntax.simple_commands import SimpleLowering, last_of
from detectors.readers.shell.syntax.tree import (
    AndOr,
    Case,
    Command,
    Function,
    Group,
    If,
    Loop,
    Not,
    Pipeline,
    Script,
    Statement,
    Test,
    Word,
    adopt,
)
from detectors.readers.shell.syntax.words import tests_in
from detectors.text import Text as Source

if TYPE_CHECKING:
    from tree_sitter import Node

_SKIPPED = frozenset({"comment", ";", "&", ";;", "\n", "heredoc_start", "heredoc_end"})


def parse(text: Source) -> tuple[Script, list[Problem]]:
    """The tree of a source, and where it could not be read."""
    lowering = _Lowering(text, text.from_bytes, 0)
    root = tree(text.source)
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


class _Lowering(SimpleLowering):
    """One pass over the parser's nodes, compound statements included."""

    def script_of(self, source: str, view: Source, start: int) -> Script | None:
        lowering = _Lowering(view, Source(source).from_bytes, start)
        root = tree(source)
        script = lowering.script(root)
        return None if root.has_error else script

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
                start = self.span(node)[0]
                if found and not self.text.source[found[-1].end : start].strip(" \t"):
                    last_of(found[-1]).is_broken = True
                found += self.broken(node)
            elif node.is_named and node.type not in _SKIPPED:
                found += self.statement(node)
        return found

    def broken(self, node: Node) -> list[Statement]:
        start, end = self.span(node)
        self.problems.append(self._worst(node, start, end))
        inner = self.statements(child for child in node.children if _is_statement(child))
        for one in inner:
            rest = self.text.source[one.end : end].lstrip(" \t")
            if rest and rest[0] not in "\r\n;&|)}#":  # more of it follows, and cannot be read
                last_of(one).is_broken = True
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
        return [self._as_test(statement) if isinstance(statement, Command) else statement]

    def _as_test(self, command: Command) -> Statement:
        """`[ ... ]` that was parsed as a command; see `grammar`."""
        words = command.arguments
        if len(words) < 2 or (words[0].literal, words[-1].literal) != ("[", "]"):
            return command
        start, end = words[1].start, words[-1].start
        return Test(
            start=command.start,
            end=command.end,
            opener="[",
            operands=words[1:-1],
            text=self.text.source[start:end],
            redirects=command.redirects,
        )

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


def _missing(node: Node) -> Iterator[Node]:
    """What the parser had to invent to go on."""
    if node.is_missing:
        yield node
    elif node.has_error:
        for child in node.children:
            yield from _missing(child)


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
