"""The guided demonstration: drives the real windows with keys and presses, as an adviser and a supervisor would.

- It uses the screen and nothing behind it: fields are typed in, buttons pressed, keys pressed.
- It waits for what it expects to see, with a time limit, and never for a fixed time.
- Each station leaves a numbered picture.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from datetime import date
from functools import partial
from pathlib import Path
from typing import TypeVar

from PySide6.QtCore import QEventLoop, Qt, QTimer
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLineEdit, QWidget

from desktop.application.ports.sound import PlayState
from desktop.domain.sessions.session import NoteKind
from desktop.errors import ListeningRoomError
from desktop.ui.kit.forms.date_field import DateField
from desktop.ui.kit.forms.fields import Field
from desktop.ui.kit.keyboard import takes_presses
from desktop.ui.log import LogPlace
from desktop.ui.reviews.place import ReviewsPlace
from desktop.ui.sessions.brief_page import BriefPage
from desktop.ui.sessions.check_in_page import CheckInPage
from desktop.ui.sessions.close_page import ClosePage
from desktop.ui.sessions.closed_page import ClosedPage
from desktop.ui.sessions.identity.document_slot import DocumentSlot
from desktop.ui.sessions.identity.id_page import CallerPage, IdPage
from desktop.ui.sessions.listening.listening_window import ListeningWindow
from desktop.ui.sessions.listening.overlay import NotePanel
from desktop.ui.sessions.place import SessionPlace
from desktop.ui.shell.app import Screens

LOOK_MS = 20
PATIENCE = 60.0
"""How long anything may take that has to come, in seconds: a PC may be busy with something else."""
PLAYED = 90 + PATIENCE
"""The same of a call of the demo that is played to its end."""
T = TypeVar("T")


class StuckError(ListeningRoomError):
    """The demonstration waited for something that did not come."""


class Hands:
    """Types, presses, waits, takes pictures."""

    def __init__(self, screens: Screens, out: Path) -> None:
        self.screens, self.shell, self._out = screens, screens.shell, out
        self.pictures: list[str] = []

    def until(self, what: str, look: Callable[[], T | None], seconds: float = PATIENCE) -> T:
        """Wait until `look` returns something true, and return it. Raises StuckError.

        `what` is a code of `words.errors`, or the kind of a page.
        """
        deadline = time.monotonic() + seconds
        loop = QEventLoop()
        timer = QTimer()
        timer.setInterval(LOOK_MS)
        timer.timeout.connect(loop.quit)
        timer.start()
        while time.monotonic() < deadline:
            found = look()
            if found:
                return found
            loop.exec()
        self.picture("stuck")
        raise StuckError("guided_stuck", what=what)

    def picture(self, name: str, widget: QWidget | None = None) -> None:
        """Take a numbered picture of the window (or of `widget`)."""
        shown = widget or self.shell
        file = f"{len(self.pictures) + 1:02}-{name}.png"
        self.lay_out()
        shown.grab().save(str(self._out / file))
        self.pictures.append(file)

    def lay_out(self) -> None:
        """Let everything come to its place: each pass may move what the next lays out."""
        for _ in range(4):
            self.settle()

    def settle(self) -> None:
        """Let layouts and paints happen."""
        loop = QEventLoop()
        QTimer.singleShot(0, loop.quit)
        loop.exec()

    def type_into(self, field: Field, text: str) -> None:
        """Type, key by key."""
        target = field.focus_target()
        target.setFocus()
        QTest.keyClicks(target, text)

    def type_date(self, field: DateField, when: date) -> None:
        """Type a date into its three boxes, each when the one before has its text: with a screen reader, keys
        arrive through it."""
        for box, part in zip(field.boxes, (when.day, when.month, when.year), strict=True):
            box.setFocus()
            box.selectAll()
            QTest.keyClick(box, Qt.Key.Key_Delete)
            self.until("empty_box", partial(_reads, box, ""))
            QTest.keyClicks(box, str(part))
            self.until("date", partial(_reads, box, str(part)))

    def press(self, widget: QWidget) -> None:
        """Press a visible widget with the mouse, in the middle. What a menu holds back is shown first."""
        if self.shell.frame.holds_back(widget):
            self.shell.frame.turn_menu()
        self.until("button_shown", widget.isVisible)
        self.until("page_takes_presses", lambda: takes_presses(widget))
        self.settle()
        QTest.mouseClick(widget, Qt.MouseButton.LeftButton)

    def key(self, widget: QWidget, key: Qt.Key) -> None:
        """Press one key."""
        QTest.keyClick(widget, key)

    def session(self) -> SessionPlace:
        """Return the session's place."""
        assert self.shell.session is not None
        return self.shell.session

    def page(self, kind: type[T]) -> T:
        """Wait for the session's page of that kind."""
        session = self.session()
        return self.until(kind.__name__, lambda: session.page if isinstance(session.page, kind) else None)

    def sign_in(self, name: str, password: str) -> None:
        """Sign in, and wait for the first place."""
        self.try_to_sign_in(name, password)
        self.until("signed_in", lambda: self.shell.context)

    def try_to_sign_in(self, name: str, password: str) -> None:
        """Type both, and press Enter; whatever comes of it."""
        page = self.shell.sign_in
        self.until("office_open", lambda: page.primary.isEnabled())
        self.type_into(page.name, name)
        self.type_into(page.password, password)
        self.until("window", page.password.input.hasFocus)  # after a dialog it may take a moment to be in use again
        self.key(page.password.input, Qt.Key.Key_Return)

    def sign_out(self) -> None:
        """Sign out."""
        self.press(self.shell.frame.top_bar.sign_out_button)
        self.until("signed_out", lambda: self.shell.context is None)
        self.until("log_anchored", lambda: not self.screens.tasks.busy)


