"""The gallery's pictures of signing in, of a locked desk and of the day."""

from __future__ import annotations

from PySide6.QtCore import Qt

from desktop.domain.sessions.session import WhyUnbooked
from desktop.errors import SignInRefusedError
from desktop.ui.appointments.place import AppointmentsPlace
from desktop.ui.requests.place import RequestsPlace
from desktop.ui.reviews.statistics import StatisticsPlace
from desktop.ui.sessions.check_in_page import VisitorPage
from desktop.ui.sessions.sound_check import LOOKS
from desktop.ui.sessions.today import TodayPlace
from tests.gallery.camera import Camera

PASSWORD = "demo listening room"
ONE_DAY = 24 * 60 * 60


def sign_in_states(camera: Camera) -> None:
    """Show the sign-in page: ready, nothing typed, refused, made to wait. Then sign the adviser in; lock the desk."""
    page = camera.shell.sign_in
    camera.until("office_open", lambda: page.primary.isEnabled())
    camera.picture("sign-in-ready")
    camera.press(page.primary, "sign-in-fields-missing")
    page.clear()
    camera.type_into(page.name, "adviser")
    _refused(camera, "sign-in-refused")
    page.show_refusal(SignInRefusedError("sign_in_refused", wait_seconds=30))
    camera.picture("sign-in-refused-wait")
    page.clear()
    camera.sign_in("adviser", PASSWORD)
    _today(camera)
    _locked(camera)


def _refused(camera: Camera, name: str) -> None:
    page = camera.shell.sign_in
    camera.type_into(page.password, "not the password")
    camera.press(page.primary)
    camera.picture(name)


def _today(camera: Camera) -> None:
    camera.picture("today")
    place = camera.place(TodayPlace)
    _headphones(camera, place)
    _not_ready(camera, place)
    on_paper(camera, place, "today-list")
    _visitor(camera, place)
    camera.clock.pass_by(ONE_DAY)
    camera.shell.go("today")
    camera.picture("today-empty")
    camera.clock.pass_by(-ONE_DAY)
    camera.shell.go("today")
    camera.rest()


def on_paper(
    camera: Camera, place: TodayPlace | AppointmentsPlace | RequestsPlace | StatisticsPlace, name: str
) -> None:
    """Show a list before it goes to paper, and its sheets."""
    camera.press(place.list_page.paper_link, f"{name}-on-paper")
    camera.document(name, place.paper_page.paper.document)
    camera.back(place.paper_page)


def _headphones(camera: Camera, place: TodayPlace) -> None:
    camera.player.found, found = (), camera.player.found
    for _ in range(LOOKS):
        place.headphones.look()
    camera.picture("today-headphones-not-found")
    camera.player.found = found
    place.headphones.look()


def _not_ready(camera: Camera, place: TodayPlace) -> None:
    """Cancel the last appointment, whose copy is not approved."""
    _open_last(camera, place)
    camera.picture("today-not-ready")
    page = place.not_ready_page
    assert page.row is not None
    page.ask(page.row, was_due=True)
    camera.press(page.outcome.options["cancelled"])
    camera.press(page.primary, "today-called-off")
    _open_last(camera, place)
    camera.picture("today-cannot-be-opened")


def _open_last(camera: Camera, place: TodayPlace) -> None:
    view = place.table.view
    view.setFocus()
    view.selectRow(len(view.rows_model.rows) - 1)
    camera.key(view, Qt.Key.Key_Return)


def _visitor(camera: Camera, place: TodayPlace) -> None:
    """Find someone who has no appointment, and begin to check them in."""
    camera.press(place.list_page.visitor)
    page = place.visitors_page
    camera.type_into(page.search.field, "SAR-2026-9999")
    camera.press(page.search.button, "today-visitor-not-found")
    page.search.field.set_value("SAR-2026-0002")
    camera.press(page.search.button, "today-visitor-found")
    camera.key(page.table.view, Qt.Key.Key_Return)
    check_in = camera.page(VisitorPage)
    camera.picture("session-1-visitor-has-one-today")
    check_in.set_missing()
    camera.fill(check_in.why, WhyUnbooked.OTHER.value)
    camera.back(check_in)


def _locked(camera: Camera) -> None:
    camera.shell.desk_lock.warn()
    camera.picture("lock-warning")
    camera.shell.desk_lock.calm()
    camera.press(camera.shell.frame.top_bar.lock_button)
    page = camera.until("lock_page", lambda: camera.shell.lock_page)
    camera.picture("locked")
    camera.type_into(page.password, "not the password")
    camera.press(page.primary, "locked-refused")
    camera.type_into(page.password, PASSWORD)
    camera.press(page.primary)
    camera.until("session_goes_on", lambda: camera.shell.lock_page is None)
    camera.rest()
