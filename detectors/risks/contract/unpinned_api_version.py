"""Remote interfaces of which the other side chooses the version."""

from __future__ import annotations

import re
from collections.abc import Iterator

from detectors.facts import Request, Setting
from detectors.judging.running import MONEY, is_a_record, is_test_code, needed
from detectors.model import Risk, Verdict, risky, sound
from detectors.text import places_of
from detectors.vocabulary import hosts, withdrawn
from detectors.vocabulary.hosts import Address
from detectors.vocabulary.names import (
    is_a_test,
    is_for_developers,
    names_a_target,
    words,
)
from detectors.vocabulary.stand_ins import STAND_INS


def _suspects(source: str, lowered: str) -> Iterator[int]:
    """Where the name of a model ends."""
    for end in ('-latest"', "-latest'"):
        yield from places_of(end, lowered)


risk = Risk(
    __name__,
    closer=_suspects,
    words=("latest", "/beta", "/unstable", "model=", "model ="),
    config_words=("$latest", "-latest", "/latest/", "/beta/", "/unstable/", "model"),
)

_CHANGES = "fields and defaults change under the running service, on somebody else's day"
_NEWEST = re.compile(r"/(?:api/)?(latest|beta|unstable)/(\w[\w-]*)")
"""What stands in the place of a version; what is behind it is asked for."""
_OTHER = re.compile(
    r"(?:dl|download|downloads|assets|meta-data|dynamic|user-data|docs?|en|release|releases|stable|artifacts?|rates?|[A-Z]{3})$"
)
_OF_TODAY = re.compile(r"rate|exchang|currenc|fx|price|quote|weather|news")
"""In the name of a host whose newest is today's, whatever the version."""
_FILE = re.compile(
    r"\.(?:gz|tgz|zip|xz|bz2|zst|deb|rpm|apk|exe|dmg|pkg|jar|sh|py|js|css|whl|txt|html?|pdf|sha256|asc|sig|iso|img|bin)$"
)


# --- requests ------------------------------------------------------------------------------------


@risk.judge(Request)
def takes_what_it_is_given(request: Request) -> Verdict | None:
    at = hosts.target(request)
    if at is None or is_test_code(request) or is_a_test(request):
        return None
    if at.host == "api.stripe.com":
        return _of_stripe(request, at)
    if said := _stands_for_a_version(at):
        return _risky(request, f"{at.host} answers as whatever `{said}` is that day: {_CHANGES}")
    return None


def _risky(request: Request, reason: str, shift: int = 0) -> Verdict:
    is_money = request.file.scenario.get("purpose") in MONEY
    return risky(
        reason,
        anchors=[request.lines, *request.anchors],
        shift=max(shift, int(is_money)),
        needs=needed(request, "purpose"),
    )


def _stands_for_a_version(at: Address) -> str:
    """`latest` of `https://api.example.com/latest/orders`; empty where it is a version, or a file."""
    found = _NEWEST.match(at.path)
    if hosts.place(at.host) in {"loopback", "metadata"} or _OF_TODAY.search(at.host):
        return ""
    path = re.split(r"[?#]", at.path)[0]
    if found is None or _OTHER.match(found[2]) or _FILE.search(path):
        return ""
    return found[1]


def _of_stripe(request: Request, at: Address) -> Verdict | None:
    """The account decides where no header does."""
    version = request.setting("api_version")
    if version.is_known:
        return sound("a header says which version it asks for")
    if not version.is_off or not request.client.is_visible or "/oauth/" in at.path:
        return None
    if request.response.errors == "checked" and request.response.use == "status":
        return None  # whether the key is good is all that it asks
    return _risky(
        request,
        f"{at.host} answers as the account's own version, which somebody moves in the dashboard",
        1,
    )


# --- models, functions and addresses of the configuration ----------------------------------------

_MODEL = re.compile(r"(?![\w.-]*moderation)[a-z][\w.]*(?:-[\w.]+)*-latest")
"""The name of a model that is another one some day; what moderates is asked under no other name, and answers no prompt."""
_DATED = re.compile(
    r"(?:claude|gpt|chatgpt|o\d|gemini|\w*stral|command|whisper|tts|text-embedding)(?:-[\w.]+)*"
    r"-(?:20\d\d-?\d\d-?\d\d|\d{4}|\d{3})"
)
"""The name of a model that stays what it is."""


@risk.judge(Setting)
def names_what_moves(setting: Setting) -> Verdict | None:
    text = setting.value.string
    if text is None or is_for_developers(setting):
        return None
    if words(setting.name)[-1:] == ["model"]:
        if is_a_record(setting) or _answers_without_a_model(setting):
            return None
        if _MODEL.fullmatch(text):
            if (gone := withdrawn.model(text)) is not None and gone.is_gone:
                return None  # deprecated-api
            return risky(
                f"{text} is another model some day, which answers the same prompts otherwise",
                shift=1,
            )
        return sound("its date names one model") if _DATED.fullmatch(text) else None
    if setting.file.language in {"python", "shell"}:
        return None
    if text.endswith("$LATEST"):
        return _newest_function(setting, text)
    at = hosts.address(hosts.visible(text))
    if at and (said := _stands_for_a_version(at)) and names_a_target(setting, at, text):
        return risky(f"{at.host} answers as whatever `{said}` is that day: {_CHANGES}")
    return None


def _answers_without_a_model(setting: Setting) -> bool:
    """`FakeChatClient(model="...")`."""
    return any(not STAND_INS.isdisjoint(words(part)) for part in setting.path[:-1])


_CALLS = frozenset(
    {
        "uri",
        "integration_uri",
        "invoke_arn",
        "FunctionName",
        "function_name",
        "Resource",
        "qualifier",
        "function_version",
        "FunctionVersion",
        "target_arn",
        "lambda_arn",
        "arn",
    }
)


def _newest_function(setting: Setting, text: str) -> Verdict | None:
    if setting.name not in _CALLS or not re.search(r"(^|:)\$LATEST$", text):
        return None
    return risky(
        "every upload of the function is live at once, for all who call it, and there is nothing to go back to",
        shift=1,
    )