def _reads(line: QLineEdit, text: str) -> bool:
    return line.text() == text


def conduct_session(hands: Hands, name: str, password: str, today: date) -> None:
    """Conduct the adviser's part, from signing in to the receipt."""
    hands.until("window", lambda: hands.shell.isVisible())
    hands.picture("sign-in")
    hands.sign_in(name, password)
    table = hands.shell.places["today"].table  # type: ignore[attr-defined]
    hands.until("todays_appointments", lambda: table.view.model().rowCount() > 0)
    hands.picture("today")
    table.view.setFocus()
    table.view.selectRow(0)
    hands.key(table.view, Qt.Key.Key_Return)
    hands.until("session", lambda: hands.shell.session)
    _check_in(hands)
    _identify(hands, today)
    _brief(hands)
    _listen(hands, password)
    _close(hands)
    hands.sign_out()


def _check_in(hands: Hands) -> None:
    page = hands.page(CheckInPage)
    for party in ("customer", "interpreter"):
        hands.press(page.parties.options[party])
    hands.picture("check-in")
    hands.press(page.primary)


def _identify(hands: Hands, today: date) -> None:
    page = hands.page(IdPage)
    hands.picture("id-nothing-yet")
    photo, address = page.slots
    _show(hands, photo, "driving_licence", today.replace(year=today.year + 3, day=1))
    hands.picture("id-licence")
    address_differs(hands, photo)
    _show(hands, address, "utility_bill", date(today.year - 1, today.month, 1))
    hands.picture("id-bill-too-old")
    hands.type_date(address.issued, today.replace(day=1))
    hands.press(address.all_match)
    hands.until("documents_enough", lambda: page.assessment.complete)
    hands.picture("id-complete")
    hands.press(page.primary)
    caller = hands.page(CallerPage)
    hands.picture("about-the-call")
    look_at_answers(hands, caller)
    hands.press(caller.primary)


def look_at_answers(hands: Hands, page: CallerPage) -> None:
    """Hold the key until the answers to the caller check are seen."""
    answers = page.card.answers
    assert answers is not None
    answers.button.hold(True)
    hands.until("answers_seen", lambda: answers.shown)
    answers.button.hold(False)


def address_differs(hands: Hands, slot: DocumentSlot) -> None:
    """Say that everything on the document matches but the address."""
    hands.press(slot.some_differ)
    for question, answer in ((slot.name, "match"), (slot.birth, "match"), (slot.address, "no")):
        hands.press(question.options[answer])


def _show(hands: Hands, slot: DocumentSlot, kind: str, when: date) -> None:
    """Show such a document, with that date on it."""
    hands.press(slot.kind.options[kind])
    hands.settle()
    document = slot.document()
    assert document is not None
    hands.type_date(slot.expiry if document.photo else slot.issued, when)


