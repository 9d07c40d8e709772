"""The gallery's pictures of the approver's place: the queue, one request, hearing its copy, each decision."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from desktop.application.requests import listing
from desktop.application.requests.views import CopyWords
from desktop.errors import FieldsError
from desktop.ui.copies.hearing import HearingWindow
from desktop.ui.decisions.place import DecisionsPlace
from desktop.ui.requests.place import RequestsPlace
from desktop.ui.requests.request_page import RequestPage
from tests.gallery.camera import Camera
from tests.gallery.door import PASSWORD
from tests.gallery.listening import decide_on_words

NOTE = "The name of a neighbour is left at 0:12. Please remove it on both channels."


def decisions(camera: Camera) -> None:
    """Show the queue, one request, hearing it, the possible decisions, and the outcome of each."""
    camera.sign_in("approver", PASSWORD)
    place = camera.go(DecisionsPlace)
    camera.picture("decisions")
    _sent_back_before(camera, place)
    _open_first(camera, place)
    camera.picture("decisions-one")
    _newer_marks(camera, place)
    _words(camera, place)
    _hearing(camera, place)
    _questions(camera, place)
    _send_back(camera, place)
    _approve(camera, place)
    _withdraw(camera)
    camera.sign_out()
    _officer(camera)


def decisions_at_the_back(camera: Camera) -> None:
    """Show hearing the original too, where originals can be opened."""
    camera.sign_in("approver", PASSWORD)
    place = camera.go(DecisionsPlace)
    _open_first(camera, place)
    camera.picture("back-office-decisions-one")
    camera.press(place.page.hearing.original, "decisions-open-original")
    camera.press(place.in_person.page.primary, "decisions-open-original-problem")
    place.in_person.page.own_password.input.setText(PASSWORD)
    camera.press(place.in_person.page.primary)
    window = _shown(camera, place)
    camera.picture("decisions-hear-original", window)
    place.hearings.close()
    camera.rest()
    camera.sign_out()


def _open_first(camera: Camera, place: DecisionsPlace) -> None:
    place.open(place.list_page.table.view.rows_model.rows[0].key)  # type: ignore[arg-type]
    camera.until("request", lambda: place.stack.currentWidget() is place.page)
    camera.rest()


def _shown(camera: Camera, place: DecisionsPlace) -> HearingWindow:
    """Show the hearing window, as large as the others instead of as the screen."""
    window = camera.until("hearing", lambda: place.hearings.window)
    camera.rest()
    camera.among_others(window)
    return window


def _sent_back_before(camera: Camera, place: DecisionsPlace) -> None:
    """Pose the list with the first sent back once."""
    context = place.page._context
    desk = context.desk
    now: dict[str, Any] = {"uow": desk.uow(), "clock": desk.clock, "rules": desk.deadline_rules}
    first, *others = listing.decisions_waiting(context.actor, zone=desk.office.zone, **now).rows
    place.list_page.show_waiting([replace(first, sent_back=1), *others], len(others) + 1)
    camera.picture("decisions-sent-back-before")
    place.list_page.show_waiting([first, *others], len(others) + 1)


def _newer_marks(camera: Camera, place: DecisionsPlace) -> None:
    """Pose the page with newer marks by someone, approved all the same."""
    page, view = place.page, place.page.view
    assert view is not None
    before = page.draft()
    page.show_request(replace(view, newer_marks=True), before, ())
    camera.picture("decisions-newer-marks")
    page.show_request(view, before, ())
    camera.rest()


def _words(camera: Camera, place: DecisionsPlace) -> None:
    """Pose the page of a copy with a transcript: read, and about to be approved."""
    page, view = place.page, place.page.view
    assert view is not None
    before = page.draft()
    page.show_request(replace(view, words=CopyWords(49, newer=True)), before, ())
    decide_on_words(camera, page)
    camera.picture("decisions-transcript")
    camera.press(page.choice.options["approve"])
    page.show_problems(FieldsError({"transcript": "transcript_choice_missing"}))
    camera.picture("decisions-transcript-problem")
    page.show_request(view, before, ())
    camera.rest()


def _hearing(camera: Camera, place: DecisionsPlace) -> None:
    view = place.page.view
    assert view is not None
    place.hearings.open_copy(view.row.id)
    window = _shown(camera, place)
    camera.picture("decisions-hear-before", window)
    control, rate = window.control, window.opening.sound.rate
    part = window.opening.removed[0]
    control.play_around(0)
    camera.sound_until(control, part.end, rate)
    camera.picture("decisions-hear-part", window)
    place.hearings.close()
    camera.picture("decisions-heard-in-part")


def _questions(camera: Camera, place: DecisionsPlace) -> None:
    page, fields = place.page, place.page.weighing.fields
    page.submitted.emit()
    camera.picture("decisions-problem")
    camera.press(fields["information"].options["private"])
    camera.press(page.choice.options["approve"])
    page.own_password.input.setText(PASSWORD)
    page.submitted.emit()
    camera.picture("decisions-unheard-problem")
    camera.press(page.unheard.known.options["known"])
    page.submitted.emit()
    camera.picture("decisions-weigh-problem")
    for name, answer in (("confidence", "expected"), ("asked", "asked"), ("capable", "yes"), ("consent", "refused")):
        camera.press(fields[name].options[answer])
    page.own_password.input.setText(PASSWORD)
    page.submitted.emit()
    camera.picture("decisions-against-their-will")


def _send_back(camera: Camera, place: DecisionsPlace) -> None:
    page = place.page
    camera.press(page.choice.options["send_back"])
    page.submitted.emit()
    camera.picture("decisions-send-back-problem")
    page.words.set_value(NOTE)
    page.submitted.emit()
    camera.picture("decisions-sent-back")


def _approve(camera: Camera, place: DecisionsPlace) -> None:
    _open_first(camera, place)
    page = place.page
    camera.press(page.choice.options["approve"], "decisions-approve")
    camera.press(page.until.chips.options["a_date"], "decisions-approve-until")
    camera.press(page.until.chips.options["months"])
    page.unheard.known.set_value(["known"])
    page.own_password.input.setText("not their password")
    page.submitted.emit()
    camera.picture("decisions-approve-not-your-password")
    page.own_password.input.setText(PASSWORD)
    page.submitted.emit()
    camera.picture("decisions-after")


def _request(camera: Camera, reference: str) -> RequestPage:
    """Open that request's own page."""
    place = camera.go(RequestsPlace)
    row = next(row for row in place.list_page.table.view.rows_model.rows if row.cells[0] == reference)
    place.open(row.key)  # type: ignore[arg-type]
    camera.until("request", lambda: place.stack.currentWidget() is place.request_page)
    camera.rest()
    return place.request_page


def _withdraw(camera: Camera) -> None:
    page = _request(camera, "INT-2026-0001")
    camera.picture("requests-one-approved")
    camera.press(page.withdrawing.save, "requests-withdraw-problem")
    page.why_withdrawn.set_value("The complaint was settled.")
    camera.press(page.withdrawing.save, "requests-one-withdrawn")


def _officer(camera: Camera) -> None:
    """Show the returned copy to the officer who prepares it again."""
    camera.sign_in("officer", PASSWORD)
    _request(camera, "SAR-2026-0007")
    camera.picture("requests-one-sent-back")
    camera.sign_out()
