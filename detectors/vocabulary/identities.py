"""Words of what a program says of itself or of a user where it asks somebody."""

from __future__ import annotations

from detectors.vocabulary.names import listed, words

_WHO_ASKS = listed("""
    key keys apikey apikeys accesskey secretkey privatekey keyfile token tokens apitoken accesstoken authtoken
    secret secrets apisecret clientsecret cred creds credential credentials auth oauth oauth2 authentication authenticator
    authorization password passwords passwd passphrase profile profiles account accounts
""")


def says_who_asks(parameter: str) -> bool:
    """`api_key`, `accessToken`, `aws_profile`; not a `keyword`, an `author` or a `tokenizer`."""
    return not _WHO_ASKS.isdisjoint(words(parameter))
