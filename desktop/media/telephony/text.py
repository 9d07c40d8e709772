"""Side files as text: bounded, and in a known encoding."""

from __future__ import annotations

import re
from collections.abc import Iterator

from desktop.media.telephony.facts import EndedBecause
from desktop.media.telephony.refusals import refused

LARGEST_TABLE = 64 << 20
LARGEST_STREAM = 16 << 20
LARGEST_DOCUMENT = 4 << 20
ENCODINGS = ("utf-8-sig", "cp1252")
"""Tried in turn; the first takes UTF-8 with and without the mark at the start."""
NO_ENCODING = (*ENCODINGS, "latin-1")
"""For a file of no single encoding: the last takes whatever byte there is."""
_MARKS = (b"\xff\xfe", b"\xfe\xff")
"""Of UTF-16, which Windows calls "Unicode"."""

_ENDED = (
    (re.compile(r"transfer|refer\b", re.IGNORECASE), EndedBecause.TRANSFER),
    (re.compile(r"payment|\bpci\b|paus|suspend|card", re.IGNORECASE), EndedBecause.PAYMENT_PAUSE),
    (re.compile(r"\bhold|held|park", re.IGNORECASE), EndedBecause.HOLD),
)


def decoded(data: bytes, largest: int, encodings: tuple[str, ...] = ENCODINGS) -> tuple[str, str]:
    """Return the text, and its encoding. Raises MediaRefusedError."""
    if len(data) > largest:
        raise refused("side_too_large")
    for text, encoding in _readings(data, encodings):
        if "\0" not in text:
            return text, encoding
    raise refused("side_not_text")


def _readings(data: bytes, encodings: tuple[str, ...]) -> Iterator[tuple[str, str]]:
    for encoding in ("utf-16",) if data.startswith(_MARKS) else encodings:
        try:
            text = data.decode(encoding)
        except UnicodeDecodeError:
            continue
        yield text, encoding


def ended_because(told: str) -> EndedBecause | None:
    """Return the reason behind a system's own word for the end of a recording; None if it is no such reason."""
    return next((reason for pattern, reason in _ENDED if pattern.search(told[:200])), None)
