"""A window that folds its bar, or unfolds it, hides no page: what a page keeps only while it is shown stays."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from PySide6.QtTest import QTest

from desktop.domain.log.events import EventKind
from desktop.ui.sessions.id_page import IdPage
from tests.ui.shell.office import LONG_MS, Office

pytestmark = pytest.mark.usefixtures("told")

NARROW, WIDE = (480, 700), (1366, 768)


def folds(office: Office) -> Iterator[bool]:
    """Make the window narrow, then wide again; yield whether its bar is folded, each time it has come about."""
    frame = office.shell.frame
    for folded, size in ((True, NARROW), (False, WIDE)):
        office.shell.resize(*size)
        office.qtbot.waitUntil(lambda folded=folded: frame.folded_bar.isVisible() is folded, timeout=LONG_MS)  # type: ignore[misc]
        office.settle()
        yield folded


def test_a_supervisors_password_at_the_counter_stays_and_keeps_the_keyboard(office: Office) -> None:
    office.sign_in("adviser")
    office.open_appointment()
    office.check_in()
    page = office.page()
    assert isinstance(page, IdPage)
    page.lesser_link.click()
    office.qtbot.waitUntil(page.lesser.reason.input.hasFocus)
    password = page.lesser.password
    password.focus_target().setFocus()
    QTest.keyClicks(password.focus_target(), "half of ")
    for _ in folds(office):
        assert password.focus_target().hasFocus()
    QTest.keyClicks(password.focus_target(), "it")
    assert password.value() == "half of it"
    page.lesser.reason.set_value("Here last week with all papers")
    page.lesser.ask.click()
    office.settle()
    for _ in folds(office):
        assert page.lesser.waits and page.lesser.wait.isVisible()
        assert office.logged()[-1] is EventKind.LESSER_CHECK_ASKED


def test_unfolded_the_page_fills_again_what_the_bar_and_the_places_leave(office: Office) -> None:
    office.sign_in("adviser")
    for _ in folds(office):
        pass
    frame, page = office.shell.frame, office.shell.frame.page
    assert page is not None
    assert page.mapTo(frame, page.rect().bottomRight()) == frame.rect().bottomRight()
    assert page.mapTo(frame, page.rect().topLeft()).x() == frame.rail.geometry().right() + 1
