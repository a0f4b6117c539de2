"""Clients that are made anew for each piece of work, although each is made of the same: `for id in ids: httpx.Client().get(...)`."""

from __future__ import annotations

import re

from detectors.facts import Again
from detectors.readers.python.context import Contexts
from detectors.readers.python.control.branches import rules_out
from detectors.readers.python.credentials.token_lifetimes import Keeping
from detectors.readers.python.exchange.kept_answers import (
    KEEPS,
    is_kept_by_callers,
    is_kept_by_its_object,
)
from detectors.readers.python.exchange.whole_files import (
    fetches_a_file,
    may_lie_in_a_file,
    sends_a_file,
)
from detectors.readers.python.naming.dataflow import reads_of
from detectors.readers.python.naming.ownership import is_client_like_all, is_own
from detectors.readers.python.naming.things import Made
from detectors.readers.python.program import Program
from detectors.readers.python.syntax import nodes
from detectors.readers.python.syntax.traits import (
    COMPREHENSIONS,
    LOOPS,
    Node,
    dotted,
    last_name,
    parameters_of,
)
from detectors.vocabulary.coroutines import STARTS_A_TASK
from detectors.vocabulary.identities import says_who_asks
from detectors.vocabulary.names import listed, words


def remade(
    program: Program, contexts: Contexts, made: Made | None, request: nodes.Call
) -> Again | None:
    """What makes the client of a request again and again; None where it is kept, is somebody's own, or serves many requests."""
    call = made.call if made is not None else None
    if made is None or not isinstance(call, nodes.Call) or call is request:
        return None
    opened = _opened(program, call, request)
    if not _is_local(program, opened) or _is_somebodys(program, made):
        return None
    if _serves_a_loop(program, contexts, opened, request):
        return None
    keeping = Keeping(program, contexts)
    function = program.tree.definition_of(opened)
    if function is not None and keeping.is_run_by_the_clock(function):
        return None
    again = keeping.again(opened, whatever_is_given=True)
    if again is not None and again.kind != "methods":
        return again
    own = _of_its_calls(program, contexts, call, opened, request) or again
    like = _of_like_functions(program, contexts, call, request)
    return own._replace(has_others_like_it=like is not None) if own is not None else like


def is_for_a_run(program: Program, made: Made | None) -> bool:
    """A client is made in a function, and no name outside of that keeps it."""
    call = made.call if made is not None else None
    return (
        isinstance(call, nodes.Call)
        and program.tree.definition_of(call) is not None
        and _is_local(program, call)
    )


_SHARED = frozenset({"session", "client", "connection", "conn"})
"""Last words of the name of a client that others may have brought along."""
_MANY_FUNCTIONS = 3
_SEVERAL_METHODS = 2
_OF_A_BOT = re.compile(
    r"@[ \t]*(?:(?:[\w.]+\.)?(?:bot|client|tree|commands|app_commands)\.command|[\w.]*\b(?:slash|hybrid)_command"
    r"|[\w.]+\.(?:message|message_handler|on_message|callback_query|callback_query_handler)"
    r"|(?:[\w.]+\.)?(?:\w+_)?tool|[\w.]+\.(?:resource|prompt|read_resource|get_prompt))\b"
)
"""Decorators of what a bot does when it is told to, and of the tools of an agent."""
_SIGNS_IN = re.compile(
    r"(?i)log_?[io]n|sign|auth|sess|token|csrf|passw|cred|cookie|user|account|\burl\b"
)
"""In a POST that may open a session: by its address, or by what it is given; an address that is not seen may."""
_PASSED_ON = STARTS_A_TASK | {"gather", "TaskGroup", "as_completed"}
"""One session for many requests that run beside each other."""


def _of_its_calls(
    program: Program,
    contexts: Contexts,
    call: nodes.Call,
    opened: nodes.Call,
    request: nodes.Call,
) -> Again | None:
    """`async def get(path): async with ClientSession() as session: return await session.get(path)`."""
    function = program.tree.definition_of(opened)
    if function is None or not _asks_in(program, function, request):
        return None
    is_beside_others = function.asynchronous is not None and contexts.sharing.shares(function)
    is_asked = _is_for_what_is_given(program, contexts, request) or (
        _is_opened(opened) and _has_like_methods(program, function, call)
    )
    if not is_beside_others and not is_asked:
        return None
    if KEEPS.search(program.code(function)) or is_kept_by_callers(program, function):
        return None
    if _is_made_for_want_of_one(program, opened):
        return None
    if _may_have_one(program, function) or sends_a_file(program, function, request):
        return None
    if fetches_a_file(program, function, request):
        return None
    if may_lie_in_a_file(program, function, request) or is_kept_by_its_object(program, function):
        return None
    if _is_called_now_and_then(program, contexts, function):
        return None
    if not (_is_of_a_bot(program, function) or Keeping(program, contexts).runs_each_time(function)):
        return None
    if not _is_for_the_function_only(program, contexts, opened) or not is_client_like_all(
        program, call
    ):
        return None
    for inner in program.tree.walk(function.body):
        if isinstance(inner, nodes.Call) and last_name(inner.func) in _PASSED_ON:
            return None
    is_for_many = (
        contexts.of(opened).handler is not None
        or _is_of_a_bot(program, function)
        or (is_beside_others and contexts.sharing.is_handed_on(function))
        or any(one.star == "**" for one in request.args)
        or _is_asked_often(program, function, call)
    )
    return Again("calls", program.lines(function.name), is_for_many=is_for_many)


