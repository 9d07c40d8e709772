"""An event's bytes as a PC's copy of the log keeps them: half as long, and the same again when they are asked for.

What nobody could guess (identifiers, digests, hashes, signatures) is kept as the bytes that it stands for. The rest is
deflated, given the words that events are made of. Bytes that hold no such text, or one of the marks, stay as they are.
"""

from __future__ import annotations

import re
import zlib
from base64 import b64decode, b64encode

from desktop.domain.log.events import EventKind, Subject

WORDS = b" ".join(
    (
        *(kind.value.encode() for kind in sorted(EventKind)),
        *(b'"%s":' % subject.value.encode() for subject in sorted(Subject)),
        b'"frame":"heard":[[0,"sha256":"frames":"outcome":"reason":"version":"digests":["policy":',
        b'},"kind":"heard","n":,"prev":,"signature":,"subjects":{"request":,"session":},"v":1}',
        b'{"actor":null,"at":"2026-11-24T10:00:00.000000Z","desk":,"facts":{"frame":',
    )
)
"""All that the deflated part may refer to, most frequent last (RFC 1950, preset dictionary). A program with another one
keeps another file, whose name says so."""
_MOST = 1 << 24
_AS_IT_IS = bytes(3)
_LENGTH = len(_AS_IT_IS)
_RANDOM = re.compile(rb'"([0-9a-f]{32}|[0-9a-f]{64}|[A-Za-z0-9+/]{43}=|[A-Za-z0-9+/]{86}==)"')
_MARK_OF = {32: b"\1", 64: b"\2", 44: b"\3", 88: b"\4"}
"""The byte that stands where a text of that length stood: two of hexadecimal digits, two of base64."""
_MARKS = re.compile(rb"[\1-\4]")
_BYTES_AT = {b"\1": 16, b"\2": 32, b"\3": 32, b"\4": 64}


def packed(body: bytes) -> bytes:
    """Return what is kept of these bytes: the deflated part behind its length, and what was taken out of it."""
    if len(body) >= _MOST or _MARKS.search(body):
        return _AS_IT_IS + body
    taken: list[bytes] = []

    def mark(found: re.Match[bytes]) -> bytes:
        text = found[1]
        value = b64decode(text) if text.endswith(b"=") else bytes.fromhex(text.decode("ascii"))
        if _said(_MARK_OF[len(text)], value) != found[0]:
            return found[0]
        taken.append(value)
        return _MARK_OF[len(text)]

    rest = _RANDOM.sub(mark, body)
    deflate = zlib.compressobj(6, zlib.DEFLATED, -zlib.MAX_WBITS, zdict=WORDS)
    deflated = deflate.compress(rest) + deflate.flush()
    return len(deflated).to_bytes(_LENGTH) + deflated + b"".join(taken)


def whole(body: bytes) -> bytes:
    """Return what is kept of bytes that are read at each start: all of them."""
    return _AS_IT_IS + body


def plain(kept: bytes) -> bytes:
    """Return the event's bytes."""
    length = int.from_bytes(kept[:_LENGTH])
    if not length:
        return kept[_LENGTH:]
    at = _LENGTH + length
    rest = zlib.decompressobj(-zlib.MAX_WBITS, zdict=WORDS).decompress(kept[_LENGTH:at])

    def put_back(found: re.Match[bytes]) -> bytes:
        nonlocal at
        start, at = at, at + _BYTES_AT[found[0]]
        return _said(found[0], kept[start:at])

    return _MARKS.sub(put_back, rest)


def _said(mark: bytes, value: bytes) -> bytes:
    """Return the text that stood where that mark stands, in its quotation marks."""
    return b'"%s"' % (value.hex().encode("ascii") if mark < b"\3" else b64encode(value))
