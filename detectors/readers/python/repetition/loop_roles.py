"""What a loop is for: items, attempts, pages, polling, taking new work, alternatives."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Literal

from detectors.facts import Loop
from detectors.readers.python.control.exits import Exits, exits, names_in
from detectors.readers.python.naming.things import Made
from detectors.readers.python.program import Program
from detectors.readers.python.repetition.backoffs import counters
from detectors.readers.python.repetition.iterations import (
    address_of,
    asks_for_something_else,
    begins_with_the_answer,
    behind,
    continues_a_talk,
    derived,
    ends_when_found,
    fed_to,
    follows,
    holds,
    is_at_the_end,
    is_streamed,
    looks_at_the_last_answer,
    needs_the_last_turn,
    returns_its_answer,
    turns,
    waits_for_a_state,
)
from detectors.readers.python.syntax import nodes
from detectors.readers.python.syntax.traits import COMPREHENSIONS, Node, dotted, last_name
from detectors.readers.python.syntax.tree import Tree
from detectors.vocabulary.names import words

Role = Literal["items", "attempts", "pages", "polling", "consumer", "failover", "unknown"]

_PAGES = frozenset(
    {
        "page",
        "page_number",
        "page_num",
        "pagenum",
        "page_no",
        "pageno",
        "offset",
        "skip",
        "start",
        "cursor",
        "page_token",
        "pagetoken",
        "next_token",
        "nexttoken",
        "start_index",
        "startindex",
        "startat",
        "start_at",
        "page_index",
        "marker",
        "retstart",
    }
)
"""Names and parameters by which one listing is read part by part."""
_PLACES = frozenset(
    word + plural
    for word in ("node", "host", "server", "endpoint", "mirror", "peer", "replica", "broker")
    for plural in ("", "s")
)
_ATTEMPTS = frozenset({"retry", "retries", "attempt", "attempts", "tries"})
"""Words of how often something is tried: `range(server.retries + 1)`."""
ROUNDS = frozenset({"round", "rounds"})
"""What a loop counts in which each turn goes on from the one before, as in a talk."""
_STEPS = frozenset({"step", "steps"})
"""What a loop counts in which each turn may do something else: think, act, look."""
_TAKES_ITEM = frozenset({"pop", "popleft", "readline", "__next__", "popitem"})
_TAKES_WORK = frozenset(
    {
        "get",
        "get_nowait",
        "recv",
        "receive",
        "poll",
        "receive_message",
        "receive_messages",
        "blpop",
        "brpop",
        "xread",
        "xreadgroup",
        "consume",
        "reserve",
        "accept",
    }
)
_UPDATES = frozenset({"get_updates", "getUpdates", "fetch_updates", "poll_updates"})
"""What a bot is asked for again and again: each is somebody's message."""
_PARTS = frozenset({"next_chunk"})
"""What transfers one part of something each time, and says whether that was the last."""
_TAKES_FIRST = frozenset({"poll", "claim", "lease", "dequeue", "receive", "reserve"})
"""First words of functions that take work."""


def role(program: Program, loop: Loop, calls: Iterable[nodes.Call]) -> tuple[Role, Exits | None]:
    """The role of a loop around these requests, or calls of helpers that make them; how it is left."""
    node = loop.node
    calls = list(calls)
    if not calls:
        return "items", None
    if isinstance(node, COMPREHENSIONS):
        targets = names_in(program.tree, node.for_in.target)
        is_for_items = any(targets & names_in(program.tree, call) for call in calls)
        return ("items" if is_for_items else "unknown"), None
    found = [exits(program, node, call) for call in calls]
    first = found[0]
    if isinstance(node, nodes.For):
        return _for(program, node, calls, found)
    if _is_paged(program, node, calls):
        return ("unknown" if program.says(_REDIRECTED, node) else "pages"), first
    if _takes(node, calls, _TAKES_ITEM, program.tree):
        is_enough = any(one.on_success or one.by_status or one.by_presence for one in found)
        return ("failover" if is_enough else "items"), first
    takes_once = any(
        last_name(one.call.func) in _TAKES_WORK and one.on_success and _is_attempts(one)
        for one in found
    )
    if not takes_once and _takes(node, calls, _TAKES_WORK, program.tree):
        loop.is_fed = _is_fed(node, calls, program.tree)
        return "consumer", first
    for one in found:
        if _is_attempts(one) and not is_at_the_end(node, one.call):
            changing = counters(program, node)
            is_elsewhere = bool(address_of(program.tree, node, one.call) & changing)
            is_elsewhere |= asks_for_something_else(program.tree, node, one)
            return ("failover" if is_elsewhere else "attempts"), one
    if any(one.by_body for one in found):
        is_of_parts = any(last_name(one.call.func) in _PARTS for one in found)
        return ("pages" if is_of_parts else "polling"), first
    if not any(one.on_success or one.by_status for one in found):
        return ("consumer" if loop.count.is_off else "polling"), first
    return "unknown", first


