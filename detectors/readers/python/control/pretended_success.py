"""A failure that is only said, after which a function looks as if it had done what its name promises."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from detectors.facts import Catch, Claim
from detectors.readers.python.control.documented_failures import (
    docstring,
    says_what_a_failure_gives,
    twins,
)
from detectors.readers.python.control.trials import is_in_a_loop
from detectors.readers.python.program import Program
from detectors.readers.python.syntax import nodes
from detectors.readers.python.syntax.traits import (
    Handler,
    Node,
    body_of,
    descendants,
    dotted,
    last_name,
    parameters_of,
)
from detectors.vocabulary.names import listed, words

Caught = nodes.Try | nodes.TryStar

_WORK = listed("backup backups restore migrate deploy upload archive replicate provision rollback")
"""In the names of functions that are called for what they do, and of which somebody relies on the result."""
_CREATES = listed("upsert ensure create add register save sync store import provision")
_CHANGES = listed("upsert update save set store write put patch push sync edit rename move assign")
_MAKES = frozenset({"post", "create", "insert", "insert_one"})
_DELIBERATE = re.compile(
    r"best[- ]effort|suppress|swallow|never raise|fire[- ]and[- ]forget|(?:not|n't) raise|non[- ]?(?:fatal|critical|blocking)"
    r"|(?:ignor|isolat)(?:e|es|ed|ing) (?:any |all |each )?(?:error|failure|exception)|silently|fail(?:s|ing)?[- ](?:soft|open)\w*|by design"
    r"|(?:not|n't) (?:stop|kill|break|block|affect) (?:the |any )?(?:rest|others?)\b"
)
"""What a function says in lower case where it is meant that its failures are lost."""
_MEANT_FOR_IT = re.compile(
    r"\b(?:errors?|failures?|exceptions?)\W+(?:is|are|gets?) (?:dropped|ignored|swallowed|suppressed)\b"
)
"""The same in the docstring of a function, of those that it makes."""
_FORESEEN = re.compile(
    r"(?i)#[^\n]*\b(?:already|may not|might not|not supported|older|optional|will throw|expected|inconsequential"
    r"|not (?:even )?worth|harmless|does(?:n't| not) matter|(?:should|can|may) be (?:safely )?ignored|(?:never|not|\w*n't) (?:break|fail|crash|kill))\b"
    r"|#[^\n]*\bif\b[^\n]{1,40}\bfails?\b,? (?:we )?(?:just )?(?:continue|go on|carry on|skip)\b"
    r"|\b(?:may|might) (?:already|not (?:even )?exist)\b|\bfailed\b[^\n]{0,20}\bcontinuing\b"
    r"|\bnot fatal\b|\bnon[- ]?fatal\b"
)
"""A comment that says of what is caught that it is no failure, or a line in the log that says that it is there already, or that it does not matter."""
_SUPPRESSES = listed(
    "suppress suppressed suppressor ignore ignored ignoring silence silent swallow catch catcher quiet expect expects"
    " raises assert asserts retry attempt safe capture captures guard trap timer timeout"
)
_SAYS = frozenset(
    {
        *("debug", "info", "warning", "warn", "error", "exception", "critical", "log", "print"),
        *("print_exc", "print_exception", "print_tb", "close", "aclose", "quit", "disconnect"),
        *("logout", "commit", "rollback", "release", "stop", "shutdown", "remove", "unlink"),
    }
)


def is_meant(program: Program, node: Node) -> bool:
    """The function around says that its failures are lost, or the end of the line behind it does."""
    function = program.tree.definition_of(node)
    if function is not None and program.says_lowered(_DELIBERATE, function):
        return True
    if any(map(_MEANT_FOR_IT.search, map(docstring, _around(program, function)))):
        return True
    last = program.source.whole.lines[program.lines(node).last - 1]
    return _DELIBERATE.search(last.partition("#")[2].lower()) is not None


def _around(program: Program, function: nodes.FunctionDef | None) -> Iterator[nodes.FunctionDef]:
    """The functions within which one is made, and their twins: what such a docstring says is about what they give."""
    while function is not None:
        function = program.tree.definition_of(function)
        if function is not None:
            yield from (function, *twins(function))


def is_foreseen(program: Program, handler: Handler) -> bool:
    """`except Exception: pass  # it may already exist`"""
    place = program.lines(handler)
    said = program.source.whole.lines[place.first - 1 : place.last]
    return any(map(_FORESEEN.search, said))


def gives_a_value(program: Program, caught: Caught) -> bool:
    """What a function returns is returned within this `try` alone: after a failure it falls off its end, and gives None."""
    function = program.tree.definition_of(caught)
    if function is None or is_in_a_loop(program, caught) or function in program.tree.generators:
        return False
    if function.returns is not None and re.search(
        r"None|Optional|Any", program.code(function.returns)
    ):
        return False
    inside = {*descendants(caught.body), *(descendants(caught.orelse) if caught.orelse else ())}
    returned = program.tree.returns.get(function, ())
    return bool(returned) and all(one in inside and _is_a_value(one) for one in returned)


def created_instead(program: Program, caught: Caught, after: Sequence[Node]) -> nodes.Call | None:
    """`try: found = get(...); if found: return found` in an `upsert`, and what creates it further down."""
    function = program.tree.definition_of(caught)
    if function is None or not _CREATES & {*words(function.name.value)}:
        return None
    returned = (one for one in descendants(caught.body) if isinstance(one, nodes.Return))
    if not any(one.value is not None and _is_a_value(one.value) for one in returned):
        return None
    for statement in after:
        for call in descendants(statement):
            if isinstance(call, nodes.Call) and last_name(call.func) in _MAKES:
                return call
    return None


def the_same(
    program: Program, handler: Handler, value: nodes.BaseExpression, is_logged: bool
) -> Claim | None:
    """`try: patch(...) except Exception: log(...)`, and then the name of what should have been changed is returned."""
    function = program.tree.definition_of(handler)
    if function is None or not isinstance(value, nodes.Name) or not _is_a_value(value):
        return None
    if not _CHANGES & {*words(function.name.value)} or is_meant(program, handler):
        return None
    return Claim(program.lines(value), "same", program.code(value), is_logged)


def ends_its_work(
    program: Program, handler: Handler, caught: Caught, last: Node | None, *, is_logged: bool
) -> Claim | None:
    """`def backup(): try: ... except ClientError as error: print(error); return`: whoever runs it hears of nothing."""
    function = program.tree.definition_of(caught)
    if function is None or is_in_a_loop(program, caught):
        return None
    if not _WORK & {*words(function.name.value)} or is_meant(program, handler):
        return None
    if function.name.value.startswith("_"):
        return None  # a step of something that goes on behind it
    if any(_is_a_value(one) for one in program.tree.returns.get(function, ())):
        return None
    if program.tree.function_of(caught) is not function or function in program.tree.generators:
        return None
    if last is None and (is_logged or not _is_last(caught, function)):
        return None
    if not any(isinstance(one, nodes.Call) for one in descendants(handler.body)):
        return None
    return Claim(program.lines(last or handler), "end", "return", is_logged)


def _is_last(caught: Caught, function: nodes.FunctionDef) -> bool:
    """Nothing of the function's work stands behind it."""
    statements = body_of(function.body)
    return bool(statements) and statements[-1] is caught


