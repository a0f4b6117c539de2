"""The command line: one module a command in `critique/commands`, found by its name."""

from __future__ import annotations

import argparse
import os
import re
import sys
from collections.abc import Callable
from importlib import import_module
from keyword import iskeyword
from pathlib import Path
from typing import Any, NoReturn, Protocol, cast

from critique import __version__, streams

FOLDER = Path(__file__).parent / "commands"
DEFAULT = "home"
"""What `critique` without a command opens."""


class Command(Protocol):
    """A module of `critique/commands`: its docstring is the help, its last paragraph an example."""

    __doc__: str | None
    add_arguments: Callable[[argparse.ArgumentParser], None]
    run: Callable[[argparse.Namespace], int]


class Refusal(Exception):
    """What was asked cannot be done; the message says why and which command repairs it."""


class Parser(argparse.ArgumentParser):
    """The options of a command; it can say which there are."""

    def __init__(self, **options: Any) -> None:
        self.actions: list[argparse.Action] = []
        super().__init__(**options)

    def add_argument(self, *names: str, **options: Any) -> argparse.Action:
        action = super().add_argument(*names, **options)
        self.actions.append(action)
        return action

    def error(self, message: str) -> NoReturn:
        said = f"{self.prog}: {message}{self._meant(message)}"
        self.exit(2, f"{said}\n{self.prog}: see '{self.prog} --help'\n")

    def _meant(self, message: str) -> str:
        """What is most like a word that is none of the command's; empty where nothing is."""
        import difflib

        wrong = re.match(
            r"unrecognized arguments: (--[\w-]+)|argument [^:]+: invalid choice: '(.*?)'", message
        )
        if wrong is None:
            return ""
        words = [name for action in self.actions for name in action.option_strings]
        if wrong[2]:
            words = [str(one) for action in self.actions for one in action.choices or ()]
        close = difflib.get_close_matches(wrong[1] or wrong[2], words, n=1)
        return f"; did you mean '{close[0]}'?" if close else ""


def names() -> list[str]:
    """Every command, by what lies in the folder."""
    stems = sorted(path.stem for path in FOLDER.glob("*.py"))
    return [stem.rstrip("_").replace("_", "-") for stem in stems if stem != "__init__"]


def _module(name: str) -> Command:
    """The module of this command; a word that Python keeps for itself has an underscore behind it."""
    stem = f"{name}_" if iskeyword(name) else name.replace("-", "_")
    return cast("Command", import_module(f"critique.commands.{stem}"))


def run(argv: list[str]) -> int:
    """Exit code of the command that these words name; what goes wrong on the way is one sentence."""
    name = f"critique {argv[0]}" if argv and argv[0] in names() else "critique"
    try:
        try:
            return _chosen(argv)
        finally:
            sys.stdout.flush()
    except Refusal as refusal:
        return _complain(name, str(refusal))
    except KeyboardInterrupt:
        return 130
    except BrokenPipeError:
        streams.give_up_output()  # the reader has gone, as in `| head`
        return 141
    except OSError as error:
        streams.give_up_output()
        what = error.filename or "what it says"
        return _complain(name, f"{what} cannot be read or written: {_reason(error)}")
    except Exception as error:
        if os.environ.get("CRITIQUE_TRACEBACK"):
            raise
        return _complain(name, of_its_own(error))


def _complain(name: str, sentence: str) -> int:
    print(f"{name}: {sentence}", file=sys.stderr)
    return 2


def _reason(error: OSError) -> str:
    return (error.strerror or str(error)).lower()


def of_its_own(error: Exception) -> str:
    """A mistake of this program: where it is, and how to see all of it."""
    import traceback

    place = traceback.extract_tb(error.__traceback__)[-1]
    what = f"{type(error).__name__}: {error}".splitlines()[0]
    return (
        f"an error of critique itself ({what}, {Path(place.filename).name} line {place.lineno}); "
        "please report it with what CRITIQUE_TRACEBACK=1 before the command shows"
    )


def _chosen(argv: list[str]) -> int:
    if argv and argv[0] in {"--version", "-V"}:
        print(f"critique {__version__}")
        return 0
    if not argv:
        return _run(DEFAULT, [])
    if argv[0] == "help" and argv[1:]:
        if argv[1] in names():
            return _run(argv[1], ["--help"])
        print(_unknown(argv[1]), file=sys.stderr)
        return 2
    if argv[0] in {"--help", "-h", "help"}:
        print(_overview())
        return 0
    if argv[0] not in names():
        print(_misplaced(argv) if argv[0].startswith("-") else _unknown(argv[0]), file=sys.stderr)
        return 2
    return _run(argv[0], argv[1:])


def _run(name: str, argv: list[str]) -> int:
    return _module(name).run(parser(name).parse_args(argv))


def parser(name: str) -> Parser:
    """What may stand behind this command, and its help."""
    command = _module(name)
    summary, _, rest = (command.__doc__ or "").strip().partition("\n\n")
    made = Parser(
        prog=f"critique {name}",
        description=summary,
        epilog=rest.strip() or None,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    command.add_arguments(made)
    return made


def _overview() -> str:
    rows = []
    for name in names():
        doc = _module(name).__doc__ or ""
        rows.append(f"  {name:<12} {doc.strip().splitlines()[0].rstrip('.')}")
    return "\n".join(
        [
            "usage: critique [COMMAND] [OPTIONS]",
            "",
            "Would this work in production? A trainer, and a linter, for that question.",
            "Without a command it opens the trainer.",
            "",
            *rows,
            "",
            "critique COMMAND --help says more, with an example.",
        ]
    )


def _unknown(word: str) -> str:
    hint = _hint(word, [*names(), "--version", "--help"])
    return f"critique: there is no command '{word}'; {hint}"


def _hint(word: str, known: list[str]) -> str:
    """What was probably meant, or where it stands."""
    import difflib

    close = difflib.get_close_matches(word, known, n=1)
    return (
        f"did you mean 'critique {close[0]}'?" if close else "'critique --help' lists the commands"
    )


def _misplaced(argv: list[str]) -> str:
    """Of an option that stands where a command should."""
    if command := next((word for word in argv if word in names()), None):
        rest = " ".join(word for word in argv if word != command)
        return f"critique: options stand behind the command: critique {command} {rest}"
    hint = _hint(argv[0], ["--version", "--help"])
    return f"critique: there is no option '{argv[0]}' without a command; {hint}"
