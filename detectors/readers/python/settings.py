"""Settings: values that are written under a name, and texts that matter by their form."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import chain

from detectors.credentials.secrets import in_format, is_a_pass, means_a_credential
from detectors.facts import HOLE, UNKNOWN, Setting, Value, known
from detectors.places import Lines
from detectors.readers.python.control.conditions import spelt
from detectors.readers.python.control.nearby import Nearby
from detectors.readers.python.control.own_trials import serves_a_trial
from detectors.readers.python.credentials import credential_names
from detectors.readers.python.credentials.fallbacks import stands_in
from detectors.readers.python.credentials.signatures import Signatures
from detectors.readers.python.credentials.snmp import logins_in_clear
from detectors.readers.python.credentials.unverified_tokens import unverified
from detectors.readers.python.edits import Writer
from detectors.readers.python.exchange import tls_contexts, tls_settings
from detectors.readers.python.exchange.browser_flags import trusting_flags
from detectors.readers.python.exchange.docker_images import pulled
from detectors.readers.python.exchange.hub_code import run_from_a_hub
from detectors.readers.python.exchange.opened_ports import opened
from detectors.readers.python.exchange.prepared_requests import prepared
from detectors.readers.python.exchange.unlimited_clients import unlimited
from detectors.readers.python.naming.lazy import Late
from detectors.readers.python.naming.setting_names import (
    BOUND_TO_A_NAME,
    HEADERS,
    Named,
    Names,
    Role,
    role_in,
)
from detectors.readers.python.naming.siblings import is_beside_a_spread, named_with
from detectors.readers.python.naming.things import Const, Items, Ref
from detectors.readers.python.program import Program
from detectors.readers.python.serving.cors_settings import opened_to_all
from detectors.readers.python.serving.debug_switches import debugging
from detectors.readers.python.syntax import nodes
from detectors.readers.python.syntax.traits import (
    Node,
    descendants,
    dotted,
    last_name,
    parameters_of,
)
from detectors.vocabulary.names import says_unchecked

Strings = nodes.SimpleString | nodes.ConcatenatedString | nodes.FormattedString

_BY_FORM = re.compile(r"://|[\w+/=.~-]{16}|-----BEGIN")
"""Texts without a name that may matter: addresses, long words, keys."""
_IN_A_QUERY = re.compile(rf"[?&{HOLE}]\w+={HOLE}")
"""Something is put into a URL as a parameter."""
_RUN_TIME = ("environ", "getenv", "secret")
_SAID_BY_CALLS = (
    tls_settings.trusting,
    trusting_flags,
    run_from_a_hub,
    pulled,
    opened,
    opened_to_all,
    debugging,
    unlimited,
    logins_in_clear,
    prepared,
    unverified,
)
"""What is said by calls as a whole, without a name of its own."""
_LISTED = frozenset({"entry", "keyword", "header"})
_GIVEN = frozenset({"constant", "variable", "entry", "keyword", "header"})


_ONLY_IN_CLEAR = re.compile(r"\A(?!.*[\"'][^\"'\n]*https)(?=.*[\"']http://[%{])", re.DOTALL)
"""A file that puts addresses without TLS together, and none with it."""


class Settings:
    """Finds the settings of one file."""

    def __init__(self, program: Program, writer: Writer, nearby: Nearby | None = None) -> None:
        """With `nearby` only what stands in their statements, if its value can be known."""
        self.program = program
        self.writer = writer
        self.names = Names(program)
        self._signatures = Signatures(program)
        self._known_only = nearby is not None
        self._is_wanted = nearby.around if nearby else lambda node: True

    def read(self) -> Iterator[Setting]:
        for node in self.program.tree.texts:
            setting = self._text(node) if self._is_wanted(node) else None
            if setting is not None:
                yield setting
        yield from self._assigned()
        yield from self._keywords()
        for said in chain.from_iterable(find(self.program) for find in _SAID_BY_CALLS):
            if self._is_wanted(said.node):
                yield self._setting(said.node, said.value, said.name, said.path, "keyword")

    # Texts, each under the name that is next to it

    def _text(self, node: nodes.BaseExpression) -> Setting | None:
        named = self.names.of(node)
        if named is None:
            return None
        name, path, role = named
        if isinstance(node.parent, nodes.BaseElement) and is_a_pass(name):
            return None  # what passes, or is passed over
        const = next(
            (t for t in self.program.evaluator.things(_whole(node)) if isinstance(t, Const)), None
        )
        text = _spelt(const.value) if const else None
        if text is None:
            return None
        if not name and _IN_A_QUERY.search(text):
            name, path, role = self._of_its_function(node) or named
        if not name and not _BY_FORM.search(text):
            return None
        if means_a_credential(name) and _names_one(_whole(node)):
            return None  # it is said where that has its name
        if in_format(text) and credential_names.is_beside_a_sample(node):
            return None
        if credential_names.is_pretended(self.program, node):
            return None
        if role in BOUND_TO_A_NAME and credential_names.may_be_one(text):
            if not means_a_credential(name):
                name, path, role = self._of_its_use(node, name) or (name, path, role)
            elif self._signatures.names_in_the_open(name, self.program.tree.statement_of(node)):
                return None
        setting = self._setting(node, known(text), name, path, role)
        setting.is_a_login = role in {"keyword", "argument"} and self._is_a_login(node)
        setting.stands_in = stands_in(self.program, node, name, text)
        return setting

    def _of_its_function(self, node: nodes.BaseExpression) -> Named | None:
        """`def _url(self, path): return f"{BASE}{path}?api_key={self.key}"`: the text is what the function is called."""
        function = self.program.tree.definition_of(node)
        if not isinstance(_whole(node).parent, nodes.Return) or function is None:
            return None
        return function.name.value, (function.name.value,), "variable"

    def _of_its_use(self, node: Node, name: str) -> Named | None:
        """What a text with a name of its own is given to as a credential: `app.secret_key = phrase`."""
        if not isinstance(node.parent, nodes.Assign | nodes.AnnAssign):
            return None
        if name in self._signatures.keys:
            return "signing_key", (name, "signing_key"), "constant"
        for reader in self.program.readers(name, self.program.tree.statement_of(node)):
            named = self.names.of(reader)
            if named and named[2] in _GIVEN and means_a_credential(named[0]):
                return named
        return None

    def _is_a_login(self, node: Node) -> bool:
        """It stands in the place of a known call in which that is given a password or a key."""
        argument = node.parent
        call = argument.parent if isinstance(argument, nodes.Arg) else None
        if not isinstance(argument, nodes.Arg) or not isinstance(call, nodes.Call):
            return False
        at = (
            argument.keyword.value
            if argument.keyword
            else [a for a in call.args if a.keyword is None].index(argument)
        )
        logins = self.program.lookup.logins
        return any((one.name, at) in logins for one in self.program.named(call))

    # Other values: numbers, truths, constants of modules, what is read at run time

    def _assigned(self) -> Iterator[Setting]:
        for _, value, statement in self.program.tree.assignments:
            plain = self._plain(value) if self._is_wanted(statement) else None
            if plain is not None:
                target = (
                    statement.targets[0].target if isinstance(statement, nodes.Assign) else None
                )
                if isinstance(statement, nodes.AnnAssign):
                    target = statement.target
                if target is not None:
                    name, path, role = self.names.of_target(target, statement)
                    if tls_contexts.is_of_a_context(self.program, name, statement):
                        continue
                    yield self._setting(value, plain, name, path, role)
        for assigned in self.program.tree.assigned:
            if assigned.value is None or not self._is_wanted(assigned.statement):
                continue
            plain = self._plain(assigned.value)
            if plain is None:
                continue
            if assigned.attribute:
                if assigned.attribute == "verify" and self.program.says(_ONLY_IN_CLEAR):
                    continue
                if tls_contexts.says_nothing(self.program, assigned.attribute, assigned.target):
                    continue
                if dotted(assigned.target) == "self" and tls_contexts.is_of_a_context(
                    self.program, assigned.attribute, assigned.statement
                ):
                    continue
                path = (*dotted(assigned.target).split("."), assigned.attribute)
                setting = self._setting(assigned.value, plain, assigned.attribute, path, "variable")
                setting.lines = self.program.lines(assigned.statement)
                yield setting
            elif assigned.key is not None and (key := self.program.evaluator.text(assigned.key)):
                is_header = last_name(assigned.target).lower() in HEADERS
                path = (dotted(assigned.target), key)
                yield self._setting(
                    assigned.value, plain, key, path, "header" if is_header else "entry"
                )

    def _keywords(self) -> Iterator[Setting]:
        tree = self.program.tree
        for call in filter(self._is_wanted, tree.calls):
            callee = self.names.called(call)
            for position, arg in enumerate(call.args):
                plain = self._plain(arg.value) or self._of_origins(arg) or self._of_debug(arg)
                if arg.keyword is not None and plain is not None:
                    name = arg.keyword.value
                    if tls_contexts.is_pinned(self.program, name, call.args):
                        continue
                    setting = self._setting(arg.value, plain, name, (callee, name), role_in(callee))
                    setting.leaves = _leaves(self.program, call)
                    yield setting
                elif arg.keyword is None and self._is_a_constant(arg.value):
                    name = self.names.of_parameter(call, position)
                    is_said = name or tls_settings.is_of_a_context(arg.value)
                    plain = self._plain(arg.value) if is_said else None
                    if plain is not None:
                        yield self._setting(arg.value, plain, name, (callee, name), "argument")
        for node in filter(self._is_wanted, tree.dictionaries):
            for element in node.elements:
                if isinstance(element, nodes.DictElement):
                    plain = self._plain(element.value)
                    if plain is not None:
                        name, path, role = self.names.of_entry(element)
                        if name and not tls_contexts.is_pinned(self.program, name, node.elements):
                            yield self._setting(element.value, plain, name, path, role)
        for function in filter(self._is_wanted, tree.functions):
            params = function.params
            for param in (*params.posonly_params, *params.params, *params.kwonly_params):
                if param.default is not None and (plain := self._plain(param.default)) is not None:
                    name = param.name.value
                    yield self._setting(param.default, plain, name, (name,), "argument")

    def _of_origins(self, arg: nodes.Arg) -> Value | None:
        """`origins = ["*"]`, `allow_origins=origins`: every one, or the only text of the list."""
        if arg.keyword is None or arg.keyword.value not in {"allow_origins", "origins"}:
            return None
        thing = (
            self.program.evaluator.thing(arg.value) if isinstance(arg.value, nodes.Name) else None
        )
        listed = thing.node.elements if isinstance(thing, Items) else ()
        texts = [self.program.evaluator.text(element.value) for element in listed]
        text = "*" if "*" in texts else texts[0] if len(texts) == 1 else None
        return known(text) if text is not None else None

    def _of_debug(self, arg: nodes.Arg) -> Value | None:
        """`DEBUG = True`, `app.run(debug=DEBUG)`."""
        if (
            arg.keyword is None
            or arg.keyword.value != "debug"
            or not isinstance(arg.value, nodes.Name)
        ):
            return None
        const = self.program.evaluator.const(arg.value)
        is_sure = const is not None and not const.is_default and const.value == 1
        return known(True) if is_sure else None

    def _is_a_constant(self, node: nodes.BaseExpression) -> bool:
        """`ssl.PROTOCOL_TLS`, by the way that it is spelt."""
        if isinstance(node, nodes.Name):
            return tls_settings.constant_of_tls(self.program, node) is not None
        return isinstance(node, nodes.Attribute) and node.attr.value[:1].isupper()

    def _plain(self, node: nodes.BaseExpression) -> Value | None:
        """A value that is no text: a number, a truth, a module's constant; unknown where it is read at run time."""
        match node:
            case nodes.Integer() | nodes.Float():
                return known(node.evaluated_value)
            case nodes.Name(value="True" | "False" | "None"):
                return known({"True": True, "False": False, "None": None}[node.value])
            case nodes.UnaryOperation():
                const = self.program.evaluator.const(node)
                return known(const.value) if const else None
            case nodes.Name():
                return tls_settings.constant_of_tls(self.program, node)
            case nodes.Attribute():
                thing = self.program.evaluator.thing(node)
                if isinstance(thing, Ref) and thing.owner is None and "." in thing.name:
                    if self._is_chosen_by_its_maker(node):
                        return None
                    return known(thing.name) if thing.name.isascii() else None
                return None
            case nodes.Call() | nodes.Subscript() if not self._known_only:
                code = self.program.code(node)
                return UNKNOWN if any(word in code for word in _RUN_TIME) else None
        return None

    def _is_chosen_by_its_maker(self, node: nodes.Attribute) -> bool:
        """`self.validate`, which a method is given: whoever makes the object decides."""
        if dotted(node.value) != "self":
            return False
        tree = self.program.tree
        for one in tree.assigned:
            if one.attribute == node.attr.value and isinstance(one.value, nodes.Name):
                function = tree.function_of(one.statement)
                if isinstance(function, nodes.FunctionDef) and one.value.value in {
                    given.name.value for given in parameters_of(function)
                }:
                    return True
        return False

    def _setting(
        self, node: Node, value: Value, name: str, path: tuple[str, ...], role: Role
    ) -> Setting:
        program = self.program
        lines = program.lines(node)
        statement = program.tree.statement_of(node)
        around = (
            lines
            if isinstance(statement, nodes.BaseCompoundStatement)
            else program.lines(statement)
        )
        setting = Setting(
            file=program.file,
            lines=lines,
            columns=program.columns(node),
            statement=around,
            span=around,
            node=node,
            name=name,
            path=path,
            value=program.written(value, node),
            role=role,
            write=self.writer.of_value(node),
            uses=self._uses_of(name, node, value, statement, role),
            readings=Late(lambda: self._readings(name, statement))
            if role in BOUND_TO_A_NAME
            else (),
            conditions=Late(lambda: spelt(program, node)),
            trial=lambda: serves_a_trial(program, node),
            remarks=lambda: program.source.whole.remark(lines, around),
        )
        is_of_an_object = role == "variable" and len(path) > 1
        if is_of_an_object or (
            role in _LISTED | {"argument"} and (len(path) > 1 or role == "entry")
        ):
            setting.beside = Late(lambda: self._beside(setting))
            setting.spreads = lambda: is_beside_a_spread(program, node)
        return setting

    def _uses_of(
        self, name: str, node: Node, value: Value, statement: Node, role: Role
    ) -> Sequence[Lines]:
        is_read = role in BOUND_TO_A_NAME
        if isinstance(node.parent, nodes.Param | nodes.AnnAssign) and isinstance(value.value, bool):
            read = self._uses if is_read else lambda name, statement: []
            return Late(lambda: [*read(name, statement), *self._switched_by(name)])
        return Late(lambda: self._uses(name, statement)) if is_read else ()

    def _beside(self, setting: Setting) -> Iterator[Setting]:
        for name, value in named_with(self.program, setting.node):
            if value is None:
                yield setting
                continue
            path = (*setting.path[:-1], name)
            const = self.program.evaluator.const(value)
            said = known(const.value) if const else UNKNOWN
            yield self._setting(value, said, name, path, setting.role)

    def _uses(self, name: str, statement: Node) -> list[Lines]:
        """Where the same file reads the name that a statement binds."""
        return [self.program.lines(node) for node in self.program.readers(name, statement)]

    def _readings(self, name: str, statement: Node) -> Iterator[str]:
        for node in self.program.readers(name, statement):
            yield self.program.code(self.program.tree.statement_of(node))

    def _switched_by(self, name: str) -> Iterator[Lines]:
        """`if not self.verify_ssl: session.verify = False`: what a truth decides that is a default."""
        said = re.compile(rf"(?<!\w){re.escape(name)}(?!\w)")
        for statement in self.program.tree.order:
            match statement:
                case nodes.If(test=test, body=body) if said.search(self.program.code(test)):
                    yield self.program.lines(test).through(self.program.lines(body))