_ANY_QUESTION = listed(
    "path endpoint url uri route resource suffix method verb operation payload body data event events record records"
    " message messages params request result batch chunk job jobs page log logs item items frame"
)
"""Words of parameters by which a function is told what to ask, whatever that is, or is given piece after piece of work."""


def _is_asked_often(program: Program, function: nodes.FunctionDef, call: nodes.Call) -> bool:
    """All that is asked goes through it, it is one of an object's coroutines, or several of its methods make a client.

    Of one operation in a function nobody knows: of a search a person waits for the one answer.
    """
    named = [{*words(one.name.value)} for one in parameters_of(function)]
    if function.params.star_kwarg is not None or any(one & _ANY_QUESTION for one in named):
        return True
    owner = program.tree.class_of(function)
    if owner is None or function.asynchronous is not None:
        return owner is not None
    asking = {
        program.tree.definition_of(other)
        for other in program.tree.calls_by_name.get(last_name(call.func), ())
        if dotted(other.func) == dotted(call.func)
    }
    own = [one for one in asking if one is not None and program.tree.class_of(one) is owner]
    return len(own) >= _SEVERAL_METHODS


def _asks_in(program: Program, function: nodes.FunctionDef, request: nodes.Call) -> bool:
    """Also in a function that stands in it and is handed on, `await with_retry(ask)`, or that is given the client."""
    asking = program.tree.definition_of(request)
    if asking is function or asking is None or asking.decorators:
        return asking is function
    if program.tree.function_of(request) is not asking:
        return False
    if program.tree.definition_of(asking) is function:
        return True
    return _is_given_it(program, function, asking)


def _is_given_it(program: Program, function: nodes.FunctionDef, asking: nodes.FunctionDef) -> bool:
    """`async with AsyncClient() as client: return await self._ask(client, path)`, and nobody else is given it."""
    tree = program.tree
    sites = [s for s in program.evaluator.sites(asking) if tree.definition_of(s) is function]
    opened = {around for site in sites if (around := _opened_around(program, site)) is not None}
    if not sites or len(opened) != 1:
        return False
    name, block = next(iter(opened))
    return not any(
        isinstance(inner, nodes.Call)
        and inner not in sites
        and any(isinstance(one, nodes.Name) and one.value == name for one in tree.walk(inner))
        for inner in tree.walk(block.body)
    )


def _opened_around(program: Program, site: nodes.Call) -> tuple[str, nodes.With] | None:
    """What a call is given is opened right around it, and no loop stands between; its name, and the block."""
    given = {one.value.value for one in site.args if isinstance(one.value, nodes.Name)}
    for around in program.tree.ancestors(site):
        match around:
            case nodes.With(
                items=[nodes.WithItem(asname=nodes.AsName(name=nodes.Name(value=name)))]
            ):
                if name in given:
                    return name, around
        if isinstance(around, (*LOOPS, *COMPREHENSIONS, nodes.FunctionDef)):
            return None
    return None


def _is_for_what_is_given(program: Program, contexts: Contexts, request: nodes.Call) -> bool:
    """It asks for what the callers of a function name, and in no program that is started for that one question."""
    is_started = program.is_a_command and not contexts.sharing.serves
    return not is_started and not all(is_own(program, given.value) for given in request.args)


def _has_like_methods(program: Program, function: nodes.FunctionDef, call: nodes.Call) -> bool:
    """`def usage(self): with Client() as client: ...` of an object that has others like it, which are given what to ask for."""
    owner = program.tree.class_of(function)
    if owner is None or program.is_a_command:
        return False
    others = {
        program.tree.definition_of(other)
        for other in _made_alike(program, call)
        if _is_opened(other) and _is_nobodys(other)
    } - {function, None}
    return any(
        one is not None and program.tree.class_of(one) is owner and len(parameters_of(one)) > 1
        for one in others
    )


