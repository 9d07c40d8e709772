"""The tasks that are counted, each worked on the pages as they stand; nothing is set from behind them.

- At the counter, from someone's arrival to the first sound, and on to the receipt. The customer shows a UK driving
  licence and a gas bill, both with the request's name and address, and matches on the call.
- A request that came by letter, from the list of requests to the line that it was taken. Dates, times, numbers and
  names are what the letter says: they are typed as words are, and no design saves them.
- An officer invites, an approver decides on a copy, a supervisor reviews an ordinary session: each from their list,
  which has come with the keyboard in it. Who has listened to most of a copy before (`heard_before`) hears the rest; the
  system's own dialog of printers is answered from behind.
- A copy with three removals, from the request's page to the copy that waits for a decision. Counted is what an officer
  decides and does: opening the original, where each part begins and ends, why it is removed, taking a proposal, making
  the copy; the password is text. Not counted is listening: playing, pausing, and going to another place in the sound,
  which no page saves. Two parts are marked where they are heard, about another person and card details; the third is a
  proposal, which is shown before it is taken. By mouse the waveform is dragged over.
"""

from __future__ import annotations

import tempfile
from datetime import UTC, date, datetime, timedelta
from functools import partial
from unittest.mock import patch

from PySide6.QtCore import QPoint, QSize, Qt
from PySide6.QtPrintSupport import QPrinter
from PySide6.QtWidgets import QApplication, QWidget

from desktop.application.copies import staff_listening
from desktop.application.ports.desk import Desk
from desktop.application.sessions.checking_in import CallOff, call_off
from desktop.application.shared.commands import Actor, bound
from desktop.domain.copies.marking import RemovalReason
from desktop.domain.office.people import Role
from desktop.domain.requests.request import Channel
from desktop.domain.sessions.session import Outcome
from desktop.domain.shared.ids import RequestId
from desktop.domain.shared.spans import Span
from desktop.showcase.demo_people import DEMO_PASSWORD
from desktop.showcase.guided import LONDON
from desktop.showcase.hands import Hands
from desktop.ui.copies.preparing.workbench import PreparingWindow, Workbench
from desktop.ui.decisions.place import DecisionsPlace
from desktop.ui.kit.forms.choices import ListField
from desktop.ui.kit.forms.date_field import DateField
from desktop.ui.kit.forms.fields import Field
from desktop.ui.requests.place import RequestsPlace
from desktop.ui.reviews.place import ReviewsPlace
from desktop.ui.running import paper_page
from desktop.ui.sessions.brief_page import BriefPage
from desktop.ui.sessions.check_in_page import CheckInPage
from desktop.ui.sessions.close_page import ClosePage
from desktop.ui.sessions.closed_page import ClosedPage
from desktop.ui.sessions.identity.document_slot import DocumentSlot
from desktop.ui.sessions.identity.id_page import CallerPage, IdPage
from desktop.ui.sessions.today import TodayPlace
from tests.counting.fingers import Fingers, Way

PATIENCE = 120.0


def arrival_to_sound(fingers: Fingers, hands: Hands, today: date) -> None:
    """Work from Today's list to the first sound of the call."""
    place = hands.shell.places["today"]
    assert isinstance(place, TodayPlace)
    fingers.open_first("today", place.list_page, place.table.view)
    hands.until("session", lambda: hands.shell.session)
    check_in = hands.page(CheckInPage)
    fingers.screen("check in", check_in)
    fingers.tick(check_in.parties.options["customer"])
    fingers.press(check_in.primary, primary=True)
    _identify(fingers, hands, today)
    caller = hands.page(CallerPage)
    fingers.screen("about the call", caller)
    answers = caller.card.answers
    assert answers is not None
    fingers.hold(answers.button, Qt.Key.Key_F8, lambda: answers.shown)
    fingers.press(caller.primary, primary=True)
    brief = hands.page(BriefPage)
    fingers.screen("brief", brief)
    fingers.press(brief.sound.play)
    hands.until("sound_check_playing", brief.primary.isEnabled)
    fingers.look("brief, heard", brief)
    fingers.press(brief.primary, primary=True)
    window = hands.until("listening_window", lambda: hands.session().window_shown)
    hands.until("sound", lambda: window.control.heard)
    fingers.screen("listen", window)


