"""Reads Terraform and other HCL: blocks, attributes, objects; references are not followed."""

from __future__ import annotations

import re
from dataclasses import dataclass, field, replace
from functools import cache, partial
from typing import Any

import tree_sitter_hcl
from tree_sitter import Language, Node, Parser

from detectors.facts import HOLE, Block, Fact, File, Value
from detectors.model import Problem
from detectors.places import Edit, Edits, Lines, Write
from detectors.readers import Reading
from detectors.readers.common.building import UNNAMED, Builder
from detectors.readers.common.embedded import Script, lines_of_text, of_words, read_scripts
from detectors.readers.common.rewriting import VALUE, indent_at, line_below, literal, without_lines
from detectors.readers.common.trees import parsed
from detectors.readers.hcl_text import dedented, holes, number, unescaped
from detectors.readers.yaml import read as read_document
from detectors.text import Text

DEPTH = 60
"""Deeper nesting is not read."""
PROBLEMS = 20
"""So many broken places are reported one by one."""
_READ_THROUGH = {
    "jsonencode": True,
    "yamlencode": True,
    "tomap": True,
    "merge": False,
    "concat": False,
}
"""Functions whose arguments are read as they stand; False: others may add to them."""
_NUMBER = re.compile(r"-?\d{1,30}(\.\d{1,30})?([eE][-+]?\d{1,3})?")
_SCRIPTS = frozenset({"user_data", "startup_script", "metadata_startup_script", "custom_data"})
_INK = re.compile(r"[^\r\n]")
_CHECK = re.compile(r"(?i)health_?check")
_CHECK_ENDS = 5.0
"""Seconds after which Amazon's service for containers ends a check that is given no other limit."""
Path = tuple[str, ...]


@cache
def _parser() -> Parser:
    return Parser(Language(tree_sitter_hcl.language()))


def read(source: str, file: File, clients: frozenset[str]) -> Reading:
    """Every block and attribute of a source; never raises."""
    return _Reader(source, replace(file, format="terraform")).read(clients)


