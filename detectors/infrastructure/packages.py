"""Commands that install or run packages: which of them name no version."""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import pairwise

from detectors.facts import HOLE
from detectors.vocabulary.names import listed

_NAME = re.compile(r"@?[A-Za-z][\w.-]*(?:/[\w.-]+)?(?:\[[\w,.-]+\])?")
"""A package without a version, an address, a path or anything that cannot be seen."""
_TOOLS = listed(
    "pip setuptools wheel virtualenv tox nox pytest pytest-cov flake8 pylint black isort ruff mypy pre-commit coverage"
    " eslint prettier lint-staged commitlint nodemon vitest jest mocha tsc standard xo rimraf"
    " bundler bandit safety pyyaml yamllint sphinx mkdocs tsx ts-node"
    " check-wheel-contents check-manifest abi3audit pyroma validate-pyproject pip-audit cargo-audit cargo-deny cargo-nextest cargo-outdated cargo-tarpaulin cargo-llvm-cov clippy rustfmt"
)
"""What tests, lints and documents, and what installs: its newest version fails a build, and reaches no customer.

What builds and publishes is not among it: it makes what customers get, and is handed the token of the registry.
"""
_TEST_RUNNERS = listed("pytest tox nox nose nose2 jest vitest mocha")
_PUBLISHERS = listed(
    "build twine poetry hatch flit pdm wheel cibuildwheel setuptools-scm python-semantic-release np lerna semantic-release vsce"
)
"""What makes and uploads what customers get."""
_BRANCH = re.compile(
    r"^git\+(?:https?|ssh)://[^@]+(?:@[^@/]+(?=/)[^@]+)?(?:@(?:main|master|HEAD|develop))?(?:#.*)?$"
    r"|/archive/(?:refs/heads/)?(?:main|master|HEAD)\.(?:zip|tar\.gz)$"
)
"""An address of a package whose branch is taken as it is that day."""
_REPOSITORY = re.compile(r"(?:git\+(?:ssh|https?)|git)://[^#]+")
"""A repository whose default branch npm takes, as no commit or version follows it."""
_UNPROVEN = {
    **dict.fromkeys(("apt", "apt-get", "aptitude"), ("--allow-unauthenticated", "--force-yes")),
    **dict.fromkeys(("yum", "dnf", "microdnf", "tdnf"), ("--nogpgcheck", "--no-gpgchecks")),
    "rpm": ("--nosignature", "--nodigest"),
    "apk": ("--allow-untrusted",),
    "zypper": ("--no-gpg-checks",),
}
"""Options with which a package manager does not ask who signed what it installs."""
_PRETENDS = listed("-s --simulate --dry-run --just-print --no-act --test --download-only -d")
_INSTALLING = listed(
    "install reinstall localinstall groupinstall in add update upgrade dist-upgrade full-upgrade"
)
_LOCAL = re.compile(r"\.{0,2}/|[^:]*\.(?:apk|rpm|deb)$")
_PARTS_OF_TOOLS = ("mkdocs-", "tox-", "sphinx-", "sphinxcontrib-", "pytest-", "flake8-", "types-")
"""How the names of their plug-ins begin."""
_ELSEWHERE = re.compile(r"-c\S*|--(?:constraint|require-hashes|no-index)\b.*")
"""Options that name a list of the versions of whatever is installed, or where everything lies."""
_VALUES = listed(
    "-r --requirement -n --name --channel -i --index-url --extra-index-url -f --find-links -t --target --prefix --root --trusted-host --timeout"
    " --retries --proxy --python --platform --python-version --abi --implementation --registry"
    " --cache-dir --log --cert --client-cert --src --upgrade-strategy --progress-bar -w --workspace --tag"
    " --index-strategy --torch-backend --index --default-index --keyring-provider --resolution --prerelease"
    " --group --only-group --no-group --extra --no-extra -P --upgrade-package --reinstall-package --refresh-package"
    " --only-binary --no-binary --no-build-isolation-package --override --overrides --excludes --fork-strategy"
    " --link-mode --exclude-newer --use-feature --loglevel --build --global-option --config-settings --report"
)
"""Options whose value stands behind them."""


