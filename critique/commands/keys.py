"""Lists the keys of every screen, and the names by which config.toml gives them others.

  theme = "light"          dark or light
  mouse = false
  keymap = "cyrillic"      letters also by what their keys write on a Russian keyboard; or vim
  clipboard = "file"       where y puts an answer: auto, native, osc52 or file
  [keys]
  "practice.flag" = "f,space"

example:
  critique keys
"""

from __future__ import annotations

import argparse

from critique.cli import Refusal


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--path", action="store_true", help="only where config.toml is looked for")


def run(args: argparse.Namespace) -> int:
    from trainer.neutralise import one_line
    from tui.keys import bindings, display, panes, usual
    from tui.settings import SettingsError, load, path

    if args.path:
        print(path())
        return 0
    try:
        changed = load().keys
    except SettingsError as error:
        raise Refusal(str(error)) from None
    for name, pane in panes().items():
        print(f"{name}")
        told: set[str] = set()
        for binding in bindings(pane):
            id = binding.id or ""
            if id not in told:
                told.add(id)
                keys = " ".join(display(key) for key in changed.get(id, usual()[id]).split(","))
                print(f"  {one_line(keys):<18} {binding.description:<24} {id}")
    print(f"\nOther keys, the theme and the mouse are set in {path()}")
    return 0
