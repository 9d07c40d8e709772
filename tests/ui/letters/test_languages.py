"""A letter in Welsh, in both languages, and in English where nobody has checked the Welsh."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default

import pytest

from desktop.application.requests.letters import Letter
from desktop.domain.office.office_policy import AnswerTexts
from desktop.domain.requests.letters import LetterKind
from desktop.domain.requests.request import Language
from desktop.domain.sessions.needs import Need
from desktop.ui.kit.printing.paper import sheet_of
from desktop.ui.letters import letter
from desktop.ui.letters.letter import InLanguages, in_languages, letter_document, letter_mail
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


AT = datetime(2026, 11, 24, 10, 0, tzinfo=UTC)
PDF = b"%PDF-1.7 \x00\xff not text"


def read(letter: Letter, at: datetime = AT) -> tuple[EmailMessage, dict[str, EmailMessage]]:
    """Return the draft, and what is attached to it by its name."""
    mail = message_from_bytes(letter_mail(letter, PDF, at), policy=default)
    assert isinstance(mail, EmailMessage)
    return mail, {part.get_filename(): part for part in mail.iter_attachments()}  # type: ignore[misc]


def entry(letter: Letter, at: datetime = AT) -> dict[str, str]:
    """Return the lines of the calendar's file by name (RFC 5545, 3.1: one that begins with a space goes on)."""
    content = read(letter, at)[1]["appointment.ics"].get_content()
    lines = re.sub(r"\r?\n[ \t]", "", content).splitlines()
    return dict(line.split(":", 1) for line in lines if line)


def test_it_opens_as_a_draft_that_goes_to_nobody_yet_with_the_letter_as_it_is() -> None:
    mail, attached = read(LETTER)
    assert mail["X-Unsent"] == "1" and mail["To"] is None and mail["From"] is None
    letter = attached["Letter SAR-2026-0004.pdf"]
    assert letter.get_content_type() == "application/pdf" and letter.get_content() == PDF


def test_an_invitation_brings_its_date_for_the_calendar() -> None:
    part = read(LETTER)[1]["appointment.ics"]
    assert part.get_content_type() == "text/calendar" and part.get_param("method") == "PUBLISH"
    found = entry(LETTER)
    assert found["BEGIN"] == "VEVENT" and found["VERSION"] == "2.0" and found["METHOD"] == "PUBLISH"
    assert (found["DTSTART"], found["DTEND"]) == ("20261127T100000Z", "20261127T113000Z")
    assert found["LOCATION"] == "Riverside House" and found["SUMMARY"] == "Appointment at Riverside Council"
    assert found["CLASS"] == "PRIVATE" and found["DTSTAMP"] == "20261124T100000Z"
    sender = replace(LETTER.sender, place="Tŷ Glan, Heol y Parc; llawr 2")
    assert entry(replace(LETTER, sender=sender))["LOCATION"] == r"Tŷ Glan\, Heol y Parc\; llawr 2"


def test_a_date_that_moved_takes_the_place_of_the_one_before_it() -> None:
    assert LETTER.starts_at is not None
    moved = replace(LETTER, starts_at=LETTER.starts_at + timedelta(days=3))
    before, after = entry(LETTER), entry(moved, AT + timedelta(minutes=1))
    assert before["UID"] == after["UID"] and int(after["SEQUENCE"]) > int(before["SEQUENCE"])
    assert int(after["SEQUENCE"]) < 2**31, "a calendar keeps it in 32 bits"


def body(mail: EmailMessage) -> str:
    part = mail.get_body(("plain",))
    assert isinstance(part, EmailMessage)
    return str(part.get_content())


def test_what_is_seen_before_it_is_opened_names_nobody_and_not_what_it_is_about_and_only_an_invitation_has_a_date() -> (
    None
):
    for kind, each in LETTERS.items():
        mail, attached = read(each)
        seen = f"{mail['Subject']} {body(mail)} " + " ".join(attached)
        assert ("date" in seen) is ("appointment.ics" in attached) is (kind is LetterKind.INVITATION)
        if "appointment.ics" in attached:
            seen += attached["appointment.ics"].get_content()
        assert "SAR-2026-0004" in seen and "Riverside Council" in seen
        for word in ("Demo", "Example Street", "recording", "call", "complaint", "refus", "hear", "ID"):
            assert not re.search(rf"\b{word}(?!\w*-)", seen.replace("UID", "")), (word, seen)


def test_it_is_in_the_letters_languages_and_unchecked_welsh_is_kept_back() -> None:
    both = replace(LETTER, language=Language.BOTH, welsh_unchecked=True)
    mail, attached = read(both)
    said = body(mail)
    assert said.index("Darllenwch y llythyr") < said.index("Please read the attached letter.")
    assert mail["Subject"].startswith("SAR-2026-0004: llythyr") and "Llythyr SAR-2026-0004.pdf" in attached
    assert entry(both)["SUMMARY"] == "Apwyntiad yn Riverside Council"
    mail, _ = read(replace(both, welsh_unchecked=False))
    assert "llythyr" not in body(mail) + mail["Subject"] and "Please read" in body(mail)
    assert "Please read" not in body(read(replace(both, language=Language.WELSH))[0])
