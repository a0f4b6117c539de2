"""Rules by which a program lets everyone in to ports of a cloud's machines, through the cloud's SDK."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from detectors.facts import known
from detectors.infrastructure.exposure import is_everyone
from detectors.readers.python.exchange.tls_settings import Said
from detectors.readers.python.naming.things import Const, Dictionary, Items, Made
from detectors.readers.python.program import Program
from detectors.readers.python.syntax import nodes
from detectors.readers.python.syntax.traits import last_name

_ADDS = ("authorize_security_group_ingress", "authorize_ingress")
"""Of a client of EC2, and of one of its groups."""
_RANGES = {"IpRanges": "CidrIp", "Ipv6Ranges": "CidrIpv6"}
_WITH_PORTS = frozenset({"tcp", "udp", "6", "17"})
_DRAWS = frozenset({"randint", "randrange"})
_Fields = Mapping[str, nodes.BaseExpression]


def opened(program: Program) -> Iterator[Said]:
    """`ec2.authorize_security_group_ingress(CidrIp="0.0.0.0/0", ...)`: the first and the last port."""
    for name in _ADDS:
        for call in program.tree.calls_by_name.get(name, ()):
            given = {arg.keyword.value: arg.value for arg in call.args if arg.keyword}
            for rule in (given, *_listed(program, given.get("IpPermissions"))):
                ports = _ports(program, rule) if _admits_everyone(program, rule) else None
                if ports is not None:
                    text = f"{ports[0]}-{ports[1]}"
                    yield Said(call, known(text), "ingress", ("firewall", "ingress"))


def _listed(program: Program, node: nodes.BaseExpression | None) -> Iterator[_Fields]:
    """The dictionaries of a list."""
    thing = program.evaluator.thing(node) if node is not None else None
    for element in thing.node.elements if isinstance(thing, Items) else ():
        one = program.evaluator.thing(element.value)
        if isinstance(one, Dictionary):
            yield program.evaluator.dictionaries.entries(one).known


def _admits_everyone(program: Program, rule: _Fields) -> bool:
    sources = [rule.get("CidrIp"), rule.get("CidrIpv6")]
    for ranges, field in _RANGES.items():
        sources += [one.get(field) for one in _listed(program, rule.get(ranges))]
    return any(is_everyone(program.evaluator.text(node)) for node in sources if node is not None)


def _ports(program: Program, rule: _Fields) -> tuple[int, int] | None:
    """The first and the last one; None where they cannot be seen, or the protocol has none."""
    protocol = program.evaluator.const(rule["IpProtocol"]) if "IpProtocol" in rule else None
    said = str(protocol.value) if protocol else ""
    if said == "-1":
        return 0, 65_535
    first, last = (_range(program, rule.get(name)) for name in ("FromPort", "ToPort"))
    return (first[0], last[1]) if said in _WITH_PORTS and first and last else None


def _range(program: Program, node: nodes.BaseExpression | None) -> tuple[int, int] | None:
    """A port, or those among which one is drawn."""
    match program.evaluator.thing(node) if node is not None else None:
        case Const(value=int() as port):
            return port, port
        case Made(call=nodes.Call(func=func, args=[low, high])) if last_name(func) in _DRAWS:
            ends = [program.evaluator.const(end.value) for end in (low, high)]
            numbers = [end.value for end in ends if end and isinstance(end.value, int)]
            return (numbers[0], numbers[1]) if len(numbers) == 2 else None
    return None
