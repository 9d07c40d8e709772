"""The gallery's pictures of the supervisor's and the information officer's places."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

from PySide6.QtWidgets import QWidget

from desktop.application.log.anchoring import Lag, LogView
from desktop.application.ports.desk import Proof
from desktop.application.reviews.views import ReviewView
from desktop.showcase.gallery.camera import Camera
from desktop.showcase.gallery.door import ONE_DAY, PASSWORD
from desktop.ui.kit.progress import Progress
from desktop.ui.kit.widgets.table import Table
from desktop.ui.log.log_place import LogPlace
from desktop.ui.reviews.place import ReviewsPlace

LATE = 10
COMMENT = "The headphones were changed before the next appointment."


def first_key(table: Table) -> object:
    """Return the key of its first row."""
    return table.view.rows_model.rows[0].key


def place_of(camera: Camera, key: str) -> QWidget:
    """Go to that place."""
    camera.shell.go(key)
    camera.rest()
    return camera.shell.places[key]


def reviews(camera: Camera) -> None:
    """Show the list, its filters, one session after another until nothing is left."""
    camera.sign_in("supervisor", PASSWORD)
    place = place_of(camera, "reviews")
    assert isinstance(place, ReviewsPlace)
    camera.picture("reviews")
    for days in (LATE, -LATE):
        camera.clock.pass_by(days * ONE_DAY)
        place_of(camera, "reviews")
        if days > 0:
            camera.picture("reviews-late")
    _filters(camera, place)
    _sessions(camera, place)


def _filters(camera: Camera, place: ReviewsPlace) -> None:
    page = place.list_page
    camera.press(page.fold)
    camera.picture("reviews-filters")
    page.filters.start.boxes[0].setText("31")
    camera.press(page.filters.show_button)
    camera.rest()
    camera.picture("reviews-filters-problem")
    page.filters.start.set_value(date(2027, 1, 4))
    camera.press(page.filters.show_button)
    camera.rest()
    camera.picture("reviews-none-like-this")
    page.filters.clear_button.click()
    camera.rest()
    page.fold.click()
    camera.rest()


def _sessions(camera: Camera, place: ReviewsPlace) -> None:
    page = place.session_page
    place.presenter.open(first_key(place.list_page.table))  # type: ignore[arg-type]
    camera.until("the session", lambda: place.stack.currentWidget() is page)
    camera.rest()
    camera.picture("reviews-session")
    page.beside.timeline.setFocus()
    page.beside.timeline.select_key(page.beside.lines[-3].key)
    camera.picture("reviews-session-row")
    camera.press(page.primary)
    camera.rest()
    camera.picture("reviews-session-comment-missing")
    _not_allowed(camera, place)
    for number in range(20):
        if place.stack.currentWidget() is not page:
            break
        page.comment.set_value(COMMENT)
        camera.press(page.primary)
        camera.rest()
        if number == 0:
            camera.picture("reviews-session-next")
    camera.picture("reviews-nothing-left")
    place.list_page.filters.signed.set_value(["also"])
    place.list_page.filters.wanted.emit()
    camera.rest()
    camera.picture("reviews-signed-off")
    place.presenter.open(first_key(place.list_page.table))  # type: ignore[arg-type]
    camera.rest()
    camera.picture("reviews-session-signed-off")


def _not_allowed(camera: Camera, place: ReviewsPlace) -> None:
    """Pose the page for whoever ran or authorised the session."""
    page, seen = place.session_page, place._view
    assert isinstance(seen, ReviewView)
    page.show_review(replace(seen, may_sign_off=False), place._waiting, "")
    camera.picture("reviews-session-not-allowed")
    page.show_review(seen, place._waiting, "")


def log(camera: Camera) -> None:
    """Show the log before, while and after it is verified: whole, stopped, not whole, not proved."""
    place = place_of(camera, "log")
    assert isinstance(place, LogPlace)
    camera.picture("log")
    progress = Progress()
    place.page.show_working(1_002_000, progress)
    camera.until("it to be said", lambda: place.page.working.isVisible())
    place.page.working._detail()  # as after five seconds
    progress.changed.emit(412_250, 1_002_000, 8.0)
    camera.picture("log-verifying")
    place.page.show_stopped()
    camera.picture("log-stopped")
    camera.press(place.page.primary)
    camera.until("the verification", lambda: place.page.result.words, 60)
    camera.rest()
    camera.picture("log-whole")
    findings = ("Event 212 is not what was signed.", "Events 300 to 304 are missing.")
    place.page.show_working(4182)
    place.page.show_proof(Proof(False, 4182, 211, None, findings))
    camera.picture("log-not-whole")
    no_witness = ("There is no witness file, so nothing outside the database vouches for the log.",)
    place.page.show_working(4182)
    place.page.show_proof(Proof(False, 4182, 0, None, no_witness, unproved=True))
    camera.picture("log-not-proved")
    place.refresh()
    place.page._clear()
    place.page.show_size(LogView(4182, Lag(timedelta(days=9), 7, stops=True, accepted=False)))
    camera.picture("log-lags")
    camera.sign_out()
