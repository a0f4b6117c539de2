"""What each shell command's options mean and what it does by default: data beside this module.

A file of `shell/` describes one command; its table of options reads as the command's own `--help`::

    -m --max-time <seconds>      takes a value
    -s --silent no               a switch with a `--no-silent`
       --next                    a switch without a short form
    -z --compress [level]        takes a value only where it is attached
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any, Literal

from detectors.clients.schema.typed import BadData

FOLDER = Path(__file__).parent / "shell"
_NO_TOOLS = frozenset({"wrappers", "switches", "passwords"})
"""Files that describe something of many commands."""
_ROW = re.compile(
    r"(?:(?P<short>-\S{1,2})\s+)?(?P<long>--?[\w.+-]+)?\s*(?P<value><[^>]*>|\[[^\]]*\])?"
    r"\s*(?P<no>no)?(?:\s*=\s*(?P<same>--[\w.-]+))?$"
)


@dataclass(frozen=True, slots=True)
class Option:
    """One option of a command, named by its long form without dashes (or its short one)."""

    name: str
    long: str
    short: str
    takes: Literal["", "value", "attached"]
    negatable: bool


@dataclass(frozen=True, slots=True)
class SettingRule:
    """How a setting of a request follows from the options.

    `value`: options whose argument it is. `enable`, `disable`: switches. `says`: switch -> text.
    `never`: arguments that switch it off. `default`: without any of them; "unknown" if it cannot be said.
    """

    default: Any = "unknown"
    value: tuple[str, ...] = ()
    enable: tuple[str, ...] = ()
    disable: tuple[str, ...] = ()
    says: Mapping[str, str] = field(default_factory=dict)
    never: tuple[str, ...] = ()
    write: str = ""
    """What spells it, with its value: `--max-time` takes the next word, `--timeout=` is joined to it."""
    write_off: str = ""


@dataclass(frozen=True, slots=True)
class RetryRule:
    """How a command repeats its requests; with nothing given it never does."""

    option: str = ""
    counts: Literal["retries", "attempts"] = "retries"
    default: int = 1
    """Attempts without the option."""
    unlimited: tuple[str, ...] = ()
    backoff: Literal["none", "constant", "linear", "exponential"] = "none"
    first_wait: float | None = None
    jitter: bool = False
    delay: str = ""
    """The option that makes the wait constant, unless it is 0."""
    deadline: str = ""
    covers: frozenset[str] = frozenset()
    more: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    """Option -> kinds of failure that it adds."""


@dataclass(frozen=True, slots=True)
class Assigns:
    """A form in which a command line sets a named value: `git -c k=v`, `npm config set k v`."""

    words: tuple[str, ...] = ()
    option: str = ""
    name: str = ""


@dataclass(frozen=True, slots=True)
class Tool:
    """A command that can be named in a script."""

    id: str
    title: str
    names: tuple[str, ...]
    sources: tuple[str, ...]
    effect: str = ""
    """Of its requests; empty if it makes none that are judged."""
    raises: Literal["always", "never", "option", "unknown"] = "unknown"
    """Its exit status tells an error answer: always, never, or with the `fail` setting on."""
    equals: bool = True
    """Long options also take `--name=value`."""
    abbreviations: bool = False
    """Unique prefixes of long options are understood."""
    words: bool = False
    """Long options have one dash."""
    expand: str = ""
    """What makes of a long option one whose value is filled in: curl's `--expand-url`."""
    local: tuple[str, ...] = ()
    """First operands with which it does not use the network."""
    options: Mapping[str, Option] = field(default_factory=dict)
    """By every spelling: `--max-time`, `-m`."""
    settings: Mapping[str, SettingRule] = field(default_factory=dict)
    retry: RetryRule | None = None
    assigns: tuple[Assigns, ...] = ()


@dataclass(frozen=True, slots=True)
class SwitchLine:
    """A line that means an option of those that `detectors/infrastructure/tls_switches.py` knows."""

    file: str
    """How the name of the file ends that it is written to; empty where the text itself tells."""
    line: re.Pattern[str]
    """Its group is what switches."""
    means: str


@dataclass(frozen=True, slots=True)
class PasswordOption:
    """An option that takes a password, and that does not say so by its name."""

    words: tuple[str, ...]
    """The subcommand that takes it: `docker login`."""
    option: str
    is_joined: bool
    """The password stands in the same word, and the option alone asks for it: `mysql -pSECRET`."""
    after: str
    """What stands before the password in the option's value: `lftp -u user,SECRET`."""
    operand: int
    """Which word behind the subcommand the password is, where no option takes it: `rabbitmqctl add_user shop SECRET`."""
    is_named: bool
    """The word behind the subcommand says what the text is: `gh secret set REGION --body eu-west-1`."""
    other_than: re.Pattern[str] | None
    """The form of a hash that may stand there instead."""