def _brief(hands: Hands) -> None:
    page = hands.page(BriefPage)
    hands.picture("brief")
    hands.press(page.sound.play)
    hands.until("sound_check_playing", page.primary.isEnabled)
    hands.picture("sound-check")
    player = hands.session().context.desk.player
    hands.until("sound_check_ended", lambda: player.status().state is PlayState.ENDED)
    hands.press(page.primary)


def _listen(hands: Hands, password: str) -> None:
    session = hands.session()
    window = hands.until("listening_window", lambda: session.window_shown)
    control, rate = window.control, window.panel.call.rate
    hands.until("sound", lambda: control.heard)
    hands.until("ten_seconds_of_sound", lambda: control.frame > 10 * rate)
    hands.picture("listening", window)
    hands.key(window, Qt.Key.Key_N)
    _note(hands, window)
    _break(hands, window, password)
    hands.key(window, Qt.Key.Key_Space)
    first = window.panel.call.removed[0]
    hands.until("removed_part", lambda: control.frame > first.start, PLAYED)
    hands.picture("listening-removed-part", window)
    frames = window.panel.call.frames
    hands.until("recording_ended", lambda: not control.playing and control.frame >= frames, PLAYED)
    hands.until("everything_saved", lambda: not control.unsaved())
    hands.picture("heard", window)
    hands.press(window.panel.finish)


def _note(hands: Hands, window: ListeningWindow) -> None:
    page = hands.until("note", lambda: window.stack.currentWidget() if window.stack.count() > 1 else None)
    assert isinstance(page, NotePanel)
    hands.press(page.kind.options[NoteKind.DISPUTE.value])
    hands.type_into(page.note_words, "It was not put out by me but by the crew.")
    hands.press(page.correction.options["yes"])
    hands.picture("note", window)
    hands.press(page.primary)
    hands.until("note_kept", lambda: window.stack.currentWidget() is window.panel)


def _break(hands: Hands, window: ListeningWindow, password: str) -> None:
    hands.key(window, Qt.Key.Key_B)
    page = hands.until("break", lambda: window.overlay.page if window.on_break else None)
    hands.until("break_noted", lambda: not hands.screens.tasks.busy)
    hands.picture("break", window)
    hands.type_into(page.password, password)  # type: ignore[attr-defined]
    hands.press(page.primary)
    hands.until("session_goes_on", lambda: not window.on_break)


def _close(hands: Hands) -> None:
    page = hands.page(ClosePage)
    hands.press(page.complaint.options["no"])
    hands.press(page.acknowledged.options["yes"])
    hands.picture("close")
    hands.press(page.primary)
    hands.page(ClosedPage)
    hands.picture("closed")


def review_session(hands: Hands, name: str, password: str, receipt: Path) -> None:
    """Review and sign off the waiting session, save its receipt, verify the log."""
    hands.sign_in(name, password)
    place = hands.shell.places["reviews"]
    assert isinstance(place, ReviewsPlace)
    table = place.list_page.table
    hands.until("sessions_that_wait", lambda: table.view.model().rowCount() > 0)
    hands.picture("reviews")
    table.view.setFocus()
    table.view.selectRow(0)
    hands.key(table.view, Qt.Key.Key_Return)
    hands.until("session_page", lambda: place.stack.currentWidget() is place.session_page)
    page = place.session_page
    hands.picture("review")
    # The system's own dialogue for files cannot be driven; the rest is the same.
    place.save_receipt(receipt)
    hands.until("receipt", receipt.exists)
    hands.type_into(page.comment, "Conducted by the guided demonstration, faster than a person would.")
    hands.picture("review-comment")
    hands.press(page.primary)
    hands.until("sign_off", lambda: place.stack.currentWidget() is place.list_page)
    hands.until("list_read", lambda: not hands.screens.tasks.busy)
    hands.picture("reviews-nothing-left")
    hands.shell.go("log")
    _verify(hands)
    hands.sign_out()


def _verify(hands: Hands) -> None:
    log = hands.shell.places["log"]
    assert isinstance(log, LogPlace)
    hands.until("log_size", lambda: not hands.screens.tasks.busy)
    hands.press(log.page.primary)
    hands.until("verification_finished", lambda: log.page.result.words)
    hands.until("result_noted", lambda: not hands.screens.tasks.busy)
    hands.picture("log-verified")