def to_the_receipt(fingers: Fingers, hands: Hands) -> None:
    """Let the call play to its end, then close the session."""
    window = hands.session().window_shown
    assert window is not None
    control, frames = window.control, window.panel.call.frames
    hands.until("recording_ended", lambda: not control.playing and control.frame >= frames, PATIENCE)
    hands.until("everything_saved", lambda: not control.unsaved())
    fingers.press(window.panel.finish)
    close = hands.page(ClosePage)
    fingers.screen("close", close)
    fingers.choose(close.complaint.options["no"], close.complaint)
    fingers.choose(close.acknowledged.options["yes"], close.acknowledged)
    fingers.look("close, answered", close)
    fingers.press(close.primary, primary=True)
    fingers.screen("receipt", hands.page(ClosedPage))


def _identify(fingers: Fingers, hands: Hands, today: date) -> None:
    page = hands.page(IdPage)
    fingers.screen("ID", page)
    photo, address = page.slots
    _document(fingers, hands, photo, "driving_licence", date(today.year + 4, 8, 12))
    _document(fingers, hands, address, "utility_bill", today.replace(day=1))
    hands.until("documents_enough", lambda: page.assessment.complete)
    fingers.press(page.primary, primary=True)


def _document(fingers: Fingers, hands: Hands, slot: DocumentSlot, kind: str, when: date) -> None:
    """Choose its kind, type the date on it (digits go on by themselves), and say that all details match."""
    fingers.choose(slot.kind.options[kind], slot.kind)
    fingers.think()
    field = slot.expiry if slot.kind.value() == "driving_licence" else slot.issued
    if fingers.way is Way.MOUSE:
        fingers.click(field.boxes[0])
    fingers.digits(f"{_goes_on(when)}{when:%y}")
    fingers.look(f"ID, {kind}", hands.page(IdPage))
    fingers.press(slot.all_match)


BORN, CALLED = date(1971, 3, 11), timedelta(days=30)


def take_a_request(fingers: Fingers, hands: Hands) -> None:
    """Take the request, and see that it was taken."""
    today = datetime.now(LONDON).date()
    place = hands.shell.places["requests"]
    assert isinstance(place, RequestsPlace)
    hands.shell.go("requests")
    hands.until("the_requests", lambda: place.list_page.table.view.model().rowCount() > 0)
    fingers.screen("requests", place.list_page)
    fingers.press(place.list_page.primary, primary=True)
    form = place.form
    hands.until("the_form", form.isVisible)
    fingers.screen("take a request", form)
    fingers.choose(form.kind.options["subject_access"], form.kind)
    _pick(fingers, form.came_by, Channel.LETTER)
    _type_date(fingers, form.received_on, today)
    asker, call = form.asker, form.calls.calls[0]
    _type(fingers, asker.given_names, "demo")
    _type(fingers, asker.surname, "letter writer")
    _type_date(fingers, asker.born, BORN)
    _type(fingers, asker.address, "9 example street, exampleton")
    fingers.choose(asker.acts.options["themself"], asker.acts)
    _type_date(fingers, call.day, today - CALLED)
    _type(fingers, call.time, "10:15am")
    fingers.choose(call.direction.options["in"], call.direction)
    _type(fingers, call.telephone, "01632 960147")
    fingers.choose(form.copy_wanted.options["yes"], form.copy_wanted)
    fingers.tick(form.needs.options["louder"])
    fingers.look("take a request, typed", form)
    fingers.press(form.primary, primary=True)
    hands.until("taken", lambda: place.list_page.isVisible() and place.list_page.find_link.isVisible())
    fingers.screen("taken", place.list_page)


def _type(fingers: Fingers, field: Field, words: str) -> None:
    _go_to(fingers, field)
    fingers.text(words)


def _type_date(fingers: Fingers, field: DateField, when: date) -> None:
    _go_to(fingers, field)
    fingers.text(f"{_goes_on(when)}{when.year}")


