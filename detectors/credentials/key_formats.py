"""Keys in the formats of their vendors, private keys and signed tokens: known by how they look, without a name."""

from __future__ import annotations

import base64
import json
import re
from collections.abc import Iterable, Iterator
from itertools import pairwise
from string import ascii_lowercase, digits
from typing import Literal, NamedTuple

from detectors.vocabulary.names import listed

Kind = Literal[
    "live key",
    "test key",
    "private key",
    "signed token",
    "password in a URL",
    "password",
    "token",
    "session key",
    "signing key",
]


class Credential(NamedTuple):
    """A credential inside a text."""

    kind: Kind
    text: str
    """The part of the value that is secret."""
    vendor: str = ""
    """Whose key it is where a name says so; what stands by itself may be the name of a file with a checksum."""


_SIGNS_NOTHING = r"(?!(?:/|%2F)\d{8}(?:/|%2F))"
"""The scope of a signature names its key in the open: `AKIA.../20260314/eu-west-1/s3/aws4_request`."""

_PATTERNS: tuple[tuple[Kind, str, str], ...] = (
    ("live key", "sk_live_|rk_live_", r"(?:sk|rk)_live_[A-Za-z0-9]{16,}"),
    ("test key", "sk_test_|rk_test_", r"(?:sk|rk)_test_[A-Za-z0-9]{16,}"),
    ("live key", "key_live_", r"key_live_[A-Za-z0-9_]{8,}"),
    ("live key", "whsec_", r"whsec_[A-Za-z0-9+/=]{24,}"),
    ("live key", "AKIA", r"AKIA[A-Z2-7]{16}" + _SIGNS_NOTHING),
    ("live key", "ASIA", r"ASIA[A-Z2-7]{16}" + _SIGNS_NOTHING),
    ("live key", "ghp_|gho_|ghu_|ghs_|ghr_", r"gh[pousr]_[A-Za-z0-9]{36,}"),
    ("live key", "github_pat_", r"github_pat_[A-Za-z0-9]{22}_[A-Za-z0-9]{59}"),
    *(
        ("live key", sign, sign + r"[A-Za-z0-9_-]{20,}")
        for sign in (
            "glpat-",
            "glrt-",
            "gldt-",
            "glptt-",
            "glcbt-",
            "gloas-",
            "glsoat-",
            "glagent-",
            "glimt-",
            "glft-",
            "glffct-",
        )
    ),
    ("live key", "xoxa-|xoxb-|xoxe-|xoxo-|xoxp-|xoxr-|xoxs-", r"xox[abeoprs]-[A-Za-z0-9-]{20,}"),
    ("live key", "xapp-", r"xapp-\d-[A-Z0-9]+-\d+-[a-f0-9]{30,}"),
    ("live key", "SG.", r"SG\.[A-Za-z0-9_-]{16,32}\.[A-Za-z0-9_-]{32,64}"),
    ("live key", "AIza", r"AIza[A-Za-z0-9_-]{35}"),
    ("live key", "sk-ant-|sk-proj-|sk-svcacct-", r"sk-(?:ant|proj|svcacct)-[A-Za-z0-9_-]{32,}"),
    ("live key", "T3BlbkFJ", r"sk-[A-Za-z0-9]{20}T3BlbkFJ[A-Za-z0-9]{20}"),
    ("live key", "sk-or-v1-", r"sk-or-v1-[a-f0-9]{64}"),
    ("live key", "npm_", r"npm_[A-Za-z0-9]{36}"),
    ("live key", "pypi-AgE", r"pypi-AgE[A-Za-z0-9_-]{50,}"),
    ("live key", "hf_", r"hf_[A-Za-z0-9]{34}"),
    ("live key", "lsv2_pt_|lsv2_sk_", r"lsv2_(?:pt|sk)_[a-f0-9]{32}_[a-f0-9]{10}"),
    ("live key", "dop_v1_|doo_v1_|dor_v1_", r"do[opr]_v1_[a-f0-9]{64}"),
    ("live key", "shpat_|shpss_|shpca_|shppa_", r"shp(?:at|ss|ca|pa)_[a-fA-F0-9]{32}"),
    ("live key", ":AA", r"\d{8,10}:AA[A-Za-z0-9_-]{33}"),
    ("live key", "EAAA", r"EAAA[A-Za-z0-9_-]{60}"),
    ("live key", "EAACEdEose0cBA", r"EAACEdEose0cBA[A-Za-z0-9]{16,}"),
    ("live key", "sq0csp-|sq0atp-", r"sq0csp-[A-Za-z0-9_-]{43}|sq0atp-[A-Za-z0-9_-]{22}"),
    ("live key", "amzn.mws.", r"amzn\.mws\.[a-f0-9]{8}(?:-[a-f0-9]{4}){3}-[a-f0-9]{12}"),
    (
        "live key",
        "/IncomingWebhook/",
        r"https://(?:outlook\.office(?:365)?\.com/webhook|[a-z0-9-]+\.webhook\.office\.com/webhookb2)/[a-f0-9-]{36}@[a-f0-9-]{36}"
        r"/IncomingWebhook/[a-f0-9]{32}/[a-f0-9-]{36}",
    ),
    ("live key", "GOCSPX-", r"GOCSPX-[A-Za-z0-9_-]{28}"),
    (
        "live key",
        "0Q~|1Q~|2Q~|3Q~|4Q~|5Q~|6Q~|7Q~|8Q~|9Q~",
        r"[A-Za-z0-9_~.-]{3}\dQ~[A-Za-z0-9_~.-]{31,34}",
    ),
    ("live key", "ATATT3", r"ATATT3[A-Za-z0-9_=-]{180,}"),
    ("live key", "ATBB", r"ATBB[A-Za-z0-9]{32}"),
    ("live key", "AKCp", r"AKCp[A-Za-z0-9]{69}"),
    ("live key", "dckr_pat_|dckr_oat_", r"dckr_[po]at_[A-Za-z0-9_-]{27,32}"),
    (
        "live key",
        "dp.pt.|dp.st.|dp.ct.|dp.sa.|dp.scim.|dp.audit.",
        r"dp\.(?:pt|st|ct|sa|scim|audit)\.(?:[a-z0-9_-]{2,35}\.)?[A-Za-z0-9]{40,44}",
    ),
    ("live key", "hvs.|hvb.", r"hv[bs]\.[A-Za-z0-9_-]{90,}"),
    ("live key", ".atlasv1.", r"[A-Za-z0-9]{14}\.atlasv1\.[A-Za-z0-9_=-]{60,70}"),
    ("live key", "NRAK-", r"NRAK-[A-Z0-9]{27}"),
    ("live key", "glsa_", r"glsa_[A-Za-z0-9]{32}_[A-Fa-f0-9]{8}"),
    ("live key", "glc_", r"glc_[A-Za-z0-9+/]{32,400}={0,3}"),
    ("live key", "dt0c01.", r"dt0c01\.[A-Z0-9]{24}\.[A-Z0-9]{64}"),
    ("live key", "sntrys_|sntryu_", r"sntry[su]_[A-Za-z0-9+/=_]{60,}"),
    ("live key", "PMAK-", r"PMAK-[a-f0-9]{24}-[a-f0-9]{34}"),
    ("live key", "lin_api_|lin_oauth_", r"lin_(?:api|oauth)_[A-Za-z0-9]{40,64}"),
    ("live key", "rubygems_", r"rubygems_[a-f0-9]{48}"),
    ("live key", "CLOJARS_", r"CLOJARS_[a-z0-9]{60}"),
    ("live key", "AGE-SECRET-KEY-1", r"AGE-SECRET-KEY-1[QPZRY9X8GF2TVDW0S3JN54KHCE6MUA7L]{58}"),
    (
        "live key",
        "pscale_tkn_|pscale_pw_|pscale_oauth_",
        r"pscale_(?:tkn|pw|oauth)_[A-Za-z0-9_=.-]{32,64}",
    ),
    ("live key", "xkeysib-", r"xkeysib-[a-f0-9]{64}-[A-Za-z0-9]{16}"),
    ("live key", "tfp_", r"tfp_[A-Za-z0-9_=.-]{40,64}"),
    ("live key", "rdme_", r"rdme_[a-z0-9]{70}"),
    ("live key", "pnu_", r"pnu_[a-z0-9]{36}"),
    ("live key", "secret_", r"secret_[A-Za-z0-9]{43}"),
    ("live key", "gsk_", r"gsk_[A-Za-z0-9]{52}"),
    ("live key", "pplx-", r"pplx-[A-Za-z0-9]{48}"),
    ("live key", "xai-", r"xai-[A-Za-z0-9]{70,84}"),
    ("live key", "r8_", r"r8_[A-Za-z0-9]{37}"),
    ("live key", "EZAK", r"EZAK[A-Za-z0-9]{54}"),
    ("live key", "duffel_live_", r"duffel_live_[A-Za-z0-9_=-]{43}"),
    ("live key", "v1.0-", r"v1\.0-[a-f0-9]{24}-[a-f0-9]{146}"),
    ("live key", "ops_eyJ", r"ops_eyJ[A-Za-z0-9+/]{200,}={0,2}"),
    ("live key", "sk.eyJ", r"sk\.eyJ[A-Za-z0-9_-]{50,100}\.[A-Za-z0-9_-]{22}"),
    (
        "live key",
        "tskey-auth-|tskey-api-|tskey-client-|tskey-scim-|tskey-webhook-",
        r"tskey-(?:auth|api|client|scim|webhook)-[A-Za-z0-9]{8,}-[A-Za-z0-9]{20,}",
    ),
    ("live key", "pat-na|pat-eu", r"pat-(?:na|eu)\d-[a-f0-9]{8}(?:-[a-f0-9]{4}){3}-[a-f0-9]{12}"),
    ("live key", "ntn_", r"ntn_\d{11}[A-Za-z0-9]{32,35}"),
    ("live key", "figd_", r"figd_[A-Za-z0-9_-]{40}"),
    ("live key", "nfp_", r"nfp_[A-Za-z0-9]{36}"),
    ("live key", "CCIPAT_", r"CCIPAT_[A-Za-z0-9]{22}_[a-f0-9]{40}"),
    ("live key", "fo1_", r"fo1_[A-Za-z0-9_-]{43}"),
    ("live key", "shippo_live_", r"shippo_live_[a-f0-9]{40}"),
    ("test key", "shippo_test_", r"shippo_test_[a-f0-9]{40}"),
    ("live key", "dnkey-", r"dnkey-[a-z0-9=_-]{26}-[a-z0-9=_-]{52}"),
    ("live key", "fio-u-", r"fio-u-[A-Za-z0-9=_-]{64}"),
    ("live key", "HRKU-AA", r"HRKU-AA[A-Za-z0-9_-]{58}"),
    ("live key", "sha256~", r"sha256~[A-Za-z0-9_-]{43}"),
    ("live key", "ABSK", r"ABSK[A-Za-z0-9+/]{109,269}={0,2}"),
    ("live key", "tk-us-", r"tk-us-[A-Za-z0-9_-]{48}"),
    ("live key", "GR1348941", r"GR1348941[A-Za-z0-9_-]{20}"),
    ("live key", "AQVN", r"AQVN[A-Za-z0-9_-]{35,38}"),
    ("live key", "EAAM|EAAC", r"EAA[MC][A-Za-z0-9]{100,}"),
    ("live key", "sl.", r"sl\.[A-Za-z0-9_-]{135,}"),
    ("test key", "FLWSECK_TEST-", r"FLWSECK_TEST-[A-Za-z0-9]{12,}"),
    ("live key", "FLWSECK-", r"FLWSECK-[A-Za-z0-9]{32}-X"),
    (
        "live key",
        "hooks.slack.com",
        r"https://hooks\.slack\.com/(?:services/T[A-Z0-9]+/B|(?:workflows|triggers)/[TE])[A-Z0-9]+/[A-Za-z0-9/]{20,}",
    ),
    (
        "live key",
        "api/webhooks/",
        r"https://discord(?:app)?\.com/api/webhooks/\d{17,20}/[A-Za-z0-9_-]{60,}",
    ),
    (
        "private key",
        "PRIVATE KEY",
        r"-----BEGIN (?:[A-Z]+ )*PRIVATE KEY(?: BLOCK)?-----(?:\s|\\[nr])+(?:[A-Z][A-Za-z-]*: .*(?:\s|\\n)+)*"
        r"(?:[A-Za-z0-9+/=\s]|\\[nr]){64,}(?:-----END (?:[A-Z]+ )*PRIVATE KEY(?: BLOCK)?-----)?",
    ),
    (
        "private key",
        "PuTTY-User-Key-File",
        r"PuTTY-User-Key-File-\d: \S+\s+Encryption: none\s(?:.*\s)*?Private-Lines: \d+\s(?:[A-Za-z0-9+/=]+\s*){2,}",
    ),
    (
        "private key",
        "LS0tLS1CRUdJTi",
        r"LS0tLS1CRUdJTi[A-Za-z0-9+/]{0,14}(?:UFJJVkFURSBLRVk|QUklWQVRFIEtFW|BSSVZBVEUgS0VZ)[A-Za-z0-9+/=]{64,}",
    ),
    ("signed token", ".eyJ", r"eyJ[A-Za-z0-9_-]{8,}\.eyJ[A-Za-z0-9_-]{8,}\.[A-Za-z0-9_-]{16,}"),
)
"""Kind, texts of which one stands in every such key, and the pattern."""

