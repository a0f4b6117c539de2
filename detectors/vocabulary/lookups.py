"""Whether a parameter of a request says what is looked for, so that nothing may be found."""

from __future__ import annotations

from detectors.vocabulary.names import listed, words

_LOOKS_FOR = listed("""
    q query search term terms keyword keywords text email mail phone mobile name username login nickname filter where
    address postcode zip slug title sku isbn ean barcode domain hostname reference external serial plate iban vat
""")

_OTHERS = listed("function method action report app source class type date time")
"""Beside one of them it names a part of the service, or a time."""


def looks_for_something(parameter: str) -> bool:
    """`email`, `q`, `filter[name]`, `external_id`; not an id that something has given, nor how it is asked."""
    said = set(words(parameter))
    return bool(_LOOKS_FOR & said) and not _OTHERS & said