def _spelt(value: object) -> str | None:
    """A text, also one that is written as bytes."""
    if isinstance(value, bytes):
        return value.decode() if value.isascii() else None
    return value if isinstance(value, str) else None


def _leaves(program: Program, call: nodes.Call) -> bool:
    """What is made goes where nobody sees it any more: into an attribute, a name of the module, to the caller, nowhere."""
    statement = program.tree.statement_of(call)
    if isinstance(statement, nodes.Expr):
        return statement.value is call
    if isinstance(statement, nodes.Assign):
        is_shared = program.tree.function_of(statement) is None
        targets = [one.target for one in statement.targets]
        return (
            is_shared and not any(_is_picked(program, one, statement) for one in targets)
        ) or any(isinstance(one, nodes.Attribute) for one in targets)
    return isinstance(statement, nodes.Return)


def _is_picked(program: Program, target: Node, statement: Node) -> bool:
    """`client = checking if verify else insecure`: whoever asks for it gets it."""
    return isinstance(target, nodes.Name) and (
        says_unchecked(target.value)
        or any(
            isinstance(one.parent, nodes.IfExp) for one in program.readers(target.value, statement)
        )
    )


def _names_one(whole: nodes.BaseExpression) -> bool:
    """`"Bearer " + ACCESS_TOKEN`: the credential has a name of its own."""
    return isinstance(whole, nodes.BinaryOperation) and any(
        isinstance(one, nodes.Name) and means_a_credential(one.value) for one in descendants(whole)
    )


def _whole(node: nodes.BaseExpression) -> nodes.BaseExpression:
    """The text that a text begins: the `"key:" + rest` around `"key:"`."""
    parent = node.parent
    while isinstance(parent, nodes.BinaryOperation) and isinstance(parent.operator, nodes.Add):
        if parent.left is not node:
            break
        node, parent = parent, parent.parent
    return node
