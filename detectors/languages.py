"""Tells in which language a source is written: by its name first, by its content where the name is silent."""

from __future__ import annotations

import re
import warnings
from pathlib import PurePosixPath

HEAD = 16_384
"""So many characters are looked at to tell a language by content."""

_NAMES = {
    "nginx.conf": "nginx",
    "haproxy.cfg": "haproxy",
    "httpd.conf": "apache",
    "apache2.conf": "apache",
    ".htaccess": "apache",
    "makefile": "makefile",
    "gnumakefile": "makefile",
    "procfile": "procfile",
    "jenkinsfile": "jenkinsfile",
    "crontab": "crontab",
    "main.cf": "ini",
    "redis.conf": "properties",
    "valkey.conf": "properties",
    "pg_hba.conf": "properties",
    "mongod.conf": "yaml",
    "pip.conf": "ini",
    ".env": "env",
    ".envrc": "shell",
    ".bashrc": "shell",
    ".bash_profile": "shell",
    ".bash_aliases": "shell",
    ".profile": "shell",
    ".zshrc": "shell",
    ".zprofile": "shell",
    ".zshenv": "shell",
    "pkgbuild": "shell",
    "apkbuild": "shell",
    ".gitconfig": "ini",
    ".gitmodules": "ini",
    ".npmrc": "ini",
    ".pypirc": "ini",
    ".editorconfig": "ini",
    ".flake8": "ini",
    ".pylintrc": "ini",
    ".coveragerc": "ini",
    ".condarc": "yaml",
    ".clang-format": "yaml",
    "pipfile": "toml",
}
_SUFFIXES = {
    ".py": "python",
    ".pyi": "python",
    ".pyw": "python",
    ".sh": "shell",
    ".bash": "shell",
    ".ksh": "shell",
    ".zsh": "shell",
    ".yaml": "yaml",
    ".yml": "yaml",
    ".json": "json",
    ".toml": "toml",
    ".ini": "ini",
    ".env": "env",
    ".properties": "properties",
    ".tf": "hcl",
    ".tfvars": "hcl",
    ".hcl": "hcl",
    ".nginx": "nginx",
    ".htaccess": "apache",
    ".dockerfile": "dockerfile",
    ".containerfile": "dockerfile",
    ".repo": "ini",
    ".service": "ini",
    ".socket": "ini",
    ".timer": "ini",
    ".mount": "ini",
    ".target": "ini",
    ".slice": "ini",
    ".mk": "makefile",
    ".procfile": "procfile",
    ".jenkinsfile": "jenkinsfile",
    ".crontab": "crontab",
}
_COPIES = {".example", ".sample", ".dist", ".default", ".bak", ".orig"}
"""What stands before these tells the language."""
_TEMPLATES = {
    ".j2", ".jinja", ".jinja2", ".tmpl", ".tpl", ".template", ".erb", ".ejs", ".in", ".gotmpl", ".hbs", ".mustache",
}  # fmt: skip
"""The same, for languages whose readers see through templates."""
_DASHED = re.compile(r"(\.\w+|dockerfile)-(tpl|tmpl|template|j2)$")
"""`Dockerfile-tpl` is `Dockerfile.tpl`."""
_SEEN_THROUGH = {
    "yaml", "json", "ini", "env", "properties", "nginx", "haproxy", "apache", "dockerfile", "shell", "hcl", "procfile", "crontab",
}  # fmt: skip
_BY_CONTENT = {".conf", ".cfg", ".cnf", ".config"}
_NO_LANGUAGE = {
    "license",
    "licence",
    "copying",
    "notice",
    "readme",
    "authors",
    "changelog",
}

_ODD = re.compile("[\x00-\x08\x0e-\x1a\x1c-\x1f\ufffd]")
_DATA = re.compile(r"[\ufeff\s]*(?:<[?!]?[A-Za-z]|\{\s*[\"}])")
"""XML, or a JSON object: an editor's grammar for a format has the format's name."""
_SHEBANG = re.compile(
    r"\ufeff?#![ \t]*(?:\S*/)?(?:env[ \t]+(?:-\S+[ \t]+|\w+=\S+[ \t]+)*(?:\S*/)?)?([\w.+-]+)([^\n]*)"
)
_OTHERS = {"php", "perl", "ruby", "node", "tclsh", "wish", "expect", "lua", "awk", "gawk", "make"}
_SHELLS = {"sh", "bash", "dash", "ash", "ksh", "zsh", "mksh", "ksh93", "rbash"}