@dataclass(frozen=True, slots=True)
class Wrapper:
    """A command that runs the command in its arguments."""

    name: str
    options: frozenset[str]
    """Its options that take the next word."""
    operands: int = 0
    """Words of its own before the command."""
    words: tuple[str, ...] = ()
    """The subcommand with which it wraps: `docker exec`."""
    role: str = ""
    """What it does to the command: limits, repeats, assigns."""


@cache
def tools() -> Mapping[str, str]:
    """Every command's name -> the id of its file."""
    names: dict[str, str] = {}
    for path in sorted(FOLDER.glob("*.yaml")):
        if path.stem not in _NO_TOOLS:
            names |= dict.fromkeys(_names(path), path.stem)
    return names


def _names(path: Path) -> list[str]:
    """A file's command names, without parsing it."""
    found = re.search(r"^aliases: \[(.*)\]$", path.read_text("utf-8"), re.MULTILINE)
    return [path.stem, *(found[1].split(", ") if found else [])]


@cache
def tool(id: str) -> Tool:
    """The command's data; KeyError if there is none, BadData if its file is wrong."""
    path = FOLDER / f"{id}.yaml"
    if not path.exists():
        raise KeyError(id)
    return _tool(path, _load(path))


@cache
def wrappers() -> Mapping[str, Wrapper]:
    """Name -> wrapper; `docker exec` has its subcommand in its name."""
    path = FOLDER / "wrappers.yaml"
    found: dict[str, Wrapper] = {}
    for name, entry in _load(path)["wrappers"].items():
        entry = entry or {}
        _expect(path, entry, {"options", "operands", "role"})
        words = name.split()
        found[name] = Wrapper(
            words[0],
            frozenset(entry.get("options", "").split()),
            entry.get("operands", 0),
            tuple(words[1:]),
            entry.get("role", ""),
        )
    return found


@cache
def switches() -> Mapping[str, Mapping[str, str]]:
    """Command -> its switch -> the name of the option that it says is on."""
    path = FOLDER / "switches.yaml"
    found: dict[str, dict[str, str]] = {}
    for entry in _load(path)["switches"]:
        _expect(path, entry, {"commands", "means", "source"})
        for name in entry["commands"]:
            found.setdefault(name, {}).update(entry["means"])
    return found


@cache
def switch_lines() -> Sequence[SwitchLine]:
    """What stands in files and scripts of other programs where they leave a check out."""
    path = FOLDER / "switches.yaml"
    found = []
    for entry in _load(path)["lines"]:
        _expect(path, entry, {"file", "line", "means", "source"})
        line = re.compile(entry["line"], re.MULTILINE | re.IGNORECASE)
        found.append(SwitchLine(entry.get("file", ""), line, entry["means"]))
    return found


@cache
def password_options() -> Mapping[str, list[PasswordOption]]:
    """Command -> the options by which it is given a password."""
    path = FOLDER / "passwords.yaml"
    found: dict[str, list[PasswordOption]] = {}
    for entry in _load(path)["passwords"]:
        _expect(
            path,
            entry,
            {
                "commands",
                "words",
                "option",
                "joined",
                "after",
                "operand",
                "named",
                "other_than",
                "source",
            },
        )
        made = PasswordOption(
            tuple(entry.get("words", ())),
            entry.get("option", ""),
            entry.get("joined", False),
            entry.get("after", ""),
            entry.get("operand", 0),
            entry.get("named", False),
            re.compile(entry["other_than"]) if "other_than" in entry else None,
        )
        for name in entry["commands"]:
            found.setdefault(name, []).append(made)
    return found


def _load(path: Path) -> dict[str, Any]:
    import yaml

    loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
    data = yaml.load(path.read_text("utf-8"), loader)
    if not isinstance(data, dict):
        raise BadData(f"{path.name}: a mapping is expected")
    return data


def _expect(path: Path, data: Mapping[str, Any], keys: set[str]) -> None:
    if extra := sorted(set(data) - keys):
        raise BadData(f"{path.name}: unknown key {extra[0]!r}")


