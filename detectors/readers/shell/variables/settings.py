"""Named values that a script writes: assignments, headers, options, credentials, here-documents."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace

from detectors.clients.commands import tool
from detectors.credentials.names import means_a_credential
from detectors.facts import HOLE, File, Setting, Value
from detectors.places import Edit, Edits, Lines
from detectors.readers.shell.exchange.request_settings import Asked, body_fields
from detectors.readers.shell.syntax.invocation import Invocation
from detectors.readers.shell.syntax.options import read_options
from detectors.readers.shell.syntax.tree import Assignment, Command, Statement, Text
from detectors.readers.shell.variables.fields import Field
from detectors.readers.shell.variables.unnamed import asks, passwords, switched, written
from detectors.readers.shell.variables.values import Variables
from detectors.text import Text as Source

_PAIRS = {"user": "password", "proxy-user": "proxy_password", "auth": "password"}
"""Options whose value is `name:password`."""
_SECRETS = frozenset(
    {"oauth2-bearer", "pass", "proxy-pass", "tlspassword", "password", "http-password"}
    | {"ftp-password", "proxy-password", "a"}
)
_BODIES = ("data", "data-ascii", "data-binary", "data-raw", "json", "form", "form-string")
_BODIES_OF_WGET = ("post-data", "body-data")
_LOOKS_LIKE_A_KEY = re.compile(r"[A-Za-z0-9_.+/=-]{16,}")
_ENTRY = re.compile(
    r"""^[ \t]*(?:export[ \t]+)?["']?([A-Za-z_][\w.-]*)["']?[ \t]*[=:][ \t]*(["']?)(.*?)\2[ \t]*,?[ \t]*$""",
    re.MULTILINE,
)
_KEY = re.compile(r"[A-Za-z_][\w.-]*")
_ELEMENT = re.compile(r"\[([A-Za-z_][\w.-]*)\]=|--([A-Za-z][\w-]*)=|([A-Za-z_]\w*)=(?=.)")
_OPTION = re.compile(r"--?[A-Za-z][\w-]*")
_NAMED = re.compile(r"([A-Za-z_][\w.-]*)=(?=.)")
_BEFORE_EQUALS = re.compile(r"([a-z]+)=(?=.)")
"""What names something within a credential, `--secret=id=npm,src=.npmrc`: passwords and tokens may have a `=` themselves."""
_HEADER = re.compile(r"([A-Za-z][\w-]*):")


class Settings:
    """Finds the named values of one script."""

    def __init__(
        self, text: Source, file: File, variables: Variables, statements: Sequence[Statement]
    ) -> None:
        self.text = text
        self.file = file
        self.variables = variables

    def of(self, command: Command, made: Invocation, asked: list[Asked]) -> Iterator[Setting]:
        """The settings that one command writes."""
        yield from self._assigned(command)
        for name, field, start, end in written(command, self.variables):
            setting = self._setting(
                command, name, _cut(field, start, end), "argument", path=(made.name, name)
            )
            setting.value = replace(setting.value, value="true")
            yield setting
        if asked:
            for one in asked:
                yield from self._of_request(command, made, one)
        else:
            yield from self._of_words(command, made)
        yield from self._of_documents(command, is_body=bool(asked))

    def _assigned(self, command: Command) -> Iterator[Setting]:
        for assignment in command.assignments:
            key = assignment.index if _KEY.fullmatch(assignment.index) else assignment.name
            if assignment.value:
                elements = [(key, self.variables.written(assignment.value))]
            else:
                elements = self._elements(assignment)
            for name, value in elements:
                yield self._setting(
                    command,
                    name,
                    value,
                    "variable",
                    path=tuple(dict.fromkeys((assignment.name, name))),
                    uses=self.variables.uses.get(assignment.name, ()),
                )
        if command.keyword or not command.arguments:
            return
        words = command.arguments if command.arguments[0].literal == "env" else []
        for field in map(self.variables.written, words):
            if match := re.match(r"([A-Za-z_]\w*)=", field.text):
                value = _cut(field, match.end(), len(field.text))
                yield self._setting(command, match[1], value, "variable", path=(match[1],))

    def _elements(self, assignment: Assignment) -> list[tuple[str, Field]]:
        """(name, value) of what an array holds: values, `[key]=value`, or the words of a command to be."""
        found = []
        before = ""
        for field in map(self.variables.written, assignment.array or []):
            text = field.text
            named = _ELEMENT.match(text)
            if named is None and before in {"-H", "--header"}:
                named = _HEADER.match(text)
            if named:
                name = next(group for group in named.groups() if group)
                found.append((name, _stripped(_cut(field, named.end(), len(text)))))
            else:
                found.append((before.lstrip("-") or assignment.name, field))
            before = text if _OPTION.fullmatch(text) else ""
        return found

    def _of_request(self, command: Command, made: Invocation, asked: Asked) -> Iterator[Setting]:
        library = made.tool or made.name
        for name, _, given in asked.headers:
            field = self._literal(command, given.value if given else None)
            if name and field is not None and given is not None:
                colon = field.text.find(":")
                value = _stripped(_cut(field, colon + 1, len(field.text)))
                yield self._setting(command, name, value, "header", path=(library, "header", name))
        for given in asked.options.given:
            field = self._literal(command, given.value)
            if field is None:
                continue
            if given.name in _PAIRS and ":" in field.text:
                value = _cut(field, field.text.find(":") + 1, len(field.text))
                name = _PAIRS[given.name]
                yield self._setting(command, name, value, "argument", path=(library, given.name))
            elif given.name in _SECRETS or (library == "http" and given.name == "auth"):
                name = {"a": "password", "pass": "password", "auth": "token"}.get(
                    given.name, given.name
                )
                yield self._setting(command, name, field, "argument", path=(library, given.name))
            elif given.name in (*_BODIES, *_BODIES_OF_WGET):
                for name, start, end in body_fields(field.text):
                    value = _cut(field, start, end)
                    yield self._setting(command, name, value, "argument", path=(library, name))
        yield from self._unnamed(command, made)
        if library == "http":
            yield from self._items(command, asked)
        address = self._literal(command, asked.url_field)
        if address is not None:
            yield from self._in_address(command, library, address)

    def _items(self, command: Command, asked: Asked) -> Iterator[Setting]:
        for operand in asked.options.operands:
            field = self._literal(command, operand)
            match = re.match(r"([\w.-]+)(:=|==|=|:)(?!//|@)", field.text) if field else None
            if field and match and operand is not asked.url_field:
                value = _stripped(_cut(field, match.end(), len(field.text)))
                role = "header" if match[2] == ":" else "argument"
                yield self._setting(command, match[1], value, role, path=("http", match[1]))

    def _in_address(self, command: Command, library: str, address: Field) -> Iterator[Setting]:
        """The password and the query parameters of a URL."""
        if match := re.match(r"[\w+.-]+://[^/?#@\s:]*:([^@/\s]+)@", address.text):
            value = _cut(address, match.start(1), match.end(1))
            yield self._setting(command, "password", value, "argument", path=(library, "url"))
        elif match := re.match(rf"https?://({HOLE})@", address.text):
            value = _cut(address, match.start(1), match.end(1))
            named = re.search(r"\w+", self.text.source[value.start : value.end])
            name = named[0] if named else ""
            yield self._setting(command, name, value, "argument", path=(library, "url"))
        if not address.text.lower().startswith(("http://", "https://", HOLE)):
            return
        for match in re.finditer(r"[?&]([\w.-]+)=([^&#\s]+)", address.text):
            value = _cut(address, match.start(2), match.end(2))
            yield self._setting(command, match[1], value, "argument", path=(library, match[1]))

    def _of_words(self, command: Command, made: Invocation) -> Iterator[Setting]:
        """Options of any command: `--password=x`, `--token x`; what looks like a key has no name."""
        data = made.tool and tool(made.tool)
        found = [
            *self._told(command, made),
            *self._unnamed(command, made),
            *self._options(command, made, known_tool=bool(data)),
        ]
        beside = [*found, *self._operands(command, made)] if found else []
        for setting in found:
            setting.beside = beside
        yield from found

    def _unnamed(self, command: Command, made: Invocation) -> Iterator[Setting]:
        """Switches that mean an option, and passwords whose option does not say so."""
        for name, field in switched(made):
            setting = self._setting(command, name, field, "argument", path=(made.name, name))
            setting.value = replace(setting.value, value="true")
            yield setting
        given = filter(None, (self._literal(command, field) for field in made.arguments))
        for name, field, start in passwords(command, made, list(given), self.variables):
            value = _cut(field, start, len(field.text))
            yield self._setting(command, name, value, "argument", path=(made.name, name))

    def _operands(self, command: Command, made: Invocation) -> Iterator[Setting]:
        """What a command is given beside its options, with its variables filled in: `localhost:5000/image`."""
        for field in self.variables.all_fields(command.arguments[1:], command):
            if field.text and not field.text.startswith("-"):
                yield self._setting(command, "", field, "literal", path=(made.name, ""))

    def _options(
        self, command: Command, made: Invocation, *, known_tool: bool
    ) -> Iterator[Setting]:
        words = command.arguments
        for at, word in enumerate(words[1:], start=1):
            field = self.variables.written(word)
            text = field.text
            if match := re.match(r"--?([A-Za-z][\w.-]*)=(?=.)", text):
                named = _BEFORE_EQUALS if means_a_credential(match[1]) else _NAMED
                inner = named.match(text, match.end())
                name = inner[1] if inner else match[1]  # --build-arg=NAME=value
                value = _cut(field, (inner or match).end(), len(text))
                yield self._setting(command, name, value, "argument", path=(made.name, name))
                if "://" in value.text:
                    yield from self._in_address(command, made.name, value)
            elif re.fullmatch(r"--[A-Za-z][\w-]*", text) and at + 1 < len(words) and not known_tool:
                value = self.variables.written(words[at + 1])
                if value.text and not value.text.startswith("-") and not asks(made, text):
                    yield self._setting(
                        command, text[2:], value, "argument", path=(made.name, text[2:])
                    )
                    if "://" in value.text:
                        yield from self._in_address(command, made.name, value)
            elif "://" in text:
                yield from self._in_address(command, made.name, field)
            elif match := re.match(r"([A-Za-z_][\w.-]*)=(?=.)", text):
                value = _cut(field, match.end(), len(text))
                yield self._setting(
                    command, match[1], value, "argument", path=(made.name, match[1])
                )
            elif _LOOKS_LIKE_A_KEY.fullmatch(text) and "/" not in text:
                yield self._setting(command, "", field, "literal", path=(made.name,))

    def _told(self, command: Command, made: Invocation) -> Iterator[Setting]:
        """`git config http.sslVerify false`, `npm config set k v`, `pip --trusted-host h`."""
        if not made.tool:
            return
        data = tool(made.tool)
        options = read_options(data, made.arguments)
        operands = options.operands
        for form in data.assigns:
            if form.words:
                head = tuple(field.text for field in operands[: len(form.words)])
                rest = operands[len(form.words) :]
                if head != form.words or not rest:
                    continue
                name, equals, _ = rest[0].text.partition("=")
                if equals:
                    value = _cut(rest[0], len(name) + 1, len(rest[0].text))
                elif len(rest) > 1:
                    value = rest[1]
                else:
                    continue
                if data.id == "git" and "://" in name:  # `http."https://host".sslVerify`
                    name = f"http.{name.rpartition('.')[2]}"
                yield self._setting(command, name, value, "argument", path=(data.id, name))
                continue
            for given in options.given:
                if given.argument.text.partition("=")[0] != form.option or given.value is None:
                    continue
                name, value = form.name, given.value
                if not name:
                    name, equals, _ = value.text.partition("=")
                    value = _cut(value, len(name) + len(equals), len(value.text))
                    if data.id == "yum":
                        name = name.rpartition(".")[2]  # of one repository: `corp.sslverify`
                yield self._setting(command, name, value, "argument", path=(data.id, name))

    def _of_documents(self, command: Command, is_body: bool) -> Iterator[Setting]:
        for redirect in command.redirects:
            if redirect.body is None:
                continue
            entries = list(self._entries(command, self.variables.written(redirect.body), is_body))
            for entry in entries:
                entry.beside = entries
            yield from entries

    def _entries(self, command: Command, field: Field, is_body: bool) -> Iterator[Setting]:
        """What a here-document says of names, in lines of its own or in JSON."""
        for match in _ENTRY.finditer(field.text):
            if not match[3] or match[3] in {"{", "["}:
                continue
            yield self._entry(command, match[1], _cut(field, *match.span(3)))
        for match in re.finditer(r'"([\w.-]+)"\s*:\s*"([^"\n]+)"', field.text):
            if match.group(0) == field.text.strip():
                continue
            start_of_line = field.text.rfind("\n", 0, match.start()) + 1
            if field.text[start_of_line : match.start()].strip() in {"", "{"} and not is_body:
                continue
            yield self._entry(command, match[1], _cut(field, *match.span(2)))

    def _entry(self, command: Command, name: str, value: Field) -> Setting:
        place = value.pieces[0].start if value.pieces else command.start
        line = self.text.position(place)[0]
        return self._setting(command, name, value, "entry", path=(name,), at=Lines(line, line))

    def _literal(self, command: Command, field: Field | None) -> Field | None:
        """The argument as it stands here: what comes out of variables is written elsewhere."""
        if field is None:
            return None
        for word in command.arguments:
            if word.start <= field.start and field.end <= word.end:
                written = self.variables.written(word)
                offset = field.start - word.start
                if field.start == word.start or not offset:
                    return written
                return _from(written, field)
        return field if field.is_known else None

    def _setting(
        self,
        command: Command,
        name: str,
        field: Field,
        role: str,
        *,
        path: tuple[str, ...],
        uses: Sequence[int] = (),
        at: Lines | None = None,
    ) -> Setting:
        start = min((p.start for p in field.pieces), default=field.start)
        end = max((p.end for p in field.pieces), default=field.end)
        lines = self.text.lines_of(start, max(start, end))
        whole = self.text.lines_of(command.start, command.end)
        columns = self.text.columns_of(start, max(start, end))
        is_unknown = field.text == HOLE or field.is_spread
        written = self.text.source[start:end] if path[-1] == "url" else ""
        value = (
            Value("unknown", None, written, lines, columns)
            if is_unknown
            else Value("known", field.text, field.text, lines, columns)
        )
        return Setting(
            file=self.file,
            lines=at or whole,
            columns=columns if at else self.text.columns_of(command.start, command.end),
            statement=whole,
            span=whole,
            anchors=(lines,),
            write=_ValueEdits(
                self.text.source, field, _quote_around(command, self.text.source, start)
            ).write,
            name=name,
            path=path,
            value=value,
            role=role,  # type: ignore[arg-type]
            uses=tuple(self.text.lines_of(use, use + 1) for use in uses),
        )


class _ValueEdits:
    """Replaces the text of a value."""

    def __init__(self, source: str, field: Field, quote: str) -> None:
        self.source = source
        self.field = field
        self.quote = quote
        """What it stands in: a single or double quote, nothing, or a here-document's "text"."""

    def write(self, setting: str, value: object) -> Edits | None:
        """Put another text in place; what the shell expands in it will be expanded."""
        place = self.field.place(0, len(self.field.text)) if self.field.text else None
        if value is None or place is None:
            return None
        new = str(value)
        if self.quote == "'" and re.search(r"[$`']", new):
            start, end = place
            if self.source[start - 1] == self.source[end : end + 1] == "'":
                return (Edit(start - 1, end + 1, f'"{new}"'),)
            new = f"'\"{new}\"'"
        elif not self.quote and re.search(r"[\s$;&|<>()`*?'\"]", new):
            new = f'"{new}"'
        return (Edit(*place, new),)