_BESIDE_A_NAME = (
    ("mailgun", "key-", r"key-(?=[a-f]*\d)[a-f0-9]{32}"),
    ("databricks", "dapi", r"dapi[a-f0-9]{32}(?:-\d)?"),
    ("pulumi", "pul-", r"pul-[a-f0-9]{40}"),
    ("sonar", "sqa_|sqp_|squ_", r"sq[apu]_[a-f0-9]{40}"),
    ("supabase", "sbp_", r"sbp_[a-f0-9]{40}"),
    ("buildkite", "bkua_", r"bkua_[a-f0-9]{40}"),
    ("sourcegraph", "sgp_", r"sgp_(?:(?:[a-f0-9]{16}|local)_)?[a-f0-9]{40}"),
    ("newrelic", "NRII-", r"NRII-[A-Za-z0-9-]{32}"),
    ("octopus", "API-", r"API-[A-Z0-9]{26}"),
    ("adobe", "p8e-", r"p8e-[A-Za-z0-9]{32}"),
    ("mailchimp", "-us", r"[a-f0-9]{32}-us\d{1,2}"),
    ("infracost", "ico-", r"ico-[A-Za-z0-9]{32}"),
)
"""Vendor, texts of which one stands in every such key, and the pattern: all of them also spell a checksum or an id behind a word."""


