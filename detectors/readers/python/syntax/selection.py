"""Which statements of a source have to do with something: where it stands, what leads there, what it needs.

A source is long and its requests are few. What is left out is neither parsed nor followed,
so this may keep too much, and must never leave out what would change an answer.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence

from detectors.readers.python.syntax.outline import PAIRS, Outline, Unit
from detectors.readers.python.syntax.twins import names_of_twins
from detectors.text import places_of_name

_CHAIN = re.compile(r"[\w.]*\w")
_OWN = re.compile(r"(?:self|cls)\.(\w+)")
_ATTRIBUTE = re.compile(r"\n[ \t]+(?:self|cls)\.(\w+)[^\n=()]*=(?!=)")
_LEFT = re.compile(r"[ \t]*([\w.][\w.\[\]'\", \t]*?)[ \t]*(?::[^=\n]*)?=(?!=)")
_TARGET = re.compile(r"(?:\b(self|cls)\.)?(\w+)")
_MEMBER = re.compile(r"\.\w+")
"""Also of what a method makes of its own class: `made = cls()`, `made.session = Session()`."""
_KEY = re.compile(r"""\w\[("[\w-]+"|'[\w-]+')\]""")
"""Under which an application keeps it: `app["http"] = Session()`."""
_AS = re.compile(r"[ \t]*as[ \t]+(\w+)")
_STEP = re.compile(r"\.(\w+)(\s*\()?")
_ANNOTATED = re.compile(r"(\w+)[ \t]*:[^,()=\n:]*$")
_HANDED = re.compile(r"(\w+)\((?:[^()]*,)?\s*(?:await\s+)?(?:self|cls)?$")
_GIVEN = re.compile(r"(\w+)\(([^()]*,)?\s*(?:(\w+)\s*=\s*)?(?:self|cls)?$")
_PARAMETER = re.compile(r"\w+")
_GIVES = re.compile(r"[ \t]*(?:return|yield)\b")
LIFECYCLE = frozenset({"__init__", "__post_init__", "__new__", "__enter__", "__aenter__", "setUp"})
_LONGEST_CALL = 4_000
"""Characters within which the brackets of a call are closed."""
_LONGEST_STATEMENT = 1_500
"""Characters between the target of an assignment and the client in its value."""
_LONGEST_NAME = 80
_CALLEE = re.compile(r"(\w+)[ \t]*$")
_WRAPPERS = frozenset(
    [
        "partial",
        "closing",
        "enter_context",
        "enter_async_context",
        "cast",
        "wraps",
        "dict",
        "list",
        "tuple",
        "return",
        "yield",
        "await",
        "in",
        "and",
        "or",
        "not",
        "if",
        "else",
        "with",
        "lambda",
    ]
)
"""What gives its argument back, and words that may stand before a bracket."""
_BRACKETS = re.compile(r"[()\[\]{}]")
ROUNDS = 3
"""What is kept needs names, whose definitions need names; the reader follows no further."""
_MOST_ROUNDS = 8


def selected(
    source: str,
    places: Sequence[int],
    entrances: list[Span],
    makers: frozenset[str],
) -> list[tuple[int, int]]:
    """The ranges of a source to be read, in order; none if nothing in it matters.

    `places` are offsets that matter by themselves; `entrances` name what makes requests; `makers` are
    the methods of clients that give another client.
    """
    if not entrances and not places:
        return []
    return Selection(Outline(source), makers).around(entrances, places)


Span = tuple[int, int]


class Selection:
    """What of a source is kept."""

    def __init__(self, outline: Outline, makers: frozenset[str]) -> None:
        self.makers = makers
        self.outline = outline
        self.source = outline.source
        self.units = outline.units
        self.kept: set[int] = set()
        self.heirs: set[int] = set()
        self.asked: set[int] = set()
        """Units whose needs are kept."""
        self.local: dict[int, set[str]] = {}
        """Unit -> the plain names in it that a client is bound to."""
        self.handed: set[tuple[int, str]] = set()
        """Functions with their parameters that a client is given for."""
        self.reached: set[str] = set()
        """The names outside of functions that a client is bound to."""
        self.definitions: dict[str, list[int]] = {}
        """Name, or attribute with a dot before it -> the units that define it or set it on `self`."""

    def around(self, starts: list[Span], places: Sequence[int]) -> list[tuple[int, int]]:
        places = [place for place in places if not self.outline.is_prose(place)]
        starts = [span for span in starts if not self.outline.is_prose(span[0])]
        near = self._numbers(places)
        sources = self._numbers(start for start, _ in starts)
        imported = {u for u in map(self.outline.at, places) if self.units[u].kind == "import"}
        if not near and not sources and not imported:
            return []
        self._index()
        self.kept = near | sources | self._spread(starts) | self.heirs
        core = {*self.kept}
        self._add_users(near)
        self._add_needs(core, with_functions=True)
        self._add_callers(self._add_callers(core) - core)
        self._add_twins(core)
        for _ in range(ROUNDS):
            if not self._add_needs(self.kept, with_functions=False):
                break
        return self._ranges()

    def _numbers(self, places: Iterable[int]) -> set[int]:
        """The units around these places; what is imported is read anyway."""
        return {u for u in map(self.outline.at, places) if self.units[u].kind != "import"}

    def _index(self) -> None:
        for found in _ATTRIBUTE.finditer(self.source):
            unit = self.outline.at(found.start() + 1)
            for name in _OWN.findall(found[0]):
                self.definitions.setdefault(f".{name}", []).append(unit)
        for number, one in enumerate(self.units):
            for name in self._called(one):
                self.definitions.setdefault(name, []).append(number)

    # What an object made here reaches

    def _spread(self, starts: list[Span]) -> set[int]:
        """The units that use what is made at these places, through the names that it is given."""
        found: set[int] = set()
        names: set[str] = set()
        pending = starts
        for _ in range(_MOST_ROUNDS):
            before = {*self.handed}
            fresh = (self._named(pending) | self._heirs(pending)) - names
            handed = self.handed - before
            if not fresh and not handed:
                break
            names |= fresh
            self.reached |= fresh
            pending = self._mentions(fresh)
            for number, name in handed:
                unit = self.units[number]
                pending += self._mentions([name], unit.start, unit.end)
            found |= self._numbers(start for start, _ in pending)
        return found

    def _heirs(self, places: list[Span]) -> set[str]:
        """Classes whose head names it: all their members work on it."""
        heads = {u for u in self._numbers(p for p, _ in places) if self.units[u].kind == "class"}
        for head in heads:
            self.heirs |= {*self.outline.members(head)}
        return {name for head in heads for name in self.units[head].names}

    def _named(self, places: list[Span]) -> set[str]:
        """The names outside their functions that what stands at these places is bound to."""
        by_unit: dict[int, list[Span]] = {}
        for place in places:
            by_unit.setdefault(self.outline.at(place[0]), []).append(place)
        names: set[str] = set()
        for number, here in by_unit.items():
            unit = self.units[number]
            if unit.kind == "import":
                continue
            known = self.local.setdefault(number, set())
            outer: set[str] = set()
            pending = here
            while pending:
                bound = [self._bound(unit, place) for place in pending]
                outer |= {name for more, _ in bound for name in more}
                fresh = {name for _, inner in bound for name in inner} - known
                known |= fresh
                pending = self._mentions(fresh, unit.start, unit.end)
            if unit.kind != "function" or "global " in self.outline.text(number):
                outer |= known
                outer |= {f".{name}" for name in known if unit.owner is not None}
            names |= outer
        return names

    def _bound(self, unit: Unit, place: Span) -> tuple[set[str], set[str]]:
        """(attributes, keys and functions, plain names) that the statements around a place give its value."""
        outer: set[str] = set()
        inner: set[str] = set()
        start = self.source.rfind("\n", 0, place[0]) + 1
        before = self.source[start : place[0]]
        if ":" in before and (annotated := _ANNOTATED.search(before)):
            inner.add(annotated[1])
        if "->" in before:
            outer |= {*self._called(unit)}
        end = self._end_of_object(place[1])
        if end is None:
            return outer, inner
        for line in self._lines_of_value(unit, place[0]):
            left = _LEFT.match(self.source, line) if "=" in self.source[line : place[0]] else None
            if left and left.end() <= place[0]:
                for owner, name in _TARGET.findall(left[1]):
                    (outer if owner else inner).add(f".{name}" if owner else name)
                outer |= {*_MEMBER.findall(left[1]), *_KEY.findall(left[1])}
            elif _GIVES.match(self.source, line):
                outer |= {*self._called(unit)}
        if named := _AS.match(self.source, end):
            inner.add(named[1])
        self.handed |= {*self._taken(unit, place)}
        return outer, inner

    def _taken(self, unit: Unit, place: Span) -> Iterator[tuple[int, str]]:
        """The functions of the file that a call gives it to, each with the parameter that it is there."""
        given = _GIVEN.search(self.source, max(unit.start, place[0] - _LONGEST_NAME), place[0])
        if given is None:
            return
        callee, earlier, keyword = given.groups()
        for number in self._functions(callee):
            names = self._parameters(self.units[number])
            position = (earlier or "").count(",")
            if keyword in names:
                yield number, keyword
            elif keyword is None and position < len(names):
                yield number, names[position]

    def _functions(self, name: str) -> Iterator[int]:
        """What runs where this is called: functions, methods, the constructor of a class."""
        for number in (*self.definitions.get(name, ()), *self.definitions.get(f".{name}", ())):
            if self.units[number].kind == "function":
                yield number
            elif self.units[number].kind == "class":
                for member in self.outline.members(number):
                    if self.units[member].names[:1] == ("__init__",):
                        yield member

    def _parameters(self, unit: Unit) -> list[str]:
        """The names of a function's parameters, without that of the object that it is called on."""
        start = self.source.find("(", self.source.find("def ", unit.start, unit.end))
        parts = self.source[start + 1 : _closing(self.source, start) - 1].split(",")
        names = [name[0] for part in parts if (name := _PARAMETER.search(part))]
        return names[unit.owner is not None and names[:1] in (["self"], ["cls"]) :]

    def _end_of_object(self, position: int) -> int | None:
        """Where the expression ends that names a client; None if it is a call of one, whose answer is data."""
        while True:
            sign = self.source[position : position + 1]
            if sign in ("(", "["):
                position = _closing(self.source, position)
            elif sign == "." and (found := _STEP.match(self.source, position)):
                # a method named like a class makes a resource: `boto3.resource("s3").Bucket(name)`
                if found[2] and found[1] not in self.makers and not found[1][:1].isupper():
                    return None
                position = found.end(1)
            else:
                return position

    def _called(self, unit: Unit) -> Iterator[str]:
        """How other units name this one: a method with a dot before it."""
        for name in unit.names:
            yield name if unit.owner is None else f".{name}"

    def _lines_of_value(self, unit: Unit, place: int) -> Iterator[int]:
        """The beginnings of the lines on which a statement may begin whose value this is, or holds it.

        What a function makes of its arguments is another value, unless it makes an object of them.
        """
        yield self._line(place)
        first = max(unit.start, place - _LONGEST_STATEMENT)
        if _is_balanced(self.source[first:place]):
            return
        still_open: list[int] = []
        for found in _BRACKETS.finditer(self.source, first, place):
            if found[0] in "([{":
                still_open.append(found.start())
            elif still_open:
                still_open.pop()
        for bracket in reversed(still_open):
            callee = _CALLEE.search(self.source, max(first, bracket - _LONGEST_NAME), bracket)
            if callee and not callee[1][:1].isupper() and callee[1] not in _WRAPPERS:
                return
            yield self._line(bracket)

    def _line(self, place: int) -> int:
        """The beginning of a line; of the first one where lines are joined by a backslash."""
        start = self.source.rfind("\n", 0, place) + 1
        while self.source[max(0, start - 3) : start].rstrip("\r\n").endswith("\\"):
            start = self.source.rfind("\n", 0, start - 1) + 1
        return start

    # What leads here, and what it needs

    def _add_users(self, near: set[int]) -> None:
        """Where constants are used that matter by themselves."""
        names = {
            name
            for number in near
            if self.units[number].kind == "assignment"
            for name in self.units[number].names
        }
        self._add_where(names)

    def _add_callers(self, units: set[int]) -> set[int]:
        """Who calls these functions, and who makes the objects whose constructor is read; also those that were kept before."""
        names = {
            name
            for unit in (self.units[n] for n in units)
            if unit.kind == "function" and unit.names[0] not in LIFECYCLE
            for name in self._called(unit)
        }
        heads = {self.units[n].owner for n in self.kept if self.units[n].names[:1] == ("__init__",)}
        heads |= {self.units[n].owner for n in units if self.units[n].kind == "function"}
        names |= {name for head in heads if head is not None for name in self.units[head].names}
        places = self._mentions(names)
        before = {*self.kept}
        found = {self.outline.at(start) for start, _ in places}
        self.kept |= found
        for place in places:
            self._add_takers(place)
        return found | (self.kept - before)

    def _add_twins(self, units: set[int]) -> None:
        """The coroutine for a plain function and the other way round: one of the two documents both."""
        if "async def" not in self.source:
            return
        functions = {n: one for n, one in enumerate(self.units) if one.kind == "function"}
        by_name: dict[tuple[int | None, bool, str], list[int]] = {}
        for number, unit in functions.items():
            for key in self._as_a_twin(unit):
                by_name.setdefault(key, []).append(number)
        for number in units & functions.keys():
            for owner, is_a_coroutine, name in self._as_a_twin(self.units[number]):
                self.kept |= {*by_name.get((owner, not is_a_coroutine, name), ())}

    def _as_a_twin(self, unit: Unit) -> Iterator[tuple[int | None, bool, str]]:
        is_a_coroutine = "async def" in self.source[unit.start : unit.end]
        for name in names_of_twins(unit.names[0], is_a_coroutine=is_a_coroutine):
            yield unit.owner, is_a_coroutine, name

    def _add_takers(self, place: Span) -> None:
        """The functions that a caller hands the answer to: they may be the ones that look at it."""
        unit = self.units[self.outline.at(place[0])]
        line = self.source.rfind("\n", 0, place[0]) + 1
        left = _LEFT.match(self.source, line)
        bound = _TARGET.findall(left[1]) if left and left.end() <= place[0] else ()
        names = [name for owner, name in bound if not owner]
        for start, _ in (place, *self._mentions(names, place[1], unit.end)):
            if taker := _HANDED.search(self.source, max(unit.start, start - _LONGEST_NAME), start):
                for name in (taker[1], f".{taker[1]}"):
                    self.kept |= {
                        n
                        for n in self.definitions.get(name, ())
                        if self.units[n].kind == "function"
                    }

    def _add_where(self, names: Iterable[str]) -> None:
        self.kept |= {self.outline.at(start) for start, _ in self._mentions(names)}

    def _mentions(self, names: Iterable[str], start: int = 0, end: int | None = None) -> list[Span]:
        """Where these names stand in the source, attributes with the dot before them."""
        return [
            (place, place + len(name))
            for name in names
            for place in places_of_name(self.source, name, start, end)
        ]

    def _add_needs(self, units: set[int], *, with_functions: bool) -> bool:
        """The definitions of what these units mention."""
        before = len(self.kept)
        owners = {self.units[n].owner for n in self.kept} - {None}
        self.kept |= {o for o in owners if o is not None}
        for head in [n for n in self.kept if self.units[n].kind == "class"]:
            self.kept |= {
                n
                for n in self.outline.members(head)
                if self.units[n].kind != "function" or self.units[n].names[0] in LIFECYCLE
            }
        fresh = units - self.asked
        self.asked |= fresh
        for name in self._needed(fresh):
            self.kept |= {
                n
                for n in self.definitions[name]
                if with_functions
                or self.units[n].kind != "function"
                or self.units[n].names[0] in LIFECYCLE
            }
        return len(self.kept) > before

    def _needed(self, units: set[int]) -> Iterator[str]:
        """The names with a definition that these units mention."""
        text = _without_prose("".join(map(self.outline.text, sorted(units))))
        owners = {"self", "cls", *([""] if "super()." in text else ())}
        for chain in set(_CHAIN.findall(text)):
            name, _, rest = chain.partition(".")
            if name in self.definitions:
                yield name
            attribute = f".{rest.partition('.')[0]}"
            if name in owners and attribute in self.definitions:
                yield attribute

    def _ranges(self, *, with_statements: bool = True) -> list[tuple[int, int]]:
        kinds = {"import", "statement"} if with_statements else {"import"}
        numbers = {
            n for n, unit in enumerate(self.units) if unit.owner is None and unit.kind in kinds
        }
        numbers |= self.kept
        for number in [n for n in numbers if self.units[n].owner is not None]:
            numbers.add(self.units[number].owner or 0)
        for head in [n for n in numbers if self.units[n].kind == "class"]:
            members = [*self.outline.members(head)]
            if members and not numbers & {*members}:
                numbers.add(members[0])
        ranges: list[tuple[int, int]] = []
        for number in sorted(numbers):
            unit = self.units[number]
            if ranges and ranges[-1][1] == unit.start:
                ranges[-1] = (ranges[-1][0], unit.end)
            else:
                ranges.append((unit.start, unit.end))
        return ranges


def _is_balanced(text: str) -> bool:
    return all(text.count(opening) == text.count(closing) for opening, closing in PAIRS)


def _without_prose(text: str) -> str:
    """Without texts over several lines, which mostly document; but with those that take values in."""
    parts = text.split('"""')
    return "".join(
        part for n, part in enumerate(parts) if n % 2 == 0 or parts[n - 1].endswith(("f", "F"))
    )


def _closing(source: str, position: int) -> int:
    """The offset after the bracket that closes the one here."""
    depth = 0
    for found in _BRACKETS.finditer(source, position, position + _LONGEST_CALL):
        depth += 1 if found[0] in "([{" else -1
        if not depth:
            return found.end()
    return position + 1
