"""Functions that a model or a client of MCP calls: what they return goes to it as it is."""

from __future__ import annotations

import re

from detectors.readers.python.program import Program
from detectors.readers.python.syntax import nodes
from detectors.readers.python.syntax.traits import last_name

_BY_NAME = frozenset({"tool", "tool_plain", "function_tool", "kernel_function"})
_LIBRARIES = re.compile(
    r"^(?:langchain\w*|langgraph|crewai\w*|smolagents|agents|pydantic_ai|claude_agent_sdk|strands|agno"
    r"|fastmcp|mcp|llama_index|semantic_kernel|autogen\w*)\."
)
"""What the decorators that are imported by their name are of."""
_RUNS = frozenset({"_run", "_arun", "forward"})
"""Methods of a `BaseTool` of LangChain and CrewAI and of a `Tool` of smolagents."""


def is_a_tool(program: Program, function: nodes.FunctionDef) -> bool:
    """`@mcp.tool()`, `@agent.tool_plain`, `@tool` of a library of agents, or a method of a `Toolkit` or a `BaseTool`."""
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
    return False