_OPENERS = "\"'`=: \t\n[({,;>/@}"
"""What stands before a key whose sign is so short that it also ends words: `ssl.`, `msg.`, `half_`."""
_AFTER_AN_OPENER = frozenset({"SG.", "hf_", "sl."})


class _Format(NamedTuple):
    kind: Kind
    signs: tuple[str, ...]
    pattern: re.Pattern[str]
    vendor: str = ""


def _format(kind: Kind, signs: str, pattern: str, vendor: str = "") -> _Format:
    """A key with nothing of its kind around it; what it begins with is written first, which is found fastest."""
    spelt = tuple(signs.split("|"))
    head, rest = "", f"(?:{pattern})"
    if pattern.startswith(escaped := re.escape(signs)):
        head, rest = escaped, pattern[len(escaped) :]
    before, behind = rf"(?<![A-Za-z0-9_-]{head})", "(?![A-Za-z0-9_-])"
    if signs in _AFTER_AN_OPENER:
        before = rf"(?<![^{re.escape(_OPENERS)}]{head})"
    elif signs.isalnum():  # by chance also in base64
        before, behind = (
            rf"{before}(?<![A-Za-z0-9][+/]{head})",
            "(?![A-Za-z0-9_+/-]|=+[\"'\\s]|=+$)",
        )
    if vendor:
        before, behind = rf"{before}(?<!/{head})", rf"{behind}(?!\.\w)"
    return _Format(kind, spelt, re.compile(head + before + rest + behind), vendor)