def _goes_on(when: date) -> str:
    """Return day and month as they are typed so that each box goes on by itself."""
    day = f"{when:%d}" if when.day < 4 else str(when.day)
    return day + (f"{when:%m}" if when.month < 2 else str(when.month))


def _go_to(fingers: Fingers, field: Field) -> None:
    fingers.think()
    if fingers.way is Way.MOUSE and not fingers.is_at(field):
        fingers.click(field.focus_target())
    elif fingers.way is Way.KEYS:
        fingers.reach(field)


def _pick(fingers: Fingers, field: ListField, key: str) -> None:
    """Choose in a list: with the arrow keys, or by a click that opens it and one on the line."""
    fingers.think()
    if fingers.way is Way.KEYS:
        fingers.reach(field)
        while field.value() != key:
            fingers.key(Qt.Key.Key_Down)
        return
    fingers.click(field.input)
    view = field.input.view()
    fingers.hands.until("the_list_of_channels", view.isVisible)
    at = view.model().index(field.input.findData(key), 0)
    fingers.click(view.viewport(), view.visualRect(at).center())


LEFT_SECONDS = 3
"""The part of the copy left to hear: the counts are the same for any length."""
TO_DECIDE = "Demo Customer Seven"
"""The person of the demo's first request to decide on. Its reference begins with the year in which it came."""


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
    reference = heard_before(hands, place)
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
    assert reference in place.list_page.banner.words


def heard_before(hands: Hands, place: DecisionsPlace) -> str:
    """Have the approver hear all but the last seconds at another time; return the request's reference."""
    desk = hands.screens.desk
    assert desk is not None
    view = place.list_page.table.view
    hands.until("decisions", lambda: view.rows_model.rows)
    first = view.rows_model.rows[0]
    assert TO_DECIDE in first.cells
    actor = _actor(desk, Role.APPROVER)
    opening = bound(staff_listening.open_copy, desk, actor, RequestId(str(first.key)))()
    last = opening.sound.frames - LEFT_SECONDS * opening.sound.rate
    bound(staff_listening.heard, desk, actor, opening, (Span(0, last),))()
    return first.cells[0]


def _actor(desk: Desk, role: Role) -> Actor:
    with desk.uow().read_only() as uow:
        person = next(each for each in uow.reading.people().values() if role in each.roles)
    return Actor(person.id, desk.id)


TO_PREPARE = "Demo Customer Six"
"""The person of the demo's request that has a recording and no copy."""
PASSES = 8
BARS = 68
"""The height of a title bar and a taskbar: this window covers both."""
PARTS = (
    (3000, 7000, RemovalReason.ABOUT_ANOTHER_PERSON),
    (10_000, 13_000, RemovalReason.CARD_DETAILS),
)
"""From and to in milliseconds, whole seconds since a key moves by one, and why."""


def copy_with_three_removals(fingers: Fingers, hands: Hands) -> None:
    """Work from the request's page to its copy."""
    place = _request(hands)
    fingers.screen("request", place.request_page)
    fingers.press(place.request_page.primary, primary=True)
    asked = hands.until("in person", lambda: place.in_person if place.in_person.isVisible() else None)
    fingers.screen("password", asked)
    if fingers.way is Way.MOUSE:
        fingers.unmoved(lambda: fingers.click(asked.own_password.input))
    fingers.text(DEMO_PASSWORD)
    fingers.press(asked.primary, primary=True)
    window = _window(fingers, hands, place)
    page, bench = window.page, window.bench
    assert page is not None and bench is not None
    for number, (start, end, reason) in enumerate(PARTS, start=1):
        _by_ear(fingers, window, start, end, reason)
        hands.until("removed", partial(_has_marks, bench, number))
    _proposal(fingers, window)
    hands.until("three removals", partial(_has_marks, bench, len(PARTS) + 1))
    fingers.look("workbench, three removals", page)
    fingers.press(page.make, primary=True)
    if page.problem.words:  # proposals are left to look at
        fingers.press(page.make, primary=True)
    hands.until("copy", lambda: place.preparing is not None and place.preparing.window is None, 120)


