"""Work whose failure nobody hears of: it is printed, or dropped without a word."""

from __future__ import annotations

from collections.abc import Sequence

from detectors.readers.python.control.clauses import keeps_its_trace, plain
from detectors.readers.python.control.lost_turns import ASKS_A_PERSON
from detectors.readers.python.control.own_children import reads_a_program
from detectors.readers.python.control.program_ends import is_a_command
from detectors.readers.python.control.success_reports import words_in
from detectors.readers.python.control.trials import (
    DOES,
    Clause,
    Found,
    Trial,
    calls_in,
    ends_alike,
    given_names,
    is_a_collection,
    is_for_cleaning_up,
    is_gathered,
    is_of_its_turn,
    is_the_whole,
    keeps_by_name,
    loop_around,
    says_whether_it_worked,
    takes_away,
)
from detectors.readers.python.program import Program
from detectors.readers.python.syntax import nodes
from detectors.readers.python.syntax.traits import (
    Node,
    body_of,
    descendants,
    dotted,
    last_name,
)
from detectors.vocabulary.names import listed, words
from detectors.vocabulary.reports import tells_of_failure

_CALLED_BACK = listed(
    "callback callbacks cb handler handlers hook hooks listener listeners subscriber subscribers"
)
"""Words of what is handed in to be called."""
_READIES = listed(
    "start connect setup init initialize initialise register open login authenticate subscribe"
)
"""Words of functions behind which something is taken for ready."""
_WORKS = listed("handle process consume dispatch deliver publish send submit sync ingest")
"""First words of functions that are called for what they do."""
_KEEPS = listed("save store persist write import export")
"""The same, of what may be kept for a while only."""
_STORES = listed("add append write store upload")
"""Words of calls by which something is kept."""
_BY_HAND = listed(
    "main cmd command commands cli menu demo example interactive prompt show display plot dump"
    " report diagnose diagnostics"
)
"""Words of functions that a person has started, who reads what they print."""
_MUCH = 5
"""Calls of `print` by which a function shows a person what it does."""


_CHANGES_A_STORE = frozenset(
    {"execute", "executemany", "add", "add_all", "merge", "bulk_save_objects"}
)
"""What of a database's connection or session stands before `commit`."""

_WHOLE = listed(
    "items values keys enumerate range zip sorted reversed list dict set tuple dir vars fields"
    " glob rglob iterdir listdir scandir walk split splitlines findall finditer product combinations"
)
"""What is called for a collection that is there as a whole, or for what is on the disk."""


def shown(clause: Clause) -> Found | None:
    """`def publish(...): try: ... except Exception as error: print(error)`: whoever has called goes on as if it were done."""
    function = clause.function
    if clause.said != "screen" or function is None or clause.is_a_generator:
        return None
    if not (ends_alike(clause.trial) and clause.gives_none):
        return None
    name = function.name.value
    if name.lstrip("_").startswith("on_") or _BY_HAND & {*words(name)}:
        return None
    if is_a_command(clause.program, function) or clause.calls & ASKS_A_PERSON:
        return None
    if _shows_what_it_reads(clause) or _shows_each_step(clause) or _is_watched(clause):
        return None
    return Found("shown", name, clause.last or clause.trial) if clause.is_of_work else None


def _shows_what_it_reads(clause: Clause) -> bool:
    """`print(f"{len(list_buckets())} buckets")`: it is there to be read, and its failure is read like the rest."""
    asked = clause.trials.of(clause.trial)
    shows = any(
        last_name(one.func) == "print" and not tells_of_failure(words_in(one))
        for one in calls_in(clause.trial)
    )
    return bool(asked) and shows and all(one.effect == "read" for one in asked)


def _is_watched(clause: Clause) -> bool:
    """`except KeyboardInterrupt: print("stopped")` beside it: a person may stop it, and so looks at it."""
    return any(
        one.type is not None and last_name(one.type) == "KeyboardInterrupt"
        for one in clause.trial.handlers
    )