def unpinned(name: str, words: Sequence[str]) -> list[str]:
    """The packages that a command gets in whatever version is the newest; empty where that cannot be told."""
    if list(words[:2]) == ["-m", "pip"]:
        name, words = "pip", words[2:]
    if name in _SPEAKS_FIRST or _PIP.fullmatch(name):
        words = _from_verb(words)
    match name, *words[:3]:
        case (_, "install", *_) if _PIP.fullmatch(name):
            return _pip(words[1:])
        case ("uv", "pip", "install", *_):
            return _pip(words[2:])
        case ("uv", "tool", "install" | "run", *_):
            return _run(words[2:])
        case ("uv", "run", *_):
            return _plain(_given(words, "--with"))
        case ("pipx", "install" | "run", *_):
            return _run(words[1:])
        case ("npm" | "pnpm", "install" | "i" | "add", *_) | ("bun", "install" | "i" | "add", *_):
            return [*_plain(words[1:]), *filter(_REPOSITORY.fullmatch, words[1:])]
        case ("yarn", "add", *_):
            return _plain(words[1:])
        case ("yarn", "global", "add", *_):
            return _plain(words[2:])
        case ("npx" | "bunx" | "uvx", *_):
            return _run(words)
        case ("pnpm" | "yarn" | "npm" | "bun", "dlx" | "exec" | "x", *_) if words[0] != "exec":
            return _run(words[1:])
        case ("go", "install" | "run", *_):
            return [word for word in words[1:] if re.search(r"@(?:latest|main|master)$", word)]
        case ("go", "get", *_):
            return [word for word in words[1:] if re.fullmatch(r"[\w-]+\.\w[\w.-]*/[^@]+", word)]
        case ("corepack", "prepare" | "use" | "install", *_):
            return [word for word in words[1:] if word.endswith(("@latest", "@next"))]
        case ("cargo", "install", *_):
            return _cargo(words[1:])
        case ("gem", "install" | "i", *_) if not any(map(_OF_A_GEM.match, words)):
            return [word for word in _plain(_before_dashes(words[1:])) if word != "true"]
        case ("conda" | "mamba" | "micromamba", "install", *_):
            is_told = any(word.startswith(("--file", "-f", "--revision")) for word in words)
            return [] if is_told else _plain(_without(words[1:], _OF_CONDA))
        case ("composer", "global", "require", *_):
            return _plain(words[2:])
        case ("easy_install", *_):
            return _plain(words)
        case ("dotnet", "tool", "install", *_) if not any(w.startswith("--version") for w in words):
            return _plain(words[2:])
    return []


_PIP = re.compile(r"pip[\d.]*")
_SPEAKS_FIRST = listed("npm pnpm yarn bun uv gem conda mamba micromamba composer")
"""Programs that take options before the word that says what to do."""


def _from_verb(words: Sequence[str]) -> Sequence[str]:
    """`pip --no-cache-dir install`, `npm --global install`: from the first word that is no option."""
    at = 0
    while at < len(words) and words[at].startswith("-"):
        at += 2 if words[at] in _VALUES else 1
    return words[at:]


def _given(words: Sequence[str], option: str) -> list[str]:
    """The values of an option, each of which may be a list."""
    values = [word for before, word in pairwise(words) if before == option]
    values += [word.partition("=")[2] for word in words if word.startswith(f"{option}=")]
    return [one for value in values for one in re.split(r",(?![^\[]*\])", value)]


_FLOOR = re.compile(r"([A-Za-z][\w.-]*)(?:\[[\w,.-]+\])?>=?[\w.*]+")