def language_of(name: str, source: str) -> str | None:
    """A key of `detectors.surfaces.READERS`; None for binary data and for what cannot be told.

    `name` is a path, empty for standard input; the beginning of `source` is enough.
    """
    head = source[:HEAD]
    path = _path(name.replace("\\", "/"))
    if "\x00" in head:
        return None
    if language := _by_name(path):
        is_named_alike = language in {"ini", "dockerfile"} and _DATA.match(head)
        return None if is_named_alike or _is_for_another(language, head) else language
    if len(_ODD.findall(head)) * 20 > len(head):
        return None
    if shebang := _SHEBANG.match(head):
        return _interpreter(shebang[1], shebang[2])
    if not name or name == "-":
        return _by_content(head, len(head) == len(source))
    if "cron.d" in path.parts[:-1] and _TABLE.search(head):
        return "crontab"
    if _is_a_site(path) and _reads_like_apache(head):
        return "apache"
    if _is_of_nginx(path) and _reads_like_nginx(head) and _may_be_nginx(path, head):
        return "nginx"
    if _inner(path).suffix in _BY_CONTENT:
        return _server(head) or _lines_of_settings(head)
    if path.suffix and not path.name.startswith("."):
        return None
    if path.stem in _NO_LANGUAGE:
        return None
    return "ini" if _INVENTORY.search(head) else _server(head)


def is_a_template(name: str) -> bool:
    """Its name says that something fills it in before it is used."""
    return _path(name).suffix in _TEMPLATES


def _path(name: str) -> PurePosixPath:
    return PurePosixPath(_DASHED.sub(r"\1.\2", name.lower()))


def _is_for_another(language: str, head: str) -> bool:
    """A program in PHP or Perl whose name ends in `.sh`."""
    shebang = _SHEBANG.match(head) if language == "shell" else None
    if shebang is None or _interpreter(shebang[1], shebang[2]) == "shell":
        return False
    return shebang[1] in _OTHERS


def _by_name(path: PurePosixPath) -> str | None:
    name = path.name
    if name in _NAMES:
        return _NAMES[name]
    if name.startswith((".env.", "dockerfile", "containerfile", "env.")):
        return _prefixed(name)
    if re.fullmatch(r"\.env[-_]\w+", name):
        return "env"
    if name.startswith("procfile.") and re.fullmatch(r"[a-z]+", path.suffix[1:]):
        return "procfile"
    if re.fullmatch(r"jenkinsfile[-_.][\w-]+", name) and path.suffix not in _COPIES | _TEMPLATES:
        return "jenkinsfile"
    if path.suffix in _SUFFIXES:
        return _SUFFIXES[path.suffix]
    if path.suffix in _COPIES or path.suffix in _TEMPLATES:
        inner = _inner(path)
        language = _by_name(inner) if path.stem != name else None
        if language is None and inner.name.startswith(("docker-compose", "compose.")):
            language = "yaml"
        is_visible = path.suffix in _COPIES or language in _SEEN_THROUGH
        return language if is_visible else None
    return "haproxy" if path.suffix == ".cfg" and "haproxy" in name else None


def _is_a_site(path: PurePosixPath) -> bool:
    return bool({"sites-available", "sites-enabled"} & set(path.parts[:-1]))


def _reads_like_apache(head: str) -> bool:
    """A section of httpd that is closed again; ProFTPD, whose sections look alike, has others besides."""
    opened = _APACHE.search(head)
    if opened is None or _PROFTPD.search(head):
        return False
    return bool(re.search(rf"^[ \t]*</{opened[1]}>[ \t]*$", head, re.M | re.I)) or len(head) >= HEAD