def _shows_each_step(clause: Clause) -> bool:
    """`console.print("[green]removed")` after a success, and `console.print("[red]error")`: a person reads both.

    So it is where much is printed.
    """
    if sum(dotted(one.func) == "print" for one in calls_in(clause.trial)) >= _MUCH:
        return True
    shown = {
        dotted(one.func)
        for one in descendants(clause.handler.body)
        if isinstance(one, nodes.Call)
        and isinstance(one.func, nodes.Attribute)
        and one.func.attr.value == "print"
    }
    return any(dotted(one.func) in shown for one in calls_in(clause.trial))


def ready(clause: Clause) -> Found | None:
    """`def start(self): try: self.link = connect() except Exception as error: log.error(error)`: it looks started."""
    function = clause.function
    if clause.said != "log" or function is None or clause.is_a_generator:
        return None
    if not (is_the_whole(clause.trial) and clause.gives_none and clause.never_gives_a_value):
        return None
    if function.name.value.lstrip("_").startswith("on_"):
        return None  # it is told that something is ready
    if _only_calls_back(clause):
        return None
    if not _READIES & {*words(function.name.value)} or says_whether_it_worked(clause.trial):
        return None
    if not clause.asks:
        return None
    return Found("ready", function.name.value, clause.last or clause.trial)


def _only_calls_back(clause: Clause) -> bool:
    """`await self._on_connect_cb()`, `self.handlers["connect"]()`: what fails is somebody else's."""
    match plain(body_of(clause.trial.body)):
        case [nodes.Expr(value=nodes.Await(expression=nodes.Call(func=func)))]:
            pass
        case [nodes.Expr(value=nodes.Call(func=func))]:
            pass
        case _:
            return False
    name = last_name(func.value if isinstance(func, nodes.Subscript) else func)
    return name.lstrip("_").startswith("on_") or bool(_CALLED_BACK & {*words(name)})


def others(clause: Clause) -> Found | None:
    """`except ClientError as error: if error.code == "Expired": sys.exit(2)`: every other error is passed over."""
    name = clause.handler.name.name if clause.handler.name is not None else None
    statements = plain(body_of(clause.handler.body))
    if not isinstance(name, nodes.Name) or len(statements) != 1:
        return None
    branch = statements[0]
    if not isinstance(branch, nodes.If) or not clause.is_of_work:
        return None
    if is_for_cleaning_up(clause.program, clause.trial) or takes_away(clause.trial):
        return None
    around: nodes.If | nodes.Else | None = branch
    while isinstance(around, nodes.If):
        if not _asks_for_one(around.test, name.value):
            return None
        around = around.orelse
    return Found("others", clause.program.code(branch.test), branch) if around is None else None


def _asks_for_one(test: nodes.BaseExpression, name: str) -> bool:
    """`error.code == 404`, `"expired" in str(error)`."""
    if not isinstance(test, nodes.Comparison) or len(test.comparisons) != 1:
        return False
    target = test.comparisons[0]
    if not isinstance(target.operator, nodes.Equal | nodes.In):
        return False
    return any(
        isinstance(one, nodes.Name) and one.value == name
        for one in (*descendants(test.left), *descendants(target.comparator))
    )


def called_back(clause: Clause) -> Found | None:
    """`try: self.on_message(event) except Exception: pass`: what fails in there is our caller's, who never sees it."""
    if clause.said != "nothing" or isinstance(clause.last, nodes.Return | nodes.Break):
        return None
    statements = plain(body_of(clause.trial.body))
    if len(statements) != 1 or not isinstance(statements[0], nodes.Expr):
        return None
    value = statements[0].value
    call = value.expression if isinstance(value, nodes.Await) else value
    if not isinstance(call, nodes.Call) or not _is_handed_in(clause, call):
        return None
    if keeps_its_trace(clause.handler):
        return None
    return Found("callback", dotted(call.func), call)


def _is_handed_in(clause: Clause, call: nodes.Call) -> bool:
    """`self._on_trade(...)`, `callback(...)`, `handler(...)`, and no method of what is handed in."""
    name = last_name(call.func)
    if not (name.strip("_").startswith("on_") or _CALLED_BACK & {*words(name)}):
        return False
    if isinstance(call.func, nodes.Name):
        return True
    tree = clause.program.tree
    owner = tree.class_of(clause.function) if clause.function is not None else None
    methods = {one.name.value for one in tree.functions if owner and tree.class_of(one) is owner}
    is_own = isinstance(call.func, nodes.Attribute) and dotted(call.func.value) in {"self", "cls"}
    return is_own and name not in methods


