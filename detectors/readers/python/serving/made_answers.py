"""What a web framework makes an answer of: what is returned, what is raised, and what a tool gives to its client."""

from __future__ import annotations

import re
from typing import Literal

from detectors.readers.python.naming.things import Class
from detectors.readers.python.program import Program
from detectors.readers.python.serving.agent_tools import is_a_tool
from detectors.readers.python.syntax import nodes
from detectors.readers.python.syntax.traits import Node, dotted, last_name, parameters_of
from detectors.vocabulary.names import words

_ANSWERS = frozenset({"HTTPException", "abort", "HTTPError", "HttpError", "APIException"})
"""Exceptions of web frameworks and functions that become the answer."""
_WEB = re.compile(
    r"\b(fastapi|starlette|flask|werkzeug|rest_framework|ninja|quart|sanic|litestar|bottle)\b"
)
_EXCEPTIONS = re.compile(
    r"^(?:aiohttp\.web(?:_exceptions)?\.HTTP\w+|werkzeug\.exceptions\.\w+|rest_framework\.exceptions\.\w+"
    r"|(?:sanic|litestar|starlette|quart)\.exceptions\.\w+|falcon\.(?:errors\.)?HTTP\w+|pyramid\.httpexceptions\.\w+)$"
)
"""Exceptions of which a web framework makes an answer."""
_OF_TOOLS = re.compile(
    r"^(?:mcp|fastmcp)\.(?:\w+\.)*(?:McpError|ToolError|ResourceError|PromptError)$"
)
"""Exceptions by which a server of MCP says that a call has failed."""
_RESPONSES = re.compile(
    r"^(?:(?:flask|quart)\.(?:jsonify|make_response|Response)|(?:fastapi|starlette)\.responses\.\w*Response"
    r"|fastapi\.Response|django\.http\.(?:response\.)?(?:Json|Http)Response\w*|rest_framework\.response\.Response"
    r"|aiohttp\.web\.(?:json_response|Response)|sanic\.response\.\w+)$"
)
"""What only an answer to a request is made with."""
_OF_CLIENTS = re.compile(r"^(?:httpx|requests|aiohttp\.client\w*|urllib3)\.")
"""What a client gives to the program that has asked through it."""


def answer_in(statement: Node) -> Node | None:
    match statement:
        case nodes.Expr(value=nodes.Yield(value=nodes.BaseExpression() as value)):
            return value
        case nodes.Return(value=value) | nodes.Expr(value=value) | nodes.Assign(value=value):
            return value
        case nodes.Raise(exc=raised):
            return raised
    return None


def becomes_an_answer(program: Program, statement: Node) -> bool:
    made = answer_in(statement)
    if isinstance(statement, nodes.Return):
        function = program.tree.definition_of(statement)
        if _is_of_a_tool(program, made) or (
            function and (is_a_tool(program, function) or _stands_between(function))
        ):
            return True
    if not isinstance(made, nodes.Call):
        return False
    name = program.evaluator.ref(made.func)
    if isinstance(statement, nodes.Raise) and (
        _EXCEPTIONS.match(name) or _OF_TOOLS.match(name) or _is_an_answer_of_its_own(program, made)
    ):
        return True
    return last_name(made.func) in _ANSWERS and bool(_WEB.search(name))


def declared(program: Program, statement: Node) -> Literal["", "raised", "result"]:
    """`raise ToolError(f"the search failed: {error}")`, `CallToolResult(..., isError=True)`."""
    made = answer_in(statement)
    if not isinstance(made, nodes.Call):
        return ""
    if isinstance(statement, nodes.Raise):
        return "raised" if _OF_TOOLS.match(program.evaluator.ref(made.func)) else ""
    is_an_error = any(
        one.keyword is not None and one.keyword.value == "isError" and dotted(one.value) == "True"
        for one in made.args
    )
    return "result" if is_an_error else ""


