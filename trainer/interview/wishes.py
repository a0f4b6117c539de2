"""Whether a sentence asks for something: a thing to be added, taken away or done otherwise."""

from __future__ import annotations

import re

from trainer.interview.sense import vague

_DEMAND = re.compile(
    r"\b(?:add|adding|introduce|lacks?|should (?:also )?(?:have|use|get)|there should be"
    r"|must (?:also |still )?(?:have|be|get|use|set|add|retry|check|verify|handle)"
    r"|(?:it|this|that|code|script|job|service|still|also|just|only|we|you|i) needs?"
    r"|(?:^|[.!?;,:]\s*|\b(?:and|but)\s+)needs?(?! (?:an? |the )?\w+,)"
    r"|(?<!\bhow )(?<!\bwhat )(?<!\bas )(?<!\ball )(?:i'd|i would)"
    r"(?! (?:happily |gladly )?(?:ship|merge|approve|deploy|sign|say|call|let|trust|pass|go|be|leave|keep|run|roll|accept|do (?:it|this|that)|find)\b))\b",
    re.I,
)
"""Asks for something; `starting one is a POST and needs a JWT, so ...` tells of the code."""
_ORDER = re.compile(
    r"\s*(?:(?:also|just|please|then|and|better) )*"
    r"(?:set(?! -)|use|pass|put|introduce|move|switch|wrap|configure|enable|make sure|give it|raise|lower|increase|reduce|change|remove|replace|delete)\b",
    re.I,
)
"""A sentence that begins with what is to be done."""
_THEN_DO = re.compile(
    r"[,;:] (?:please |then |better )?(?:use an?|run it|make it|do it|put it|replace|rewrite|split|switch to|add)\b",
    re.I,
)
"""Within a sentence, as what is to be done instead."""
_OFTEN = r"(?:still |only |just |also |even |rather |really |probably |maybe |personally |then )*"
_THING = r"(?P<thing>(?!(?:it|this|that|to|nothing|no|for|with|live)\b)[^.,;!?\n]+)"
_CHANGE = (
    r"(?:add|want|like|prefer|need|see|have|expect|use|put|set|make|take|give|remove|drop|delete|raise|lower|increase|decrease|reduce"
    r"|change|replace|rewrite|split|move|switch|wrap|retry|limit|lock|check|verify|test|encrypt|cache|log|alert|monitor)"
)
_NOUN = r"(?!(?:what|which|who|that|if|when|where|one|no|not|nothing)\b)[\w-]+"
_WISHES = (
    re.compile(
        rf"(?:\b(?<!how )(?<!what )(?<!as )(?:i|we)(?:['’]d| would) {_OFTEN}{_CHANGE}"
        rf"|\b(?:i|we)(?: do)? {_OFTEN}(?:want|prefer|miss|need)\b"
        rf"|\b(?:it|this|that|still|but|just|only|also) (?:lacks|needs)) (?:to (?:have|see|add) )?{_THING}",
        re.I,
    ),
    re.compile(
        rf"\bwhat (?:i|we)(?:['’]d| would| do)? {_OFTEN}(?:like|want|miss|need)\b(?: to (?:have|see))?(?: is)? {_THING}",
        re.I,
    ),
    re.compile(
        rf"(?P<thing>\b{_NOUN}(?: {_NOUN}){{0,2}}) (?:(?:would|might|could) be (?:nice|better|good|great|helpful|an improvement)\b"
        r"|(?:is|are) (?:still |also )?missing\b|would(?:n['’]t| not) hurt\b|i (?:really )?(?:don['’]t|do not) (?:like|trust)\b)",
        re.I,
    ),
    re.compile(
        rf"\b(?:it|this|that|they|you|we)(?: also| still)? (?:must|has to|have to|should|ought to)(?: also| still)? {_CHANGE} {_THING}",
        re.I,
    ),
)
"""Wants a thing, whatever it is."""


def demands(text: str) -> bool:
    """It asks for something."""
    return bool(_DEMAND.search(text))


def orders(text: str) -> bool:
    """It begins with what is to be done."""
    return bool(_ORDER.match(text))


def orders_then(text: str) -> bool:
    """It goes on with what is to be done."""
    return bool(_THEN_DO.search(text))


def wished(sentence: str) -> str:
    """What it wants; empty where that is nothing, or could be wanted of any code."""
    for wish in _WISHES:
        found = wish.search(sentence)
        if found and not vague(found[0]):
            return found["thing"].strip()
    return ""
