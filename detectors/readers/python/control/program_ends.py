"""Programs that catch what went wrong, say so, and end: whatever has started them sees the status of a success."""

from __future__ import annotations

import re
from collections.abc import Sequence

from detectors.facts import Claim
from detectors.readers.python.control.clauses import ends_well
from detectors.readers.python.control.own_trials import is_a_trial_of_itself
from detectors.readers.python.control.pretended_success import Caught, is_meant
from detectors.readers.python.program import Program
from detectors.readers.python.syntax import nodes
from detectors.readers.python.syntax.traits import (
    LOOPS,
    Handler,
    Node,
    body_of,
    descendants,
    dotted,
    last_name,
)
from detectors.vocabulary.names import listed, words
from detectors.vocabulary.reports import tells_of_failure

_COMMAND = re.compile(r"@[\w.]*\bcommand\b")
_MAKES_COMMANDS = frozenset({"click", "typer", "rich_click", "asyncclick", "cloup"})
_ERRORS = frozenset({"error", "exception", "critical", "fatal", "print_exc", "print_exception"})
_SAYS = _ERRORS | {"print", "echo", "secho", "debug", "info", "warning", "warn", "log"}
_CLEANS_UP = listed(
    "close aclose quit disconnect logout stop shutdown join cleanup clean unlink remove rmtree release flush"
    " cancel terminate kill set is connected loop exit"
)
"""Words of what a program does last, whatever has become of its work."""
_ASKS = listed("input prompt confirm getpass ask")
"""Words of functions that ask whoever has started it, and so looks at it."""
_DOES = listed("""
    start run serve server daemon worker work process sync upload download deploy publish push pull backup restore migrate
    provision install apply build create add register send submit import export load ingest update upgrade delete
    remove purge clean transfer replicate release rollback save store archive generate convert scrape crawl collect
    integrate notify charge pay refund order book execute produce consume
""")
"""In the names of commands of whose work somebody relies on the result."""
_SHOWS = frozenset(
    {"mainloop", "MainLoop", "exec_", "run_polling", "infinity_polling", "start_polling"}
)
"""What a person looks at while it runs."""


def ends_with_success(
    program: Program, handler: Handler, caught: Caught, last: Node | None, *, is_logged: bool
) -> Claim | None:
    """`def main(): try: ... except Exception as error: log.error(error)`, and nothing behind it."""
    function = program.tree.function_of(caught)
    if function is None:
        return _of_a_script(program, handler, caught, is_logged) if last is None else None
    if not isinstance(function, nodes.FunctionDef) or not is_the_program(program, function):
        return None
    if any(isinstance(one, LOOPS) for one in program.tree.ancestors(handler)):
        return None
    if is_meant(program, handler) or not says_that_it_failed(handler):
        return None
    if _answers_a_program(handler):
        return None
    called = [
        last_name(one.func) for one in descendants(function.body) if isinstance(one, nodes.Call)
    ]
    if any(name in _SHOWS or _ASKS & {*words(name)} for name in called):
        return None
    if last is None and not _is_the_end(function, caught):
        return None
    return Claim(program.lines(last or handler), "end", "return", is_logged)


def _of_a_script(
    program: Program, handler: Handler, caught: Caught, is_logged: bool
) -> Claim | None:
    """`if __name__ == "__main__": try: run() except Exception as error: print(error)`, and nothing behind it."""
    if not says_that_it_failed(handler) or _asks_somebody(program.tree.module_of(handler)):
        return None
    if is_a_trial_of_itself(program, handler):
        return None
    around = caught.parent.parent
    is_guarded = isinstance(around, nodes.If) and "__name__" in program.code(around.test)
    if not is_guarded or not _only_cleans_up(_behind(caught)):
        return None
    started = [one.value for one in body_of(caught.body) if isinstance(one, nodes.Expr)]
    if not any(isinstance(one, nodes.Call | nodes.Await) for one in started):
        return None
    return Claim(program.lines(handler), "end", "the script", is_logged)


def _behind(caught: Caught) -> Sequence[Node]:
    suite = caught.parent
    statements = body_of(suite) if isinstance(suite, nodes.IndentedBlock) else []
    return statements[statements.index(caught) + 1 :] if statements else []