def _is_a_value(value: nodes.BaseExpression) -> bool:
    return not (isinstance(value, nodes.Name) and value.value in {"None", "False"})


def nothing_found(
    program: Program,
    caught: Caught,
    value: nodes.BaseExpression,
    is_logged: bool,
) -> Claim | None:
    """`return []` where the function otherwise returns what it has found: no caller can tell the two apart.

    An empty text or dictionary must stand for what the `try` itself returns: elsewhere it may be the sign of a failure.
    """
    function = program.tree.definition_of(caught)
    if function is None or function in program.tree.generators or not is_empty(value):
        return None
    if _is_known(program, function):
        return None
    handled = {inner for one in caught.handlers for inner in descendants(one)}
    tried = {inner for part in (caught.body, caught.orelse) if part is not None
             for inner in descendants(part)}  # fmt: skip
    is_a_list = isinstance(value, nodes.List)
    returned = (
        one
        for one in program.tree.returns.get(function, ())
        if one not in handled and (is_a_list or one in tried)
    )
    if not any(map(may_hold, returned)):
        return None
    return Claim(program.lines(value), "empty", program.code(value), is_logged)


def nothing_gathered(
    program: Program, caught: Caught, value: nodes.BaseExpression, is_logged: bool
) -> Claim | None:
    """`found = []`, what the `try` puts into it, and `return found` behind: after a failure it is as empty as before."""
    block = caught.parent
    if not isinstance(value, nodes.Name) or not isinstance(block, nodes.IndentedBlock):
        return None
    function = program.tree.definition_of(caught)
    if is_in_a_loop(program, caught) or (function is not None and _is_known(program, function)):
        return None
    statements = body_of(block)
    at = next(at for at, one in enumerate(statements) if one is caught)
    for one in reversed(statements[:at]):
        match one:
            case nodes.Assign(
                targets=[nodes.AssignTarget(target=nodes.Name(value=name))], value=given
            ):
                pass
            case nodes.AnnAssign(
                target=nodes.Name(value=name), value=nodes.BaseExpression() as given
            ):
                pass
            case _:
                continue
        if name == value.value:
            if not (isinstance(given, nodes.List) and is_empty(given)):
                return None
            return Claim(program.lines(value), "empty", "[]", is_logged)
    return None


def _is_known(program: Program, function: nodes.FunctionDef) -> bool:
    """It says that what it gives may be a failure."""
    return says_what_a_failure_gives(function) or program.says_lowered(_DELIBERATE, function)


