"""What a command line says without naming it: switches that mean an option, short options with a password."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from detectors.clients.commands import password_options, switch_lines, switches
from detectors.readers.shell.syntax.invocation import Invocation, invocation
from detectors.readers.shell.syntax.tree import Command, Pipeline
from detectors.readers.shell.variables.fields import Field
from detectors.readers.shell.variables.values import Variables

_QUOTED = re.compile(r"\"(--[a-z][\w-]+)\"")
_SPELLED = "pass:"
"""Before a password that openssl is given in its options, and not in a file or a variable."""
_LOGIN = re.compile(r"[\w.-]+:(?=.)")


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
) -> Iterator[tuple[Field, int]]:
    """(argument, where in it the password begins): `docker login -p SECRET`, `echo root:SECRET | chpasswd`."""
    if _feeds_chpasswd(command, variables):
        for field in given:
            if match := _LOGIN.match(field.text):
                yield field, match.end()
    for taken in password_options().get(made.name, ()):
        if tuple(field.text for field in made.arguments[: len(taken.words)]) != taken.words:
            continue
        width = len(taken.option)
        before = ""
        for field in given:
            text = field.text
            is_inside = width == 2 and text.startswith(taken.option) and text[2:3] not in {"", "="}
            if is_inside:
                yield field, width
            elif before == taken.option and not taken.is_joined and not text.startswith("-"):
                yield field, len(_SPELLED) if text.startswith(_SPELLED) else 0
            before = text


def _feeds_chpasswd(command: Command, variables: Variables) -> bool:
    above = command.parent
    if not isinstance(above, Pipeline) or variables.program(command) not in {"echo", "printf"}:
        return False
    after = above.body[above.body.index(command) + 1 :]
    return any(
        isinstance(one, Command) and invocation(one, variables, ()).name == "chpasswd"
        for one in after
    )
