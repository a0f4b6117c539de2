"""Credentials and one-time codes that are written to a log, where many more people read than may."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterator
from functools import lru_cache

from detectors.credentials.secret_urls import secret_shown_in
from detectors.credentials.secrets import means_a_credential
from detectors.facts import HOLE, Block, Output, Setting, Shown
from detectors.gates.suspects import beginning_with
from detectors.infrastructure.parts_of_secrets import shows_a_part
from detectors.judging.running import is_test_code
from detectors.model import Risk, Verdict, risky, sound
from detectors.text import places_of, start_of_line
from detectors.vocabulary import hosts
from detectors.vocabulary.names import is_for_developers, listed, words
from detectors.vocabulary.reports import BEGINNINGS_OF_WRITERS, WRITERS

_KINDS_OF_KEYS = ("api", "secret", "access", "private", "auth", "encryption", "signing")
"""`<one of these> key` opens something; the keys of accounts and applications may be names."""
_KINDS_OF_CODES = (
    *("otp", "totp", "verification", "verify", "mfa", "2fa", "tfa", "sms", "auth", "authorization"),
    *("login", "onetime", "security", "recovery"),
)
_STEMS = (
    *("token", "secret", "passw", "passphrase", "otp", "headers", "environ", "authorization"),
    *("cookie", "_key", "-key", "apikey", "accesskey", "privatekey", "authkey", "signingkey"),
    *("encryptionkey", "_code", "verificationcode", "smscode", "authcode", "mfacode", "logincode"),
    *("securitycode", "recoverycode", "onetimecode"),
)
"""One of them stands in each name that counts."""
_OF_NAMES = frozenset("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_-")
_PROSE_BEHIND = re.compile(r"[:=]? +(?!(?:if|else|or|and|for|is|in|not)\b)[A-Za-z%]")
_PROSE_BEFORE = re.compile(r"(?<![A-Za-z])(?!(?:if|else|or|and|not|in|await) )[A-Za-z]+ +\Z")
_LONGEST_WORD = 20
"""Characters before a name in which a word of a text may stand."""
_WRITES = re.compile(
    r"(?:(?:log\w*(?:\.root)?|debugger)(?:\([^()\n]*\))?\s*\.\s*(?:debug|info|warn|warning|error|critical|exception|fatal|log|trace"
    r"|success|notice|msg)"
    rf"|(?:(?<![\w.])|(?<=self\.)|(?<=cls\.)|(?<=self\._)|(?<=self\.__)|(?<=cls\._)|(?<=cls\.__)"
    rf"|(?<=[^\w.]_)|(?<=[^\w.]__)){WRITERS}"
    r"|capture_message|set_extra|set_context|set_tag|add_breadcrumb"
    r"|std(?:out|err)\.write|(?<!\w)raise\s+[\w.]+)\s*\("
)
_PUT_IN = re.compile(
    r"[?&][\w.-]*(?:token|key|secret|passw|auth|pat|pwd|id)[\w.-]*=|:\{[^{}\n]+\}@|/bot(?:\{|[\"'])"
)
"""A URL into which something is put that may be a credential."""
_SOON = r"[^\n]*?(?:\n[^\n]*?){0,2}?"
"""In a line or the two behind it; looked ahead at, since the next call may stand there."""
_WRITES_A_URL = re.compile(
    rf"{_WRITES.pattern}(?={_SOON}(?:ur[li]|endpoint|link|address|target|remote|origin|repo|://))"
)
_TAKEN_OUT = re.compile(
    r"[\[(]\s*[\"'](?:access|refresh|id|auth|bearer|session|api)_?token[\"']\s*[\]),]"
)
"""A token is taken out of something that may be written whole as well."""
_LOGIN_WORDS = (
    *("app.config", "connect_robust", "from_url", "create_engine", "create_async_engine"),
    *("urlparameters", "mongoclient", "mongo_ur", "mongodb_ur", "database_ur", "db_ur", "amqp_ur"),
    *("broker_ur", "broker=", "rabbitmq_ur", "postgres_ur", "postgresql_ur", "sqlalchemy_database"),
    *("connection_string", "create_pool", "psycopg", "kombu", "_dsn", "mysql_ur"),
)
"""One of them stands in each source that logs in by a URL, or is a web application."""
_WRITES_A_LOGIN = re.compile(
    rf"{_WRITES.pattern}(?={_SOON}(?:(?:ur[li]|dsn)\b|connection_string|config\b))"
)
_KEY = r"[\"'][\w-]*(?:passw\w*|pwd|secret|api[_-]?key|access[_-]?token|auth[_-]?token|authorization)[\"']\s*:"
_KEYED = re.compile(_KEY)
_HOLDS = re.compile(rf"=[ \t]*\{{[^{{}}]{{0,800}}?{_KEY}")
_GIVEN_TO = re.compile(r"(?<!\w)(\w+)(?:[ \t]*:[^\n={]+)?[ \t]*\Z")
"""A dictionary with a credential in it, and before it the name that it is given."""
_HOLDS_ALL = re.compile(
    r"(?<![\w.])(\w+)[ \t]*(?::[^\n={]+)?=[ \t]*(?:\w+\()*[\w.]*\w\.(?:headers|cookies)\b(?!\s*[.\[])"
)
"""All headers or cookies, and the name that they are given."""
_WRITES_WHAT_OPENS = re.compile(
    rf"{_WRITES.pattern}(?={_SOON}(?:webhook|\bur[li]\b|creds\b|credentials?\b))"
)
_WRITE = (
    *BEGINNINGS_OF_WRITERS,
    *("capture_message", "set_extra", "set_context", "set_tag", "add_breadcrumb"),
    *("stdout", "stderr", "raise"),
)
"""Each of these begins with one of them."""
_KINDS = {"key": _KINDS_OF_KEYS, "code": _KINDS_OF_CODES}
"""What stands before the last word of a name, if not everything counts."""
_NEAR = 400
"""Characters of a call before a value that it writes."""


def _suspects(source: str, lowered: str) -> Iterator[int]:
    """Where something that may be a credential by its name stands in a call that writes."""
    writes = sorted(beginning_with(_WRITE, _WRITES, lowered))
    if not writes:
        return
    if any(word in lowered for word in _LOGIN_WORDS):
        yield from (place for place in writes if _WRITES_A_LOGIN.match(lowered, place))
    if _PUT_IN.search(lowered):
        yield from (place for place in writes if _WRITES_A_URL.match(lowered, place))
    if _TAKEN_OUT.search(lowered):
        yield from writes
    if "webhook" in lowered or "credential" in lowered or "creds" in lowered:
        yield from (place for place in writes if _WRITES_WHAT_OPENS.match(lowered, place))
    yield from _writes_of_what_is_held(lowered, writes)
    for stem in _STEMS:
        kinds = _KINDS.get(stem[1:], ("",))
        for place in places_of(stem, lowered):
            write = bisect_left(writes, place) - 1
            if write < 0 or place - writes[write] > 2 * _NEAR:
                continue
            if not lowered.endswith(kinds, 0, place):
                continue
            start = place
            while source[start - 1] in _OF_NAMES and start > 0:
                start -= 1
            end = place + len(stem)
            while source[end : end + 1] in _OF_NAMES and end < len(source):
                end += 1
            name = source[start:end]
            if _PROSE_BEHIND.match(source, end) or _PROSE_BEFORE.search(
                source, max(0, start - _LONGEST_WORD), start
            ):
                continue
            is_a_whole = name == "environ" or any(
                word in name.lower() for word in ("header", "cookie")
            )
            if not is_a_whole and not _may_be_secret(name):
                continue
            calls = [*_WRITES.finditer(lowered, max(0, start - _NEAR), start)]
            if calls and not _is_closed(source[calls[-1].end() : start]):
                yield place


def _writes_of_what_is_held(lowered: str, writes: list[int]) -> Iterator[int]:
    """Where a dictionary with a credential in it, or all headers, are written by the name that they were given."""
    held = {*_held(lowered)}
    if held:
        names = "|".join(sorted(held))
        written = re.compile(rf"{_WRITES.pattern}[^\n]*(?<!\w)(?:{names})\b(?!\s*[.\[(])")
        yield from (place for place in writes if written.match(lowered, place))


def _held(lowered: str) -> Iterator[str]:
    for holds in _HOLDS.finditer(lowered) if _KEYED.search(lowered) else ():
        line = start_of_line(lowered, holds.start())
        if given := _GIVEN_TO.search(lowered, line, holds.start()):
            yield given[1]
    for whole in (".headers", ".cookies"):
        for place in places_of(whole, lowered):
            line = start_of_line(lowered, place)
            yield from (found[1] for found in _HOLDS_ALL.finditer(lowered, line, place + _NEAR))


def _is_closed(text: str) -> bool:
    """A call whose arguments begin with this text ends in it."""
    depth = 1
    for sign in re.findall(r"[()]", text):
        depth += 1 if sign == "(" else -1
        if not depth:
            return True
    return False


risk = Risk(
    __name__,
    closer=_suspects,
    words=(
        *_STEMS,
        *_LOGIN_WORDS,
        "webhook",
        "creds",
        "credential",
        "printenv",
        "env\n",
        "env |",
        "env|",
        "cat ",
        ".env",
    ),
    config_words=(
        "log_format",
        "capture",
        "%req(",
        "headers",
        "printenv",
        "run: env",
        "tojson(",
        "fromjson(",
        "_debug",
    ),
    needs_client=False,
)

_LOGS_IN = listed(
    "database db postgres postgresql pg mysql mongo mongodb amqp rabbitmq broker sqlalchemy"
)
"""Words of the name of a URL that holds a user and a password."""
_CODES = listed("otp totp")
_TOKENS_OF = listed(
    "access refresh auth api bearer session bot jwt oauth github gitlab slack telegram discord hf"
    " reset login service personal vault admin deploy security app push identity registration"
)
"""`<one of these> token` is a credential: a token may be a word of a text, or a coin."""
_OF_A_SESSION = re.compile(
    r"^\w+$|[\[(]|^(self|cls|args|opts|options|config|settings|session|request|req|client|auth)\."
)
"""What holds a cookie of HTTP; those of others number events and handles."""
_READS = listed("get load read fetch find lookup require next peek")
_FORMS = listed("str string text value plain raw")
"""Words behind what a value is: `payment_token_str` is a `payment_token`."""
_NOT_WHOLE = listed("masked redacted hidden obfuscated truncated short safe sanitized fingerprint")
"""Words of a value that has been made fit to be shown."""


@risk.judge(Output)
def writes_a_secret(output: Output) -> Verdict | None:
    if is_for_developers(output):
        return None
    if output.kind == "print" and output.is_for_a_person:
        return None
    if output.kind == "raise":
        return _of_an_exception(output)
    is_masked = output.file.format == "github-workflow"
    if is_masked and any(shown.name == "environ" for shown in output.shows):
        return None  # whether a secret is in it, its steps say
    in_shell = output.file.language == "shell"
    if output.name == "cat":
        return _of_a_file(output, shift=-int(is_masked))
    if output.name == "set -x" and (file := _read_under_trace(output)):
        return risky(
            f"{output.name} writes each assignment of {file}, and logs are copied to where many more people read"
        )
    for shown in output.shows:
        said = secret_shown_in(*shown.spelling)
        if said and not (output.kind == "print" and _is_of_this_machine(shown)):
            return risky(
                f"{output.name} writes a URL with {said} in it, and logs are copied to where many more people read"
            )
    for shown in output.shows:
        if _is_a_login(shown) and not _names_who_logs_in(output):
            return risky(
                f"{output.name} writes the URL of a broker or a database with the password in it, and logs are copied to where many more people read"
            )
        if shown.is_a_configuration:
            return risky(
                f"{output.name} writes the whole configuration with the secrets in it, and logs are copied to where many more people read"
            )
    for shown in output.shows:
        if shown.whole:
            return risky(
                f"{output.name} writes {shown.whole}, and logs are copied to where many more people read"
            )
    for shown in output.shows:
        if said := _secret(shown, in_shell=in_shell):
            shift = int("passw" in said.lower()) - int(is_masked)
            return risky(
                f"{output.name} writes {said}, and logs are copied to where many more people read",
                shift=shift,
            )
    names = (n for n in output.hides if _is_secret(n) or (in_shell and _is_of_the_environment(n)))
    hidden = next(names, "")
    return (
        sound(f"writes no more than a part of {hidden}, or that there is one") if hidden else None
    )


def _is_of_this_machine(shown: Shown) -> bool:
    """`http://127.0.0.1:8000/?token=...` on the screen: the link that whoever has started the server opens."""
    at = hosts.address(shown.spelling[0])
    return at is not None and hosts.place(at.host) == "loopback"


def _read_under_trace(output: Output) -> str:
    """The file of secrets that a shell reads while it writes what it does: `set -x; . ./.env`."""
    read = (shown.name for shown in output.shows if "." in shown.name)
    return next((name.rpartition("/")[2] for name in read), "")


def _of_a_file(output: Output, shift: int) -> Verdict | None:
    """A pipeline, an image or what a container starts with prints it; a script may show it to whoever runs it."""
    if not output.file.format or output.file.format == "makefile":
        return None
    file = output.shows[0].name.rpartition("/")[2]
    return risky(
        f"cat writes all of {file}, and logs are copied to where many more people read", shift=shift
    )


def _of_an_exception(output: Output) -> Verdict | None:
    """`raise Refused(f"the key {self.api_key} is not taken")`."""
    said = next(filter(None, (_secret(shown, in_shell=False) for shown in output.shows)), "")
    if not said:
        return None
    return risky(
        f"the text of {output.name} has {said} in it, and exceptions end in logs and in answers"
    )


def _secret(shown: Shown, *, in_shell: bool) -> str:
    """What of it is secret; empty if nothing is, as far as its name and where it comes from tell."""
    if shown.name == "environ":
        is_whole = in_shell or shown.text.endswith("os.environ")
        return "the whole environment" if is_whole else ""
    if shown.is_an_id:
        return ""
    if not _may_be_secret(shown.name):
        return f"an answer with {shown.token}" if shown.token else ""
    if shown.name == "cookie" and not _OF_A_SESSION.search(shown.text):
        return ""  # of an event, of a handle
    origins = shown.origin.origins
    if origins & {"path", "key"} or (origins and origins <= {"mac", "hash", "literal"}):
        return ""
    if in_shell and _is_of_the_environment(shown.name):
        return shown.name
    if (
        shown.token
        or _is_secret(shown.name)
        or any(_is_secret(name) for name in shown.origin.names if len(words(name)) > 1)
    ):
        return shown.name
    return ""


def _is_a_login(shown: Shown) -> bool:
    """A URL with which the file logs in, or one that its name says to be of a database or a broker."""
    said = words(shown.name)
    if said[-1:] not in (["url"], ["uri"], ["dsn"]) and said[-2:] != ["connection", "string"]:
        return False
    if _NOT_WHOLE & set(said) or shown.is_an_id:
        return False
    of_one = bool(_LOGS_IN & set(said)) or said[-2:] == ["connection", "string"]
    if not shown.is_a_login and not of_one:
        return False
    text, _ = shown.spelling
    return not text or HOLE in text


def _names_who_logs_in(output: Output) -> bool:
    """`f"connecting to {db_url} as {username}"`: who that is, and with which password, is no part of the URL."""
    return any({*words(shown.name)[-1:]} & {"user", "username"} for shown in output.shows)


def _is_of_the_environment(name: str) -> bool:
    """A variable that holds no word of a text: `NPM_TOKEN`."""
    return name.isupper() and words(name)[-1:] != ["key"] and _may_be_secret(name)


@lru_cache(maxsize=4096)
def _may_be_secret(name: str) -> bool:
    """Its name is one of a credential, or of a word or a coin."""
    said = words(name)
    if _NOT_WHOLE & set(said) or said[-1:] == ["env"]:
        return False
    if _is_a_code(said) or said == ["cookie"]:
        return True
    stems = ("token", "secret", "passw", "passphrase", "authorization")
    is_known = any(stem in name.lower() for stem in stems) or _is_a_key(said)
    return is_known and means_a_credential(name)


def _is_a_key(said: list[str]) -> bool:
    joined = "_".join(said)
    return any(f"{kind}_key" in joined or f"{kind}key" in joined for kind in _KINDS_OF_KEYS)


def _is_a_code(said: list[str]) -> bool:
    """`otp`, `otp_code`, `verificationCode`."""
    if said[-1:] == ["code"]:
        return bool(set(said[-2:-1]) & set(_KINDS_OF_CODES))
    return bool(said) and said[-1] in _CODES


@lru_cache(maxsize=4096)
def _is_secret(name: str) -> bool:
    """Its name by itself leaves no doubt: `api_key`, `access_token`, `password`; not `token`, `secret`."""
    said = words(name)
    if said and said[0] in _READS:
        said = said[1:]
    if not _may_be_secret("_".join(said)):
        return False
    while said[-1] in _FORMS and len(said) > 1:
        said = said[:-1]
    if said[-1] == "token":
        return bool(_TOKENS_OF & set(said[:-1]))
    if "key" in said:
        return _is_a_key(said)
    return len(said) > 1 or said[0] != "secret"


# --- steps of a workflow -------------------------------------------------------------------------

_DUMP = re.compile(
    r"^[ \t]*(?:-[ \t]+)?(?:run:[ \t]*)?[\"']?(?:/usr/bin/)?(?:env|printenv)(?:[ \t]*\|[ \t]*sort)?[\"']?[ \t]*;?$",
    re.MULTILINE,
)
_CONTEXT = re.compile(r"\$\{\{\s*tojson\(\s*(secrets|github)\s*\)\s*\}\}", re.IGNORECASE)
_SAYS = re.compile(r"^[ \t]*(?:-[ \t]+)?(?:echo|printf)\b[^|>\n]*$", re.MULTILINE)


@risk.judge(Setting)
def shows_what_a_step_was_given(setting: Setting) -> Verdict | None:
    """`run: env` beside `TOKEN: ${{ secrets.TOKEN }}`; the runner masks a secret as it is, and none that was changed."""
    step = setting.block
    if setting.name != "run" or step is None or step.kind != "github:step":
        return None
    if is_test_code(setting) or setting.file.is_for_development:
        return None
    written = setting.value.text
    if _DUMP.search(written) and _is_given_a_secret(step):
        return risky("the whole environment is written, with the secrets in it", shift=-1)
    contexts = {
        s.name: found[1].lower()
        for s in step.settings
        if "env" in s.path and (found := _CONTEXT.search(s.value.text))
    }
    for said in _SAYS.findall(written):
        direct = _CONTEXT.search(said)
        what = direct[1] if direct else ""
        what = what or next(
            (of for name, of in contexts.items() if f"${name}" in said.replace("{", "")), ""
        )
        if not what and shows_a_part(said, written.partition(said)[0], step):
            return risky("a part of a secret is written, and the runner masks only the whole")
        if what:
            return risky(
                f"all that the {what} context holds is written, with the token in it", shift=-1
            )
    return None


def _is_given_a_secret(step: Block) -> bool:
    """The environment of the step, its job or the workflow holds one."""
    tops = [peer for peer in step.peers if peer.name == "env"]
    owners = [step, *([job] if (job := step.within("github:job")) else []), *tops]
    return any(
        "secrets." in s.value.text for owner in owners for s in owner.settings if "env" in s.path
    )


# --- configuration -------------------------------------------------------------------------------

_OF_NGINX = re.compile(r"\$(http_authorization|http_cookie|http_x_api_key|request_body)\b")
_OF_HAPROXY = re.compile(r"request header (authorization|cookie|x-api-key)\b", re.I)
_OF_ENVOY = re.compile(r"%REQ\((authorization|cookie|x-api-key)[)?]", re.I)
_ENVOY = frozenset({"access_log", "accessLogFormat", "accessLog", "accessLogging"})
_TRAEFIK = ("fields", "headers", "names")
_OPENS = listed("authorization cookie x-api-key")


@risk.judge(Setting)
def keeps_what_opens_an_account(setting: Setting) -> Verdict | None:
    if setting.file.language in {"python", "shell"} or setting.file.is_for_development:
        return None
    if _traces_all(setting):
        return risky(
            "the log of the job has every command with its variables written out, the secrets among them"
        )
    said = _logged(setting)
    if said is None:
        return None
    if said:
        return risky(
            f"the access log keeps {said} of every request, and many more people read it than may"
        )
    return sound("names nothing of a request that opens anything")


def _traces_all(setting: Setting) -> bool:
    """`CI_DEBUG_TRACE` of GitLab; GitHub takes its switches from the settings of a repository alone."""
    traces = (setting.file.format, setting.name, str(setting.value.value).lower())
    return traces == ("gitlab-ci", "CI_DEBUG_TRACE", "true")


def _logged(setting: Setting) -> str | None:
    """What it has an access log keep that opens something; None if it is of no access log."""
    text = setting.value.string or ""
    if setting.name == "log_format" and setting.file.language == "nginx":
        found = _OF_NGINX.search(setting.value.text)
    elif setting.name == "capture" and setting.file.language == "haproxy":
        found = _OF_HAPROXY.match(text)
    elif setting.path[-4:-1] == _TRAEFIK:
        if setting.name.lower() not in _OPENS:
            return None
        return setting.name if text == "keep" else ""
    elif _ENVOY & set(setting.path) and "%REQ(" in text:
        found = _OF_ENVOY.search(text)
    else:
        return None
    return found[1] if found else ""
