"""Whether there may be many of what a loop goes over: an answer, a file, a table, or a list that somebody hands in.

Parts of one thing, constants, settings and what a person types are few.
"""

from __future__ import annotations

import re

from detectors.readers.python.naming.things import Dictionary, Function, Items, Ref
from detectors.readers.python.program import Program, remembered
from detectors.readers.python.syntax import nodes
from detectors.readers.python.syntax.scopes import Binding
from detectors.readers.python.syntax.traits import COMPREHENSIONS, Node, last_name
from detectors.vocabulary.names import listed, words

_DEEP = 10
_FEW = 10
_WHOLE = listed(
    "enumerate list tuple sorted reversed iter set frozenset dict zip map filter chain tqdm track cast"
    " gather unique as_completed deduplicate dedupe"
)
"""What goes over no other items than what it is given."""
_OF_ALL = listed("items keys values copy")
_READS = listed(
    "list fetch query search scan find findall finditer xpath select describe paginate iterate iter glob rglob iterdir listdir"
    " scandir walk readlines splitlines reader cursor execute fetchall fetchmany iterrows itertuples"
    " read_csv read_json read_excel read_parquet tolist to_dict to_list stream open uid"
)
"""First words of calls that answer with as many as there are."""
_SETTINGS = listed(
    "settings config conf cfg options option opts opt args arguments kwargs self cls env environ params"
)
_ANSWERS = listed("resp response responses result results reply rows page pages")
"""In the name of what a call has answered."""
_MAKES = listed(
    "create generate chat complete completion completions acompletion invoke ainvoke run predict edit"
    " variation aimage image ask prompt respond"
)
"""In the names of calls whose answer is one thing, with few parts."""
_LIMIT = re.compile(r"(?i)\bLIMIT\s+\d{1,2}\b")
_BATCHES = listed("batch chunk")
"""What is called so was cut off something longer."""
_TAKES = listed("pop popleft popitem")
_TABLES = listed(
    "db database databases store stores models repository repositories dao crud queries tables"
)
"""In the names of modules whose functions answer with rows."""
_CLI = listed("command option argument")


@remembered
def may_be_many(program: Program, over: Node, depth: int = 0) -> bool:
    """It is an answer, or a parameter as a whole."""
    if depth > _DEEP:
        return False
    match over:
        case nodes.Name():
            return any(_bound(program, b, over, depth) for b in _bindings(program, over))
        case nodes.Call(func=func):
            name = last_name(func)
            if _is_of_the_whole(func) and over.args:
                given = [arg.value for arg in over.args]
                return not (name == "zip" and any(map(_is_cut_short, given))) and any(
                    may_be_many(program, one, depth + 1) for one in given
                )
            if name in _OF_ALL and isinstance(func, nodes.Attribute):
                return may_be_many(program, func.value, depth + 1)
            if name in {"range", "xrange"}:
                return any(
                    isinstance(arg.value, nodes.Call)
                    and last_name(arg.value.func) == "len"
                    and may_be_many(program, arg.value.args[0].value, depth + 1)
                    for arg in over.args
                )
        case nodes.Attribute(value=nodes.Name() as holder) if _names_many(over.attr.value):
            if _is_brought(program, holder):
                return True
        case nodes.BinaryOperation(left=left, right=right):
            return any(may_be_many(program, side, depth + 1) for side in (left, right))
        case nodes.BooleanOperation(left=left, right=right):
            return not _are_choices(program, right) and any(
                may_be_many(program, side, depth + 1) for side in (left, right)
            )
        case nodes.IfExp(body=first, orelse=second):
            sides = (first, second)
            is_few = any(_is_cut_short(side) or _are_choices(program, side) for side in sides)
            if any(map(_is_alone, sides)):
                return any(is_answer(program, side, depth + 1) for side in sides)
            return not is_few and any(may_be_many(program, side, depth + 1) for side in sides)
        case nodes.Subscript(value=value, slice=[nodes.SubscriptElement(slice=nodes.Slice())]):
            return not _is_cut_short(over) and may_be_many(program, value, depth + 1)
        case nodes.NamedExpr(value=value):
            return may_be_many(program, value, depth + 1)
        case _ if isinstance(over, COMPREHENSIONS):
            return not _picks(over) and may_be_many(program, over.for_in.iter, depth + 1)
    return is_answer(program, over, depth)


