"""The gallery's pictures of which documents an office accepts, and which are enough together."""

from __future__ import annotations

from desktop.domain.sessions.id_policy import DocumentKind
from desktop.ui.kit.widgets.page import Page
from desktop.ui.office.policies_place import PoliciesPlace
from desktop.words.office.policy_rows import rows_of
from tests.gallery.camera import Camera


def enough(camera: Camera, place: PoliciesPlace) -> None:
    """Show what is enough together, one more combination with what is wrong with it, and what it would change."""
    place.policy_page.change_wanted.emit(rows_of(place._state.policy)[0])
    camera.rest()
    camera.picture("policies-enough")
    place.enough_page.back.emit()
    place.policy_page.enough_wanted.emit()
    camera.rest()
    place.enough_page.groups.set_value("B + B + B")
    press(camera, place.enough_page)
    camera.picture("policies-enough-problem")
    place.enough_page.shown.set_value(("address",))
    press(camera, place.enough_page)
    camera.picture("policies-enough-preview")
    place.preview_page.back.emit()
    camera.rest()


def document(camera: Camera, place: PoliciesPlace) -> None:
    """Show one more document, one that is accepted, with what is wrong with it, and what a greater age changes."""
    place.policy_page.kind_wanted.emit()
    camera.rest()
    camera.picture("policies-document-new")
    press(camera, place.kind_page)
    camera.picture("policies-document-problems")
    place.kind_page.back.emit()
    rows = rows_of(place._state.policy)
    bill = next(row for row in rows if isinstance(row.of, DocumentKind) and row.of.max_age_months == 3)
    place.policy_page.change_wanted.emit(bill)
    camera.rest()
    camera.picture("policies-document")
    place.kind_page.age.set_value("600")
    press(camera, place.kind_page)
    camera.picture("policies-document-problem")
    place.kind_page.age.set_value("6")
    press(camera, place.kind_page)
    camera.picture("policies-weaker")


def press(camera: Camera, page: Page) -> None:
    """Press what the page is for, and wait."""
    camera.press(page.primary)
    camera.rest()
