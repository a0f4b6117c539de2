"""Keys that go into a hash together with what they sign, and the ids that such a signature names in the open."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import chain

from detectors.credentials.secrets import means_a_credential
from detectors.readers.python.program import Program
from detectors.readers.python.syntax import nodes
from detectors.readers.python.syntax.traits import Node, descendants, last_name
from detectors.vocabulary.names import words

_SUITES = (nodes.IndentedBlock, nodes.Module)
_HASHES = re.compile(r"md5|sha1|sha224|sha256|sha384|sha512")


class Signatures:
    """Answers for one file."""

    def __init__(self, program: Program) -> None:
        self.program = program
        self._keys: frozenset[str] | None = None

    @property
    def keys(self) -> frozenset[str]:
        """The names of what is hashed behind or before a text: `md5((payload + self.SIGN_KEY).encode())`."""
        if self._keys is None:
            hashed = (
                call.args[0].value
                for call in self.program.tree.calls
                if call.args and _HASHES.fullmatch(last_name(call.func))
            )
            self._keys = frozenset(name for given in hashed for name in _joined(given))
        return self._keys

    def names_in_the_open(self, name: str, statement: Node) -> bool:
        """`APP_KEY` beside `APP_SECRET`, or beside the key of a signature: it says whose request this is."""
        if words(name)[-2:] != ["app", "key"]:
            return False
        suite = next(
            (one for one in self.program.tree.ancestors(statement) if isinstance(one, _SUITES)),
            None,
        )
        around = _bound(suite) if suite is not None else ()
        return any(
            one in self.keys or (means_a_credential(one) and words(one)[-1:] == ["secret"])
            for one in around
            if one != name
        )


def _joined(given: nodes.BaseExpression) -> Iterator[str]:
    """Names that end in `key`, of what is put together with something else."""
    for node in descendants(given):
        match node:
            case nodes.BinaryOperation(operator=nodes.Add(), left=left, right=right):
                yield from (
                    name for part in (left, right) if (name := last_name(part)) and _is_a_key(name)
                )
            case nodes.FormattedStringExpression(expression=part) if _is_a_key(last_name(part)):
                yield last_name(part)


def _is_a_key(name: str) -> bool:
    return words(name)[-1:] == ["key"]


def _bound(block: nodes.Module | nodes.IndentedBlock) -> Iterator[str]:
    """The names that the statements of a block bind."""
    lines = (one for one in block.body if isinstance(one, nodes.SimpleStatementLine))
    for statement in chain.from_iterable(line.body for line in lines):
        match statement:
            case nodes.Assign(targets=targets):
                yield from (last_name(one.target) for one in targets)
            case nodes.AnnAssign(target=target):
                yield last_name(target)
