"""The Welsh of letters: everything that a letter can say is there, its places are those of the English, and whatever no
native reader has checked is known as that."""

from __future__ import annotations

import ast
import string
import xml.etree.ElementTree as ET
from datetime import date
from functools import partial
from pathlib import Path

from desktop.config import RESOURCES
from desktop.domain.copies.copy import ChapterKind
from desktop.domain.copies.marking import PublicReason
from desktop.domain.shared.kinds import Kind
from desktop.environment.policies import load_identity_policy
from desktop.ui.player.window import playing_keys, session_keys
from desktop.ui.sessions.break_page import a_break, distress, going_on
from desktop.words import counted, own, tr, written_in
from desktop.words.codes import words
from desktop.words.copies import WHY_IT_ENDS
from desktop.words.formatting import days, months, weekday_and_day
from desktop.words.welsh import CATALOGUE, InWelsh, welsh
from tests.words.sources import TOOL

ON_SCREEN = {"language_words.py", "letter_page.py"}
"""Words for the officer about a letter, which are not in it."""


def places(words: str) -> set[str]:
    return {name for _, name, _, _ in string.Formatter().parse(words) if name}


def of_letters() -> set[str]:
    """Return every text that stands in the modules of letters."""
    modules = {path: module for path, module in TOOL["modules"]().items() if path.startswith("desktop/ui/letters/")}
    modules |= {path: TOOL["modules"]()[path] for path in ("desktop/words/to_bring.py",)}
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


LISTENED = (
    *(f"desktop/ui/player/{name}.py" for name in ("panel", "sheets")),
    *(f"desktop/ui/sessions/listening/{name}.py" for name in ("listening_panel", "call_chapters")),
    "desktop/words/copies.py",
)
"""The modules of what a listener reads while they listen."""
SHEETS = {"_OverSheet", "KeySheet", "SettingsSheet"}
"""Those that a window opens over it."""


def test_everything_that_somebody_reads_while_they_listen_is_there() -> None:
    modules = TOOL["modules"]()
    said = {text for path in LISTENED for text, _ in TOOL["texts"](modules[path]) if text}
    there = {english for english, _ in welsh()}
    assert said - there == set(WHY_IT_ENDS.values()), "what staff read of an ending"
    assert {words(each) for each in (*PublicReason, *ChapterKind)} - there == {""}
    language = InWelsh()
    with written_in(language):
        playing_keys(letters=True), session_keys(letters=True, captions=True)
    assert language.missing == set()
    sheets = [each for each in modules["desktop/ui/kit/overlays.py"].body if getattr(each, "name", "") in SHEETS]
    assert len(sheets) == len(SHEETS) and {text for text, _ in TOOL["texts"](ast.Module(sheets, []))} <= there
    why = {
        text for made in (a_break, going_on, partial(distress, Kind.SUBJECT_ACCESS)) for text in vars(made()).values()
    }
    assert {each for each in why if "adviser has" not in each} <= there


def test_each_kind_of_document_is_there() -> None:
    there = {english for english, _ in welsh()}
    assert {kind.name for kind in load_identity_policy(RESOURCES / "policies" / "identity.toml").kinds} <= there


def test_each_has_the_places_of_the_english_and_a_known_form() -> None:
    forms = {"", "zero", "one", "two", "few", "many"}
    assert [key for key, found in welsh().items() if places(found.words) != places(key[0])] == []
    assert [key for key in welsh() if key[1] not in forms] == []


def test_each_has_the_apostrophe_of_print_as_the_english_has() -> None:
    assert [key for key, found in welsh().items() if "'" in found.words] == []


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
