"""`python -m benchmarks.mutation`: changes the rules in small ways and looks whether an example or a card notices.

Needs mutmut for the changes. The sources are read once; each changed rule judges the facts in a process
of its own, then, if nothing differs, reads them again through the gate, mends, plants and keys the cards.
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
from detectors.readers import Reading, read
from tests.test_risks import examples, language_of
from trainer.deck import shipped

SLOWEST = 60
"""Seconds after which a changed rule counts as noticed: it does not end."""


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
    total: Counter[bool] = Counter()
    for id, risk in risks().items():
        if args.risks and id not in args.risks:
            continue
        found = run(risk, args.jobs, args.every)
        total.update(found)
        print(f"{id:<28} {sum(found.values()):>5} changes, {found[True]:>4} unnoticed", flush=True)
    share = total[True] / max(1, total.total())
    print(f"{'all':<28} {total.total():>5} changes, {total[True]:>4} unnoticed ({share:.1%})")


def run(risk: Risk, jobs: int, every: int) -> Counter[bool]:
    """Alive or not -> how many changed versions of a rule; those alive are printed."""
    source = Path(str(sys.modules[risk.module].__file__)).read_text("utf-8")
    cases = list(_cases(risk))
    quick = [_judged(risk, case) for case in cases]
    thorough = [said for case in cases for said in _thorough(risk, case)]
    changed = list(mutants(source, risk.id))[::every]
    lives: dict[Mutant, bool] = {}
    running: dict[int, Mutant] = {}
    for mutant in [*changed, *([None] * jobs)]:
        if running and (mutant is None or len(running) == jobs):
            child, status = os.wait()
            lives[running.pop(child)] = os.waitstatus_to_exitcode(status) == 0
        if mutant:
            running[_started(mutant, risk, cases, quick, thorough)] = mutant
    for mutant in (one for one in changed if lives[one]):
        path = FOLDER / risk.family.replace("-", "_") / f"{risk.id.replace('-', '_')}.py"
        print(f"  {path.relative_to(FOLDER)}:{mutant.line}\n    - {mutant.before}\n    + {mutant.after}")  # fmt: skip
    return Counter(lives.values())


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
    if risk.fixes and not case.is_card:
        yield fix(code, language, name=name, scenario=scenario, select=only)
    if risk.injections and not case.is_card:
        yield list(inject(code, language, risk.id, name=name, scenario=scenario))


def _started(
    mutant: Mutant, risk: Risk, cases: list[Case], quick: list[object], thorough: list[object]
) -> int:
    """The process that ends with 0 if nothing differs; a changed rule may end it or never end."""
    child = os.fork()
    if not child:
        is_noticed = True  # whatever a changed rule raises, a test would have shown it
        try:
            is_noticed = _differs(mutant, risk, cases, quick, thorough)
        finally:
            os._exit(is_noticed)
    return child


def _differs(
    mutant: Mutant, risk: Risk, cases: list[Case], quick: list[object], thorough: list[object]
) -> bool:
    signal.alarm(SLOWEST)
    sys.stderr = open(os.devnull, "w", encoding="utf-8")  # noqa: SIM115
    module = types.ModuleType(risk.module)
    module.__file__ = sys.modules[risk.module].__file__
    sys.modules[risk.module] = module
    exec(compile(mutant.source, risk.module, "exec"), module.__dict__)
    changed: Risk = module.risk
    risks()[risk.id] = changed
    if any(_judged(changed, case) != said for case, said in zip(cases, quick, strict=True)):
        return True
    said_now = (said for case in cases for said in _thorough(changed, case))
    return any(now != before for now, before in zip(said_now, thorough, strict=True))


if __name__ == "__main__":
    main()
