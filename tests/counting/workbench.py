"""At the back office: a copy with three removals, from the request's page to the copy that waits for a decision.

Counted is what an officer decides and does: opening the original, where each part begins and ends, why it is removed,
taking a proposal, making the copy; the password is text. Not counted is listening: playing, pausing, and going to
another place in the sound, which no page saves. Two parts are marked where they are heard, about another person and
card details; the third is a proposal, which is shown before it is taken. By mouse the waveform is dragged over.
"""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import QPoint, QSize, Qt
from PySide6.QtWidgets import QApplication, QWidget

from desktop.domain.copies.marking import RemovalReason
from desktop.showcase.demo_people import DEMO_PASSWORD
from desktop.showcase.hands import Hands
from desktop.ui.copies.preparing.workbench import PreparingWindow, Workbench
from desktop.ui.requests.place import RequestsPlace
from tests.counting.fingers import Fingers, Way

NUMBER = "-0006"
"""How the reference of the demo's request ends that has a recording and no copy. It begins with the year of today."""
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
    asked = hands.until("in person", lambda: place.in_person.page if place.in_person.page.isVisible() else None)
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
    place.open(next(row.key for row in view.rows_model.rows if row.cells[0].endswith(NUMBER)))  # type: ignore[arg-type]
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
