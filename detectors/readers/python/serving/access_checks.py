"""Routes: whether anything in sight may ask who calls one."""

from __future__ import annotations

import re

from detectors.readers.python.naming.things import Made
from detectors.readers.python.program import Program
from detectors.readers.python.serving.routers import injected, is_taken_elsewhere
from detectors.readers.python.syntax import nodes
from detectors.readers.python.syntax.traits import last_name

_ASKS = re.compile(
    r"auth(?!or(?!iz)|_?level\b)|log(?:ged)?_?in|signed|token|api_?key|\bkeys?\b|permi|\broles?\b|\bsession\b|jwt|oauth|verif|hmac"
    r"|sign(?:ature|er)|current_user|request\.user|\bg\.\w*user|principal|credential|secret|password|guard|protect|required?\b|allow_?list|whitelist|\.install\(|[(,]\s*apply\s*="
    r"|\b40[13]\b|unauthor|forbidden|middleware|before_(?:app_)?request|before_serving|dependencies\s*=|preprocessor|create_app\("
    r"|remote_addr|client\.host|cookie|captcha|csrf|decorators\s*=|add_url_rule|add_api_route|register\(",
    re.IGNORECASE,
)
"""What asks who calls, or runs before every handler of a file and may."""
_BESIDE_THE_POINT = re.compile(
    r"#[^\n]*|\"\"\"(?:.|\n)*?\"\"\"|\"[^\"\n]* [^\"\n]* [^\"\n]*\"|'[^'\n]* [^'\n]* [^'\n]*'"
    r"|(?:\badd_middleware\(\s*)?\b(?:CORS|GZip)Middleware|\b(?:fastapi|starlette)\.middleware\.(?:cors|gzip)\b|\.keys\(|\w*_tokens\b|\btokens\b"
)
"""What asks nobody although it has such a word in it: comments, sentences, what lets browsers in, tokens of a language model."""
_BEFORE_ALL = re.compile(
    r"before_(?:app_)?request|before_serving|middleware|dependencies\s*=|preprocessor|decorators\s*=|[(,]\s*auth\s*="
    r"|\b(?:HTTP(?:Basic|Bearer|Digest)\w*|APIKey\w+|OAuth2\w*|LoginManager|JWTManager|\w*TokenAuth|BasicAuth\w*)\b"
    r"|flask_(?:login|httpauth|security|jwt)\w*|\blog_?in\b|login_required|register_blueprint\(|include_router\("
    r"|process_request|\.install\(|authenticat|remote_addr|client_address|compare_digest"
)
"""What may stand before the routes of a file, or tells that it knows who calls."""
_TAKEN_IN = re.compile(r"\b(?:register_blueprint|include_router)\(\s*(\w+)(?=\s*[,)])")
_HANDLED_BY = re.compile(r"route_class\s*=\s*(\w+)")
"""A class through which every request of a router goes."""
_HANDS_ON = re.compile(r"[(,]\s*(?:req|request)(?:\.headers)?\s*[,)](?!\s*(?:->[^:]*)?:)")
"""A call that is given the request, or its headers."""
_OF_A_STORE = re.compile(
    r"(?:\w+\.)*(?:(?:get|provide|make|open)_)?(?:async_)?(?:db|database|store|repo|repository|pool|engine|settings|config|clock)"
)
"""What is injected that asks nobody anything."""
_ROUTES = frozenset({"route", "get", "post", "put", "patch", "delete", "api_route"})


def may_ask(program: Program) -> bool:
    """Something may stand before every route of the file, or another file may put it there."""
    said = _BESIDE_THE_POINT.sub(" ", program.source.text.source)
    said = _TAKEN_IN.sub(lambda found: _unless_made_here(found, said), said)
    return bool(_BEFORE_ALL.search(said)) or is_taken_elsewhere(program)


def _unless_made_here(taken: re.Match[str], source: str) -> str:
    """`app.register_blueprint(routes)` of what the file makes itself brings nothing that is not seen here."""
    made = rf"^{taken[1]}[ \t]*(?::[^=\n]+)?=[ \t]*(?:\w+\.)?(?:Blueprint|APIRouter)\(([^)]*)"
    found = re.search(made, source, re.MULTILINE)
    if found is None:
        return taken[0]
    handled = _HANDLED_BY.search(found[1])
    return " " if handled is None or f"class {handled[1]}" in source else taken[0]


def asks_nobody(program: Program, node: nodes.FunctionDef) -> bool:
    """Neither the route nor its class asks who calls, or hands the whole request to something that may."""
    around = program.tree.class_of(node)
    said = _BESIDE_THE_POINT.sub(" ", program.code(around or node))
    if _ASKS.search(said) or _HANDS_ON.search(said):
        return False
    if around is None and not _is_routed(program, node):
        return False
    return all(map(_OF_A_STORE.fullmatch, injected(program, node)))


def is_unasked(program: Program, node: nodes.FunctionDef) -> bool:
    """It is routed by known decorators on an application that the file makes, and nothing there asks who calls."""
    if program.says(_ASKS) or program.tree.class_of(node) is not None:
        return False
    if is_taken_elsewhere(program):
        return False  # whoever takes it may ask
    return _is_routed(program, node) and all(map(_OF_A_STORE.fullmatch, injected(program, node)))


def _is_routed(program: Program, node: nodes.FunctionDef) -> bool:
    """By nothing else than routes, each of something that the file makes."""
    for decorator in node.decorators:
        expression = decorator.decorator
        called = expression.func if isinstance(expression, nodes.Call) else expression
        if last_name(called) not in _ROUTES or not isinstance(called, nodes.Attribute):
            return False
        owners = program.evaluator.things(called.value)
        if not owners or not all(isinstance(o, Made) and o.is_visible for o in owners):
            return False
    return bool(node.decorators)
