"""Names as documents write them: capital letters A to Z only.

A letter with a mark may be written with or without its mark (BJÖRK as BJORK), or spelt out (BJOERK), so a
name has more than one spelling. Apostrophes, hyphens, spaces and full stops are left out.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Mapping

_ALWAYS = {
    "ẞ": "SS",
    "Æ": "AE",
    "Œ": "OE",
    "Þ": "TH",
    "Ð": "D",
    "Đ": "D",
    "Ł": "L",
    "Ø": "O",
    "Ħ": "H",
}
_SPELT_OUT = {"Ä": "AE", "Ö": "OE", "Ü": "UE", "Å": "AA", "Ø": "OE", "Ð": "DH"}


def spellings(name: str) -> frozenset[str]:
    """Return the ways in which a document may write `name`; empty if none of it can be written in A to Z."""
    capitals = unicodedata.normalize("NFC", name).upper()
    plain = _letters(capitals, _ALWAYS)
    spelt = _letters(capitals, _ALWAYS | _SPELT_OUT)
    return frozenset(each for each in (plain, spelt) if each)


def _letters(capitals: str, written: Mapping[str, str]) -> str:
    replaced = "".join(written.get(letter, letter) for letter in capitals)
    return "".join(letter for letter in unicodedata.normalize("NFKD", replaced) if "A" <= letter <= "Z")
