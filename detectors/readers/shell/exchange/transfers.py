"""curl, wget and HTTPie: what their arguments ask for."""

from __future__ import annotations

import re
from collections.abc import Iterator

from detectors.clients.commands import Tool
from detectors.facts import HOLE, UNKNOWN, Value, known
from detectors.readers.shell.exchange.request_settings import (
    HEADER_KEYS,
    KEYS,
    Asked,
    body_fields,
    effect_of,
    keyed,
    minted_at,
    parameters,
    settings_of,
    value_at,
)
from detectors.readers.shell.syntax.options import Given, Options, read_options
from detectors.readers.shell.variables.fields import Field, Piece, may_be_options
from detectors.text import Text

_MESSAGES = re.compile(r"//api\.twilio\.com/.+/Messages(\.json)?$")
_WAITS = 36000
"""Seconds that a message stays in Twilio's queue if nothing is said; a messaging service has a limit of its own."""
_SCHEME = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*://")
_VERSIONS = frozenset({"stripe-version"})
_DATA = (
    "data",
    "data-ascii",
    "data-binary",
    "data-raw",
    "data-urlencode",
    "json",
    "form",
    "form-string",
)
_SAYS_STATUS = re.compile(r"%\{(http_code|response_code|json)\}|^@|^%" + HOLE + "|^" + HOLE)
_GUESSED = re.compile(r"(ftp|dict|ldap|imap|smtp|pop3)\.", re.IGNORECASE)
_ITEM = re.compile(r"(?<!\\)(:=@|=@|:=|==|@|=|:)")


def curl(tool: Tool, arguments: list[Field], stdin: Field | None, text: Text) -> Iterator[Asked]:
    """The transfers of a curl command; `stdin` is a here-document for it."""
    parts: list[list[Field]] = [[]]
    for argument in arguments:
        if argument.text in {"--next", "-:"}:
            parts.append([])
        else:
            parts[-1].append(argument)
    for part in parts:
        options = _with_config(tool, read_options(tool, part), stdin)
        if options.has("help", "version", "manual") and not options.operands:
            continue
        if options.of("help", "version", "manual") and not _urls(options):
            continue
        if not options.operands and not options.of("url", "config") and not options.has_unknown:
            continue  # it says that an address is missing; an image's entry point is given one
        if (urls := _urls(options)) and all(url.text.lower().startswith("file:") for url in urls):
            continue  # it reads a file of this machine
        yield _curl(tool, options, stdin, text)


def _with_config(tool: Tool, options: Options, stdin: Field | None) -> Options:
    """Read a config that stands in the script; another one may hold any option."""
    for config in options.of("config"):
        if config.value and config.value.text == "-" and stdin is not None:
            inner = read_options(tool, _config_words(stdin))
            options.given += inner.given
            options.has_unknown = options.has_unknown or inner.has_unknown
        else:
            options.has_unknown = True
    return options


def _config_words(stdin: Field) -> list[Field]:
    """`max-time = 10`, `header: "a: b"`, `-s` line by line."""
    words = []
    position = 0
    for line in stdin.text.splitlines(keepends=True):
        match = re.match(r"\s*(-{0,2})([\w.#-]+|:)(?:\s*[=:]\s*|\s+|$)(.*)", line.rstrip("\n"))
        if match and not line.lstrip().startswith("#"):
            dashes = match[1] or ("--" if len(match[2]) > 1 else "-")
            place = stdin.place(position + match.start(2), position + match.end(2))
            start, end = place or (stdin.start, stdin.end)
            words.append(Field([Piece(dashes + match[2], start, end, False)], start, end))
            if value := match[3].strip().strip('"'):
                words.append(Field([Piece(value, start, end, False)], start, end))
        position += len(line)
    return words


def _urls(options: Options) -> list[Field]:
    given = [one.value for one in options.of("url") if one.value]
    return [*given, *_operands(options)]


def _operands(options: Options) -> list[Field]:
    """The operands; behind an option that is not known a bare word may be its value."""
    is_sure = not any(one.is_unheard for one in options.given)
    return [
        one
        for one in options.operands
        if not one.is_spread and (is_sure or "://" in one.text or HOLE in one.text)
    ]


