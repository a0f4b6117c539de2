"""Who else is in the event loop of a coroutine, as far as the file shows it.

Callers are looked up in the text, as most of a file is not read where only findings are wanted.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cached_property

from detectors.readers.python.program import Program
from detectors.readers.python.syntax import nodes
from detectors.readers.python.syntax.outline import Outline, Unit
from detectors.text import places_of_word
from detectors.vocabulary.names import listed, words

_SERVERS = listed(
    "fastapi starlette litestar sanic quart blacksheep robyn nicegui chainlit gradio strawberry"
    " aiohttp.web tornado.web tornado.websocket falcon.asgi channels.generic django uvicorn hypercorn"
    " jupyter_server jupyterhub ipykernel grpc.aio websockets.server aiosmtpd socketio"
    " mcp.server fastmcp pygls a2a.server"
    " discord nextcord disnake hikari interactions telegram aiogram telebot.async_telebot pyrogram"
    " telethon nio twitchio slack_bolt botbuilder khl nonebot maubot slixmpp"
    " arq faststream taskiq saq temporalio livekit pipecat homeassistant textual"
)
"""What serves many in one loop: servers, bots, workers and screens."""
_REGISTERED = re.compile(
    r"@[ \t]*(?:[\w.]+\.(?:route|api_route|get|post|put|patch|delete|websocket\w*|event|listen\w*"
    r"|on|on_\w+|message\w*|callback_query\w*|inline_\w+|\w*tools?|resource|prompt|subscriber|consumer"
    r"|task|job|loop|defn|action|handler|\w+_handler|middleware|webhook|errorhandler|before_request"
    r"|after_request|slash_command|hybrid_command|command_handler|cron|every|scheduled_job)"
    r"|(?:[\w.]+\.)?(?:bot|tree|commands|app_commands|client)\.command"
    r"|\w*_?tool|hook_impl|hookimpl)\b"
)
"""Decorators that give a function to what calls it when something comes in."""
_BESIDE = re.compile(
    r"\b(?:create_task|ensure_future|gather|start_soon|as_completed|spawn|run_coroutine_threadsafe"
    r"|create_background_task|add_task|add_background_task)\(\s*\*?[\[(]?\s*[\w.]*$"
)
"""Before a coroutine that is to run beside others."""
_NESTED = re.compile(
    r"((?:^[ \t]+@[^\n]*\n(?:[ \t]+(?!@|class\b|(?:async[ \t]+)?def\b)\S[^\n]*\n)*?)*)^([ \t]+)async[ \t]+def[ \t]+(\w+)",
    re.M,
)
"""A coroutine that stands in something else, with its decorators."""
_STARTS = re.compile(r"\b(?:create_task|ensure_future|start_soon)\(")
_MADE = re.compile(r"(?:[\[(]|append\()\s*(?:(?:self|cls)\.)?$")
_OF_MANY = re.compile(r"\w+\s*\([^()]*(?:\([^()]*\)[^()]*)*\)\s*(?:async\s+)?for\b")
"""`[fetch(url) for url in urls]`: coroutines that are made, and waited for together."""
_RUN = re.compile(
    r"\b(?:run|run_until_complete|run_sync|async_to_sync|run_async|to_thread|run_in_executor"
    r"|partial|wraps|Thread|submit)\(\s*(?:None\s*,\s*)?(?:target\s*=\s*)?[\w.]*$"
)
"""Before what is run to its end, or in a thread."""
_TASK = re.compile(r"\b(\w+)\s*=\s*[\w.]*\b(?:ensure_future|create_task)\(\s*[\w.]*$")
_SOON = 400
"""Characters within which a task is run that is made to be run to its end."""
_STARTED = re.compile(
    r"\b(?:asyncio|anyio|trio|curio|uvloop)\.(?:run|Runner|new_event_loop)\b"
    r"|\brun_until_complete\b|\basync_to_sync\b|\b__main__\b"
    r"|^\s*(?:import|from)\s+(?:argparse|click|typer|fire|docopt)\b|(?<![.\w])input\(",
    re.M,
)
"""What starts a loop, and what a command is made with."""
_ENDS = re.compile(
    r"\braise SystemExit\b|\bsys\.exit\(|\btyper\.(?:Exit|Abort)\b|\bclick\.(?:Abort|\w*Exception|UsageError)\b"
)
"""How a command ends its program: nothing else goes on in that."""
_HANDED = re.compile(r"(?:[(,]|\w=)\s*(?:\w+(?:\(\))?\.)*$")
_FIRST_AND_LAST = listed(
    "main amain async_main cli open lifespan app_lifespan start startup setup init initialize initialise"
    " stop shutdown close aclose teardown cleanup terminate exit quit aenter aexit del"
    " ready on_ready setup_hook post_init before_serving after_serving"
)
"""Functions that run before anybody is served, or after everybody was."""
_BEGINS = listed(
    "startup setup init initialize initialise bootstrap shutdown cleanup teardown lifespan install upgrade migrate"
)
_RUNS, _RUN_FOR_LONG = listed("run serve start launch"), listed("server stdio http sse bot app")
"""`run_stdio_server` is in a loop first, and its tasks come later."""
_PREPARES = re.compile(
    r"@[^\n\"']*(?:startup|shutdown|lifespan|on_start|on_stop|before_serving|after_serving"
    r"|asynccontextmanager)"
    r"|@[^\n\"']*(?:on_event|listen\w*|hook|on)\(\s*[\"'][\w.]*(?:start|startup|stop|shutdown)[\"']"
)
_BASE = re.compile(
    r"\(.*(?:Handler|APIView|MethodView|\w\.View|Cog|Endpoint|Middleware|Kernel|Consumer|Servicer)\b",
    re.S,
)
"""Classes whose methods a server calls."""
_ASYNC_FORMS = listed(
    "ainvoke abatch astream acall _acall arun _arun agenerate _agenerate _astream aembed_query"
    " aembed_documents acomplete achat aget_relevant_documents _aget_relevant_documents"
)
"""Methods that frameworks await in servers, and that have a form for everybody else."""
_FORM = re.compile(r"(_*)(?:async_|a_?)(\w+)")
"""`aget`, `async_get`, `_aget` beside `get` and `_get`: the form for those who share a loop."""
_PEOPLE = listed("cli interactive interaction prompt")
"""In the names of functions that do what a person has asked for at a terminal."""
_DEEP = 5


class Sharing:
    """Answers for one file."""

    def __init__(self, program: Program) -> None:
        self.program = program
        self.source = program.source.text.source

    @cached_property
    def _outline(self) -> Outline:
        return Outline(self.source)

    @cached_property
    def serves(self) -> bool:
        """The file is part of something that serves many in one loop."""
        return any(
            one in _SERVERS for name in self.program.tree.imported for one in _beginnings(name)
        )

    @cached_property
    def _is_alone(self) -> bool:
        """The file starts a loop of its own, or is a command that somebody starts."""
        return _STARTED.search(self.source) is not None

    def shares(self, function: nodes.FunctionDef) -> bool:
        """The file shows that others are in the loop in which a function runs."""
        start = self.program.span(function)[0]
        outer = self.program.tree.function_of(function)
        while outer is not None:
            if isinstance(function, nodes.FunctionDef):
                parts = [*function.decorators, function]
                code = "\n".join(map(self.program.code, parts))
                said = self._by_itself(code, function.name.value)
                if said is not None:
                    return said
                number = self._outline.at(start)
                if self._is_handed(start, function.name.value, number):
                    return True
                if not any(self._mentions(number, function.name.value)):
                    return self._is_for_whoever_comes(function)
            function, outer = outer, self.program.tree.function_of(outer)  # type: ignore[assignment]
        return self._is_shared(self._outline.at(start), frozenset())

    def _is_for_whoever_comes(self, function: nodes.FunctionDef) -> bool:
        """Nothing in sight calls a coroutine: whoever does may have others in its loop."""
        return function.asynchronous is not None and (self.serves or not self._is_alone)

    def is_handed_on(self, function: nodes.FunctionDef) -> bool:
        """It is itself given to what calls it later, or runs beside others."""
        start = self.program.span(function)[0]
        return self._is_handed(start, function.name.value, self._outline.at(start))

    def _by_itself(self, code: str, name: str) -> bool | None:
        """What its decorators and its name say."""
        head = code[: code.find("def ")]
        if _PREPARES.search(head):
            return False
        if _REGISTERED.search(head):
            return True
        plain = name.strip("_").lower()
        named = words(plain)
        if plain in _FIRST_AND_LAST or {*named[:1], *named[-1:]} & _BEGINS or {*named} & _PEOPLE:
            return False
        if {*named[:1]} & _RUNS and {*named[1:]} & _RUN_FOR_LONG:
            return False
        return None

    def _is_shared(self, number: int, seen: frozenset[int]) -> bool:
        unit = self._outline.units[number]
        if number in seen or len(seen) > _DEEP or unit.kind != "function":
            return False
        code, name = self._outline.text(number), unit.names[0]
        said = self._by_itself(code, name)
        if said is not None:
            return said
        if self._is_handed(unit.start, name, number):
            return True
        is_coroutine = re.search(rf"\basync[ \t]+def[ \t]+{name}\b", code) is not None
        if is_coroutine and (self._is_for_loops(unit) or _STARTS.search(code)):
            return True
        mentions = [*self._mentions(number)]
        if mentions:
            made = [place for place in mentions if not self._is_run(place)]
            if any(self._is_within_one(place) for place in made):
                return True
            callers = {self._outline.at(place) for place in made}
            return any(self._is_shared(caller, seen | {number}) for caller in sorted(callers))
        if _ENDS.search(code):
            return False
        return is_coroutine and (self.serves or not self._is_alone)

    def _is_within_one(self, place: int) -> bool:
        """In a coroutine that stands in another function, which registers it or hands it over: `@server.call_tool()` in `main`."""
        number = self._outline.at(place)
        start = self._outline.units[number].start
        for found in reversed([*_NESTED.finditer(self.source, start, place)]):
            edge = rf"^[ \t]{{0,{len(found[2])}}}[^\s)\]}}#]"
            if re.compile(edge, re.M).search(self.source, found.end(), place) is None:
                said = self._by_itself(found[0], found[3])
                return self._is_handed(start, found[3], number) if said is None else said
        return False

    def _is_for_loops(self, unit: Unit) -> bool:
        """A method of a server's class, or of a class that is there for whoever shares a loop."""
        if unit.owner is None:
            return False
        outline, name = self._outline, unit.names[0]
        head = outline.text(unit.owner)
        if _BASE.search(head.partition(":")[0]) or name in _ASYNC_FORMS:
            return True
        if {"async", "aio"} & {*words(outline.units[unit.owner].names[0])}:
            return True
        found = _FORM.fullmatch(name)
        twin = f"{found[1]}{found[2]}" if found else ""
        return any(twin in outline.units[n].names for n in outline.members(unit.owner))

    def _is_run(self, place: int) -> bool:
        """Also by way of a name: `task = ensure_future(work()); loop.run_until_complete(task)`."""
        before = self.source[max(0, place - 60) : place]
        if _RUN.search(before) is not None:
            return True
        made = _TASK.search(before)
        until = rf"\brun_until_complete\(\s*{made[1]}\b" if made else ""
        return made is not None and re.search(until, self.source[place : place + _SOON]) is not None

    def _is_handed(self, start: int, name: str, number: int) -> bool:
        """It is given to what calls it later, or runs beside others."""
        is_coroutine = re.search(rf"async[ \t]+def[ \t]+{name}\b", self._outline.text(number))
        if is_coroutine is None:
            return False
        for place in self._mentions(number, name):
            before = self.source[max(self._line(place) - 80, place - 160) : place]
            if self._is_run(place):
                continue
            if _BESIDE.search(before):
                return True
            after = self.source[place + len(name) : place + len(name) + 1]
            if after != "(" and after != "." and _HANDED.search(before):
                return True
            is_made = _MADE.search(before) is not None
            if is_made and after == "(" and ("append(" in before[-30:] or self._is_of_many(place)):
                return True
        return False

    def _is_of_many(self, place: int) -> bool:
        return _OF_MANY.match(self.source, place, place + 400) is not None

    def _line(self, place: int) -> int:
        return self.source.rfind("\n", 0, place) + 1

    def _mentions(self, number: int, nested: str = "") -> Iterator[int]:
        """Where a function's name stands in code: of a method after `self.`, or where its class is used."""
        unit = self._outline.units[number]
        name = nested or unit.names[0]
        is_nested = nested not in ("", unit.names[0])
        for place in places_of_word(name, self.source):
            at = self._outline.at(place)
            before = self.source[max(0, place - 40) : place]
            if (
                before[-1:] in {'"', "'"}
                and before[-1:] == self.source[place + len(name) : place + len(name) + 1]
            ):
                continue  # `__all__`
            if (at == number) != is_nested or before.rstrip().endswith("def"):
                continue
            if self._outline.units[at].kind == "import" or self._outline.is_prose(place):
                continue
            if unit.owner is None or is_nested:
                if not before.endswith("."):
                    yield place
                continue
            is_own = re.search(r"\b(?:self|cls|super\(\))\.$", before)
            owner = self._outline.units[unit.owner].names[0]
            if self._outline.units[at].owner == unit.owner:
                if is_own:
                    yield place
            elif before.endswith(".") and re.search(rf"\b{owner}\b", self._outline.text(at)):
                yield place


def _beginnings(name: str) -> Iterator[str]:
    """`a`, `a.b` and `a.b.c` of `a.b.c`."""
    for end in (*(found.start() for found in re.finditer(r"\.", name)), len(name)):
        yield name[:end]
