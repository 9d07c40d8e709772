"""The Welsh of letters: everything that a letter can say is there, its places are those of the English, and whatever no
native reader has checked is known as that."""

from __future__ import annotations

import string
import xml.etree.ElementTree as ET
from datetime import date
from pathlib import Path

import pytest

from desktop.config import RESOURCES
from desktop.environment.policy_files import load_identity_policy
from desktop.words import counted, own, tr, written_in
from desktop.words.formatting import days, months, weekday_and_day
from desktop.words.welsh import CATALOGUE, InWelsh, Translation, welsh
from tests.words.sources import TOOL

ON_SCREEN = {"language_words.py", "letter_making.py", "letter_page.py"}
"""Words for the officer about a letter, which are not in it."""


def places(words: str) -> set[str]:
    return {name for _, name, _, _ in string.Formatter().parse(words) if name}


def of_letters() -> set[str]:
    """Return every text that stands in the modules of letters."""
    modules = {path: module for path, module in TOOL["modules"]().items() if path.startswith("desktop/ui/letters/")}
    modules |= {path: TOOL["modules"]()[path] for path in ("desktop/words/sessions/to_bring.py",)}
    return {
        text
        for path, module in modules.items()
        if Path(path).name not in ON_SCREEN
        for text, _ in TOOL["texts"](module)
        if text
    }


def test_everything_that_a_letter_says_is_there() -> None:
    there = {english for english, _ in welsh()}
    assert of_letters() - there == {"{letter} {reference}"}, "the title of its file"


def test_each_kind_of_document_is_there() -> None:
    there = {english for english, _ in welsh()}
    assert {kind.name for kind in load_identity_policy(RESOURCES / "policies" / "identity.toml").kinds} <= there


@pytest.mark.parametrize(("key", "found"), welsh().items(), ids=lambda each: str(each)[:50])
def test_it_has_the_places_of_the_english(key: tuple[str, str], found: Translation) -> None:
    assert places(found.words) == places(key[0])
    assert key[1] in {"", "zero", "one", "two", "few", "many"}
    assert "'" not in found.words, "the apostrophe of print, as in the English"


def test_nothing_is_called_checked_that_nobody_checked() -> None:
    """Whoever reads Welsh marks a text as finished in Qt Linguist, and takes it out of this count."""
    assert [key for key, found in welsh().items() if found.checked] == []


def test_a_text_is_checked_once_it_is_marked_as_finished(tmp_path: Path) -> None:
    tree = ET.parse(CATALOGUE)
    for translation in tree.getroot().iter("translation"):
        if translation.text == "Pryd":
            del translation.attrib["type"]
    own_file = tmp_path / "cy.ts"
    tree.write(own_file, encoding="utf-8")
    language = InWelsh(welsh(own_file))
    assert (language.text("When"), language.unchecked) == ("Pryd", set())
    assert (language.text("Where"), language.unchecked) == ("Ble", {"Ble"})


def test_days_and_counts_are_welsh_while_a_letter_is_written_and_no_longer() -> None:
    language = InWelsh()
    with written_in(language):
        assert weekday_and_day(date(2026, 11, 24)) == "dydd Mawrth 24 Tachwedd 2026"
        assert [days(1), days(2), days(30)] == ["1 diwrnod", "2 ddiwrnod", "30 diwrnod"]
        assert [months(1), months(2), months(6)] == ["1 mis", "2 fis", "6 mis"]
        assert own("Passport") == "pasbort" and own("Library card") == "Library card"
        assert tr("Nothing of a letter") == "Nothing of a letter" and counted(2, "1 sheep", "{n} sheep") == "2 sheep"
    assert language.as_written == {"Library card"} and language.missing == {"Nothing of a letter", "{n} sheep"}
    assert weekday_and_day(date(2026, 11, 24)) == "Tuesday 24 November 2026" and own("Passport") == "Passport"
