"""Whether a sentence says that something goes wrong, that something could, or that it is kept from going wrong."""

from __future__ import annotations

import re
from collections.abc import Iterator

_FAILS = re.compile(
    r"(?<!-)\b(?:bad|smell|wrong|dangerous|risky|slow|insecure|unsafe|vulnerab\w*|endless|forever|for ever|race(?: condition)?"
    r"|single point of failure|anti[- ]?pattern|problems?|issues?|risks?|single instance|dies|fails?|blocks?|lost|lose[sd]?|leak(?:s|ed)?|breaks?|crash(?:es)?"
    r"|ends? up in the|(?:un|not |n['’]t )clear|exposes?|visible (?:in|to|for)|readable (?:in|to|for|by)|exhausted|pil(?:e|es|ing) up"
    r"|stops? (?:everything|all|the (?:whole|entire))|stack ?traces?|(?:in|into) memory|grows? without|(?:changes|new|another|different) (?:\w+ )?(?:with|on|for|at) (?:each|every)"
    r"|ignor(?:es|ing) (?:all|any|errors?|the)|trusts? (?:all|any|user|the (?:client|caller|input))|never (?:expires?|ends?|stops?|closes?|checks?|gives? up)|both run"
    r"|nobody will|errors? vanish\w*|(?:not|n['’]t) (?:bounded|limited|capped|closed|released|escaped)"
    r"|storms?|(?:thread|type|memory)[- ]?unsafe|unencrypted|exposed|spoofed|useless|ugly|confusing|weird|overkill|critical|severe|disaster|spof|fatal|catastroph\w*|(?:gives?|raises?|is|gets?) an? (?:500|internal error)|worst(?! (?:that|case|thing)\b)|terrible|scary"
    r"|plain[- ]?(?:text|http)|clear[- ]?text|hard[- ]?coded|(?<!can be )in the (?:repo|repository|code|clear)|old[- ]style|share one"
    r"|more than (?:two|three|four|five|ten|\d+)|(?:could|might|may) (?!not\b|never\b|only\b|be (?:fine|ok))\w+"
    r"|overloads?|hides?|swallow(?:s|ed)?|floods?|kills?|eats?|hangs?|stuck|oversell\w*|anyone|anybody|everybody|gone|sniff\w*"
    r"|too (?:many|few|much|long|short|low|high|late|big|small|large)|not enough|isn['’]t enough|should(?:n['’]t)?(?! (?:the|an?|it|they|we|you|one|somebody|someone|that) )|must(?:n['’]t)?|use|but not|never (?:gets?|arrives?|comes?|reach\w*|told|sent|sees?)"
    r"|twice|(?<!pause )(?<!pauses )(?<!wait )(?<!waits )(?<!delay )doubl\w+|duplicate[sd]?|will(?! (?:stay|keep|wait|be (?:fine|told|kept|retried|refused|tried))\b)|(?:it|this|that|code|key|they|you|we) (?:has|have) to|is never|are never|(?:nobody|no one) (?:notices|knows|sees|checks|verifies|looks|notes)|not ready|depends|probably|perhaps|maybe)\b|['’]ll\b",
    re.I,
)
_HARMLESS = re.compile(
    r"(?:\W+[\w’'-]+){0,3}?(?:\W+\w*n['’]t\b|\W+(?:with (?:an? )?(?:\d|error|exit|code|status)|instead of|rather than|loudly)\b|\W+(?:is|are|means|does|do|will|would|lose[sd]?) (?:not|no|nothing|never|harmless)\b"
    r"|\W+(?:is|are|gets?) (?:handled|caught|survived|told|logged|noticed|kept|stored|recogni[sz]ed|known|skipped|dropped|ignored|refused|merged)\b"
    r"|\W+(?:changes|does|costs) nothing\b|\W+(?:is|are) (?:perfectly )?(?:fine|ok(?:ay)?|no (?:problem|issue))\b)"
    r"|(?:\W+[\w’'-]+){0,6}?\W+(?:is|are) (?:gone|averted|avoided|covered|excluded|ruled out|small)\b"
    r"|[^.;!?]{0,25}[,;] (?:the )?(?:others?|rest|next)\b[^.;!?]{0,20}\b(?:take|carry|go|continue|remain|stay|do)",
    re.I,
)
"""After a failure: nothing comes of it (`a crash doesn't lose a row`)."""
_CANNOT = re.compile(
    r"(?:n['’]t|\bnot|\bnever) (?:\w+ )?(?:finish|work|run|ready|made|meant|support|check|verif|handle|retr|scale|enough|refresh|encrypt"
    r"|exist|pinned|protect|prevent|guarantee|authenticated|(?:an? )?standard|(?:thread|async|crash|process)?[- ]?safe)\w*"
    r"|^\s*(?:never(?! (?:fewer|more|less|longer)\b)|don['’]t|do not|always|avoid)\b"
    r"|^\s*without [^,.;]{2,30}?,? (?:it|we|you|they|everything|the \w+) |\bwhere(?:['’]s| is| are) (?:the|an?|your|our)\b",
    re.I,
)
"""A thing that the code should do and does not, or an order to leave something."""
_NEAR = r"(?:[^\w,;:]+(?!(?:so|because|therefore|but)\b)[\w'’-]+)"
"""A word more of the same clause."""
_AVERTED = re.compile(
    r"\b(?:no|not|never|nobody|nothing|none|cannot|instead of|rather than|avoid(?:s|ed)?|prevent(?:s|ed)?|surviv\w+"
    rf"|against|harmless)\b{_NEAR}{{0,7}}[^\w,;:]*$|n['’]t\b{_NEAR}{{0,7}}[^\w,;:]*$"
    r"|\bwithout\b(?:[^\w,;:]+(?!(?:is|are|it|you|we|they)\b)[\w'’-]+){0,5}[^\w,;:]*$"
    r"|\b(?:if|when|whenever|in case|should|what|otherwise|or|until)\b(?:\W+[\w'’-]+){0,4}\W*$"
    r"|\b(?:looks?|looked|seems?|seemed|sounds?|thought|afraid|feared|worried|bothered|first|made me look|was looking)\b(?:\W+[\w'’-]+){0,6}\W*$"
    r"|\b(?:an?|one|those|any\w*|each|every|whatever|[a-z]+s)(?: [\w-]+)? (?:that|which|who)(?: \w+)?\W+$|(?:^|[.;,]\s*)who(?:ever)? (?:\w+ ){0,2}$|\b(?:risk|danger|chance)s? (?:of|that)\b(?:\W+\w+){0,5}\W*$|\b(?:keep|kept|stop|prevent|protect|sav)\w*(?:\W+[\w-]+){1,4} from\W+$|\bwould have (?:been )?$"
    r"|\bcan (?:stay|remain) $|\b(?:as|how|what) (?:it|they|one|this|that) $",
    re.I,
)
"""Before a failure: it does not happen, it only seemed to, or something is done when it does."""
_ONE_OF_SEVERAL = re.compile(r"\b(?:one|any|an?)(?: of)?(?: the| those)?(?: [\w-]+){0,2} $", re.I)
"""Before `may die`: it is put up with."""
_NOUN = re.compile(
    r" (?!(?:idea|practice|design|choice|way|for|when|because|if|as|and|but|in|to|on|under|here|at|status)\b)\w+",
    re.I,
)
"""After `slow`: of a slow thing it is told what becomes of it."""
_ONLY_ONE = re.compile(r"\b(?:no|without|lacks?|lacking|missing|absent)\b", re.I)
_AVERTS = re.compile(
    r"\b(?:no(?! (?:idea|way|doubt|worries|problems?|issues?)\b)|not|never|nobody|nothing|none|no one|can(?:no|['’])t|only|at most|instead of|rather than|without|harmless|safe(?:ly)?"
    r"|so that|until|unless|(?:before|after) (?:it|the|a|that)|first|stays?|remains?|keeps?|kept|skip(?:s|ped)?|limit(?:s|ed)?|capp?(?:s|ed)"
    r"|check(?:s|ed)|verif(?:y|ies|ied)|compared?s?|reject(?:s|ed)|refus(?:es|ed)|stops?|gives? up|ends?|takes? over|carr(?:y|ies) on|goes? on"
    r"|retried|repeated|tried|again|cached|renew(?:s|ed)?|removed|notic\w+|detect\w+|lock(?:s|ed)?|announced|parked|moved|logged|told|recogni[sz]ed?s?|falls? back|fallback|defaults?"
    r"|expires?|unique|idempotent|signed|encrypted|separate[ds]?|own|once|per|same|several|both|back ?up|waits?|pauses?|queued?|as long as|at a time|spare[ds]?"
    r"|by default|within|timeouts?|retries|jitter|redirects?|pinned|dated|fixed|versioned|atomic\w*|surviv\w+|protect\w*|guard\w*|restart\w*)\b|n['’]t\b",
    re.I,
)
"""What keeps something from going wrong, or that it does not."""
_DOUBT = re.compile(
    r"\b(?:but|however|though|although|except)\b[^.!?\n]*?\b"
    r"(?P<doubt>(?:i['’]m |i am )?(?:not|n['’]t|un)(?: so| quite| really)? ?(?:sure|certain|convinced)\b[^,.;!?\n]*"
    r"|(?!(?:what|which|who|that) )[\w-]+ (?:could|might|may) (?!not\b|never\b|still\b|be (?:ok|fine|left|kept)|help|wait|lag)\w+[^,.;!?\n]*)",
    re.I,
)
"""After a `but`, what may go wrong nevertheless."""


