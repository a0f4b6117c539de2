"""Objects that are written whole although a password is in them, and addresses that are a key themselves."""

from __future__ import annotations

import re

from detectors.readers.python.naming.things import Function
from detectors.readers.python.program import Program
from detectors.readers.python.syntax import nodes
from detectors.readers.python.syntax.traits import Node, last_name
from detectors.vocabulary.names import words

_CREDENTIALS = frozenset({"creds", "credentials", "credential"})
_OPENS = r"""(?:\.get\(\s*|\[\s*)["'](?:\w*passw\w*|\w*secret\w*|\w*token\w*|\w*api_?key\w*)["']"""
_HEADERS = re.compile(r"^(?:_|get_|_get_|auth_|default_|build_|_build_|make_|request_)*headers$")
_LOGS_IN = re.compile(
    r"""["'](?:Authorization|X-Api-Key|X-Auth-Token)["']\s*(?:\]\s*=|:)|headers\[["'][\w-]*token["']\]\s*=""",
    re.IGNORECASE,
)
"""Somebody puts a credential into headers."""
_OF_A_CHAT = re.compile(
    r"(?i)slack|discord|\bteams\b|lark|feishu|dingtalk|mattermost|wecom|weixin|googlechat|chat\.googleapis"
)
_IS_OURS = re.compile(r"(?i)set_?webhook|register_?webhook|webhook_?(?:path|port|host)")
"""The program receives what the webhook is about: its address is no secret."""
_READS = frozenset({"get", "getenv", "get_option", "get_setting", "config", "env"})
_AWAY = frozenset({"http", "https", "url", "uri", "address", "endpoint", "link"})


def held(program: Program, node: nodes.BaseExpression) -> str:
    """What of it opens something, as the end of a sentence about what is written; empty if nothing is seen to."""
    match node:
        case nodes.Attribute(value=holder, attr=nodes.Name(value="headers")):
            is_ours = isinstance(holder, nodes.Name) and holder.value == "self"
            return _HEADERS_WITH if is_ours and _logs_in(program, node) else ""
        case nodes.Call():
            if _makes_headers(program, node):
                return _HEADERS_WITH
            return _WEBHOOK if _reads_a_webhook(program, node) else ""
        case nodes.Subscript():
            return _WEBHOOK if _reads_a_webhook(program, node) else ""
        case nodes.Name(value=name):
            if _CREDENTIALS & set(words(name)[-1:]) and _is_opened(program, node):
                return f"{name} with the password in them"
            return _WEBHOOK if _is_a_webhook(program, name, node) else ""
        case nodes.Attribute(attr=nodes.Name(value=name)):
            return _WEBHOOK if _is_a_webhook(program, name, node) else ""
    return ""


_HEADERS_WITH = "all headers, with the credential among them"
_WEBHOOK = "the address of a webhook, with which anybody can post there"


def _logs_in(program: Program, node: Node) -> bool:
    """The class around it puts a credential into headers."""
    around = next((p for p in program.tree.ancestors(node) if isinstance(p, nodes.ClassDef)), None)
    return around is not None and _LOGS_IN.search(program.code(around)) is not None


def _makes_headers(program: Program, call: nodes.Call) -> bool:
    """`self._headers()`, where that function of the file puts a credential into them."""
    if not _HEADERS.match(last_name(call.func)):
        return False
    return any(
        isinstance(thing, Function) and _LOGS_IN.search(program.code(thing.node)) is not None
        for thing in program.evaluator.things(call.func)
    )


def _is_opened(program: Program, node: nodes.Name) -> bool:
    """The function takes a password out of it."""
    function = program.tree.definition_of(node)
    opened = rf"(?<!\w){re.escape(node.value)}{_OPENS}"
    return function is not None and re.search(opened, program.code(function)) is not None


def _is_a_webhook(program: Program, name: str, node: Node) -> bool:
    """`slack_webhook_url`, `webhook` in a file that posts to a chat."""
    said = words(name)
    is_one = "webhook" in said and (said[-1] == "webhook" or said[-1] in _AWAY)
    if not is_one and said[-1:] and said[-1] in _AWAY and isinstance(node, nodes.Name):
        is_one = _comes_of_a_webhook(program, node)
    return is_one and _posts_to_a_chat(program)


def _posts_to_a_chat(program: Program) -> bool:
    """The address of a webhook of its own is no secret."""
    source = program.source.text.source
    return bool(_OF_A_CHAT.search(source)) and not _IS_OURS.search(source)


def _comes_of_a_webhook(program: Program, node: nodes.Name) -> bool:
    """`url = self.get_option("webhook", project)`, `url = os.environ["SLACK_WEBHOOK_URL"]`."""
    scope = program.tree.scopes.get(node)
    bound = program.evaluator.names.reaching(node.value, node, scope) if scope else None
    if not bound or len(bound) != 1 or bound[0].how != "value":
        return False
    return _names_a_webhook(program, bound[0].node)


def _reads_a_webhook(program: Program, node: nodes.Call | nodes.Subscript) -> bool:
    """`os.environ["SLACK_WEBHOOK_URL"]` itself."""
    return _names_a_webhook(program, node) and _posts_to_a_chat(program)


def _names_a_webhook(program: Program, value: Node) -> bool:
    """It is looked up under such a name."""
    if isinstance(value, nodes.Call) and last_name(value.func) not in _READS:
        return False
    return isinstance(value, nodes.Call | nodes.Subscript) and any(
        isinstance(part, nodes.SimpleString) and "webhook" in words(part.value.strip("\"'"))
        for part in program.tree.walk(value)
    )
