"""What becomes of the body of an answer: whether it is asked if it went well, and who refuses another shape."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from detectors.readers.python.control.shape_checks import (
    catches_another_shape,
    catches_everything,
    decides,
    is_none_as_a_failure_is,
    is_refused,
    raises,
    refuses,
)
from detectors.readers.python.naming.dataflow import (
    DEEPEST,
    TALKS,
    Seen,
    is_compared_with_texts,
    is_tested,
    key_of,
    reads_of,
    targets,
    unpacked,
)
from detectors.readers.python.naming.things import Class, Function, Ref, Thing
from detectors.readers.python.program import Program
from detectors.readers.python.syntax import nodes
from detectors.readers.python.syntax.traits import Node, body_of, last_name
from detectors.vocabulary.names import listed, words
from detectors.vocabulary.reports import tells_of_failure

_VERDICT = re.compile(r"(?i)status|err|fail|success|problem|^ok$|code$|^result$")
"""Keys of a body by which an API itself says whether it went well."""
_STATES_OF_WORK = listed(
    "completed complete finished done running pending queued processing progress ready started waiting in"
)
"""Words by which a body says how far some work is; of what was refused it says nothing."""
_SAYS_SO = re.compile(r"(?i)status|err|success|^ok$|^(ret_?)?code$")
"""Names of what is read from a body that say the same."""
_ERROR = re.compile(r"(?i)(^|_)err(or)?s?(_|$)")
"""Names of what a program takes from an error page."""
_WRAPS = frozenset(
    {"BytesIO", "StringIO", "loads", "dumps", "parse_qsl", "parse_qs", "dict", "list", "cast"}
)
"""Calls that hand on what they are given in another form."""
_NUMBERS = frozenset({"int", "float", "Decimal"})
"""Calls that raise when a whole page is no number."""
_PARTS = frozenset({"split", "splitlines", "rsplit"})
_TRIMS = frozenset({"strip", "lstrip", "rstrip"})
"""What of a text is still what somebody has sent."""
_SAME = _TRIMS | {"decode"}
"""Methods of a body that give the whole of it."""
_MAKERS = frozenset({"__init__", "__new__", "__post_init__"})
_PROMISES = re.compile(r"(?i)check|valid|verif|raise|ensure|assert|error")


class Bodies:
    """Follows the bodies of answers in one file."""

    def __init__(self, program: Program) -> None:
        self.program = program

    def follow(
        self,
        node: Node,
        seen: Seen,
        depth: int = 0,
        is_verdict: bool = False,
        is_item: bool = False,
    ) -> None:
        """A body that says itself whether it went well, and is asked; or whose shape is.

        The status of an item of a list (`is_item`) says nothing of the answer.
        """
        tree = self.program.tree
        if depth > 2 * DEEPEST:
            return
        if is_verdict and is_tested(tree, node) and not self._is_read_for_an_item(node):
            if not self._is_a_state_of_work(node):
                seen.add("check", node)
            return
        if depth == 0 and is_compared_with_texts(self.program, node):
            seen.add("check", node)
            return
        if is_refused(tree, node):
            seen.add("passed-on", node)  # what follows may find that it says so itself
        match parent := node.parent:
            case nodes.Await():
                self.follow(parent, seen, depth, is_verdict, is_item)
            case nodes.IfExp() if parent.test is not node:
                self.follow(parent, seen, depth, is_verdict, is_item)
            case nodes.Lambda():
                seen.add("passed-on", node)
            case nodes.Return():
                self._body_returned(parent, seen, depth, is_verdict)
            case nodes.Subscript() if parent.value is node:
                if catches_another_shape(tree, parent):
                    seen.add("passed-on", parent)
                key = key_of(self.program, parent)
                if key is None and _is_one_item(self.program, parent):
                    self.follow(parent, seen, depth + 1, is_item=True)
                    return
                says = _VERDICT.search(key or "") is not None and not is_item and key != "result"
                self.follow(parent, seen, depth + 1, is_verdict or says, is_item)
            case nodes.Attribute() if parent.attr.value == "get":
                call = parent.parent
                if isinstance(call, nodes.Call) and call.args:
                    key = self.program.evaluator.text(call.args[0].value)
                    says = _VERDICT.search(key or "") is not None and not is_item
                    if self._is_told_without(call):
                        seen.add("passed-on", call)
                    self.follow(call, seen, depth + 1, is_verdict or says, is_item)
            case nodes.Attribute():
                if parent.attr.value in _SAME and isinstance(parent.parent, nodes.Call):
                    self.follow(parent.parent, seen, depth, is_verdict, is_item)
                self._derived(parent, seen, depth + 1)
            case nodes.ComparisonTarget():
                self._membership(parent, node, seen)
            case nodes.Match() if depth == 0 or is_verdict:
                seen.add("passed-on", node)  # its cases tell an error from a result
            case nodes.Arg():
                self._body_given(parent, node, seen, depth)
            case nodes.Element():
                for use in reads_of(self.program, unpacked(parent)):
                    self.follow(use, seen, depth + 1, is_verdict, is_item)
            case nodes.Assign() | nodes.NamedExpr() | nodes.AnnAssign():
                is_part = isinstance(node, nodes.Subscript) and isinstance(
                    node.slice[0].slice, nodes.Index
                )
                for name in targets(parent):
                    is_named_so = is_part and bool(_SAYS_SO.search(last_name(name)))
                    says = is_named_so and not (is_item and self._is_a_field(node))
                    for use in reads_of(self.program, name):
                        self.follow(use, seen, depth + 1, is_verdict or says, is_item)

    def _is_read_for_an_item(self, node: Node) -> bool:
        """`body["result"][0]["type"] == "A"` says nothing of the answer, `body["error"][0]` does."""
        around = node.parent
        return (
            isinstance(around, nodes.Subscript)
            and around.value is node
            and _is_one_item(self.program, around)
            and self._is_a_field(around.parent)
        )

    def _is_a_state_of_work(self, node: Node) -> bool:
        """`body["status"] == "completed"`: it is not done, or there is no such key."""
        match node.parent:
            case nodes.Comparison(left=left, comparisons=[nodes.ComparisonTarget(comparator=given)]) if left is node:  # fmt: skip
                said = words(self.program.evaluator.text(given) or "")
                return bool(said) and _STATES_OF_WORK.issuperset(said)
        return False

    def _is_a_field(self, node: Node) -> bool:
        return isinstance(node, nodes.Subscript) and key_of(self.program, node) is not None

    def _is_told_without(self, call: nodes.Call) -> bool:
        """Without the key it is as if nobody had answered, or the default says that there is none."""
        if len(call.args) == 1:
            return is_none_as_a_failure_is(self.program.tree, call)
        text = self.program.evaluator.text(call.args[1].value) or ""
        return tells_of_failure(words(text)) and catches_everything(self.program.tree, call)

    def _membership(self, parent: nodes.ComparisonTarget, node: Node, seen: Seen) -> None:
        """`"error" in body` is a check; any other key that is looked for may be one."""
        comparison = parent.parent
        left = comparison.left if isinstance(comparison, nodes.Comparison) else None
        key = self.program.evaluator.text(left) if left is not None else None
        if key is not None:
            seen.add("check" if _VERDICT.search(key) else "passed-on", node)

    def _body_given(self, arg: nodes.Arg, node: Node, seen: Seen, depth: int) -> None:
        """A body handed to what refuses another shape, to a helper that looks at it, to a wrapper."""
        call = arg.parent
        if not isinstance(call, nodes.Call):
            return
        name = last_name(call.func)
        is_whole = not isinstance(node, nodes.Subscript | nodes.Call) or depth == 0
        if arg.star == "**" or refuses(call) or (is_whole and name in _NUMBERS):
            seen.add("passed-on", node)
        elif name in _WRAPS:
            self.follow(call, seen, depth + 1)
        else:
            things = self.program.evaluator.things(call.func)
            is_decided = not _is_a_part(node) and any(map(decides, self._bodies_of(things)))
            if is_decided or (_PROMISES.search(name) and name not in TALKS):
                seen.add("passed-on", node)
            elif self._is_a_function(call):
                self._derived(call, seen, depth + 1)

    def _bodies_of(self, things: Iterable[Thing]) -> Iterator[Function]:
        """The functions of the file that run when it is called: of a class, what makes its objects."""
        for thing in things:
            if isinstance(thing, Function):
                yield thing
            elif isinstance(thing, Class):
                for one in body_of(thing.node.body):
                    if isinstance(one, nodes.FunctionDef) and one.name.value in _MAKERS:
                        yield Function(one)

    def _is_a_function(self, call: nodes.Call) -> bool:
        """It makes something of what it is given, as `re.search` does; a method of an object may keep it."""
        if last_name(call.func) in TALKS:
            return False
        is_of_a_module = any(isinstance(t, Ref) for t in self.program.evaluator.things(call.func))
        return isinstance(call.func, nodes.Name) or is_of_a_module

    def _body_returned(self, node: nodes.Return, seen: Seen, depth: int, is_verdict: bool) -> None:
        """What the callers of a helper of the file make of the body that it returns."""
        function = self.program.tree.function_of(node)
        if not isinstance(function, nodes.FunctionDef) or function in seen.derived:
            return
        seen.derived.add(function)
        inner = Seen(derived=seen.derived)
        for site in self.program.evaluator.sites(function):
            self.follow(site, inner, depth + 2, is_verdict)
        seen.uses += [(use, at) for use, at in inner.uses if use == "check" or self._is_raised(at)]

    def _is_raised(self, node: Node) -> bool:
        """A test of it, or the helper that it is handed to, raises."""
        parent = node.parent
        call = parent.parent if isinstance(parent, nodes.Arg) else None
        if isinstance(call, nodes.Call):
            things = self.program.evaluator.things(call.func)
            return refuses(call) or any(isinstance(t, Function) and raises(t) for t in things)
        return is_refused(self.program.tree, node)

    def _derived(self, node: Node, seen: Seen, depth: int) -> None:
        """What is made of a body, refused where it is not what it should be."""
        tree = self.program.tree
        if depth > 2 * DEEPEST or node in seen.derived:
            return
        seen.derived.add(node)
        if is_refused(tree, node):
            seen.add("passed-on", node)
            return
        match parent := node.parent:
            case nodes.Await() | nodes.Subscript() | nodes.Attribute():
                if not isinstance(parent, nodes.Subscript):
                    self._derived(parent, seen, depth)
                elif parent.value is node:
                    if catches_another_shape(tree, parent):
                        seen.add("passed-on", parent)
                    self._derived(parent, seen, depth)
            case nodes.Call():
                self._derived(parent, seen, depth + 1)
            case nodes.Match() if isinstance(node, nodes.Call):
                seen.add("passed-on", node)
            case nodes.Arg():
                call = parent.parent
                if isinstance(call, nodes.Call) and refuses(call):
                    seen.add("passed-on", node)
                elif isinstance(call, nodes.Call) and self._is_a_function(call):
                    self._derived(call, seen, depth + 1)
            case nodes.For() | nodes.CompFor() if parent.iter is node and _parts_of_a_text(node):
                if any(self._is_a_number(use, 0) for use in reads_of(self.program, parent.target)):
                    seen.add("passed-on", node)
            case nodes.Assign() | nodes.NamedExpr() | nodes.AnnAssign():
                for name in targets(parent):
                    if _ERROR.search(last_name(name)):
                        seen.add("passed-on", node)  # an error page is what it looks for
                    for use in reads_of(self.program, name):
                        self._derived(use, seen, depth + 1)

    def _is_a_number(self, node: Node, depth: int) -> bool:
        """`int(line.split(":")[0])`: whatever else stands in a line of the text raises."""
        if depth > DEEPEST:
            return False
        match parent := node.parent:
            case nodes.Arg():
                call = parent.parent
                return isinstance(call, nodes.Call) and last_name(call.func) in _NUMBERS
            case nodes.Subscript() if parent.value is node and key_of(self.program, parent) is None:
                return self._is_a_number(parent, depth)
            case nodes.Attribute(attr=nodes.Name(value=name)) if name in _PARTS | _TRIMS:
                call = parent.parent
                return isinstance(call, nodes.Call) and self._is_a_number(call, depth)
            case nodes.Assign() | nodes.NamedExpr() | nodes.AnnAssign():
                uses = (use for name in targets(parent) for use in reads_of(self.program, name))
                return any(self._is_a_number(use, depth + 1) for use in uses)
        return False


def _is_a_part(node: Node) -> bool:
    """`body["kills"]`, `body.get("kills")`: who decides on it says nothing of the answer."""
    return isinstance(node, nodes.Subscript) or (
        isinstance(node, nodes.Call) and last_name(node.func) == "get"
    )


def _parts_of_a_text(node: Node) -> bool:
    return isinstance(node, nodes.Call) and last_name(node.func) in _PARTS


def _is_one_item(program: Program, node: nodes.Subscript) -> bool:
    """`found[0]`, `found[n]` with a number that is counted: of a list, and no key that cannot be seen."""
    index = node.slice[0].slice
    if not isinstance(index, nodes.Index):
        return False
    const = program.evaluator.const(index.value)
    return const is not None and isinstance(const.value, int)
