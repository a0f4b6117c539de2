"""Whether a clause asks for something: a thing to be added, taken away or done otherwise.

`I'd add a lock`, `it needs a lock`, `it should be locked`, `a lock would be nice` and `lock it` ask; `no lock is needed`,
`that is how I'd do it` and `the caller must send a key` do not.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import lru_cache
from operator import attrgetter

from trainer.interview.clauses import Clause, clauses
from trainer.interview.kinds import Kinds
from trainer.interview.lexicon import listed
from trainer.interview.sense import vague
from trainer.interview.words import Word, before_in

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
ORDERS = listed(
    "add set use pass put keep give make move send store retry return raise limit cap check verify "
    "validate cache queue batch stream pin rotate revoke read log alert catch classify refuse reject "
    "require wrap enable configure introduce switch write record prefer measure test share drop "
    "replace run poll page back let treat remove delete omit strip purge answer allow demand call "
    "start fetch get default insert split build mark take leave bind declare accept derive "
    "deduplicate publish scale spread mount protect close restrict await remember compare hold copy "
    "filter guard hide lower reduce increase merge notify open refresh register renew repeat reserve "
    "resend route sanitize save select skip specify update watch widen choose enter pick deny tell "
    "wait stop turn fix hash mask redact sign bump schedule ask load escape upgrade migrate have do "
    "try go"
)
"""A sentence that begins with one of these says what should be done."""
_NOUNS = listed(
    "default test store limit check cache log cap share record queue batch stream lock alert demand answer "
    "call start run poll page switch measure set read try retry"
)
"""Orders that are things too: they order only where a sentence begins."""
_TELLS = listed("is are was has does can will of s")
"""After a word that could be an order they make it a thing (`retry is on`)."""
_ASKS = listed("i'd we'd you'd would should could let's must need needs propose suggest recommend")
"""So does what follows these."""
_REASONS = listed(
    "so because since otherwise else when whenever but unless why is are was were isn't aren't "
    "doesn't don't does cannot nobody nothing gets get now currently"
)
"""After these something is said of what is there again."""

_REASONS_AFTER_COMMA = frozenset({"as", "if", "while"})
"""So after these, at the beginning of a clause or before a pronoun."""
_PRONOUNS = listed("it they we you i he she this that there nothing nobody otherwise")
_BEFORE_ORDER = listed("also just please then and better but so simply maybe instead or")


@lru_cache(maxsize=4096)
def wishes(text: str) -> Sequence[Clause]:
    """The clauses that ask for something."""
    return [clause for clause in clauses(text) if wish_at(clause) is not None]


def demands(text: str) -> bool:
    return bool(wishes(text))


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


def proposed(answer: Sequence[Word], at: int) -> bool:
    """What should be done is no reason why something fails (`set a timeout` names no timeout that runs out)."""
    before = before_in(answer, at, attrgetter("period"))
    if not before:
        return answer[at].text in ORDERS
    if (order := _order_before(before)) and not _has_reason(before, order + 1):
        return True
    asked = [n for n, word in enumerate(before) if word.text in _ASKS]
    if asked:
        first = asked[-1] + 1
    elif before[0].text in ORDERS:
        first = 1
    else:
        return False
    return not _has_reason(before, first)


def orders(said: Sequence[str], at: int, *, begins: bool) -> bool:
    """It says what should be done, in a clause that starts there; `begins`: so does its sentence."""
    is_thing = said[at] in _NOUNS and not begins
    return said[at] in ORDERS and not is_thing and len(said) > at + 1 and said[at + 1] not in _TELLS


def _order_before(before: Sequence[Word]) -> int | None:
    """The number of the last word that begins a clause with an order, but not the sentence (`as it asks: read`)."""
    said = [word.text for word in before]
    for at in range(len(before) - 1, 0, -1):
        if before[at].clause != before[at - 1].clause and orders(said, at, begins=False):
            return at
    return None


def _has_reason(said: Sequence[Word], first: int) -> bool:
    return any(_is_reason(said, n) for n in range(first, len(said)))


def _is_reason(said: Sequence[Word], at: int) -> bool:
    """`in the same transaction as the insert` gives none, and `, as the insert comes later` does."""
    if said[at].text not in _REASONS_AFTER_COMMA:
        return said[at].text in _REASONS
    is_new = at > 0 and said[at - 1].clause != said[at].clause
    return is_new or (at + 1 < len(said) and said[at + 1].text in _PRONOUNS)
