"""Functions that a model or a client of MCP calls: what they return goes to it as it is."""

from __future__ import annotations

import re
from functools import lru_cache

from detectors.readers.python.naming.things import Function
from detectors.readers.python.program import Program
from detectors.readers.python.syntax import nodes
from detectors.readers.python.syntax.traits import Node, last_name, parameters_of

_BY_NAME = frozenset({"tool", "tool_plain", "function_tool", "kernel_function", "call_tool"})
_LIBRARIES = re.compile(
    r"^(?:langchain\w*|langgraph|crewai\w*|smolagents|agents|pydantic_ai|claude_agent_sdk|strands|agno"
    r"|fastmcp|mcp|llama_index|semantic_kernel|autogen\w*)\."
)
"""What the decorators that are imported by their name are of."""
_RUNS = frozenset({"_run", "_arun", "forward"})
"""Methods of a `BaseTool` of LangChain and CrewAI and of a `Tool` of smolagents."""
_REGISTERS = frozenset({"add_tool", "from_function", "from_defaults", "FunctionTool"})
"""Calls that make a tool of a function: `mcp.add_tool(fetch)`, `StructuredTool.from_function(func=fetch)`."""
_CONTEXT = re.compile(r"^(?:mcp|fastmcp)\.(?:\w+\.)*Context$")
"""What a server of MCP hands to the tools that ask for it."""


def is_a_tool(program: Program, function: nodes.FunctionDef) -> bool:
    """`@mcp.tool()`, `@agent.tool_plain`, `@tool` of a library of agents, `mcp.add_tool(function)`,
    what takes the `Context` of a call of MCP, or a method of a `Toolkit` or a `BaseTool`."""
    if (around := program.tree.class_of(function)) is not None:
        name = function.name.value
        bases = {last_name(base.value) for base in around.bases}
        if ("Toolkit" in bases and not name.startswith("_")) or (
            name in _RUNS and bases & {"BaseTool", "Tool"}
        ):
            return True
    for decorator in function.decorators:
        named = decorator.decorator
        if isinstance(named, nodes.Call):
            named = named.func
        if last_name(named) not in _BY_NAME:
            continue
        if isinstance(named, nodes.Attribute) or _LIBRARIES.match(program.evaluator.ref(named)):
            return True
    return _takes_a_context(program, function) or function in _registered(program)


def _takes_a_context(program: Program, function: nodes.FunctionDef) -> bool:
    """`async def query(ctx: Context, sql: str)`: helpers that are handed it begin with an underscore."""
    return not function.name.value.startswith("_") and any(
        last_name(part) == "Context" and bool(_CONTEXT.match(program.evaluator.ref(part)))
        for one in parameters_of(function)
        if one.annotation is not None
        for part in program.tree.walk(one.annotation.annotation)
        if isinstance(part, nodes.Name | nodes.Attribute)
    )


@lru_cache(maxsize=4)
def _registered(program: Program) -> frozenset[Node]:
    """The functions that some call of the file makes tools of: `mcp.tool(name="search")(self.search)`, too."""
    calls = [call for name in _REGISTERS for call in program.tree.calls_by_name.get(name, ())]
    for inner in program.tree.calls_by_name.get("tool", ()):
        parent = inner.parent
        if isinstance(parent, nodes.Call) and parent.func is inner:
            calls.append(parent)
    return frozenset(
        thing.node
        for call in calls
        for argument in call.args
        if isinstance(argument.value, nodes.Name | nodes.Attribute)
        for thing in program.evaluator.things(argument.value)
        if isinstance(thing, Function)
    )