def _is_attempts(one: Exits) -> bool:
    if one.by_body:
        return False
    return (one.on_success and one.goes_on_after_failure) or one.by_status


def _for(
    program: Program, node: nodes.For, calls: list[nodes.Call], found: list[Exits]
) -> tuple[Role, Exits]:
    targets = names_in(program.tree, node.target)
    uses = any(
        targets & fed_to(program.tree, node, call) or any("." in name for name in targets)
        for call in calls
    )
    if ROUNDS & {*words(last_name(node.target))}:
        return "unknown", found[0]  # the turns of a talk, each of which goes on from the one before
    if _counts(program, node) and any(follows(program.tree, node, call) for call in calls):
        is_redirected = _REDIRECTS.search(program.code(node)) is not None
        is_a_step = bool(_STEPS & {*words(last_name(node.target))})
        return ("unknown" if is_redirected or is_a_step else "pages"), found[0]
    if any(
        begins_with_the_answer(program.tree, node, call)
        or continues_a_talk(program.tree, node, call)
        or is_streamed(program.tree, call)
        for call in calls
    ):
        return "unknown", found[0]
    tries = next((one for one in found if _is_attempts(one)), None)
    if tries and found[0].by_body and found[0] is not tries:
        return "polling", found[0]  # what the first call says decides whether the others are made
    if tries and _is_page_number(program, node, [tries.call], targets):
        return "pages", tries  # a page that fails is left out, and the next turn asks for another
    if tries:
        changing = counters(program, node)
        is_elsewhere = bool(address_of(program.tree, node, tries.call) & changing)
        is_elsewhere |= asks_for_something_else(program.tree, node, tries)
        is_elsewhere |= _counts_places(program, node)
        if _asks_for_a_part(program, node, tries.call):
            return "unknown", tries
        is_other = is_elsewhere or (uses and not _counts_attempts(program, node))
        return ("failover" if is_other else "attempts"), tries
    if any(one.on_success for one in found):
        return "unknown", found[0]  # it ends with the first turn
    if uses and not _counts(program, node):
        is_enough = any(
            one.by_presence
            or (one.goes_on_after_failure and returns_its_answer(program.tree, node, one.call))
            for one in found
        )
        if is_enough or any(ends_when_found(program.tree, node, call) for call in calls):
            return "failover", found[0]
    if uses and _is_page_number(program, node, calls, targets):
        return "pages", found[0]
    if any(looks_at_the_last_answer(program.tree, node, call) for call in calls):
        return "polling", found[0]
    if any(needs_the_last_turn(program.tree, node, call, targets) for call in calls):
        return "unknown", found[0]
    is_awaited = node.asynchronous is not None and not (
        _lists(node.iter) or _is_a_file(program, node.iter)
    )
    if is_awaited or _yields_messages(program, node):
        return "consumer", found[0]
    if last_name(node.iter) == "stdin":
        return "consumer", found[0]  # whoever writes there decides when the next line comes
    if _goes_over_taken_work(program, node) or goes_over_a_batch(program, node.iter):
        return "consumer", found[0]
    if not uses and any(one.by_body for one in found):
        return "polling", found[0]
    if not (uses or _counts(program, node)) or _may_end(program, node):
        return "unknown", found[0]
    return "items", found[0]


_REDIRECTS = re.compile(r"(?i)redirect|[\"']location[\"']")
_REDIRECTED = re.compile(
    r"(?i)max_?redirects|\bheaders?\b[.\w]*[\[(]\s*[\"']location[\"']|getheader\(\s*[\"']location"
)
"""In the text of a loop that asks for one thing wherever it is sent to."""
_BAD = re.compile(
    r"(?i)status|error|fail|invalid|missing|exception|cancel|stop|abort|\bok\b|\bnot\b|is None|success"
)
"""In a condition under which a turn ends the loop because something is wrong."""
_DECIDES = re.compile(r"(?i)^not [\w.]*(?:decision|allowed|granted|permitted|authorized)$")
"""A condition under which one answer settles it for all: `if not answer.decision: break`."""
_FOUND = re.compile(
    r"(?i)^[\w.]*\w (?:==|is) [\w.\"']*(?<![a-z])(?:exists|found|ok|success|succeeded|available|present)[\"']?$"
)
"""A condition under which it ends because this is the one: `status == Status.EXISTS`."""


def _may_end(program: Program, node: nodes.For) -> bool:
    """Something in a turn decides whether there is another, and it is no failure: it is no turn for each item."""
    return any(
        isinstance(inner, nodes.Return | nodes.Break) and _ends_well(program, node, inner)
        for inner in program.tree.walk(node.body)
    )


