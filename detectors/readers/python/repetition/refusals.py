"""Whether a loop repeats what has been refused for good, and after which failure it does so at once."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from detectors.facts import Request, Retry
from detectors.places import Lines
from detectors.readers.python.control.exits import Exits, inside, names_in
from detectors.readers.python.control.suppositions import Supposed
from detectors.readers.python.naming.things import Function
from detectors.readers.python.program import Program
from detectors.readers.python.repetition.between_attempts import is_unseen, may_wait_in
from detectors.readers.python.repetition.retry_loops import asks_the_same_again
from detectors.readers.python.repetition.turns import Loop, Way, ways
from detectors.readers.python.syntax import nodes

_REFUSED = (400, 403, 422)
"""Statuses that say no, whoever asks again."""
_OFTEN_TOLD_APART = (401, 404)
"""After the one a program may log in first, and the other may be an answer of its own; not to repeat one of them is not to sort failures."""
_PRESSED = ((429, "429"), (503, "5xx"))
"""Statuses of a service that has too much to do."""


def follow(
    program: Program, retry: Retry, exits: Exits, requests: Sequence[Request], calls: Sequence[nodes.Call]
) -> None:  # fmt: skip
    """Lets a retry that is a loop work out what becomes of each failure, where a rule asks for it."""
    loop = retry.node
    chains = [(one, chain_to(program, loop, one, calls)) for one in requests]
    turns = [Turn(program, loop, one, chain) for one, chain in chains if chain]
    is_blind = retry.blind
    retry.blind = lambda: is_blind() and not _are_let_out(turns)
    retry.refusals = lambda: (
        [turn.request for turn in turns if turn.repeats_refusals()]
        if asks_the_same_again(program, loop, exits)
        else []
    )
    retry.losses = lambda: any(turn.repeats_what_was_done() for turn in turns)
    retry.haste = lambda: next((at for turn in turns if (at := turn.hasty())), None)


def chain_to(
    program: Program, loop: Loop, request: Request, calls: Sequence[nodes.Call]
) -> list[nodes.Call]:
    """From a request to its call, or the call of its helper, in a loop; empty where that is further away."""
    node: nodes.Call = request.node
    if inside(program.tree, node, loop):
        return [node]
    function = program.tree.function_of(node)
    here = [
        one
        for one in calls
        if any(
            isinstance(thing, Function) and thing.node is function
            for thing in program.evaluator.things(one.func)
        )
    ]
    if not here and len(calls) == 1:  # what a decorator is put around
        here = [*calls]
    return [node, here[0]] if here else []


def _are_let_out(turns: Sequence[Turn]) -> bool:
    """What is refused for good ends the loop, by a helper that raises for it or by a test."""
    found = [way for turn in turns for status in _REFUSED for way in turn.of_status(status, "4xx")]
    return bool(found) and all(way.end == "left" for way in found)


@dataclass
class Turn:
    """What becomes of one request in a turn of a loop."""

    program: Program
    loop: Loop
    request: Request
    chain: list[nodes.Call]
    """The request, and the call of the helper that makes it, if the loop calls that."""

    def of_status(self, status: int, kind: str) -> list[Way]:
        return self._ways(kind, status, is_raised=self.request.response.errors == "raise")

    def _ways(self, kind: str, status: int | None, *, is_raised: bool) -> list[Way]:
        library = self.request.client.library.partition(".")[0]
        failure = Supposed(kind, status, library)
        return ways(self.program, self.loop, self.chain, failure, is_raised=is_raised)

    def repeats_refusals(self) -> bool:
        """Whatever it is refused for, the next turn asks the same."""
        return (
            all(leads_on(self.of_status(status, "4xx")) for status in _REFUSED)
            and any(leads_on(self.of_status(status, "4xx")) for status in _OFTEN_TOLD_APART)
            and self._ends_well()
        )

    def repeats_what_was_done(self) -> bool:
        """The next turn asks again after a timeout, or after an error of the server or a gateway."""
        lost = self._ways("timeout", None, is_raised=True)
        return leads_on(lost) or leads_on(self.of_status(502, "5xx"))

    def _ends_well(self) -> bool:
        """What is granted ends the loop: it is no monitor, which looks again in any case."""
        loop = self.loop
        well = Supposed("", 200, self.request.client.library.partition(".")[0])
        found = ways(self.program, loop, self.chain[-1:], well, is_raised=False)
        tested = names_in(self.program.tree, loop.test) if isinstance(loop, nodes.While) else set()
        return any(way.end == "left" for way in found) or (
            bool(found) and all(way.sets & tested for way in found)
        )

    def hasty(self) -> Lines | None:
        """The clause, or else the loop, after whose failure the next attempt follows at once."""
        if self._may_wait_first():
            return None
        for found in self._failures():
            onward = [way for way in found if way.end == "next"]
            if leads_on(found) and not any(way.waits for way in onward):
                return self.program.lines(onward[0].through or self.loop)
        return None

    def of_loss(self) -> list[Way]:
        """After a connection that was lost."""
        return self._ways("drop", None, is_raised=True)

    def _failures(self) -> Iterator[list[Way]]:
        yield self.of_loss()
        for status, kind in _PRESSED:
            yield self.of_status(status, kind)

    def _may_wait_first(self) -> bool:
        """Something that a turn begins with may wait."""
        loop, tree, call = self.loop, self.program.tree, self.chain[-1]
        at = tree.order[tree.statement_of(call)]
        return any(
            tree.order[tree.statement_of(inner)] < at
            and (may_wait_in(self.program, inner) or is_unseen(self.program, inner))
            for part in ([loop.test, loop.body] if isinstance(loop, nodes.While) else [loop.body])
            for inner in tree.walk(part)
            if isinstance(inner, nodes.Call) and inner is not call
        )


def leads_on(found: Sequence[Way]) -> bool:
    """The next turn follows, unless something else than the failure ends the loop."""
    return any(way.end == "next" for way in found) and not any(
        way.is_open if way.end == "next" else way.is_open or not way.by_chance for way in found
    )
