"""The page on which a letter is reviewed before it goes out."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from unittest.mock import patch

import pytest
from PySide6.QtGui import QTextDocument
from pytestqt.qtbot import QtBot

from desktop.domain.office.people import Role
from desktop.domain.requests.letters import LetterKind
from desktop.errors import ExternalSystemError
from desktop.ui.letters.letter_page import LetterPage
from desktop.ui.running import paper_page
from tests.ui.letters.test_letter import LETTER, LETTERS, QUESTION
from tests.ui.reviews.conftest import office
from tests.ui.sessions.counter import words_on
from tests.ui.staff import Staff, settle, shown, the_staff

staff = office(the_staff)


@pytest.fixture
def page(qtbot: QtBot, staff: Staff) -> LetterPage:
    made = LetterPage(staff.context(Role.INFORMATION_OFFICER))
    shown(qtbot, made)
    return made


def on_paper(page: LetterPage) -> str:
    assert page.sheets.document is not None
    return page.sheets.document.toPlainText()


def printer_asked(page: LetterPage) -> bool:
    """Press the button that prints, and return whether a printer was asked for."""
    with patch.object(paper_page, "choose_printer", return_value=None) as asked:
        page.primary.click()
    return asked.called


def test_what_only_the_officer_knows_is_typed_before_the_letter_goes(qtbot: QtBot, page: LetterPage) -> None:
    for kind, name, problem in (
        (LetterKind.CLARIFICATION, "question", "Type what you need to know."),
        (LetterKind.CORRECTION_MADE, "corrected", "Type what was corrected, and where."),
        (LetterKind.CORRECTION_REFUSED, "why_not", "Type why it is not corrected."),
        (LetterKind.COMPLAINT_PROGRESS, "going", "Type how it is going."),
        (LetterKind.COMPLAINT_OUTCOME, "found", "Type what you found, and what you will do."),
    ):
        page.show_letter(LETTERS[kind])
        assert [field.name for field in page.fields()] == [name, "to"]
        field = page.own[kind]
        qtbot.waitUntil(lambda field=field: field.focus_target().hasFocus())  # type: ignore[misc]
        assert not printer_asked(page) and field.problem == problem
        field.set_value(QUESTION)
        field.edited.emit()
        assert QUESTION in on_paper(page) and printer_asked(page)


STORED, CLOSES = (
    "What you type is in the letter alone",
    "Once it is printed, saved or e-mailed, the request can be closed.",
)
LEADS = {
    LetterKind.CLARIFICATION: STORED,
    LetterKind.CORRECTION_MADE: STORED,
    LetterKind.CORRECTION_REFUSED: STORED,
    LetterKind.COMPLAINT_PROGRESS: STORED,
    LetterKind.COMPLAINT_OUTCOME: STORED,
    LetterKind.RESPONSE: CLOSES,
    LetterKind.REFUSAL: CLOSES,
    LetterKind.NO_LONGER_AVAILABLE: CLOSES,
    LetterKind.CLOSED_UNANSWERED: CLOSES,
}


def test_a_lead_says_what_that_letter_alone_needs_and_how_to_reach_the_person_safely_is_said_beside_it(
    page: LetterPage,
) -> None:
    for kind, letter in LETTERS.items():
        page.show_letter(letter)
        assert page._lead.isVisible() is (kind in LEADS) and page._lead.words.startswith(LEADS.get(kind, ""))
        assert "Check it: the name first" in words_on(page)
    page.show_letter(LETTER)
    assert "Safe ways to reach this person: Only by telephone, after six." in words_on(page)
    assert "after six" not in on_paper(page) and not any(field.isVisible() for field in page.own.values())


def test_a_letter_without_an_address_or_with_a_hidden_character_is_not_sent(page: LetterPage) -> None:
    page.show_letter(replace(LETTER, to=("Demo Representative",)))
    assert not printer_asked(page)
    assert page.address.problem == "Type the address below the name."
    page.address.set_value("Demo Representative\n" + "2 Nowhere Lane\n" * 7)
    assert not printer_asked(page)
    assert page.address.problem.startswith("This does not fit the window of an envelope.")
    page.address.set_value("\u202eNILREKNUD\n2 Nowhere Lane")
    assert not printer_asked(page)
    assert page.address.problem.startswith("There is a hidden character in this")
    page.address.set_value("Demo Representative\n2 Nowhere Lane")
    assert printer_asked(page)


def test_what_is_typed_leaves_one_letter_and_not_one_for_each_key(qtbot: QtBot, page: LetterPage) -> None:
    page.show_letter(LETTER)
    for _ in range(5):
        page.address.edited.emit()
    qtbot.waitUntil(lambda: len(page.sheets.findChildren(QTextDocument)) == 1)
    assert on_paper(page)


def test_the_next_letter_begins_anew_and_hears_nothing_of_the_draft_before_it(
    qtbot: QtBot, staff: Staff, page: LetterPage, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def none_here(draft: Path) -> None:
        raise ExternalSystemError("no_mail_program")

    monkeypatch.setitem(vars(staff.desk), "mail_program", none_here)
    page.show_letter(LETTERS[LetterKind.CLARIFICATION])
    page.own[LetterKind.CLARIFICATION].set_value(QUESTION)
    page.address.set_value("Someone else")
    page.show_made(*page._put_into(tmp_path / "letter.eml", LETTERS[LetterKind.CLARIFICATION]))
    page.show_letter(LETTERS[LetterKind.EXTENSION])
    assert page.address.value().splitlines() == list(LETTER.to) and page.asked() == ""
    settle(qtbot, staff)
    assert not page.made.words
