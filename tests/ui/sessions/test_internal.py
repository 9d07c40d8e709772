"""A member of staff listens, from the appointment to the review: no word on the way calls them a customer.

Lists leave out the rows of other people's appointments: these are customers.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QAccessible
from PySide6.QtWidgets import QComboBox, QWidget

from desktop.application.copies.deciding import Decide, decide
from desktop.application.shared.commands import bound
from desktop.domain.copies.decision import Ruling
from desktop.domain.log.events import EventKind
from desktop.domain.office.people import Role
from desktop.domain.sessions.session import Party, State
from desktop.domain.shared.ids import CopyId, RequestId
from desktop.ui.appointments.place import AppointmentsPlace
from desktop.ui.kit.rows import RowsView
from desktop.ui.kit.text import Words
from desktop.ui.reviews.place import ReviewsPlace
from desktop.ui.sessions.break_page import BreakPage
from desktop.ui.sessions.brief_page import BriefPage
from desktop.ui.sessions.check_in_page import CheckInPage
from desktop.ui.sessions.close_page import ClosePage
from desktop.ui.sessions.closed_page import ClosedPage
from desktop.ui.sessions.identity.id_page import IdPage
from desktop.ui.sessions.listening.overlay import NotePanel
from desktop.ui.sessions.today import TodayPlace
from tests.support.listing import listed
from tests.ui.accessible import interface, name, walk
from tests.ui.sessions.counter import Counter
from tests.ui.sessions.identity.test_identification import asked, choose
from tests.ui.staff import settle, shown

REFERENCE = "INT-2026-0001"
TITLE = "Head of Customer Services"
"""The approver's title, whoever listens."""
TEXTS = (QAccessible.Text.Name, QAccessible.Text.Description, QAccessible.Text.Value)


def said(widget: QWidget) -> Iterator[str]:
    """Yield all text seen or read out: words, names, hints, a list's choices, and the rows of this request."""
    for at in walk(widget):
        yield from (at.text(kind) for kind in TEXTS)
    for words in widget.findChildren(Words):
        if words.isVisible():
            yield words.words
    for child in widget.findChildren(QWidget):
        if child.isVisible():
            yield str(getattr(child, "hint", ""))
    for box in widget.findChildren(QComboBox):
        if box.isVisible():
            yield from (box.itemText(at) for at in range(box.count()))
    for view in widget.findChildren(RowsView):
        if view.isVisible():
            of_people = any(REFERENCE in row.cells for row in view.rows_model.rows)
            rows = [row for row in view.rows_model.rows if not of_people or REFERENCE in row.cells]
            yield from (cell for row in rows for cell in row.cells)
            yield name(interface(view))
            model = view.rows_model
            across = Qt.Orientation.Horizontal
            yield from (str(model.headerData(at, across)) for at in range(model.columnCount()))


def says(widget: QWidget, words: str) -> bool:
    return any(words in text for text in said(widget))


@dataclass
class Walk:
    """`seen` holds the screens that were looked at."""

    counter: Counter
    seen: list[str]

    def look(self, screen: str, *widgets: QWidget) -> None:
        """Look at this screen, in its current state."""
        self.seen.append(screen)
        for widget in widgets:
            texts = [text for text in said(widget) if text]
            assert texts, f"nothing is said on {screen}"
            wrong = sorted({text for text in texts if "customer" in text.replace(TITLE, "").lower()})
            assert wrong == [], f"on {screen}"

    def page(self, kind: type[QWidget], screen: str) -> QWidget:
        page = self.counter.page(kind)
        self.look(screen, self.counter.place)
        return page


@pytest.fixture
def walking(sound: Counter) -> Walk:
    return Walk(sound, [])


def request_of(counter: Counter) -> tuple[RequestId, CopyId | None]:
    with counter.staff.desk.uow().read_only() as uow:
        id = next(row.id for row in listed(uow, ["prepared"]) if row.reference == REFERENCE)
        return id, uow.requests.get(id).copy


def approve(counter: Counter) -> None:
    desk, (id, copy) = counter.staff.desk, request_of(counter)
    approver = counter.staff.in_person(Role.APPROVER)
    bound(decide, desk, Decide(approver, id, Ruling.APPROVE, copy, unheard_known=True))()


def appointment(walking: Walk) -> None:
    """Book it; it is not ready before approval, and could be cancelled, at the counter and in the calendar."""
    counter = walking.counter
    staff, qtbot = counter.staff, counter.qtbot
    staff.wait(5 * 3600)  # the day's other appointments are over
    staff.book(request_of(counter)[0])
    today = TodayPlace(staff.context(Role.ADVISER))
    shown(qtbot, today)
    today.refresh()
    settle(qtbot, staff)
    walking.look("today", today)
    row = next(key for key, found in today._rows.items() if found.row.reference == REFERENCE)
    today.table.opened.emit(row)
    settle(qtbot, staff)
    counter.until(lambda: says(today, "It was cancelled"))
    walking.look("not ready", today)
    calendar = AppointmentsPlace(staff.context(Role.INFORMATION_OFFICER))
    shown(qtbot, calendar)
    calendar.refresh()
    settle(qtbot, staff)
    calendar._open_chosen(today._rows[row])
    settle(qtbot, staff)
    qtbot.waitUntil(lambda: calendar.stack.currentWidget() is calendar.page)
    walking.look("the appointment", calendar)
    calendar._ask_why()
    settle(qtbot, staff)
    counter.until(lambda: says(calendar, "It was cancelled"))
    walking.look("calling it off", calendar)
    approve(counter)