def _is_of_nginx(path: PurePosixPath) -> bool:
    return _is_a_site(path) or (_inner(path).suffix == ".conf" and "nginx" in str(path))


def _reads_like_nginx(head: str) -> bool:
    """Nearly every line ends with `;` or is about a block."""
    lines = [line.partition(" #")[0].strip() for line in head.splitlines()]
    lines = [line for line in lines if line and line[0] != "#"]
    ended = sum(line[-1] in ";{}" for line in lines)
    return bool(lines) and ended >= 0.7 * len(lines) and lines[0][0] != "<"


def _may_be_nginx(path: PurePosixPath, head: str) -> bool:
    """FreeRADIUS too has sites that are available, in blocks of its own."""
    return "nginx" in str(path) or _NGINX.search(head) is not None


def _inner(path: PurePosixPath) -> PurePosixPath:
    return path.with_suffix("") if path.suffix in _COPIES | _TEMPLATES else path


def _prefixed(name: str) -> str | None:
    """`.env.production`, `Dockerfile.worker`, but not `dockerfile.md` and `dockerfiles.py`."""
    first, _, rest = name.lstrip(".").partition(".")
    if first == "env":
        is_code = f".{rest}" in _SUFFIXES
        return "env" if name.startswith(".") and not is_code else _SUFFIXES.get(f".{rest}")
    if not re.fullmatch(r"(docker|container)file([-_]\w[\w-]*)?", first):
        return _SUFFIXES.get(PurePosixPath(name).suffix)
    suffix = f".{rest.rpartition('.')[2]}" if rest else ""
    if suffix in _SUFFIXES:
        return _SUFFIXES[suffix]
    is_other = suffix in {".md", ".txt", ".rst", ".js", ".ts", ".go", ".rb", ".lock", ".html"}
    return None if is_other or suffix == ".dockerignore" else "dockerfile"


def _interpreter(program: str, rest: str) -> str | None:
    name = re.sub(r"[\d.]+$", "", program)
    if name in ("python", "pypy", "pythonw") or (name == "uv" and "run" in rest):
        return "python"
    return "shell" if name in _SHELLS or program in _SHELLS else None


# --- content -------------------------------------------------------------------------------------

