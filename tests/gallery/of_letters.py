"""The gallery's pictures of what letters say for an office."""

from __future__ import annotations

from desktop.ui.office.policies_place import PoliciesPlace
from tests.gallery.camera import Camera
from tests.gallery.of_documents import press
from tests.ui.office.asked import asked, open_part


def letters(camera: Camera, place: PoliciesPlace) -> None:
    """Show the regulator, the helplines, what is told of recordings in English and in Welsh, and whether letters are in
    Welsh."""
    _open(camera, place, "regulator", "policies-regulator")
    asked(place).web.set_value("")
    press(camera, asked(place))
    camera.picture("policies-regulator-problem")
    asked(place).back.emit()
    _open(camera, place, "helplines", "policies-helplines")
    asked(place).back.emit()
    _open(camera, place, "answer", "policies-answer")
    asked(place).gone.set_value(("gone",))
    press(camera, asked(place))
    camera.picture("policies-answer-preview")
    place.preview_page.back.emit()
    _open(camera, place, "answer_welsh", "policies-answer-welsh")
    press(camera, asked(place))
    camera.picture("policies-answer-welsh-problems")
    asked(place).back.emit()
    _open(camera, place, "welsh", "policies-welsh")
    asked(place).welsh.set_value("offered")
    asked(place).welsh_unchecked.set_value(("welsh_unchecked",))
    press(camera, asked(place))
    camera.picture("policies-welsh-preview")
    place.preview_page.back.emit()
    camera.rest()


def _open(camera: Camera, place: PoliciesPlace, part: str, name: str) -> None:
    open_part(place, part)
    camera.picture(name)
