"""Names that sound like credentials and only say which or what is meant: `self.secrets[secret_key]`, `SecretId=aws_secret`, `authorization == "basic"`."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator
from functools import cached_property

from detectors.readers.python.program import Program
from detectors.readers.python.syntax import nodes
from detectors.readers.python.syntax.traits import Node, dotted, last_name
from detectors.vocabulary.names import listed, words

_SECRETS = listed("secrets credentials passwords vault")
"""Last words of what holds credentials under names."""
_ACT = listed(
    "router routers routes handlers registry commands classes types modules plugins factories parsers loaders models"
)
"""Last words of what holds classes and functions under names, which nobody shows to be let in."""
_SOUND = listed("key token secret otp totp code password passwd passphrase authorization")
"""Last words of names that sound like a credential."""
_ASKS_FOR_A_SECRET = re.compile(r"(?i)_?(?:get|read|access|fetch|describe|load|resolve)_?secret")
"""How the name of a call begins that is given the name of a secret and answers with what it holds."""
_SAYS_WHICH = listed("secretid secret_id secretname secret_name secret_path")
"""Keywords under which the name of a secret is given, in lower case."""
_OF_TEXTS = frozenset({*dir(str), *dir(bytes), *dir(dict), "get_secret_value", "value"})
"""What a text or a dictionary can do, and how a wrapper gives the text that is in it."""
_A_WORD = re.compile(r"[A-Za-z]+(?:[-_][A-Za-z]+)*")


class EntryNames:
    """Answers for one file."""

    def __init__(self, program: Program) -> None:
        self.program = program

    def names_one(self, node: nodes.BaseExpression) -> bool:
        """It says which credential is meant, or of which kind, and opens nothing by itself."""
        if not _SOUND & {*words(last_name(node))[-1:]}:
            return False
        if isinstance(node, nodes.Name) and _names_an_entry(self.program, node):
            return True
        if isinstance(node, nodes.Name) and self._is_an_object(node):
            return True
        return dotted(node) in self._handed or dotted(node) in self._kinds

    def _is_an_object(self, node: nodes.Name) -> bool:
        """`authorization.paypal_id` stands beside it: what is written of an object is what it says of itself."""
        function = self.program.tree.function_of(node)
        return function is not None and any(
            isinstance(inner, nodes.Attribute)
            and isinstance(inner.value, nodes.Name)
            and inner.value.value == node.value
            and inner.attr.value not in _OF_TEXTS
            for inner in self.program.tree.walk(function.body)
        )

    @cached_property
    def _handed(self) -> frozenset[str]:
        """What is handed over as the name of a secret, and constants under which something is looked up."""
        found = set()
        for call in self.program.tree.calls:
            called = last_name(call.func)
            asks = _ASKS_FOR_A_SECRET.match(called) is not None
            for position, argument in enumerate(call.args):
                name, keyword = dotted(argument.value), argument.keyword
                is_one = keyword.value.lower() in _SAYS_WHICH if keyword else asks and position == 0
                is_a_constant = position == 0 and last_name(argument.value).isupper()
                if is_one or (is_a_constant and called in {"get", "pop", "getenv"}):
                    found.add(name)
        return frozenset(found) - {""}

    @cached_property
    def _kinds(self) -> frozenset[str]:
        """What is compared with more than one word: it is one of a few."""
        said = defaultdict(set)
        for comparison in self.program.tree.comparisons:
            for name, word in _compared(comparison):
                said[name].add(word)
        return frozenset(name for name, of_it in said.items() if len(of_it) > 1)


def _compared(comparison: nodes.Comparison) -> Iterator[tuple[str, str]]:
    """(name, word) of `authorization == "basic"`, `mode in ("key", "token")`."""
    name = dotted(comparison.left)
    for target in comparison.comparisons if name else ():
        listed_ = nodes.Tuple | nodes.List | nodes.Set
        other = target.comparator
        texts = [e.value for e in other.elements] if isinstance(other, listed_) else [other]
        for text in texts:
            if isinstance(text, nodes.SimpleString) and _A_WORD.fullmatch(str(text.raw_value)):
                yield name, str(text.raw_value)


def _names_an_entry(program: Program, node: nodes.Name) -> bool:
    """Something is looked up under it here, and what is found is the credential, or does the work."""
    said = words(node.value)[-1:]
    function = program.tree.function_of(node)
    if function is None:
        return False
    holders = _ACT | _SECRETS if said == ["key"] else _ACT
    return any(
        holders & {*words(last_name(holder))[-1:]}
        for inner in program.tree.walk(function.body)
        if (holder := _looked_up_in(inner, node.value)) is not None
    )


def _looked_up_in(node: Node, name: str) -> nodes.BaseExpression | None:
    """What is asked for the entry of this name: `self.secrets[name]`, `self.secrets.get(name)`."""
    match node:
        case (
            nodes.Subscript(
                value=holder,
                slice=[nodes.SubscriptElement(slice=nodes.Index(value=nodes.Name(value=asked)))],
            )
            | nodes.Call(
                func=nodes.Attribute(value=holder, attr=nodes.Name(value="get" | "pop")),
                args=[nodes.Arg(value=nodes.Name(value=asked)), *_],
            )
        ) if asked == name:
            return holder
    return None