def left_out(clause: Clause) -> Found | None:
    """`for path in paths: try: archive.add(path) except Exception: pass`: it is missing, and nobody is told."""
    loop = loop_around(clause.program, clause.trial)
    if not isinstance(loop, nodes.For) or clause.said not in {"nothing", "screen"}:
        return None
    if _is_one_enough(clause, loop) or _are_attempts(clause, loop):
        return None
    is_skipped = isinstance(clause.last, nodes.Continue)
    if not (is_skipped or clause.last is None or isinstance(clause.last, nodes.Expr)):
        return None
    if is_for_cleaning_up(clause.program, clause.trial) or "getattr" in clause.calls:
        return None
    if not is_of_its_turn(clause.trial, loop, is_last=not is_skipped):
        return None
    if keeps_by_name(clause.trial) or takes_away(clause.trial) or not clause.is_of_work:
        return None
    if keeps_its_trace(clause.handler):
        return None
    if clause.said == "screen" and not is_gathered(clause.program, clause.trial):
        return None
    return Found("item", clause.program.code(loop.iter), loop.iter)


def _is_one_enough(clause: Clause, loop: nodes.For) -> bool:
    """`for name in ("python3", "python"): try: found = run(name); break`: the turns are ways to one thing."""
    leaves = any(
        isinstance(one, nodes.Break | nodes.Return) and not _is_at_a_limit(one)
        for one in descendants(clause.trial.body)
    )
    return (
        leaves
        or _is_spelled(clause, loop.iter)
        or any(map(_gives_what_is_found, _behind(clause.trial, loop)))
        or _fails_without(loop)
    )


def _fails_without(loop: nodes.For) -> bool:
    """`for pause in PAUSES: ...; if found: return it`, and then `raise`: whoever calls hears that no turn has found it."""
    block = loop.parent
    if not isinstance(block, nodes.IndentedBlock):
        return False
    statements = body_of(block)
    behind = next(iter(statements[statements.index(loop) + 1 :]), None)
    gives = any(
        isinstance(one, nodes.Return) and one.value is not None for one in descendants(loop.body)
    )
    return gives and isinstance(behind, nodes.Raise)


def _are_attempts(clause: Clause, loop: nodes.For) -> bool:
    """`for _ in range(RETRIES)`: the next turn asks for the same again."""
    if not isinstance(loop.iter, nodes.Call) or dotted(loop.iter.func) != "range":
        return False
    named = _names_in(loop.target)
    return not any(
        isinstance(one, nodes.Name) and one.value in named
        for one in clause.program.tree.walk(loop.body)
    )


def _is_spelled(clause: Clause, gone_over: nodes.BaseExpression) -> bool:
    """`("python3", "python")`, or the name of such a list of texts in the same function."""
    if not isinstance(gone_over, nodes.Name):
        return isinstance(gone_over, nodes.List | nodes.Tuple)
    function = clause.function
    return function is not None and any(
        name == gone_over.value
        and isinstance(value, nodes.List | nodes.Tuple)
        and bool(value.elements)
        and all(isinstance(one.value, nodes.SimpleString) for one in value.elements)
        for statement in clause.program.tree.walk(function.body)
        for name, value in given_names(statement)
    )


def _behind(trial: Node, loop: nodes.For) -> Sequence[Node]:
    """The statements of a turn that follow what is tried."""
    statements = body_of(loop.body)
    return statements[statements.index(trial) + 1 :] if trial in statements else ()


def _gives_what_is_found(statement: Node) -> bool:
    """`if found is not None: return found`, `if result.stdout: return parse(result.stdout)`"""
    if not isinstance(statement, nodes.If):
        return False
    asked = _names_in(statement.test)
    return any(
        isinstance(one, nodes.Return) and one.value is not None and _names_in(one.value) & asked
        for one in descendants(statement.body)
    )


def _names_in(value: Node) -> set[str]:
    return {
        one.value
        for one in (value, *descendants(value))
        if isinstance(one, nodes.Name) and one.value not in {"True", "False", "None"}
    }


