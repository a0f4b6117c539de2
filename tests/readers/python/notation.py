"""A notation for facts, short enough that a row of a table is a source and what is seen in it.

A request is `line name column=value ...`, with the columns that a table asks for.
A value is itself, `off` or `?`; `@3` follows where it is written on another line than the request.
"""

from __future__ import annotations

from textwrap import dedent
from typing import Any

from detectors import clients
from detectors.facts import Fact, File, Loop, Request, Retry, Setting, Value, Wait
from detectors.places import Lines
from detectors.readers import Reading, read


def reading(source: str, **about: Any) -> Reading:
    text = dedent(source)
    return read(text, File(language="python", **about), clients.occurring(text, "python"))


def facts(source: str, kind: type[Fact]) -> list[Any]:
    return [fact for fact in reading(source).facts if type(fact) is kind]


def requests(source: str, columns: str = "") -> str:
    """One line a request."""
    return "\n".join(
        " ".join([f"{r.lines} {r.name}", *(f"{c}={_column(r, c)}" for c in columns.split())])
        for r in facts(source, Request)
    )


def _column(request: Request, column: str) -> str:
    match column:
        case "method" | "effect":
            return str(getattr(request, column))
        case "async":
            return "yes" if request.is_async else "no"
        case "client":
            return _client(request)
        case "errors":
            return f"{request.response.errors}/{request.response.use}"
        case "retries":
            kinds = [f"{r.kind}:{r.lines}" for r in request.retries if r.kind != "default"]
            unseen = ["unseen"] if request.may_retry_unseen else []
            return ",".join([*kinds, *unseen]) or "none"
        case "loops":
            return (
                ",".join(f"{loop.role}:{loop.header}" for loop in request.context.loops) or "none"
            )
        case "around":
            return _around(request)
    return value(request.setting(column), request.lines)


def _client(request: Request) -> str:
    client = request.client
    where = f"@{client.lines}" if client.lines else ""
    return f"{client.library}{where}{'' if client.is_visible else '?'}"


def _around(request: Request) -> str:
    context = request.context
    said = [context.function.name if context.function else "module"]
    said += ["async"] if context.is_async else []
    said += ["thread"] if context.runs_in_thread else []
    if context.function and context.function.called_from_async:
        said.append("called-from-async")
    if not context.deadline.is_off:
        said.append(f"within:{value(context.deadline, None)}")
    said += [f"catch:{c.outcome}" for c in context.catches]
    said += [context.handler.kind] if context.handler else []
    said += [f"site:{site}" for site in context.call_sites]
    return ",".join(said)


def value(found: Value, near: Lines | None) -> str:
    shown = {"off": "off", "unknown": "?"}.get(found.state, str(found.value))
    if isinstance(found.value, frozenset):
        shown = "|".join(sorted(found.value))
    elsewhere = near is not None and found.lines is not None and not near.holds(found.lines)
    return f"{shown.replace(chr(0xFFFC), '*')}{f'@{found.lines}' if elsewhere else ''}"


def retries(source: str) -> str:
    """One line a retry: lines, kind, attempts, deadline, backoff, jitter, what it covers."""
    return "\n".join(_retry(r) for r in facts(source, Retry))


def _retry(retry: Retry) -> str:
    jitter = {True: "+jitter", False: "", None: "+?"}[retry.jitter]
    covers = "?" if retry.covers is None else "|".join(sorted(retry.covers)) or "nothing"
    limit = f"n={value(retry.attempts, None)}"
    if not retry.deadline.is_off:
        limit += f" s={value(retry.deadline, None)}"
    return f"{retry.lines} {retry.kind} {limit} {retry.backoff}{jitter} {covers}"


def loops(source: str) -> str:
    """One line a loop: header, role, count, how many requests, concurrent or paced."""
    found = []
    for loop in facts(source, Loop):
        said = [
            str(loop.header),
            loop.role,
            f"n={value(loop.count, None)}",
            str(len(loop.requests)),
        ]
        said += ["concurrent"] if loop.is_concurrent else []
        said += ["paced"] if loop.is_paced else []
        found.append(" ".join(said))
    return "\n".join(found)


def waits(source: str) -> str:
    return "\n".join(
        f"{w.lines} {w.name} {w.kind} {value(w.seconds, None)}"
        f"{' async' if w.is_async else ''}{' in-coroutine' if w.context.is_async else ''}"
        for w in facts(source, Wait)
    )


def settings(source: str) -> str:
    """One line a setting: line, role, path, value."""
    return "\n".join(
        f"{s.lines} {s.role} {'.'.join(s.path) or '-'} {value(s.value, None)}"
        for s in facts(source, Setting)
    )


def same(found: str, expected: str) -> None:
    """The facts are those of the row; indentation of the row does not count."""
    assert found.splitlines() == dedent(expected).strip().splitlines()
