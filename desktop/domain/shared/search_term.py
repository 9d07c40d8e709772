"""A search term for a list: a reference, a name, a telephone number or a date, typed into one field.

Rules:
- What is typed says itself which of the four it is; the person chooses nothing.
- A reference may be cut short ("SAR-2026"), and so may each word of a name. A number may not: its last nine digits are
  compared, which are the same with and without the country's code.
- Case and accents of a name do not matter.
- Whatever is none of the four is refused, in words that say what to type.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from unicodedata import combining, normalize

from desktop.domain.shared.dates import parts_of, read_date
from desktop.errors import FieldsError

FIELD = "search_term"
LEAST_DIGITS, COMPARED_DIGITS = 5, 9
LEAST_LETTERS, MOST_LETTERS, MOST_WORD = 2, 100, 40
_REFERENCE = re.compile(r"[A-Za-z]{2,5}[- ]\d[\d/ -]*")
_NUMBER = re.compile(r"\+?[\d\s().-]+")


class TermKind(StrEnum):
    """The kind of a term."""

    REFERENCE = "reference"
    NAME = "name"
    NUMBER = "number"
    DATE = "date"


@dataclass(frozen=True)
class SearchTerm:
    """`text`: a reference in capitals, or the digits of a number. `words`: those of a name. `day`: a date."""

    by: TermKind
    text: str = ""
    words: tuple[str, ...] = ()
    day: date | None = None

    def names(self, *names: str) -> bool:
        """Return whether each of the words begins a word of these names."""
        there = {word for name in names for word in _words(name)}
        return all(any(has.startswith(word) for has in there) for word in self.words)


def read_term(typed: str) -> SearchTerm:
    """Return what was typed. Raises FieldsError."""
    typed = " ".join(typed.split())
    if not typed:
        raise FieldsError({FIELD: "term_missing"})
    if len(typed) > MOST_LETTERS:
        raise FieldsError({FIELD: "term_unclear"})
    if (parts := parts_of(typed)) is not None:
        day = read_date(*parts)
        if day is None:
            raise FieldsError({FIELD: "date_unreadable"})
        return SearchTerm(TermKind.DATE, day=day)
    if _REFERENCE.fullmatch(typed):
        return SearchTerm(TermKind.REFERENCE, typed.upper().replace(" ", "-"))
    if _NUMBER.fullmatch(typed):
        digits = _digits(typed)
        if len(digits) < LEAST_DIGITS:
            raise FieldsError({FIELD: "term_number_short"})
        return SearchTerm(TermKind.NUMBER, digits)
    words = _words(typed)
    if sum(map(len, words)) < LEAST_LETTERS:
        raise FieldsError({FIELD: "term_unclear"})
    return SearchTerm(TermKind.NAME, words=tuple(dict.fromkeys(words)))


def found_by(names: Iterable[str], number: str) -> frozenset[str]:
    """Return the words by which someone of these names is found, and the digits of their number."""
    words = {word for name in names for word in _words(name)}
    digits = _digits(number)
    return frozenset(words | {digits} if digits else words)


def _words(text: str) -> list[str]:
    """Return the words of a text without case and accents, each as long as it is stored."""
    plain = "".join(letter for letter in normalize("NFKD", text.casefold()) if not combining(letter))
    return [word[:MOST_WORD] for word in re.findall(r"[^\W\d_]+", plain)]


def _digits(number: str) -> str:
    """Return the digits of a number that are compared."""
    return re.sub(r"[^0-9]", "", number)[-COMPARED_DIGITS:]