def _ends_well(program: Program, node: nodes.For, end: Node) -> bool:
    child = end
    for parent in program.tree.ancestors(end):
        if parent is node:
            return True
        if isinstance(parent, nodes.ExceptHandler | nodes.ExceptStarHandler):
            return False
        if isinstance(parent, nodes.For | nodes.While) and isinstance(end, nodes.Break):
            return False
        if isinstance(parent, nodes.If):
            test = program.code(parent.test)
            if _DECIDES.search(test):
                return True
            if _BAD.search(test) and not (child is parent.body and _FOUND.search(test)):
                return False
        child = parent
    return False


def _counts(program: Program, node: nodes.For) -> bool:
    """It goes over numbers: `range(5)`, `count()`, `(1, 2, 4)`."""
    name = last_name(node.iter.func) if isinstance(node.iter, nodes.Call) else ""
    return name in {"range", "count", "xrange"}


def _asks_for_a_part(program: Program, node: nodes.For, call: nodes.Call) -> bool:
    """`for i in range(pages): load(url, i * 30)`: a part of the whole each turn, and not the same again."""
    if not _counts(program, node) or _ATTEMPTS & {*words(last_name(node.target))}:
        return False
    targets = names_in(program.tree, node.target)
    return any(
        isinstance(argument.value, nodes.BinaryOperation)
        and targets & names_in(program.tree, argument.value)
        and not (argument.keyword is not None and "timeout" in argument.keyword.value)
        for argument in call.args
    )


def _counts_attempts(program: Program, node: nodes.For) -> bool:
    """And not the items of something, as `for at in range(len(labels))` does."""
    return _counts(program, node) and not any(
        isinstance(inner, nodes.Call) and last_name(inner.func) == "len"
        for inner in program.tree.walk(node.iter)
    )


def _counts_places(program: Program, node: nodes.For) -> bool:
    """`for number in range(self.node_count)`: each turn is for another one of them."""
    if _ATTEMPTS & {*words(program.code(node.iter))}:
        return False
    names = names_in(program.tree, node.target) | names_in(program.tree, node.iter)
    return any(_PLACES & set(words(name)) for name in names)


def _is_page_number(
    program: Program, node: nodes.For, calls: list[nodes.Call], targets: set[str]
) -> bool:
    if {name.lower() for name in targets} & _PAGES:
        return True
    if not _counts(program, node):
        return False
    for call in calls:
        for inner in program.tree.walk(call):
            if (
                isinstance(inner, nodes.DictElement)
                and names_in(program.tree, inner.value) & targets
            ):
                key = program.evaluator.text(inner.key)
                if key and key.lower() in _PAGES:
                    return True
            if isinstance(inner, nodes.Arg) and inner.keyword is not None:
                is_fed = names_in(program.tree, inner.value) & targets
                if is_fed and inner.keyword.value.lower() in _PAGES:
                    return True
    return False


_LISTINGS = frozenset({"scan", "scan_iter", "find", "aggregate", "iterdir", "glob", "fetchall"})
"""What is awaited item by item and has an end: keys, rows, files."""


def _lists(over: nodes.BaseExpression) -> bool:
    """`async for key in client.scan_iter("job:*")`; also where a method sets it up: `rows.find({}).sort("at")`."""
    while isinstance(over, nodes.Call | nodes.Attribute):
        name = last_name(over.func) if isinstance(over, nodes.Call) else ""
        if name in _LISTINGS or name.removeprefix(name[:1]) in _LISTINGS:  # `hscan_iter`
            return True
        over = over.func if isinstance(over, nodes.Call) else over.value
    return False


def _is_a_file(program: Program, over: nodes.BaseExpression) -> bool:
    """`async with aiofiles.open(path) as lines: async for line in lines`."""
    return any(
        isinstance(thing, Made) and thing.name.startswith(("aiofiles.", "anyio.open_file"))
        for thing in program.evaluator.things(over)
    )


def _yields_messages(program: Program, node: nodes.For) -> bool:
    name = dotted(node.iter.func if isinstance(node.iter, nodes.Call) else node.iter).lower()
    return name.rpartition(".")[2] in {
        "consumer",
        "listen",
        "messages_stream",
        "subscription",
        "stream",
        "iter_lines",
        "aiter_lines",
        "iter_sse",
        "aiter_sse",
    }


def goes_over_a_batch(program: Program, over: nodes.BaseExpression) -> bool:
    """`event["Records"]`: the messages that a queue hands to a Lambda, whose concurrency is the queue's."""
    if isinstance(over, nodes.Call) and isinstance(over.func, nodes.Attribute):
        is_get = over.func.attr.value == "get" and bool(over.args)
        batch, key = over.func.value, over.args[0].value if is_get else None
    elif isinstance(over, nodes.Subscript) and len(over.slice) == 1:
        batch, index = over.value, over.slice[0].slice
        key = index.value if isinstance(index, nodes.Index) else None
    else:
        return False
    if key is None or not isinstance(batch, nodes.Name):
        return False
    return batch.value == "event" and program.evaluator.text(key) == "Records"