def _opened(program: Program, call: nodes.Call, request: nodes.Call) -> nodes.Call:
    """What gives the client to the function of the request: a call of its class, or of a function that only makes one."""
    function, asking = program.tree.definition_of(call), program.tree.definition_of(request)
    is_made_elsewhere = function is not None and asking is not None and function is not asking
    if function is None or not is_made_elsewhere or not _only_makes(program, function, call):
        return call
    sites = [
        s for s in program.evaluator.sites(function) if program.tree.definition_of(s) is asking
    ]
    return sites[0] if len(sites) == 1 else call


def _only_makes(program: Program, function: nodes.FunctionDef, call: nodes.Call) -> bool:
    return (
        _is_given_back(program, function, call)
        and not function.decorators
        and not KEEPS.search(program.code(function))
    )


def _is_given_back(program: Program, function: nodes.FunctionDef, call: nodes.Call) -> bool:
    """At once, or `connection = await connect(dsn)`, something set up, and nothing but `return connection`."""
    match _awaited(call).parent:
        case nodes.Return():
            return True
        case nodes.Assign(targets=[nodes.AssignTarget(target=nodes.Name(value=name))]):
            inside = [*program.tree.walk(function.body)]
            given = [one.value for one in inside if isinstance(one, nodes.Return)]
            bound = [
                one
                for one in inside
                if isinstance(one, nodes.AssignTarget | nodes.NamedExpr)
                and isinstance(one.target, nodes.Name)
                and one.target.value == name
            ]
            return (
                bool(given)
                and len(bound) == 1
                and not _is_global(program, name, call)
                and all(isinstance(one, nodes.Name) and one.value == name for one in given)
            )
    return False


def _may_have_one(program: Program, function: nodes.FunctionDef) -> bool:
    """`if self._session and not self._session.closed: self._session.get(url)`: it is for those who have opened none."""
    for test in program.tree.walk(function.body):
        if isinstance(test, nodes.If):
            asked = {
                program.code(one)
                for one in program.tree.walk(test.test)
                if isinstance(one, nodes.Name | nodes.Attribute)
                and {*words(last_name(one))[-1:]} & _SHARED
            }
            if asked and any(
                isinstance(inner, nodes.Call)
                and isinstance(inner.func, nodes.Attribute)
                and program.code(inner.func.value) in asked
                for branch in (test.body, test.orelse)
                if branch is not None
                for inner in program.tree.walk(branch)
            ):
                return True
    return False


def _is_made_for_want_of_one(program: Program, opened: nodes.Call) -> bool:
    """`if self.session: session = self.session` and `else: session = ClientSession()`, whatever is asked in the test."""
    match opened.parent:
        case nodes.Assign(targets=[nodes.AssignTarget(target=nodes.Name(value=name))]) as made:
            pass
        case _:
            return False
    around = next((p for p in program.tree.ancestors(made) if isinstance(p, nodes.If)), None)
    if around is None or around.orelse is None:
        return False
    for inner in program.tree.walk(around):
        match inner:
            case nodes.Assign(
                targets=[nodes.AssignTarget(target=nodes.Name(value=other))],
                value=nodes.Name() | nodes.Attribute(),
            ) if other == name:
                return True
    return False


def _is_called_now_and_then(
    program: Program, contexts: Contexts, function: nodes.FunctionDef
) -> bool:
    """It stands in another function, which nobody tells to run and which calls it itself, and in no loop."""
    outer, sites = program.tree.definition_of(function), program.evaluator.sites(function)
    if outer is None or _is_of_a_bot(program, outer) or contexts.handler(outer) is not None:
        return False
    return (
        not function.decorators
        and bool(sites)
        and not any(contexts.of(site).loops for site in sites)
    )


def _is_of_a_bot(program: Program, function: nodes.FunctionDef) -> bool:
    return any(_OF_A_BOT.search(program.code(one)) for one in function.decorators)


def _of_like_functions(
    program: Program, contexts: Contexts, call: nodes.Call, request: nodes.Call
) -> Again | None:
    """`def read(path): client = boto3.client("s3"); ...`, and two more like it, each for one item."""
    function = program.tree.definition_of(call)
    if function is None or program.tree.definition_of(request) is not function:
        return None
    if program.is_a_command or not _is_nobodys(call):
        return None
    like = {program.tree.definition_of(other): other for other in _made_alike(program, call)}
    like.pop(None, None)
    if len(like) < _MANY_FUNCTIONS or KEEPS.search("".join(map(program.code, like.values()))):
        return None
    if contexts.of(request).loops or not Keeping(program, contexts).runs_each_time(function):
        return None
    return Again("functions", program.lines(function.name))


def _made_alike(program: Program, call: nodes.Call) -> list[nodes.Call]:
    """The calls of the file that make the same, itself among them."""
    mine = _what_is_made(program, call)
    named = program.tree.calls_by_name.get(last_name(call.func), ())
    return [other for other in named if _what_is_made(program, other) == mine]


