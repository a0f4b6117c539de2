"""Does a name mean a credential? Decided by its last words and by what stands before them."""

from __future__ import annotations

from functools import lru_cache

from detectors.vocabulary.names import listed, words

_SECRET_WORDS = listed("""
    password passwd passwort passphrase pwd pass secret token apikey apisecret apitoken
    authtoken accesstoken secretkey privatekey clientsecret authorization pat psk
""")
KEYS_OF = listed("""
    api secret access private auth encryption signing master service account license jwt hmac
    webhook app application admin root shared deploy integration subscription functions write
""")
"""`<one of these> key` is a credential; any other key (primary, cache, partition, public) is none."""
PASSWORD_VARIABLES = frozenset({"rediscli_auth", "sshpass"})
"""Variables in which a command takes its password, under a name that does not say so."""
_NO_TOKENS_OF = listed("""
    next prev previous page continuation continue csrf xsrf csrfmiddleware authenticity pad padding eos bos
    sep unk cls mask start end stop special max min new num n sync image id cancellation first
    last unknown delimiter keyword lock fencing idempotency client request public publishable
    device push dedupe sql syntax cursor update postman search query
""")
WORTHLESS = listed("""
    public publishable anonymous example sample dummy fake mock stub placeholder test tests testing demo
    hash hashed encrypted sealed
""")
"""Words before the head that say that everybody may see it, or that nothing real opens with it."""
_NOT_A_HEAD = listed("""
    no is has use with show hide reset forgot require change update generate recover
""")
_DECORATION = listed("""
    value default str string text plain plaintext prod production live staging main base64 b64
    env literal v1 v2 const constant
""")
"""Words after the head that leave a credential a credential: `api_key_prod`, `PASSWORD_DEFAULT`."""
_TAKE_EVENTS = listed("amplitude mixpanel posthog pusher")
"""Their project keys only take events in or subscribe to public ones, and go out to every browser."""
_WRITE_KEYS_OF = listed("segment rudder rudderstack")
"""Their write keys do the same; other keys of theirs open accounts."""
_NAMED_OUT = listed("secret personal private service")


@lru_cache(maxsize=4096)
def means_a_credential(name: str) -> bool:
    """The name's head is a credential: `db_password` and `api_key` are, `password_field` is not."""
    if name.lower() in PASSWORD_VARIABLES:
        return True
    if "(" in name:
        return False  # a function's signature: `payToken(address)`
    parts = words(name)
    if "for" in parts[1:]:
        parts = parts[: parts.index("for", 1)]  # password_for_email
    while len(parts) > 1 and (parts[-1] in _DECORATION or parts[-1].isdigit()):
        parts.pop()
    if not parts or parts[0] in _NOT_A_HEAD:
        return False
    head, before = parts[-1], set(parts[:-1])
    if before & WORTHLESS:
        return False
    if before & set(_TAKE_EVENTS) and not set(parts) & set(_NAMED_OUT):
        return False
    if head == "key" and parts[-2:-1] == ["write"] and before & set(_WRITE_KEYS_OF):
        return False
    if head == "key":
        return len(parts) > 1 and parts[-2] in KEYS_OF
    if head in {"token", "tokens"}:
        if "verification" in before:  # of a domain, which shows it to everybody; Slack's is shared
            return head == "token" and "slack" in before
        return head == "token" and not (len(parts) > 1 and parts[-2] in _NO_TOKENS_OF)
    if head in {"pass", "pat"}:
        return len(parts) > 1
    if head == "word" and parts[-2:-1] == ["pass"]:
        return True  # PassWord
    return head in _SECRET_WORDS or head.endswith(("password", "apikey", "secretkey"))


def is_a_pass(name: str) -> bool:
    """`pass` by itself is a password if what it holds is made up; else it may be that something passed."""
    return words(name) == ["pass"]