def _is_at_a_limit(leaves: Node) -> bool:
    """`if count >= limit: break`: there are enough of them."""
    around = leaves.parent
    while isinstance(around, nodes.SimpleStatementLine | nodes.IndentedBlock | nodes.SimpleStatementSuite):  # fmt: skip
        around = around.parent
    if not isinstance(around, nodes.If) or not isinstance(around.test, nodes.Comparison):
        return False
    target = around.test.comparisons[0]
    if isinstance(target.comparator, nodes.Integer) and target.comparator.evaluated_value == 0:
        return False  # there is one
    return isinstance(target.operator, nodes.GreaterThan | nodes.GreaterThanEqual)


def ended(clause: Clause) -> Found | None:
    """`async def pump(): try: async for chunk in source: await send(chunk) except Exception: log.debug(...)`"""
    function = clause.function
    if clause.said != "nothing" or function is None or clause.is_a_generator:
        return None
    if reads_a_program(clause.trial):
        return None
    if not (is_the_whole(clause.trial) and clause.gives_none and clause.never_gives_a_value):
        return None
    if isinstance(clause.last, nodes.Return) and clause.value is not None:
        return None
    for loop in body_of(clause.trial.body):
        if not isinstance(loop, nodes.For | nodes.While):
            continue
        if isinstance(loop, nodes.For) and not _may_be_a_stream(clause.program, loop):
            continue
        if any(isinstance(one, nodes.Call) for one in descendants(loop.body)):
            return Found("end", function.name.value, loop)
    return None


def dropped(clause: Clause) -> Found | None:
    """`def save(self): try: self.file.write(...) except Exception: pass`: nobody hears that it is not saved."""
    function = clause.function
    if clause.said != "nothing" or function is None or clause.is_a_generator:
        return None
    if not (is_the_whole(clause.trial) and clause.gives_none and clause.never_gives_a_value):
        return None
    first = {*words(function.name.value)[:1]}
    if not (_WORKS & first or (_KEEPS & first and clause.asks) or _commits(clause)):
        return None
    if says_whether_it_worked(clause.trial) or _has_done_its_work(function, clause.trial):
        return None
    if takes_away(clause.trial) or is_for_cleaning_up(clause.program, clause.trial):
        return None
    if not clause.is_of_work:
        return None
    return Found("dropped", function.name.value, clause.last or clause.trial)


def _has_done_its_work(function: nodes.FunctionDef, trial: Trial) -> bool:
    """`self.state.add(event)` stands before it: what is tried only shows it, or tells others."""
    statements = body_of(function.body)
    before = statements[: statements.index(trial)] if trial in statements else ()
    return any(
        isinstance(one, nodes.Expr)
        and isinstance(one.value, nodes.Call)
        and not (DOES | _STORES).isdisjoint(words(last_name(one.value.func)))
        for one in before
    )


def _commits(clause: Clause) -> bool:
    """`connection.execute("INSERT ..."); connection.commit()`: a store has taken none of it."""
    return "commit" in clause.calls and bool(clause.calls & _CHANGES_A_STORE)


def _may_be_a_stream(program: Program, loop: nodes.For) -> bool:
    """`async for`, `for line in process.stdout`, `for event in client.listen()`: and no collection that is there as a whole."""
    if loop.asynchronous is not None:
        return True
    match loop.iter:
        case nodes.Attribute() as kept:
            return not _is_there_as_a_whole(program, kept)
        case nodes.Call(func=func):
            return last_name(func) not in _WHOLE
        case nodes.Name(value=name):
            function = program.tree.function_of(loop)
            return function is not None and not any(
                name == bound
                for one in program.tree.walk(function.body)
                for bound, _ in given_names(one)
            )
    return False


def _is_there_as_a_whole(program: Program, kept: nodes.Attribute) -> bool:
    """`self.names.sort(...)`, `self.names = [...]` somewhere in the file."""
    if any(
        one.attribute == kept.attr.value and one.value is not None and is_a_collection(one.value)
        for one in program.tree.assigned
    ):
        return True
    return any(
        isinstance(one.func, nodes.Attribute) and dotted(one.func.value) == dotted(kept)
        for name in ("sort", "append", "extend", "insert")
        for one in program.tree.calls_by_name.get(name, ())
    )
