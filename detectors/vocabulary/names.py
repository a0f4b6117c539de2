"""What the name of a setting promises: a place that is spoken to, or something else that looks like a URL."""

from __future__ import annotations

import re
from bisect import bisect_left
from functools import lru_cache
from pathlib import PurePosixPath

from detectors.facts import Fact, Setting
from detectors.vocabulary import hosts
from detectors.vocabulary.hosts import Address


def package(name: str) -> str:
    """A distribution as its index compares names: `Kafka_Python` and `kafka.python` are `kafka-python`."""
    return re.sub(r"[-_.]+", "-", name).lower()


def listed(text: str) -> frozenset[str]:
    """The words of a text."""
    return frozenset(text.split())


def words(name: str) -> list[str]:
    """A name's words, lower case: `apiBaseUrl` and `API_BASE_URL` are ["api", "base", "url"]."""
    return list(_words(name))


_TURN = re.compile(r"([a-z0-9])([A-Z])|([A-Z]+)([A-Z][a-z])")
_BETWEEN = re.compile(r"[^A-Za-z0-9]+")


@lru_cache(maxsize=4096)
def _words(name: str) -> tuple[str, ...]:
    spaced = _TURN.sub(r"\1\3 \2\4", name)
    return tuple(word for word in _BETWEEN.split(spaced.lower()) if word)


_TARGETS = listed(
    "url urls uri uris endpoint endpoints dsn broker brokers host hosts server servers address addr"
    " addresses target targets upstream upstreams webhook webhooks callback base baseurl connection"
    " backend backends gateway api service services node nodes pass"
)
"""Last words of names whose value something connects to."""
_OTHERS = listed(
    "homepage home website site docs doc documentation help support terms privacy license licence"
    " licenses icon logo image images avatar thumbnail picture photo schema schemas namespace ns xmlns"
    " doctype vcs repo repository source sources bug bugs issue issues tracker changelog project author"
    " authors maintainer maintainers contributor contact about referer referrer origin origins allowed"
    " cors csp redirect identifier iri entity audience aud realm profile feature property claim claims"
    " vocab context type kind info externaldocs description comment comments title text message news"
    " proxy proxies noproxy test funding link links href reference references example examples download"
    " feed rss blog crl ocsp aia meta connectivity captive forum social apt yum deb mirror mirrors nav navbar"
    " navigation menu sidebar toc toctree footer bookmarks explorer explorers"
)
"""Words that say that a URL is shown, compared or tunnelled through, not spoken to."""
_PLAIN = listed("url urls uri uris base connection service services api")
"""Names too general to tell where they stand alone in code or in data."""
_NEAR = 60
"""So many settings before and behind one are near."""
_NO = listed("false no off 0")
_SHOWN = listed("label caption icon icons logo avatar title author")
"""What stands beside a link that people are shown."""
_SIGNERS = listed("gpgkey signedby key keyid keyring keyserver")
"""What stands beside a mirror of packages whose signatures are checked."""


_TESTS = listed(
    "test tests testing testrunner unittest unittests regtest regtests selftest selftests testhelper testhelpers testlib testutil testutils testsuite testdata"
    " pytest conftest fixture fixtures molecule e2e mock mocks"
)
_SPECIFICATIONS = listed("spec specs")
"""Tests as well, save where the file describes an interface."""


_NUMBERED = re.compile(r"tests?\d+")
"""`test2.py`: somebody's second trial."""


def is_a_test(fact: Fact) -> bool:
    """The file's name says that it is a test, with servers and secrets of its own."""
    said = words(fact.file.inside)
    if fact.file.format != "openapi" and not _SPECIFICATIONS.isdisjoint(said):
        return True
    return not _TESTS.isdisjoint(said) or any(map(_NUMBERED.fullmatch, said))


_LOOKS = listed("smoke fuzz")
"""In the names of files that only look whether all comes up, or holds."""


def is_for_developers(fact: Fact) -> bool:
    """The file's name or the scenario says that this is a test, an example or for development."""
    named = words(fact.file.name.rpartition("/")[2])
    return fact.file.is_for_development or is_a_test(fact) or bool(_LOOKS & {*named})


_UNCHECKED = re.compile(r"(?i)(no|un|non|skip|without)_?verif|insecure|unsafe|unchecked")


def says_unchecked(name: str) -> bool:
    """The name of a TLS context, or of what makes one, that nobody takes by mistake."""
    return _UNCHECKED.search(name) is not None


_ATTACKS = listed(
    "attack attacks exploit exploits payload payloads xss xxe ssrf injection injections"
)


def is_for_an_attack(fact: Fact) -> bool:
    """The file's name says that it makes attacks: what stands in it is for the attacked side to reach."""
    return bool(_ATTACKS & set(words(fact.file.name)))


_SCANS = listed(
    "scan scans scanner scanners scanning recon fuzzer bruteforce fingerprint fingerprinting probe prober"
    " probes banner banners"
)


