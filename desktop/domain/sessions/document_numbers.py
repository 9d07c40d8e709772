"""Checks of a typed document number: that it was typed correctly, and never that a document is genuine.

The number is typed, checked and deleted: no result holds any part of it. Sources: ICAO 9303 parts 3 to 5 for the
machine-readable zone; the driver number as the licensing agency prints it for Great Britain (16 characters; the issue
number that some cards print after it is ignored). Northern Ireland's has 8 digits and nothing to compare.

- A check digit is the sum of the characters' values (0-9 as they are, A-Z from 10 to 35, `<` as 0), weighted
  7 3 1 7 3 1 ..., modulo 10.
- Years have two digits. A birth is in the century that puts it on or before `today`; an expiry in this century.
- The sex in a number is neither compared, stored nor shown. It is decoded only to read the month.
- Names are in capital letters A to Z. A letter with a mark may be written with or without it (BJÖRK as BJORK), or spelt
  out (BJOERK); apostrophes, hyphens, spaces and full stops are left out. A licence writes a surname's first five
  letters, padded with 9; Mac is written MC or as printed. It writes two initials, 9 for none. Where the request has
  one given name only, only the first initial can be compared.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

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


_PASSPORT_LINE = re.compile(r"[A-Z0-9<]{9}[0-9][A-Z<]{3}[0-9<]{6}[0-9][A-Z<][0-9]{6}[0-9][A-Z0-9<]{14}[0-9<][0-9]")
_CARD_LINES = (
    re.compile(r"[A-Z][A-Z0-9<][A-Z<]{3}[A-Z0-9<]{9}[0-9<][A-Z0-9<]{15}"),
    re.compile(r"[0-9<]{6}[0-9][A-Z<][0-9]{6}[0-9][A-Z<]{3}[A-Z0-9<]{11}[0-9]"),
    re.compile(r"(?:[A-Z<]{30})?"),
)
_LICENCE = re.compile(r"([A-Z9]{5})([0-9]{6})([A-Z][A-Z9]|99)[A-Z0-9]{3}(?:[A-Z0-9]{2})?")
_LICENCE_SURNAME = re.compile(r"[A-Z]+9*")
_LICENCE_NORTHERN_IRELAND = re.compile(r"[0-9]{8}")
_BETWEEN_NAMES = (re.compile(r"\s+"), re.compile(r"[\s\-‐‑–]+"))
_MONTHS_APART = 50


class Comparison(StrEnum):
    """How a number compares with a fact of the request."""

    AGREES = "agrees"
    DIFFERS = "differs"
    NOT_COMPARED = "not_compared"


@dataclass(frozen=True)
class MrzCheck:
    """Whether a machine-readable zone was typed correctly, and if so its birth, where that is fully known."""

    typed_correctly: bool
    birth: date | None = None


@dataclass(frozen=True)
class LicenceCheck:
    """Whether a driver number is plausible, and how it compares with the request."""

    typed_correctly: bool
    surname: Comparison = Comparison.NOT_COMPARED
    birth: Comparison = Comparison.NOT_COMPARED
    initials: Comparison = Comparison.NOT_COMPARED

    @property
    def agrees(self) -> bool:
        """Whether something could be compared, and nothing compared differs."""
        compared = {self.surname, self.birth, self.initials}
        return Comparison.AGREES in compared and Comparison.DIFFERS not in compared


def check_digit(characters: str) -> str:
    """Return the check digit over characters of a machine-readable zone (ICAO 9303 part 3)."""
    values = (0 if c == "<" else int(c, 36) for c in characters)
    return str(sum(value * (7, 3, 1)[n % 3] for n, value in enumerate(values)) % 10)


def check_passport_line(text: str, today: date) -> MrzCheck:
    """Check the second line of a passport (TD3), 44 characters; spaces and lower case are accepted."""
    line = _typed(text)
    if not _PASSPORT_LINE.fullmatch(line):
        return MrzCheck(typed_correctly=False)
    optional_digit = "0" if line[42] == "<" and not line[28:42].strip("<") else line[42]
    digits = (
        (line[:9], line[9]),
        (line[13:19], line[19]),
        (line[21:27], line[27]),
        (line[28:42], optional_digit),
        (line[:10] + line[13:20] + line[21:43], line[43]),
    )
    return _checked(digits, line[13:19], line[21:27], today)


def check_card_lines(text: str, today: date) -> MrzCheck:
    """Check the lines of a card (TD1), 30 characters each, typed in sequence or on separate lines.

    The third line, the name, has no check digit and may be left out. A number of more than nine characters
    continues in the optional part of the first line, its check digit last (ICAO 9303 part 5).
    """
    typed = _typed(text)
    first, second = typed[:30], typed[30:60]
    if not all(form.fullmatch(line) for form, line in zip(_CARD_LINES, (first, second, typed[60:]), strict=True)):
        return MrzCheck(typed_correctly=False)
    digits = (
        _card_number(first),
        (second[:6], second[6]),
        (second[8:14], second[14]),
        (first[5:] + second[:7] + second[8:15] + second[18:29], second[29]),
    )
    return _checked(digits, second[:6], second[8:14], today)


def check_licence(text: str, surname: str, given_names: str, birth: date | None) -> LicenceCheck:
    """Compare a driver number with the name and birth of the request.

    A person with one name may have it in either field.
    """
    number = _typed(text)
    if _LICENCE_NORTHERN_IRELAND.fullmatch(number):
        return LicenceCheck(typed_correctly=True)
    parts = _LICENCE.fullmatch(number)
    born = _licence_birth(parts[2]) if parts is not None and _LICENCE_SURNAME.fullmatch(parts[1]) else None
    if parts is None or born is None:
        return LicenceCheck(typed_correctly=False)
    family, given = (surname, given_names) if surname.strip() else (given_names, "")
    compared = _compare_surname(parts[1], family), _compare_birth(born, birth), _compare_initials(parts[3], given)
    return LicenceCheck(True, *compared)


def _typed(text: str) -> str:
    return "".join(text.split()).upper()


def _checked(digits: Iterable[tuple[str, str]], birth: str, expiry: str, today: date) -> MrzCheck:
    """Return whether each check digit is right and both dates exist, and the birth."""
    born = next((day for day in (_day("20", birth), _day("19", birth)) if day and day <= today), None)
    right = all(check_digit(characters) == digit for characters, digit in digits)
    if right and (born is not None or "<" in birth) and _day("20", expiry) is not None:
        return MrzCheck(True, born)
    return MrzCheck(typed_correctly=False)


def _day(century: str, digits: str) -> date | None:
    """Return the date YYMMDD of that century, or `None` if it is not known in full or does not exist."""
    try:
        return date(int(century + digits[:2]), int(digits[2:4]), int(digits[4:]))
    except ValueError:
        return None


def _card_number(first: str) -> tuple[str, str]:
    """Return the document number of a card's first line, and its check digit."""
    if first[14] != "<":
        return first[5:14], first[14]
    more = first[15:].split("<")[0]
    return first[5:14] + more[:-1], more[-1:]


