"""Webhooks: whether anything around one may ask who sent what it acts on."""

from __future__ import annotations

import re
from collections.abc import Iterator

from detectors.places import Lines
from detectors.readers.python.credentials.fail_open import is_left_out
from detectors.readers.python.naming.things import Function, Made, Ref
from detectors.readers.python.program import Program
from detectors.readers.python.serving.event_fields import REQUESTS, Sent
from detectors.readers.python.serving.senders import (
    EVENTS,
    VIEWS,
    is_a_receiver,
    is_a_view_of_webhooks,
)
from detectors.readers.python.syntax import nodes
from detectors.readers.python.syntax.traits import (
    Node,
    descendants,
    dotted,
    last_name,
    parameters_of,
)
from detectors.vocabulary.names import listed, words

_AROUND = re.compile(
    r"before_(?:app_)?request|add_middleware|\.middleware\b|Middleware\b|middlewares?\s*=|\bdependencies\s*=|preprocessor|BasicAuth|login_required"
    r"|[(,]\s*auth\s*=|create_app\(|before_serving|MIDDLEWARE|\.install\(|[(,]\s*apply\s*="
)
"""What runs before every handler of a file, or in which that can be handed over."""
_BEFORE = frozenset({"dispatch", "initial", "initialize_request", "perform_authentication"})
"""Methods that run before a view's own."""
_ASKS_WHO = re.compile(
    r"^(?:permission_classes|authentication_classes|decorators|method_decorators|middleware)\b(?!\s*=\s*[\[(]\s*(?:(?:\w+\.)*AllowAny\s*,?\s*)?[\])])"
)
_PROVES = tuple(
    listed("""
        verif valid sign hmac secret token auth digest trust allow permi construct decrypt jwt apikey key
        ip remote check guard secur protect nonce credential whitelist retrieve fetch cert pass login
        hash sha md5 challenge ensure require assert own sender origin cloudevent parse deny reject
    """)
)
"""Beginnings of words in the name of what may show who sent something."""
_PROVES_AS_TEXT = ("sign", "secret", "token", "hmac", "auth", "digest", "apikey", "hub", "pass")
_NO_PROOFS = listed(
    "signal signals signup model_validate validate_python validate_json keyboard keys keyword keywords"
    " author authors authored checked checkout checkouts checkbox checkin passed passes passing passenger passengers"
    " passport passports passage passive ipn iphone hashtag hashtags"
    " sender senders owner owners original originals"
)
_STARTS = frozenset({"Thread", "Process", "Timer"})
"""Classes that do something with what they are given."""
_OF_THE_EVENT = listed(
    "branch branches type types event events action actions ref refs extension extensions status statuses"
)
"""Last words of what tells which events are wanted: `allowed_branches`, `valid_types`."""
_TAKES_APART = re.compile(
    r"parse_(?:json|body|payload|form|nested_form|qs|qsl|data|message|text|date|datetime|amount|int|float|bool|xml|csv)\w*"
)
"""Functions that only spell what they are given in another way."""
_INJECTED = re.compile(r"\b(?:Depends|Security)\(")
_ROUTES = frozenset({"route", "post", "put", "api_route"})
_DEEP = 2
"""Calls of helpers through which what was sent is followed."""
_DECORATES = frozenset(
    {"csrf_exempt", "require_POST", "require_http_methods", "cross_origin", "api_view"}
)
"""Decorators of which none looks at the sender."""
_BODY = frozenset(
    {
        "json",
        "form",
        "data",
        "get_json",
        "get_data",
        "values",
        "body",
        "POST",
        "text",
        "read",
        "post",
    }
)
_FRAMEWORK = frozenset(
    {
        "Request",
        "Response",
        "BackgroundTasks",
        "HTTPConnection",
        "HttpRequest",
        "UploadFile",
        "Session",
    }
)
_HARMLESS = listed("""
    print str int len dict list loads dumps dump jsonify debug info warning warn error exception critical log
    get isinstance format keys items values pop json JsonResponse JSONResponse Response HttpResponse float
    bool sorted set type repr get_json decode encode split strip lower upper startswith endswith replace
    join setdefault append extend update model_validate parse_obj pprint getattr hasattr enumerate
    zip range sum min max any all abort HTTPException text read body get_data tuple Decimal
    fromisoformat strptime make_response json_response write count index hex model_dump flash
    getlist iter next abs round sleep echo put_text capture_message
    match search fullmatch findall finditer sub compile escape quote unquote urlparse parse_qs b64decode
    title capitalize group copy deepcopy isdigit render_template filter filter_by select scalar scalars
    first find find_one exists where order_by map run_coroutine_threadsafe
""")
_CHECKS = re.compile(
    r"construct_event|compare_digest|constant_time_compare|(?:verify|validate|check)_?\w*|is_valid\w*|unwrap"
)