def fails(sentence: str) -> bool:
    """It says that something goes wrong."""
    is_lacking = _ONLY_ONE.search(sentence) and re.search(r"\bonly an?\b", sentence, re.I)
    return bool(is_lacking or _CANNOT.search(sentence)) or any(
        not _is_averted(sentence, found) for found in _FAILS.finditer(sentence)
    )


def _is_averted(sentence: str, failure: re.Match[str]) -> bool:
    before, after = sentence[: failure.start()], sentence[failure.end() :]
    if failure[0].lower() in {"bad", "slow", "wrong"} and _NOUN.match(after):
        return True
    is_borne = failure[0][:3].lower() in {"may", "cou", "mig"} and _ONE_OF_SEVERAL.search(before)
    return bool(is_borne or _AVERTED.search(before) or _HARMLESS.match(after))


def averts(text: str) -> bool:
    """It says of something that it keeps another from going wrong, or of a fault that it is none."""
    return bool(_AVERTS.search(text))


def doubts(sentence: str) -> str:
    """What it fears in spite of all; empty for nothing."""
    found = _DOUBT.search(sentence)
    return found["doubt"].strip() if found else ""


def doubted(answer: str) -> Iterator[tuple[int, int]]:
    """(start, end) of what is feared, up to the end of its sentence."""
    for found in _DOUBT.finditer(answer):
        end = re.compile(r"[.!?](?=\s|$)|\n|$").search(answer, found.end())
        yield found.start("doubt"), end.start() if end else len(answer)
