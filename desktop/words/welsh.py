"""The Welsh of letters, and which of it a native reader has checked.

It stands in `resources/wording/cy.ts`, a catalogue of Qt Linguist: a text whose translation is marked as unfinished has
not been checked. Whoever checks it opens the file in Qt Linguist, corrects it, and marks it as finished.

- Welsh counts in six ways (Unicode CLDR: zero, one, two, few for 3, many for 6, other). A sentence of its own for one
  of them is a message with that name as its comment; the others have the sentence without a comment.
- What an office wrote itself (its kinds of document, its regulator) is put into Welsh where the catalogue has it.
"""

from __future__ import annotations

import xml.etree.ElementTree as ET
from dataclasses import dataclass, field
from functools import cache
from types import MappingProxyType
from typing import TYPE_CHECKING

from desktop.config import RESOURCES

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

CATALOGUE = RESOURCES / "wording" / "cy.ts"
_OF_COUNT = MappingProxyType({0: "zero", 1: "one", 2: "two", 3: "few", 6: "many"})


@dataclass(frozen=True)
class Translation:
    """The Welsh of a text. `checked`: by a native reader."""

    words: str
    checked: bool


Translations = MappingProxyType[tuple[str, str], Translation]
"""By the English text, and by the count that it is for ("" for any)."""


@cache
def welsh(path: Path = CATALOGUE) -> Mapping[tuple[str, str], Translation]:
    """Return the catalogue, read once."""
    found: dict[tuple[str, str], Translation] = {}
    for message in ET.parse(path).getroot().iter("message"):
        translation = message.find("translation")
        if translation is not None and translation.text:
            key = message.findtext("source") or "", message.findtext("comment") or ""
            found[key] = Translation(translation.text, translation.get("type") is None)
    return MappingProxyType(found)


@dataclass
class InWelsh:
    """Welsh for one letter, which notes what it was asked for.

    `unchecked`: texts that no native reader has checked; `missing`: texts of the program that are not there, and stay
    English; `as_written`: what an office wrote and is not in the catalogue.
    """

    catalogue: Mapping[tuple[str, str], Translation] = field(default_factory=welsh)
    unchecked: set[str] = field(default_factory=set)
    missing: set[str] = field(default_factory=set)
    as_written: set[str] = field(default_factory=set)

    def text(self, english: str) -> str:
        return self._said(english, "") if english else ""

    def counted(self, n: int, one: str, many: str) -> str:
        form = _OF_COUNT.get(n, "other")
        if (many, form) in self.catalogue:
            return self._said(many, form)
        return self._said(one if n == 1 else many, "")

    def own(self, text: str) -> str:
        if (text, "") in self.catalogue:
            return self._said(text, "")
        self.as_written.add(text)
        return text

    def _said(self, english: str, form: str) -> str:
        found = self.catalogue.get((english, form))
        if found is None:
            self.missing.add(english)
            return english
        if not found.checked:
            self.unchecked.add(found.words)
        return found.words
