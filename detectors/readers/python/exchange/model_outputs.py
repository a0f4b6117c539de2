"""Texts of a language model that are read as JSON of a certain shape: a model may always write something else."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from detectors.facts import Request
from detectors.readers.python.naming.dataflow import key_of, reads_of, targets
from detectors.readers.python.naming.things import Function
from detectors.readers.python.program import Program
from detectors.readers.python.syntax import nodes
from detectors.readers.python.syntax.traits import Node, dotted, last_name

MODELS = frozenset(
    {"openai", "anthropic", "groq", "mistralai", "litellm", "cohere", "together", "google.genai"}
    | {"google.generativeai", "ollama"}
)
_PROMISES = frozenset(
    {
        "response_format",
        "text_format",
        "response_model",
        "tools",
        "functions",
        "output_config",
        "format",
    }
    | {"text", "config", "generation_config", "output_format"}
)
"""Parameters by which a model is held to a form."""
_DEEPEST = 5
"""Variables through which a text is followed back."""


def structured(
    program: Program, requests: Mapping[nodes.Call, Request]
) -> Iterator[tuple[Request, Node, str, frozenset[str]]]:
    """(request, `json.loads(text)["label"]`, the key as written, the variables that hold it);
    where no key is taken, `json.loads(text)` itself, of which nothing says that it is JSON."""
    asked = {call: one for call, one in requests.items() if one.client.library in MODELS}
    if not asked:
        return
    for loads in program.tree.calls_by_name.get("loads", ()):
        if not loads.args or program.evaluator.ref(loads.func) not in {
            "json.loads",
            "orjson.loads",
        }:
            continue
        request = asked_for(program, loads.args[0].value, asked)
        if request is None or _is_held_to_a_form(request):
            continue
        for node, names in _read(program, loads):
            parent = node.parent
            if isinstance(parent, nodes.Subscript) and parent.value is node:
                key = key_of(program, parent)
                if key is not None and not isinstance(parent.parent, nodes.AssignTarget):
                    yield request, parent, f"[{key!r}]", names
                    break
        else:
            yield request, loads, "JSON", frozenset()


def tool_arguments(
    program: Program, requests: Mapping[nodes.Call, Request]
) -> Iterator[tuple[Request, nodes.Call]]:
    """(request, `json.loads(call.function.arguments)`): no parameter of a request makes a model write valid JSON there."""
    asked = [one for one in requests.values() if one.client.library in MODELS]
    for loads in program.tree.calls_by_name.get("loads", ()) if asked else ():
        given = loads.args[0].value if loads.args else None
        if isinstance(given, nodes.BooleanOperation):
            given = given.left  # `call.function.arguments or "{}"`
        if (
            isinstance(given, nodes.Attribute)
            and dotted(given).endswith(".function.arguments")
            and program.evaluator.ref(loads.func) in {"json.loads", "orjson.loads"}
        ):
            at = program.lines(loads)
            before = [one for one in asked if one.lines <= at]
            yield (before or asked)[-1], loads


def _is_held_to_a_form(request: Request) -> bool:
    return isinstance(request.node, nodes.Call) and any(
        argument.keyword is None or argument.keyword.value in _PROMISES
        for argument in request.node.args
        if argument.keyword is not None or argument.star
    )


def asked_for(
    program: Program, value: Node, asked: Mapping[nodes.Call, Request], depth: int = 0
) -> Request | None:
    """The request whose text it is: `answer.choices[0].message.content.strip()`."""
    while True:
        match value:
            case nodes.Call() if value in asked:
                return asked[value]
            case nodes.Call() if functions := _functions(program, value):
                return _given_by(program, functions, asked, depth + 1)
            case nodes.Call(func=nodes.Attribute(value=inner)) | nodes.Attribute(value=inner):
                value = inner
            case nodes.Subscript(value=inner) | nodes.Await(expression=inner):
                value = inner
            case nodes.Name(value=name):
                scope = program.tree.scopes.get(value)
                found = program.evaluator.names.reaching(name, value, scope) if scope else None
                given = [one.node for one in found or () if one.how == "value"]
                if depth > _DEEPEST or len(given) != 1:
                    return None
                return asked_for(program, given[0], asked, depth + 1)
            case _:
                return None


def _functions(program: Program, call: nodes.Call) -> list[nodes.FunctionDef]:
    """Those of the file that it calls."""
    things = program.evaluator.things(call.func)
    found = (thing.node for thing in things if isinstance(thing, Function))
    return [one for one in found if isinstance(one, nodes.FunctionDef)]


def _given_by(
    program: Program,
    functions: list[nodes.FunctionDef],
    asked: Mapping[nodes.Call, Request],
    depth: int,
) -> Request | None:
    """`def ask(prompt): ... return answer.choices[0].message.content`"""
    if depth > _DEEPEST:
        return None
    values = [value for one in functions for value in program.tree.returns.get(one, ())]
    found = {id(r): r for v in values if (r := asked_for(program, v, asked, depth)) is not None}
    return next(iter(found.values())) if len(found) == 1 else None


def _read(program: Program, loads: nodes.Call) -> Iterator[tuple[Node, frozenset[str]]]:
    yield loads, frozenset()
    if isinstance(loads.parent, nodes.Assign | nodes.AnnAssign | nodes.NamedExpr):
        for target in targets(loads.parent):
            for use in reads_of(program, target):
                yield use, frozenset({last_name(use)})
