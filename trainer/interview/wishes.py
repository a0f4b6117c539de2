"""Whether a clause asks for something: a thing to be added, taken away or done otherwise.

`I'd add a lock`, `it needs a lock`, `it should be locked`, `a lock would be nice` and `lock it` ask; `no lock is needed`,
`that is how I'd do it` and `the caller must send a key` do not.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from trainer.interview.clauses import Clause, clauses
from trainer.interview.kinds import Kinds
from trainer.interview.lexicon import listed
from trainer.interview.sense import orders, vague

_KINDS = Kinds(
    {
        "J": "=run_=it =do_=it =put_=it =make_=it",
        "Z": "leave_it keep_it take_it have_it use_it see_it leave_this keep_this take_this have_this "
        "use_this run_this see_this do_this leave_that take_that use_that run_that see_that do_that",
        "X": "xx",
        "W": "=i =we",
        "M": "would",
        "K": "how what as all nothing which who whatever",
        "A": "not",
        "N": "=needs =need =lacks =misses",
        "U": "should =better",
        "S": "must ought has_to have_to needs_to need_to",
        "B": "be",
        "I": "is are",
        "G": "nice better good great helpful improvement preferable advisable safer",
        "Q": "needed required necessary =missing",
        "F": "fine ok okay good enough safe right work able great sufficient alright",
        "R": "=use =pass =put =introduce =move =switch =wrap =configure =enable =make_=sure =give_=it =raise =lower "
        "=increase =reduce =change =remove =replace =delete =set =rewrite =add =encrypt =bind =split =switch_=to "
        "=never_=retry =never_=run =never_=use =do_=not_=use =do_=not_=retry =do_=not_=retry =do_=not_=use "
        "=never_=call =avoid =validate =rotate",
        "V": "want prefer miss",
        "C": "see have expect make take give drop decrease retry limit lock check verify test cache log alert monitor pin build "
        "fetch keep get handle rather_use chunk bake throw run do ask_for",
        "H": "hurt",
        "O": "still only just also even rather really probably maybe personally then definitely but",
        "P": "please and so simply instead or",
        "T": "it this that they you everything one these code script job service",
        "L": "to",
        "E": "no for with live",
        "Y": "=like trust",
        "b": "by",
        "D": "the",
    }
)  # fmt: skip
_RULES = [
    re.compile(rule)
    for rule in (
        r"^[OGP]*(?:R(?=[^X])|J(?=.))",  # use a lock
        r"(?<!K)(?<!K[OTDxe])WO*(?:V|N)O*(?=[^EK])|WCAY",  # we want a lock
        r"(?<!K)(?<!K[OTDxe])WO*MO*[CVRY](?=[^EK])",  # I'd also add a lock
        r"KW(?:O*[VY]|MO*[CVY]).*I",  # what I'd like is a lock
        r"(?:^|[TWO])N(?=[^ETDXK])",  # it needs a lock
        r"(?<!K)(?<!K[TDxeW])(?:[US][OL]*B[eQCR]|U[OL]*B[^FA]|U[OL]*[CVR](?=[^E]))",  # it should be locked
        r"(?:^|[TWO])S[OL]*[CVR]",  # it must use a lock
        r"^[^KAE]+(?:M|x)BG|^[^KAE]+I[O]*Q(?!.*b)|MAH",  # a lock would be nice
    )
]
_BEFORE_ORDER = listed("also just please then and better but so simply maybe instead or")


def wishes(text: str) -> Iterator[Clause]:
    """The clauses that ask for something."""
    return (clause for clause in clauses(text) if wish_at(clause) is not None)


def demands(text: str) -> bool:
    return next(wishes(text), None) is not None


def wished(text: str) -> str:
    """What is asked for first; empty where that is nothing, or could be asked for of any code."""
    for clause in wishes(text):
        if not vague(text[clause.start : clause.end]):
            return text[wish_at(clause) : clause.end].strip()
    return ""


def wish_at(clause: Clause) -> int | None:
    """Where in the text that begins which the clause asks for; None where it asks for nothing."""
    if clause.kind in {"condition", "relative"}:
        return None
    letters, places = _KINDS.letters(clause)
    for rule in _RULES:
        if found := rule.search(letters):
            return places[min(found.end(), len(places) - 1)][0]
    return None


def proposes(clause: Clause, *, begins: bool = True) -> bool:
    """It says what should be done, also where it begins with the verb; `begins`: so does its sentence."""
    said = clause.texts
    at = 0
    while at < len(said) - 1 and said[at] in _BEFORE_ORDER:
        at += 1
    return orders(said, at, begins=begins or at > 0) or wish_at(clause) is not None