def _licence_birth(digits: str) -> date | None:
    """Return the birth in a driver number, in the century from 2000: only its year's last two digits are meaningful."""
    month = int(digits[1:3])
    plain = month - _MONTHS_APART if month > _MONTHS_APART else month
    return _day("20", f"{digits[0]}{digits[5]}{plain:02}{digits[3:5]}")


def _compare(agrees: bool) -> Comparison:
    return Comparison.AGREES if agrees else Comparison.DIFFERS


def _compare_surname(printed: str, surname: str) -> Comparison:
    names = spellings(surname)
    if not names:
        return Comparison.NOT_COMPARED
    short = {"MC" + name.removeprefix("MAC") for name in names if name.startswith("MAC")}
    return _compare(printed in {name[:5].ljust(5, "9") for name in names | short})


def _compare_birth(printed: date, birth: date | None) -> Comparison:
    if birth is None:
        return Comparison.NOT_COMPARED
    return _compare((printed.year % 100, printed.month, printed.day) == (birth.year % 100, birth.month, birth.day))


def _compare_initials(printed: str, given_names: str) -> Comparison:
    if not given_names.strip():
        return _compare(printed == "99")
    if not spellings(given_names):
        return Comparison.NOT_COMPARED
    return _compare(any(_initials_agree(printed, between.split(given_names)) for between in _BETWEEN_NAMES))


def _initials_agree(printed: str, names: Iterable[str]) -> bool:
    """Return whether each of the first two names that can be written in A to Z begins with its printed letter."""
    written = [initials for name in names if (initials := {each[0] for each in spellings(name)})]
    return all(letter in initials for letter, initials in zip(printed, written, strict=False))
