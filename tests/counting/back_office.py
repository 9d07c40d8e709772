"""Behind the counter: an officer invites, an approver decides on a copy, a supervisor reviews an ordinary session.

Each is counted from their list, which has come with the keyboard in it. What is counted is what they do here: who has
listened to most of a copy before (`heard_before`) hears the rest; the system's own dialog of printers is answered from
behind.
"""

from __future__ import annotations

import tempfile
from datetime import UTC, datetime, timedelta
from unittest.mock import patch

from PySide6.QtCore import Qt
from PySide6.QtPrintSupport import QPrinter

from desktop.application.copies import staff_listening
from desktop.application.ports.desk import Desk
from desktop.application.sessions.checking_in import CallOff, call_off
from desktop.application.shared.commands import Actor, bound
from desktop.domain.office.people import Role
from desktop.domain.sessions.session import Outcome
from desktop.domain.shared.ids import RequestId
from desktop.domain.shared.spans import Span
from desktop.showcase.demo_people import DEMO_PASSWORD
from desktop.showcase.hands import Hands
from desktop.ui.decisions.place import DecisionsPlace
from desktop.ui.requests.place import RequestsPlace
from desktop.ui.reviews.place import ReviewsPlace
from desktop.ui.running import paper_page
from tests.counting.fingers import Fingers, Way

LEFT_SECONDS = 3
"""The part of the copy left to hear: the counts are the same for any length."""
NUMBER = "-0007"


def cancel_the_first(hands: Hands) -> None:
    """Have the front desk cancel the appointment of the request at the head of the list: they are invited again."""
    desk = hands.until("desk", lambda: hands.screens.desk)
    now, day = datetime.now(UTC), timedelta(days=1)
    with desk.uow().read_only() as uow:
        made = uow.reading.appointments(now - day, now + day)  # it may be past midnight since the office was made
    first = min(made, key=lambda row: row.reference)
    bound(call_off, desk, CallOff(_actor(desk, Role.ADVISER), first.id, Outcome.CANCELLED))()


def invite(fingers: Fingers, hands: Hands) -> None:
    """Work from the list to the printed invitation."""
    place = hands.shell.places["requests"]
    assert isinstance(place, RequestsPlace)
    fingers.open_first("requests", place.list_page, place.list_page.table.view)
    hands.until("page", lambda: place.stack.currentWidget() is not place.list_page)
    page = place.request_page
    fingers.screen("request", page)
    fingers.press(page.primary, primary=True)
    hands.until("page", place.booking.isVisible)
    fingers.screen("booking", place.booking)
    fingers.press(place.booking.primary, primary=True)
    hands.until("page", page.isVisible)
    fingers.screen("request, booked", page)
    fingers.press(page.primary, primary=True)
    letter = place.letters
    hands.until("page", letter.isVisible)
    fingers.screen("letter", letter)
    with tempfile.TemporaryDirectory() as folder:
        printer = QPrinter(QPrinter.PrinterMode.HighResolution)
        printer.setOutputFileName(f"{folder}/invitation.pdf")
        with patch.object(paper_page, "choose_printer", lambda *_: printer):
            fingers.press(letter.primary, primary=True)
            hands.until("page", letter.made.isVisible)


def a_session_to_review(hands: Hands) -> None:
    """Have the front desk call off the day's first appointments: ordinary sessions, which wait for their review."""
    desk = hands.until("desk", lambda: hands.screens.desk)
    with desk.uow().read_only() as uow:
        now = desk.clock.now()
        rows = uow.reading.appointments(now - timedelta(days=1), now + timedelta(days=7))
    for row in rows[:2]:
        bound(call_off, desk, CallOff(_actor(desk, Role.ADVISER), row.id, Outcome.CANCELLED))()


def an_ordinary_review(fingers: Fingers, hands: Hands) -> None:
    """Sign off the first session of the list, which is ordinary."""
    place = hands.shell.places["reviews"]
    assert isinstance(place, ReviewsPlace)
    fingers.open_first("reviews", place.list_page, place.list_page.table.view)
    hands.until("session", lambda: place.stack.currentWidget() is place.session_page)
    page = place.session_page
    fingers.screen("session", page)
    assert "ordinary" in page.findings.words, page.findings.words
    fingers.press(page.primary, primary=True)
    hands.until("signed_off", lambda: place.taking_back.offers)


def deciding(fingers: Fingers, hands: Hands) -> None:
    """Hear the rest of the first copy, weigh that all of others is removed, and approve it."""
    place = hands.shell.places["decisions"]
    assert isinstance(place, DecisionsPlace)
    heard_before(hands, place)
    fingers.open_first("decisions", place.list_page, place.list_page.table.view)
    hands.until("request", lambda: place.stack.currentWidget() is place.page)
    page = place.page
    fingers.screen("decision", page)
    fingers.press(page.hearing.copy)
    window = hands.until("hearing", lambda: place.hearings.window)
    fingers.screen("hear", window)
    hands.until("all_heard", lambda: place.hearings.window is None)
    fingers.screen("decision, heard", page)
    information = page.weighing.fields["information"]
    fingers.choose(information.options["all_removed"], information)
    fingers.think()
    if fingers.way is Way.MOUSE:
        fingers.click(page.choice.options["approve"])
    else:
        fingers.key(Qt.Key.Key_1, Qt.KeyboardModifier.AltModifier)
    hands.until("password", page.own_password.input.hasFocus)
    fingers.text(DEMO_PASSWORD)
    fingers.press(page.primary, primary=True)
    hands.until("decided", lambda: place.stack.currentWidget() is place.list_page)
    assert NUMBER in place.list_page.banner.words


def heard_before(hands: Hands, place: DecisionsPlace) -> None:
    """Have the approver hear all but the last seconds at another time."""
    desk = hands.screens.desk
    assert desk is not None
    view = place.list_page.table.view
    hands.until("decisions", lambda: view.rows_model.rows)
    first = view.rows_model.rows[0]
    assert first.cells[0].endswith(NUMBER)
    actor = _actor(desk, Role.APPROVER)
    opening = bound(staff_listening.open_copy, desk, actor, RequestId(str(first.key)))()
    last = opening.sound.frames - LEFT_SECONDS * opening.sound.rate
    bound(staff_listening.heard, desk, actor, opening, (Span(0, last),))()


def _actor(desk: Desk, role: Role) -> Actor:
    with desk.uow().read_only() as uow:
        person = next(each for each in uow.reading.people().values() if role in each.roles)
    return Actor(person.id, desk.id)
