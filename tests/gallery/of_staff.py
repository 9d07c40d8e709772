"""The gallery's pictures of sessions of others than a customer, posed on a customer's pages: a member of staff,
someone who acts for the customer, and a call that someone else made about them."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace

from PySide6.QtWidgets import QApplication, QWidget

from desktop.application.sessions.views import ClosedView, SessionView
from desktop.domain.requests.request import Authority, Purpose, Representative
from desktop.domain.sessions.identity import CallKind
from desktop.domain.sessions.session import Party
from desktop.domain.shared.kinds import Kind
from desktop.ui.kit.accessible import StackOfPages
from desktop.ui.running.context import Context
from desktop.ui.sessions.check_in_page import CheckInPage
from desktop.ui.sessions.closed_page import ClosedPage, receipt_document
from desktop.ui.sessions.id_page import CallerPage
from desktop.ui.sessions.session_page import SessionPage
from desktop.ui.sessions.today import TodayPlace
from tests.gallery.camera import Camera

REFERENCE, NAME = "INT-2026-0001", "Demo Team Leader"


def check_in_of_representative(camera: Camera, row: int) -> None:
    """Show what is asked where someone acts for the customer."""
    place = camera.place(TodayPlace)
    named = Representative("Demo Representative", Authority.POWER_OF_ATTORNEY, "Money and post")
    page = CheckInPage(replace(list(place._rows.values())[row].row, representative=named), _context(camera))
    page.parties.options[Party.REPRESENTATIVE.value].click()
    _pose(camera, page, "session-1-check-in-of-representative")


def id_of_staff(camera: Camera) -> SessionView:
    """Show the page to be worked, and give the customer's view back: `as_it_was` takes it."""
    theirs, customers = _theirs(camera), camera.session().view
    assert customers is not None
    _show(camera, theirs)
    return customers


def as_it_was(camera: Camera, customers: SessionView) -> None:
    """Show the customer's own page."""
    _show(camera, customers)
    camera.rest()


def _show(camera: Camera, view: SessionView) -> None:
    camera.session().take_view(view)


def caller_of_anothers_call(camera: Camera) -> None:
    """Show what is asked about a call that someone else made about the customer."""
    view = camera.session().view
    assert view is not None
    theirs = replace(view, call=replace(view.call, kind=CallKind.BY_SOMEBODY_ELSE))
    page = CallerPage(theirs, _context(camera))
    _pose(camera, page, "session-2-about-somebody-elses-call")


def closed_of_staff(camera: Camera, closed: ClosedView) -> None:
    """Show their receipt, without the rights of the person in the call."""
    receipt = replace(closed.receipt, kind=Kind.INTERNAL, own_call=False, reference=REFERENCE)
    page = ClosedPage(replace(closed, session=_of_staff(closed.session), receipt=receipt), _context(camera))
    _pose(camera, page, "session-5-closed-of-staff")
    desk = _context(camera).desk
    camera.document("paper-receipt-of-staff", receipt_document(receipt, desk.office.zone, desk.policy.regulator))


def _context(camera: Camera) -> Context:
    return camera.session().context


def _of_staff(view: SessionView) -> SessionView:
    """Pose their one document, with nothing in it about the listener."""
    view = replace(view, kind=Kind.INTERNAL, purpose=Purpose.QUALITY, reference=REFERENCE, shown_name=NAME, born=None)
    return replace(view, adjustments=(), documents=view.documents[:1], notes=())


def _theirs(camera: Camera) -> SessionView:
    view = camera.session().view
    assert view is not None
    return _of_staff(view)


@contextmanager
def in_front(camera: Camera, stack: StackOfPages, page: QWidget) -> Iterator[None]:
    """Bring the worked page to the front while pictures are taken. Then the keyboard is where it was."""
    worked, had_focus = stack.currentWidget(), QApplication.focusWidget()
    assert worked is not None
    stack.addWidget(page)
    stack.setCurrentWidget(page)
    yield
    stack.setCurrentWidget(worked)
    stack.removeWidget(page)
    page.deleteLater()
    if had_focus is not None:
        had_focus.setFocus()
    camera.rest()


def _pose(camera: Camera, page: SessionPage, name: str) -> None:
    with in_front(camera, camera.session()._stack, page):
        page.focus_first()
        camera.picture(name)