def floors(name: str, words: Sequence[str]) -> list[str]:
    """Packages of which only the oldest version that will do is written; none where one is pinned, or the project says more."""
    verb = _from_verb([word for word in words if word not in {"-m", "pip"}])
    if not (_PIP.fullmatch(name) or name == "uv" or "pip" in words[:2]) or verb[:1] != ["install"]:
        return []
    operands = [word for word in _without(verb[1:], _VALUES) if not word.startswith("-")]
    found = [match[1] for word in operands if (match := _FLOOR.fullmatch(word))]
    is_told = any(_ELSEWHERE.fullmatch(word) for word in verb)
    return [] if is_told or len(found) < len(operands) else [
        one for one in found if not _is_a_tool(one.lower())
    ]  # fmt: skip


def is_for_a_test(words: Sequence[str]) -> bool:
    """A test runner is installed with it, and nothing that builds or publishes: the rest is what the tests need."""
    named = {re.split(r"[\[<>=~!@]", word.lower())[0] for word in words}
    return not _TEST_RUNNERS.isdisjoint(named) and _PUBLISHERS.isdisjoint(named)


_LOOKS = (("twine", "check"), ("pyroma", "."))
_LOOKERS = listed("check-wheel-contents check-manifest pydistcheck")


def only_looks(words: Sequence[str]) -> bool:
    """`uvx twine check dist/*`: nothing is built or published with it."""
    return any(pair in _LOOKS for pair in pairwise(words)) or not _LOOKERS.isdisjoint(words)


def unproven(name: str, words: Sequence[str]) -> str:
    """The option with which this command installs what nobody proves; empty where none is there, or from a file at hand."""
    given = next((word for word in words if word in _UNPROVEN.get(name, ())), "")
    operands = [word for word in words if not word.startswith("-")]
    at_hand = [word for word in operands if _LOCAL.match(word)]
    if not _PRETENDS.isdisjoint(words):
        return ""
    is_one = name == "rpm" or not _INSTALLING.isdisjoint(operands)
    return given if is_one and operands and not at_hand else ""


_LOCKED = {
    "npm": ("ci",),
    "pnpm": ("--frozen-lockfile",),
    "yarn": ("--frozen-lockfile", "--immutable"),
    "bun": ("--frozen-lockfile",),
    "uv": ("--frozen", "--locked"),
    "pdm": ("--frozen-lockfile",),
    "pipenv": ("--deploy",),
    "bundle": ("--frozen",),
}
"""Words with which a package manager installs what the lock file says, or nothing."""
_UNLOCKS = re.compile(
    r"--no-(?:frozen-lockfile|lockfile|package-lock|immutable|lock)|--frozen-lockfile=false"
)
_INSTALLING_ALL = listed("install i ci sync")


def unlocked(name: str, words: Sequence[str], tried: Sequence[str]) -> str:
    """What makes an installation pass over the lock file: an option, or what is run where the lock file does not fit."""
    verb = next((word for word in words if not word.startswith("-")), "install")
    if name not in _LOCKED or verb not in _INSTALLING_ALL:
        return ""
    given = next(filter(_UNLOCKS.fullmatch, words), "")
    kept = _LOCKED[name]
    is_second = tried[:1] == [name] and not set(kept).isdisjoint(tried)
    if is_second and set(kept).isdisjoint(words):
        return given or f"`|| {' '.join([name, *words])}`"
    return given


_RENEWS = {
    **dict.fromkeys(("npm", "pnpm"), listed("update upgrade up")),
    "yarn": listed("upgrade up"),
    "composer": listed("update upgrade"),
    **dict.fromkeys(("bundle", "poetry", "pipenv", "cargo", "pdm"), listed("update")),
}
"""Program -> those of its commands that write the lock file anew, with the newest of everything."""


