"""Prints what lets a shell complete commands, options, risks and SDKs; put it where your shell starts.

  bash   eval "$(critique completion bash)"        in ~/.bashrc
  zsh    eval "$(critique completion zsh)"         in ~/.zshrc, after compinit
  fish   critique completion fish | source         in ~/.config/fish/config.fish

example:
  eval "$(critique completion bash)"
"""

from __future__ import annotations

import argparse

BASH = """\
_critique() {
    local IFS=$'\\n'
    COMPREPLY=($(critique completion bash --words "${COMP_WORDS[@]:1:COMP_CWORD}" 2>/dev/null))
}
complete -o default -F _critique critique
"""
ZSH = """\
_critique() {
    local -a found
    found=(${(f)"$(critique completion zsh --words "${(@)words[2,CURRENT]}" 2>/dev/null)"})
    if (( $#found )); then compadd -- $found; else _files; fi
}
compdef _critique critique
"""
FISH = """\
function __critique
    set -l found (critique completion fish --words (commandline -opc)[2..] (commandline -ct) 2>/dev/null)
    if set -q found[1]
        printf '%s\\n' $found
    else
        __fish_complete_path (commandline -ct)
    end
end
complete -c critique -f -a '(__critique)'
"""
SCRIPTS = {"bash": BASH, "zsh": ZSH, "fish": FISH}


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("shell", choices=[*SCRIPTS], help="your shell")
    # What the scripts ask: the words that are there, the one that is being typed last.
    parser.add_argument("--words", nargs=argparse.REMAINDER, help=argparse.SUPPRESS)


def run(args: argparse.Namespace) -> int:
    if args.words is None:
        print(SCRIPTS[args.shell], end="")
        return 0
    from critique.completing import candidates

    for found in candidates(args.words):
        print(found)
    return 0
