"""Inviting: from the list of requests, an approved one at its head, to the invitation that has gone to the printer.

The person's appointment was cancelled, so that they are to be invited again. The first free time is booked. The dialog
of printers is the system's own: it is answered from behind, and not counted.
"""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path
from unittest.mock import patch

from PySide6.QtCore import Qt
from PySide6.QtPrintSupport import QPrinter

from desktop.application.sessions.checking_in import CallOff, call_off
from desktop.application.shared.authorisation import Actor
from desktop.application.shared.commands import bound
from desktop.domain.office.people import Role
from desktop.domain.sessions.session import Outcome
from desktop.showcase.hands import Hands
from desktop.ui.requests.place import RequestsPlace
from desktop.ui.running import paper_page
from tests.counting.fingers import Fingers, Way


def cancel_the_first(hands: Hands) -> None:
    """Cancel the appointment of the request that is at the head of the list, as the front desk does."""
    context = hands.shell.context
    assert context is not None
    desk = context.desk
    now, day = datetime.now(UTC), timedelta(days=1)
    with desk.uow().read_only() as uow:
        adviser = next(one.id for one in uow.reading.people().values() if Role.ADVISER in one.roles)
        made = uow.reading.appointments(now - day, now + day)  # it may be past midnight since the office was made
    first = min(made, key=lambda row: row.reference)
    bound(call_off, desk, CallOff(Actor(adviser, desk.id), first.id, Outcome.CANCELLED))()


def invite(fingers: Fingers, hands: Hands, folder: Path) -> None:
    """Work from the list to the printed invitation."""
    place = hands.shell.places["requests"]
    assert isinstance(place, RequestsPlace)
    _open(fingers, hands, place)
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
    with patch.object(paper_page, "choose_printer", lambda *_: _printer(folder / "invitation.pdf")):
        fingers.press(letter.primary, primary=True)
        hands.until("page", letter.made.isVisible)


def _open(fingers: Fingers, hands: Hands, place: RequestsPlace) -> None:
    view = place.list_page.table.view
    hands.until("page", lambda: view.model().rowCount() > 0)
    fingers.screen("requests", place.list_page)
    fingers.think()
    if fingers.way is Way.MOUSE:
        fingers.click(view.viewport(), view.visualRect(view.model().index(0, 0)).center())
    else:
        fingers.reach(view)
        fingers.key(Qt.Key.Key_Return)
    hands.until("page", lambda: place.stack.currentWidget() is not place.list_page)


def _printer(file: Path) -> QPrinter:
    """Return a printer whose paper is a file."""
    printer = QPrinter(QPrinter.PrinterMode.HighResolution)
    printer.setOutputFileName(str(file))
    return printer