def is_for_a_model(program: Program, statement: Node) -> bool:
    """A tool of an agent answers it, or what is made of it is an answer of MCP."""
    function = program.tree.definition_of(statement)
    if function is not None and is_a_tool(program, function):
        return True
    if isinstance(statement, nodes.Raise):
        made = statement.exc
        return isinstance(made, nodes.Call) and bool(
            _OF_TOOLS.match(program.evaluator.ref(made.func))
        )
    return isinstance(statement, nodes.Return) and _is_of_a_tool(program, statement.value)


def _stands_between(function: nodes.FunctionDef) -> bool:
    """A middleware of Starlette: it is given what comes next, and what it returns is the answer."""
    return any(one.name.value == "call_next" for one in parameters_of(function))


def _is_an_answer_of_its_own(program: Program, made: nodes.Call) -> bool:
    """`raise ApiError(...)`, where the file has `class ApiError(HTTPException)`."""
    thing = program.evaluator.thing(made.func)
    return isinstance(thing, Class) and any(
        last_name(base.value) in _ANSWERS and bool(_WEB.search(program.evaluator.ref(base.value)))
        for base in thing.node.bases
    )


def is_a_response(program: Program, statement: Node) -> bool:
    """`return jsonify(...), 500`: what a web framework sends, in whatever function it is made."""
    made = answer_in(statement) if isinstance(statement, nodes.Return) else None
    if isinstance(made, nodes.Tuple) and made.elements:
        if _is_of_ninja(program, made):
            return True
        made = made.elements[0].value
    if isinstance(made, nodes.Name):
        around = program.tree.function_of(statement)
        named = [
            node.value
            for node in (program.tree.walk(around.body) if around else ())
            if isinstance(node, nodes.Assign)
            and any(dotted(target.target) == made.value for target in node.targets)
        ]
        made = named[0] if named else None
    if _is_for_a_gateway(made) or _says_its_status(program, made):
        return True
    return isinstance(made, nodes.Call) and bool(_RESPONSES.match(program.evaluator.ref(made.func)))


def _is_of_ninja(program: Program, made: nodes.Tuple) -> bool:
    """`return 500, {"detail": ...}` in a view of Django Ninja."""
    first = made.elements[0].value
    is_an_error = isinstance(first, nodes.Integer) and 400 <= first.evaluated_value <= 599
    return is_an_error and any(one.partition(".")[0] == "ninja" for one in program.tree.imported)


def _is_for_a_gateway(made: Node | None) -> bool:
    """`{"statusCode": 500, "body": ...}`: what a Lambda answers through API Gateway."""
    if not isinstance(made, nodes.Dict):
        return False
    keys = {
        one.key.raw_value
        for one in made.elements
        if isinstance(one, nodes.DictElement) and isinstance(one.key, nodes.SimpleString)
    }
    return {"statusCode", "body"} <= keys


def _says_its_status(program: Program, made: Node | None) -> bool:
    """`WebhookResponse(status_code=500, message=...)`: what a program itself calls a response, with the status of an error."""
    return (
        isinstance(made, nodes.Call)
        and words(last_name(made.func))[-1:] == ["response"]
        and not _OF_CLIENTS.match(program.evaluator.ref(made.func))
        and any(
            isinstance(one.keyword, nodes.Name)
            and one.keyword.value in {"status_code", "status"}
            and isinstance(one.value, nodes.Integer)
            and 400 <= one.value.evaluated_value <= 599
            for one in made.args
        )
    )


def _is_of_a_tool(program: Program, made: Node | None) -> bool:
    """`return [TextContent(type="text", text=...)]`: what a server of MCP sends to the client."""
    parts = [e.value for e in made.elements] if isinstance(made, nodes.List) else [made]
    return any(
        isinstance(part, nodes.Call)
        and last_name(part.func) in {"TextContent", "CallToolResult"}
        and program.evaluator.ref(part.func).startswith("mcp.")
        for part in parts
    )
