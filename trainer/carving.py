"""Rows of events out of the pages of a SQLite file whose tree leads nowhere any more.

A leaf of a table holds its rows whole, so that they can be read without what pointed to it; how a page is
laid out stands in https://www.sqlite.org/fileformat2.html#b_tree_pages.
"""

from __future__ import annotations

from collections.abc import Iterator

Row = tuple[int, str, str, str, str]
LEAF = 0x0D
"""First byte of a page of rows."""
USUAL_PAGE = 4096
FILE_HEADER = 100
MOST_OVERFLOW = 1000
"""Pages of one row: an event is a few hundred bytes."""


def carved(raw: bytes) -> Iterator[Row]:
    """`id, session, at, kind, data` of whatever looks like an event, in the order of the pages."""
    size = int.from_bytes(raw[16:18], "big")
    size = 65536 if size == 1 else size if size in {1 << n for n in range(9, 16)} else USUAL_PAGE
    for start in range(0, len(raw) - size + 1, size):
        page = raw[start : start + size]
        head = FILE_HEADER if start == 0 else 0
        if page[head] != LEAF:
            continue
        count = int.from_bytes(page[head + 3 : head + 5], "big")
        for cell in range(head + 8, min(head + 8 + 2 * count, size - 1), 2):
            try:
                row = _row(raw, page, int.from_bytes(page[cell : cell + 2], "big"))
            except (IndexError, UnicodeDecodeError):
                continue
            if row:
                yield row


def _row(raw: bytes, page: bytes, at: int) -> Row | None:
    length, at = _number(page, at)
    id, at = _number(page, at)
    payload = _payload(raw, page, at, length)
    at = 0
    head, at = _number(payload, at)
    kinds = []
    while at < head:
        kind, at = _number(payload, at)
        kinds.append(kind)
    # The number of an event is that of its row, so the column itself is empty; the rest is text.
    if len(kinds) != 5 or kinds[0] != 0 or not all(kind >= 13 and kind % 2 for kind in kinds[1:]):
        return None
    texts = []
    for kind in kinds[1:]:
        end = at + (kind - 13) // 2
        if end > len(payload):
            return None
        texts.append(payload[at:end].decode())
        at = end
    session, moment, what, data = texts
    return id, session, moment, what, data


def _payload(raw: bytes, page: bytes, at: int, length: int) -> bytes:
    """What does not fit into the page goes on in others, each of which begins with the number of the next."""
    size = len(page)
    if length <= size - 35:
        return page[at : at + length]
    least = (size - 12) * 32 // 255 - 23
    here = least + (length - least) % (size - 4)
    here = here if here <= size - 35 else least
    payload = page[at : at + here]
    following = int.from_bytes(page[at + here : at + here + 4], "big")
    for _ in range(MOST_OVERFLOW):
        if not following or len(payload) >= length:
            break
        more = raw[(following - 1) * size : following * size]
        payload += more[4:]
        following = int.from_bytes(more[:4], "big")
    return payload[:length]


def _number(raw: bytes, at: int) -> tuple[int, int]:
    """Seven bits a byte, the high bit says that more follow; and where it ends."""
    value = 0
    for step in range(8):
        value = value << 7 | raw[at + step] & 0x7F
        if raw[at + step] < 0x80:
            return value, at + step + 1
    return value << 8 | raw[at + 8], at + 9
