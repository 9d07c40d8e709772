"""The gallery's pictures of what letters say for an office."""

from __future__ import annotations

from desktop.ui.office.policies_place import PoliciesPlace
from desktop.words.office.policy_rows import ANSWER, ANSWER_WELSH, HELPLINES, IN_WELSH, REGULATOR, rows_of
from tests.gallery.camera import Camera
from tests.gallery.of_documents import press


def letters(camera: Camera, place: PoliciesPlace) -> None:
    """Show the regulator, the helplines, what is told of recordings in English and in Welsh, and whether letters are in
    Welsh."""
    _open(camera, place, REGULATOR, "policies-regulator")
    place.regulator_page.web.set_value("")
    press(camera, place.regulator_page)
    camera.picture("policies-regulator-problem")
    place.regulator_page.back.emit()
    _open(camera, place, HELPLINES, "policies-helplines")
    place.helplines_page.back.emit()
    _open(camera, place, ANSWER, "policies-answer")
    place.answer_page.programs.set_value(("programs",))
    press(camera, place.answer_page)
    camera.picture("policies-answer-preview")
    place.preview_page.back.emit()
    _open(camera, place, ANSWER_WELSH, "policies-answer-welsh")
    press(camera, place.answer_page)
    camera.picture("policies-answer-welsh-problems")
    place.answer_page.back.emit()
    _open(camera, place, IN_WELSH, "policies-welsh")
    place.welsh_page.welsh.set_value("offered")
    place.welsh_page.unchecked.set_value(("unchecked",))
    press(camera, place.welsh_page)
    camera.picture("policies-welsh-preview")
    place.preview_page.back.emit()
    camera.rest()


def _open(camera: Camera, place: PoliciesPlace, part: str, name: str) -> None:
    place.policy_page.change_wanted.emit(next(row for row in rows_of(place._state.policy) if row.part == part))
    camera.rest()
    camera.picture(name)
