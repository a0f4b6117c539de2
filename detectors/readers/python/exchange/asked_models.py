"""Names of language models that the program asks: handed to a call, or taken where nobody says which.

`model="..."`, `def ask(prompt, model="...")`, `MODEL = "..."`, `os.getenv("MODEL", "...")`, `{"model": "..."}`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator

from detectors.facts import AskedModel
from detectors.places import Lines
from detectors.readers.python.control.nearby import Nearby
from detectors.readers.python.naming.things import Function
from detectors.readers.python.program import Program
from detectors.readers.python.syntax import nodes
from detectors.readers.python.syntax.traits import (
    Node,
    body_of,
    descendants,
    dotted,
    last_name,
    parameters_of,
)
from detectors.vocabulary import withdrawn
from detectors.vocabulary.names import listed, words

_MODEL = frozenset({"model", "engine", "llm"})
_OF_A_MODEL = frozenset({"name", "id", "string", "default", "slug", "str", "version"})
"""Behind `model`: what of it the text is."""
_DEFAULTS = frozenset({"default", "defaults", "fallback"})
_MODELS = _MODEL | {"models", "llms"}
_OTHERWISE = listed(
    "price prices pricing priced cost costs context window windows limit limits token tokens tokenizer encoding"
    " deprecated legacy old retired obsolete alias aliases available supported known choices options valid allowed"
    " example examples sample mock fake dummy stub test expected label labels display"
)
"""Words in a name that says something of models, and asks none of them."""
_COUNTS = listed(
    "count counts counter token tokens tokenizer tiktoken encoding encoder price prices pricing cost costs estimate"
    " estimator calculate info card usage log logged record supports support is has check checks assert validate"
    " normalize resolve map parse mock fake stub dummy raises azure"
)
"""Words of what takes the name of a model, and only looks it up."""
_MEASURES = listed("count counting token tokens tokenizer price prices pricing cost costs")
"""Words in the help of an option that says by which model something is measured."""
_TELLS = listed(
    "output outputs result results response responses usage event events record records metrics trace span entry row"
    " info card metadata pricing price answer reply message report reported summary stats completion"
)
"""Last words of what is made when a model has answered."""
_TAKES = listed(
    "model models llm llms agent agents chat openai anthropic gemini groq mistral cohere embedding embeddings embedder"
    " complete generate provider backend judge"
)
"""Words of what takes a model as its first argument: `GenerativeModel("...")`, `init_chat_model("...")`."""
_SETTINGS = listed(
    "config configs configuration cfg conf settings setting options option opts kwargs kw args arguments params"
    " parameters environ env defaults preferences prefs request req body payload input inputs profile"
)
"""Words of what holds what somebody has set, of which a default fills a gap."""
_PRICED = listed(
    "input output price cost context context_window context_length input_cost output_cost input_price output_price"
    " prompt_price provider_name display_name label description"
)
"""Keys that stand beside a model in a table of models."""
_ANSWERED = listed(
    "object usage choices response output result finish_reason stop_reason created status latency timestamp"
    " total_tokens input_tokens output_tokens prompt_tokens completion_tokens"
)
"""Keys that stand beside the model that has answered."""
_OF_A_REQUEST = listed("messages prompt input temperature max_tokens stream system contents")
_WRITES_SETTINGS = listed(
    "config configuration default defaults params settings options body request payload"
)


def asked_models(program: Program, nearby: Nearby | None) -> Iterator[AskedModel]:
    """Those that a table of withdrawn models names."""
    lowered = program.source.text.source.lower()
    if not any(stem in lowered for stem in withdrawn.stems()):
        return
    reader = _Reader(program)
    for node in program.tree.texts:
        if nearby is not None and not nearby.around(node):
            continue
        text = program.evaluator.text(node)
        if text is None or withdrawn.model(text) is None or not reader.is_asked(node):
            continue
        yield AskedModel(
            file=program.file,
            lines=program.lines(node),
            columns=program.columns(node),
            statement=_around(program, node),
            span=_around(program, node),
            node=node,
            name=text,
        )


def _around(program: Program, node: Node) -> Lines:
    statement = program.tree.statement_of(node)
    is_compound = isinstance(statement, nodes.BaseCompoundStatement)
    return program.lines(node if is_compound else statement)


def _names_a_model(name: str) -> bool:
    """`model`, `OPENAI_MODEL`, `modelId`, `default_llm_name`; not `model_prices`."""
    said = words(name)
    if not said or _OTHERWISE & set(said):
        return False
    if said[-1] in _MODEL:
        return True
    if len(said) > 1 and said[-1] in _OF_A_MODEL and said[-2] in _MODEL:
        return True
    return bool(_DEFAULTS & set(said) and _MODEL & set(said))


def _names_defaults(name: str) -> bool:
    """`default_models`, `DEFAULT_MODEL_BY_PROVIDER`."""
    said = set(words(name))
    return bool(_DEFAULTS & said and _MODELS & said and not _OTHERWISE & said)


def _only_declares(function: nodes.FunctionDef) -> bool:
    """`raise NotImplementedError`: others say what it does, with defaults of their own."""
    last = body_of(function.body)[-1]
    return isinstance(last, nodes.Raise) and "NotImplementedError" in {
        last_name(part) for part in descendants(last)
    }


def _looked_up(table: Node) -> Node | None:
    """`TIERS[tier]`, `TIERS.get(tier)`."""
    match table.parent:
        case nodes.Subscript(value=value) as entry if value is table:
            return entry
        case nodes.Attribute(attr=nodes.Name(value="get"), parent=nodes.Call() as call):
            return call
    return None


class _Reader:
    def __init__(self, program: Program) -> None:
        self.program = program

    def is_asked(self, node: Node) -> bool:
        child = node
        for parent in self.program.tree.ancestors(node):
            match parent:
                case nodes.IfExp() if child is parent.test:
                    return False
                case nodes.BooleanOperation() | nodes.IfExp() | nodes.Lambda():
                    child = parent
                    continue
                case nodes.Assign():
                    return all(self._is_set(t.target, parent) for t in parent.targets)
                case nodes.AnnAssign():
                    return child is parent.value and self._is_set(parent.target, parent)
                case nodes.NamedExpr():
                    return child is parent.value and self._is_set(parent.target, parent)
                case nodes.Param():
                    return child is parent.default and self._is_a_default(parent)
                case nodes.Return():
                    return self._is_given_back(parent)
                case nodes.DictElement():
                    return child is parent.value and self._is_an_entry(parent)
                case nodes.Arg():
                    return self._is_an_argument(parent)
            return False
        return False

    # Names that are bound

    def _is_set(self, target: nodes.BaseExpression, statement: Node) -> bool:
        if isinstance(target, nodes.Subscript):
            index = target.slice[0].slice
            if not isinstance(index, nodes.Index):
                return False
            key = self.program.evaluator.text(index.value) or ""
            return _names_a_model(key) or _names_defaults(dotted(target.value))
        if self._is_in_a_table(statement):
            return False
        return _names_a_model(last_name(target)) or self._is_handed_on(target, statement)

    def _is_handed_on(
        self, target: nodes.BaseExpression, statement: Node, *, by_key: bool = False
    ) -> bool:
        """`JUDGE = "..."` and then `create(model=JUDGE)`; by a key, `TIERS = {"fast": "..."}` and `create(model=TIERS[tier])`."""
        if not isinstance(target, nodes.Name) or _OTHERWISE & set(words(target.value)):
            return False
        return any(
            self._is_a_model_of(_looked_up(use) if by_key else use)
            for use in self.program.readers(target.value, statement)
        )

    def _is_a_model_of(self, value: Node | None) -> bool:
        """It stands as the model of a call that asks one."""
        arg = value.parent if value is not None else None
        call = arg.parent if isinstance(arg, nodes.Arg) else None
        return (
            isinstance(arg, nodes.Arg)
            and isinstance(call, nodes.Call)
            and arg.keyword is not None
            and _names_a_model(arg.keyword.value)
            and not self._only_looks(call)
        )

    def _is_in_a_table(self, statement: Node) -> bool:
        """In a class of names to choose from, or of what a model has answered."""
        around = (
            parent
            for parent in self.program.tree.ancestors(statement)
            if isinstance(parent, nodes.FunctionDef | nodes.ClassDef)
        )
        definition = next(around, None)
        if not isinstance(definition, nodes.ClassDef):
            return False
        bases = [words(last_name(base.value)) for base in definition.bases]
        return any(base[-1:] == ["enum"] for base in bases) or self._tells(definition.name.value)

    def _tells(self, name: str) -> bool:
        said = words(name)
        return said[-1:] != [] and (said[-1] in _TELLS or bool(_COUNTS & set(said)))

    def _is_a_default(self, param: nodes.Param) -> bool:
        if not _names_a_model(param.name.value):
            return False
        function = next(
            (p for p in self.program.tree.ancestors(param) if isinstance(p, nodes.FunctionDef)),
            None,
        )
        if (
            function is None
            or _COUNTS & set(words(function.name.value))
            or _only_declares(function)
        ):
            return False
        definition = self.program.tree.class_of(function)
        return definition is None or not self._tells(definition.name.value)

    def _is_given_back(self, statement: nodes.Return) -> bool:
        """`def default_model(self): return "..."`."""
        function = self.program.tree.function_of(statement)
        if not isinstance(function, nodes.FunctionDef):
            return False
        name = function.name.value
        return _names_a_model(name) and not _COUNTS & set(words(name))

    # Dictionaries

    def _is_an_entry(self, element: nodes.DictElement) -> bool:
        tree = self.program.tree
        table = element.parent
        key = self._key(element)
        if not isinstance(table, nodes.Dict) or not key:
            return False
        keys = {self._key(e) for e in table.elements if isinstance(e, nodes.DictElement)}
        outer = table.parent
        if key == "default" and "type" in keys and isinstance(outer, nodes.DictElement):
            return _names_a_model(self._key(outer))
        if not _names_a_model(key):
            return self._is_of(table, _names_defaults) or self._is_looked_up(table)
        if self._is_of(table, lambda name: bool(_OTHERWISE & set(words(name)))):
            return False
        if keys & _PRICED - {"input"} or (keys & _ANSWERED and not keys & _OF_A_REQUEST):
            return False
        is_default = bool(_DEFAULTS & set(words(key)))
        match outer:
            case nodes.Element():
                return is_default
            case nodes.DictElement():
                siblings = outer.parent.elements if isinstance(outer.parent, nodes.Dict) else ()
                if _ANSWERED & {self._key(s) for s in siblings if isinstance(s, nodes.DictElement)}:
                    return False
                alike = [s for s in siblings if isinstance(getattr(s, "value", None), nodes.Dict)]
                return is_default or len(alike) < 2
            case nodes.Return():
                function = tree.function_of(outer)
                name = function.name.value if isinstance(function, nodes.FunctionDef) else ""
                return bool(
                    is_default or keys & _OF_A_REQUEST or _WRITES_SETTINGS & set(words(name))
                )
            case nodes.Arg():
                call = outer.parent
                return not isinstance(call, nodes.Call) or not self._only_looks(call)
        return True

    def _is_looked_up(self, table: nodes.Dict) -> bool:
        """Its entries are the models of a call, whichever is picked."""
        match table.parent:
            case nodes.Assign(targets=[nodes.AssignTarget(target=target)]) as statement:
                return self._is_handed_on(target, statement, by_key=True)
            case nodes.AnnAssign(target=target) as statement:
                return self._is_handed_on(target, statement, by_key=True)
        return False

    def _key(self, element: nodes.DictElement) -> str:
        return self.program.evaluator.text(element.key) or ""

    def _is_of(self, table: nodes.Dict, is_meant: Callable[[str], bool]) -> bool:
        """The dictionary is bound to such a name, or is the entry of such a name."""
        parent = table.parent
        match parent:
            case nodes.Assign():
                return any(is_meant(last_name(t.target)) for t in parent.targets)
            case nodes.AnnAssign():
                return is_meant(last_name(parent.target))
            case nodes.DictElement():
                return is_meant(self._key(parent))
            case nodes.Arg():
                return parent.keyword is not None and is_meant(parent.keyword.value)
        return False

    # Calls

    def _is_an_argument(self, arg: nodes.Arg) -> bool:
        call = arg.parent
        if not isinstance(call, nodes.Call):
            return False
        if self._only_looks(call):
            return False
        is_default = arg.keyword is not None and bool(_DEFAULTS & set(words(arg.keyword.value)))
        if self._is_listed(call) and not is_default:
            return False
        called = last_name(call.func)
        if arg.keyword is not None:
            if _names_a_model(arg.keyword.value):
                return True
            return arg.keyword.value == "default" and self._fills_a_gap(call)
        position = [a for a in call.args if a.keyword is None].index(arg)
        if called in {"get", "getenv", "setdefault", "pop", "getattr"}:
            return self._is_a_last_resort(call, position)
        if called in {"Field", "field", "Option", "Argument"}:
            return position == 0 and self.is_asked(call)
        if position > 1:
            return False
        said = set(words(called))
        if _TAKES & said and not {"set", "add", "register", "remove", "delete"} & said:
            return position == 0
        return self._is_of_a_parameter(call, position)

    def _fills_a_gap(self, call: nodes.Call) -> bool:
        """`add_argument("--model", default="...")`, `model: str = Field(default="...")`."""
        if self._measures(call):
            return False
        for given in call.args:
            text = self.program.evaluator.text(given.value) if given.keyword is None else None
            if text and text.startswith("-") and _names_a_model(text.lstrip("-")):
                return True
            if (
                text
                and _names_a_model(text)
                and last_name(call.func) in {"config", "getenv", "get"}
            ):
                return True
        if last_name(call.func) in {"Field", "field", "Option", "Argument", "ib", "attrib"}:
            return self.is_asked(call)
        return False

    def _measures(self, call: nodes.Call) -> bool:
        """`option("--model", default="...", help="Model for token counting")`."""
        texts = (
            self.program.evaluator.text(given.value)
            for given in call.args
            if given.keyword is not None and given.keyword.value == "help"
        )
        return any(_MEASURES & {*text.lower().split()} for text in texts if text)

    def _is_a_last_resort(self, call: nodes.Call, position: int) -> bool:
        """`os.getenv("MODEL", "...")`, `settings.get("model", "...")`, `getattr(config, "model", "...")`."""
        given = [a.value for a in call.args if a.keyword is None]
        if position != len(given) - 1 or position == 0:
            return False
        key = self.program.evaluator.text(given[position - 1])
        if not key or not _names_a_model(key):
            return False
        called = last_name(call.func)
        if called == "getenv":
            return True
        held: Node = given[0] if called == "getattr" else call.func
        name = dotted(held)
        holder = name if called == "getattr" else name.rpartition(".")[0]
        return bool(_SETTINGS & set(words(holder.rpartition(".")[2])))

    def _is_listed(self, call: nodes.Call) -> bool:
        """It makes one of several in a table: `[Model(name="..."), Model(name="...")]`."""
        return isinstance(call.parent, nodes.Element) or (
            isinstance(call.parent, nodes.DictElement)
            and isinstance(call.parent.parent, nodes.Dict)
            and len(call.parent.parent.elements) > 1
        )

    def _only_looks(self, call: nodes.Call) -> bool:
        name = dotted(call.func) or last_name(call.func)
        said = words(name.rpartition(".")[2])
        if _COUNTS & set(said) or "azure" in words(name):
            return True
        if self.program.evaluator.ref(call.func).startswith("mistral_common."):
            return True  # it makes tokens, and asks nobody
        return bool(said) and said[-1] in _TELLS and name.rpartition(".")[2][:1].isupper()

    def _is_of_a_parameter(self, call: nodes.Call, position: int) -> bool:
        """A function of the file takes it as its model."""
        for thing in self.program.evaluator.things(call.func):
            if not isinstance(thing, Function):
                continue
            taken = [p.name.value for p in parameters_of(thing.node)]
            if isinstance(call.func, nodes.Attribute) and taken[:1] in (["self"], ["cls"]):
                taken = taken[1:]
            if position < len(taken) and _names_a_model(taken[position]):
                return True
        return False
