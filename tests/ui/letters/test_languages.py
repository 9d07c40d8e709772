"""A letter in Welsh, in both languages, and in English where nobody has checked the Welsh."""

from __future__ import annotations

from dataclasses import replace

import pytest

from desktop.application.requests.letters import Letter
from desktop.domain.office.office_policy import AnswerTexts
from desktop.domain.requests.letters import LetterKind
from desktop.domain.requests.request import Language
from desktop.domain.sessions.needs import Need
from desktop.ui.kit.paper import sheet_of
from desktop.ui.letters import letter
from desktop.ui.letters.letter import InLanguages, in_languages, letter_document
from desktop.ui.letters.letter_page import language_words
from desktop.ui.letters.letter_words import Written
from desktop.words.welsh import InWelsh, Translation, welsh
from tests.ui.letters.test_letter import ID_POLICY, LETTER, LETTERS, LONDON, QUESTION, RESPONSE

CHECKED = {key: Translation(found.words, checked=True) for key, found in welsh().items()}


@pytest.fixture(autouse=True)
def _app(qapp: object) -> None:
    """Start an application, which type needs."""


@pytest.fixture
def checked(monkeypatch: pytest.MonkeyPatch) -> None:
    """Someone who reads Welsh has marked all of it as finished."""
    monkeypatch.setattr(letter, "InWelsh", lambda: InWelsh(CHECKED))


def in_language(letter: Letter, language: Language, *, unchecked: bool = True) -> Letter:
    return replace(letter, language=language, welsh_unchecked=unchecked)


def written(letter: Letter) -> InLanguages[Written]:
    return in_languages(letter, LONDON, ID_POLICY, QUESTION)


def text(letter: Letter) -> str:
    return letter_document(letter, LONDON, ID_POLICY, QUESTION).toPlainText()


def told(letter: Letter) -> str:
    return " ".join(language_words(letter, written(letter)))


def test_each_letter_is_wholly_in_welsh() -> None:
    for plain in LETTERS.values():
        found = written(in_language(plain, Language.WELSH))
        [letter] = found.letters
        assert letter.greeting == "Annwyl Demo Customer Four" and letter.beside[0] == "Dyddiad: 24 Tachwedd 2026"
        assert found.unchecked > 5 and found.as_written == 0 and not found.kept_back
        english = {part.title for part in written(plain).letters[0].wording.parts if part.title}
        assert not english & {part.title for part in letter.wording.parts}


def test_an_answer_to_somebody_who_acts_for_them_is_in_welsh() -> None:
    said = text(in_language(replace(LETTERS[LetterKind.RESPONSE], acted_for_by="Demo Representative"), Language.WELSH))
    assert "Cafodd ei chwarae yn ein swyddfa: dydd Gwener 27 Tachwedd 2026." in said


def test_an_invitation_in_welsh_has_its_dates_its_documents_and_their_needs() -> None:
    said = text(in_language(replace(LETTER, needs=(Need.LOUDER,), adjustments=()), Language.WELSH))
    for words in (
        "Gofynnoch am gael clywed recordiad o’ch galwad (dydd Mercher 3 Mehefin 2026, 10:14yb).",
        "Pryd: dydd Gwener 27 Tachwedd 2026, 10:00yb. Bydd yn cymryd tua 1 awr 30 munud.",
        "Dewch â dwy ddogfen wahanol: un â llun, ac un â’ch cyfeiriad presennol.",
        "Llun: pasbort, trwydded yrru cerdyn-llun y DU, eVisa",
        "hyd at 3 mis oed",
        "Gofynnoch am y canlynol: Sain uwch.",
        "O fewn 30 diwrnod",
        "Swyddfa’r Comisiynydd Gwybodaeth, 0303 123 1113, ico.org.uk",
    ):
        assert words in said, words
    assert "You asked" not in said


def test_both_is_the_welsh_first_and_the_english_on_a_sheet_of_its_own() -> None:
    document = letter_document(in_language(LETTER, Language.BOTH), LONDON, ID_POLICY)
    said = document.toPlainText()
    assert said.index("Annwyl Demo") < said.index("Yn gywir") < said.index("Dear Demo") < said.index("Yours sincerely")
    sheets: dict[str, int] = {}
    block = document.begin()
    while block.isValid():
        sheets.setdefault(block.text(), sheet_of(block))
        block = block.next()
    signed = next(sheet for words, sheet in sheets.items() if words.startswith("Yn gywir"))
    assert sheets["Dear Demo Customer Four"] == signed + 1 and said.count("4 Example Street") == 2


@pytest.mark.parametrize("language", [Language.WELSH, Language.BOTH])
def test_unchecked_welsh_is_not_used_unless_the_office_says_so_and_the_officer_is_told(language: Language) -> None:
    letter = in_language(LETTER, language, unchecked=False)
    found = written(letter)
    assert found.kept_back and [each.greeting for each in found.letters] == ["Dear Demo Customer Four"]
    assert "Annwyl" not in text(letter)
    assert "in English" in told(letter) and f"checked {found.unchecked} of its Welsh texts" in told(letter)


@pytest.mark.usefixtures("checked")
def test_checked_welsh_is_used_and_nothing_more_is_said_of_it() -> None:
    letter = in_language(LETTER, Language.WELSH, unchecked=False)
    assert written(letter).letters[0].greeting == "Annwyl Demo Customer Four" and written(letter).unchecked == 0
    assert told(letter) == "This letter is in Welsh."


def test_unchecked_welsh_that_is_used_is_told_before_it_is_printed() -> None:
    letter = in_language(LETTERS[LetterKind.CLARIFICATION], Language.BOTH)
    assert "Welsh and English, with the Welsh first" in told(letter) and "No native reader has checked" in told(letter)
    assert "Write it in each language" in told(letter)
    assert told(LETTER) == ""


def test_what_the_office_wrote_itself_is_in_welsh_where_it_wrote_it_so() -> None:
    letter = in_language(LETTERS[LetterKind.RESPONSE], Language.WELSH)
    own = replace(RESPONSE, texts=AnswerTexts("Why.", "Who.", "Whence.", "More."))
    english = replace(letter, response=own)
    assert "Whence." in text(english) and written(english).as_written == 4
    assert "4 texts that the office wrote itself are in English." in told(english)
    theirs = replace(letter, response=replace(own, texts_welsh=AnswerTexts("Pam.", "Pwy.", "O ble.", "Mwy.")))
    assert "O ble." in text(theirs) and "Whence." not in text(theirs) and written(theirs).as_written == 0