def _has_marks(bench: Workbench, count: int) -> bool:
    return len(bench.editing.marks) == count


def _request(hands: Hands) -> RequestsPlace:
    place = hands.shell.places["requests"]
    assert isinstance(place, RequestsPlace)
    view = place.list_page.table.view
    hands.until("requests", lambda: view.rows_model.rows)
    place.open(next(row.key for row in view.rows_model.rows if TO_PREPARE in row.cells))  # type: ignore[arg-type]
    hands.until("request", lambda: place.request_page.isVisible() and place.request_page.primary.isVisible())
    return place


def _window(fingers: Fingers, hands: Hands, place: RequestsPlace) -> PreparingWindow:
    """Wait for the workbench and its proposals, on a screen of the size that is counted."""
    room = hands.until("preparing", lambda: place.preparing)
    window = hands.until("editor", lambda: room.window if room.window and room.window.page else None)
    page, bench = window.page, window.bench
    assert page is not None and bench is not None
    hands.until("proposals", lambda: bench.proposals)
    window.showNormal()
    size = QSize(hands.shell.width(), hands.shell.height() + BARS)
    window.resize(size)

    def is_so() -> bool:
        """Whether the window has that size, and the page is laid out in it."""
        bottom = page.mapTo(window, page.rect().bottomLeft()).y() + 1
        return window.isActiveWindow() and window.size() == size and bottom == size.height()

    hands.until("size", is_so)
    hands.until("still", partial(_is_still, hands, window))
    hands.until("page_takes_presses", lambda: page.body.takes_presses)
    fingers.screen("workbench", window)
    return window


def _is_still(hands: Hands, window: PreparingWindow) -> bool:
    """Whether nothing in it moves any more, over several passes of the layouts."""

    def places() -> list[object]:
        return [widget.geometry().getRect() for widget in window.findChildren(QWidget)]

    before = places()
    for _ in range(PASSES):
        hands.settle()
        if places() != before:
            return False
    return True


def _by_ear(fingers: Fingers, window: PreparingWindow, start: int, end: int, reason: RemovalReason) -> None:
    """Mark a part: by key where it begins, then why, which ends it here; by mouse drag over it, and press why."""
    page, bench = window.page, window.bench
    assert page is not None and bench is not None
    fingers.think()
    fingers.hands.until("page_takes_presses", lambda: window.takes_presses and page.body.takes_presses)
    if fingers.way is Way.MOUSE:
        sight, middle = page.lanes.sight, page.lanes.height() * 2 // 3
        fingers.drag(page.lanes, *(QPoint(round(sight.x_of(ms)), middle) for ms in (start, end)))
        fingers.hands.until("selection", lambda: bench.editing.selection)
        fingers.press(page.reason.options[reason.value])
        return
    number = list(RemovalReason).index(reason) + 1
    _listen_to(fingers, window, start)
    fingers.key(Qt.Key.Key_I)
    _listen_to(fingers, window, end)
    fingers.think()
    fingers.key(Qt.Key(Qt.Key.Key_0 + number))


def _listen_to(fingers: Fingers, window: PreparingWindow, ms: int) -> None:
    """Go on to a place in the sound, second by second, as someone does who listens."""
    bench = window.bench
    assert bench is not None

    def go_on() -> None:
        while bench.sounding.ms < ms:
            fingers.key(Qt.Key.Key_Right)

    fingers.unmoved(go_on)
    assert QApplication.focusWidget() is window.page.lanes if window.page else False


def _proposal(fingers: Fingers, window: PreparingWindow) -> None:
    """Take the first proposal: it is shown, and then removed."""
    page = window.page
    assert page is not None
    fingers.think()
    if fingers.way is Way.MOUSE:
        rows = page.proposals.rows
        fingers.click(rows.viewport(), rows.visualRect(rows.model().index(0, 0)).center())
        fingers.hands.until("proposal", lambda: window.bench is not None and window.bench.proposal)
        fingers.press(page.proposals.accept)
        return
    fingers.key(Qt.Key.Key_N)
    fingers.think()
    fingers.key(Qt.Key.Key_A)