def is_handed_in(program: Program, over: Node) -> bool:
    """A list that a function is given as a whole by callers out of sight: how long it is, they know."""
    match over:
        case nodes.Name():
            found = _bindings(program, over)
            return bool(found) and all(
                one.how == "parameter"
                and isinstance(one.statement, nodes.FunctionDef)
                and not (
                    one.statement.name.value.startswith("_")
                    and program.evaluator.sites(one.statement)
                )
                for one in found
            )
        case nodes.Call(func=func, args=[first, *_]) if _is_of_the_whole(func):
            return is_handed_in(program, first.value)
        case nodes.Call(func=nodes.Attribute(value=holder, attr=nodes.Name(value=name))):
            return name in _OF_ALL and is_handed_in(program, holder)
        case nodes.BinaryOperation(left=left, right=right):
            return is_handed_in(program, left) and is_handed_in(program, right)
    return False


_RECEIVERS = listed(
    "recipient recipients receiver receivers subscriber subscribers customer customers attendee attendees"
    " msisdn msisdns addressee addressees"
)


def are_receivers(program: Program, over: Node, depth: int = 0) -> bool:
    """Whoever gets a message: `data.get("receiver_list")`, `self.get_recipients()`; not those of the settings."""
    match over:
        case nodes.Call(
            func=nodes.Attribute(value=holder, attr=nodes.Name(value="get")), args=args
        ):
            named = program.evaluator.text(args[0].value) if args else ""
            return bool(_RECEIVERS & {*words(named or "")}) and not _is_a_setting(program, holder)
        case nodes.Call(func=nodes.Attribute(value=holder, attr=nodes.Name(value=name))):
            return bool(_RECEIVERS & {*words(name)}) and not _is_a_setting(program, holder)
        case nodes.BooleanOperation(left=left, right=right):
            return any(are_receivers(program, side, depth + 1) for side in (left, right))
        case nodes.Name() if depth == 0:
            return any(
                binding.how == "value" and are_receivers(program, binding.node, depth + 1)
                for binding in _bindings(program, over)
            )
    return False


def _is_a_setting(program: Program, holder: Node) -> bool:
    return bool((_SETTINGS - {"self", "cls", "args", "kwargs"}) & {*words(program.code(holder))})


_MANY = listed(
    "messages emails mails recipients receivers subscribers customers contacts members attendees phones numbers"
    " msisdns users accounts orders invoices payments records rows entries documents events notifications jobs"
    " tickets products listings transactions addresses ids urls links"
)
"""Last words of what grows with the business: each is one person, one purchase, one row."""


def _names_many(name: str) -> bool:
    return words(name)[-1:] != [] and words(name)[-1] in _MANY


def _is_brought(program: Program, holder: nodes.Name) -> bool:
    """An object that somebody hands in: `request.phones`, `bulk.messages`; no settings, and not the object itself."""
    bound = _bindings(program, holder)
    return bool(bound) and all(
        binding.how == "parameter"
        and isinstance(binding.node, nodes.Param)
        and binding.scope.myself != binding.name
        and not set(words(binding.name)) & _SETTINGS
        and _is_handed_in(program, binding, binding.node, _DEEP)
        for binding in bound
    )


def _is_of_the_whole(func: nodes.BaseExpression) -> bool:
    """`sorted(rows)`, `itertools.chain(rows, more)`; but `Contact.objects.filter(...)` asks a table."""
    name = last_name(func)
    return name in _WHOLE and not (name == "filter" and isinstance(func, nodes.Attribute))


def takes_from_many(program: Program, node: nodes.While) -> bool:
    """`while ids: delete(ids.pop())`, and nothing is added on the way."""
    taken: set[str] = set()
    added: set[str] = set()
    for inner in program.tree.walk(node.body):
        match inner:
            case nodes.Call(
                func=nodes.Attribute(
                    value=nodes.Name(value=name) as over, attr=nodes.Name(value=verb)
                )
            ):
                if verb in _TAKES and may_be_many(program, over):
                    taken.add(name)
                elif verb in {"append", "extend", "appendleft", "insert", "add", "put", "update"}:
                    added.add(name)
    return bool(taken) and not taken & added


def _are_choices(program: Program, node: Node) -> bool:
    """`categories or ["weather", "science"]`: what is meant where nothing is said tells what there is to choose from."""
    match node:
        case nodes.Call(func=nodes.Name() as whole, args=[nodes.Arg(value=given)]):
            if whole.value in _WHOLE:  # `names or list(FILES)`
                return _are_choices(program, given)
    thing = program.evaluator.thing(node) if isinstance(node, nodes.BaseExpression) else None
    if isinstance(thing, Dictionary):
        return _is_a_short_table(thing)
    if not isinstance(thing, Items):
        return False
    chosen = [one.value for one in thing.node.elements]
    return 0 < len(chosen) <= _FEW and all(isinstance(one, nodes.SimpleString) for one in chosen)