def _curl(tool: Tool, options: Options, stdin: Field | None, text: Text) -> Asked:
    asked = Asked("curl", "any", options=options)
    asked.settings = settings_of(tool, options, text)
    urls = _urls(options)
    if not urls and len(options.operands) == 1 and not may_be_options(options.operands[0].variable):
        urls = options.operands
        others = [g for g in options.given if g.argument.text.startswith(HOLE)]
        options.has_unknown = bool(others) or options.has("config")
        asked.settings = settings_of(tool, options, text)
    _speed_limits(asked, options, text)
    asked.may_hide_options = options.has_unknown
    default = options.text("proto-default") or ""
    is_local = options.has("unix-socket") or options.has("abstract-unix-socket")
    _address(asked, urls, lambda url: default or _guess(url), text, is_local)
    scheme = (asked.settings["url"].string or "").partition("://")[0].lower()
    asked.is_http = scheme not in {
        *("ftp", "ftps", "sftp", "scp", "smtp", "smtps", "imap", "imaps", "pop3", "pop3s"),
        *("ldap", "ldaps", "file", "telnet", "dict", "gopher", "mqtt", "smb", "tftp", "rtsp"),
    }
    _method_of_curl(asked, options)
    _query(asked, options, text)
    _headers(asked, options.of("header"), text)
    _key(asked, options, stdin, text)
    _version(asked, options, text)
    _output_of_curl(asked, options)
    _message(asked, options, text)
    return asked


def _message(asked: Asked, options: Options, text: Text) -> None:
    """Of a message of Twilio's: how long it may wait to be sent, and what it says."""
    if not _MESSAGES.search(asked.settings["url"].string or ""):
        return
    fields: dict[str, Field] = {}
    is_whole = not options.has_unknown
    for given in options.of(*_DATA):
        if given.value is None or given.value.text.startswith(("@", HOLE)):
            is_whole = False
            continue
        for name, start, end in body_fields(given.value.text):
            fields[name] = given.value
            if name == "ValidityPeriod":
                written = given.value.text[start:end]
                limit = int(written) if written.isdigit() else None
                asked.settings["validity"] = (
                    UNKNOWN if limit is None else value_at(text, given.value, limit, written)
                )
            elif name == "Body":
                asked.settings["text"] = known(given.value.text[start:end].replace(HOLE, " "))
    if "ValidityPeriod" in fields:
        return
    has_own = "MessagingServiceSid" in fields or not is_whole
    asked.settings["validity"] = UNKNOWN if has_own else known(_WAITS)


def _speed_limits(asked: Asked, options: Options, text: Text) -> None:
    """A transfer that stands still for `--speed-time` ends, so it does not wait for ever."""
    limit = asked.settings["timeout"]
    given = options.last("speed-limit", "speed-time")
    if given is None or not limit.is_off or limit.is_written:
        return
    seconds = options.text("speed-time") or "30"
    asked.settings["timeout"] = (
        value_at(text, given.argument, float(seconds), seconds)
        if re.fullmatch(r"\d+(\.\d+)?", seconds)
        else UNKNOWN
    )


def _guess(url: str) -> str:
    found = _GUESSED.match(url)
    return found[1].lower() if found else "http"


def _address(  # type: ignore[no-untyped-def]
    asked: Asked, urls: list[Field], default, text: Text, is_of_this_machine: bool = False
) -> None:
    if not urls:
        asked.settings["url"] = UNKNOWN
        return
    known = [url for url in urls if not url.text.startswith(HOLE)] or urls
    worst = next((url for url in known if not url.text.lower().startswith("https://")), known[0])
    asked.url_field = worst
    address = worst.text
    if not _SCHEME.match(address) and not address.startswith(HOLE) and address:
        address = f"{default(address)}://{address}"
    if is_of_this_machine:
        address = re.sub(r"(?<=://)[^/?#]*|^\ufffc[^/?#]*$", "localhost", address)
    asked.settings["url"] = value_at(text, worst, address, worst.text) if address else UNKNOWN