_COMMENTS = re.compile(r"(?:[ \t]*(?:(?:#|//)[^\r\n]*)?\r?\n)*")
_JSON = re.compile(
    r"\s*(?:\{\s*(?:\"(?:[^\"\\\n]|\\.)*\"\s*:|\}\s*\Z)|\[\s*(?:[\[{\"]|\]\s*\Z|(?:-?\d|true|false|null)[^\]\n]*[,\]]\s*\Z))"
)
_DOCKERFILE = re.compile(
    r"(?:[ \t]*(?:#[^\r\n]*|ARG[ \t][^\r\n]*)?\r?\n)*FROM[ \t]+(?:--platform=\S+[ \t]+)?[\w./:@${}-]+(?:[ \t]+AS[ \t]+\S+)?[ \t]*(?:\r?\n|\Z)",
    re.I,
)
_HCL = re.compile(
    r"""(?:(?:resource|data)[ \t]+"[\w-]+"[ \t]+"[\w-]+"|(?:provider|variable|module|output)[ \t]+"[\w-]+"|terraform|locals)[ \t]*\{""",
    re.M,
)
_NGINX = re.compile(
    r"^[ \t]*(?:(?:server|http|events|stream)|upstream[ \t]+[\w.-]+|location[ \t]+(?:(?:=|~\*?|\^~)[ \t]+)?[/@^~.\\\w][^\n{;]*)[ \t]*\{",
    re.M,
)
_HAPROXY = re.compile(
    r"(?:global|defaults|(?:frontend|backend|listen)[ \t]+[\w.-]+)[ \t]*(?:#.*)?$", re.M
)
_HAPROXY_LINE = re.compile(
    r"^[ \t]+(?:timeout|bind|server|mode|balance|default_backend|use_backend)[ \t]", re.M
)
_APACHE = re.compile(
    r"^[ \t]*<(VirtualHost|Directory(?:Match)?|Location(?:Match)?|Files(?:Match)?|IfModule|IfDefine|IfVersion|Proxy)"
    r"[ \t][^<>\n]*>[ \t]*$",
    re.M | re.I,
)
_PROFTPD = re.compile(
    r"^[ \t]*(?:<(?:Limit|Global|Anonymous)\b|ServerType[ \t]|DefaultRoot[ \t])", re.M
)
_TABLE = re.compile(r"^[ \t]*(?:@\w+|(?:[\d*,/\-]+[ \t]+){3})", re.M)
_INVENTORY = re.compile(r"^[\w.:\[\]-]+[ \t][^\n=]*\bansible_\w+=|^ansible_\w+=", re.M)
"""An inventory of Ansible, which needs no suffix."""
_SECTION = re.compile(r"\[[^\[\]\n]+\]\s*(?:[#;].*)?$")
_ENTRY = re.compile(r"(?:export[ \t]+)?[A-Za-z_][\w.\-/\[\]]*[ \t]*=")
_ENV = re.compile(r"(?:export[ \t]+)?[A-Z_][A-Z0-9_]*=")
_TOML_VALUE = re.compile(
    r"=[ \t]*(?:[\"'\[]|\{(?![{%])|[-+]?\d[\d_.:TZeE+-]*[ \t]*(?:#|$)|(?:true|false)[ \t]*(?:#|$))"
)
_KEY = re.compile(r"(?:- +)*(?:[\w./$-]+|\"[^\"\n]+\"|'[^'\n]+')[ \t]*:(?:[ \t]|$)")
_YAML_LINE = re.compile(r"[ \t]*(?:- |-$|\S+:(?:[ \t]|$)|[\]}])|\{\{|[ \t]+\S")
_PYTHON = re.compile(
    r"^(?:import [\w.]+(?: as \w+)?(?:, [\w.]+)*\s*$|from [\w.]+ import \S|(?:async )?def \w+\(|class \w+(?:\([^\n]*\))?:\s*$|@\w[\w.]*(?:\(|$)|async with |if __name__)",
    re.M,
)
_COMMAND = re.compile(
    r"^(?:\$[ \t]+)?(?:\w+=\S*[ \t]+)*(?:sudo[ \t]+|exec[ \t]+|time[ \t]+)?"
    r"(curl|wget|https?|xh|psql|mysql|redis-cli|kubectl|helm|docker|podman|aws|gcloud|az|git|npm|npx|pip3?|apt-get|apt|apk|yum|dnf|ssh|scp|rsync|openssl|jq|echo|printf|export|cd|mkdir|rm|cp|mv|source|eval|sleep)[ \t]+([^\n]*)",
    re.M,
)
_ARGUMENTS = re.compile(
    r"(?:^|[ \t])--?[A-Za-z]|://|^[\"'$/.~@]|[|><]|^[A-Z]{3,7} \S+|^[\w-]+(?:\.[\w-]+)*\.[a-z]{2,}(?:[:/\s]|$)|^\w+=|:\w+/|^localhost|\\\s*$"
)
_CONSTRUCT = re.compile(
    r"^(?:set[ \t]+[-+]|(?:if|while|until)[ \t]+[^\n]*;[ \t]*(?:then|do)\b|for[ \t]+\w+[ \t]+in[ \t]+[^\n:]*(?:;[ \t]*do\b|$\n?[ \t]*do\b)"
    r"|(?:function[ \t]+)?\w+[ \t]*\(\)[ \t]*\{|\w+=(?:\$\(|\"?\$\{)|(?:if|while|until)[ \t]+(?:\[\[?|!|curl|wget)[ \t]|[.][ \t]+/)",
    re.M,
)