_FORMATS = (
    *(_format(*one) for one in _PATTERNS),
    *(_format("live key", signs, pattern, vendor) for vendor, signs, pattern in _BESIDE_A_NAME),
)


def _any_of(texts: Iterable[str]) -> str:
    """A pattern for all of them, letter by letter, which is faster than one after the other."""
    rest: dict[str, list[str]] = {}
    for text in texts:
        if not text:
            return ""
        rest.setdefault(text[0], []).append(text[1:])
    return f"(?:{'|'.join(re.escape(first) + _any_of(more) for first, more in rest.items())})"


_SIGNS = re.compile(_any_of(sign for one in _FORMATS for sign in one.signs))

WORDS = (
    *(
        sign.lower()
        for one in _FORMATS
        if not one.vendor
        for sign in one.signs
        if sign not in _AFTER_AN_OPENER
    ),
    *(opener + sign.lower() for sign in sorted(_AFTER_AN_OPENER) for opener in _OPENERS),
    *(vendor for vendor, _, _ in _BESIDE_A_NAME),
)
"""Lower-case texts, one of which stands in every source that holds such a key or names its vendor."""

_DUMMY_WORDS = tuple(
    listed("""
    example changeme changeit change_me change-me change_this change-this replace placeholder
    dummy fake sample your insert todo fixme redacted masked hidden notreal not-real not_real
    not-a-real not_a_real invalid ignored unused unknown mysecret my-secret my_secret mypass
    my-pass my_pass mytoken my-token my_token my-api my_api supersecret super-secret
    super_secret topsecret secretsecret verysecret very-secret very_secret s3cr3t p@ssw0rd
    passw0rd password secretkey secret-key secret_key thisis this-is this_is somesecret
    some-secret some_secret somerandom foobar foo-bar foo_bar deadbeef test-token test_token
    testtoken test-key test_key testkey test-secret test_secret testsecret testing lorem qwerty
    p@55w0rd pa55w0rd letmein abc123 abcdef 123456 1234abcd 1a2b3c4d 12345678 xxxx **** .... 0000000 aaaaaaa insecure
    unsafe dev-only dev_only local-only local_only do-not-use donotuse default generated random_ random- -here _here put-
""")
)
_SAMPLE = re.compile(r"A[KS]IA[A-Z0-9]{9,13}EXAMPLE|[A-Za-z0-9/+]{20,}EXAMPLEKEY")
_SHORTEST_RUN = 8
_LONG_DUMMY_WORDS = tuple(word for word in _DUMMY_WORDS if word.isalpha() and len(word) >= 6)
_LOOK_ALIKES = str.maketrans("01345@$!", "oieasasi")
"""`p4$$w0rd` and `Letm3in` are the words that they look like."""
_DUMMIES = listed("""
    postgres postgresql rabbitmq guest admin administrator root minio minioadmin mongodb elastic
    grafana wordpress somewordpress secret token none null true false undefined disabled enabled
    required optional anonymous nopassword hunter2 s3cret
""")