def _is_a_short_table(thing: Dictionary) -> bool:
    """`rubrics or RUBRICS`: a dictionary that is written in the file, and has some entries."""
    spelled = [one for one in thing.nodes if isinstance(one, nodes.Dict)]
    return len(spelled) == len(thing.nodes) == 1 and 0 < len(spelled[0].elements) <= _FEW


def _is_alone(node: Node) -> bool:
    """`value if isinstance(value, list) else [value]`: most who hand something in have one."""
    return isinstance(node, nodes.List) and len(node.elements) == 1


def _is_cut_short(node: Node) -> bool:
    """`found[:limit]`: as many as are wanted, and no more."""
    match node:
        case nodes.Subscript(
            slice=[nodes.SubscriptElement(slice=nodes.Slice(lower=nodes.UnaryOperation() as last))]
        ):
            return not (
                isinstance(last.expression, nodes.Integer)
                and last.expression.evaluated_value > _FEW
            )  # `found[-limit:]`
        case nodes.Subscript(slice=[nodes.SubscriptElement(slice=nodes.Slice(upper=upper))]):
            return upper is not None and not (
                isinstance(upper, nodes.Integer) and upper.evaluated_value > _FEW
            )
    return False


def _picks(over: nodes.ListComp | nodes.SetComp | nodes.GeneratorExp | nodes.DictComp) -> bool:
    """`[one for one in found if one["url"] == url]`: those that are meant."""
    return any(
        isinstance(test.test, nodes.Comparison)
        and any(isinstance(part.operator, nodes.Equal) for part in test.test.comparisons)
        for test in over.for_in.ifs
    )


@remembered
def is_answer(program: Program, node: Node, depth: int = 0) -> bool:
    """It comes from outside of the program, or is a part of what does."""
    if depth > _DEEP:
        return False
    match node:
        case nodes.Await(expression=inner):
            return is_answer(program, inner, depth)
        case nodes.Name():
            return any(_is_answer_bound(program, b, depth) for b in _bindings(program, node))
        case nodes.Attribute(value=value) | nodes.Subscript(value=value):
            is_table = isinstance(node, nodes.Attribute) and node.attr.value in {"objects", "query"}
            return is_table or is_answer(program, value, depth + 1)
        case nodes.BooleanOperation(left=left, right=right):
            return any(is_answer(program, side, depth + 1) for side in (left, right))
        case nodes.IfExp(body=first, orelse=second):
            return any(is_answer(program, side, depth + 1) for side in (first, second))
        case nodes.Call(func=func):
            return _is_answered(program, node, func, depth)
    return False


def _is_answered(
    program: Program, call: nodes.Call, func: nodes.BaseExpression, depth: int
) -> bool:
    name = last_name(func)
    named = words(name)
    if set(named) & _MAKES:
        return False
    if _is_limited(program, call):
        return False
    for thing in program.evaluator.things(func):
        if isinstance(thing, Ref):
            if program.lookup.call(thing.name):
                return True
            if set(words(thing.name.rpartition(".")[0])) & _TABLES:
                return True
        if isinstance(thing, Function):
            return _gives_many(program, thing.node, depth)
    if _is_of_the_whole(func) and call.args:
        return any(is_answer(program, arg.value, depth + 1) for arg in call.args)
    if name in _READS or {*named[:1]} & _READS or named[-1:] == ["reader"]:
        return True
    if isinstance(func, nodes.Attribute):
        return is_answer(program, func.value, depth + 1)
    given = [arg.value for arg in call.args]
    return bool(given) and is_answer(program, given[0], depth + 1)  # `parse(answer)`


def _is_limited(program: Program, call: nodes.Call) -> bool:
    """`take(limit=20)`, `execute("SELECT id FROM jobs LIMIT 10")`."""
    if any(arg.keyword is not None and "limit" in arg.keyword.value for arg in call.args):
        return True
    if isinstance(call.func, nodes.Attribute) and isinstance(call.func.value, nodes.Call):
        return _is_limited(program, call.func.value)
    first = call.args[0].value if call.args else None
    is_text = isinstance(first, nodes.SimpleString | nodes.ConcatenatedString | nodes.Name)
    text = program.evaluator.text(first) if first is not None and is_text else None
    return text is not None and _LIMIT.search(text) is not None


