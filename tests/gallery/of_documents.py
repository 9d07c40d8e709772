"""The gallery's pictures of which documents an office accepts, and which are enough together."""

from __future__ import annotations

from desktop.ui.kit.page import Page
from desktop.ui.office.policies_place import PoliciesPlace
from tests.gallery.camera import Camera
from tests.ui.office.asked import add_to, asked, open_part


def enough(camera: Camera, place: PoliciesPlace) -> None:
    """Show what is enough together, one more combination with what is wrong with it, and what it would change."""
    open_part(place, "combinations")
    camera.picture("policies-enough")
    asked(place).back.emit()
    add_to(place, "combinations")
    camera.rest()
    asked(place).groups.set_value("B + B + B")
    press(camera, asked(place))
    camera.picture("policies-enough-problem")
    asked(place).shown.set_value(("address",))
    press(camera, asked(place))
    camera.picture("policies-enough-preview")
    place.preview_page.back.emit()
    camera.rest()


def document(camera: Camera, place: PoliciesPlace) -> None:
    """Show one more document, one that is accepted, with what is wrong with it, and what a greater age changes."""
    add_to(place, "kinds")
    camera.picture("policies-document-new")
    press(camera, asked(place))
    camera.picture("policies-document-problems")
    asked(place).back.emit()
    open_part(place, "kinds", "utility_bill")
    camera.picture("policies-document")
    asked(place).max_age_months.set_value("600")
    press(camera, asked(place))
    camera.picture("policies-document-problem")
    asked(place).max_age_months.set_value("6")
    press(camera, asked(place))
    camera.picture("policies-weaker")


def press(camera: Camera, page: Page) -> None:
    """Press what the page is for, and wait."""
    camera.press(page.primary)