_ANSWERS_YES_OR_NO = frozenset(
    {
        "twilio.request_validator.RequestValidator().validate",
        "slack_sdk.signature.SignatureVerifier().is_valid",
        "slack_sdk.signature.SignatureVerifier().is_valid_request",
        "hmac.compare_digest",
        "secrets.compare_digest",
    }
)
"""Proofs that raise nothing where they fail."""


def checking(program: Program, node: nodes.FunctionDef) -> Lines | None:
    """The first call in a handler, or in a helper of the file, whose name says that it proves the sender.

    None where that is left out if the secret is not set.
    """
    if any(is_left_out(program, body) for body in (node, *_helpers(program, node))):
        return None
    for call in _calls(program, node):
        is_one = _CHECKS.fullmatch(last_name(call.func)) and last_name(call.func) != "validate_json"
        if is_one and not _is_dropped(program, call):
            return program.lines(call)
    return None


def unheeded(program: Program, node: nodes.FunctionDef) -> Lines | None:
    """A proof that answers yes or no, as a statement of its own: `validator.validate(url, form, signature)`."""
    calls = [*_calls(program, node)]
    return next((program.lines(call) for call in calls if _is_dropped(program, call)), None)


def _is_dropped(program: Program, call: nodes.Call) -> bool:
    return isinstance(call.parent, nodes.Expr) and any(
        one.name in _ANSWERS_YES_OR_NO for one in program.named(call)
    )


_ANSWERS = frozenset({"jsonify", "make_response", "json_response", "dict", "redirect"})
"""What makes an answer of what it is given, beside classes."""


def answers_something(program: Program, node: nodes.FunctionDef) -> bool:
    """What it returns has names in it that it, or a function around it, binds itself, or is worked out in place.

    What was sent, and is only sent back, is nothing that it has found out.
    """
    sent = Sent(program, {p.name.value for p in parameters_of(node)} | REQUESTS)
    sent.follow(node)
    values = [v for v in program.tree.returns.get(node, ()) if not sent.is_sent(v)]
    return any(
        isinstance(part, nodes.Name)
        and part.value not in sent.names
        and any(part.value in scope.bindings for scope in program.tree.scopes[part].functions())
        for value in values
        for part in program.tree.walk(value)
        if part in program.tree.scopes
    ) or any(_is_worked_out(program, sent, value) for value in values)


def _is_worked_out(program: Program, sent: Sent, value: nodes.BaseExpression) -> bool:
    """`return jsonify(find(request.json))`, `return handle(event)`; not `return Response(status=204), 204`."""
    if isinstance(value, nodes.Tuple) and value.elements:
        return any(_is_worked_out(program, sent, element.value) for element in value.elements)
    calls = [part for part in program.tree.walk(value) if isinstance(part, nodes.Call)]
    return any(
        (
            call is not value
            or not (last_name(call.func)[:1].isupper() or last_name(call.func) in _ANSWERS)
        )
        and not sent.is_sent(call)
        for call in calls
    )


