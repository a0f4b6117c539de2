"""Finds what would not work in production, in CI, pre-commit and editors.

Exit code 0: nothing found; 1: findings; 2: usage or internal error.
What could not be read is reported on standard error and does not change the exit code.

example:
  critique lint src deploy --format github
  git show HEAD:deploy/app.yaml | critique lint - --stdin-filename deploy/app.yaml
"""

from __future__ import annotations

import argparse
import dataclasses
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

COUNTED = ("full", "concise", "json", "jsonl")
"""The formats that `--statistics` has."""


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
    from critique.lint import config, files, report

    if args.statistics and args.format not in COUNTED:
        raise Refusal(f"--statistics has the formats {', '.join(COUNTED)}")
    settings = config.find(Path.cwd(), args.config)
    if args.select is not None:
        if not (words := _words(args.select)):
            raise Refusal("--select names no risk; 'critique risks' lists them")
        settings = dataclasses.replace(settings, select=config.chosen(words, "--select"))
    if args.ignore is not None:
        ignored = config.chosen(_words(args.ignore), "--ignore")
        settings = dataclasses.replace(settings, ignore=settings.ignore | ignored)
    if args.jobs is not None and args.jobs < 1:
        raise Refusal("--jobs is a number of processes from 1 up")
    fixing = args.fix or args.diff
    if args.paths == ["-"]:
        content = sys.stdin.buffer.read()
        read = _standard_input(content, args.stdin_filename)
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
    if args.paths == ["-"] and args.fix and not args.diff:
        return _write(args, _passed_on(reports, content), sys.stderr)
    return _write(args, reports, sys.stdout)


def _cache(count: int, settings: Config, args: argparse.Namespace) -> Cache | None:
    from critique.lint.cache import WORTH_IT, Cache

    if count <= WORTH_IT:
        return None
    return Cache.of(sorted(settings.severity.items()), args.show_sound)


def _words(text: str) -> list[str]:
    return [word.strip() for word in text.split(",") if word.strip()]


def _standard_input(content: bytes, name: str) -> Any:
    from critique.lint import files
    from detectors.languages import language_of

    shown = name or "<stdin>"
    if len(content) > files.LARGEST:
        return files.Unread(
            shown, f"has {len(content):,} bytes; over {files.LARGEST:,} are not read"
        )
    if b"\0" in content:
        return files.Unread(shown, "is binary")
    language = language_of(name, content.decode("utf-8", "replace"))
    if language is None:
        return files.Unread(
            shown, "is in no language that critique reads; name it with --stdin-filename"
        )
    return files.decode(shown, content, language)


def _passed_on(reports: Iterator[Any], content: bytes) -> Iterator[Any]:
    """Standard output gets the text of standard input: mended, or as it came."""
    for one in reports:
        mended = None if one.fixed is None else one.fixed.encode(one.encoding)
        sys.stdout.buffer.write(content if mended is None else mended)
        sys.stdout.flush()
        yield dataclasses.replace(one, fixed=None)


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


def _write(args: argparse.Namespace, reports: Iterator[Any], out: TextIO) -> int:
    from critique.lint import formats, patches

    found: Counter[str] = Counter()
    changed: set[str] = set()
    failed: set[str] = set()

    def watched() -> Iterator[Any]:
        for one in reports:
            if one.failed:
                failed.add(one.path)
            if one.fixed is not None:
                changed.add(one.path)
                if not args.diff:
                    _save(one)
            for entry in one.entries:
                if entry.verdict == "risky":
                    found[entry.risk] += 1
                elif entry.verdict == "problem":
                    _complain(entry)
            yield one

    if args.diff:
        at_terminal = out.isatty() and not args.output_file
        text = patches.render(watched(), for_a_terminal=at_terminal)
    elif args.statistics:
        for _ in watched():
            pass
        text = _statistics(args.format, found)
    else:
        text = formats.named(args.format).render(watched(), args.show_sound)
    if args.output_file:
        try:
            with open(args.output_file, "w", encoding="utf-8", newline="\n") as file:
                _copy(text, file)
        except OSError as error:
            reason = (error.strerror or "").lower()
            raise Refusal(f"{args.output_file}: cannot be written: {reason}") from None
    else:
        _copy(text, out)
    if failed:
        return 2
    return 1 if (changed if args.diff else found) and not args.exit_zero else 0


def _statistics(format: str, found: Counter[str]) -> Iterator[str]:
    counts = [{"risk": risk, "count": count} for risk, count in found.most_common()]
    if format == "json":
        yield json.dumps(counts, indent=2) + "\n"
    for one in counts:
        if format == "jsonl":
            yield json.dumps(one) + "\n"
        elif format != "json":
            yield f"{one['count']:>6}  {one['risk']}\n"


def _copy(text: Iterator[str], out: TextIO) -> None:
    for piece in text:
        # A path may hold bytes that are no text; they are shown, not raised over.
        out.write(piece.encode("utf-8", "backslashreplace").decode("utf-8"))


def _complain(entry: Any) -> None:
    from trainer.neutralise import neutralise, shown_path

    place = f"{shown_path(entry.path)}:{entry.line}"
    print(f"critique lint: {place}: {neutralise(entry.message)}", file=sys.stderr)


def _save(report: Any) -> None:
    try:
        with open(report.path, "w", encoding=report.encoding, newline="") as file:
            file.write(report.fixed)
    except OSError as error:
        reason = (error.strerror or "").lower()
        raise Refusal(f"{report.path}: cannot be written: {reason}") from None
