"""Parts of somebody's source that stand for themselves: a function with the imports and constants that it names."""

from __future__ import annotations

import ast
import hashlib
import io
import tokenize
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from critique.decks.author import Part
from detectors.text import Text
from trainer.draft import LONGEST

SHORTEST = 6
"""Lines of a card: with fewer there is nothing to search."""
WIDEST = 100
"""Columns of a card; a terminal of 80 wraps some of its lines."""
Unit = ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef


@dataclass(frozen=True)
class Excerpt:
    """Some lines of a file, with what they need from above."""

    part: Part
    title: str
    """What the function or class is called; empty for a whole file."""
    numbers: tuple[int, ...]
    """Where each line of the part stands in the file; 0 for an empty line between."""

    @property
    def fits(self) -> bool:
        """Whether it can be read in a few minutes."""
        lines = Text(self.part.code).lines
        wide = any(len(line.expandtabs(4)) > WIDEST for line in lines)
        return SHORTEST <= len(lines) <= LONGEST and not wide

    @property
    def shape(self) -> str:
        """The same for two excerpts that differ in names and texts alone."""
        code = self.part.code
        if self.part.language == "python":
            try:
                tokens = [*tokenize.generate_tokens(io.StringIO(code).readline)]
            except (tokenize.TokenError, SyntaxError):
                return code
            told = [one.string if one.type == tokenize.OP else str(one.type) for one in tokens]
            code = " ".join(told)
        return hashlib.sha256(code.encode("utf-8", "surrogatepass")).hexdigest()


def excerpts(name: str, language: str, text: str) -> Iterator[Excerpt]:
    """The whole of a short file; of a longer one in Python its functions, classes and methods, one by one."""
    lines = Text(text).lines
    if len(lines) <= LONGEST or language != "python":
        numbers = [number for number, line in enumerate(lines, 1)]
        while numbers and not lines[numbers[0] - 1].strip():
            del numbers[0]
        yield _excerpt(name, language, "", lines, numbers)
        return
    try:
        module = ast.parse(text)
    except (SyntaxError, ValueError, RecursionError):
        return
    for node in module.body:
        if isinstance(node, ast.ClassDef) and len(_numbers(node)) > LONGEST:
            yield from _methods(name, lines, module, node)
        elif isinstance(node, Unit):
            head = _head(module, node)
            yield _excerpt(name, "python", node.name, lines, [*head, *_numbers(node)])


def _methods(
    name: str, lines: list[str], module: ast.Module, of: ast.ClassDef
) -> Iterator[Excerpt]:
    """Each with the first lines of its class and what that is made of."""
    functions = [one for one in of.body if isinstance(one, ast.FunctionDef | ast.AsyncFunctionDef)]
    making = [one for one in functions if one.name == "__init__"]
    beginning = [*range(_numbers(of)[0], of.body[0].lineno)]
    for function in functions:
        if function not in making:
            kept = [number for one in (*making, function) for number in (*_numbers(one), 0)][:-1]
            head = _head(module, of.bases, making, function)
            title = f"{of.name} {function.name}"
            yield _excerpt(name, "python", title, lines, [*head, *beginning, *kept])


def _head(module: ast.Module, *nodes: ast.AST | Sequence[ast.AST]) -> list[int]:
    """Lines of the imports and constants that are needed, and two empty ones."""
    flat = [one for node in nodes for one in ([node] if isinstance(node, ast.AST) else node)]
    numbers = [number for one in _needed(module, flat) for number in _numbers(one)]
    return [*dict.fromkeys(numbers), 0, 0] if numbers else []


def _excerpt(name: str, language: str, title: str, lines: list[str], numbers: list[int]) -> Excerpt:
    code = "\n".join(lines[number - 1].rstrip() if number else "" for number in numbers)
    first = next((number for number in reversed(numbers) if number), 1)
    return Excerpt(Part(name, language, f"{code}\n", first), title, tuple(numbers))


def _numbers(node: ast.stmt) -> range:
    """The lines of a statement, with its decorators."""
    decorators: list[ast.expr] = getattr(node, "decorator_list", [])
    first = min([node.lineno, *(one.lineno for one in decorators)])
    return range(first, (node.end_lineno or node.lineno) + 1)


def _needed(module: ast.Module, nodes: Iterable[ast.AST]) -> list[ast.stmt]:
    """The imports and constants of the module that these name, and those that they name."""
    binding: dict[str, ast.stmt] = {}
    for one in module.body:
        for bound in _bound(one):
            binding.setdefault(bound, one)
    needed: set[ast.stmt] = set()
    left = [*nodes]
    while left:
        for used in ast.walk(left.pop()):
            found = binding.get(used.id) if isinstance(used, ast.Name) else None
            if found is not None and found not in needed:
                needed.add(found)
                left.append(found)
    return [one for one in module.body if one in needed]


def _bound(node: ast.stmt) -> Iterator[str]:
    if isinstance(node, ast.Import | ast.ImportFrom):
        for alias in node.names:
            yield alias.asname or alias.name.split(".")[0]
    elif isinstance(node, ast.Assign | ast.AnnAssign):
        for target in node.targets if isinstance(node, ast.Assign) else [node.target]:
            for one in ast.walk(target):
                if isinstance(one, ast.Name):
                    yield one.id
