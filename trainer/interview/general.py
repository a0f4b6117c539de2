"""What an answer says in words that no page lists: what happens to this system, what in this code does it, what it weighs.

It fills a rubric's gaps where the page's own words have earned something; by itself it earns nothing, since
it would be said of another risk in the same words.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from trainer.interview.grounds import SHORTEST, names
from trainer.interview.sense import JOINTS, ORDERS, proposed
from trainer.interview.stance import sentences
from trainer.interview.words import Word, stem, words

HARM = re.compile(
    r"\b(?:lost|los(?:e|es|ing)|gone|missing|twice|doubl\w+|duplicat\w+|leak\w*|down|outage|fail(?:s|ed|ing)?|crash\w*|stuck"
    r"|hang(?:s|ing)?|block(?:s|ed)|stop(?:s|ped)?|clos(?:ed|es)|stolen|steal\w*|taken over|wrong|stale|outdated|overload\w*"
    r"|exhaust\w*|run(?:s)? out|oversell\w*|oversold|overcharg\w*|charged|pay(?:s)?|exposed|readable|visible|defac\w+|fake\w*|forged"
    r"|corrupt\w*|dropped|drops|rejected|refused|banned|locked out|late|delayed|too (?:long|late|old|many|much)|complain\w*|silent\w*"
    r"|nobody (?:notices|sees|knows|gets|can)|nothing (?:is|gets|works|happens)|errors? for|without (?:anyone|anybody|notice)"
    r"|no \w+ (?:is|are|gets?|can|will|comes?) |(?:can['’]?t|cannot|won['’]t|never|not) (?:\w+ )?(?:start|get|reach|work|bill|pay|see|use|open|buy|find|serve|sell|sold|arrive|answer|install)\w*"
    r"|raises?|errors? (?:after|until|while)|gets? (?:an? )?(?:errors?|\d{3})|stands? (?:still|in line)|wait(?:s|ing)? (?:behind|in line)|queues? behind|starv\w+"
    r"|stays? (?:empty|blocked|open|down|dead)|spins?|hacked|(?:makes?|creates?) (?:several|two|many|another)|hammer\w*|flood\w*|struggling|gives? up|never again|expired?|broken?|breaks?|cold"
    r"|(?:any(?:one|body)|every(?:one|body)|whoever|people|somebody|someone|attackers?|strangers?|outsiders?|they) (?:[\w']+ ){0,6}?(?:can|could|may|gets?|reads?|sees?|opens?|runs?|owns?|steals?)"
    r"|un\w+ed \w+ (?:goes|go|gets|is|are)|although|even though|old (?:table|list|version|data))\b",
    re.I,
)
"""Something bad that happens."""
WEIGHS = re.compile(
    r"\bthough\b|\b(?:flip side|caveat|down ?side|draw ?back|trade[- ]?off)\b|(?:^|[.;!?\n]\s*)costs?\b"
    r"|\b(?:alone|only|just|merely)\b[^.;]{0,40}(?:n['’]t|\bnot)\b|(?:n['’]t|\bnot) (?:be )?(?:enough|help|do it)\b"
    r"|\b(?:small|little|that['’]s (?:the|a)|only|has its) price\b|\bcosts? (?:a bit|some|us|more|little|nothing|less)\b|\bat a cost\b"
    r"|\b(?:may|can) (?:stay|keep|remain|wait|live|lag)\b|\b(?:nobody|no one|who) (?:cares|minds)\b|\bmatters? (?:less|little)\b"
    r"|\bof course\b|\b(?:keep an eye|be careful|beware|watch out|bear in mind)\b|\b(?:even|still|much) better\b"
    r"|\b(?:doesn['’]t|does not|won['’]t|will not|wouldn['’]t|can['’]t|cannot) (?:replace|suffice|cover|solve)\b|\bdoes(?:n['’]t| not) help here\b"
    r"|\bon (?:a|one['’]s|my|your|the) (?:own )?(?:laptop|machine)\b|\bin (?:dev|development|tests?|staging)\b|\blocally\b"
    r"|\bwould(?:n['’]t| not) matter\b|\blive with (?:it|this|that|the)\b|\bend of the world\b|\b(?:takes?|needs?) longer\b"
    r"|\bmind (?:that|the|you)\b|\b(?:is|are) (?:ok(?:ay)?|fine|acceptable|tolerable) (?:because|since|if|as|when)\b|\bmust (?:still )?stay\b"
    r"|\bwith (?:only )?\d+ [\w-]+ (?:it|this|that|they)\b|\bfor more,|\bin the worst case\b|\brank it lower\b|\bcompromise\b|\bhigh enough\b"
    r"|\b(?:soon|good|long) enough\b|\bthe better of\b|(?:\bis|['’]s) (?:alright|all right)\b|\bas optional\b|\botherwise (?:their|the|old|existing)\b"
    r"|(?:^|[.;!?\n]\s*)then (?:no|all|the|they|it)\b|\bhas to differ\b"
    r"|\bdoes no harm\b|\b(?:have|has) to wait\b|\bnot (?:at|on) every\b"
    r"|\bfor (?:an?|the) [^,.;]{3,40}?,? (?:i|it|that|this) (?:would|['’]d|is|may|might)\b"
    r"|\bif [^.;]{3,70}\b(?:i would|i['’]d|leave|skip|is fine|are fine|is ok|would be ok)\b"
    r"|\b(?:at|in|with) this (?:size|scale|load|volume)\b|\bsecond layer\b|\bshould (?:still )?stay\b|\bfor a while\b"
    r"|\b(?:i|we)(?:['’]d| would) (?:still|choose|rather|not|leave)\b|\bwould(?:n['’]t| not) (?:care|bother|roll|do it|use|go)\b"
    r"|\bbut (?:then|if|a|an|with|keep|check|only|here|in that|that)\b|\bcould (?:still )?be (?:left|kept|retried)\b"
    r"|(?:^|[.;!?\n]\s*)(?:but|note|however|still|caveat)\b|\bdon['’]t make it too\b",
    re.I,
)
"""One thing against another."""
REMOVES = re.compile(
    r"(?:remove|delete|drop|omit|leave out|take out|get rid of|purge|strip)\b", re.I
)
_VALUES = frozenset({"true", "false", "none"})
NAMES = 2
"""Words of the place that say what it does."""


def harms(answer: str, about: frozenset[str]) -> Iterator[tuple[int, int]]:
    """(start, end) of what is said to happen to something of the code or its scenario."""
    said = words(answer)
    for start, end, inside in _statements(answer, said):
        if any(names(word.text, about) for word in inside):
            yield from (found.span() for found in HARM.finditer(answer, start, end))


def points_at(answer: str, place: frozenset[str]) -> Iterator[tuple[int, int]]:
    """(start, end) of what is said of the place itself, in its own words."""
    said = words(answer)
    for _, _, inside in _statements(answer, said):
        named = [word for word in inside if names(word.text, place)]
        if len({word.text for word in named}) >= NAMES:
            yield named[0].start, named[-1].end


def cures(
    answer: str, mended: frozenset[str], new: frozenset[str], gone: frozenset[str]
) -> Iterator[tuple[int, int]]:
    """(start, end) of what is proposed with a word that only the mended code has, or two of its other lines.

    So is the removal of what it has no more.
    """
    said = words(answer)
    for start, end in sentences(answer):
        news = {word.text for word in said if start <= word.start < end and names(word.text, new)}
        asked = [
            word
            for at, word in enumerate(said)
            if start <= word.start < end
            and (len(news) >= NAMES or proposed(said, at) or word.text in ORDERS)
        ]
        named = [word for word in asked if _stands_in(word.text, mended)]
        is_new = any(names(word.text, new) for word in named)
        if is_new or len({word.text for word in named}) >= NAMES:
            yield named[0].start, named[-1].end
        elif asked and REMOVES.match(answer, asked[0].start):
            yield from ((word.start, word.end) for word in asked if names(word.text, gone))


def _stands_in(word: str, mended: frozenset[str]) -> bool:
    """Also a short name (`key`) or value (`false`): a proposal of what stands there is rarely a chance."""
    is_short = len(word) == SHORTEST - 1 and word not in JOINTS | ORDERS
    return names(word, mended) or ((is_short or word in _VALUES) and stem(word) in mended)


def weighs(answer: str) -> Iterator[tuple[int, int]]:
    """(start, end) of what weighs one thing against another."""
    yield from (found.span() for found in WEIGHS.finditer(answer))


def _statements(answer: str, said: Sequence[Word]) -> Iterator[tuple[int, int, list[Word]]]:
    """Of each sentence the words that tell, and do not propose; with its start and end."""
    for start, end in sentences(answer):
        inside = [
            word
            for at, word in enumerate(said)
            if start <= word.start < end and not proposed(said, at)
        ]
        if inside:
            yield inside[0].start, end, inside