def is_of_a_scanner(fact: Fact) -> bool:
    """The file's own name says that it looks at whatever answers, whoever that is."""
    return bool(_SCANS & set(words(PurePosixPath(fact.file.name).stem)))


def is_a_server_of_an_interface(setting: Setting) -> bool:
    """Where an interface can be reached, as its description in OpenAPI says."""
    return setting.file.format == "openapi" and setting.path == ("servers", "url")


def passes_requests_on(setting: Setting) -> bool:
    """To the address that it names, whatever comes: in nginx and in Apache httpd."""
    if setting.file.language == "apache":
        return setting.name.lower() in {"proxypass", "proxypassmatch"}
    return setting.name == "proxy_pass"


def names_a_target(setting: Setting, at: Address, text: str) -> bool:
    """Something connects to the address under this name, as far as the name and its place tell."""
    if hosts.is_identifier(at) and at.scheme in {"http", "ftp"}:
        return False
    if setting.file.language == "shell" and at.scheme in {"http", "ftp"}:
        return False  # what a command does with it is judged as a request
    if setting.role in {"literal", "header"}:
        return setting.file.language == "shell"
    if passes_requests_on(setting) or is_a_server_of_an_interface(setting):
        return True
    if _is_signed_repository(setting) or (
        setting.file.language == "python" and is_for_an_attack(setting)
    ):
        return False
    named = words(setting.name)
    if not named or set(named) & _OTHERS:
        return False
    if any(set(words(part)) & (_OTHERS | _ATTACKS) for part in setting.path[:-1]):
        return False
    if named[-1].isdigit():
        named.pop()
    if _publishes_certificates(setting):
        return False
    is_whole = text.strip().startswith(at.scheme)
    if not is_whole or not named or named[-1] not in _TARGETS:
        return False
    if at.scheme not in {"http", "ftp"}:
        return True
    if setting.file.language == "python" and setting.role in {"constant", "variable", "entry"}:
        return False  # what a call makes of it is judged as a request
    if len(named) > 1 or named[0] not in _PLAIN:
        return True
    return setting.file.language not in {"python", "json"} and not _is_a_link(setting)


@lru_cache(maxsize=4096)
def may_name_a_target(name: str) -> bool:
    """Whether something may connect, in Python code, to an address under this name; too often rather than too rarely."""
    named = words(name)
    if named and named[-1].isdigit():
        named.pop()
    return bool(named) and named[-1] in _TARGETS and (len(named) > 1 or named[0] not in _PLAIN)


def is_switched_off(setting: Setting) -> bool:
    """`enabled = false` stands beside it: the part of the program that it is for does not run."""
    return any(
        s.name.lower() in {"enabled", "enable", "use"} and str(s.value.value).lower() in _NO
        for s in siblings(setting)
        if s.value.is_known or s.value.is_off
    )


def _is_signed_repository(setting: Setting) -> bool:
    """A package mirror whose packages are checked by their signatures."""
    beside = {s.name.lower().replace("_", ""): s.value for s in siblings(setting)}
    if "gpgcheck" in beside:
        return str(beside["gpgcheck"].value) in {"1", "True", "yes"}
    if {"origin", "label"} <= set(beside):  # of an archive's Release file, which is signed
        return True
    return bool(_SIGNERS & set(beside)) and bool({"suite", "suites", "dist"} & set(beside))


def siblings(setting: Setting) -> list[Setting]:
    """What stands in the same mapping or section, itself included; of a very long one what is near."""
    around = setting.block.settings if setting.block else setting.beside
    if len(around) > 2 * _NEAR:
        at = bisect_left(around, setting.lines, key=lambda one: one.lines)
        around = around[max(0, at - _NEAR) : at + _NEAR]
    return [s for s in around if s.path[:-1] == setting.path[:-1]]


def _publishes_certificates(setting: Setting) -> bool:
    """An authority's own address: certificates and revocations are signed, and fetched in clear by design."""
    beside = (words(s.name) for s in siblings(setting))
    return any({"crl", "ocsp", "aia"} & set(named) for named in beside)


def _is_a_link(setting: Setting) -> bool:
    """A bare `url` that is shown with a label or a picture, for people to follow."""
    return any(s.name.lower() in _SHOWN for s in siblings(setting))


def words_of(name: str) -> tuple[str, ...]:
    """As `words`, but that numbers stand apart: `sendOtpCode` is send, otp, code, and `oauth2` is oauth, 2."""
    spaced = re.sub(r"(?<=[a-z0-9])(?=[A-Z])", " ", name)
    return tuple(re.findall(r"[a-z]+|\d+", spaced.lower()))


def stems(text: str) -> frozenset[str]:
    """Its words without the s of a plural."""
    return frozenset(word.removesuffix("s") for word in words_of(text))
