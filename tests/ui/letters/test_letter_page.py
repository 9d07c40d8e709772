"""The page on which a letter is reviewed before it goes out."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from PySide6.QtGui import QTextDocument
from pytestqt.qtbot import QtBot

from desktop.domain.office.people import Role
from desktop.domain.requests.letters import LetterKind
from desktop.ui.letters.letter_page import LetterPage
from tests.ui.letters.test_letter import LETTER, LETTERS, QUESTION
from tests.ui.sessions.counter import words_on
from tests.ui.staff import Staff, shown, the_staff


@pytest.fixture
def page(qtbot: QtBot, tmp_path: Path) -> Iterator[LetterPage]:
    staff: Staff = the_staff(tmp_path)
    made = LetterPage(staff.context(Role.INFORMATION_OFFICER))
    shown(qtbot, made)
    yield made
    staff.close()


def on_paper(page: LetterPage) -> str:
    assert page.sheets.document is not None
    return page.sheets.document.toPlainText()


def test_a_question_is_typed_and_stands_on_the_letter_at_once(qtbot: QtBot, page: LetterPage) -> None:
    page.show_letter(LETTERS[LetterKind.CLARIFICATION])
    assert page.question.isVisible()
    qtbot.waitUntil(lambda: page.question.focus_target().hasFocus())
    with qtbot.assertNotEmitted(page.save_wanted), qtbot.assertNotEmitted(page.print_wanted):
        page.primary.click()
    assert page.question.problem == "Type what you need to know."
    page.question.set_value(QUESTION)
    page.question.edited.emit()
    assert QUESTION in on_paper(page)
    with qtbot.waitSignal(page.print_wanted):
        page.primary.click()


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


@pytest.mark.parametrize("kind", LetterKind)
def test_a_lead_says_what_that_letter_alone_needs_and_is_not_there_otherwise(
    page: LetterPage, kind: LetterKind
) -> None:
    page.show_letter(LETTERS[LetterKind.CLARIFICATION])
    page.show_letter(LETTERS[kind])
    assert page._lead.isVisible() is (kind in LEADS) and page._lead.words.startswith(LEADS.get(kind, ""))
    assert "Check it: the name first" in words_on(page)


def test_how_it_is_safe_to_reach_the_person_is_said_beside_the_letter(page: LetterPage) -> None:
    page.show_letter(LETTER)
    assert "Safe ways to reach this person: Only by telephone, after six." in words_on(page)
    assert "after six" not in on_paper(page) and not page.question.isVisible()


def test_a_letter_without_an_address_is_not_sent(qtbot: QtBot, page: LetterPage) -> None:
    page.show_letter(replace(LETTER, to=("Demo Representative",)))
    with qtbot.assertNotEmitted(page.save_wanted), qtbot.assertNotEmitted(page.print_wanted):
        page.primary.click()
    assert page.address.problem == "Type the address below the name."
    page.address.set_value("Demo Representative\n" + "2 Nowhere Lane\n" * 7)
    with qtbot.assertNotEmitted(page.save_wanted), qtbot.assertNotEmitted(page.print_wanted):
        page.primary.click()
    assert page.address.problem.startswith("This does not fit the window of an envelope.")
    page.address.set_value("Demo Representative\n2 Nowhere Lane")
    with qtbot.waitSignal(page.print_wanted):
        page.primary.click()


def test_a_letter_that_holds_a_hidden_character_is_not_sent(qtbot: QtBot, page: LetterPage) -> None:
    page.show_letter(replace(LETTER, to=("\u202eNILREKNUD", "2 Nowhere Lane")))
    with qtbot.assertNotEmitted(page.save_wanted), qtbot.assertNotEmitted(page.print_wanted):
        page.primary.click()
    assert page.address.problem.startswith("There is a hidden character in this")
    page.address.set_value("Dunkerlin\n2 Nowhere Lane")
    with qtbot.waitSignal(page.print_wanted):
        page.primary.click()


def test_what_is_typed_leaves_one_letter_and_not_one_for_each_key(qtbot: QtBot, page: LetterPage) -> None:
    page.show_letter(LETTER)
    for _ in range(5):
        page.address.edited.emit()
    qtbot.waitUntil(lambda: len(page.sheets.findChildren(QTextDocument)) == 1)
    assert on_paper(page)


def test_the_next_letter_begins_anew(page: LetterPage) -> None:
    page.show_letter(LETTERS[LetterKind.CLARIFICATION])
    page.question.set_value(QUESTION)
    page.address.set_value("Someone else")
    page.show_made("It is saved.")
    page.show_letter(LETTERS[LetterKind.EXTENSION])
    assert page.address.value().splitlines() == list(LETTER.to) and page.asked() == "" and not page.made.words
