"""What a command line says without naming it: switches that mean an option, short options with a password."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from detectors.clients.commands import (
    PasswordOption,
    password_options,
    switch_lines,
    switches,
)
from detectors.readers.shell.syntax.invocation import Invocation, invocation
from detectors.readers.shell.syntax.tree import Command, Pipeline
from detectors.readers.shell.variables.fields import Field
from detectors.readers.shell.variables.values import Variables

_QUOTED = re.compile(r"\"(--[a-z][\w-]+)\"")
_SPELLED = "pass:"
"""Before a password that openssl is given in its options, and not in a file or a variable."""
_LOGIN = re.compile(r"[\w.-]+:(?=.)")
_TAKES_IT = frozenset({"--password-stdin", "--passphrase-fd"})
"""Options of commands that read a password from what is piped into them; `--stdin` means another text elsewhere."""
_SUDO_READS = (["sudo", "-S"], ["sudo", "--stdin"])
_SHELLS = frozenset({"sh", "bash", "dash", "ksh", "zsh"})
_PASSWORD = "password"


def switched(made: Invocation) -> Iterator[tuple[str, Field]]:
    """(option, switch): `kubectl --insecure-skip-tls-verify get pods`; in a patch it stands in quotes."""
    known = switches().get(made.name, {})
    for field in made.arguments:
        for text in (field.text, *_QUOTED.findall(field.text)):
            if name := known.get(text):
                yield name, field


def written(command: Command, variables: Variables) -> Iterator[tuple[str, Field, int, int]]:
    """(option, text, where in it): `echo insecure >> ~/.curlrc`, a script for lftp."""
    texts = [variables.written(word) for word in command.arguments[1:]]
    texts += [variables.written(r.body) for r in command.redirects if r.body]
    files = [variables.written(r.target).text for r in command.redirects if r.target]
    above = command.parent
    behind = above.body[above.body.index(command) :] if isinstance(above, Pipeline) else [command]
    for one in behind:
        if isinstance(one, Command) and invocation(one, variables, ()).name == "tee":
            files += [variables.written(word).text for word in one.arguments]
    for known in switch_lines():
        if known.file and not any(name.endswith(known.file) for name in files):
            continue
        for field in texts:
            for match in known.line.finditer(field.text):
                yield known.means, field, *match.span(1)


def passwords(
    command: Command, made: Invocation, given: Sequence[Field], variables: Variables
) -> Iterator[tuple[str, Field, int]]:
    """(name, argument, where in it the password begins): `docker login -p SECRET`, `echo root:SECRET | chpasswd`."""
    if (reader := _fed(command, variables)) is not None:
        takes_logins = reader.name == "chpasswd"
        for field in given:
            if takes_logins and (match := _LOGIN.match(field.text)):
                yield _PASSWORD, field, match.end()
            elif not takes_logins and not field.text.startswith("-"):
                yield _PASSWORD, field, 0
    if made.name == "htpasswd" and (last := _of_htpasswd(given)):
        yield _PASSWORD, last, 0
    for taken in password_options().get(made.name, ()):
        if taken.operand:
            if named := _operand(given, taken):
                yield _PASSWORD, named, 0
            continue
        if tuple(field.text for field in made.arguments[: len(taken.words)]) != taken.words:
            continue
        name = _name(made.arguments[len(taken.words) :]) if taken.is_named else _PASSWORD
        width = len(taken.option)
        before = ""
        for field in given:
            text = field.text
            is_inside = width == 2 and text.startswith(taken.option) and text[2:3] not in {"", "="}
            is_behind = before == taken.option and not taken.is_joined and not text.startswith("-")
            before = text
            if not (is_inside or is_behind):
                continue
            start = width if is_inside else len(_SPELLED) if text.startswith(_SPELLED) else 0
            if taken.after:
                start = text.find(taken.after) + 1
                if start < 2:
                    continue
            if not (taken.other_than and taken.other_than.fullmatch(text, start)):
                yield name, field, start


def asks(made: Invocation, option: str) -> bool:
    """`mysql --password shop`: the option alone asks for the password, and what follows is something else."""
    return option == "--password" and any(
        taken.is_joined for taken in password_options().get(made.name, ())
    )


def _operand(given: Sequence[Field], taken: PasswordOption) -> Field | None:
    """The word so many places behind the subcommand, wherever that stands."""
    texts = tuple(field.text for field in given)
    width = len(taken.words)
    for at in range(len(texts) - width - taken.operand + 1):
        if texts[at : at + width] == taken.words:
            field = given[at + width + taken.operand - 1]
            return None if field.text.startswith("-") else field
    return None


def _of_htpasswd(given: Sequence[Field]) -> Field | None:
    """With `-b` the last word is the password; before it a name, and a file but for `-n`."""
    flags = "".join(
        field.text for field in given if re.fullmatch(r"-[bBcdDimnprsv25C]+", field.text)
    )
    words = [field for field in given if not field.text.startswith("-")]
    least = 2 if "n" in flags else 3
    return words[-1] if "b" in flags and len(words) >= least else None


def _fed(command: Command, variables: Variables) -> Invocation | None:
    """The command behind an `echo` that reads a password from it: `echo SECRET | docker login --password-stdin`."""
    above = command.parent
    if not isinstance(above, Pipeline) or variables.program(command) not in {"echo", "printf"}:
        return None
    for after in above.body[above.body.index(command) + 1 :]:
        if not isinstance(after, Command):
            continue
        made = invocation(after, variables, ())
        texts = [variables.written(word).text for word in after.arguments]
        if made.name == "chpasswd" or not _TAKES_IT.isdisjoint(texts):
            return made
        if made.name == "passwd" and "--stdin" in texts:
            return made
        if texts[:2] in _SUDO_READS and not _reads(made):
            return made
    return None


def _reads(made: Invocation) -> bool:
    """It reads itself what is piped, which sudo passes on where it need not ask: `sudo -S tee -a /etc/sysctl.conf`."""
    texts = [field.text for field in made.arguments]
    operands = [text for text in texts if not text.startswith("-")]
    if made.name == "dd":
        return not any(text.startswith("if=") for text in texts)
    if made.name in _SHELLS or made.name == "cat":
        return not operands
    if made.name == "crontab":
        return "-" in texts
    return made.name in {"tee", "patch"}


def _name(arguments: Sequence[Field]) -> str:
    """The first word that is neither an option nor behind one."""
    before = ""
    for field in arguments:
        if not field.text.startswith("-") and not (before.startswith("-") and "=" not in before):
            return field.text
        before = field.text
    return ""
