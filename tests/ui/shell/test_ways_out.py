"""Every way out of a session into the next: presses arrive there, and a locked desk is unlocked."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeVar

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QWidget

from desktop.application.sessions.checking_in import PartyLeft
from desktop.domain.sessions.session import Party
from desktop.ui.kit.buttons import LinkButton
from desktop.ui.sessions.break_page import BreakPage, NobodyPage, ResumePage
from desktop.ui.sessions.check_in_page import CheckInPage
from desktop.ui.sessions.close_page import ClosePage
from desktop.ui.sessions.closed_page import ClosedPage
from desktop.ui.sessions.identity.id_page import IdPage
from desktop.ui.sessions.listening.listening_window import ListeningWindow
from tests.ui.presses import until_taken
from tests.ui.shell.office import LONG_MS, PASSWORD, Office

T = TypeVar("T", bound=QWidget)


class Adviser:
    """Someone at the program's window, with a mouse and a keyboard: presses go to the window, not to a widget."""

    def __init__(self, office: Office) -> None:
        self.office, self.qtbot = office, office.qtbot

    def press(self, widget: QWidget) -> None:
        until_taken(self.qtbot, widget).click()
        self.office.settle()

    def follow(self, words: str) -> None:
        """Press the link of the session's page that begins with these words."""
        page = self.office.page()
        assert page is not None
        self.press(next(link for link in page.findChildren(LinkButton) if link.text().startswith(words)))

    def unlock(self) -> None:
        """Type the password where the keyboard is, and press Enter."""
        focused = self.office.shell.focusWidget()
        spot = until_taken(self.qtbot, focused)
        QTest.keyClicks(focused, PASSWORD)
        spot.key(Qt.Key.Key_Return)
        self.office.settle()

    def page(self, kind: type[T]) -> T:
        """Return the session's page of that kind, once it is shown."""
        self.qtbot.waitUntil(lambda: isinstance(self.office.page(), kind), timeout=LONG_MS)
        self.office.settle()
        found = self.office.page()
        assert isinstance(found, kind)
        return found

    def window(self) -> ListeningWindow:
        session = self.office.shell.session
        assert session is not None
        self.qtbot.waitUntil(lambda: session.window_shown is not None, timeout=LONG_MS)
        self.office.settle()
        assert session.window_shown is not None
        return session.window_shown

    def begin(self) -> None:
        self.office.sign_in("adviser")
        self.office.open_appointment()

    def begin_interrupted(self) -> ResumePage:
        """Open a session that was interrupted while someone listened."""
        conductor = self.office.staff.identified()
        conductor.brief()
        conductor.open()
        frame = 3 * conductor.view.call.rate
        conductor.play(0, frame)
        conductor.interrupt(frame)
        self.begin()
        return self.page(ResumePage)

    def resume(self) -> None:
        """Go on with it, up to the page that waits for the password."""
        page = self.begin_interrupted()
        self.press(page.same.options["same"])
        self.press(page.primary)
        self.page(BreakPage)

    def finish(self) -> None:
        """Finish in the listening window."""
        self.window().panel.finish.click()
        self.office.settle()

    def close(self) -> None:
        """Answer what is asked on the closing page, close, and go back to Today."""
        page = self.page(ClosePage)
        for question in (page.complaint, page.acknowledged):
            if question.isVisible():
                self.press(question.options["no"])
        self.press(page.primary)
        self.page(ClosedPage)
        self.follow("Done")


def back(adviser: Adviser) -> None:
    adviser.begin()
    adviser.follow("Back to Today")


def nobody_came(adviser: Adviser) -> None:
    adviser.begin()
    adviser.follow("Nobody came")


def opened_by_mistake(adviser: Adviser) -> None:
    adviser.begin()
    adviser.office.check_in()
    adviser.follow("End the session")
    adviser.press(adviser.page(IdPage).ending.mistake)


def everybody_left(adviser: Adviser) -> None:
    adviser.begin()
    adviser.office.check_in()
    session = adviser.office.shell.session
    assert session is not None
    session.run(PartyLeft(session.context.actor, session.id, Party.CUSTOMER))
    adviser.office.settle()
    adviser.press(adviser.page(NobodyPage).primary)
    adviser.close()


def heard(adviser: Adviser) -> None:
    adviser.office.listen()
    adviser.finish()
    adviser.close()


def signed_out(adviser: Adviser) -> None:
    adviser.begin()
    adviser.office.check_in()
    adviser.office.shell.sign_out()
    adviser.office.settle()
    adviser.office.sign_in("adviser")


def locked_and_signed_out(adviser: Adviser) -> None:
    adviser.begin()
    adviser.office.shell.lock()
    adviser.office.settle()
    adviser.office.shell.desk_lock.sign_out.emit()
    adviser.office.settle()
    adviser.office.sign_in("adviser")


def put_aside(adviser: Adviser) -> None:
    adviser.begin_interrupted()
    adviser.follow("Back to Today")


def resumed_and_heard(adviser: Adviser) -> None:
    adviser.resume()
    adviser.unlock()
    adviser.finish()
    adviser.close()


WAYS: tuple[Callable[[Adviser], None], ...] = (
    back,
    nobody_came,
    opened_by_mistake,
    everybody_left,
    heard,
    signed_out,
    locked_and_signed_out,
    put_aside,
    resumed_and_heard,
)


@pytest.mark.parametrize("way", WAYS, ids=lambda way: way.__name__)
def test_however_a_session_is_left_the_next_takes_presses(office: Office, way: Callable[[Adviser], None]) -> None:
    adviser = Adviser(office)
    way(adviser)
    office.open_appointment(1)
    page = adviser.page(CheckInPage)
    adviser.press(page.parties.options["customer"])
    assert page.parties.value() == {"customer"}
    adviser.press(office.shell.frame.top_bar.lock_button)
    assert office.shell.lock_page is not None
    adviser.unlock()
    assert office.shell.lock_page is None
    adviser.press(page.primary)
    adviser.page(IdPage)
