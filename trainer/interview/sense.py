"""Which words of an answer do not count: denied, vague, or copied from the question.

This looks at words and their order only. It knows no grammar, so that each rule is narrow.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from operator import attrgetter

from trainer.interview.lexicon import listed
from trainer.interview.rubric import Role
from trainer.interview.words import ARTICLES, Word, before_in, words

COPIED = 4
"""Words in a row that stand in the question too are a copy of it."""
_NO_THING = listed("no without lack lacks lacking missing absent neither nor")
"""Deny the thing that is named next."""
_NO_DEED = listed("not never cannot avoid dont doesnt wont cant isnt hardly")
"""Deny what is done next."""
_ENDS = listed(
    "but so because since which who it they we i you he she this these then and if when until while as "
    "unless means use add set have make put by on at per under after before during"
)
"""Where a denial ends: what follows is said anew."""
_FREE = listed(
    "really ever even just actually simply any need needs to have be get cause lead do does too very "
    "all every more of risk danger problem with in for"
)
"""Words that carry a denial on to what it denies."""
_PURPOSE = frozenset({"so", "otherwise", "thus", "therefore"})
_POINTLESS = listed(
    "missing absent lacking unnecessary needless useless pointless overkill superfluous wrong"
)
"""Said after a thing, they deny it."""
_AFTER_NOT = listed("needed necessary required there used set present worth helpful")
JOINTS = listed(
    "a an the is are was be it its that this we i you they so because since if when while as to for of in "
    "on by not no does do can will would only which who then until once after before without have has"
)
"""Words of which sentences have many and lists of names none."""
_BEGINS_WITH_DENIAL = _NO_THING | _NO_DEED | {"nobody", "nothing", "none", "nowhere"}

_VAGUE = re.compile(
    r"\b(?:(?:might|could|may|can|would|will) (?:just |also |sometimes |probably |potentially )?(?:be )?"
    r"(?:a bit |a little |very |too |quite )?(?:slow|fail|break|crash|problematic|unreliable|an issue"
    r"|cause (?:issues|problems|errors|trouble)|go wrong|not work|take (?:a while|some time|long))"
    r"(?: (?:sometimes|somehow|in production|under load))?(?=\s*(?:[.,;!?\n]|$))"
    r"|(?:add|adding|needs?|no|some|better|more|proper|improve) (?:some |better |proper |more )?"
    r"(?:error|exception)[- ]handling(?: and (?:some )?(?:logging|monitoring|tests?))?"
    r"|(?:add|adding|needs?|some|better|more|good|proper) (?:some |better |proper |more )?"
    r"(?:monitoring|observability|logging|dashboards?|tests?)\b"
    r"|(?:handles?|covers?|does|takes? care of) (?:everything|(?:it|this|that) all|all of (?:it|this|that))"
    r"|handle (?:the |all )?(?:errors?|exceptions?)(?: properly| correctly| better)?"
    r"|(?:there is )?nothing to say|best[- ]practices?|bad practice|anti[- ]?pattern|more robust|not scalable|code (?:style|quality|smell)"
    r"|(?:could|should|can) be (?:improved|optimi[sz]ed|better|cleaner)"
    r"|(?:[\w-]+ )?[\w-]+ (?:is|are) (?:an? )?(?:very |really |always |so )?(?:important|essential|crucial|key)(?: topic| thing| part)?\b[^.!?\n]*)",
    re.I,
)
"""Said of any code at all."""
_FINE = re.compile(
    r"\s*(?:(?:yes|sure|ok(?:ay)?|no)\b[,.:; ]+)?"
    r"(?:(?:this|it|that|the code|everything)(?: is|'s|’s| looks| seems)? ?(?:is |to be )?(?:all |perfectly |totally )?"
    r"(?:fine|ok(?:ay)?|good|correct|safe|sufficient|works?(?: in production| well| fine)?)\b"
    r"|(?:looks?|seems?) (?:fine|good|ok(?:ay)?)\b|(?:there (?:is|are) )?no (?:problems?|issues?|risks?|concerns?)\b"
    r"|(?:i|we)(?: would|'d|’d)? (?:ship|merge|approve|deploy) (?:it|this)\b)",
    re.I,
)
_FINE_AS_IT_IS = re.compile(
    r"\s*(?:\w+[ -]){1,5}(?:is|are) (?:\w+ )?(?:sufficient|fine|ok|okay|enough|good|safe)\b", re.I
)
"""Of a thing by its name; it may begin a better answer, so it says so only where nothing follows."""
_YET = re.compile(
    r"\b(?:but|however|until|unless|except|only|although|though|not|as long as)\b", re.I
)


def vague(text: str) -> list[tuple[int, int]]:
    """(start, end) of the phrases that could be said of any code."""
    return [match.span() for match in _VAGUE.finditer(text)]


def denies_all(text: str) -> tuple[int, int] | None:
    """(start, end) of a first sentence that says there is no problem, without a but."""
    match = _FINE.match(text)
    if not match and len({word.sentence for word in words(text)}) == 1:
        match = _FINE_AS_IT_IS.match(text)
    if not match:
        return None
    sentence = re.split(r"[.!?\n](?=\s|$)", text[match.start() :].lstrip(), maxsplit=1)[0]
    return None if _YET.search(sentence) else match.span()


def copied(answer: Sequence[Word], asked: str) -> set[int]:
    """The numbers of the answer's words that repeat the question word for word."""
    question = [word.text for word in words(asked)]
    runs = {tuple(question[i : i + COPIED]) for i in range(len(question) - COPIED + 1)}
    said = [word.text for word in answer]
    return {
        at
        for first in range(len(said) - COPIED + 1)
        if tuple(said[first : first + COPIED]) in runs
        for at in range(first, first + COPIED)
    }