def _method_of_curl(asked: Asked, options: Options) -> None:
    given = options.last("request")
    has_data = bool(options.of(*_DATA))
    if given and given.value:
        asked.method = given.value.text.upper() if given.value.is_known else ""
    elif options.has("head"):
        asked.method = "HEAD"
    elif options.has("upload-file"):
        asked.method = "PUT"
    elif has_data and not options.has("get"):
        asked.method = "POST"
    elif not options.has_unknown:
        asked.method = "GET"
    if asked.is_http:
        asked.effect = effect_of(asked.method)
    else:
        asked.method = ""
        asked.effect = "send" if options.has("mail-rcpt") else "read"
        if options.has("upload-file") and asked.effect == "read":
            asked.effect = "write"


def _query(asked: Asked, options: Options, text: Text) -> None:
    """What `--url-query` puts behind the address, and with `-G` the data."""
    given = [*options.of("url-query"), *(options.of(*_DATA) if options.has("get") else ())]
    for one in given:
        if one.value is not None:
            asked.query |= parameters(text, one.value, one.value.text.lstrip("+"))


def _headers(asked: Asked, given: list[Given], text: Text) -> None:
    for header in given:
        if header.value is None:
            continue
        name, colon, _ = header.value.text.partition(":")
        if not colon or HOLE in name or name.startswith("@"):
            name = ""
        asked.headers.append((name.strip(), header.value, header))


def _version(asked: Asked, options: Options, text: Text) -> None:
    """A header that tells the other side which version of its API to be."""
    told = next((value for name, value, _ in asked.headers if name.lower() in _VERSIONS), None)
    is_hidden = options.has_unknown or any(not name for name, _, _ in asked.headers)
    absent = UNKNOWN if is_hidden else Value("off")
    asked.settings["api_version"] = value_at(text, told, told.text) if told else absent


def _key(asked: Asked, options: Options, stdin: Field | None, text: Text) -> None:
    """A header or field by which the server recognises a repetition."""
    for name, value, _ in asked.headers:
        if name.lower() in HEADER_KEYS:
            asked.settings["idempotency_key"] = value_at(text, value, value.text)
            asked.fresh_key = minted_at(text, value)
            return
    bodies = [one.value for one in options.of(*_DATA) if one.value]
    if stdin is not None:
        bodies.append(stdin)
    for body in bodies:
        if next(keyed(KEYS, body.text), None):
            asked.settings["idempotency_key"] = value_at(text, body, body.text)
            asked.fresh_key = minted_at(text, body)
            return
    is_hidden = options.has_unknown or any(not name for name, _, _ in asked.headers)
    asked.settings["idempotency_key"] = UNKNOWN if is_hidden else Value("off")


def _output_of_curl(asked: Asked, options: Options) -> None:
    output = options.last("output")
    asked.is_probe = asked.method == "HEAD"
    if options.has("out-null"):
        asked.output = "nowhere"
    elif output and output.value:
        file = output.value.text
        asked.output = "nowhere" if file == "/dev/null" else "stdout" if file == "-" else "file"
        asked.file = output.value
    elif options.has("remote-name", "remote-name-all", "remote-header-name"):
        asked.output = "file"
        asked.file, asked.is_named_by_address = asked.url_field, True
    elif options.has_unknown:
        asked.output = "unknown"
    shown = options.text("write-out")
    asked.shows_status = bool(shown and _SAYS_STATUS.search(shown))
    asked.shows_more = bool(shown and "%{" in shown)
    asked.is_probe = asked.is_probe or (asked.output == "nowhere" and asked.method == "GET")


