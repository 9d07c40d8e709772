"""The gallery's pictures of the office's policies."""

from __future__ import annotations

from datetime import date

from desktop.application.office.policies import Preview
from desktop.domain.office.policies import Change, PolicyName
from desktop.domain.recordings.retention import Going
from desktop.ui.office.policies_place import PoliciesPlace
from desktop.words.policies import rows_of
from tests.gallery.camera import Camera
from tests.gallery.door import PASSWORD
from tests.gallery.of_documents import document, enough, press
from tests.gallery.of_letters import letters
from tests.gallery.of_policy_values import internal, keeping_values, office_values
from tests.ui.office.asked import add_to, asked, open_part


def policies(camera: Camera) -> None:
    """Show the list, each policy, a number, a holiday, what a change means, and one that waits."""
    camera.sign_in("administrator", PASSWORD)
    place = camera.go(PoliciesPlace)
    camera.picture("policies")
    for name in PolicyName:
        place.list_page.table.opened.emit(name)
        camera.picture(f"policies-{name.value}")
        place.policy_page.back.emit()
        camera.rest()
    _holiday(camera, place)
    _longer_bill(camera, place)
    _less_kept(camera, place)
    _systems(camera, place)
    keeping_values(camera, place)
    camera.sign_out()
    camera.sign_in("supervisor", PASSWORD)
    waits = camera.go(PoliciesPlace)
    camera.picture("policies-wait")
    waits.list_page.table.opened.emit(PolicyName.IDENTITY)
    camera.picture("policies-identity-waits")
    press(camera, waits.policy_page)
    camera.picture("policies-adopt")
    camera.sign_out()


def _holiday(camera: Camera, place: PoliciesPlace) -> None:
    place.list_page.table.opened.emit(PolicyName.OFFICE)
    add_to(place, "holidays")
    camera.rest()
    press(camera, asked(place))
    camera.picture("policies-holiday-problem")
    asked(place).day.set_value(date(2027, 5, 10))
    asked(place).name.set_value("A day of thanks")
    press(camera, asked(place))
    camera.picture("policies-holiday-preview")
    place.preview_page.own_password.input.setText(PASSWORD)
    press(camera, place.preview_page)
    camera.picture("policies-holiday-added")
    _own_office(camera, place)


def _own_office(camera: Camera, place: PoliciesPlace) -> None:
    """Show how one's own address is written, and other opening hours."""
    open_part(place, "contact")
    camera.picture("policies-contact")
    press(camera, asked(place))
    camera.picture("policies-contact-problems")
    asked(place).back.emit()
    open_part(place, "opening")
    camera.picture("policies-hours")
    asked(place).back.emit()
    letters(camera, place)
    office_values(camera, place)
    _number(camera, place)


def _number(camera: Camera, place: PoliciesPlace) -> None:
    """Show a number that cannot be."""
    open_part(place, "idle_lock_minutes")
    camera.picture("policies-number")
    asked(place).number.set_value("600")
    press(camera, asked(place))
    camera.picture("policies-number-problem")
    asked(place).back.emit()
    place.policy_page.back.emit()
    camera.rest()


def _systems(camera: Camera, place: PoliciesPlace) -> None:
    """Show how a telephone system is read, and one more with what is wrong with it, and what it would change."""
    place.list_page.table.opened.emit(PolicyName.KEEPING)
    page = asked(place)
    reading = next(row for row in rows_of(place._state.policy) if row.at == ("sources", "telephony"))
    place.policy_page.change_wanted.emit(reading)
    camera.picture("policies-system")
    page.back.emit()
    add_to(place, "sources")
    camera.rest()
    press(camera, page)
    camera.picture("policies-system-problems")
    page.name.set_value("switchboard")
    page.names.set_value("3cx")
    page.months.set_value("12")
    press(camera, page)
    camera.picture("policies-system-preview")
    place.preview_page.back.emit()
    place.policy_page.back.emit()
    camera.rest()


def _longer_bill(camera: Camera, place: PoliciesPlace) -> None:
    place.list_page.table.opened.emit(PolicyName.IDENTITY)
    enough(camera, place)
    internal(camera, place)
    document(camera, place)
    press(camera, place.preview_page)
    camera.picture("policies-weaker-problem")
    place.preview_page.reason.set_value("Bills come twice a year here.")
    place.preview_page.own_password.input.setText(PASSWORD)
    press(camera, place.preview_page)
    camera.picture("policies-proposed")
    press(camera, place.policy_page)
    camera.picture("policies-own-proposal")
    place.preview_page.back.emit()
    place.policy_page.back.emit()
    camera.rest()


def _less_kept(camera: Camera, place: PoliciesPlace) -> None:
    """Pose the preview of an office with many recordings."""
    shorter = Change("months", 6, 3, True, "telephony")
    going = Going("telephony", (12, 480, 1_350), (2_914, 3_380, 4_260))
    place._show_preview(Preview(PolicyName.KEEPING, 1, "", (shorter,), (going,)))
    camera.picture("policies-recordings-go")
    place.preview_page.back.emit()
    place.policy_page.back.emit()
    camera.rest()