def to_the_brief(walking: Walk) -> BriefPage:
    counter = walking.counter
    slot = next(at for at, row in enumerate(counter.staff.appointments()) if row.reference == REFERENCE)
    counter.begin(slot)
    page = walking.page(CheckInPage, "check-in")
    assert isinstance(page, CheckInPage)
    assert set(page.parties.options) == {"customer", "companion", "interpreter"}
    counter.press(page.primary)
    assert page.parties.problem == "Tick the listener: the member of staff named in the request must be here."
    walking.look("check-in, nobody ticked", counter.place)
    for party in ("customer", "interpreter"):
        page.parties.options[party].click()
    counter.press(page.primary)
    identity = walking.page(IdPage, "ID")
    assert isinstance(identity, IdPage)
    assert says(counter.place, "2 people here") and "One form of ID" in counter.words()
    assert "Still needed: one document with a photo." in counter.words() and not identity.primary.isEnabled()
    identity.lesser_link.click()
    counter.until(identity.lesser.isVisible)
    assert "ask about the call" not in counter.words()
    walking.look("lesser check", counter.place)
    identity.slots[0].action.click()  # back to the document
    choose(identity.slots[0], "staff_pass")
    assert asked(identity.slots[0]) == ["kind", "details"]
    identity.slots[0].all_match.click()
    assert identity.primary.text() == "Confirm identity"
    counter.database.lasts = 1  # what was seen is kept, and then the database is gone
    counter.press(identity.primary)
    assert "does not answer" in counter.place.banner.words and counter.kept().state is State.CHECKED_IN
    counter.database.lasts = None
    counter.press(identity.primary)
    brief = walking.page(BriefPage, "brief and sound check")
    assert isinstance(brief, BriefPage)
    assert "your call" not in counter.words() and counter.kept().state is State.IDENTIFIED
    assert counter.events()[-2:] == [EventKind.DOCUMENTS_SIGHTED, EventKind.IDENTITY_CONFIRMED]
    return brief


def listen(walking: Walk, brief: BriefPage) -> None:
    counter = walking.counter
    counter.hear(brief)
    counter.press(brief.primary)
    counter.until_it_listens()
    window = counter.window
    counter.until(window.isActiveWindow)
    walking.look("listening", window)
    assert says(window, "The call of ")
    assert not says(window, "Your call")
    counter.play_for(0.5)
    counter.key(Qt.Key.Key_N)
    counter.until(lambda: isinstance(window.overlay.page, NotePanel))
    note = counter.note
    assert "dispute" not in note.kind.options
    walking.look("a note", window)
    note.note_words.set_value("The tone is calm.")
    counter.press(note.primary)
    counter.escape_twice()
    assert window.on_break
    walking.look("stopped at once", window)
    assert not says(window, "a copy")
    pause = window.overlay.page
    assert isinstance(pause, BreakPage)
    pause.present.links[Party.CUSTOMER].click()
    counter.until(lambda: says(window, "Has the listener left?"))
    walking.look("Has the listener left?", window)
    assert pause.present.no is not None
    pause.present.no.click()
    pause.present.links[Party.INTERPRETER].click()
    walking.look("who has left", window)
    counter.leaves(Party.INTERPRETER)
    walking.look("the interpreter has left", window)
    assert "Nobody is here to listen" not in counter.words() and pause.finish is not None
    pause.finish.click()
    counter.settle()


def close(walking: Walk) -> str:
    """Close up to the receipt; return its text."""
    counter = walking.counter
    page = walking.page(ClosePage, "closing")
    assert isinstance(page, ClosePage)
    assert not page.copy_wanted.isVisible() and not page.complaint.isVisible()
    counter.press(page.primary)
    assert set(page.acknowledged.problem) and not page.complaint.problem
    page.acknowledged.options["yes"].click()
    page.outcome.set_value("customer_left")
    page.outcome.edited.emit()
    walking.look("closing, answered", counter.place)
    counter.press(page.primary)
    closed = walking.page(ClosedPage, "closed")
    assert isinstance(closed, ClosedPage)
    return closed.document.toPlainText()


def review(walking: Walk) -> None:
    counter = walking.counter
    staff, qtbot = counter.staff, counter.qtbot
    reviews = ReviewsPlace(staff.context(Role.SUPERVISOR))
    shown(qtbot, reviews)
    reviews.refresh()
    settle(qtbot, staff)
    walking.look("the list of reviews", reviews)
    assert says(reviews, "Listener left")
    reviews.list_page.table.opened.emit(counter.id)
    settle(qtbot, staff)
    beside = reviews.session_page.beside
    walking.look("the session's review", reviews)
    read = "\n".join(line.words for line in beside.lines)
    assert "Checked in: listener and interpreter" in read and "Closed: Listener left" in read
    if beside.every_link.isVisible():
        beside.every_link.click()
    walking.look("every event", reviews)
    wrong = [line.words for line in beside.lines if "customer" in line.words.lower()]
    assert wrong == []


def test_no_word_from_the_appointment_to_the_review_calls_them_a_customer(walking: Walk) -> None:
    appointment(walking)
    listen(walking, to_the_brief(walking))
    receipt = close(walking)
    assert "customer" not in receipt.lower() and "Listener left" in receipt
    for right in ("Your rights", "Your call", "Complaint", "Copy", "Disputed"):
        assert right not in receipt
    review(walking)
    assert len(walking.seen) == len(set(walking.seen)) == 21
