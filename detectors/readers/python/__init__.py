"""Reads Python: follows names from where they are bound to the calls that leave the process."""

from __future__ import annotations

from detectors.facts import Fact, File
from detectors.readers import Reading
from detectors.readers.python.calls import Calls
from detectors.readers.python.context import Contexts
from detectors.readers.python.loops import Loops
from detectors.readers.python.places import Places
from detectors.readers.python.program import Program
from detectors.readers.python.source import parse


def read(source: str, file: File, clients: frozenset[str]) -> Reading:
    """The facts of a Python source, in the order of their lines."""
    parsed = parse(source)
    program = Program(parsed, file, clients)
    places = Places(program)
    loops = Loops(program)
    contexts = Contexts(program, places, loops)
    calls = Calls(program, places, contexts)
    facts: list[Fact] = [*calls.read()]
    facts.sort(key=lambda fact: (fact.lines, fact.columns))
    return Reading(facts, parsed.problems)