def in_format(value: str) -> Credential | None:
    """A key in a vendor's format, a private key or a signed token, wherever it stands in the text."""
    return next((credential for _, credential in all_in_format(value)), None)


def all_in_format(value: str) -> Iterator[tuple[int, Credential]]:
    """Each key in a known format, with its offset; those of one format in the order of the text."""
    if not _SIGNS.search(value):
        return
    for kind, signs, pattern, vendor in _FORMATS:
        if not any(sign in value for sign in signs):
            continue
        for match in pattern.finditer(value):
            text = match[0]
            if kind == "signed token" and not _is_signed(text):
                continue
            if kind != "private key" and (is_a_dummy(_behind(signs, text)) or repeats(text)):
                continue
            if kind in {"live key", "test key"} and _is_written_out(text):
                continue
            yield match.start(), Credential(kind, text, vendor)


def _behind(signs: tuple[str, ...], text: str) -> str:
    return next((text.removeprefix(sign) for sign in signs if text.startswith(sign)), text)


_WRITTEN_OUT = re.compile(
    r"(?=[a-z]{4}|[A-Z][a-z]{3}|[A-Z]{4})(?:[A-Z]?[a-z]{2,}(?:[A-Z][a-z]{2,})*|[A-Z]+)\d{0,4}"
)
"""A word, or words as an identifier has them, with a number behind."""


def _is_written_out(text: str) -> bool:
    """Half of it is words, as of the name of something: nothing random has them between separators."""
    parts = re.split(r"[^A-Za-z0-9]+", text)
    return 2 * sum(len(part) for part in parts if _WRITTEN_OUT.fullmatch(part)) > len(text)


