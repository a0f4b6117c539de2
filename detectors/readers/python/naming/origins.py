"""Where a value comes from, followed back through everything that leaves it what it is."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from itertools import pairwise

from detectors.facts import Origin, Side
from detectors.readers.python.naming.things import Function, Made
from detectors.readers.python.program import Program
from detectors.readers.python.syntax import nodes
from detectors.readers.python.syntax.scopes import Binding
from detectors.readers.python.syntax.traits import Node, dotted, last_name
from detectors.vocabulary.names import listed

_DEEPEST = 12
"""Steps back; beyond, the origin is another."""
_MAC = re.compile(r"(^|\.)(hmac|HMAC|cmac|CMAC)(\.(new|HMAC|CMAC|digest)\b|$|\()", re.A)
_HASH = re.compile(
    r"(^|\.)(hashlib\.\w+|(MD5|SHA\d*|SHA3_\d+|BLAKE2[bs])\.new|hashes\.Hash|md5|sha1|sha256|sha512)\("
)
_ENDS = frozenset({"digest", "hexdigest", "finalize"})
_KEEPS = frozenset(
    {"b64encode", "b64decode", "urlsafe_b64encode", "urlsafe_b64decode", "standard_b64encode"}
    | {"b64", "b16encode", "hexlify", "unhexlify", "encodebytes", "decodebytes", "str", "bytes"}
    | {"bytearray", "unquote", "unquote_plus", "quote", "loads", "fromhex", "force_bytes"}
    | {"force_str", "to_bytes", "smart_str", "smart_bytes", "ensure_binary", "ensure_str"}
    | {"native_str", "parse_qs", "dict", "a2b_hex", "b2a_hex", "b2a_base64"}
)
"""Functions whose result is their first argument in another spelling."""
_SPELLS = frozenset(
    {"encode", "decode", "strip", "lstrip", "rstrip", "lower", "upper", "hex", "tobytes", "split"}
    | {"rsplit", "partition", "rpartition", "removeprefix", "removesuffix", "replace", "casefold"}
    | {"get_secret_value", "items", "values", "group"}
)
"""Methods whose result is their object, or a part of it."""
_LOOKS_UP = frozenset(
    {"get", "getlist", "get_all", "getall", "getone", "pop", "getenv", "get_argument", "get_header"}
    | {"get_cookie", "getfirst", "getheader", "get_secure_cookie", "get_body_argument"}
    | {"get_query_argument", "get_param", "get_value", "config", "env", "get_setting"}
)
_REQUESTS = frozenset({"request", "req", "http_request", "flask_request", "websocket", "ws"})
_OUTGOING = frozenset(
    {
        "httpx.Request",
        "httpx2.Request",
        "requests.PreparedRequest",
        "requests.models.PreparedRequest",
    }
    | {"aiohttp.ClientRequest", "urllib.request.Request"}
)
"""Requests that this program sends, as hooks, transports and adapters of clients are handed them."""
_FIELDS = frozenset(
    {"headers", "args", "form", "values", "cookies", "GET", "POST", "META", "query", "json"}
    | {"query_params", "data", "body", "match_info", "params", "post", "get_json", "get_data"}
    | {"rel_url", "query_string", "text", "get_argument", "get_header", "get_cookie", "read"}
    | {"get_body_argument", "get_query_argument", "getheader", "get_param", "authorization", "auth"}
    | {"FILES", "files", "DATA", "path_params", "raw_post_data", "media"}
)
"""What a caller writes into a request."""
_SENT = frozenset({"headers", "params", "query", "form", "fields", "payload", "cookies", "args"})
"""Parameters that hold what a caller sent."""
_INJECTS = frozenset({"Header", "Query", "Cookie", "Security", "Form", "Body", "Depends"})
_ROUTES = frozenset({"get", "post", "put", "patch", "delete", "route", "api_route"})
_TAKES_TEXT = frozenset({"str", "str | None", "Optional[str]"})
_CREDENTIALS = frozenset({"HTTPBasicCredentials", "HTTPAuthorizationCredentials"})

_PUT_TOGETHER = (nodes.Call, nodes.BinaryOperation, nodes.FormattedString, nodes.SimpleString)
_PATH = re.compile(
    r"[/\\][^/\\\s?&=]*\.(pem|key|p8|p12|pfx|crt|cer|jks|pub|json|ya?ml|txt|ini|env)$"
)
"""The name of a file in a folder."""

_WRAPPED = listed("value raw")
"""Attributes by which an object that holds one value gives it: `config.API_TOKEN.value`."""


@dataclass
class _Found:
    names: set[str] = field(default_factory=set)
    origins: set[Origin] = field(default_factory=set)
    hashed: set[str] = field(default_factory=set)
    seen: set[Node] = field(default_factory=set)
    is_in_a_helper: bool = False
    """What a helper calls its variables says little of what it gives."""


class Origins:
    """Answers for one file."""

    def __init__(self, program: Program) -> None:
        self.program = program
        self._known: dict[Node, Side] = {}

    def of(self, node: nodes.BaseExpression) -> Side:
        known = self._known.get(node)
        if known is None:
            found = _Found()
            self._follow(node, found, 0)
            known = self._known[node] = Side(
                text=self.program.code(node),
                names=frozenset(found.names),
                origins=frozenset(found.origins),
                hashed=frozenset(found.hashed),
            )
        return known

    def _follow(self, node: Node, found: _Found, depth: int) -> None:
        if depth > _DEEPEST or node in found.seen:
            found.origins.add("other")
            return
        found.seen.add(node)
        if isinstance(node, _PUT_TOGETHER) and _PATH.search(
            self.program.evaluator.text(node) or ""
        ):
            found.origins.add("path")
        match node:
            case nodes.Name():
                self._name(node, found, depth)
            case nodes.Attribute():
                self._attribute(node, found, depth)
            case nodes.Subscript():
                self._subscript(node, found, depth)
            case nodes.Call():
                self._call(node, found, depth)
            case nodes.Await():
                self._follow(node.expression, found, depth + 1)
            case nodes.NamedExpr():
                self._follow(node.value, found, depth + 1)
            case nodes.IfExp():
                self._follow(node.body, found, depth + 1)
                self._follow(node.orelse, found, depth + 1)
            case nodes.BooleanOperation():
                self._follow(node.left, found, depth + 1)
                if not _is_nothing(node.right):
                    self._follow(node.right, found, depth + 1)
            case nodes.BinaryOperation(operator=nodes.Add() | nodes.Modulo()):
                self._parts([node.left, node.right], found, depth)
            case nodes.FormattedString():
                parts = [p.expression for p in node.parts if isinstance(p, _FORMATTED)]
                self._parts(parts, found, depth)
            case nodes.Tuple() | nodes.List():
                self._parts([e.value for e in node.elements], found, depth)
            case nodes.SimpleString() | nodes.ConcatenatedString() | nodes.Integer():
                found.origins.add("literal")
            case _:
                found.origins.add("other")

    def _parts(self, parts: list[nodes.BaseExpression], found: _Found, depth: int) -> None:
        """A text that is put together; what is spelled of it says nothing of the rest."""
        rest = [p for p in parts if not isinstance(p, _TEXTS)]
        for part in rest:
            self._follow(part, found, depth + 1)
        if not rest:
            found.origins.add("literal")

    def _name(self, node: nodes.Name, found: _Found, depth: int) -> None:
        if node.value in {"None", "True", "False"}:
            found.origins.add("literal")
            return
        if not found.is_in_a_helper:
            found.names.add(node.value)
        scope = self.program.tree.scopes.get(node)
        names = self.program.evaluator.names
        bindings = names.reaching(node.value, node, scope) if scope is not None else None
        if not bindings:
            found.origins.add("other")
        for binding in bindings or ():
            self._binding(binding, found, depth)

    def _binding(self, binding: Binding, found: _Found, depth: int) -> None:
        match binding.how:
            case "value" | "item" | "element":
                self._follow(binding.node, found, depth + 1)
            case "parameter":
                self._parameter(binding, found, depth)
            case _:
                found.origins |= {"other", "key"} if _is_a_key(binding) else {"other"}

    def _parameter(self, binding: Binding, found: _Found, depth: int) -> None:
        found.origins.add("parameter")
        node, function = binding.node, binding.statement
        if isinstance(node, nodes.Param) and self._is_injected(node):
            found.origins.add("request")
        if isinstance(function, nodes.FunctionDef):
            if isinstance(node, nodes.Param) and self._is_asked_for(node, function):
                found.origins.add("request")
            for site in self.program.evaluator.sites(function):
                given = self.program.evaluator.parameters.argument(binding, function, site)
                if given is not None:
                    self._follow(given, found, depth + 2)

    def _is_injected(self, param: nodes.Param) -> bool:
        """FastAPI fills it from the request: `x_token: str = Header()`, `Annotated[str, Header()]`."""
        annotation = param.annotation.annotation if param.annotation else None
        said = [n for n in (param.default, annotation) if n is not None]
        text = " ".join(self.program.code(n) for n in said)
        called = set(re.findall(r"\b([A-Z]\w+)\(", text))
        return bool(called & _INJECTS) or any(c in text for c in _CREDENTIALS)

    def _is_asked_for(self, param: nodes.Param, function: nodes.FunctionDef) -> bool:
        """A text that a route of FastAPI is given from its path or its query; a `<token>` in the path of any route."""
        for decorator in function.decorators:
            call = decorator.decorator
            if not isinstance(call, nodes.Call) or last_name(call.func) not in _ROUTES:
                continue
            path = self.program.evaluator.text(call.args[0].value) if call.args else None
            if path and re.search(rf"[<{{](?:\w+:)?{re.escape(param.name.value)}[>}}:]", path):
                return True
            annotation = param.annotation.annotation if param.annotation else None
            is_text = annotation is not None and self.program.code(annotation) in _TAKES_TEXT
            return is_text and any(m.startswith("fastapi") for m in self.program.tree.imported)
        return False

    def _attribute(self, node: nodes.Attribute, found: _Found, depth: int) -> None:
        found.names.add(node.attr.value)
        if node.attr.value in _WRAPPED and last_name(node.value):
            found.names.add(last_name(node.value))
        if self._is_of_a_request(node):
            found.origins.add("request")
        elif isinstance(node.value, nodes.Name) and node.value.value not in {"self", "cls"}:
            inner = _Found(seen=found.seen)
            self._follow(node.value, inner, depth + 1)
            found.origins |= (inner.origins & {"request"}) or {"other"}
        else:
            found.origins.add("other")

    def _subscript(self, node: nodes.Subscript, found: _Found, depth: int) -> None:
        index = node.slice[0].slice
        key = self.program.evaluator.text(index.value) if isinstance(index, nodes.Index) else None
        if key:
            found.names.add(key)
        self._within(node.value, found, depth, keeps=not key)

    def _within(self, holder: Node, found: _Found, depth: int, *, keeps: bool) -> None:
        """A part of something: of a request it comes from there; a slice is still what it is cut from."""
        if keeps:
            self._follow(holder, found, depth + 1)
        elif self._is_of_a_request(holder) or self._is_of_an_event(holder):
            found.origins.add("request")
        else:
            inner = _Found(seen=found.seen)
            self._follow(holder, inner, depth + 1)
            is_sent = isinstance(holder, nodes.Name) and holder.value in _SENT
            kept: set[Origin] = {"request", "parameter"} if is_sent else {"request"}
            found.origins |= (inner.origins & kept) or {"other"}

    def _call(self, node: nodes.Call, found: _Found, depth: int) -> None:
        called = {i.name for i in self.program.named(node)}
        name = last_name(node.func)
        receiver = node.func.value if isinstance(node.func, nodes.Attribute) else None
        if any(_MAC.search(c) for c in called) and (name in _ENDS or name in {"new", "HMAC"}):
            found.origins.add("mac")
        elif any(_HASH.search(c) for c in called) and name in _ENDS:
            found.origins.add("hash")
            self._hashed(receiver, found, depth)
        elif name in _SPELLS and receiver is not None:
            self._follow(receiver, found, depth + 1)
        elif self._is_of_a_request(node):
            found.origins.add("request")
            if name in _LOOKS_UP:
                found.names |= {*self._key(node)}
        elif name in _LOOKS_UP and node.args:
            found.names |= {*self._key(node)}
            self._within(receiver or node.func, found, depth, keeps=False)
        elif name in _KEEPS and node.args:
            self._follow(node.args[0].value, found, depth + 1)
        elif name == "format" and receiver is not None:
            self._parts([a.value for a in node.args], found, depth)
        else:
            self._helper(node, name, found, depth)

    def _key(self, node: nodes.Call) -> list[str]:
        """What a lookup asks for."""
        text = self.program.evaluator.text(node.args[0].value) if node.args else None
        return [text] if text else []

    def _helper(self, node: nodes.Call, name: str, found: _Found, depth: int) -> None:
        """A function of the file gives what it returns; another one may give anything."""
        things = self.program.evaluator.things(node.func)
        functions = [t.node for t in things if isinstance(t, Function)]
        values = [v for f in functions for v in self.program.tree.returns.get(f, ())]
        if not values:
            found.origins.add("call")
            if name:
                found.names.add(name)
        was_inside, found.is_in_a_helper = found.is_in_a_helper, True
        for value in values:
            if isinstance(value, _TEXTS):
                found.origins.add("call")  # one text today: who calls it counts on no such thing
            else:
                self._follow(value, found, depth + 1)
        found.is_in_a_helper = was_inside

    def _hashed(self, receiver: Node | None, found: _Found, depth: int) -> None:
        """The names in what a hash object was made of."""
        things = self.program.evaluator.things(receiver) if receiver is not None else ()
        for made in (t for t in things if isinstance(t, Made) and t.call is not None):
            updates = [u.node for u in self.program.uses(made) if u.name.endswith(".update")]
            for call in (made.call, *updates):
                for argument in call.args if call else ():
                    inner = _Found()
                    self._follow(argument.value, inner, max(depth + 1, _DEEPEST // 2))
                    found.hashed |= inner.names

    def _is_of_a_request(self, node: Node) -> bool:
        """`request.headers`, `self.request.GET.get(...)`, `self.headers[...]` of a request handler."""
        while isinstance(node, nodes.Call | nodes.Subscript | nodes.Await):
            if isinstance(node, nodes.Call):
                node = node.func
            else:
                node = node.value if isinstance(node, nodes.Subscript) else node.expression
        parts = dotted(node).split(".") if isinstance(node, nodes.Attribute) else []
        if not parts or not parts[0]:
            inner = node.value if isinstance(node, nodes.Attribute) else None
            return inner is not None and self._is_of_a_request(inner)
        for holder, part in pairwise(parts):
            if holder in _REQUESTS and part in _FIELDS:
                return holder != parts[0] or not self._is_sent_from_here(node)
        return parts[0] == "self" and self._handles_requests(node) and bool({*parts[1:2]} & _FIELDS)

    def _is_sent_from_here(self, node: Node) -> bool:
        """`async def send(request: httpx.Request)`: of a client's hook, not of somebody who calls."""
        while isinstance(node, nodes.Attribute):
            node = node.value
        scope = self.program.tree.scopes.get(node)
        if scope is None or not isinstance(node, nodes.Name):
            return False
        evaluator, tree = self.program.evaluator, self.program.tree
        params = [b.node for b in evaluator.names.reaching(node.value, node, scope) or ()]
        annotated = [p.annotation for p in params if isinstance(p, nodes.Param) and p.annotation]
        named = [
            inner
            for one in annotated
            for inner in tree.walk(one.annotation)
            if isinstance(inner, nodes.Name | nodes.Attribute)
        ]
        return any(evaluator.ref(one) in _OUTGOING for one in named)

    def _handles_requests(self, node: Node) -> bool:
        """It is in a class whose base answers requests itself: `BaseHTTPRequestHandler`."""
        around = (p for p in self.program.tree.ancestors(node) if isinstance(p, nodes.ClassDef))
        definition = next(around, None)
        bases = [last_name(b.value) for b in definition.bases] if definition else []
        return any(base.endswith("RequestHandler") for base in bases)

    def _is_of_an_event(self, node: Node) -> bool:
        """`event["headers"]` of a Lambda behind a gateway."""
        if not isinstance(node, nodes.Subscript):
            return False
        index = node.slice[0].slice
        key = self.program.evaluator.text(index.value) if isinstance(index, nodes.Index) else None
        return dotted(node.value) == "event" and key in {"headers", "queryStringParameters", "body"}


_FORMATTED = (nodes.FormattedStringExpression,)
_TEXTS = (nodes.SimpleString, nodes.ConcatenatedString)


def _is_nothing(node: nodes.BaseExpression) -> bool:
    """`request.headers.get("X-Signature") or ""`: where nothing was sent."""
    return isinstance(node, nodes.SimpleString) and node.value.lstrip("bBrRuU") in {'""', "''"}


def _is_a_key(binding: Binding) -> bool:
    """`for name, value in settings.items()`: what stands first."""
    loop = binding.statement
    if not isinstance(loop, nodes.For) or not isinstance(loop.iter, nodes.Call):
        return False
    target = loop.target
    first = target.elements[0].value if isinstance(target, nodes.Tuple) else None
    return (
        last_name(loop.iter.func) == "items"
        and isinstance(first, nodes.Name)
        and first.value == binding.name
    )
