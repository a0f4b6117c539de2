"""What a program uses of libraries that later releases no longer have: names, imports, methods, arguments."""

from __future__ import annotations

import re
from collections.abc import Iterator

from detectors.facts import LibraryUse
from detectors.readers.python.control.nearby import Nearby
from detectors.readers.python.program import Program
from detectors.readers.python.syntax import nodes
from detectors.readers.python.syntax.traits import Node, dotted, last_name
from detectors.vocabulary.names import package
from detectors.vocabulary.withdrawn import libraries
from detectors.vocabulary.withdrawn.libraries import Removal

_STANDS_IN = frozenset(
    {
        "ImportError",
        "ModuleNotFoundError",
        "AttributeError",
        "TypeError",
        "Exception",
        "BaseException",
    }
)
"""What is raised where a name is gone: a clause for it has something else to do then."""
_ASKS = re.compile(
    r"version|VERSION|(?i:py[23])|PYTHON|hasattr|TYPE_CHECKING|find_spec|callable|_AVAILABLE|HAS_|IS_|six\."
)
"""In a test: which release is there is asked first."""
_LOOKS = frozenset(
    {"get", "startswith", "endswith", "add", "append", "pop", "print", "info", "debug", "warning"}
)
"""What is given the name of a method of an interface, and calls none."""
_TEXTS = frozenset({"dumps", "decode", "read", "read_text", "getvalue", "to_json", "strip"})
"""Methods that give a text, not where one lies."""
_OF_PYTHON_2 = re.compile(
    r"(?<![\w.])(?:basestring|unicode|xrange|raw_input)\(|(?<![\w.\"'])basestring\b(?!\s*=)|\.(?:iteritems|has_key)\("
)
_OF_BOTH = re.compile(r"__future__|\bsix\b|NameError|version_info|(?i:py[23]\b)|PYTHON3|builtins")
"""In a file that knows of both."""


def library_uses(program: Program, nearby: Nearby | None) -> Iterator[LibraryUse]:
    """Each place once; what an import already fails at is not told again."""
    return _Reader(program, nearby).read()