def denied(answer: Sequence[Word], first: int, last: int, role: Role) -> bool:
    """The answer says that this is not so, not there or not wanted.

    `no retries needed`, `do not add a timeout`, `without a timeout it hangs` (of the timeout), `never hangs`.
    A denial that the phrase itself begins with (`no jitter`) belongs to it.
    """
    if role == "context" or _is_denial(answer[first].text):
        return False
    if answer[first].text in _ENDS and role != "remedy":
        return False  # `no limit by default` denies the limit
    if role == "remedy" and _denied_after(answer, last):
        return True
    at = _denial_before(answer, first, role)
    if at is None:
        return False
    clause = [word.text for word in before_in(answer, at, attrgetter("sentence"))]
    if any(word in _NO_DEED or word.endswith("n't") for word in clause):
        return False  # `never retry without a key` asks for the key
    return not (
        role != "remedy" and _PURPOSE & set(clause[-4:-1])
    )  # `so that it never hangs` names the hang


def _is_denial(word: str) -> bool:
    return word in _BEGINS_WITH_DENIAL or word.endswith("n't")


def _denial_before(answer: Sequence[Word], first: int, role: Role) -> int | None:
    """The number of the word that denies what begins at `first`; None if none does."""
    between: list[str] = []
    for at in range(first - 1, -1, -1):
        word = answer[at]
        if word.clause != answer[first].clause:
            return None
        if word.text in _NO_THING and not _is_only(answer, at):
            return at if _reaches(between, role, most=2) else None
        if (word.text in _NO_DEED or word.text.endswith("n't")) and not _is_only(answer, at):
            return at if _reaches(between, role, most=3) else None
        if word.text == "instead" or (word.text == "rather" and between[-1:] == ["than"]):
            return at if between[-1:] in (["of"], ["than"]) and len(between) <= 3 else None
        between.append(word.text)
    return None


def _is_only(answer: Sequence[Word], at: int) -> bool:
    """`not only`, `not just`, `why not`: no denial."""
    after = answer[at + 1].text if at + 1 < len(answer) else ""
    return after in {"only", "just", "least"} or (at > 0 and answer[at - 1].text == "why")


def _reaches(between: Sequence[str], role: Role, most: int) -> bool:
    """A denial reaches over these words (nearest to the phrase first)."""
    heavy = [word for word in between if word not in _FREE and word not in ARTICLES]
    if role == "remedy":
        # `do not add a timeout` but `not safe, add a key`: a verb that begins anew ends it.
        return len(heavy) <= most and not set(between[:-1]) & (
            _ENDS - {"add", "use", "set", "have", "make", "put"}
        )
    # `does not answer the worker hangs`: the thing after an article is a new subject.
    is_new_subject = any(word in ARTICLES for word in between[1:])
    return len(heavy) <= 1 and not is_new_subject and not set(between) & _ENDS


def _denied_after(answer: Sequence[Word], last: int) -> bool:
    """`retries are unnecessary`, `a timeout is missing`, `retries are not needed`."""
    after = [w.text for w in answer[last + 1 : last + 5] if w.clause == answer[last].clause]
    if not after or after[0] not in {
        "is",
        "are",
        "was",
        "would",
        "isn't",
        "aren't",
        "seems",
        "unnecessary",
    }:
        return False
    said = after[1:] if after[0] != "unnecessary" else after
    is_not = after[0].endswith("n't") or "not" in said[:2]
    return bool(_POINTLESS & set(said[:2]) and not is_not) or (
        is_not and bool(_AFTER_NOT & set(said[:3]))
    )