def renews(name: str, words: Sequence[str]) -> str:
    """What a command is that takes the newest of every dependency, whatever the lock file says; empty for any other."""
    given = [word for word in words if not word.startswith("-")]
    is_of_all = len(given) == 1 and not {"-g", "--global", "--dry-run"} & set(words)
    return f"{name} {given[0]}" if is_of_all and given[0] in _RENEWS.get(name, ()) else ""


_SOURCE = re.compile(
    r"\s*deb(?:-src)?\s+\[[^\]]*\b(trusted=yes|allow-insecure=yes)\b[^\]]*\]\s+https?://"
)


def unsigned(words: Sequence[str]) -> str:
    """The option with which a source of Debian packages, as `echo` writes it, is taken without its signature."""
    found = next(filter(None, map(_SOURCE.match, words)), None)
    return found[1] if found else ""


def _before_dashes(words: Sequence[str]) -> Sequence[str]:
    """What follows `--` is for whoever builds the package."""
    return words[: words.index("--")] if "--" in words else words


def _pip(words: Sequence[str]) -> list[str]:
    is_told = any(_ELSEWHERE.fullmatch(word) for word in words)
    branches = [word for word in words if _BRANCH.search(word)]
    return [] if is_told else [*_plain(words), *branches]


_OF_CARGO = listed(
    "--bin --example --features -F --profile --target --target-dir --root --index --registry --jobs -j --color --config -Z"
)
"""Options of `cargo install` whose value stands behind them."""
_OF_CONDA = listed("-c --channel -n --name -p --prefix")
"""The same of `conda install`."""
_OF_A_GEM = re.compile(r"-v|--version(?:=|$)")
"""With which version `gem install` takes a gem."""
_SAYS_WHICH = re.compile(r"--(?:rev|tag|branch|version|vers|path)(?:=.*)?")


def _cargo(words: Sequence[str]) -> list[str]:
    """`cargo install --git URL` builds a default branch; without an address, the newest release of a name."""
    if any(map(_SAYS_WHICH.fullmatch, words)):
        return []
    for before, word in pairwise(words):
        if before == "--git":
            return [] if word.startswith(HOLE) else [word]
    return _plain(_without(words, _OF_CARGO))


def _without(words: Sequence[str], options: frozenset[str]) -> list[str]:
    """The words but for the values of these options."""
    return [
        word for before, word in zip(["", *words], words, strict=False) if before not in options
    ]


def _plain(words: Sequence[str]) -> list[str]:
    """Those words that name a package and no version."""
    if any(word.startswith(HOLE) for word in words):
        return []  # it may be an option, or a list of versions
    named = [
        word.removesuffix("@latest")
        for before, word in zip(["", *words], words, strict=False)
        if _NAME.fullmatch(word.removesuffix("@latest"))
        and before not in _VALUES
        and not _is_a_file(word)
    ]
    return [word for word in named if not _is_a_tool(word.lower().partition("[")[0])]


def _is_a_tool(name: str) -> bool:
    return name in _TOOLS or name.startswith(_PARTS_OF_TOOLS)


_ARCHIVES = (".tgz", ".tar", ".tar.gz", ".tar.bz2", ".whl", ".zip", ".egg", ".gem")


def _is_a_file(word: str) -> bool:
    """An archive that lies there, or a path."""
    return word.startswith(".") or word.endswith(_ARCHIVES)


_NAMES_IT = ("--from", "--package", "-p", "--spec")
_BESIDE = listed("-p --with --with-editable --with-requirements --python --index --default-index")
"""Options whose value is another package than the one that is run, or none."""


def _run(words: Sequence[str]) -> list[str]:
    """What `npx` and its like run: the package that an option names, or the first word that is no option."""
    if any(word.startswith("--no") for word in words):
        return []
    named = [one for option in _NAMES_IT for one in _given(words, option) if not one[:1].isdigit()]
    operands = [word for word in _without(words, _BESIDE | _VALUES) if not word.startswith("-")]
    asked = named or operands[:1]
    return [*_plain(asked), *filter(_BRANCH.search, asked)]
