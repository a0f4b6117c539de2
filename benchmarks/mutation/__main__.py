"""`python -m benchmarks.mutation`: changes the rules in small ways and looks whether an example or a card notices.

Needs mutmut for the changes. The sources are read once; each changed rule judges the facts in a process
of its own, then, if nothing differs, reads them again through the gate, as lint does, mends, plants and
keys the cards. A first look may point at too much and never at too little: a change after which it points
at more, and that alters nothing that is said, costs time alone and is counted apart.
"""

from __future__ import annotations

import argparse
import os
import signal
import sys
import types
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from benchmarks.mutation.mutants import Mutant, mutants
from detectors import clients, fix, inject, inspect
from detectors.catalogue import FOLDER, risks
from detectors.engine import judged
from detectors.facts import File
from detectors.model import Risk
from detectors.readers import BY_PARTS, Reading, read
from detectors.text import in_lower_case
from tests.test_risks import examples, language_of
from trainer.deck import shipped

SLOWEST = 60
"""Seconds after which a changed rule counts as noticed: it does not end."""
UNNOTICED, NOTICED, WIDER = range(3)
"""What comes of a change. Whoever is ended by a signal was noticed too."""


@dataclass
class Case:
    """A source with what the unchanged rule says of it."""

    code: str
    file: File
    is_card: bool
    reading: Reading


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("risks", nargs="*", help="which risks; all if none")
    parser.add_argument("--jobs", type=int, default=os.cpu_count() or 1)
    parser.add_argument("--every", type=int, default=1, help="only each n-th change, as a sample")
    args = parser.parse_args()
    total: Counter[int] = Counter()
    for id, risk in risks().items():
        if args.risks and id not in args.risks:
            continue
        found = run(risk, args.jobs, args.every)
        total.update(found)
        print(_line(id, found), flush=True)
    print(_line("all", total))


def _line(name: str, found: Counter[int]) -> str:
    share = found[UNNOTICED] / max(1, found.total())
    return (
        f"{name:<28} {found.total():>5} changes, {found[UNNOTICED]:>4} unnoticed ({share:.1%}), "
        f"{found[WIDER]:>3} only look at more"
    )


def run(risk: Risk, jobs: int, every: int) -> Counter[int]:
    """What came of it -> how many changed versions of a rule; those that nothing notices are printed."""
    source = Path(str(sys.modules[risk.module].__file__)).read_text("utf-8")
    cases = list(_cases(risk))
    quick = [_judged(risk, case) for case in cases]
    thorough = [said for case in cases for said in _thorough(risk, case)]
    looks = [_looked_at(risk, case) for case in cases]
    changed = list(mutants(source, risk.id))[::every]
    ends: dict[Mutant, int] = {}
    running: dict[int, Mutant] = {}
    for mutant in [*changed, *([None] * jobs)]:
        if running and (mutant is None or len(running) == jobs):
            child, status = os.wait()
            ends[running.pop(child)] = os.waitstatus_to_exitcode(status)
        if mutant:
            running[_started(mutant, risk, cases, quick, thorough, looks)] = mutant
    for mutant in (one for one in changed if ends[one] == UNNOTICED):
        path = FOLDER / risk.family.replace("-", "_") / f"{risk.id.replace('-', '_')}.py"
        print(f"  {path.relative_to(FOLDER)}:{mutant.line}\n    - {mutant.before}\n    + {mutant.after}")  # fmt: skip
    return Counter(ends.values())


def _cases(risk: Risk) -> Iterator[Case]:
    for _, example in examples(risk):
        file = File(example.name, language_of(example), scenario=example.scenario or {})
        yield _case(example.code, file, is_card=False)
    for card in shipped():
        if risk.id in {a.risk for a in card.answers} | {c.risk for c in card.cleared}:
            yield _case(
                card.code, File(card.name, card.language, scenario=card.facts), is_card=True
            )


def _case(code: str, file: File, *, is_card: bool) -> Case:
    return Case(code, file, is_card, read(code, file, clients.occurring(code, file.language)))


def _judged(risk: Risk, case: Case) -> object:
    """What the rule makes of facts that were read before; no gate is asked."""
    return [(fact.lines, verdict) for _, fact, verdict in judged([risk], case.reading)]


def _thorough(risk: Risk, case: Case) -> Iterator[object]:
    """What the tests compare beside: the findings through the gate, what is mended and what is planted."""
    code, language, only = case.code, case.file.language, [risk.id]
    name, scenario = case.file.name, case.file.scenario
    yield inspect(code, language, name=name, scenario=scenario, select=only)
    if language in BY_PARTS and (case.is_card or not scenario):
        yield inspect(code, language, name=name, select=only, clearances=False).findings
    if risk.fixes and not case.is_card:
        yield fix(code, language, name=name, scenario=scenario, select=only)
    if risk.injections and not case.is_card:
        yield list(inject(code, language, risk.id, name=name, scenario=scenario))


def _looked_at(risk: Risk, case: Case) -> set[int]:
    """Where a first look sends the reader."""
    if risk.closer is None or case.file.language not in BY_PARTS:
        return set()
    return {*risk.closer(case.code, in_lower_case(case.code))}


def _started(
    mutant: Mutant,
    risk: Risk,
    cases: list[Case],
    quick: list[object],
    thorough: list[object],
    looks: list[set[int]],
) -> int:
    """The process that ends with what came of it; a changed rule may end it or never end."""
    child = os.fork()
    if not child:
        end = NOTICED  # whatever a changed rule raises, a test would have shown it
        try:
            end = _end(mutant, risk, cases, quick, thorough, looks)
        finally:
            os._exit(end)
    return child


def _end(
    mutant: Mutant,
    risk: Risk,
    cases: list[Case],
    quick: list[object],
    thorough: list[object],
    looks: list[set[int]],
) -> int:
    signal.alarm(SLOWEST)
    sys.stderr = open(os.devnull, "w", encoding="utf-8")  # noqa: SIM115
    module = types.ModuleType(risk.module)
    module.__file__ = sys.modules[risk.module].__file__
    sys.modules[risk.module] = module
    exec(compile(mutant.source, risk.module, "exec"), module.__dict__)
    changed: Risk = module.risk
    risks()[risk.id] = changed
    if any(_judged(changed, case) != said for case, said in zip(cases, quick, strict=True)):
        return NOTICED
    said_now = (said for case in cases for said in _thorough(changed, case))
    if any(now != before for now, before in zip(said_now, thorough, strict=True)):
        return NOTICED
    looks_now = [_looked_at(changed, case) for case in cases]
    is_wider = all(now >= before for now, before in zip(looks_now, looks, strict=True))
    return WIDER if is_wider and looks_now != looks else UNNOTICED


if __name__ == "__main__":
    main()
