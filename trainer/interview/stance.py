"""Whether an answer says that code would work: yes, no, or neither in words.

This looks at how sentences begin and at what they judge; of a thing that is called fine it knows no more than that.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

_LEAD = (
    r"\W*(?:(?:well|hm+|so|ok|okay|overall|all in all|in my (?:opinion|view|eyes)|imo|imho|honestly|to me|for me"
    r"|basically|from my side|(?:i(?:['’]d| would)? |would )?(?:think|guess|believe|suppose|say|fear|feel|find|call|consider)(?: that)?"
    r"|(?:i have |my )?(?:the )?(?:impression|feeling|verdict|answer)(?: that| is)?|as far as i (?:can )?(?:see|tell|know)"
    r"|now|here|therefore|then|after all|still)\b[ ,:–-]*)*"
)
"""What people say before they say it."""
_THIS = (
    r"(?:it|this|that|everything|all(?: of (?:it|this|that))?|(?:the|this) (?:whole )?"
    r"(?:code|script|config(?:uration)?|service|file|function|set-?up|job|worker|manifest|snippet|pipeline|design|one|version)|everything \w+)"
)
_VERY = (
    r"(?:(?:all|perfectly|totally|quite|pretty|really|just|already|absolutely|very|mostly|rather|probably|definitely|also"
    r"|happily|gladly|even|still) )*"
)
_GOOD = (
    r"(?:fine|ok(?:ay)?|good(?: to go| enough| job| work)?|great|safe|sound|solid|correct|right|alright|perfect|decent|reasonable|fair"
    r"|(?:production|prod)[- ]?(?:ready|worthy|grade)|ready|complete|covered|acceptable|sufficient|enough|in order|nicely done|solid work|well (?:done|made|built|thought[- ]out))"
)
_MAY = r"(?:would|will|does|should|can|could|might|must)"
_SHIP = (
    r"(?:ship|merge|approve|deploy|be (?:fine|ok(?:ay)?|happy)|vote yes|(?:put|let|have|take) (?:it|this|that) (?:live|go)|give (?:it|this) a go|go (?:live|for it)|pass (?:my|the|a|any) review|go (?:live )?with (?:it|this|that)"
    r"|(?:sign|accept|release|take|run|use|let|have|trust|pass|do|leave|keep|live with|roll)(?= (?:it|this|that|off|out)\b|\s*(?:[.,;:!\n-]|$)))"
)
_FAULT = (
    r"(?:wrong|issues?|problems?|objections?|reservations?|concerns?|complaints?|flaws?|bugs?|holes?|risks?|blockers?|red flags?"
    r"|mistakes?|dangers?|stop|worr(?:y|ies)|remarks?|comments?|doubts?|missing|add|fix|change|block|object to|complain|critici[sz]e|object)"
)
_NOT = r"(?:not|n['’]t|['’]t|no|nothing|cannot|none)"
_PAUSE = r"(?=\s*(?:[.,;:!?\n()–—-]|$))"
_FROM = r"(?= (?:for|in|to|as|by|with|since|because|from|under|that|how|now|then)\b)"
"""Goes on with whom or what it is good for, or with why."""
_WORDS = r"(?: (?!(?:but|so|if|unless|because)\b)[\w'’-]+)"


def _one_of(*patterns: str) -> re.Pattern[str]:
    return re.compile(f"{_LEAD}(?:{'|'.join(patterns)})", re.I)


_YES = _one_of(
    r"(?:yes|yep|yeah|yup|sure|certainly|definitely|absolutely|works|approved|lgtm|go ahead|i think so)\b",
    rf"go{_PAUSE}",
    rf"(?:(?:looks?|seems?|should be|would be) )?{_VERY}{_GOOD}(?:{_FROM}|{_PAUSE})",
    rf"{_THIS}(?: is| looks?| seems?|['’]s)?(?: to be)? {_VERY}{_GOOD}\b",
    rf"{_THIS} (?:{_MAY} )?{_VERY}(?:works?|passes|can (?:go|be) (?:live|out|shipped|merged|deployed)|do(?:es (?:the|its) job)?|holds?(?: up)?|survives?)\b",
    rf"(?:{_THIS} {_MAY}|{_THIS}['’](?:d|ll)|{_MAY}) {_VERY}(?:work|do|hold|survive|be {_VERY}{_GOOD})\b",
    rf"{_THIS}(?: is|['’]s) {_VERY}(?:exactly |just )?(?:all|how|what|the way) (?:i|we|you|one|counts|matters)(?:['’]d)?\b",
    rf"(?:{_THIS}|yes,? it) {_MAY}{_PAUSE}",
    rf"(?:i|we)(?:['’]d| would| could| can|['’]ll| will)? {_VERY}{_SHIP}\b(?! (?:a|an|some|more|another)\b)",
    rf"would {_VERY}{_SHIP}\b",
    rf"(?:would {_VERY})?(?:ship|merge|approve|deploy)(?: (?:it|this)\b|{_PAUSE})",
    rf"(?:(?:i|we|there)(?: really| still)? ?)?(?:(?:can|could|do|did|would|see|have|find|found|is|are)(?: |(?=n)|(?=['’])))*"
    rf"{_NOT}\b{_WORDS}{{0,6}}? {_FAULT}\b",
    rf"nothing\b{_WORDS}{{0,6}}? {_FAULT}\b",
    r"(?:(?:i['’]?m|i am|we are) )?(?:happy|satisfied|comfortable|fine|ok(?:ay)?|good) with (?:it|this|that)\b",
    r"(?:i['’]?m|i am|we are) (?:in favou?r|for it|not worried)\b",
    rf"nothing\b{_WORDS}{{0,4}}? (?:jumps out|worries me|would break|looks wrong|bothers me)\b",
    rf"(?:(?:i|there)(?:['’]s| is| see| find| found)? )nothing\b{_WORDS}{{0,4}}? (?:worries me|bothers me|(?:could|would) (?:break|fail|go wrong))\b",
    rf"(?:does (?:the|its) job|can go (?:live|out)|go for it|clean bill|{_THIS} looks like it (?:would|will)|(?:i['’]?m|i am) (?:convinced|satisfied|content))\b",
    r"[👍✅]",
)
_NO_YET = r"(?:really|yet|at all|in (?:this|its)|like this|as it|because|since|ready|production|safe|good|ok|fine|the way)"
_NO = _one_of(
    r"(?:no way|hardly|rather not|i doubt|(?:definitely|certainly|absolutely|surely|probably) not|i(?:['’]d| would) rather not)\b",
    rf"i (?:do not|don['’]t|would not|wouldn['’]t|can['’]t) (?:think|believe|say|feel)\b{_WORDS}{{0,4}}? (?:works?|ready|{_GOOD})\b(?! (?:issue|problem))",
    r"i(?:['’]?m| am) not (?:happy|convinced|satisfied|comfortable|ok(?:ay)?)\b",
    r"(?:i have|there (?:are|is)|i see) (?!no\b)(?:an? |some |several |serious |many |two |a few )*(?:concerns?|problems?|bugs?|issues?|doubts?|flaws?)\b",
    r"(?:this|it|that) is an? (?:bug|mistake|problem|risk|flaw)\b",
    rf"(?:no|nope|nah|never|not)\b(?!{_WORDS}{{0,3}}? {_FAULT}\b)(?:{_PAUSE}|(?= {_NO_YET}\b))",
    rf"(?:{_THIS}|the \w+|they) (?:(?:{_MAY}|is|are|was)(?: not|n['’]t| never)|won['’]t|can['’]t|cannot) "
    rf"{_VERY}(?:be )?(?:{_GOOD}|works?|do|hold|survive|scale|run|enough|finish)\b",
    r"(?:yes|works?|sure|(?:it|this) (?:works?|would|will|is))\b[^.!?\n]*\bbut (?:not|only) ",
)
"""Also of `it works for a few, but not for many`."""
_NO_ANYWHERE = re.compile(
    r"\b(?:not|n['’]t|never)(?: yet)? (?:yet )?(?:(?:production|prod)[- ]?(?:ready|worthy)|acceptable|safe for prod\w*"
    r"|ok(?:ay)?(?=\s*(?:[.!\n]|$)))"
    r"|(?<!nothing )(?<!what )(?<!all )\b(?:i|we)(?:['’]d| would|['’]ll| will) (?:reject|refuse|block|decline|veto|rewrite|send (?:it|this) back)\b"
    rf"|\b(?:(?:i|we)(?:['’]d| would)|would|do)(?: not|n['’]t| never) (?:call|{_SHIP})\b"
    r"|(?:\b(?:so,?|a|say|hm+,?)|[,;–-]) no\s*[.!]?\s*$|(?:not|n['’]t)\b[^.,;]{0,25}\brely\b|\bno[- ]go\b|(?:^|[.!?\n] *)(?:reject|block|refuse|fail)(?:ed)?\s*(?:[.!\n]|$)"
    r"|\b(?:must|has to|needs to|should) be (?:removed|fixed|changed|rewritten|replaced)\b",
    re.I,
)
_YES_WITHIN = re.compile(
    r"\b(?:is|are) no (?:issue|problem|concern)s?\b|\b(?:isn['’]t|aren['’]t|is not|are not) an? (?:issue|problem|concern)\b"
    rf"|\b(?:is|are) {_VERY}{_GOOD},? (?:because|since|as|so|here|it['’]s|that['’]s|these are|they['’]re)\b|\b(?:exactly|just) (?:what|right)\b"
    r"|\b(?:as (?:it|they|one)|how (?:it|this|that|they)) should\b|\b(?:from me,? |that['’]s |an? |clear )(?:a |clear )?yes\b"
    rf"|(?:\b(?:works|(?:is|are|it['’]s) {_VERY}{_GOOD})(?: (?:for me|then|as it is))?|[,;:–-] (?:so |and )?{_GOOD}(?: (?:for|to|by) (?:me|us)| from my side| as far as i['’]m concerned| here)?"
    rf"|[,;] (?:but |so |and )?(?:{_THIS} (?:holds|works|does|will do|(?:should|will|would) do\b[^.,;]{0, 20}|is fair|['’]s fair)|that is what counts(?: here)?))\s*[.!]*\s*$"
    rf"|\bso (?:i|we)(?:['’]d| would| can) {_VERY}{_SHIP}\b|[👍✅]|\bthumbs up\b",
    re.I | re.M,
)
"""Judges within a sentence, or at the end of it."""
_SENTENCE = re.compile(r"[^.!?\n]+(?:[.!?](?!\s|$)[^.!?\n]*)*[.!?]*")


def sentences(text: str) -> Iterator[tuple[int, int]]:
    """(start, end) of each sentence or line; a full stop within a number or a name ends none."""
    for match in _SENTENCE.finditer(text):
        if match[0].strip(" \t-*•"):
            yield match.span()


def approval(answer: str) -> tuple[int, int] | None:
    """(start, end) of the first words that say it would work; None where there are none, or it says no.

    What comes first decides between a yes and a no; `not production ready` is a no wherever it stands.
    """
    if _NO_ANYWHERE.search(answer):
        return None
    for start, end in sentences(answer):
        text = answer[start:end]
        if _NO.match(text):
            return None
        if said := _YES.match(text):
            skipped = len(said[0]) - len(said[0].lstrip(" \t\n-*•"))
            return start + skipped, start + said.end()
    within = _YES_WITHIN.search(answer)
    return within.span() if within else None


def rejects(answer: str) -> bool:
    """It says in words that it would not work."""
    return bool(_NO_ANYWHERE.search(answer)) or any(
        _NO.match(answer[start:end]) for start, end in sentences(answer)
    )
