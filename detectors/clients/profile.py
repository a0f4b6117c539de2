"""What an SDK or a command does if nobody tells it otherwise, in words: the data as answers to a reviewer's questions."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from detectors.clients.commands import SettingRule, Tool
from detectors.clients.model import Client, Condition, Pattern, Place, Policy, Setting
from detectors.facts import Value

_COVERS = ("connect", "timeout", "drop", "429", "5xx", "4xx", "any")
_MEANT = {
    "connect": "failed connections",
    "timeout": "time-outs",
    "drop": "dropped connections",
    "429": "429",
    "5xx": "5xx",
    "4xx": "4xx",
    "any": "any failure",
}


@dataclass(frozen=True, kw_only=True)
class Answer:
    """One question, and what holds by default."""

    question: str
    says: str
    calls: tuple[str, ...] = ()
    """The groups or names of calls that it holds for; empty: all."""
    set_by: tuple[str, ...] = ()
    """How it is told otherwise, the strongest first: `Session(timeout=...)`."""
    note: str = ""
    source: str = ""
    """Package, version and symbol."""
    verified: tuple[str, ...] = ()
    """introspected, ran, read, general-knowledge."""


def of_client(client: Client) -> Iterator[Answer]:
    """What an SDK of Python does by default, question by question; what holds for some calls stands before the rest."""
    groups = {call.id: call.names for call in client.calls}
    yield from _once(_of_client(client), groups)


def _of_client(client: Client) -> Iterator[Answer]:
    for name, question, said in _QUESTIONS:
        for setting in client.settings.get(name, ()):
            yield _answer(question, said(setting.default), setting, said)
        if name == "connect_timeout":
            yield from map(_repeats, client.retries)
        if name == "raise_for_status":
            yield from _keys(client)


def _once(answers: Iterable[Answer], groups: Mapping[str, Sequence[Pattern]]) -> Iterator[Answer]:
    """With the names of calls for groups, and nothing that the rest of the answers to a question says too."""
    told = list(answers)
    general = {(a.question, a.says, a.set_by) for a in told if not a.calls}
    for answer in told:
        if (
            answer.calls
            and not answer.note
            and (answer.question, answer.says, answer.set_by) in general
        ):
            continue
        names = [str(n) for call in answer.calls for n in groups.get(call, (call,))]
        yield replace(answer, calls=tuple(names))


def of_tool(tool: Tool) -> Iterator[Answer]:
    """What a shell command does by default."""
    source = "; ".join(tool.sources)
    questions = {
        "timeout": ("waits for an answer", _tool_limit),
        "connect_timeout": ("waits for a connection", _tool_limit),
        "verify": ("the certificate", lambda v: "is not checked" if v in (None, False) else "is checked"),
    }  # fmt: skip
    for name, rule in tool.settings.items():
        if name in questions and rule.default != "unknown":
            question, words = questions[name]
            yield Answer(
                question=question, says=words(rule.default), set_by=_options(rule), source=source
            )
    if tool.effect:
        yield Answer(
            question="is repeated",
            says=_attempts(tool.retry.default if tool.retry else 1),
            set_by=(f"--{tool.retry.option}",) if tool.retry and tool.retry.option else (),
            note=_together(tool.retry.covers) if tool.retry else "",
            source=source,
        )
        fail = tool.settings.get("fail")
        said = {
            "always": "makes the command fail",
            "never": "does not make the command fail",
            "option": "does not make the command fail",
            "unknown": "may or may not make the command fail",
        }
        yield Answer(
            question="an error status",
            says=said[tool.raises],
            set_by=_options(fail) if fail else (),
            source=source,
        )


def _answer(
    question: str, says: str, setting: Setting, said: Callable[[Value], str] | None = None
) -> Answer:
    before = [f"before {version}: {said(value)}" for version, value in setting.before if said]
    return Answer(
        question=question,
        says="; ".join([says, *before]),
        calls=_scope(setting.condition),
        set_by=_set_by(setting.places),
        note=setting.note,
        source=setting.source,
        verified=setting.verified,
    )


def _scope(condition: Condition) -> tuple[str, ...]:
    return (
        *sorted(condition.groups),
        *(str(name) for name in condition.names),
        *(f"made by {name}" for name in condition.made_by),
    )


# What stands there, in words.


def _limit(value: Value) -> str:
    if value.is_off:
        return "without limit"
    return f"{value.number:g} s" if value.number is not None else "as long as something else says"


def _tool_limit(default: object) -> str:
    return f"{default:g} s" if isinstance(default, int | float) else "without limit"


def _status(value: Value) -> str:
    if value.is_unknown:
        return "raises or does not"
    return "is an answer like any other" if value.is_off else "raises"


def _certificate(value: Value) -> str:
    if value.is_unknown:
        return "is checked or not, as what it is given says"
    return "is not checked" if value.is_off else "is checked"


def _tls(value: Value) -> str:
    if value.is_unknown:
        return "as what it is given says"
    return "is off" if value.is_off else f"is {'required' if value.value is True else value}"


_QUESTIONS: tuple[tuple[str, str, Callable[[Value], str]], ...] = (
    ("timeout", "waits for an answer", _limit),
    ("connect_timeout", "waits for a connection", _limit),
    ("raise_for_status", "an error status", _status),
    ("verify", "the certificate", _certificate),
    ("sslmode", "TLS", lambda value: f"sslmode is {value}"),
    ("tls", "TLS", _tls),
)
"""Setting, what is asked of it, and its values in words."""


def _repeats(policy: Policy) -> Answer:
    attempts = policy["attempts"]
    number = attempts.default.number
    says = _attempts(number) if attempts.default.is_known else "without end"
    if attempts.default.is_unknown:
        says = "as often as something else says"
    elif number != 1:
        covers = policy["covers"].default
        kinds = covers.value if isinstance(covers.value, frozenset) else ()
        how = policy["backoff"].default
        says = ", ".join(
            filter(None, [says, _together(kinds), f"waits: {how}" if how.is_known else ""])
        )
    deadline = policy["deadline"].default.number
    return Answer(
        question="is repeated",
        says=f"{says}, {deadline:g} s in all" if deadline else says,
        calls=_scope(policy.condition),
        set_by=_set_by(attempts.places),
        note=policy.note,
        source=policy.source,
        verified=policy.verified,
    )


def _attempts(number: float | None) -> str:
    return "never" if number == 1 else f"{number:g} attempts" if number else "without end"


def _together(kinds: Iterable[str]) -> str:
    told = [_MEANT[kind] for kind in _COVERS if kind in kinds]
    return f"after {', '.join(told)}" if told else ""


def _keys(client: Client) -> Iterator[Answer]:
    """A key by which the other side recognises a repetition: made by itself, taken, or neither."""
    question = "a key against doubles"
    places = [p for s in client.settings.get("idempotency_key", ()) for p in s.places]
    for setting in client.settings.get("automatic_key", ()):
        if setting.default.is_known:
            yield _answer(question, "is made for each call", setting)
    for setting in client.settings.get("key_support", ()):
        if setting.default.is_off:
            yield _answer(question, "is not taken", setting)
            continue
        says = "is taken" if setting.default.is_known else "is taken by some endpoints, maybe"
        yield replace(_answer(question, says, setting), set_by=_set_by(places))


# How it is told otherwise.


def _set_by(places: Iterable[Place]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(filter(None, map(_spelled, places))))


def _spelled(place: Place) -> str:
    """As somebody would write it; empty for what has no effect there."""
    if not place.has_effect:
        return ""
    of = " or ".join(map(str, place.of))
    value = "<what has it>" if place.carrier else "..."
    if place.header:
        value = f"{{'{place.header}': ...}}"
    for key in reversed(place.entry):
        value = f"{{'{key}': {value}}}"
    if place.attribute:
        return f"{of}.{place.attribute} = {value}"
    if place.argument is None:
        return f"{of}(...)"
    if place.query or place.part:
        value = f"<{place.query or place.part} in it>"
    keyword = place.argument.keyword
    return f"{of or 'the call'}({f'{keyword}=' if keyword else ''}{value})"


def _options(rule: SettingRule) -> tuple[str, ...]:
    names = dict.fromkeys((*rule.value, *rule.enable, *rule.disable))
    return tuple(f"--{name}" if len(name) > 1 else f"-{name}" for name in names)