def may_hold(value: nodes.BaseExpression) -> bool:
    """It may be something that was found."""
    if isinstance(value, nodes.Name):
        return value.value not in {"None", "True", "False"}
    return not isinstance(value, nodes.SimpleString) and not is_empty(value)


def is_empty(value: nodes.BaseExpression) -> bool:
    """`[]`, `dict()`, `""`: what an answer without results looks like."""
    match value:
        case nodes.List(elements=[]) | nodes.Dict(elements=[]) | nodes.Tuple(elements=[]):
            return True
        case nodes.Call(func=func, args=[]):
            return last_name(func) in {"list", "dict", "set", "tuple", "DataFrame"}
        case nodes.SimpleString():
            return value.raw_value == ""
    return False


# --- context managers ------------------------------------------------------------------------------


def leaving(program: Program) -> Iterator[Catch]:
    """`def __exit__(self, kind, error, trace): self.close(); return True`: whatever is raised in the block is gone."""
    for function in program.tree.functions:
        if function.name.value not in {"__exit__", "__aexit__"}:
            continue
        owner = program.tree.class_of(function)
        statements = body_of(function.body)
        last = statements[-1] if statements else None
        if owner is None or not isinstance(last, nodes.Return) or not _is_true(last.value):
            continue
        if _SUPPRESSES & {*words(owner.name.value)} or program.says_lowered(_DELIBERATE, function):
            continue
        if not all(_only_closes(function, one) for one in statements[:-1]):
            continue
        claim = Claim(program.lines(last), "left", "return True")
        yield Catch(
            file=program.file,
            lines=program.lines(last),
            columns=program.columns(last),
            statement=program.lines(last),
            catches=(),
            outcome="returns",
            reports=lambda claim=claim: claim,  # type: ignore[misc]
            node=last,
        )


def _is_true(value: nodes.BaseExpression | None) -> bool:
    return isinstance(value, nodes.Name) and value.value == "True"


def _only_closes(function: nodes.FunctionDef, statement: Node) -> bool:
    """It closes something or writes to a log, and hands the error to nobody else."""
    if any(isinstance(one, nodes.Raise | nodes.Return) for one in descendants(statement)):
        return False
    given = {one.name.value for one in parameters_of(function)[1:]}
    for one in descendants(statement):
        match one:
            case nodes.Assign(value=value) if _names(value) & given:
                return False
            case nodes.Call(func=func, args=args):
                told = any(_names(arg.value) & given for arg in args)
                if told and last_name(func) not in _SAYS and not _hands_on(func):
                    return False
    return True


def _hands_on(func: Node) -> bool:
    """`super().__exit__(...)`, `str(error)`."""
    return last_name(func) in {"__exit__", "__aexit__", "str", "repr", "format"}


def _names(node: Node) -> set[str]:
    return {dotted(one) for one in descendants(node) if isinstance(one, nodes.Name)} | (
        {node.value} if isinstance(node, nodes.Name) else set()
    )


# --- decorators that repeat ------------------------------------------------------------------------

_REPEATS = re.compile(
    r"@\s*(?:\w+\.)*(?:retry|retrying|retry_on_exception|retry_on_error|retriable|retryable)\b"
)
_SUCCEEDS_BY_VALUE = re.compile(r"result|predicate|on_value|return_value|until")


def never_repeats(program: Program, handler: Handler) -> nodes.Decorator | None:
    """`@retry(exceptions=NETWORK)` over a function that catches `NETWORK`, or everything, and only says so."""
    caught = handler.parent
    function = program.tree.definition_of(handler)
    if function is None or not isinstance(caught, nodes.Try) or is_in_a_loop(program, handler):
        return None
    if caught.parent is not function.body or handler is not caught.handlers[0]:
        return None
    around = [*body_of(function.body)]
    after = around[around.index(caught) + 1 :]
    if not all(isinstance(one, nodes.Return) for one in after):
        return None  # the work goes on behind it
    statements = body_of(handler.body)
    if not statements or not all(_says(one) for one in statements):
        return None
    for decorator in function.decorators:
        code = program.code(decorator)
        if not _REPEATS.match(code) or _SUCCEEDS_BY_VALUE.search(code):
            continue
        kind = handler.type
        if kind is None or dotted(kind) in {"Exception", "BaseException"}:
            return decorator
        if dotted(kind) in {
            dotted(one)
            for one in descendants(decorator)
            if isinstance(one, nodes.Name | nodes.Attribute)
        }:
            return decorator
    return None


def _says(statement: Node) -> bool:
    match statement:
        case nodes.Expr(value=nodes.Call(func=func)):
            return last_name(func) in _SAYS
        case nodes.Return(value=value):
            return value is None or (isinstance(value, nodes.Name) and value.value == "None")
    return isinstance(statement, nodes.Pass)
