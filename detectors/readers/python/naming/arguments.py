"""What a call is given: by position, by keyword, through dictionaries that the source spells."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from detectors.readers.python.naming.things import Dictionary
from detectors.readers.python.syntax import nodes
from detectors.readers.python.syntax.traits import Node

if TYPE_CHECKING:
    from detectors.readers.python.naming.evaluate import Evaluator


@dataclass(frozen=True, slots=True)
class Arguments:
    """The arguments of a call, as far as they can be seen."""

    positional: tuple[nodes.BaseExpression, ...] = ()
    keywords: Mapping[str, nodes.BaseExpression] = field(default_factory=dict)
    has_star: bool = False
    """`*args`: positions from here on cannot be told."""
    has_unseen: bool = False
    """`**options` that cannot be seen: it may hold any keyword."""
    uncertain: frozenset[str] = frozenset()
    """Keywords that are given under a condition."""
    optional: Mapping[str, Node] = field(default_factory=dict)
    """Those of them that are not given at all without it, and where that is written."""
    call: nodes.Call | None = None
    """The call whose arguments they are."""
    rest: tuple[nodes.Param, ...] = ()
    """`**kwargs` of functions around, where nothing else is unseen: it holds what their callers give to those."""

    @classmethod
    def of(cls, call: nodes.Call, evaluator: Evaluator, skip: int = 0) -> Arguments:
        """Those of a call; `skip` leaves out its first positions: `run_in_executor(None, f, *rest)`."""
        positional: list[nodes.BaseExpression] = []
        keywords: dict[str, nodes.BaseExpression] = {}
        uncertain: set[str] = set()
        optional: dict[str, Node] = {}
        rest: list[nodes.Param] = []
        has_star = has_unseen = has_more = False
        for arg in call.args:
            if arg.star == "*":
                has_star = True
            elif arg.star == "**":
                for thing in evaluator.things(arg.value):
                    if isinstance(thing, Dictionary):
                        entries = evaluator.dictionaries.entries(thing)
                        keywords |= {k: v for k, v in entries.items() if k not in entries.uncertain}
                        uncertain |= entries.uncertain
                        optional |= entries.optional
                        has_unseen |= entries.has_unseen
                        has_more |= entries.has_more
                        rest += entries.rest
                    else:
                        has_unseen = has_more = True
            elif arg.keyword is not None:
                keywords[arg.keyword.value] = arg.value
            elif not has_star:
                positional.append(arg.value)
        return cls(
            tuple(positional[skip:]),
            keywords,
            has_star,
            has_unseen,
            frozenset(uncertain),
            optional,
            call,
            () if has_more else tuple(rest),
        )

    def within(self, outer: Arguments) -> Arguments:
        """These, which `functools.partial` holds, and those that the call adds."""
        return Arguments(
            (*self.positional, *outer.positional),
            {**self.keywords, **outer.keywords},
            self.has_star or outer.has_star,
            self.has_unseen or outer.has_unseen,
            self.uncertain | outer.uncertain,
        )

    def get(self, position: int | None, keyword: str) -> nodes.BaseExpression | None:
        """What stands there; None if nothing that can be seen does."""
        if keyword and keyword in self.keywords:
            return self.keywords[keyword]
        if position is not None and 0 <= position < len(self.positional):
            return self.positional[position]
        return None

    def hands_on(self, position: int | None, keyword: str) -> bool:
        """Only a caller of the function around can have given it."""
        is_by_position = position is not None and self.has_star
        return bool(self.rest) and keyword not in self.uncertain and not is_by_position

    def may_hold(self, position: int | None, keyword: str) -> bool:
        """It may be given in a way that cannot be seen."""
        if keyword and (self.has_unseen or keyword in self.uncertain):
            return True
        return position is not None and self.has_star
