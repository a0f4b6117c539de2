"""Finds what would not work in production, in CI, pre-commit and editors.

Exit code 0: nothing found; 1: findings; 2: usage or internal error.
What could not be read is reported on standard error and does not change the exit code.

example:
  critique lint src deploy --format github
  git show HEAD:deploy/app.yaml | critique lint - --stdin-filename deploy/app.yaml
"""

from __future__ import annotations

import argparse
import difflib
import json
import os
import sys
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any, TextIO

from critique.cli import Refusal

if TYPE_CHECKING:
    from critique.lint.cache import Cache
    from critique.lint.config import Config


def add_arguments(parser: argparse.ArgumentParser) -> None:
    from critique.lint import formats

    add = parser.add_argument
    add(
        "paths",
        nargs="*",
        default=["."],
        metavar="PATH",
        help="files and folders; - is standard input",
    )
    add("--format", choices=formats.names(), default="full", help="how findings are written (full)")
    add("--select", metavar="R,..", help="only these risks or families")
    add("--ignore", metavar="R,..", help="not these risks or families")
    add(
        "--show-sound",
        action="store_true",
        help="also what was inspected and is fine, with the reason",
    )
    add("--fix", action="store_true", help="mend what one setting cures")
    add("--diff", action="store_true", help="show what --fix would change, and change nothing")
    add("--jobs", type=int, metavar="N", help="processes (as many as there are processors)")
    add(
        "--no-cache",
        action="store_true",
        help="look at every file again, and keep nothing for the next run",
    )
    add("--config", metavar="FILE", help="instead of the nearest pyproject.toml or critique.toml")
    add(
        "--stdin-filename",
        metavar="NAME",
        default="",
        help="what the text on standard input is called",
    )
    add("--exit-zero", action="store_true", help="exit with 0 also when something is found")
    add("--statistics", action="store_true", help="how often each risk is found, instead of where")
    add(
        "--baseline",
        metavar="FILE",
        help="hide the findings of this earlier report (--format json)",
    )
    add("--output-file", metavar="FILE", help="write the report there instead of standard output")


def run(args: argparse.Namespace) -> int:
    from dataclasses import replace

    from critique.lint import config, files, report

    settings = config.find(Path.cwd(), args.config)
    if args.select is not None:
        settings = replace(settings, select=config.chosen(_words(args.select), "--select"))
    if args.ignore is not None:
        ignored = config.chosen(_words(args.ignore), "--ignore")
        settings = replace(settings, ignore=settings.ignore | ignored)
    if args.jobs is not None and args.jobs < 1:
        raise Refusal("--jobs is a number of processes from 1 up")
    fixing = args.fix or args.diff
    if args.paths == ["-"]:
        read = _standard_input(args.stdin_filename)
        reports = iter(
            [report.check_source(read, settings, show_sound=args.show_sound, fixing=fixing)]
        )
    elif "-" in args.paths:
        raise Refusal("- (standard input) cannot be checked together with other paths")
    else:
        try:
            found = list(files.find(args.paths, settings.exclude))
        except FileNotFoundError as missing:
            raise Refusal(f"{missing}: there is no such file or folder") from None
        reports = report.check(
            found,
            settings,
            jobs=args.jobs or os.cpu_count() or 1,
            show_sound=args.show_sound,
            fixing=fixing,
            cache=None if args.no_cache or fixing else _cache(len(found), settings, args),
        )
    if args.baseline:
        reports = report.hide_known(reports, _baseline(args.baseline))
    return _write(args, reports)


def _cache(count: int, settings: Config, args: argparse.Namespace) -> Cache | None:
    from critique.lint.cache import WORTH_IT, Cache

    if count <= WORTH_IT:
        return None
    return Cache.of(sorted(settings.severity.items()), args.show_sound)


def _words(text: str) -> list[str]:
    return [word.strip() for word in text.split(",") if word.strip()]


def _standard_input(name: str) -> Any:
    from critique.lint import files
    from detectors.languages import language_of

    content = sys.stdin.buffer.read()
    shown = name or "<stdin>"
    if len(content) > files.LARGEST:
        return files.Unread(
            shown, f"has {len(content):,} bytes; over {files.LARGEST:,} are not read"
        )
    language = language_of(name, content.decode("utf-8", "replace"))
    if language is None:
        return files.Unread(
            shown, "is in no language that critique reads; name it with --stdin-filename"
        )
    return files.decode(shown, content, language)


def _baseline(path: str) -> list[dict[str, Any]]:
    try:
        known = json.loads(Path(path).read_text("utf-8"))
    except OSError as error:
        raise Refusal(
            f"{path}: cannot be read: {(error.strerror or '').lower()}; "
            f"write it with: critique lint --format json --output-file {path}"
        ) from None
    except ValueError as error:
        raise Refusal(f"{path}: is not a report of --format json: {error}") from None
    if not isinstance(known, list) or not all(isinstance(entry, dict) for entry in known):
        raise Refusal(f"{path}: is not a report of --format json: it is not a list of objects")
    return known


def _write(args: argparse.Namespace, reports: Iterator[Any]) -> int:
    from critique.lint import formats

    found: Counter[str] = Counter()

    def watched() -> Iterator[Any]:
        for one in reports:
            if args.diff:
                _show_diff(one)
            elif args.fix and one.fixed is not None:
                _save(one)
            for entry in one.entries:
                if entry.verdict == "risky":
                    found[entry.risk] += 1
                elif entry.verdict == "problem":
                    _complain(entry)
            yield one

    if args.diff:
        changed = sum(one.fixed is not None for one in watched())
        return 0 if args.exit_zero or not changed else 1
    if args.statistics:
        for _ in watched():
            pass
        text: Iterator[str] = (f"{count:>6}  {risk}\n" for risk, count in found.most_common())
    else:
        text = formats.named(args.format).render(watched(), args.show_sound)
    if args.output_file:
        try:
            with open(args.output_file, "w", encoding="utf-8", newline="\n") as out:
                _copy(text, out)
        except OSError as error:
            raise Refusal(f"{args.output_file}: cannot be written: {error.strerror}") from None
    else:
        _copy(text, sys.stdout)
    return 1 if found and not args.exit_zero else 0


def _copy(text: Iterator[str], out: TextIO) -> None:
    for piece in text:
        # A path may hold bytes that are no text; they are shown, not raised over.
        out.write(piece.encode("utf-8", "backslashreplace").decode("utf-8"))


def _complain(entry: Any) -> None:
    from trainer.neutralise import neutralise

    print(
        f"critique lint: {neutralise(f'{entry.path}:{entry.line}: {entry.message}')}",
        file=sys.stderr,
    )


def _show_diff(report: Any) -> None:
    from trainer.neutralise import neutralise

    if report.fixed is None:
        return
    from critique.lint import files

    read = files.read(report.path, True)
    before = read.text if isinstance(read, files.Source) else ""
    lines = difflib.unified_diff(
        before.splitlines(), report.fixed.splitlines(), report.path, report.path, lineterm=""
    )
    for line in lines:
        print(neutralise(line))


def _save(report: Any) -> None:
    if report.path == "<stdin>":
        return
    try:
        with open(report.path, "w", encoding="utf-8", newline="") as file:
            file.write(report.fixed)
    except OSError as error:
        raise Refusal(f"{report.path}: cannot be written: {error.strerror}") from None
