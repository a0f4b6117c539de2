"""What all nodes have, and their kinds."""

from __future__ import annotations

import ast
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import TypeAlias as Alias

Place: Alias = "ast.AST | tuple[ast.AST | int, ast.AST | int | str]"
"""Where a node is written, as `detectors.readers.python.syntax.nodes.spans` works it out when it is asked."""


@dataclass(slots=True, eq=False, repr=False)
class Node:
    """A part of a source, or the whole."""

    at: Place = field(init=False)
    parent: Node = field(init=False)
    """What holds it; of a module the module itself."""


class BaseExpression(Node):
    """What has a value."""

    __slots__ = ()


class BaseStatement(Node):
    """A statement, on lines of its own."""

    __slots__ = ()


class BaseSmallStatement(Node):
    """A statement that shares its line with others."""

    __slots__ = ()


class BaseCompoundStatement(BaseStatement):
    """A statement that holds statements."""

    __slots__ = ()


@dataclass(slots=True, eq=False, repr=False)
class BaseSuite(Node):
    """The statements of a compound statement."""

    body: Sequence[BaseStatement | BaseSmallStatement]


class BaseString(BaseExpression):
    """A text or bytes."""

    __slots__ = ()


class BaseNumber(BaseExpression):
    """A number."""

    __slots__ = ()


class BaseSlice(Node):
    """What stands in square brackets behind a value."""

    __slots__ = ()


class BaseElement(Node):
    """One of a list, tuple or set."""

    __slots__ = ()


class BaseDictElement(Node):
    """One of a dictionary."""

    __slots__ = ()


class BaseFormattedStringContent(Node):
    """A part of a formatted string."""

    __slots__ = ()


class MatchPattern(Node):
    """What a `case` compares with."""

    __slots__ = ()