def _by_content(head: str, is_whole: bool) -> str | None:
    """For a text without a name."""
    if _JSON.match(head):
        return "json"
    if re.search(r"^(?:```|~~~)", head, re.M):
        return None
    if re.match(r"\ufeff?(?:%YAML|---(?:\s|$))", head):
        return "yaml"
    if language := _server(head):
        return language
    begin = head[_begin(head) :]
    if _PYTHON.search(head) and not _CONSTRUCT.match(begin) and not _is_command(begin):
        return "python"
    if _is_command(begin) or _CONSTRUCT.match(begin):
        return "shell"
    if language := _lines_of_settings(head):
        return language
    if _CONSTRUCT.search(head) or any(_is_arguments(c) for c in _COMMAND.finditer(head)):
        return "shell" if not _is_python(head, is_whole) else "python"
    if _is_yaml(head):
        return "yaml"
    return "python" if _is_python(head, is_whole) else None


def _begin(head: str) -> int:
    found = _COMMENTS.match(head.lstrip("\ufeff"))
    return found.end() if found else 0


def _is_command(text: str) -> bool:
    found = _COMMAND.match(text)
    return bool(found and _is_arguments(found))


def _is_arguments(command: re.Match[str]) -> bool:
    return bool(_ARGUMENTS.search(command[2])) and not command[2].startswith(("=", "("))


def _server(head: str) -> str | None:
    """Formats with a shape of their own."""
    if _DOCKERFILE.match(head) and re.search(
        r"^(?:RUN|CMD|COPY|ADD|ENTRYPOINT|ENV|WORKDIR|EXPOSE|LABEL|USER|HEALTHCHECK)[ \t]",
        head,
        re.M | re.I,
    ):
        return "dockerfile"
    if re.fullmatch(r"\s*FROM[ \t]+[\w./-]+:[\w.-]+\s*", head):
        return "dockerfile"
    begin = head[_begin(head) :]
    if _HCL.match(begin):
        return "hcl"
    if _NGINX.search(head) and _reads_like_nginx(head):
        return "nginx"
    if _HAPROXY.match(begin) and _HAPROXY_LINE.search(head):
        return "haproxy"
    if _reads_like_apache(head):
        return "apache"
    return None


def _lines_of_settings(head: str) -> str | None:
    """INI, TOML or variables, where nearly every line says so."""
    lines = [line.strip() for line in head.splitlines()]
    lines = [line for line in lines if line and line[0] not in "#;"]
    if not lines or any(line.endswith("{") for line in lines):
        return None
    sections = sum(bool(_SECTION.fullmatch(line)) for line in lines)
    tables = sum(bool(re.fullmatch(r"\[\[[^\[\]]+\]\]\s*(?:#.*)?", line)) for line in lines)
    entries = [line for line in lines if _ENTRY.match(line)]
    if not entries or len(entries) + sections + tables < 0.7 * len(lines):
        return None
    if not sections and not tables:
        if all(_ENV.match(line) for line in entries) and len(entries) >= 0.9 * len(lines):
            is_script = any(
                line.startswith("export ") or "$(" in line or "`" in line for line in entries
            )
            return "shell" if is_script else "env"
        return None if any(re.search(r"=\s*\S+\(", line) for line in entries) else "ini"
    # ConfigObj nests its sections in double brackets too, but its values stand bare.
    spelled = sum(bool(_TOML_VALUE.search(line)) for line in entries)
    needed = len(entries) / 2 if tables else len(entries)
    return "toml" if spelled >= needed else "ini"


def _is_yaml(head: str) -> bool:
    lines = [
        line for line in head.splitlines() if line.strip() and not line.lstrip().startswith("#")
    ]
    if not lines or not (_KEY.match(lines[0]) or lines[0].startswith("- ")):
        return False
    keys = sum(bool(_KEY.match(line.lstrip())) for line in lines)
    is_nested = any(line.startswith((" ", "- ")) for line in lines)
    return keys >= 2 and is_nested and all(_YAML_LINE.match(line) for line in lines[:200])


def _is_python(head: str, is_whole: bool) -> bool:
    """It parses as Python and calls or imports something."""
    import ast

    text = head if is_whole else head[: head.rfind("\n") + 1]
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            tree = ast.parse(text)
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return False
    nodes = (ast.Call, ast.Import, ast.ImportFrom, ast.FunctionDef)
    return any(isinstance(node, nodes) for node in ast.walk(tree))