class _Reader:
    def __init__(self, program: Program, nearby: Nearby | None) -> None:
        self.program = program
        self.nearby = nearby
        tops = {name.partition(".")[0] for name in program.tree.imported}
        said = program.source.text.source
        self.chosen = [
            one
            for one in libraries.removals()
            if one.modules & tops or (one.texts and any(m in said for m in one.modules))
        ]
        if _OF_PYTHON_2.search(said) and not _OF_BOTH.search(said):
            self.chosen = []  # it fails at its own names first, wherever these are gone
        self.seen: set[Node] = set()

    def read(self) -> Iterator[LibraryUse]:
        if not self.chosen:
            return
        imported = [*self._imports()]
        told = {one.key for _, _, one in imported}
        for node, name, one in (*imported, *self._names(), *self._calls()):
            is_import = isinstance(node, nodes.Import | nodes.ImportFrom)
            if node in self.seen or (one.key in told and not is_import):
                continue
            if self._has_a_stand_in(node):
                continue
            self.seen.add(node)
            yield self._use(node, name, one)

    def _use(self, node: Node, name: str, one: Removal) -> LibraryUse:
        program = self.program
        statement = program.tree.statement_of(node)
        is_compound = isinstance(statement, nodes.BaseCompoundStatement)
        around = program.lines(node if is_compound else statement)
        return LibraryUse(
            file=program.file,
            lines=program.lines(node),
            columns=program.columns(node),
            statement=around,
            span=around,
            node=node,
            name=name,
            entry=one.key,
            release=program.pins.get(package(one.package), ""),
        )

    # Imports

    def _imports(self) -> Iterator[tuple[Node, str, Removal]]:
        for statement in self.program.tree.order:
            if not isinstance(statement, nodes.Import | nodes.ImportFrom):
                continue
            if not self._is_wanted(statement):
                continue
            for name in _imported(statement):
                for one in self.chosen:
                    found = _begun(name, (*one.names, *one.imports))
                    if found and not one.stops:
                        yield statement, found, one
                    elif one.stops and one.imports and _begun(name, one.imports):
                        yield statement, name.partition(".")[0], one

    # Attributes

    def _names(self) -> Iterator[tuple[Node, str, Removal]]:
        wanted = [one for one in self.chosen if one.names]
        lasts = {n.rpartition(".")[2].removesuffix("()") for one in wanted for n in one.names}
        for node in self.program.tree.scopes if wanted else ():
            if type(node) is not nodes.Name or not isinstance(node.parent, nodes.Attribute):
                continue
            if not self._is_wanted(node):
                continue
            for chain in _chains(node):
                if chain.attr.value not in lasts:
                    continue
                ref = self.program.evaluator.ref(chain)
                for one in wanted if ref else ():
                    found = next((n for n in one.names if ref == n), "")
                    if found and not self._is_bound(chain):
                        yield _whole(chain), _shown(one, found, chain), one

    def _is_bound(self, node: Node) -> bool:
        """`werkzeug.cached_property = ...`: the program puts back what is gone."""
        return isinstance(node.parent, nodes.AssignTarget)

    # Calls

    def _calls(self) -> Iterator[tuple[Node, str, Removal]]:
        by_method = {m: one for one in self.chosen for m in one.methods}
        chained = [one for one in self.chosen if one.chains]
        by_text = {text: one for one in self.chosen for text in one.texts}
        special: dict[str, list[Removal]] = {}
        for one in self.chosen:
            for last in {re.split(r"\W+", name)[-1] for name in one.of}:
                special.setdefault(last, []).append(one)
        for function in self.program.tree.functions if by_method else ():
            for decorator in function.decorators:
                name = last_name(decorator.decorator)
                if name in by_method and not by_method[name].given and self._is_wanted(function):
                    yield decorator.decorator, name, by_method[name]
        for call in self.program.tree.calls:
            if not self._is_wanted(call):
                continue
            name = last_name(call.func)
            if isinstance(call.func, nodes.Attribute) and name in by_method:
                one = by_method[name]
                given = {a.keyword.value for a in call.args if a.keyword}
                if set(one.given) <= given and not self._is_own(call, name):
                    yield call, name, one
            if by_text and call.args and call.args[0].keyword is None:
                text = self.program.evaluator.text(call.args[0].value) or ""
                if text in by_text and name not in _LOOKS:
                    yield call, text, by_text[text]
            if chained and isinstance(call.func, nodes.Attribute):
                spelt = dotted(call.func)
                for one in chained:
                    if any(f".{chain}." in f".{spelt}" for chain in one.chains):
                        yield call, spelt, one
            for one in special.get(name, ()):
                if (said := self._said_of(call, one)) is not None:
                    yield call, said, one

    def _is_own(self, call: nodes.Call, name: str) -> bool:
        """A method of the file has the same name."""
        return any(function.name.value == name for function in self.program.tree.functions)

    def _said_of(self, call: nodes.Call, one: Removal) -> str | None:
        called = {invocation.name for invocation in self.program.named(call)}
        found = next((name for name in one.of if name in called), None)
        if found is None:
            return None
        given = {a.keyword.value for a in call.args if a.keyword}
        unnamed = [a for a in call.args if a.keyword is None]
        if any(a.star for a in call.args):
            return None
        if one.keywords:
            gone = next((k for k in one.keywords if k in given), None)
            return f"{gone} of {found}" if gone else None
        if not one.least <= len(unnamed) <= one.most or given & set(one.without):
            return None
        if one.first:
            text = self.program.evaluator.text(unnamed[0].value) if unnamed else None
            is_meant = text is not None and one.first in {"text", text}
            return f"{found} without it" if is_meant else None
        if one.content:
            return f"{found} of a text" if unnamed and self._is_content(unnamed[0].value) else None
        missing = f" without {one.without[0]}" if one.without else ""
        return f"{found}{missing}"

    def _is_content(self, node: nodes.BaseExpression) -> bool:
        """What is given is the data itself: `response.text`, `json.dumps(rows)`, `'[{"a": 1}]'`."""
        match node:
            case nodes.Attribute(attr=nodes.Name(value="text")):
                return True
            case nodes.Call(func=nodes.Attribute(value=owner, attr=nodes.Name(value="join"))):
                return self.program.evaluator.text(owner) is not None  # not `os.path.join`
            case nodes.Call(func=nodes.Attribute(attr=nodes.Name(value=name))):
                return name in _TEXTS
            case nodes.Name():
                return self._is_bound_to_content(node)
        text = self.program.evaluator.text(node)
        return text is not None and text.lstrip()[:1] in {"[", "{", "<"}

    def _is_bound_to_content(self, name: nodes.Name) -> bool:
        """`data = response.text`, and nothing else."""
        text = self.program.evaluator.text(name)
        if text is not None:
            return text.lstrip()[:1] in {"[", "{", "<"}
        scope = self.program.tree.scopes.get(name)
        bound = self.program.evaluator.names.reaching(name.value, name, scope) if scope else None
        if not bound or len(bound) != 1 or bound[0].how != "value":
            return False
        value = bound[0].node
        return isinstance(value, nodes.Attribute | nodes.Call) and self._is_content(value)

    # What stands around

    def _is_wanted(self, node: Node) -> bool:
        return self.nearby is None or self.nearby.around(node)

    def _has_a_stand_in(self, node: Node) -> bool:
        """Something else is done where the name is gone, or it is asked first whether it is there."""
        child = node
        for parent in self.program.tree.ancestors(node):
            match parent:
                case nodes.Try() | nodes.TryStar() if child is parent.body:
                    if any(self._catches(handler) for handler in parent.handlers):
                        return True
                case nodes.ExceptHandler() if self._catches(parent):
                    return True
                case nodes.If() | nodes.IfExp():
                    if _ASKS.search(self.program.code(parent.test)):
                        return True
                case nodes.FunctionDef() | nodes.ClassDef():
                    if isinstance(node, nodes.Import | nodes.ImportFrom):
                        child = parent
                        continue
            child = parent
        return False

    def _catches(self, handler: nodes.ExceptHandler | nodes.ExceptStarHandler) -> bool:
        if handler.type is None:
            return True
        said = self.program.code(handler.type)
        is_import = {"ImportError", "ModuleNotFoundError", "AttributeError", "TypeError"}
        return bool(is_import & set(re.findall(r"\w+", said)))