def _what_is_made(program: Program, call: nodes.Call) -> tuple[str, str]:
    given = [one for one in call.args if one.keyword is None]
    return dotted(call.func), program.code(given[0]) if given else ""


def _is_nobodys(call: nodes.Call) -> bool:
    """No key of somebody's is given to it."""
    names = [one.keyword.value if one.keyword else one.star for one in call.args]
    return not any(says_who_asks(name) or name == "**" for name in names)


def _is_for_the_function_only(program: Program, contexts: Contexts, call: nodes.Call) -> bool:
    """Opened by `with`, or kept in a name that is only asked through, and not under a test of whether there is one already."""
    if not _is_opened(call) and not _is_only_asked_through(program, call):
        return False
    loops = {loop.node: loop for loop in contexts.loops_around(call)}
    for parent in program.tree.ancestors(call):
        if isinstance(parent, nodes.FunctionDef):
            return True
        if isinstance(parent, nodes.ExceptHandler):
            return False
        if isinstance(parent, LOOPS) and (
            parent not in loops or loops[parent].role not in {"attempts", "failover", "items"}
        ):
            return False
    return False


def _is_opened(call: nodes.Call) -> bool:
    return isinstance(call.parent, nodes.WithItem) and call.parent.asname is not None


def _is_only_asked_through(program: Program, call: nodes.Call) -> bool:
    """`client = OpenAI(); client.chat.completions.create(...)`: nobody else is given it."""
    match _awaited(call).parent:
        case nodes.Assign(targets=[nodes.AssignTarget(target=nodes.Name() as name)]):
            function = program.tree.definition_of(call)
            if function and name.value in {one.name.value for one in parameters_of(function)}:
                return False  # for a caller who brings none along
            reads = [*reads_of(program, name)]
            return bool(reads) and all(
                isinstance(one.parent, nodes.Attribute | nodes.WithItem) for one in reads
            )
    return False


def _awaited(call: nodes.Call) -> Node:
    """`await connect(dsn)` stands for what the call gives."""
    return call.parent if isinstance(call.parent, nodes.Await) else call


def _is_local(program: Program, call: nodes.Call) -> bool:
    """It is given a name of the function, is opened for a block, or is used where it is made."""
    child: Node = call
    for parent in program.tree.ancestors(call):
        match parent:
            case nodes.Attribute() if parent.value is child:
                pass
            case nodes.Call() if parent.func is child:
                pass
            case nodes.Await() | nodes.Expr():
                pass
            case nodes.WithItem():
                return True
            case nodes.Assign():
                return all(
                    isinstance(target.target, nodes.Name)
                    and not _is_global(program, target.target.value, call)
                    for target in parent.targets
                )
            case nodes.BaseSmallStatement() | nodes.BaseCompoundStatement():
                return child is not call
            case nodes.SimpleStatementLine():
                return child is not call
            case _:
                return child is not call
        child = parent
    return False


def _is_global(program: Program, name: str, call: nodes.Call) -> bool:
    function = program.tree.function_of(call)
    return isinstance(function, nodes.FunctionDef) and any(
        isinstance(inner, nodes.Global | nodes.Nonlocal)
        and any(item.name.value == name for item in inner.names)
        for inner in program.tree.walk(function.body)
    )


def _is_somebodys(program: Program, made: Made) -> bool:
    """It is told who it works for after it is made: `session.headers.update(headers_of(user))`."""
    if any(c.value is not None and not is_own(program, c.value) for c in program.changes(made)):
        return True
    uses = program.uses(made)
    calls = [use for use in uses if program.lookup.call(use.name)]
    own = [use for use in uses if "(" not in use.name.removeprefix(made.name)]
    if any(
        not is_own(program, argument.value)
        for use in own
        if use not in calls
        for argument in use.node.args
    ):
        return True
    return any(
        use.name.endswith(".post")
        and _SIGNS_IN.search(program.code(use.node))  # and the next one has its cookies
        and any(
            other.node is not use.node and not rules_out(program, use.node, other.node)
            for other in calls
        )
        for use in calls
    )


def _serves_a_loop(
    program: Program, contexts: Contexts, call: nodes.Call, request: nodes.Call
) -> bool:
    """Many requests, and not many attempts at one, go through it before it is made anew."""
    around = set(program.tree.ancestors(call))
    loops = (*LOOPS, *COMPREHENSIONS)
    repeats = {loop.node for loop in contexts.of(request).loops if loop.role == "attempts"}
    return any(
        isinstance(p, loops) and p not in around and p not in repeats
        for p in program.tree.ancestors(request)
    )
