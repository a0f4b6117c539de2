"""Policies that repeat requests: a client's own, adapters and transports, objects that are written."""

from __future__ import annotations

from functools import partial
from typing import Literal

from detectors.clients.lookup import Known
from detectors.clients.model import Call, Object, Policy, Setting
from detectors.facts import UNKNOWN, Request, Retry, Value
from detectors.places import Lines
from detectors.readers.python.context import Contexts
from detectors.readers.python.edits import Writer
from detectors.readers.python.naming.arguments import Arguments
from detectors.readers.python.naming.meanings import Site
from detectors.readers.python.naming.setting_values import Places
from detectors.readers.python.naming.things import Class, Made, Partial, Ref, Thing, Unknown
from detectors.readers.python.program import NOT_YET, Invocation, Program, said_by
from detectors.readers.python.repetition.failure_filters import may_be_refused, sorts_failures
from detectors.readers.python.repetition.readiness_waits import says_wait
from detectors.readers.python.repetition.translated_failures import are_all_translated
from detectors.readers.python.syntax import nodes
from detectors.readers.python.syntax.traits import Node

Kind = Literal["decorator", "policy", "option", "default", "loop"]


class Policies:
    """The policies of one file."""

    def __init__(
        self, program: Program, places: Places, contexts: Contexts, writer: Writer
    ) -> None:
        self.writer = writer
        self.program = program
        self.places = places
        self.contexts = contexts
        self.found: dict[object, Retry] = {}

    def of_client(self, invocation: Invocation, data: Known[Call], request: Request) -> None:
        """Adds the client's own policy to a request."""
        made_by = invocation.owner.maker if invocation.owner else ""
        policy = data.client.retry_of(data.item, invocation.name, made_by)
        if policy is None:
            return
        site = Site(invocation.name, invocation.arguments, invocation.owner, invocation.node)
        replaced = self._replacement(policy.fields["attempts"], site)
        if isinstance(replaced, Unknown):
            request.may_retry_unseen = True
            return
        if isinstance(replaced, Made | Ref):
            retry = self.of_object(replaced, "policy")
            if retry is not None:
                self.connect(retry, request)
            return
        retry = self._default(policy, site, data, request)
        if retry is not None:
            self.connect(retry, request)

    def _default(
        self, policy: Policy, site: Site, data: Known[Call], request: Request
    ) -> Retry | None:
        fields = self._fields(policy, site, self.program.releases_of(data.client))
        value = fields["attempts"]
        if value.is_unknown and not value.is_written:
            request.may_retry_unseen = True
            return None
        if value.lines is None:
            key: object = ("default", data.client.id, site.owner.call if site.owner else None)
            lines = request.client.lines or request.lines
            return self._make(key, "default", data.client.title, lines, fields, site.node)
        key = ("option", value.lines, value.columns)
        return self._make(key, "option", data.client.title, value.lines, fields, site.node)

    def _replacement(self, setting: Setting, site: Site) -> Thing | None:
        """The object with a policy that stands where the number of attempts can stand.

        Unknown if something stands there that cannot be seen; None if nothing but a number does.
        """
        for place in setting.places:
            for written in reversed(self.places.expressions(place, site)):
                things = self.program.evaluator.things(written.node)
                for thing in things:
                    if isinstance(thing, Made):
                        known = self.program.lookup.object(thing.name) if thing.name else None
                        if known is None:
                            return Unknown()
                        if known.item.retry is not None:
                            return thing
                    elif isinstance(thing, Unknown) and not place.entry:
                        return thing if place.argument and not place.plus else None
        return None

    def is_customised(self, data: Known[Call], invocation: Invocation, site: Site) -> bool:
        """An adapter or transport of its own decides over timeouts and checks: a subclass, something unknown."""
        made_by = invocation.owner.maker if invocation.owner else ""
        policy = data.client.retry_of(data.item, invocation.name, made_by)
        for place in policy.fields["attempts"].places if policy else ():
            if place.plus or place.entry:
                continue  # a number stands here, or an object that only says how to repeat
            for written in self.places.expressions(place, site):
                for thing in self.program.evaluator.things(written.node):
                    if isinstance(thing, Made):
                        if thing.definition is not None or not self.program.lookup.object(
                            thing.name
                        ):
                            return True
                    elif isinstance(thing, Unknown):
                        return True
        return False

    def of_objects(self) -> None:
        """Policies that are written, whether or not a request of this file goes through them."""
        for call in self.program.tree.calls:
            for thing in self.program.evaluator.things(call) if self._may_make(call) else ():
                if isinstance(thing, Made) and thing.call is call:
                    found = self.policy_object(thing)
                    if found is None or found.retry is None:
                        continue
                    kind: Kind = "decorator" if self.decorator_around(call) else "policy"
                    retry = self.of_object(thing, kind)
                    is_said = found.repeats or (retry and retry.attempts.is_written)
                    is_plain = bool(found.gives) or not call.args
                    if retry and not is_said and not retry.requests and is_plain:
                        self.found.pop(call, None)
        for function in self.program.tree.functions:
            for decorator in function.decorators:
                if isinstance(decorator.decorator, nodes.Call):
                    continue
                for thing in self.program.evaluator.things(decorator.decorator):
                    if isinstance(thing, Ref) and thing.owner is None:
                        found = self.policy_object(thing)
                        if found is not None and "decorator" in found.repeats:
                            self.of_object(thing, "decorator", decorator)

    def _may_make(self, call: nodes.Call) -> bool:
        """Whether what is called can make a policy, told without following what it is given."""
        for thing in self.program.evaluator.things(call.func):
            if isinstance(thing, Ref):
                known = self.program.lookup.call(thing.name)
                found = self.policy_object(thing)
                if (known and known.item.returns) or (found and found.retry):
                    return True
            elif isinstance(thing, Class | Partial):
                return True
        return False

    def of_object(self, thing: Made | Ref, kind: Kind, at: Node | None = None) -> Retry | None:
        """The retry that a policy object stands for, followed into the policies that it is given."""
        found = self.policy_object(thing)
        if found is None or found.retry is None:
            return None
        site = self._site(thing)
        inner = self._replacement(found.retry.fields["attempts"], site)
        if isinstance(inner, Made):
            return self.of_object(inner, kind) or None
        call = thing.call if isinstance(thing, Made) else None
        where = call or at
        if where is None:
            return None
        fields = self._fields(found.retry, site, asked="")
        if isinstance(inner, Unknown):
            if not fields["attempts"].is_written:
                return None
            fields = dict.fromkeys(fields, UNKNOWN)  # a policy that cannot be seen may stand there
        if fields["covers"].value == frozenset({NOT_YET}):
            return None  # it waits for something to be ready, and repeats no failure
        name = thing.maker if isinstance(thing, Made) else thing.name
        decorator = self.decorator_around(where)
        lines = self.program.lines(decorator or where)
        retry = self._make(where, kind, name, lines, fields, where)
        retry.write = self.writer.of_policy(retry, found.retry.fields, site)
        return retry

    def policy_object(self, thing: Made | Ref) -> Object | None:
        name = thing.name if isinstance(thing, Made) else f"{thing.name}()"
        known = self.program.lookup.object(self.program.lookup.canonical(name)) if name else None
        return known.item if known else None

    def _site(self, thing: Made | Ref) -> Site:
        if isinstance(thing, Made):
            return Site(thing.maker, self.program.arguments_of(thing), thing, thing.call)
        return Site(thing.name, Arguments())

    def decorator_around(self, node: Node) -> Node | None:
        for parent in self.program.tree.ancestors(node):
            if isinstance(parent, nodes.Decorator):
                return parent
            if parent in self.program.tree.order:
                return None
        return None

    def _fields(self, policy: Policy, site: Site, asked: str) -> dict[str, Value]:
        fields = {
            name: self.places.value(setting, site, setting.default_in(asked))
            for name, setting in policy.fields.items()
        }
        is_bare = fields["backoff"].value == "none" and not policy.fields["backoff"].places
        if is_bare and fields["attempts"].is_unknown:
            # where a plain number repeats at once, a policy with waits of its own may stand as well
            return {**dict.fromkeys(fields, UNKNOWN), "attempts": fields["attempts"]}
        return fields

    def _make(
        self,
        key: object,
        kind: Kind,
        name: str,
        lines: Lines,
        fields: dict[str, Value],
        node: Node | None,
    ) -> Retry:
        if key not in self.found:
            decorator = self.decorator_around(node) if node is not None else None
            function = decorator.parent if decorator is not None else None
            backoff = fields["backoff"]
            covers, methods = fields["covers"], fields["methods"]
            self.found[key] = Retry(
                file=self.program.file,
                lines=lines,
                columns=self.program.columns(node) if node is not None else (1, 1),
                statement=lines,
                span=lines,
                group=f"retry {lines}" if kind != "default" else "",
                node=node,
                kind=kind,
                name=name,
                attempts=fields["attempts"],
                deadline=fields["deadline"],
                backoff=backoff.value if backoff.is_known else "unknown",
                jitter={"known": True, "off": False}.get(fields["jitter"].state),
                first_wait=fields["first_wait"],
                covers=covers.value
                if isinstance(covers.value, frozenset)
                else self._named(node) or _words(covers),
                is_probe=isinstance(function, nodes.FunctionDef) and says_wait(function.name.value),
                methods=methods.value if isinstance(methods.value, frozenset) else None,
                context=self.contexts.of(node) if node is not None else None,
            )
            self.found[key].blind = partial(self._is_blind, self.found[key])
            if isinstance(function, nodes.FunctionDef):
                self.found[key].unseen = partial(may_be_refused, self.program, function)
        return self.found[key]

    def _is_blind(self, retry: Retry) -> bool:
        """No function that makes a request sorts its failures itself."""
        functions = {request.context.function for request in retry.requests}
        return not any(
            function and sorts_failures(self.program, function.node) for function in functions
        )

    def _named(self, node: Node | None) -> frozenset[str]:
        """What the names in a policy tell: `retry_if_exception(lambda e: isinstance(e, VersionMismatch))`."""
        inside = self.program.tree.walk(node) if node is not None else ()
        lambdas = [inner.body for inner in inside if isinstance(inner, nodes.Lambda)]
        names = (inner for body in lambdas for inner in self.program.tree.walk(body))
        said = (said_by(inner.value) for inner in names if isinstance(inner, nodes.Name))
        return frozenset(kind for kind in said if kind)

    def connect(self, retry: Retry, request: Request) -> None:
        if retry not in request.retries and not self._sees_nothing(retry, request):
            request.retries.append(retry)
            retry.requests.append(request)

    def _sees_nothing(self, retry: Retry, request: Request) -> bool:
        """A decorator repeats on exceptions that never leave the function that it stands over."""
        if retry.node is None or retry.covers is None or "any" in retry.covers:
            return False
        decorator = self.decorator_around(retry.node)
        return decorator is not None and are_all_translated(self.program, decorator, request)


def _words(value: Value) -> frozenset[str] | None:
    return frozenset() if value.is_off else None
