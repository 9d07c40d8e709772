"""The gallery's pictures of complaints: one taken by letter, its life, and the letters about it."""

from __future__ import annotations

from desktop.domain.requests.letters import LetterKind
from desktop.ui.requests.panels import Panel
from desktop.ui.requests.place import RequestsPlace
from desktop.ui.requests.request_actions import WriteLetter
from tests.gallery.camera import Camera
from tests.ui.requests.panels import field


def complaint(camera: Camera, place: RequestsPlace) -> None:
    """Take a complaint that came by letter on the page of a request, acknowledge it, and tell its outcome."""
    part = place.request_page.complaints
    camera.press(part.links[-1])
    assert part.panel is not None
    camera.picture("requests-complaint-take")
    camera.press(part.panel.save, "requests-complaint-take-problems")
    field(part.panel, "complaint_came_by").options["letter"].click()
    field(part.panel, "complaint_about").set_value("They waited for two months, and nobody told them why.")
    camera.press(part.panel.save)
    _picture(camera, place, "requests-complaint-taken")
    _letter(camera, place, LetterKind.COMPLAINT_RECEIVED)
    _step(camera, place, "")
    _picture(camera, place, "requests-complaint-acknowledged")
    _step(camera, place, "We are looking for the letter in which they first asked.", 0)
    _picture(camera, place, "requests-complaint-told")
    _letter(camera, place, LetterKind.COMPLAINT_PROGRESS)
    panel = _opened(camera, place, 1)
    field(panel, "complaint_outcome").options["partly_upheld"].click()
    camera.picture("requests-complaint-outcome")
    field(panel, "complaint_words").set_value("We answered in time, and did not tell them that it would take longer.")
    camera.press(panel.save)
    _picture(camera, place, "requests-complaint-ended")
    _letter(camera, place, LetterKind.COMPLAINT_OUTCOME)


def _picture(camera: Camera, place: RequestsPlace, name: str) -> None:
    """Take a picture of the complaints, which are far down the page."""
    place.request_page.complaints.links[-1].setFocus()
    camera.picture(name)


def _step(camera: Camera, place: RequestsPlace, words: str, at: int = 0) -> Panel:
    """Note a step, today. An acknowledgement needs no words."""
    panel = _opened(camera, place, at)
    if words:
        field(panel, "complaint_words").set_value(words)
    camera.press(panel.save)
    return panel


def _opened(camera: Camera, place: RequestsPlace, at: int) -> Panel:
    part = place.request_page.complaints
    camera.press(part.links[at])
    assert part.panel is not None
    return part.panel


def _letter(camera: Camera, place: RequestsPlace, kind: LetterKind) -> None:
    place.request_page.acted.emit(WriteLetter(kind))
    camera.picture(f"requests-letter-{kind.value.replace('_', '-')}")
    place.letters.back.emit()
    camera.rest()