def _quote_around(command: Command, source: str, place: int) -> str:
    for word in command.words():
        for part in word.parts:
            if isinstance(part, Text) and part.start <= place < max(part.end, part.start + 1):
                return source[part.start - 1] if part.quoted else ""
    return "text"


def _cut(field: Field, first: int, last: int) -> Field:
    """Part of an argument, with its places."""
    pieces = []
    position = 0
    for piece in field.pieces:
        begin, end = max(first - position, 0), min(last - position, len(piece.text))
        if begin < end:
            cut = type(piece)(
                piece.text[begin:end],
                piece.start + begin if piece.is_exact else piece.start,
                piece.start + end if piece.is_exact else piece.end,
                piece.is_exact,
            )
            pieces.append(cut)
        position += len(piece.text)
    start = pieces[0].start if pieces else field.end
    return Field(pieces, start, pieces[-1].end if pieces else field.end)


def _from(written: Field, field: Field) -> Field:
    """The part of a word that an attached value is: `-HName: x`, `--opt=x`."""
    position = 0
    for piece in written.pieces:
        if piece.start <= field.start < piece.end and piece.is_exact:
            return _cut(written, position + field.start - piece.start, len(written.text))
        if piece.start >= field.start:
            return _cut(written, position, len(written.text))
        position += len(piece.text)
    return written


def _stripped(field: Field) -> Field:
    text = field.text
    lead = len(text) - len(text.lstrip())
    return _cut(field, lead, len(text.rstrip()))
