"""Requests: calls that leave the process, with the settings in force and everything around them."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import partial

from detectors.clients.lookup import Known
from detectors.clients.model import Call, Setting, bare
from detectors.facts import HOLE, OFF, UNKNOWN, Client, Context, Request, Response, Value, known
from detectors.places import Lines
from detectors.readers.python.context import Contexts
from detectors.readers.python.control.awaits import is_awaited, is_awaited_here
from detectors.readers.python.control.conditions import is_chosen, spelt
from detectors.readers.python.control.unreachable import is_unreachable
from detectors.readers.python.edits import Writer
from detectors.readers.python.exchange import pagination
from detectors.readers.python.exchange.assumed_items import bodies
from detectors.readers.python.exchange.client_lifetimes import is_for_a_run, remade
from detectors.readers.python.exchange.fresh_values import minted
from detectors.readers.python.exchange.helpers_beside import calls_beside
from detectors.readers.python.exchange.local_urls import stays_here
from detectors.readers.python.exchange.overrides import SENDS, decides_what_is_sent
from detectors.readers.python.exchange.payloads import (
    addresses_chosen,
    fields_carried,
    key_carried,
    key_of_request,
)
from detectors.readers.python.exchange.query_parameters import parameters_of_url
from detectors.readers.python.exchange.responses import Responses
from detectors.readers.python.naming.meanings import Site
from detectors.readers.python.naming.setting_values import Places
from detectors.readers.python.naming.things import Const, Made, Partial, Ref
from detectors.readers.python.program import Invocation, Program
from detectors.readers.python.repetition.readiness_waits import is_ping
from detectors.readers.python.repetition.retries import Retries
from detectors.readers.python.syntax import nodes
from detectors.readers.python.syntax.traits import Node, dotted, last_name

_PUNCTUATION = re.compile(r"\(\)|\.__getitem__|\[\]")
"""In the name of what a call makes or holds under a key."""
_METHODS = frozenset({"GET", "HEAD", "OPTIONS", "TRACE", "DELETE", "POST", "PUT", "PATCH"})


class Calls:
    """Makes the requests of one file."""

    def __init__(self, program: Program, places: Places, contexts: Contexts) -> None:
        self.program = program
        self.responses = Responses(program)
        self.places = places
        self.contexts = contexts
        self.writer = Writer(program, places)
        self.retries = Retries(program, places, contexts, self.writer)
        self.requests: dict[nodes.Call, Request] = {}

    def read(self) -> list[Request]:
        """Every request, also of helpers in other files; of a call that may be several things, what holds for all of them."""
        for call in (*self.program.tree.calls, *calls_beside(self.program)):
            found = _of_one_mode(call, [*self._candidates(call)])
            if found and not is_unreachable(self.program.tree, call):
                self.requests[call] = self._request(found)
        return list(self.requests.values())

    def _candidates(self, call: nodes.Call) -> Iterator[tuple[Invocation, Known[Call]]]:
        for invocation in (*self.program.named(call), *self._handed_over(call)):
            data = self.program.lookup.call(invocation.name)
            if data is None or stays_here(self.program, data.item, invocation):
                continue
            if self._is_request(data.item, invocation):
                yield invocation, data

    def _handed_over(self, call: nodes.Call) -> Iterator[Invocation]:
        """`asyncio.to_thread(requests.get, url)` calls `requests.get(url)`, and so does one of `partial(requests.get, url)`."""
        evaluator = self.program.evaluator
        for _, position, thing in self.contexts.handed_over(call):
            held: tuple[nodes.Call, ...] = ()
            while isinstance(thing, Partial):
                held = (*held, thing.call)
                thing = thing.target
            if isinstance(thing, Ref):
                yield Invocation(call, thing.name, thing.owner, evaluator, held, position)

    def _is_request(self, call: Call, invocation: Invocation) -> bool:
        """It leaves the process: the argument is given without which it would not."""
        given = invocation.arguments
        return not call.only_with or any(
            given.get(a.position, a.keyword) is not None or given.may_hold(a.position, a.keyword)
            for a in call.only_with
        )

    def _request(self, found: list[tuple[Invocation, Known[Call]]]) -> Request:
        invocation, data = found[0]
        program, call = self.program, invocation.node
        statement = program.tree.statement_of(call)
        settings = self._settings(found)
        methods = {self._method(one, known.item) for one, known in found}
        method = methods.pop() if len(methods) == 1 else ""
        written = settings.pop("method", None)
        if not method and written is not None:
            method = written.string if written.string in _METHODS else ""
        client = self._client(invocation, data, found)
        request = Request(
            file=program.file,
            lines=program.lines(call),
            columns=program.columns(call),
            statement=self._statement(statement, call),
            span=self._span(statement),
            anchors=self._anchors(call, statement, client),
            node=call,
            name=self._name(invocation),
            client=client,
            effect=data.item.effect_of(method),
            method=method,
            is_async=data.item.io == "async"
            or is_awaited(program.tree, call)
            or self._never_waits(invocation),
            settings=settings,
            query=parameters_of_url(program, invocation, data.item),
            may_retry_unseen=not client.is_visible,
            response=self._response(invocation, data.item, settings),
            context=self._context(invocation),
            conditions=self._conditions(invocation),
            names_fields=lambda: fields_carried(program, invocation, data.item),
            chooses=lambda: addresses_chosen(program, invocation, data.item),
            walks=lambda: (
                pagination.is_walked(program, call) or pagination.may_say_which(program, call)
            ),
            whole=lambda: frozenset(
                key
                for body in bodies(program, call, data.client.id)
                for key in pagination.whole_keys(program, body.node)
            ),
        )
        request.fresh_key = minted(program, settings.get("idempotency_key", OFF))
        request.is_ping = is_ping(program, invocation, request)
        request.is_after_failure = program.tree.is_in_a_clause(call)
        self.retries.of_client(invocation, data, request)
        request.write = self.writer.of_request(
            lambda: self._writable(invocation, data), self._site(invocation)
        )
        return request

    def _writable(self, invocation: Invocation, data: Known[Call]) -> dict[str, Setting]:
        """The settings that can be written for a request."""
        made_by = invocation.owner.maker if invocation.owner else ""
        found = data.client.settings_of(data.item, invocation.name, made_by)
        if (key_carried(self.program, invocation, data.item) or OFF).is_unknown:
            found.pop("idempotency_key", None)  # without it nothing could be said of the key
        return found

    def _site(self, invocation: Invocation) -> Site:
        owner = invocation.owner or self._made_here(invocation)
        return Site(invocation.name, invocation.arguments, owner, invocation.node)

    def _never_waits(self, invocation: Invocation) -> bool:
        """A socket that does not block: it is told so, or somebody catches that there is nothing yet."""
        around = self.contexts.of(invocation.node).catches
        if any("BlockingIOError" in one.catches for one in around):
            return True
        uses = self.program.uses(invocation.owner) if invocation.owner else []
        told = [use for use in uses if use.name.endswith((".setblocking", ".settimeout"))]
        given = [self.program.evaluator.const(a.value) for use in told for a in use.node.args[:1]]
        return any(const is not None and const.value in (False, 0) for const in given)

    def _conditions(self, invocation: Invocation) -> list[str]:
        maker = invocation.owner.chain()[-1].call if invocation.owner else None
        around = [invocation.node, maker] if maker else [invocation.node]
        return [test for node in around for test in spelt(self.program, node)]

    def _context(self, invocation: Invocation) -> Context:
        if invocation.is_handed_over:
            for to, _, _ in self.contexts.handed_over(invocation.node):
                if to in {"thread", "process"}:
                    return self.contexts.in_thread(invocation.node)
        return self.contexts.of(invocation.node)

    def _response(self, invocation: Invocation, call: Call, settings: dict[str, Value]) -> Response:
        answers = [invocation.node]
        if call.answered_by and invocation.owner:
            answers = [
                use.node
                for use in self.program.uses(invocation.owner)
                if any(pattern.matches(use.name) for pattern in call.answered_by)
            ]
        return self.responses.of(invocation, call.returns, answers, settings)

    # Where

    def _statement(self, statement: Node, call: nodes.Call) -> Lines:
        """The smallest whole statement; of a compound one its header."""
        program = self.program
        if isinstance(statement, nodes.If | nodes.While | nodes.For | nodes.With):
            return program.lines(call)
        return program.lines(statement)

    def _span(self, statement: Node) -> Lines:
        """The enclosing statement or function."""
        tree = self.program.tree
        for parent in tree.ancestors(statement):
            if isinstance(parent, nodes.FunctionDef):
                return self.program.lines(parent)
        return self.program.lines(statement)

    def _anchors(self, call: nodes.Call, statement: Node, client: Client) -> list[Lines]:
        """The client's constructor, the headers of a `with` and of the innermost loop around the call."""
        anchors = [client.lines] if client.lines else []
        lines = self.program.lines(call)
        loops = self.contexts.of(call).loops
        anchors += [loop.header for loop in loops[:1] if loop.lines.holds(lines)]
        if isinstance(statement, nodes.With):
            anchors.append(
                self.program.lines(statement.items[0]).through(
                    self.program.lines(statement.items[-1])
                )
            )
        return anchors

    # What

    def _name(self, invocation: Invocation) -> str:
        """As the source says it; calls within it are left out."""
        written = dotted(invocation.node.func)
        if invocation.is_handed_over or not written:
            return _PUNCTUATION.sub("", bare(invocation.name))
        if isinstance(invocation.node.func, nodes.Name):
            return invocation.name if "()" not in invocation.name else written
        return written

    def _client(
        self,
        invocation: Invocation,
        data: Known[Call],
        found: list[tuple[Invocation, Known[Call]]],
    ) -> Client:
        program = self.program
        owner = invocation.owner
        made = owner.chain()[-1] if owner else None
        func = invocation.node.func
        name = (
            program.code(func.value)
            if isinstance(func, nodes.Attribute) and not invocation.is_handed_over
            else data.client.id
        )
        things = program.evaluator.things(func)
        seen = all(isinstance(t, Ref) for t in things) or invocation.is_handed_over
        owners = {id(i.owner.call) for i, _ in found if i.owner}
        group = f"client {data.client.id}"
        if made is not None:
            where = made.call or made.origin or made.definition
            group += f" {':'.join(map(str, program.position(where)))}" if where else f" {name}"
        return Client(
            library=data.client.id,
            title=data.client.title,
            name=name,
            lines=program.lines(made.call)
            if made and made.call and made.call is not invocation.node
            else None,
            is_visible=seen
            and len(owners) <= 1
            and all(m.is_visible for m in (owner.chain() if owner else ())),
            group=group,
            is_for_a_run=is_for_a_run(program, made),
            remakes=partial(remade, program, self.contexts, made, invocation.node),
        )

    def _method(self, invocation: Invocation, call: Call) -> str:
        method = call.method_of(invocation.name)
        if method:
            return method
        for argument in call.arguments.get("method", ()):
            given = invocation.arguments.get(argument.position, argument.keyword)
            text = self.program.evaluator.text(given) if given is not None else None
            if text is not None:
                return text.upper() if text.upper() in _METHODS else ""
        return ""

    # Settings

    def _settings(self, found: list[tuple[Invocation, Known[Call]]]) -> dict[str, Value]:
        every = [self._settings_of(invocation, data) for invocation, data in found]
        first, *others = every
        for other in others:
            for name in {*first, *other}:
                one, two = first.get(name, UNKNOWN), other.get(name, UNKNOWN)
                if (one.state, one.value) != (two.state, two.value):
                    first[name] = Value("unknown", None, one.text, one.lines or two.lines)
        return first

    def _settings_of(self, invocation: Invocation, data: Known[Call]) -> dict[str, Value]:
        made_by = invocation.owner.maker if invocation.owner else ""
        settings = data.client.settings_of(data.item, invocation.name, made_by)
        site = self._site(invocation)
        asked = self.program.releases_of(data.client)
        hides = self._is_customised(invocation, data, site)
        values: dict[str, Value] = {}
        for name, setting in settings.items():
            default = UNKNOWN if hides else setting.default_in(asked)
            values[name] = self.places.value(setting, site, default)
        self._address(invocation, data.item, values)
        if _is_of_this_machine(invocation):
            values["usual_host"] = known("platform")
        limit = values.get("timeout", UNKNOWN)
        if (
            limit.is_off
            and limit.lines is None
            and is_chosen(self.program, invocation.node, "timeout")
        ):
            values["timeout"] = UNKNOWN
        key = values.get("idempotency_key")
        if key is not None and key.is_off and not key.is_written:
            key = key_of_request(self.program, invocation, data.item) or key
            values["idempotency_key"] = key_carried(self.program, invocation, data.item) or key
        values["key_beside"] = key or UNKNOWN
        stream = invocation.arguments.get(None, "stream")
        if stream is not None and (const := self.program.evaluator.const(stream)):
            values["stream"] = self.program.written(known(const.value), stream)
        return values

    def _address(self, invocation: Invocation, call: Call, values: dict[str, Value]) -> None:
        """The URL or host that the call itself is given, joined to the client's base."""
        for role in ("url", "host"):
            given = self._argument(invocation, call, role)
            if given is not None:
                value = self._text(given)
                if value.is_written or role not in values:
                    values[role] = value
                if role == "url" and self._is_a_default(given):
                    values["url_by_default"] = known(True)
        base = values.pop("base_url", None)
        where = base or values.get("url") or values.get("host") or UNKNOWN
        if where.string and self._is_made_with_a_default(invocation, where.string):
            values["url_by_default"] = known(True)
        if base is None or "url" not in values:
            if base is not None and base.is_known:
                values["url"] = base
            return
        url = values["url"]
        if base.is_known and isinstance(base.value, str):
            values["url"] = _joined(base, url)
        elif base.is_unknown and (url.is_unknown or "://" not in (url.string or "")):
            values["url"] = Value("unknown", None, url.text, url.lines, url.columns)

    def _argument(
        self, invocation: Invocation, call: Call, role: str
    ) -> nodes.BaseExpression | None:
        for argument in call.arguments.get(role, ()):
            given = invocation.arguments.get(argument.position, argument.keyword)
            if given is not None:
                return given
        return None

    def _is_a_default(self, node: nodes.BaseExpression) -> bool:
        """It begins with what a parameter holds if nobody gives another address: `base_url="http://localhost:11434"`."""
        const = self.program.evaluator.const(node)
        found = [const] if const is not None else self._handed_on(node)
        return any(isinstance(one.node.parent, nodes.Param) for one in found)

    def _handed_on(self, node: nodes.BaseExpression) -> list[Const]:
        """The literals that a function is given of which this is the result: `Request(url)`."""
        made = [one for one in self.program.evaluator.things(node) if isinstance(one, Made)]
        given = [a.value for one in made if isinstance(one.call, nodes.Call) for a in one.call.args]
        found = [self.program.evaluator.const(one) for one in given]
        return [one for one in found if one is not None]

    def _is_made_with_a_default(self, invocation: Invocation, address: str) -> bool:
        """`Redis.from_url(url)` in an `__init__(self, url="redis://localhost:6379")` that the file calls nowhere."""
        for made in invocation.owner.chain() if invocation.owner else ():
            for given in made.call.args if isinstance(made.call, nodes.Call) else ():
                const = self.program.evaluator.const(given.value)
                if const is not None and const.value == address and self._is_a_default(given.value):
                    return True
        return False

    def _text(self, node: nodes.BaseExpression) -> Value:
        const = self.program.evaluator.const(node)
        if const is None:
            for thing in self.program.evaluator.things(node):
                if isinstance(thing, Made) and (found := self.program.lookup.object(thing.name)):
                    setting = found.item.gives.get("url")
                    if setting is not None:
                        arguments = self.program.arguments_of(thing)
                        site = Site(thing.maker, arguments, thing, thing.call)
                        return self.places.value(setting, site)
            return self.program.written(UNKNOWN, node)
        if not isinstance(const.value, str):
            return self.program.written(UNKNOWN, node)
        return self.program.written(known(const.value), const.node)

    def _made_here(self, invocation: Invocation) -> Made | None:
        """The object, where the call itself makes it: `smtplib.SMTP("mail.example.com")` connects."""
        for thing in self.program.evaluator.things(invocation.node):
            if isinstance(thing, Made) and thing.call is invocation.node:
                return thing
        return None

    def _is_customised(self, invocation: Invocation, data: Known[Call], site: Site) -> bool:
        """What is sent goes through code that cannot be told from data: an override, a wrapped method."""
        method = invocation.name.rpartition(".")[2]
        for made in invocation.owner.chain() if invocation.owner else ():
            if any(change.attribute in {*SENDS, method} for change in self.program.changes(made)):
                return True
            if made.definition is not None:
                family = self.program.evaluator.classes.family(made.definition)
                if any(decides_what_is_sent(self.program, scope, method) for scope in family):
                    return True
        return self.retries.is_customised(data, invocation, site)


def _of_one_mode(
    call: nodes.Call, found: list[tuple[Invocation, Known[Call]]]
) -> list[tuple[Invocation, Known[Call]]]:
    """Of an object that may wait or not, as `self.is_async` says, only what can be awaited where it is."""
    if len(found) > 1 and is_awaited_here(call):
        return [one for one in found if one[1].item.io == "async"] or found
    return found


def _is_of_this_machine(invocation: Invocation) -> bool:
    """`socket.socket(socket.AF_UNIX).connect(path)`: whoever answers runs on it."""
    made = invocation.owner.call if invocation.owner else None
    return made is not None and any(last_name(one.value) == "AF_UNIX" for one in made.args)


def _joined(base: Value, url: Value) -> Value:
    """A path below the client's base URL."""
    path = url.string if url.is_known else HOLE
    if path is not None and "://" in path:
        return url
    text = f"{base.value.rstrip('/')}/{(path or HOLE).lstrip('/')}"
    return Value("known", text, base.text, base.lines, base.columns)