def _goes_over_taken_work(program: Program, node: nodes.For) -> bool:
    """`while True: answer = receive_message(); for message in answer[...]`, or over what is taken on the spot."""
    tree = program.tree
    names = names_in(tree, node.iter)
    takes_here = any(
        isinstance(inner, nodes.Call) and _takes_work(inner) for inner in tree.walk(node.iter)
    )
    for parent in tree.ancestors(node):
        if isinstance(parent, nodes.FunctionDef):
            return False
        if isinstance(parent, nodes.While):
            if takes_here:
                return True
            for inner in tree.walk(parent.body):
                if isinstance(inner, nodes.Assign | nodes.NamedExpr):
                    value = (
                        inner.value.expression
                        if isinstance(inner.value, nodes.Await)
                        else inner.value
                    )
                    takes = isinstance(value, nodes.Call) and _takes_work(value)
                    targets = inner.targets if isinstance(inner, nodes.Assign) else [inner]
                    bound = {n for t in targets for n in names_in(tree, t.target)}
                    if takes and bound & names:
                        return True
    return False


def _takes_work(call: nodes.Call) -> bool:
    """`receive_messages()`, `_poll_tasks(url)`, `claim_jobs(10)`."""
    name = last_name(call.func).lstrip("_")
    return name in (_TAKES_WORK | _UPDATES) - {"get"} or bool(_TAKES_FIRST & {*words(name)[:1]})


# Pages


def _is_paged(program: Program, node: nodes.While, calls: list[nodes.Call]) -> bool:
    """What the next call is given comes from the last answer, or is a number that counts on."""
    tree = program.tree
    body = [*tree.walk(node.body)]
    if waits_for_a_state(program, node, calls):
        return False
    for call in calls:
        fed = fed_to(tree, node, call)
        answers = derived(tree, node, call)
        if any(turns(program, argument, answers) for argument in call.args):
            return True
        for inner in body:
            match inner:
                case nodes.AugAssign(target=target) if names_in(tree, target) & fed:
                    return True
                case nodes.Assign(targets=[nodes.AssignTarget(target=target)], value=value):
                    is_fed = names_in(tree, target) & fed
                    made_from = behind(tree, node, call, names_in(tree, value))
                    steps = made_from & (answers | names_in(tree, target))
                    if is_fed and steps and not holds(tree, value, call):
                        return True
                case nodes.Call(
                    func=nodes.Attribute(attr=nodes.Name(value="update"), value=target)
                ):
                    if names_in(tree, target) & fed and names_in(tree, inner) & answers:
                        return True
    return False


def _takes(node: nodes.While, calls: list[nodes.Call], takers: frozenset[str], tree: Tree) -> bool:
    """Each turn takes something new: `job = queue.get()`."""
    for inner in tree.walk(node.body):
        if isinstance(inner, nodes.Assign | nodes.NamedExpr) and not any(
            holds(tree, inner.value, call) for call in calls
        ):
            value = inner.value.expression if isinstance(inner.value, nodes.Await) else inner.value
            if not isinstance(value, nodes.Call):
                continue
            is_next = isinstance(value.func, nodes.Name) and value.func.value == "next"
            if (is_next and "pop" in takers) or (
                last_name(value.func) in takers
                and len(value.args) <= 2
                and isinstance(value.func, nodes.Attribute)
                and not _is_lookup(value)
            ):
                return True
        if isinstance(inner, nodes.Call) and last_name(inner.func) in takers - {"get"}:
            return True
    return False


def _is_fed(node: nodes.While, calls: list[nodes.Call], tree: Tree) -> bool:
    """What it asks for is an item of a queue within the program, taken before: after a failure the next one has its turn."""
    for inner in tree.walk(node.body):
        if isinstance(inner, nodes.Assign | nodes.NamedExpr):
            value = inner.value.expression if isinstance(inner.value, nodes.Await) else inner.value
            match value:
                case nodes.Call(func=nodes.Attribute(value=taker, attr=nodes.Name(value="get"))):
                    targets = inner.targets if isinstance(inner, nodes.Assign) else [inner]
                    taken = {name for one in targets for name in names_in(tree, one.target)}
                    is_used = "queue" in words(last_name(taker)) or any(
                        taken & fed_to(tree, node, call) for call in calls
                    )
                    if is_used and not _is_lookup(value):
                        return True
    return False


def _is_lookup(call: nodes.Call) -> bool:
    """`data.get("key")` looks something up; `queue.get()` takes something."""
    return last_name(call.func) == "get" and bool(call.args) and call.args[0].keyword is None