def looks_real(value: str) -> Credential | None:
    """A text in a vendor's format that a scanner would take for working: not one that `mask` made."""
    found = in_format(value)
    if found is None or found.text.startswith("key_live_"):
        return None
    if found.kind == "signed token" and _claims(found.text.split(".")[1]) is None:
        return None
    if found.kind == "private key":
        body = re.sub(r"\\[nr]|\s", "", found.text.partition("KEY-----")[2])
        return found if body.startswith(("MI", "b3BlbnNzaC1rZXk", "lQ", "xc")) else None
    return found


def _is_signed(text: str) -> bool:
    """A JWT whose header parses, and that is neither a documentation's sample nor public by design."""
    header, claims = map(_claims, text.split(".")[:2])
    if not isinstance(header, dict) or "alg" not in header or header["alg"] == "none":
        return False
    if not isinstance(claims, dict):
        return True
    return claims.get("name") not in {"John Doe", "Jane Doe"} and claims.get("role") != "anon"


def _is_of_everybody(text: str) -> bool:
    """A JWT for the role that a database gives to whoever comes without a login."""
    claims = _claims(text.split(".")[1]) if text.startswith("eyJ") and text.count(".") == 2 else {}
    return isinstance(claims, dict) and claims.get("role") == "anon"


def _claims(part: str) -> object:
    """What a part of a JWT says; None if it is no JSON."""
    try:
        return json.loads(base64.urlsafe_b64decode(part + "=" * (-len(part) % 4)))
    except ValueError:
        return None


def is_a_dummy(text: str) -> bool:
    return is_an_account(text) or is_a_placeholder(text)


def is_an_account(text: str) -> bool:
    """A word that everybody has for a first account, with a number or without."""
    return re.sub(r"[^a-z]{1,4}$", "", text.lower()) in _DUMMIES


def is_a_placeholder(text: str) -> bool:
    """It says that it stands there for something else, or that it is no secret."""
    lowered = text.lower()
    if any(word in lowered for word in _DUMMY_WORDS) or _is_of_everybody(text):
        return True
    meant = lowered.translate(_LOOK_ALIKES)
    return any(word in meant for word in _LONG_DUMMY_WORDS)


def _counts(text: str) -> bool:
    """Letters and digits in turn, of which each kind goes up or down by one: `a1b2c3d4`, `Z9y8X7`, also over again."""
    if len(text) < _SHORTEST_RUN or text[::2].isalpha() == text[1::2].isalpha():
        return False
    return all(_is_a_run(half) for half in (text[::2], text[1::2]))


def _is_a_run(text: str) -> bool:
    kind = ascii_lowercase if text.isalpha() else digits
    if not set(text) <= set(kind):
        return False
    steps = {
        (kind.index(after) - kind.index(before)) % len(kind)
        for before, after in pairwise(text)
        if after != text[0]
    }
    return steps in ({1}, {len(kind) - 1})


def is_a_sample(text: str) -> bool:
    """A key that AWS gives as the example in its documentation stands in it."""
    return _SAMPLE.search(text) is not None


def repeats(text: str) -> bool:
    """Few different characters, or a run as on a keyboard: written to be looked at, not to be used."""
    body = re.sub(r"[^a-z0-9]", "", text.lower())
    if any(map(_counts, (body, *re.split(r"[_-]", text.lower())))):
        return True
    if re.search(r"(..{1,3}?)\1{3,}", body):
        return True  # x7x7x7x7x7
    if len(set(body)) < min(6, max(2, len(body) // 2)):
        return True
    for spelt in (body, text.lower().rpartition("_")[2]):
        if re.fullmatch(r"([0-9a-f]{2}){4,}", spelt):
            steps = {after - before for before, after in pairwise(bytes.fromhex(spelt))}
            if len(steps) == 1:
                return True  # 0102030405, 0011223344
    runs = "0123456789abcdefghijklmnopqrstuvwxyz qwertyuiop asdfghjkl zxcvbnm 9876543210 1qaz2wsx3edc4rfv5tgb6yhn"
    longest = max(
        (n for n in range(5, 11) for i in range(len(body) - n + 1) if body[i : i + n] in runs),
        default=0,
    )
    return longest >= 6 or (longest == 5 and len(body) < 14)
