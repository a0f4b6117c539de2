"""Interfaces that are taken away from their callers without a way to go on."""

from __future__ import annotations

import re

from detectors.facts import HOLE, Block, Setting
from detectors.model import Risk, Verdict, risky, sound
from detectors.vocabulary.names import is_a_test, is_for_developers, siblings

risk = Risk(
    __name__, config_words=("deprecated", "return 410", "return 404", "410"), needs_client=False
)

_REPLACEMENT = re.compile(
    r"\buse\b|instead|replac|supersed|\bsee\b|migrat|favou?r|successor|moved? to|prefer|switch to|upgrade to",
    re.IGNORECASE,
)
_DATE = re.compile(
    r"\b20\d\d\b|\bQ[1-4]\b|\bv?\d+\.\d+|\b(?:next|in) (?:major )?(?:version|release)|\bversion \d|"
    r"\b(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)\w* \d",
    re.IGNORECASE,
)
_HEADERS = frozenset({"deprecation", "sunset"})
_EXTENSION = re.compile(
    r"x-.*(?:sunset|deprecat|removal|remove|replac|eol|end-of-life)", re.IGNORECASE
)
_PREVIEW = re.compile(r"\b(?:internal|beta|preview|experimental|alpha)\b", re.IGNORECASE)
_DATA = frozenset({"example", "examples", "default", "x-examples"})


@risk.judge(Setting)
def is_left_without_a_way(setting: Setting) -> Verdict | None:
    if is_for_developers(setting) or is_a_test(setting):
        return None
    if setting.name == "deprecated" and setting.value.value is True:
        return _in_openapi(setting)
    if setting.name == "return" and setting.file.language == "nginx":
        return _in_nginx(setting)
    if setting.name == "http-request" and setting.file.language == "haproxy":
        return _in_haproxy(setting)
    return None


# --- OpenAPI -------------------------------------------------------------------------------------


def _in_openapi(setting: Setting) -> Verdict | None:
    block = setting.block
    if setting.file.format != "openapi" or block is None or _DATA & set(setting.path):
        return None
    beside = siblings(setting)
    if any(s.name in {"$ref", "x-internal"} or s.value.is_unknown for s in beside):
        return None
    operation = block.within("openapi:operation")
    is_whole = operation is block
    told = " ".join(s.value.string or "" for s in beside if s.name in {"summary", "description"})
    told += _said_of_all(block)
    tags = " ".join(s.value.string or "" for s in beside if s.name == "tags")
    if _PREVIEW.search(f"{told} {tags} {'/'.join(setting.path)}"):
        return None
    if operation is not None and _is_stripped(operation):
        return None
    signal = _signal(operation if is_whole and operation else block, beside)
    if signal is not None:
        return sound("callers are told in band", at=signal.lines)
    has_way, has_date = bool(_REPLACEMENT.search(told)), bool(_DATE.search(told))
    if has_way and (has_date or not is_whole):
        return sound("its text says what to use instead" + (", and until when" if has_date else ""))
    missing = " and ".join(
        what
        for what, is_there in (("what to use instead", has_way), ("when it stops", has_date))
        if not is_there
    )
    if HOLE in told:
        return None
    what = operation.name if is_whole and operation else _called(setting)
    return risky(
        f"callers of {what} are not told {missing}, so they hear of its end from their own outage",
        anchors=[setting.lines, block.lines] if is_whole else [setting.lines],
        shift=0 if is_whole and not has_way else -1,
    )


def _is_stripped(operation: Block) -> bool:
    """A copy for a program, from which all that people read was taken."""
    answers = next((one for one in operation.blocks if one.name == "responses"), None)
    if answers is not None and any(one is not answers for one in answers.walk()):
        return False
    return not operation.text("summary") and not operation.text("description")


def _said_of_all(block: Block) -> str:
    """What the whole interface says of its own end."""
    info = next((peer for peer in block.peers if peer.name == "info"), None)
    text = info.text("description") if info else ""
    return f" {text}" if re.search(r"deprecat|sunset|end of life", text, re.IGNORECASE) else ""


def _called(setting: Setting) -> str:
    """The parameter or field that it is said of."""
    named = next((s.value.string for s in siblings(setting) if s.name == "name"), None)
    return f"the field {named or setting.path[-2]}"


def _signal(block: Block, beside: list[Setting]) -> Block | Setting | None:
    """A header of its answers, or an extension, that tells programs of the end."""
    for inner in block.walk():
        if inner.name.lower() in _HEADERS:
            return inner
    return next((s for s in beside if _EXTENSION.match(s.name)), None)


# --- servers -------------------------------------------------------------------------------------

_VERSION = re.compile(r"(?:^|[\s~^])/(?:api/)?v\d+(?:[/.]|\b)")
_TELLS = re.compile(r"https?://|/v\d|\buse\b|migrat", re.IGNORECASE)


def _in_nginx(setting: Setting) -> Verdict | None:
    words = str(setting.value.value or "").split(maxsplit=1)
    location = setting.block.within("nginx:location") if setting.block else None
    if location is None or words[:1] not in (["410"], ["404"]):
        return None
    path = " ".join(location.labels)
    if not _VERSION.search(path) or not location.is_complete:
        return None
    return _answered(words[0], path, words[1] if len(words) > 1 else "", setting, location)


def _answered(
    status: str, path: str, body: str, setting: Setting, location: Block
) -> Verdict | None:
    for around in location.outwards():
        own = [
            s for s in around.settings if s.name in {"add_header", "error_page", "more_set_headers"}
        ]
        if any(
            (s.name == "error_page" and status in s.value.text)
            or re.search(r"link|sunset|deprecation", s.value.text, re.IGNORECASE)
            for s in own
        ):
            return sound("the answer says where to go on", at=setting.lines)
    if body:
        return sound("the answer says where to go on") if _TELLS.search(body) else None
    return risky(
        f"whoever still calls {path} gets a bare {status}, and no word of what took its place",
        anchors=[setting.lines, location.lines],
    )


_REFUSED = re.compile(r"(?:return|deny)\b.*\bstatus (410|404)\b|deny\b.*\bdeny_status (410|404)\b")


def _in_haproxy(setting: Setting) -> Verdict | None:
    text = setting.value.text
    refused, path = _REFUSED.search(text), re.search(r"/(?:api/)?v\d+\b\S*", text)
    if refused is None or path is None:
        return None
    if re.search(r"\b(?:string|lf-string|file|lf-file|errorfile|hdr)\b", text):
        return sound("the answer says where to go on")
    return risky(
        f"whoever still calls {path[0]} gets a bare {refused[1] or refused[2]}, and no word of what took its place"
    )
