"""Methods of a class through which everything goes that its objects send."""

from __future__ import annotations

from detectors.readers.python.control.exits import names_in
from detectors.readers.python.program import Program
from detectors.readers.python.syntax import nodes
from detectors.readers.python.syntax.scopes import Scope
from detectors.readers.python.syntax.traits import body_of, dotted, parameters_of

SENDS = frozenset({"request", "send", "_request", "send_request"})
"""Methods through which a client's others go; a class that overrides one decides what is sent."""


def decides_what_is_sent(program: Program, scope: Scope, method: str) -> bool:
    """A class has a method of its own in the way of this one, that does more than to hand on what it is given."""
    return any(
        binding.how != "function" or not _hands_everything_on(program, binding.node)
        for name in {*SENDS, method}
        for binding in scope.bindings.get(name, ())
    )


def _hands_everything_on(program: Program, function: nodes.Node) -> bool:
    """`def request(self, method, url, **kwargs): self.sign(); return super().request(method, url, **kwargs)`."""
    if not isinstance(function, nodes.FunctionDef) or function.decorators:
        return False
    given = function.params.star_kwarg
    left_out = [param for param in parameters_of(function) if param.default is not None]
    if given is None or any(dotted(p.default) != "None" for p in left_out if p.default):
        return False
    last = body_of(function.body)[-1]
    sent = last.value if isinstance(last, nodes.Return) else None
    call = sent.expression if isinstance(sent, nodes.Await) else sent
    match call:
        case nodes.Call(
            func=nodes.Attribute(
                value=nodes.Call(func=nodes.Name(value="super")), attr=nodes.Name(value=name)
            )
        ) if name == function.name.value:
            return _sends(program, call, function) and all(
                _is_named_once(program, function, one.name.value) for one in (given, *left_out)
            )
    return False


def _sends(program: Program, call: nodes.Call, function: nodes.FunctionDef) -> bool:
    """Every parameter, each in its own place; the address may become a whole one."""
    own = {p.name.value for p in parameters_of(function)[1:]}
    for star in (function.params.star_arg, function.params.star_kwarg):
        if isinstance(star, nodes.Param):
            own.add(star.name.value)
    sent: set[str] = set()
    for one in call.args:
        if one.star and not isinstance(one.value, nodes.Name):
            return False
        named = names_in(program.tree, one.value) & own
        if len(named) != 1 or (one.keyword is not None and one.keyword.value not in named):
            return False
        sent |= named
    return own == sent


def _is_named_once(program: Program, function: nodes.FunctionDef, name: str) -> bool:
    """Nothing is looked for in them, or added."""
    named = [
        node
        for node in program.tree.walk(function.body)
        if isinstance(node, nodes.Name) and node.value == name
    ]
    return len(named) == 1
