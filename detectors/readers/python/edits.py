"""Small text edits that write a setting where it belongs, in the author's layout."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping

from detectors.clients.model import Place, Setting
from detectors.facts import Retry
from detectors.places import Edit, Edits
from detectors.readers.python.naming.meanings import Site
from detectors.readers.python.naming.setting_values import Places
from detectors.readers.python.naming.things import Dictionary
from detectors.readers.python.program import Program
from detectors.readers.python.syntax import nodes
from detectors.readers.python.syntax.traits import Node


class Writer:
    """Writes settings into one file."""

    def __init__(self, program: Program, places: Places) -> None:
        self.program = program
        self.places = places

    def of_request(
        self, settings: Callable[[], Mapping[str, Setting]], site: Site
    ) -> Callable[[str, object], Edits | None]:
        """The `write` of a request; which settings can be written is asked only then."""

        def write(name: str, value: object) -> Edits | None:
            setting = settings().get(name)
            return self._here(self.setting(setting, site, value)) if setting else None

        return write

    def _here(self, edits: Edits | None) -> Edits | None:
        """What is written in another file is not mended from this one."""
        end = len(self.program.source.text.source)
        return None if edits is None or any(edit.end > end for edit in edits) else edits

    def of_value(self, node: Node) -> Callable[[str, object], Edits | None]:
        """The `write` of a setting fact: its value is replaced."""

        def write(name: str, value: object) -> Edits | None:
            spelled = spell(value)
            return self._replace(node, spelled) if spelled is not None else None

        return write

    def of_policy(
        self, retry: Retry, fields: Mapping[str, Setting], site: Site
    ) -> Callable[[str, object], Edits | None]:
        """The `write` of a retry: `attempts` takes a number, `wait` takes "exponential"."""

        def write(name: str, value: object) -> Edits | None:
            if name == "wait" and value == retry.backoff:
                return self._here(self._jitter(fields, site))
            field = fields.get({"wait": "backoff"}.get(name, name))
            return self._here(self.policy(field, site, value)) if field else None

        return write

    def _jitter(self, fields: Mapping[str, Setting], site: Site) -> Edits | None:
        """Makes growing waits random: with the default again, another term, or an argument."""
        jitter = fields["jitter"]
        if jitter.default.is_known:
            return self.policy(jitter, site, None)
        if any(place.carrier for place in jitter.places):
            return self.policy(fields["backoff"], site, "exponential")
        for place in jitter.places:
            call = self._call(place, site)
            is_number = place.otherwise is not None and place.otherwise.is_known
            if call is not None and is_number and place.argument and place.argument.keyword:
                return self.add_keyword(call, place.argument.keyword, "0.5")
        return None

    # Settings

    def setting(self, setting: Setting, site: Site, value: object) -> Edits | None:
        """Writes a setting where it stands, else where it can stand; None takes it out."""
        for place in setting.places:
            if place.carrier or not place.has_effect:
                continue
            for written in self.places.expressions(place, site):
                return self._rewrite(place, written.node, value)
        if value is None:
            return None
        for place in setting.places:
            edits = self._add_at(place, site, value)
            if edits is not None:
                return edits
        return None

    def _rewrite(self, place: Place, node: nodes.BaseExpression, value: object) -> Edits | None:
        if place.header or place.entry:
            return self._remove_entry(place, node) if value is None else None
        if place.query or place.part:
            return None
        if value is None:
            return self._remove(node)
        spelled = spell(_literal(place, value))
        return self._replace(node, spelled) if spelled is not None else None

    def _add_at(self, place: Place, site: Site, value: object) -> Edits | None:
        argument = place.argument
        if not argument or not argument.keyword or place.carrier or not place.has_effect:
            return None
        if place.entry or place.header or place.query or place.part or place.attribute:
            return None
        spelled = spell(_literal(place, value))
        call = self._call(place, site)
        if call is None or spelled is None:
            return None
        return self.add_keyword(call, argument.keyword, spelled)

    def _call(self, place: Place, site: Site) -> nodes.Call | None:
        """The call that takes the argument: the site's own, or the constructor of its object."""
        own = site.node if isinstance(site.node, nodes.Call) else None
        if not place.of or any(p.matches(site.name) for p in place.of):
            return own
        for made in site.owner.chain() if site.owner else ():
            if made.call is not None and any(p.matches(made.maker) for p in place.of):
                return made.call
        return None

    # Retries

    def policy(self, setting: Setting, site: Site, value: object) -> Edits | None:
        """Writes a field of a policy; where a part of it must be an object, one is made and imported."""
        for place in setting.places:
            for written in self.places.expressions(place, site):
                if value is None:
                    return self._remove(written.node)
                spelled, more = self._spell_field(setting, place, value)
                return (*self._replace(written.node, spelled), *more) if spelled else None
        for place in setting.places if value is not None else ():
            call = self._call(place, site)
            spelled, more = self._spell_field(setting, place, value)
            if call is not None and spelled and place.argument and place.argument.keyword:
                edits = self.add_keyword(call, place.argument.keyword, spelled)
                return (*edits, *more) if edits is not None else None
        return None

    def _spell_field(self, setting: Setting, place: Place, value: object) -> tuple[str, Edits]:
        if place.carrier:
            return self._term(setting.name, value)
        if place.entry or place.reads:
            return "", ()
        if setting.name == "backoff":
            return self._spell_backoff(place, str(value))
        if not isinstance(value, int | float) or isinstance(value, bool):
            return "", ()
        return f"{(value - place.plus) / place.times:g}", ()

    def _spell_backoff(self, place: Place, value: str) -> tuple[str, Edits]:
        """`backoff.expo` or a factor, whatever stands for growing waits here."""
        for literal, meaning in place.means:
            if meaning.value == value and isinstance(literal, str):
                return self._named(literal)
            if meaning.value == value and isinstance(literal, bool):
                return str(literal), ()
        if place.otherwise is not None and place.otherwise.value == value:
            return "0.5", ()
        return "", ()

    def _term(self, field: str, value: object) -> tuple[str, Edits]:
        """`stop_after_attempt(5)`, `wait_random_exponential(max=30)`: a term that gives the field."""
        for name, known in self.program.lookup.objects.items():
            gives = known.item.gives.get(field)
            if known.item.kind != "term" or gives is None:
                continue
            if field == "backoff":
                jitter = known.item.gives.get("jitter")
                is_random = jitter is not None and jitter.default.is_known
                if gives.default.value == value and is_random and not gives.places:
                    spelled, more = self._named(name.removesuffix("()"))
                    return f"{spelled}()", more
            elif gives.places and isinstance(value, int | float):
                spelled, more = self._named(name.removesuffix("()"))
                return f"{spelled}({value:g})", more
        return "", ()

    def _named(self, name: str) -> tuple[str, Edits]:
        """How the file can say a qualified name, with the edit that imports it if it cannot."""
        module, _, last = name.rpartition(".")
        source: nodes.ImportFrom | None = None
        for bound, bindings in self.program.tree.module.bindings.items():
            for binding in bindings:
                if binding.how != "import":
                    continue
                canonical = self.program.lookup.canonical(binding.detail)
                if canonical == name:
                    return bound, ()
                if canonical == module:
                    return f"{bound}.{last}", ()
                statement = binding.statement
                if canonical.rpartition(".")[0] == module and isinstance(
                    statement, nodes.ImportFrom
                ):
                    source = statement
        if source is None or isinstance(source.names, nodes.ImportStar):
            return "", ()
        alias = source.names[-1]
        local = alias.asname.name if alias.asname else alias.name
        end = self.program.span(local, within=source)[1]
        return last, (Edit(end, end, f", {last}"),)

    # Text

    def add_keyword(self, call: nodes.Call, keyword: str, spelled: str) -> Edits | None:
        """One more argument at the end of a call; multi-line calls get a line of their own."""
        text = self.program.source.whole.source
        written = f"{keyword}={spelled}"
        end = self.program.span(call)[1] - 1
        if not call.args:
            opening = text.index("(", self.program.span(call.func)[1])
            return (Edit(opening + 1, opening + 1, written),)
        last = call.args[-1]
        inner = self.program.span(last.value)[1]
        if isinstance(last.value, nodes.GeneratorExp) and ")" not in text[inner:end]:
            return None  # its parentheses are those of the call
        start, stop = self.program.span(last)
        indent = self._own_line(start)
        rest = text[stop:end]
        comma = _comma(rest)
        separator = f"\n{indent}" if indent is not None else " "
        if comma is not None:
            at = stop + comma + 1
            return (Edit(at, at, f"{separator}{written},"),)
        return (Edit(stop, stop, f",{separator}{written}"),)

    def _own_line(self, offset: int) -> str | None:
        """The indentation, if nothing else stands before on the line."""
        text = self.program.source.whole.source
        begin = max(text.rfind("\n", 0, offset), text.rfind("\r", 0, offset)) + 1
        before = text[begin:offset]
        return before if not before.strip() and begin else None

    def _replace(self, node: Node, spelled: str) -> Edits:
        start, end = self.program.span(node)
        return (Edit(start, end, spelled),)

    def _remove(self, node: Node) -> Edits | None:
        """Takes out the argument, the entry or the assignment that a value stands in."""
        parent = node.parent
        around = parent.parent
        if isinstance(parent, nodes.Arg) and isinstance(around, nodes.Call) and parent.keyword:
            return self._cut(parent, around.args)
        if isinstance(parent, nodes.DictElement) and isinstance(around, nodes.Dict):
            return self._cut(parent, around.elements)
        if isinstance(parent, nodes.Assign) and len(parent.targets) == 1:
            return self._remove_statement(parent)
        return None

    def _cut(self, node: Node, siblings: Iterable[Node]) -> Edits:
        beside = [*siblings]
        index = next(i for i, sibling in enumerate(beside) if sibling is node)
        start, end = self._extent(node)
        if index > 0:
            return (Edit(self._extent(beside[index - 1])[1], end, ""),)
        if len(beside) > 1:
            return (Edit(start, self._extent(beside[1])[0], ""),)
        text = self.program.source.whole.source
        comma = _comma(text[end:])
        return (Edit(start, end + comma + 1 if comma is not None else end, ""),)

    def _extent(self, node: Node) -> tuple[int, int]:
        """From the first to the last character of an argument or entry, its parentheses included."""
        if isinstance(node, nodes.DictElement):
            start, end = self.program.span(node.key)[0], self.program.span(node.value)[1]
            text = self.program.source.whole.source
            while text[:start].rstrip().endswith("("):
                start = text.rindex("(", 0, start)
            while text[end:].lstrip().startswith(")"):
                end = text.index(")", end) + 1
            return start, end
        return self.program.span(node)

    def _remove_statement(self, node: nodes.Assign) -> Edits | None:
        line = node.parent
        if not isinstance(line, nodes.SimpleStatementLine) or len(line.body) != 1:
            return None
        suite = line.parent
        start, end = self.program.span(line)
        if isinstance(suite, nodes.IndentedBlock | nodes.Module) and len(suite.body) > 1:
            text = self.program.source.whole.source
            begin = max(text.rfind("\n", 0, start), text.rfind("\r", 0, start)) + 1
            stop = re.compile(r"[^\r\n]*(?:\r\n|\n|\r|$)").match(text, end)
            return (Edit(begin, stop.end() if stop else end, ""),)
        return (Edit(start, end, "pass"),)

    def _remove_entry(self, place: Place, node: nodes.BaseExpression) -> Edits | None:
        thing = self.program.evaluator.thing(node)
        if not isinstance(thing, Dictionary):
            return None
        entries = self.program.evaluator.dictionaries.entries(thing)
        wanted = (place.header or place.entry[0]).lower()
        for key, at in entries.keys.items():
            if key.lower() == wanted:
                value = entries.known[key]
                return self._remove(value) if isinstance(at, nodes.DictElement) else None
        return None


def _comma(text: str) -> int | None:
    """Where the next comma stands, if only whitespace and comments come before it."""
    found = re.match(r"(?:\s|\\\n|#[^\n]*\n)*,", text)
    return found.end() - 1 if found else None


def _literal(place: Place, value: object) -> object:
    """How a value is said at this place: off is the literal that switches it off."""
    if value is False:
        for literal, meaning in place.means:
            if meaning.is_off:
                return literal
        return False
    return value


def spell(value: object) -> str | None:
    """A literal in Python."""
    if value is None or isinstance(value, bool):
        return str(value)
    if isinstance(value, int | float):
        return f"{value:g}"
    if isinstance(value, str):
        escaped = value.replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n")
        return f'"{escaped}"'
    return None
