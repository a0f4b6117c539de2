"""What commands do with what they read: show it, prove it, look at it, or fail on the wrong thing."""

from __future__ import annotations

import re

from detectors.readers.shell.syntax.tree import (
    Arithmetic,
    Case,
    Command,
    Loop,
    Parameter,
    Statement,
    Substitution,
    Test,
    Word,
    inside,
)

SHOWS = re.compile(
    r"echo|printf|cat|less|more|log|info|warn|error|fail|msg|logger|print|say|debug|"
    r"notice|tput|success|fatal"
)
PROVES = re.compile(
    r"sha256sum|sha512sum|sha1sum|shasum|md5sum|gpg|gpgv|cosign|minisign|openssl|"
    r"signify|cmp|diff"
)
REFUSES = re.compile(
    r"tar|bsdtar|unzip|gunzip|gzip|zcat|zstd|unzstd|xz|unxz|bunzip2|bzip2|7z|cpio|dpkg|"
    r"rpm|apt|apt-get|yum|dnf|docker|podman|kubectl|psql|mysql|sqlite3|pg_restore|xmllint|python|"
    r"python3|node|ruby|perl|base64|ssh-keygen|apt-key|unsquashfs|installer|hdiutil|"
    r"msiexec|apk|zypper|pip|pip3|jar|keytool|7za|7zz|unrar|pigz|lz4|zstdcat|xzcat|bzcat"
)
"""Commands that fail on an error page in place of what they expect; whether they do is out of sight."""
ACTS = re.compile(
    r"tar|bsdtar|unzip|cpio|dpkg|rpm|apt-key|psql|mysql|mariadb|sqlite3|pg_restore|mongorestore|docker|podman|"
    r"kubectl|oc|gpg|dd|redis-cli"
)
"""Those of them, and others, that do their work on it and show nothing of it."""
LOOKS = re.compile(r"grep|egrep|fgrep|rg|awk|test|\[")
MEASURES = frozenset({"ls", "du", "stat"})
"""What says how large a file is, and nothing of what stands in it."""


def literals(command: Command) -> list[str]:
    return [word.literal or "" for word in command.arguments]


def looks(words: list[str]) -> bool:
    """`awk` fails where its program says so, and for nothing that it reads."""
    return words[:1] != ["awk"] or any(re.search(r"\bexit\b", word) for word in words)


def is_exacting(words: list[str]) -> bool:
    """`jq -e` fails on null and false."""
    return any(re.fullmatch(r"-[a-zA-Z]*e[a-zA-Z]*|--exit-status", word) for word in words)


def expands(word: Word, name: str) -> bool:
    for part in word.parts:
        if isinstance(part, Parameter):
            if part.name == name or (part.operand and expands(part.operand, name)):
                return True
        elif isinstance(part, Arithmetic) and re.search(rf"\b{re.escape(name)}\b", part.text):
            return True
    return False


def tells_apart(loop: Loop) -> bool:
    """A `case` in the loop tells its items apart, with a branch for all others."""
    return any(
        isinstance(one, Case)
        and expands(one.subject, loop.variable)
        and any(patterns.strip() == "*" for patterns, _ in one.items)
        for one in inside(loop)
    )


def expands_within(statement: Statement, name: str) -> bool:
    return any(expands(word, name) for one in inside(statement) for word in one.words())


def asks_for_emptiness(test: Test, what: str | Substitution | None) -> bool:
    """The test asks no more than whether there is any text."""
    operands = test.operands
    for at, word in enumerate(operands):
        is_it = expands(word, what) if isinstance(what, str) else what in word.parts
        if not is_it:
            continue
        before = operands[at - 1].literal if at else None
        after = operands[at + 1].literal if at + 1 < len(operands) else None
        is_alone = before in {None, "!", "&&", "||", "-a", "-o"} and after in {None, "&&", "||"}
        compares_nothing = after in {"=", "==", "!="} and (
            at + 2 < len(operands) and operands[at + 2].literal == ""
        )
        if before not in {"-z", "-n"} and not is_alone and not compares_nothing:
            return False
    return True


def spelled(source: str) -> str:
    """A word without its quotes, with `${x}` as `$x`."""
    return re.sub(r"\$\{(\w+)\}", r"$\1", source).replace('"', "").replace("'", "")
