"""Lists from which somebody picks the language model that is asked.

`SUPPORTED_MODELS = ["..."]`, `def list_models(): return [{"id": "..."}]`, `choices=["..."]`, `Literal["..."]`.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from detectors.facts import AskedModel
from detectors.readers.python.control.nearby import Nearby
from detectors.readers.python.program import Program
from detectors.readers.python.syntax import nodes
from detectors.readers.python.syntax.traits import Node, last_name
from detectors.vocabulary import withdrawn
from detectors.vocabulary.names import listed, words

_MANY = frozenset({"models", "llms", "engines"})
_ONE = frozenset({"model", "llm", "engine"})
_OFFERS = listed(
    "available supported allowed valid choice choices option options list names ids all our static builtin fallback"
    " recommended popular current get fetch show openai anthropic claude gpt gemini google groq mistral cohere bedrock"
)
"""Words beside `models` in the name of a list to pick from; `reasoning_models` sorts, and `model_prices` counts."""
_SAYS_SO = frozenset({"available", "supported", "allowed", "valid"})
_PICKS = frozenset({"choice", "choices", "option", "options", "names", "list", "ids"})
_KEYS = frozenset({"id", "name", "model", "value", "model_id", "model_name", "slug"})
"""Under which an entry of the list says which model it is."""
_COSTS = listed("price prices pricing cost costs")
_LISTS = nodes.List | nodes.Tuple | nodes.Set


def offered_models(program: Program, nearby: Nearby | None) -> Iterator[AskedModel]:
    """Each list with models that are gone, once; what is only announced can still be picked."""
    lowered = program.source.text.source.lower()
    if not any(stem in lowered for stem in withdrawn.stems()):
        return
    found: dict[Node, list[tuple[str, Node]]] = {}
    for node in program.tree.texts:
        if nearby is not None and not nearby.around(node):
            continue
        text = program.evaluator.text(node)
        gone = withdrawn.model(text) if text else None
        if text and gone and gone.is_gone and (holder := _holder(program, node)):
            found.setdefault(holder, []).append((text, node))
    for models in found.values():
        (name, first), *others = models
        yield AskedModel(
            file=program.file,
            lines=program.lines(first),
            columns=program.columns(first),
            anchors=[program.lines(node) for _, node in others],
            span=program.lines(program.tree.statement_of(first)),
            node=first,
            name=name,
            is_offered=True,
            beside=len({text for text, _ in others} - {name}),
        )


def _holder(program: Program, node: Node) -> Node | None:
    """The list to pick from that a text is an item of, or the name of an item of; None if it is of none."""
    item, parent = node, node.parent
    if isinstance(parent, nodes.Index):
        return _literal(program, parent)
    if isinstance(parent, nodes.DictElement):
        item = parent.parent
        if parent.value is not node or not isinstance(item, nodes.Dict):
            return None
        keys = {
            program.evaluator.text(e.key) or ""
            for e in item.elements
            if isinstance(e, nodes.DictElement)
        }
        if program.evaluator.text(parent.key) not in _KEYS or any(
            _COSTS & set(words(k)) for k in keys
        ):
            return None
        parent = item.parent
    if not isinstance(parent, nodes.Element) or not isinstance(parent.parent, _LISTS):
        return None
    held = parent.parent
    return held if _is_to_pick_from(program, held) else None


def _is_to_pick_from(program: Program, held: Node) -> bool:
    parent = held.parent
    match parent:
        case nodes.Assign():
            names = [last_name(target.target) for target in parent.targets]
            return any(_offers(name) and not _only_sorts(program, name) for name in names)
        case nodes.AnnAssign():
            name = last_name(parent.target)
            return _offers(name) and not _only_sorts(program, name)
        case nodes.Return():
            function = program.tree.function_of(parent)
            return isinstance(function, nodes.FunctionDef) and _offers(function.name.value)
        case nodes.DictElement():  # `{"openai": [...], "groq": [...]}`
            table = parent.parent
            is_one = _offers(program.evaluator.text(parent.key) or "")
            return is_one or (isinstance(table, nodes.Dict) and _is_to_pick_from(program, table))
        case nodes.Arg(keyword=nodes.Name(value="choices")):
            return _is_of_an_option(program, parent.parent)
        case nodes.Arg():
            call = parent.parent
            if isinstance(call, nodes.Call) and last_name(call.func) == "Choice":
                option = call.parent.parent if isinstance(call.parent, nodes.Arg) else None
                return _is_of_an_option(program, option)
    return False


def _only_sorts(program: Program, name: str) -> bool:
    """`model in OPENAI_MODELS` is all that the file does with it: that tells whose model it is."""
    if _SAYS_SO & set(words(name)):
        return False
    tests = [
        target.comparator
        for comparison in program.tree.comparisons
        for target in comparison.comparisons
        if isinstance(target.operator, nodes.In | nodes.NotIn)
        and last_name(target.comparator) == name
    ]
    said = re.findall(rf"(?<!\w){re.escape(name)}(?!\w)", program.source.text.source)
    return bool(tests) and len(said) == len(tests) + 1


def _is_of_an_option(program: Program, call: Node | None) -> bool:
    """`add_argument("--model", choices=[...])`, `@click.option("--model", type=click.Choice([...]))`."""
    if not isinstance(call, nodes.Call):
        return False
    given = [program.evaluator.text(a.value) or "" for a in call.args if a.keyword is None]
    return any(_ONE & set(words(text)[-2:]) for text in given if text.startswith("-"))


def _literal(program: Program, index: nodes.Index) -> Node | None:
    """`Literal["...", "..."]` of a name or a parameter that says which model."""
    subscript = index.parent.parent
    if not isinstance(subscript, nodes.Subscript) or last_name(subscript.value) != "Literal":
        return None
    for parent in program.tree.ancestors(subscript):
        match parent:
            case nodes.Assign():
                is_one = any(_is_a_model(last_name(t.target)) for t in parent.targets)
                return subscript if is_one else None
            case nodes.AnnAssign():
                return subscript if _is_a_model(last_name(parent.target)) else None
            case nodes.Param():
                return subscript if _is_a_model(parent.name.value) else None
            case nodes.FunctionDef() | nodes.ClassDef():
                return None
    return None


def _is_a_model(name: str) -> bool:
    """`model`, `ModelName`, `OpenAIModels`."""
    said = set(words(name))
    return bool((_MANY | _ONE) & said) and said <= _MANY | _ONE | _OFFERS | {
        "name",
        "id",
        "type",
        "t",
        "ai",
        "open",
    }


def _offers(name: str) -> bool:
    said = set(words(name))
    is_many = bool(_MANY & said) or bool(_ONE & said and _PICKS & said)
    return is_many and said <= _MANY | _ONE | _OFFERS
