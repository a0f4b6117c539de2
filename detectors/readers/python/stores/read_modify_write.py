"""Values that a function reads from a store, reckons with and writes back."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Literal, NamedTuple

from detectors.facts import Update
from detectors.places import Lines
from detectors.readers.python.context import Contexts
from detectors.readers.python.control.exits import names_in
from detectors.readers.python.program import Program
from detectors.readers.python.serving.event_fields import leaves_of
from detectors.readers.python.stores.kept_objects import kept_objects
from detectors.readers.python.stores.query_chains import condition_of, table_of
from detectors.readers.python.stores.repeatable_effects import (
    OWN_KEY,
    WHERE,
    is_amount,
    statement_of,
)
from detectors.readers.python.syntax import nodes
from detectors.readers.python.syntax.traits import Node, dotted, given, last_name
from detectors.vocabulary.names import listed, words

_Store = Literal["row", "table", "item", "key", "document"]

_ONE_ROW = listed("""
    get first one one_or_none scalar scalar_one scalar_one_or_none get_or_404 first_or_404 get_object_or_404 get_or_none
    aget afirst get_one get_object
""")
_OF_A_MAPPER = re.compile(
    r"\bself\.get_object\(|\.objects\b|\.query\b|\bquery\(|\bselect\(|get_object_or_404|\bsession\.|\bdb\.get\(|\.filter_by\("
)
"""A look-up of an object that an ORM keeps a row for."""
_LOCKS = re.compile(r"select_for_update|with_for_update|(?i:\bfor\s+update\b)")
_GUARDS = (
    *("lock", "serializable", "isolation_level", "version", "revision", "etag", "if-match"),
    *("if_match", "semaphore", "mutex", "advisory", "updated_at", "compare_and", "optimistic"),
    *("lua", "register_script", "transact_write"),
)
_WATCHES = re.compile(r"\bwatch\b|\beval\(")
"""In a function: something that may keep others out, or notice them."""
_WHOLE_FILE = re.compile(r"(?i)version_id_col|serializable|import sqlite3|aiosqlite|optimistic")
"""In a file: writers that notice each other, or a store that one process has for itself."""
_NOBODY_ELSE = listed("cart basket draft form self")
"""Words of what one person alone changes, or of an object of this process."""
_SAVES = listed("save asave commit flush bulk_update update_fields merge")
_FETCHES = listed(
    "fetchone fetchall fetchval fetchrow fetch_one first scalar one scalar_one one_or_none"
)
_FROM = re.compile(r"(?is)\bselect\b(.+?)\bfrom\s+[\"`]?(\w+)")
_INTO = re.compile(r"(?is)\bupdate\s+[\"`]?(\w+)[\"`]?\s+set\s+(.+?)(?:\bwhere\b|$)")
_PLACE = re.compile(
    r"(?i)[\"`]?(\w+)[\"`]?\s*=\s*(?:%s|\?|:\w+|\$\d+|%\(\w+\)s|\ufffc)\s*(?:,|$|\s)"
)


class _Found(NamedTuple):
    store: _Store
    what: str
    read: Node
    written: Node
    guard: Lines | None = None


def updates(program: Program, contexts: Contexts) -> Iterator[Update]:
    """Those of a file, in the order of the source."""
    if program.says(_WHOLE_FILE):
        return
    for node in program.tree.functions:
        seen: set[str] = set()
        for found in _of_a_function(program, node):
            seen.add(found.what)
            yield _fact(program, contexts, node, found)
        for kept in kept_objects(program, node):
            if kept.what not in seen:
                whole = _Found(kept.store, kept.what, kept.read, kept.written)
                yield _fact(program, contexts, node, whole)


def _fact(program: Program, contexts: Contexts, node: nodes.FunctionDef, found: _Found) -> Update:
    read, written = program.lines(found.read), program.lines(found.written)
    return Update(
        file=program.file,
        lines=read.through(written),
        columns=program.columns(found.read),
        anchors=[written, read],
        span=program.lines(node),
        store=found.store,
        what=found.what,
        read=read,
        written=written,
        guard=found.guard,
        handler=contexts.function(node).handler,
        node=found.written,
    )


def _of_a_function(program: Program, node: nodes.FunctionDef) -> Iterator[_Found]:
    code = program.code(node)
    locked = _LOCKS.search(code)
    if locked is None and _may_guard(code.lower()):
        return
    reckoned = _Reckoned(program, node)
    seen: set[str] = set()
    for part in program.tree.walk(node.body):
        found = reckoned.written_back(part)
        if found is not None and found.what not in seen:
            seen.add(found.what)
            guard = reckoned.lock() if locked is not None else None
            if locked is None or guard is not None:
                yield found._replace(guard=guard)


def _may_guard(lowered: str) -> bool:
    return any(word in lowered for word in _GUARDS) or _WATCHES.search(lowered) is not None


class _Source(NamedTuple):
    store: _Store
    call: nodes.Call
    of: str
    """What it is read from, as written: the table, the client and the key."""


class _Reckoned:
    """What one function reads from stores, and the names that hold something reckoned from it."""

    def __init__(self, program: Program, function: nodes.FunctionDef) -> None:
        self.program = program
        self.parts = [*program.tree.walk(function.body)]
        self.sources: dict[str, _Source] = {}
        """Name -> what it was read from; names that hold something taken from it have the same."""
        self.reckoned: dict[str, _Source] = {}
        for _ in range(3):
            before = len(self.sources) + len(self.reckoned)
            for part in self.parts:
                if (bound := given(part)) is not None:
                    self._bind(*bound)
            if len(self.sources) + len(self.reckoned) == before:
                break

    def _bind(self, target: Node, value: Node) -> None:
        names = names_in(self.program.tree, target)
        if not isinstance(target, nodes.Name | nodes.Tuple):
            return
        if (made := self.made_of(value)) is not None:
            self.reckoned |= dict.fromkeys(names, made)
        elif (source := self._read(value) or self._taken(value)) is not None:
            self.sources |= dict.fromkeys(names, source)

    def _taken(self, value: Node) -> _Source | None:
        """It holds something that was read: `item["balance"]`, `int(stock or 0)`."""
        for leaf in leaves_of(self.program, value):
            if leaf.base in self.sources and not isinstance(value, nodes.Comparison):
                return self.sources[leaf.base]
        return None

    def made_of(self, value: Node) -> _Source | None:
        """What a sum in an expression is reckoned from."""
        for part in self.program.tree.walk(value):
            match part:
                case nodes.BinaryOperation(operator=nodes.Add() | nodes.Subtract()):
                    for leaf in leaves_of(self.program, part):
                        if leaf.base in self.sources and leaf.base not in self.reckoned:
                            return self.sources[leaf.base]
                    for call in self.program.tree.walk(part):
                        if isinstance(call, nodes.Call) and (read := self._read(call)):
                            return read
                case nodes.Name() if part.value in self.reckoned:
                    return self.reckoned[part.value]
        return None

    def lock(self) -> Lines | None:
        """Where a row is locked as it is read."""
        for part in self.parts:
            if isinstance(part, nodes.SimpleStatementLine) and _LOCKS.search(
                self.program.code(part)
            ):
                return self.program.lines(part)
        return None

    # Reads

    def _read(self, value: Node) -> _Source | None:
        while True:
            match value:
                case nodes.Await():
                    value = value.expression
                case nodes.BooleanOperation():
                    value = value.left
                case nodes.Subscript():
                    value = value.value
                case nodes.Call(
                    func=nodes.Name(value="int" | "float" | "Decimal"), args=[only, *_]
                ):
                    value = only.value
                case nodes.Call(
                    func=nodes.Attribute(
                        attr=nodes.Name(value="get" | "decode" | "to_dict"), value=inner
                    )
                ) if isinstance(inner, nodes.Call | nodes.Await) and self._of_a_call(value) is None:
                    value = inner
                case nodes.Call():
                    return self._of_a_call(value)
                case _:
                    return None

    def _of_a_call(self, call: nodes.Call) -> _Source | None:
        program, name = self.program, last_name(call.func)
        owner = program.code(call.func.value) if isinstance(call.func, nodes.Attribute) else ""
        if name == "get_item":
            return _Source("item", call, owner)
        if name == "find_one":
            return _Source("document", call, owner)
        if name == "read_item":  # Cosmos
            return _Source("document", call, owner)
        if name == "get" and self._is_of_firestore(call):
            return _Source("document", call, owner)
        if name in {"get", "hget"} and _keeps_keys(program, call):
            return _Source("key", call, f"{owner} {_key(program, call)}")
        if name == "execute" and (table := table_of(program, call, "select")):
            return _Source("table", call, table)
        if name in _FETCHES and (table := self._selected(call)):
            return _Source("table", call, table)
        if name in _ONE_ROW and _OF_A_MAPPER.search(program.code(call)):
            return _Source("row", call, "")
        return None

    def _selected(self, fetch: nodes.Call) -> str:
        """The table of the last `SELECT` before it, or that it is given."""
        found = ""
        end = self.program.span(fetch)[1]
        for part in self.parts:
            if isinstance(part, nodes.Call) and part.args and self.program.span(part)[0] < end:
                text = self.program.evaluator.text(statement_of(part))
                if text and (selected := _FROM.search(text)):
                    found = selected[2].lower()
        return found

    def _is_of_firestore(self, call: nodes.Call) -> bool:
        """A document outside of a transaction, which notices that somebody else has written it."""
        return any(
            one.name.startswith("google.cloud.firestore.") for one in self.program.named(call)
        ) and not any(
            isinstance(part, nodes.Name) and "transaction" in part.value for part in self.parts
        )

    # Writes

    def written_back(self, part: Node) -> _Found | None:
        """What a node writes back of what was read."""
        match part:
            case nodes.AugAssign(
                target=nodes.Attribute() as target,
                operator=nodes.AddAssign() | nodes.SubtractAssign(),
            ):
                return self._row(part, target)
            case nodes.Assign(
                targets=[nodes.AssignTarget(target=nodes.Attribute() as target)], value=value
            ) if self.made_of(value) is not None:
                return self._row(part, target)
            case nodes.Call():
                return self._call(part)
        return None

    def _row(self, part: Node, target: nodes.Attribute) -> _Found | None:
        name = dotted(target.value)
        source = self.sources.get(name)
        if source is None or source.store != "row" or not is_amount(target.attr.value):
            return None
        if set(words(name)) & _NOBODY_ELSE or not self._is_saved(part, name):
            return None
        return _Found("row", f"{name}.{target.attr.value}", source.call, part)

    def _is_saved(self, part: Node, name: str) -> bool:
        after = self.program.span(part)[1]
        return any(
            isinstance(call, nodes.Call)
            and last_name(call.func) in _SAVES
            and self.program.span(call)[0] > after
            for call in self.parts
        )

    def _call(self, call: nodes.Call) -> _Found | None:
        name = last_name(call.func)
        owner = self.program.code(call.func.value) if isinstance(call.func, nodes.Attribute) else ""
        given = {a.keyword.value: a.value for a in call.args if a.keyword is not None}
        is_open = any(a.star for a in call.args)
        if name in {"put_item", "update_item"} and not is_open:
            return self._item(call, owner, given)
        if name in {"update_one", "replace_one", "find_one_and_update"} and len(call.args) > 1:
            first, second = call.args[0].value, call.args[1].value
            is_plain = isinstance(first, nodes.Dict) and len(first.elements) == 1
            made = self.made_of(second) or self._changed(second) if is_plain else None
            if made is not None and made.store == "document" and made.of == owner:
                return _Found("document", owner, made.call, call)
        if name in {"replace_item", "upsert_item"} and not (
            {"etag", "match_condition"} & given.keys()
        ):
            return self._document(call, owner)
        if name in {"set", "update"} and self._is_of_firestore(call):
            return self._document(call, owner)
        if name in {"update", "values"} and (found := self._query(call)) is not None:
            return found
        if (
            name in {"set", "hset"}
            and _keeps_keys(self.program, call)
            and not is_open
            and "nx" not in given
        ):
            return self._key(call, owner)
        if name in {"execute", "fetchrow", "fetch_one"} and len(call.args) > 1:
            return self._table(call)
        return None

    def _item(
        self, call: nodes.Call, owner: str, given: dict[str, nodes.BaseExpression]
    ) -> _Found | None:
        if {"ConditionExpression", "Expected"} & given.keys():
            return None
        for key in ("Item", "ExpressionAttributeValues"):
            made = self.made_of(given[key]) if key in given else None
            if made is None and key in given:
                made = self._changed(given[key])
            if made is not None and made.store == "item" and made.of == owner:
                return _Found("item", owner, made.call, call)
        return None

    def _document(self, call: nodes.Call, owner: str) -> _Found | None:
        """A document of Cosmos or Firestore that is put back, or fields of it."""
        for argument in call.args:
            made = self.made_of(argument.value) or self._changed(argument.value)
            if made is not None and made.store == "document" and made.of == owner:
                return _Found("document", owner, made.call, call)
        return None

    def _query(self, call: nodes.Call) -> _Found | None:
        """`Wallet.objects.filter(pk=1).update(balance=wallet.balance - 5)`, `db.table("users").update({"credits": had - 1})`."""
        table = table_of(self.program, call, "update")
        condition = condition_of(self.program, call)
        for field, value in _fields(self.program, call):
            made = self.made_of(value)
            if made is None or any(field in one for one in condition):
                continue
            if made.store == "table" and made.of == table and len(condition) == 1:
                return _Found("table", field, made.call, call)
            is_mapped = made.store == "row" and _OF_A_MAPPER.search(self.program.code(call.func))
            if is_mapped and is_amount(field):
                return _Found("row", field, made.call, call)
        return None

    def _changed(self, value: Node) -> _Source | None:
        """`item["balance"] -= cents` before `put_item(Item=item)`, or before `{"$set": {"balance": item["balance"]}}`."""
        holders = [dotted(value)]
        for part in self.program.tree.walk(value) if isinstance(value, nodes.Dict) else ():
            if isinstance(part, nodes.Subscript):
                holders.append(dotted(part.value))
        return next(filter(None, map(self._changed_of, holders)), None)

    def _changed_of(self, name: str) -> _Source | None:
        source = self.sources.get(name)
        for part in self.parts if source is not None else ():
            match part:
                case nodes.AugAssign(target=nodes.Subscript() as target):
                    if dotted(target.value) == name:
                        return source
                case nodes.Assign(targets=[nodes.AssignTarget(target=nodes.Subscript() as target)]):
                    if dotted(target.value) == name and self.made_of(part.value) is not None:
                        return source
        return None

    def _key(self, call: nodes.Call, owner: str) -> _Found | None:
        key = _key(self.program, call)
        for argument in call.args[1:]:
            made = self.made_of(argument.value)
            if made is not None and made.store == "key" and made.of == f"{owner} {key}":
                return _Found("key", key, made.call, call)
        return None

    def _table(self, call: nodes.Call) -> _Found | None:
        text = self.program.evaluator.text(statement_of(call))
        into = _INTO.search(text) if text else None
        if into is None or text is None:
            return None
        where = WHERE.search(text)
        if where is None or OWN_KEY.match(where[1]) is None:
            return None
        for argument in call.args[1:]:
            made = self.made_of(argument.value)
            if made is not None and made.store == "table" and made.of == into[1].lower():
                places = _PLACE.findall(into[2])
                return (
                    _Found("table", places[0] if places else into[1], made.call, call)
                    if places
                    else None
                )
        return None


def _key(program: Program, call: nodes.Call) -> str:
    """The key of a call of Redis; of a hash its field as well."""
    count = 2 if last_name(call.func).startswith("h") else 1
    return ", ".join(program.code(a) for a in call.args[:count])


def _keeps_keys(program: Program, call: nodes.Call) -> bool:
    return any(
        i.name.startswith(("redis.", "django.core.cache.cache.")) for i in program.named(call)
    )


def _fields(program: Program, call: nodes.Call) -> Iterator[tuple[str, nodes.BaseExpression]]:
    """The fields that an update is given, by keyword or in a dictionary, and what they are set to."""
    for argument in call.args:
        if argument.keyword is not None:
            yield argument.keyword.value, argument.value
        elif isinstance(argument.value, nodes.Dict):
            for element in argument.value.elements:
                if isinstance(element, nodes.DictElement):
                    key = element.key
                    name = last_name(key) if isinstance(key, nodes.Attribute) else None
                    yield name or program.evaluator.text(key) or "", element.value