def trusting(program: Program, node: nodes.FunctionDef, path: str) -> Lines | None:
    """Where a handler first does something with what it was sent, if nothing in the file may prove the sender."""
    around = program.tree.class_of(node)
    if "{" in path or "<" in path or "\ufffc" in path:
        return None
    is_a_view = around is not None and is_a_view_of_webhooks(program, node)
    if around is not None and not is_a_receiver(program, node):
        is_open = is_a_view and _is_open(program, around)
        if not is_open:
            return None
    if program.says(_AROUND):
        return None
    if around is None and not is_plainly_routed(program, node):
        return None
    bodies = [node, *_helpers(program, node)]
    if any(_may_prove(program, body) for body in bodies):
        return None
    return _acts(program, node, _payload(program, node), _DEEP)


def _is_open(program: Program, view: nodes.ClassDef) -> bool:
    """A view of Django, REST framework or Flask that asks nobody who they are, by what can be seen of it."""
    if any(last_name(base.value) not in VIEWS for base in view.bases):
        return False
    if any("csrf_exempt" not in program.code(decorator) for decorator in view.decorators):
        return False
    for part in program.tree.walk(view.body):
        if isinstance(part, nodes.FunctionDef):
            if part.name.value in _BEFORE or _says(part.name.value, _PROVES):
                return False
        elif isinstance(part, nodes.Assign) and _ASKS_WHO.search(program.code(part)):
            return False
    return True


def is_plainly_routed(program: Program, node: nodes.FunctionDef) -> bool:
    """By decorators alone that are known, on an application that the file makes, for what is posted."""
    takes_posts = False
    for decorator in node.decorators:
        expression = decorator.decorator
        called = expression.func if isinstance(expression, nodes.Call) else expression
        name = last_name(called)
        if name in _DECORATES:
            takes_posts = True
            continue
        if name not in _ROUTES or not isinstance(called, nodes.Attribute):
            return False
        owners = program.evaluator.things(called.value)
        if not owners or not all(isinstance(o, Made) and o.is_visible for o in owners):
            return False
        source = program.source.text.source
        if any("Router()" in getattr(o, "name", "") for o in owners) and not (
            "include_router(" in source or "add_router(" in source
        ):
            return False  # whoever includes it may add what proves the sender
        takes_posts |= name != "route" or "POST" in program.code(decorator)
    return takes_posts


def _helpers(program: Program, node: nodes.FunctionDef) -> list[nodes.FunctionDef]:
    found: dict[nodes.FunctionDef, None] = {}
    for call in _own_calls(node):
        for thing in program.evaluator.things(call.func):
            if isinstance(thing, Function) and isinstance(thing.node, nodes.FunctionDef):
                found[thing.node] = None
    found.pop(node, None)
    return [*found]


def _own_calls(node: Node) -> list[nodes.Call]:
    return [n for n in descendants(node) if isinstance(n, nodes.Call)]


def _calls(program: Program, node: nodes.FunctionDef) -> Iterator[nodes.Call]:
    for body in (node, *_helpers(program, node)):
        yield from sorted(_own_calls(body), key=program.position)


def _may_prove(program: Program, node: nodes.FunctionDef) -> bool:
    """Something in it has a name that may mean a proof, or is handed the request and cannot be seen."""
    if _says(node.name.value, _PROVES):
        return True
    skipped: set[Node] = set()
    for part in (p for own in (node.params, node.body) for p in descendants(own)):
        match part:
            case _ if part in skipped:
                continue
            case nodes.Name():
                if _says(part.value, _PROVES) and not _TAKES_APART.fullmatch(part.value):
                    return True
            case nodes.Attribute():
                if part.attr.value != "construct_from" and _says(part.attr.value, _PROVES):
                    return True
            case nodes.FunctionDef():
                return True
            case nodes.Param():
                annotation = part.annotation.annotation if part.annotation else None
                said = [program.code(n) for n in (part.default, annotation) if n is not None]
                if any(_INJECTED.search(text) for text in said) or _says(part.name.value, _PROVES):
                    return True
            case nodes.SimpleString():
                is_said = not isinstance(part.parent, nodes.Expr) and not EVENTS.match(part.value)
                if is_said and _says(part.value, _PROVES_AS_TEXT):
                    return True
            case nodes.Call() if last_name(part.func) == "construct_from":
                skipped |= {*descendants(part)}  # it believes what it is given
            case nodes.Call():
                if _is_out_of_sight(program, part):
                    return True
    return False


