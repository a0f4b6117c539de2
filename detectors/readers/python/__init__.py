"""Reads Python: follows names from where they are bound to the calls that leave the process."""

from __future__ import annotations

from functools import partial

from detectors.clients.entrances import entrances, makers
from detectors.facts import (
    Acknowledgement,
    AskedModel,
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
    LibraryUse,
    Listener,
    LostFailure,
    Output,
    Partial,
    Relayed,
    Retry,
    RouteEffect,
    Setting,
    Taken,
    Throttle,
    Token,
    Unraised,
    Update,
    Wait,
)
from detectors.readers import Interest, Reading
from detectors.readers.python.context import Contexts
from detectors.readers.python.control.background_tasks import detached
from detectors.readers.python.control.boasts import boasts
from detectors.readers.python.control.lost_failures import lost_failures
from detectors.readers.python.control.nearby import Nearby
from detectors.readers.python.control.pretended_success import leaving
from detectors.readers.python.control.refused_answers import refused
from detectors.readers.python.control.threads import Entrusted
from detectors.readers.python.control.unraised import unraised
from detectors.readers.python.control.waits import waits as find_waits
from detectors.readers.python.credentials.comparisons import comparisons
from detectors.readers.python.credentials.fail_open import bypasses
from detectors.readers.python.credentials.left_out_states import left_out_states
from detectors.readers.python.credentials.token_lifetimes import Keeping
from detectors.readers.python.credentials.token_requests import tokens
from detectors.readers.python.exchange.asked_models import asked_models
from detectors.readers.python.exchange.assumed_items import assumptions
from detectors.readers.python.exchange.calls import Calls
from detectors.readers.python.exchange.forwarded_listings import listings
from detectors.readers.python.exchange.forwarders import posting, relayed
from detectors.readers.python.exchange.offered_models import offered_models
from detectors.readers.python.exchange.partial_failures import partials
from detectors.readers.python.exchange.removed_names import library_uses
from detectors.readers.python.messaging.acknowledgements import acknowledgements
from detectors.readers.python.messaging.deliveries import deliveries
from detectors.readers.python.messaging.failed_messages import failed_messages
from detectors.readers.python.naming.setting_values import Places
from detectors.readers.python.outputs import outputs
from detectors.readers.python.program import Program
from detectors.readers.python.repetition.fan_out import fan_outs
from detectors.readers.python.repetition.loops import Loops
from detectors.readers.python.repetition.rate_limit_waits import throttles
from detectors.readers.python.repetition.unknown_attempts import attempts_at_the_unknown
from detectors.readers.python.serving.asked_credentials import asked_credentials
from detectors.readers.python.serving.disclosures import disclosures
from detectors.readers.python.serving.listeners import listeners
from detectors.readers.python.serving.route_effects import route_effects
from detectors.readers.python.serving.route_parameters import taken
from detectors.readers.python.settings import Settings
from detectors.readers.python.stores.check_then_insert import inserts
from detectors.readers.python.stores.claim_flags import flags
from detectors.readers.python.stores.read_modify_write import updates
from detectors.readers.python.syntax.selection import selected
from detectors.readers.python.syntax.source import parse, read_beside


def read(
    source: str, file: File, clients: frozenset[str], interest: Interest | None = None
) -> Reading:
    """The facts of a Python source, in the order of their lines; without `interest`, all of them."""
    ranges = None
    if interest is not None:
        asked = clients if interest.requests else ()
        reached = [f"{one.module}.{name}" for one in file.excerpts for name in one.names]
        wanted = entrances(
            source,
            asked,
            waits=interest.waits,
            neighbours=(*file.neighbours, *reached),
        )
        ranges = selected(source, interest.places, wanted, makers(clients))
        if not ranges:
            return Reading()
    parsed = parse(source, ranges)
    read_beside(parsed, file.excerpts)
    program = Program(parsed, file, clients)
    places = Places(program)
    loops = Loops(program)
    contexts = Contexts(program, places, loops)
    calls = Calls(program, places, contexts)
    requests = calls.read()
    own = {call: one for call, one in calls.requests.items() if program.is_here(call)}
    for request in requests:
        request.posted = partial(posting, program, request)

    def is_judged(fact: type[Fact]) -> bool:
        return interest is None or fact in interest.judged

    waits = (
        [*find_waits(program, contexts)] if requests or is_judged(Wait) or is_judged(Retry) else []
    )
    if is_judged(Wait):
        waits += Entrusted(program, contexts).waits()
    retries = calls.retries
    retries.of_functions(requests)
    retries.of_helpers(requests)
    retries.of_loops(requests, waits)
    retries.of_recursion(requests, waits)
    retries.of_objects()
    facts: list[Fact] = [*own.values(), *waits, *loops.found.values()]
    facts += [retry for retry in retries.found.values() if retry.kind != "default"]
    if is_judged(Retry):
        facts += attempts_at_the_unknown(program, contexts, requests, waits)
    if is_judged(Catch):
        facts += [contexts.catch(handler) for handler in program.tree.handlers]
        facts += leaving(program)
    if is_judged(Handler):
        facts += [h for f in program.tree.functions if (h := contexts.handler(f))]
    if is_judged(Taken):
        facts += taken(program, contexts)
        facts += asked_credentials(program, contexts)
    if is_judged(RouteEffect):
        facts += route_effects(program, contexts)
    if is_judged(Listener):
        facts += listeners(program, contexts)
    if is_judged(Bypass):
        facts += bypasses(program, contexts)
        facts += left_out_states(program, contexts)
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
        facts += fan_outs(program, contexts, own)
    if is_judged(LostFailure):
        facts += lost_failures(program, contexts, own)
        facts += refused(program, contexts, own)
        facts += boasts(program, contexts, own)
    if is_judged(Unraised):
        facts += unraised(program)
    if is_judged(Detached):
        facts += detached(program, contexts)
    if is_judged(Assumption):
        facts += assumptions(program, contexts, own)
    if is_judged(Relayed):
        facts += relayed(program, contexts, requests)
    if is_judged(Token):
        facts += tokens(program, own, Keeping(program, contexts))
    if is_judged(Throttle):
        facts += throttles(program, lambda: find_waits(program, contexts))
    if is_judged(Comparison):
        facts += comparisons(program, contexts)
    if is_judged(Partial):
        facts += partials(program, contexts, own)
        facts += listings(program, contexts, own)
    nearby = Nearby(program, interest.places) if interest else None
    if is_judged(Output):
        facts += outputs(program, loops, nearby)
    if is_judged(Disclosure):
        facts += disclosures(program, contexts)
    if is_judged(AskedModel):
        facts += asked_models(program, nearby)
        facts += offered_models(program, nearby)
    if is_judged(LibraryUse):
        facts += library_uses(program, nearby)
    if is_judged(Setting):
        facts += Settings(program, calls.writer, nearby).read()
    facts.sort(key=lambda fact: (fact.lines, fact.columns))
    if not parsed.beside:
        return Reading(facts, parsed.problems)
    end = len(parsed.text.lines)
    return Reading([fact for fact in facts if fact.lines.last <= end], parsed.problems, end)
