from __future__ import annotations

from collections.abc import Callable

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from desktop.errors import ExternalSystemError, FieldsError, SignInRefusedError
from desktop.ui.shell.lock_screen import LockPage
from desktop.ui.shell.sign_in import SignInPage
from tests.ui.presses import put_up

WRONG = SignInRefusedError("sign_in_refused")
CONTROL = Qt.KeyboardModifier.ControlModifier


@pytest.fixture
def page(qtbot: QtBot) -> SignInPage:
    made = SignInPage()
    put_up(qtbot, made)
    return made


def typed(page: SignInPage) -> None:
    QTest.keyClicks(page.name.input, "adviser")
    QTest.keyClicks(page.password.input, "wrong password")


def test_enter_asks_once_until_the_answer_comes(qtbot: QtBot, page: SignInPage) -> None:
    page.show_ready()
    typed(page)
    asked: list[tuple[str, str]] = []
    page.wanted.connect(lambda name, password: asked.append((name, password)))
    for _ in range(2):
        page.password.input.setFocus()
        QTest.keyClick(page.password.input, Qt.Key.Key_Return)
    assert asked == [("adviser", "wrong password")]
    page.show_refusal(FieldsError({"name": "name_missing"}))
    assert page.name.problem and not page.refusal.words
    page.show_refusal(WRONG)
    assert page.primary.isEnabled() and page.password.input.hasFocus()
    assert not page.name.problem and page.refusal.words


@pytest.mark.parametrize("forget", ["refused", "next person"])
def test_a_password_that_was_typed_cannot_be_brought_back(page: SignInPage, forget: str) -> None:
    page.show_ready()
    typed(page)
    page.password._eye.click()
    page.show_refusal(WRONG) if forget == "refused" else page.clear()
    page.password._eye.click()
    QTest.keyClick(page.password.input, Qt.Key.Key_Z, CONTROL)
    assert page.password.value() == "" and page.password.input.text() == ""


def test_a_demo_that_was_made_again_is_told_of_until_somebody_has_signed_in(page: SignInPage) -> None:
    assert not page.news.isVisible()
    page.show_new_demo()
    assert page.news.isVisible() and "so it was made again for today" in page.news.words
    page.show_ready()
    assert page.news.isVisible()
    page.clear()
    assert not page.news.isVisible()


def test_a_locked_desk_names_who_locked_it_and_asks_for_their_password_alone(qtbot: QtBot) -> None:
    page = LockPage("Demo adviser")
    put_up(qtbot, page)
    assert "Demo adviser" in page._lead.words and [field.name for field in page.fields()] == ["password"]
    QTest.keyClicks(page.password.input, "wrong password")
    page.primary.click()
    assert not page.primary.isEnabled()
    page.show_refusal(WRONG)
    assert page.primary.isEnabled() and page.password.value() == ""
    assert page.refusal.words == "That is not your password. Type it again.", "there is no name to check"
    page.show_refusal(SignInRefusedError("sign_in_refused", wait_seconds=30))
    assert page.refusal.words == "That did not work. Try again in 30 s."


def test_enter_while_the_office_opens_signs_in_when_it_is_open(qtbot: QtBot, page: SignInPage) -> None:
    page.show_opening("Opening the office.")
    typed(page)
    with qtbot.assertNotEmitted(page.wanted):
        qtbot.keyClick(page.password.input, Qt.Key.Key_Return)
    assert "You will be signed in as soon as it is open." in page._missing.words
    with qtbot.waitSignal(page.wanted) as told:
        page.show_ready()
    assert told.args == ["adviser", "wrong password"] and not page._missing.isVisible()


def type_on(page: SignInPage) -> None:
    QTest.keyClick(page.password.input, Qt.Key.Key_Return)
    QTest.keyClick(page.password.input, Qt.Key.Key_X)
    assert page._missing.words == "Opening the office."


def fail(page: SignInPage) -> None:
    QTest.keyClick(page.password.input, Qt.Key.Key_Return)
    page.show_cannot_open(ExternalSystemError("keyring_locked"))


@pytest.mark.parametrize("do", [lambda page: None, type_on, fail], ids=["no Enter", "typed on", "cannot be opened"])
def test_otherwise_nothing_is_sent_when_the_office_is_open(
    qtbot: QtBot, page: SignInPage, do: Callable[[SignInPage], object]
) -> None:
    page.show_opening("Opening the office.")
    typed(page)
    do(page)
    with qtbot.assertNotEmitted(page.wanted):
        page.show_ready()
    assert page.primary.isEnabled()