def _imported(statement: nodes.Import | nodes.ImportFrom) -> Iterator[str]:
    """`a.b` of `import a.b` and of `from a import b`."""
    if isinstance(statement, nodes.Import):
        yield from (dotted(alias.name) for alias in statement.names)
        return
    if statement.relative or statement.module is None:
        return
    module = dotted(statement.module)
    yield module
    if isinstance(statement.names, nodes.ImportStar):
        return
    yield from (f"{module}.{dotted(alias.name)}" for alias in statement.names)


def _begun(name: str, gone: tuple[str, ...]) -> str:
    """Which of these a name is, or is a part of."""
    return next((one for one in gone if name == one or name.startswith(f"{one}.")), "")


def _chains(node: Node) -> Iterator[nodes.Attribute]:
    """`a.b` and `a.b.c` around the `a` of `a.b.c`, the shortest first; through calls too: `a().b`."""
    child = node
    while True:
        parent = child.parent
        if isinstance(parent, nodes.Attribute) and parent.value is child:
            yield parent
            child = parent
        elif isinstance(parent, nodes.Call) and parent.func is child:
            child = parent
        else:
            return


def _whole(node: Node) -> Node:
    """The call that a chain is called in, if it is."""
    child = node
    while isinstance(child.parent, nodes.Attribute) and child.parent.value is child:
        child = child.parent
    parent = child.parent
    return parent if isinstance(parent, nodes.Call) and parent.func is child else child


def _shown(one: Removal, found: str, node: Node) -> str:
    return one.what or found.replace("()", "")