def _tool(path: Path, data: dict[str, Any]) -> Tool:
    _expect(
        path,
        data,
        {
            "id",
            "title",
            "aliases",
            "sources",
            "effect",
            "raises",
            "grammar",
            "local",
            "options",
            "settings",
            "retry",
            "assigns",
        },
    )
    if data.get("id") != path.stem:
        raise BadData(f"{path.name}: its id must be {path.stem!r}")
    grammar = data.get("grammar", {})
    _expect(path, grammar, {"equals", "abbreviations", "words", "expand"})
    options = _options(path, data.get("options", ""))
    return Tool(
        id=data["id"],
        title=data["title"],
        names=(data["id"], *data.get("aliases", ())),
        sources=tuple(data["sources"]),
        effect=data.get("effect", ""),
        raises=data.get("raises", "unknown"),
        equals=grammar.get("equals", True),
        abbreviations=grammar.get("abbreviations", False),
        words=grammar.get("words", False),
        expand=grammar.get("expand", ""),
        local=tuple(data.get("local", ())),
        options=options,
        settings={
            name: _setting(path, rule, options) for name, rule in data.get("settings", {}).items()
        },
        retry=_retry(path, data["retry"], options) if "retry" in data else None,
        assigns=tuple(_assigns(path, entry) for entry in data.get("assigns", ())),
    )


def _options(path: Path, table: str) -> dict[str, Option]:
    options: dict[str, Option] = {}
    for row in table.splitlines():
        if not row.strip():
            continue
        match = _ROW.match(row.strip())
        if not match or not (match["short"] or match["long"]):
            raise BadData(f"{path.name}: cannot read the option {row.strip()!r}")
        long, short = match["long"] or "", match["short"] or ""
        value = match["value"] or ""
        takes: Literal["", "value", "attached"] = (
            "" if not value else "value" if value[0] == "<" else "attached"
        )
        name = (match["same"] or long or short).lstrip("-")
        option = Option(name, long, short, takes, bool(match["no"]))
        for spelling in (long, short):
            if spelling in options:
                raise BadData(f"{path.name}: {spelling} is there twice")
            if spelling:
                options[spelling] = option
    return options


def _names_of(path: Path, given: Any, options: Mapping[str, Option]) -> tuple[str, ...]:
    names = (given,) if isinstance(given, str) else tuple(given or ())
    known = {option.name for option in options.values()}
    for name in names:
        if name not in known:
            raise BadData(f"{path.name}: {name!r} is not one of its options")
    return names


def _setting(path: Path, rule: dict[str, Any], options: Mapping[str, Option]) -> SettingRule:
    _expect(
        path, rule, {"default", "value", "enable", "disable", "says", "never", "write", "write_off"}
    )
    return SettingRule(
        default=rule.get("default", "unknown"),
        value=_names_of(path, rule.get("value"), options),
        enable=_names_of(path, rule.get("enable"), options),
        disable=_names_of(path, rule.get("disable"), options),
        says={
            _names_of(path, name, options)[0]: text for name, text in rule.get("says", {}).items()
        },
        never=tuple(str(text) for text in rule.get("never", ())),
        write=rule.get("write", ""),
        write_off=rule.get("write_off", ""),
    )


def _retry(path: Path, rule: dict[str, Any], options: Mapping[str, Option]) -> RetryRule:
    _expect(
        path,
        rule,
        {
            "option",
            "counts",
            "default",
            "unlimited",
            "backoff",
            "first_wait",
            "jitter",
            "delay",
            "deadline",
            "covers",
            "more",
        },
    )
    return RetryRule(
        option=(_names_of(path, rule.get("option"), options) or ("",))[0],
        counts=rule.get("counts", "retries"),
        default=rule.get("default", 1),
        unlimited=tuple(str(text) for text in rule.get("unlimited", ())),
        backoff=rule.get("backoff", "none"),
        first_wait=rule.get("first_wait"),
        jitter=rule.get("jitter", False),
        delay=(_names_of(path, rule.get("delay"), options) or ("",))[0],
        deadline=(_names_of(path, rule.get("deadline"), options) or ("",))[0],
        covers=frozenset(str(kind) for kind in rule.get("covers", ())),
        more={
            _names_of(path, name, options)[0]: tuple(str(kind) for kind in kinds)
            for name, kinds in rule.get("more", {}).items()
        },
    )


def _assigns(path: Path, entry: dict[str, Any]) -> Assigns:
    _expect(path, entry, {"words", "option", "name"})
    return Assigns(
        tuple(entry.get("words", "").split()), entry.get("option", ""), entry.get("name", "")
    )