def wget(tool: Tool, arguments: list[Field], stdin: Field | None, text: Text) -> Iterator[Asked]:
    """The transfer of a wget command."""
    options = read_options(tool, arguments)
    if options.of("help", "version") and not options.operands:
        return
    asked = Asked("wget", "any", options=options)
    urls = _operands(options)
    if not urls and len(options.operands) == 1 and not may_be_options(options.operands[0].variable):
        urls, options.has_unknown = options.operands, False
    if options.has("config"):
        options.has_unknown = True
    for executed in options.of("execute"):
        if executed.value and re.match(r"check_?certificate\s*=\s*off", executed.value.text):
            options.given.append(
                Given(tool.options["--no-check-certificate"], executed.value, 0, 0)
            )
    asked.settings = settings_of(tool, options, text)
    asked.may_hide_options = options.has_unknown
    _address(asked, urls, lambda url: "http", text)
    method = options.last("method")
    if method and method.value:
        asked.method = method.value.text.upper() if method.value.is_known else ""
    elif options.of("post-data", "post-file"):
        asked.method = "POST"
    elif options.has("spider"):
        asked.method = "HEAD"
    else:
        asked.method = "" if options.has_unknown else "GET"
    asked.effect = effect_of(asked.method)
    asked.is_probe = options.has("spider")
    _headers(asked, options.of("header"), text)
    _key(asked, Options(has_unknown=options.has_unknown), None, text)
    output = options.last("output-document")
    asked.output = "file"
    if output and output.value:
        file = output.value.text
        asked.output = "nowhere" if file == "/dev/null" else "stdout" if file == "-" else "file"
        asked.file = output.value
    elif options.has("spider"):
        asked.output = "nowhere"
    elif urls:
        asked.file, asked.is_named_by_address = asked.url_field, True
    yield asked


def httpie(
    tool: Tool, name: str, arguments: list[Field], has_input: bool, text: Text
) -> Iterator[Asked]:
    """The transfer of an `http` or `https` command."""
    options = read_options(tool, arguments)
    operands = _operands(options)
    if options.has("offline") or not operands or name == "httpie":
        return
    asked = Asked(name, "any", options=options)
    asked.settings = settings_of(tool, options, text)
    asked.may_hide_options = options.has_unknown
    if len(operands) > 1 and re.fullmatch(r"[A-Za-z]+", operands[0].text):
        asked.method = operands.pop(0).text.upper()
    elif len(operands) > 1 and operands[0].text == HOLE:
        operands.pop(0)
        asked.method = "?"
    scheme = options.text("default-scheme") or ("https" if name == "https" else "http")
    _address(asked, operands[:1], lambda url: scheme, text)
    asked.settings["url"] = _short_address(asked.settings["url"], scheme)
    has_data = options.has("raw") or (has_input and not options.has("ignore-stdin"))
    for item in operands[1:]:
        separator = _ITEM.search(item.text)
        if separator is None:
            options.has_unknown = options.has_unknown or HOLE in item.text
        elif separator[1] == ":":
            asked.headers.append((item.text[: separator.start()], item, None))
        elif separator[1] == "==":
            said = f"{item.text[: separator.start()]}={item.text[separator.end() :]}"
            asked.query |= parameters(text, item, said)
        else:
            has_data = True
    if asked.method == "?":
        asked.method = ""
    elif not asked.method and not options.has_unknown:
        asked.method = "POST" if has_data else "GET"
    asked.effect = effect_of(asked.method)
    _item_key(asked, operands[1:], text)
    output = options.last("output")
    asked.output = "file" if output or options.has("download") else "stdout"
    asked.file = output.value if output else None
    shown = options.text("print")
    asked.shows_status = options.has("headers", "verbose") or bool(shown and "h" in shown)
    asked.is_probe = asked.method == "HEAD"
    yield asked


def _short_address(url: Value, scheme: str) -> Value:
    """`:8080/x` is this machine, `://host` only lacks the scheme."""
    address = url.string
    if address is None:
        return url
    rest = address.removeprefix(f"{scheme}://")
    if rest.startswith("://"):
        address = scheme + rest
    elif rest.startswith(":"):
        port = re.match(r":(\d*)", rest)
        assert port is not None
        address = f"{scheme}://localhost{':' + port[1] if port[1] else ''}{rest[port.end() :]}"
    return Value(url.state, address, url.text, url.lines, url.columns)


def _item_key(asked: Asked, items: list[Field], text: Text) -> None:
    for item in items:
        separator = _ITEM.search(item.text)
        name = item.text[: separator.start()].lower() if separator else ""
        if name in (HEADER_KEYS if separator and separator[1] == ":" else KEYS):
            asked.settings["idempotency_key"] = value_at(text, item, item.text)
            asked.fresh_key = minted_at(text, item)
            return
    is_hidden = asked.options.has_unknown or any(item.text == HOLE for item in items)
    asked.settings["idempotency_key"] = UNKNOWN if is_hidden else Value("off")