def _says(name: str, beginnings: tuple[str, ...]) -> bool:
    if name in _NO_PROOFS or len(name) > 80:
        return False
    said = words(name)
    if said[-1:] and said[-1] in _OF_THE_EVENT:
        return False
    return any(w.startswith(beginnings) and w not in _NO_PROOFS for w in said)


def _is_out_of_sight(program: Program, call: nodes.Call) -> bool:
    """It is handed the whole request or its headers, or nothing at all, and the file does not say what it does."""
    things = program.evaluator.things(call.func)
    if any(isinstance(thing, Function) for thing in things):
        return any(a.star for a in call.args)
    for argument in call.args:
        given = dotted(argument.value)
        if given in REQUESTS or given.endswith((".headers", ".META", ".environ")):
            return True
    name = last_name(call.func)
    is_plain = isinstance(call.func, nodes.Name) and not call.args and name[:1].islower()
    return is_plain and any(isinstance(t, Ref) and "." in t.name for t in things)


def _payload(program: Program, node: nodes.FunctionDef) -> set[str]:
    """Parameters that the framework fills with the body."""
    found = set()
    for param in parameters_of(node):
        if param.annotation is not None and param.name.value not in REQUESTS:
            said = last_name(param.annotation.annotation)
            is_model = said[:1].isupper() or said == "dict"
            is_filled = param.default is None or "Body(" in program.code(param)
            if is_model and is_filled and said not in _FRAMEWORK:
                found.add(param.name.value)
    return found


def _acts(program: Program, node: nodes.FunctionDef, sent: set[str], depth: int) -> Lines | None:
    """The first call that is given something of what was sent, and does more than to spell or log it."""
    sent = _spread(node, sent)
    for call in sorted(_own_calls(node), key=program.position):
        name = last_name(call.func)
        owner = dotted(call.func)
        is_a_query = name == "update" and not owner  # `objects.filter(...).update(...)`
        if not name or (name in _HARMLESS and not is_a_query):
            continue
        given: list[Node] = [argument.value for argument in call.args]
        if is_a_query:
            given.append(call.func)  # the rows that are meant
        if not any(_holds(one, sent) for one in given):
            continue
        things = program.evaluator.things(call.func)
        functions = [t.node for t in things if isinstance(t, Function)]
        if not functions:
            if name in _STARTS:
                return program.lines(call)
            if name[:1].isupper() or any(
                isinstance(t, Ref) and t.name.startswith("twilio.twiml") for t in things
            ):
                continue
            return program.lines(call)
        for function in functions:
            if depth and isinstance(function, nodes.FunctionDef):
                takes = {p.name.value for p in parameters_of(function)}
                if _acts(program, function, takes, depth - 1):
                    return program.lines(call)
    return None


def _spread(node: nodes.FunctionDef, sent: set[str]) -> set[str]:
    """The names that something of what was sent is given."""
    found = set(sent)
    parts = [*descendants(node)]
    for _ in range(3):
        for part in parts:
            targets: list[Node] = []
            if isinstance(part, nodes.Assign) and _holds(part.value, found):
                targets = [target.target for target in part.targets]
            elif isinstance(part, nodes.AnnAssign | nodes.NamedExpr):
                targets = [part.target] if part.value and _holds(part.value, found) else []
            elif isinstance(part, nodes.For | nodes.CompFor) and _holds(part.iter, found):
                targets = [part.target]
            found |= {n.value for t in targets for n in descendants(t) if isinstance(n, nodes.Name)}
    return found


def _holds(node: Node, sent: set[str]) -> bool:
    """An expression has something in it of what was sent."""
    for part in descendants(node):
        if isinstance(part, nodes.Name) and part.value in sent:
            return True
        if isinstance(part, nodes.Attribute) and part.attr.value == "rfile":
            return True
        if isinstance(part, nodes.Attribute) and part.attr.value in _BODY:
            holder = dotted(part.value).rpartition(".")[2]
            if holder in REQUESTS:
                return True
    return False