@dataclass
class _Reader:
    source: str
    file: File
    problems: list[Problem] = field(default_factory=list)
    scripts: list[Script] = field(default_factory=list)
    documents: list[Fact] = field(default_factory=list)
    broken: list[int] = field(default_factory=list)
    """Lines that were taken out."""

    def __post_init__(self) -> None:
        self.text = Text(self.source)
        self.builder = Builder(self.text, self.file)

    def read(self, clients: frozenset[str]) -> Reading:
        tree, broken = parsed(_parser(), self.source.encode("utf-8", "surrogatepass"))
        self.broken = [self.text.position(self.text.from_bytes(start))[0] for start in broken]
        self.problems += [Problem("not valid HCL", Lines(line, line)) for line in self.broken]
        self._body(tree.root_node, (), None, 0)
        shells = read_scripts(self.scripts, self.builder, clients)
        facts = [*self.builder.finished(), *self.documents, *shells.facts]
        facts.sort(key=lambda fact: (fact.lines, fact.columns))
        return Reading(facts, [*self.problems, *shells.problems])

    def _at(self, node: Node) -> tuple[int, int]:
        return self.text.from_bytes(node.start_byte), self.text.from_bytes(node.end_byte)

    def _written(self, node: Node) -> str:
        start, end = self._at(node)
        return self.source[start:end]

    def _body(self, body: Node, path: Path, owner: Block | None, depth: int) -> None:
        """Blocks and attributes, among broken text too."""
        if depth > DEPTH:
            self._problem(body, f"nested more than {DEPTH} levels deep: not read there")
            return
        for node in body.children:
            if node.type == "block":
                self._block(node, path, owner, depth)
            elif node.type == "attribute":
                self._attribute(node, path, owner, depth)
            elif node.type in ("body", "config_file"):
                self._body(node, path, owner, depth + 1)
            elif node.is_error or node.is_missing:
                self._problem(node, "not valid HCL")
                if owner:
                    owner.is_complete = False
                self._body(node, path, owner, depth + 1)

    def _block(self, node: Node, path: Path, owner: Block | None, depth: int) -> None:
        words = [c for c in node.children if c.type in ("identifier", "string_lit")]
        opening = next((c for c in node.children if c.type == "block_start"), None)
        if not words:
            return
        keyword, *labels = (self._written(word).strip('"') for word in words)
        start, end = self._at(node)
        header = (start, self._at(opening)[1] if opening else self._at(words[-1])[1])
        is_dynamic = keyword == "dynamic" and bool(labels)
        if owner is None:
            kind, name, below = (
                f"terraform:{keyword}",
                (labels or [keyword])[-1],
                (keyword, *labels),
            )
        else:
            kind, name = UNNAMED, labels[0] if is_dynamic else keyword
            below = (*path, name)
        block = self.builder.block(kind, name, header, (start, end), owner, tuple(labels))
        block.write = partial(self._write_block, node, block)
        for inner in (c for c in node.children if c.type == "body" or c.is_error):
            self._inside(inner, below, block, depth, is_dynamic)
        if any(c.type == "block_end" and c.has_error for c in node.children):
            self._problem(opening or node, "a block that does not end")
            block.is_complete = False
        if any(block.body.holds(Lines(line, line)) for line in self.broken):
            block.is_complete = False

    def _inside(self, body: Node, path: Path, block: Block, depth: int, is_dynamic: bool) -> None:
        contents = [
            inner
            for child in body.children
            if is_dynamic and child.type == "block" and self._written(child).startswith("content")
            for inner in child.children
            if inner.type == "body"
        ]
        for inner in contents or [body]:
            self._body(inner, path, block, depth + 1)
        if body.is_error:
            self._problem(body, "not valid HCL")
            block.is_complete = False

    def _attribute(self, node: Node, path: Path, owner: Block | None, depth: int) -> None:
        name = next((c for c in node.children if c.type == "identifier"), None)
        expression = next((c for c in node.children if c.type == "expression"), None)
        if name is None or expression is None:
            return
        key = self._written(name)
        self._entry(node, name, key, expression, (*path, key), owner, depth)

    def _entry(
        self,
        node: Node,
        key: Node,
        name: str,
        expression: Node,
        path: Path,
        owner: Block | None,
        depth: int,
    ) -> None:
        """One `name = expression`, of a body or of an object."""
        start, end = self._at(node)
        inner = _unwrapped(expression)
        encoded = self._encoded(inner)
        kind = encoded[0].type if encoded else inner.type
        if encoded and kind == "object" and depth < DEPTH:
            block = self.builder.block(UNNAMED, name, self._at(key), (start, end), owner)
            block.is_complete = all(whole for _, whole in self._objects(inner))
            for collection, _ in self._objects(inner):
                self._object(collection, path, block, depth + 1)
        elif encoded and kind == "tuple" and depth < DEPTH:
            for collection, _ in self._objects(inner):
                self._tuple(collection, name, path, owner, depth + 1, (start, end))
        else:
            value = self._value(inner)
            write: Write = partial(self._write_attribute, inner, (start, end))
            label = (
                owner.name
                if owner and owner.kind == "terraform:variable" and name == "default"
                else ""
            )
            self.builder.setting(path, value, start, end, owner, write, name=label)
            self._note_script(name, inner, owner)
            self._document(inner, value, owner)

    def _encoded(self, node: Node) -> list[Node]:
        return [collection for collection, _ in self._objects(node)]

    def _objects(self, node: Node) -> list[tuple[Node, bool]]:
        """(object or tuple, nothing is added to it) that this expression is, or encodes."""
        if node.type == "collection_value":
            return [(c, True) for c in node.children if c.type in ("object", "tuple")]
        if node.type != "function_call" or not node.children:
            return []
        function = self._written(node.children[0])
        if function not in _READ_THROUGH:
            return []
        arguments = [
            _unwrapped(argument)
            for child in node.children
            if child.type == "function_arguments"
            for argument in child.children
            if argument.type == "expression"
        ]
        found = [(c, _READ_THROUGH[function]) for a in arguments for c, _ in self._objects(a)]
        return found if len({c.type for c, _ in found}) == 1 else []

    def _object(self, node: Node, path: Path, block: Block, depth: int) -> None:
        for element in node.children:
            if element.type != "object_elem":
                if element.is_error:
                    self._problem(element, "not valid HCL")
                    block.is_complete = False
                continue
            parts = [c for c in element.children if c.type == "expression"]
            if len(parts) == 2:
                name = self._written(parts[0]).strip('"')
                self._entry(element, parts[0], name, parts[1], (*path, name), block, depth)

    def _tuple(
        self,
        node: Node,
        name: str,
        path: Path,
        owner: Block | None,
        depth: int,
        whole: tuple[int, int],
    ) -> None:
        items = [_unwrapped(c) for c in node.children if c.type == "expression"]
        if not items:
            start, end = self._at(node)
            self.builder.setting(path, self.builder.value(start, end, "known", ()), *whole, owner)
        if path[-1:] == ("command",) and _CHECK.fullmatch("".join(path[-2:-1])):
            self._note_check(items)
        for item in items:
            start, end = self._at(item)
            objects = self._encoded(item)
            if objects and objects[0].type == "object" and depth < DEPTH:
                if not self._pair(objects[0], path, owner):
                    block = self.builder.block(UNNAMED, name, (start, start), (start, end), owner)
                    self._object(objects[0], path, block, depth + 1)
            elif objects and depth < DEPTH:
                self._tuple(objects[0], name, path, owner, depth + 1, whole)
            else:
                write: Write = partial(self._write_item, item)
                self.builder.setting(path, self._value(item), start, end, owner, write)
                self._note_script(name, item, owner)

    def _pair(self, node: Node, path: Path, owner: Block | None) -> bool:
        """`{ name = "X", value = "y" }` is a variable X."""
        parts: dict[str, Node] = {}
        elements: dict[str, Node] = {}
        for element in node.children:
            expressions = [c for c in element.children if c.type == "expression"]
            if element.type == "object_elem" and len(expressions) == 2:
                key = self._written(expressions[0]).strip('"').lower()
                parts[key], elements[key] = _unwrapped(expressions[1]), element
        name = self._value(parts["name"]).string if set(parts) == {"name", "value"} else None
        if not name or HOLE in name:
            return False
        value = parts["value"]
        write: Write = partial(self._write_item, value)
        start, end = self._at(elements["value"])
        setting = self.builder.setting((*path, name), self._value(value), start, end, owner, write)
        setting.statement = self.text.lines_of(*self._at(node))
        setting.anchors = [setting.statement]
        return True

    def _value(self, node: Node) -> Value:
        start, end = self._at(node)
        written = self.source[start:end]
        if node.type == "literal_value":
            return self.builder.seen(start, end, self._literal(written))
        if node.type == "operation" and _NUMBER.fullmatch(written):
            return self.builder.seen(start, end, number(written))
        if node.type == "template_expr":
            return self.builder.seen(start, end, self._template(node))
        return self.builder.value(start, end, "unknown")

    def _literal(self, written: str) -> Any:
        if written in ("true", "false", "null"):
            return {"true": True, "false": False, "null": None}[written]
        if _NUMBER.fullmatch(written):
            return number(written)
        return unescaped(holes(written[1:-1]))

    def _template(self, node: Node) -> str:
        """The text of a string; interpolations are holes."""
        inner = node.children[0] if node.children else node
        parts = inner.children
        start = next((self._at(p)[1] for p in parts if p.type == "quoted_template_start"), None)
        if start is None:
            written = self._written(inner)
            head, _, body = written.replace("\r\n", "\n").partition("\n")
            body = body.rpartition("\n")[0]
            return holes(dedented(body) if head.startswith("<<-") else body)
        return unescaped(holes(self.source[start : self._at(inner)[1] - 1]))

    def _note_script(self, name: str, node: Node, owner: Block | None) -> None:
        """Commands of provisioners and start-up scripts are shell."""
        is_command = bool(owner and owner.name == "provisioner" and name in ("command", "inline"))
        if node.type != "template_expr" and node.type != "literal_value":
            return
        text = self._value(node).string or ""
        if not text or not (is_command or (name in _SCRIPTS and text.lstrip().startswith("#!"))):
            return
        start, _ = self._at(node)
        if self._written(node).startswith("<<"):
            line = self.text.offset(self.text.position(start)[0], 1)
            starts = lines_of_text(f"\n{text}", line, self.text)[1:]
        else:
            starts = (start + 1,) * (text.count("\n") + 1)
        self.scripts.append(Script(text, starts))

    def _note_check(self, items: list[Node]) -> None:
        """`healthCheck = { command = ["CMD-SHELL", "curl -f localhost"] }`, which the service ends after 5 s unless told otherwise."""
        how, *words = (self._value(item).string or "" for item in items)
        starts = [self._at(item)[0] + 1 for item in items[1:]]
        if how == "CMD-SHELL" and words:
            found = [Script(words[0], (starts[0],) * (words[0].count("\n") + 1))]
        else:
            found = of_words(words, starts, self.text) if how == "CMD" else []
        self.scripts += [
            replace(one, deadline=_CHECK_ENDS, is_a_check=True, use="check") for one in found
        ]

    def _document(self, node: Node, value: Value, owner: Block | None) -> None:
        """A JSON document that is written down as a text on lines of its own."""
        start, end = self._at(node)
        text = value.string or ""
        if not (self.source.startswith("<<", start) and text.lstrip().startswith(("{", "["))):
            return
        first = self.text.position(start)[0] + 1
        body = self.text.offset(first, 1)
        alone = _INK.sub(" ", self.source[:body]) + self.source[body:end].rpartition("\n")[0]
        inner = read_document(alone, replace(self.file, language="json"), frozenset())
        for fact in inner.facts:
            if isinstance(fact, Block) and fact.parent is None and owner:
                fact.parent = owner
                owner.blocks.append(fact)
        self.documents += inner.facts

    def _problem(self, node: Node, message: str) -> None:
        if len(self.problems) >= PROBLEMS:
            return
        start, end = self._at(node)
        lines = self.text.lines_of(start, end)
        last = max(1, min(lines.last, len(self.text.lines)))
        self.problems.append(Problem(message, Lines(min(lines.first, last), last)))

    # --- writing ---------------------------------------------------------------------------------

    def _write_attribute(
        self, node: Node, whole: tuple[int, int], setting: str, value: object
    ) -> Edits | None:
        if setting not in VALUE:
            return None
        if value is not None:
            return self._write_item(node, setting, value)
        return without_lines(self.text, *whole)

    def _write_item(self, node: Node, setting: str, value: object) -> Edits | None:
        start, end = self._at(node)
        if setting not in VALUE or value is None or self.source.startswith("<<", start):
            return None
        return (Edit(start, end, literal(value)),)

    def _write_block(self, node: Node, block: Block, name: str, value: object) -> Edits | None:
        for setting in reversed(block.settings):
            if setting.name == name and setting.block is block:
                return setting.write("value", value)
        body = next((c for c in node.children if c.type == "body"), None)
        if value is None or body is None or not body.children:
            return None
        start, end = self._at(body.children[-1])
        indent = indent_at(self.text, start)
        rest = re.compile(r"[^\r\n]*").match(self.source, end)
        if indent.strip() or not rest or rest[0].split("#")[0].strip():
            return None
        return line_below(self.text, end, f"{indent}{name} = {literal(value)}")


def _unwrapped(node: Node) -> Node:
    """The one thing that an expression, or brackets around one, is made of."""
    while node.type == "expression" and len(node.children) == 1:
        node = node.children[0]
    return node
