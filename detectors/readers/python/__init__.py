"""Reads Python: follows names from where they are bound to the calls that leave the process."""

from __future__ import annotations

from detectors.clients.entrances import entrances, makers
from detectors.facts import (
    Acknowledgement,
    Assumption,
    Bypass,
    Catch,
    Comparison,
    Delivery,
    Detached,
    Disclosure,
    Fact,
    FailedMessage,
    FanOut,
    File,
    Handler,
    Output,
    Partial,
    Relayed,
    RouteEffect,
    Setting,
    Taken,
    Throttle,
    Token,
    Update,
    Wait,
)
from detectors.readers import Interest, Reading
from detectors.readers.python.acknowledging import acknowledgements
from detectors.readers.python.assuming import assumptions
from detectors.readers.python.bypassing import bypasses
from detectors.readers.python.calls import Calls
from detectors.readers.python.comparisons import comparisons
from detectors.readers.python.context import Contexts
from detectors.readers.python.deliveries import deliveries
from detectors.readers.python.detaching import detached
from detectors.readers.python.disclosures import disclosures
from detectors.readers.python.entrusted import Entrusted
from detectors.readers.python.failed_messages import failed_messages
from detectors.readers.python.fanning import fan_outs
from detectors.readers.python.flagging import flags
from detectors.readers.python.inserting import inserts
from detectors.readers.python.keeping import Keeping
from detectors.readers.python.listed import listings
from detectors.readers.python.loops import Loops
from detectors.readers.python.nearby import Nearby
from detectors.readers.python.outputs import outputs
from detectors.readers.python.partials import partials
from detectors.readers.python.places import Places
from detectors.readers.python.pretending import leaving
from detectors.readers.python.program import Program
from detectors.readers.python.relaying import relayed
from detectors.readers.python.route_effects import route_effects
from detectors.readers.python.selection import selected
from detectors.readers.python.settings import Settings
from detectors.readers.python.source import parse
from detectors.readers.python.taking import taken
from detectors.readers.python.throttles import throttles
from detectors.readers.python.tokens import tokens
from detectors.readers.python.updating import updates
from detectors.readers.python.waits import waits as find_waits


def read(
    source: str, file: File, clients: frozenset[str], interest: Interest | None = None
) -> Reading:
    """The facts of a Python source, in the order of their lines; without `interest`, all of them."""
    ranges = None
    if interest is not None:
        wanted = entrances(source, clients if interest.requests else (), waits=interest.waits)
        ranges = selected(source, interest.places, wanted, makers(clients))
        if not ranges:
            return Reading()
    parsed = parse(source, ranges)
    program = Program(parsed, file, clients)
    places = Places(program)
    loops = Loops(program)
    contexts = Contexts(program, places, loops)
    calls = Calls(program, places, contexts)
    requests = calls.read()

    def is_judged(fact: type[Fact]) -> bool:
        return interest is None or fact in interest.judged

    waits = [*find_waits(program, contexts)] if requests or is_judged(Wait) else []
    if is_judged(Wait):
        waits += Entrusted(program, contexts).waits()
    retries = calls.retries
    retries.of_functions(requests)
    retries.of_helpers(requests)
    retries.of_loops(requests, waits)
    retries.of_recursion(requests, waits)
    retries.of_objects()
    facts: list[Fact] = [*requests, *waits, *loops.found.values()]
    facts += [retry for retry in retries.found.values() if retry.kind != "default"]
    if is_judged(Catch):
        facts += [contexts.catch(handler) for handler in program.tree.handlers]
        facts += leaving(program)
    if is_judged(Handler):
        facts += [h for f in program.tree.functions if (h := contexts.handler(f))]
    if is_judged(Taken):
        facts += taken(program, contexts)
    if is_judged(RouteEffect):
        facts += route_effects(program, contexts)
    if is_judged(Bypass):
        facts += bypasses(program, contexts)
    if is_judged(Acknowledgement):
        facts += acknowledgements(program, contexts)
    if is_judged(Delivery):
        facts += deliveries(program, contexts)
    if is_judged(FailedMessage):
        facts += failed_messages(program)
    if is_judged(Update):
        facts += updates(program, contexts)
        facts += inserts(program, contexts)
        facts += flags(program, contexts)
    if is_judged(FanOut):
        facts += fan_outs(program, contexts, calls.requests)
    if is_judged(Detached):
        facts += detached(program, contexts)
    if is_judged(Assumption):
        facts += assumptions(program, contexts, calls.requests)
    if is_judged(Relayed):
        facts += relayed(program, contexts, requests)
    if is_judged(Token):
        facts += tokens(program, calls.requests, Keeping(program, contexts))
    if is_judged(Throttle):
        facts += throttles(program, lambda: find_waits(program, contexts))
    if is_judged(Comparison):
        facts += comparisons(program, contexts)
    if is_judged(Partial):
        facts += partials(program, contexts, calls.requests)
        facts += listings(program, contexts, calls.requests)
    nearby = Nearby(program, interest.places) if interest else None
    if is_judged(Output):
        facts += outputs(program, loops, nearby)
    if is_judged(Disclosure):
        facts += disclosures(program, contexts)
    if is_judged(Setting):
        facts += Settings(program, calls.writer, nearby).read()
    facts.sort(key=lambda fact: (fact.lines, fact.columns))
    return Reading(facts, parsed.problems)
