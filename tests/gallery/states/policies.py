"""The gallery's pictures of the office's policies: each part as it is asked for, and a change from its page to the
adoption. One part of each kind is shown with what is wrong with it."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from desktop.application.office.policies import Preview
from desktop.domain.office.office_policy import DirectoryGroup, OfficePolicy
from desktop.domain.office.people import Role
from desktop.domain.office.policies import Change, PolicyName
from desktop.domain.recordings.retention import Going
from desktop.ui.office.policies_place import PoliciesPlace
from desktop.ui.office.policy_forms import form_of
from desktop.words.policies import rows_of
from tests.gallery.camera import Camera
from tests.gallery.states.door import PASSWORD
from tests.ui.office.asked import add_to, asked, open_part

OF_THE_OFFICE = ("name", "zone", "opening", "idle_lock_minutes", "regulator", "helplines", "answer_welsh", "welsh")
A_GROUP = DirectoryGroup("cn=Call advisers,ou=Groups,dc=example,dc=gov,dc=uk", frozenset({Role.ADVISER}))


def policies(camera: Camera) -> None:
    """Show the list, each policy, its parts, what a change means, and one that waits."""
    camera.sign_in("administrator", PASSWORD)
    place = camera.go(PoliciesPlace)
    camera.picture("policies")
    for name, show in ((PolicyName.OFFICE, _office), (PolicyName.IDENTITY, _identity), (PolicyName.KEEPING, _keeping)):
        place.list_page.table.opened.emit(name)
        camera.picture(f"policies-{name.value}")
        show(camera, place)
        camera.back(place.policy_page)
    _less_kept(camera, place)
    camera.sign_out()
    camera.sign_in("supervisor", PASSWORD)
    waits = camera.go(PoliciesPlace)
    camera.picture("policies-wait")
    waits.list_page.table.opened.emit(PolicyName.IDENTITY)
    camera.picture("policies-identity-waits")
    camera.press(waits.policy_page.primary, "policies-adopt")
    camera.sign_out()


def _office(camera: Camera, place: PoliciesPlace) -> None:
    _add(camera, place, "holidays")
    asked(place).day.set_value(date(2027, 5, 10))
    asked(place).name.set_value("A day of thanks")
    camera.press(asked(place).primary, "policies-holiday-preview")
    place.preview_page.own_password.input.setText(PASSWORD)
    camera.press(place.preview_page.primary, "policies-holiday-added")
    for part in OF_THE_OFFICE:
        _part(camera, place, part)
        asked(place).back.emit()
    _part(camera, place, "contact")
    camera.press(asked(place).primary, "policies-contact-problems")
    asked(place).back.emit()
    _part(camera, place, "answer")
    asked(place).gone.set_value(("gone",))
    camera.press(asked(place).primary, "policies-answer-preview")
    place.preview_page.back.emit()
    _directory_group(camera, place)


def _directory_group(camera: Camera, place: PoliciesPlace) -> None:
    """Show one that is there."""
    policy = place._state.policy
    assert isinstance(policy, OfficePolicy)
    posed = replace(policy, directory_groups=(A_GROUP,))
    group = next(row for row in rows_of(posed) if row.at == ("directory_groups", A_GROUP.group))
    place.stack.setCurrentWidget(place.edit_page)
    place.edit_page.begin(PolicyName.OFFICE, form_of(posed, group))
    camera.picture("policies-directory-group")
    camera.back(place.edit_page)


def _identity(camera: Camera, place: PoliciesPlace) -> None:
    """Show its parts, and accept older bills: a weaker policy is proposed with a reason."""
    for part in ("combinations", "internal"):
        _part(camera, place, part)
        asked(place).back.emit()
    _add(camera, place, "combinations")
    camera.picture("policies-combination-new")
    asked(place).back.emit()
    _add(camera, place, "kinds")
    camera.press(asked(place).primary, "policies-document-problems")
    asked(place).back.emit()
    open_part(place, "kinds", "utility_bill")
    camera.picture("policies-document")
    asked(place).max_age_months.set_value("6")
    camera.press(asked(place).primary, "policies-weaker")
    camera.press(place.preview_page.primary, "policies-weaker-problem")
    place.preview_page.reason.set_value("Bills come twice a year here.")
    place.preview_page.own_password.input.setText(PASSWORD)
    camera.press(place.preview_page.primary, "policies-proposed")
    camera.press(place.policy_page.primary, "policies-own-proposal")
    place.preview_page.back.emit()


def _keeping(camera: Camera, place: PoliciesPlace) -> None:
    """Show what an import keeps, how a telephone system is read, and the table beside its recordings."""
    _part(camera, place, "estate_assessment")
    asked(place).back.emit()
    reading = next(row for row in rows_of(place._state.policy) if row.at == ("sources", "telephony"))
    place.policy_page.change_wanted.emit(reading)
    camera.picture("policies-system")
    place.edit_page.back.emit()
    _add(camera, place, "sources")
    camera.picture("policies-system-new")
    asked(place).back.emit()
    open_part(place, "sources", "telephony", "table")
    camera.picture("policies-table")
    asked(place).table.options["other"].click()
    asked(place).date_format.set_value("example")
    asked(place).date_format.edited.emit()
    camera.press(asked(place).primary, "policies-table-problems")
    asked(place).back.emit()


def _less_kept(camera: Camera, place: PoliciesPlace) -> None:
    """Pose the preview of an office with many recordings."""
    shorter = Change("months", 6, 3, True, "telephony")
    going = Going("telephony", (12, 480, 1_350), (2_914, 3_380, 4_260))
    place._show_preview(Preview(PolicyName.KEEPING, 1, "", (shorter,), (going,)))
    camera.picture("policies-recordings-go")
    place.preview_page.back.emit()
    camera.back(place.policy_page)


def _part(camera: Camera, place: PoliciesPlace, part: str) -> None:
    open_part(place, part)
    camera.picture(f"policies-{part.replace('_', '-')}")


def _add(camera: Camera, place: PoliciesPlace, listed: str) -> None:
    add_to(place, listed)
    camera.rest()