def _gives_many(program: Program, function: nodes.FunctionDef | nodes.Lambda, depth: int) -> bool:
    """What it returns, or yields one by one."""
    for value in program.tree.returns.get(function, ()):
        is_parameter = isinstance(value, nodes.Name) and _is_parameter(program, value)
        if not is_parameter and may_be_many(program, value, depth + 1):
            return True
    for inner in program.tree.walk(function.body):
        match inner:
            case nodes.Yield(value=nodes.From(item=over)):
                pass
            case nodes.Yield() if (around := _loop_around(program, inner)) is not None:
                over = around.iter
            case _:
                continue
        if may_be_many(program, over, depth + 1):
            return True
    return False


def _bindings(program: Program, name: nodes.Name) -> list[Binding]:
    scope = program.tree.scopes.get(name)
    if scope is None:
        return []
    return [*(program.evaluator.names.reaching(name.value, name, scope) or ())]


def _is_parameter(program: Program, name: nodes.Name) -> bool:
    return any(b.how == "parameter" for b in _bindings(program, name))


def _bound(program: Program, binding: Binding, at: nodes.Name, depth: int) -> bool:
    if set(words(binding.name)) & _SETTINGS:
        return False
    if binding.how == "parameter" and isinstance(binding.node, nodes.Param):
        return _is_handed_in(program, binding, binding.node, depth)
    if binding.how == "value":
        if _is_empty(binding.node):
            return _is_filled(program, binding, depth)
        return may_be_many(program, binding.node, depth + 1)
    if binding.how == "element" and set(words(binding.name)) & _BATCHES:
        return may_be_many(program, binding.node, depth + 1)
    return _is_answer_bound(program, binding, depth)


def _is_answer_bound(program: Program, binding: Binding, depth: int) -> bool:
    if set(words(binding.name)) & _SETTINGS:
        return False
    if binding.how == "element":
        return is_answer(program, binding.node, depth + 1)
    if binding.how in {"value", "item", "context"}:
        is_named = bool(set(words(binding.name)) & _ANSWERS)
        made = binding.node.expression if isinstance(binding.node, nodes.Await) else binding.node
        if is_named and isinstance(made, nodes.Call):
            is_made = bool(set(words(last_name(made.func))) & _MAKES)
            return not is_made and not _is_limited(program, made)
        return is_answer(program, binding.node, depth + 1)
    return False


def _is_handed_in(program: Program, binding: Binding, param: nodes.Param, depth: int) -> bool:
    """By who calls the function: another module, or something in this one that has many."""
    function = binding.statement
    if not isinstance(function, nodes.FunctionDef) or binding.scope.myself == binding.name:
        return False
    if any({*words(program.code(d.decorator))} & _CLI for d in function.decorators):
        return False
    if isinstance(param.default, nodes.List | nodes.Tuple) and param.default.elements:
        return False
    sites = program.evaluator.sites(function) if function.name.value.startswith("_") else []
    given = [
        value
        for site in sites
        if (value := program.evaluator.parameters.argument(binding, function, site)) is not None
    ]
    if not given:
        return True
    return any(may_be_many(program, value, depth + 1) for value in given)


def _is_empty(node: Node) -> bool:
    match node:
        case nodes.List(elements=elements) | nodes.Dict(elements=elements):
            return not elements
        case nodes.Call(func=nodes.Name(value="list" | "set" | "dict" | "deque"), args=[]):
            return True
    return False


def _is_filled(program: Program, binding: Binding, depth: int) -> bool:
    """`found = []; for row in rows: found.append(row["id"])`."""
    for scope in binding.scope.functions():
        for inner in program.tree.walk(scope.node):
            match inner:
                case nodes.Call(
                    func=nodes.Attribute(
                        value=nodes.Name(value=name), attr=nodes.Name(value="append" | "add")
                    )
                ) if name == binding.name:
                    around = _loop_around(program, inner)
                    if around is not None and may_be_many(program, around.iter, depth + 1):
                        return True
                case nodes.Call(
                    func=nodes.Attribute(
                        value=nodes.Name(value=name), attr=nodes.Name(value="extend" | "update")
                    ),
                    args=[nodes.Arg(value=more)],
                ) if name == binding.name and may_be_many(program, more, depth + 1):
                    return True
        return False
    return False


def _loop_around(program: Program, node: Node) -> nodes.For | None:
    for parent in program.tree.ancestors(node):
        if isinstance(parent, nodes.For):
            return parent
        if isinstance(parent, nodes.FunctionDef):
            return None
    return None