def _asks_somebody(module: Node) -> bool:
    """Something in it asks who has started it, or is looked at while it runs."""
    return any(
        last_name(one.func) in _SHOWS or bool(_ASKS & {*words(last_name(one.func))})
        for one in descendants(module)
        if isinstance(one, nodes.Call)
    )


def is_the_program(program: Program, function: nodes.FunctionDef) -> bool:
    """A command of click or typer that does something, or the `main` that a module calls when it is run."""
    if is_a_command(program, function):
        return bool(_DOES & {*words(function.name.value)}) or function.name.value == "main"
    if function.parent is not program.tree.module_of(function):
        return False
    return function.name.value == "main" or _is_all_that_main_does(program, function)


def _is_all_that_main_does(program: Program, function: nodes.FunctionDef) -> bool:
    """`def main(): args = parse(); asyncio.run(serve(args))`, `if __name__ == "__main__": backup()`: its end is the program's."""
    sites = program.evaluator.sites(function)
    if len(sites) != 1 or not _DOES & {*words(function.name.value)}:
        return False
    last = sites[0].parent
    if isinstance(last, nodes.Arg) and dotted(getattr(last.parent, "func", last)) == "asyncio.run":
        last = last.parent.parent
    line = last.parent if isinstance(last, nodes.Expr) else None
    suite = line.parent if isinstance(line, nodes.SimpleStatementLine) else None
    if not isinstance(suite, nodes.IndentedBlock) or suite.body[-1] is not line:
        return False
    match suite.parent:
        case nodes.FunctionDef(name=nodes.Name(value="main")):
            return True
        case nodes.If(test=test):
            return "__name__" in program.code(test)
    return False


def is_a_command(program: Program, function: nodes.FunctionDef) -> bool:
    """Whoever reads the command line calls it, and makes no status of what it returns."""
    if not any(name.partition(".")[0] in _MAKES_COMMANDS for name in program.tree.imported):
        return False
    return any(_COMMAND.search(program.code(one)) for one in function.decorators)


def says_that_it_failed(handler: Handler) -> bool:
    """All that it does is to say that something went wrong."""
    statements = [one for one in body_of(handler.body) if not _leaves(one)]
    calls = [_said(one) for one in statements]
    if not calls or None in calls:
        return False
    return any(
        call is not None and (last_name(call.func) in _ERRORS or tells_of_failure(_words_in(call)))
        for call in calls
    )


def _answers_a_program(handler: Handler) -> bool:
    """`print(json.dumps({"error": str(error)}))`: whatever has started it reads that."""
    return any(
        isinstance(one, nodes.Call) and last_name(one.func) in {"dumps", "dump"}
        for one in descendants(handler.body)
    )


def _leaves(statement: Node) -> bool:
    match statement:
        case nodes.Return():
            return True
        case nodes.Expr(value=nodes.Call() as call):
            return ends_well(call)
    return False


def _said(statement: Node) -> nodes.Call | None:
    match statement:
        case nodes.Expr(value=nodes.Call() as call) if last_name(call.func) in _SAYS:
            return call
        case nodes.Expr(value=nodes.Call() as call) if dotted(call.func).endswith("stderr.write"):
            return call
    return None


def _words_in(call: nodes.Call) -> set[str]:
    return {
        word
        for one in descendants(call)
        if isinstance(one, nodes.SimpleString | nodes.FormattedStringText)
        for word in words(one.value)
    }


def _is_the_end(function: nodes.FunctionDef, caught: Caught) -> bool:
    """Behind it the program cleans up, and says at most that it ends."""
    statements = body_of(function.body)
    at = next((at for at, one in enumerate(statements) if one is caught), None)
    return at is not None and _only_cleans_up(statements[at + 1 :])


def _only_cleans_up(statements: Sequence[Node]) -> bool:
    for one in statements:
        match one:
            case nodes.Expr(value=nodes.Call() as call) if last_name(call.func) in _SAYS:
                continue
            case nodes.Expr(value=nodes.Call() as call) if _CLEANS_UP & {
                *words(last_name(call.func))
            }:
                continue
            case nodes.Return(value=None) | nodes.Pass():
                continue
        return False
    return True
