"""The gallery's pictures of the parts of policies that are one text, one choice or one day, and of a table."""

from __future__ import annotations

from dataclasses import replace

from desktop.domain.office.office_policy import DirectoryGroup, OfficePolicy
from desktop.domain.office.people import Role
from desktop.domain.office.policies import PolicyName
from desktop.ui.office.policies_place import PoliciesPlace
from desktop.ui.office.policy_forms import form_of
from desktop.words.policies import rows_of
from tests.gallery.camera import Camera
from tests.gallery.of_documents import press
from tests.ui.office.asked import add_to, asked, open_part

A_GROUP = DirectoryGroup("cn=Call advisers,ou=Groups,dc=example,dc=gov,dc=uk", frozenset({Role.ADVISER}))


def office_values(camera: Camera, place: PoliciesPlace) -> None:
    """Show the name, the time zone, a holiday that is taken back, and a group of the directory."""
    _part(camera, place, "name")
    _part(camera, place, "zone")
    open_part(place, "holidays")
    camera.rest()
    press(camera, asked(place))
    camera.picture("policies-holiday-gone-problem")
    asked(place).back.emit()
    camera.rest()
    _directory_group(camera, place)


def _directory_group(camera: Camera, place: PoliciesPlace) -> None:
    """Show one that is added, with what is wrong with it, what it would change, and one that is there."""
    page = asked(place)
    add_to(place, "directory_groups")
    camera.rest()
    press(camera, page)
    camera.picture("policies-directory-group-problems")
    page.group.set_value(A_GROUP.group)
    for role in A_GROUP.roles:
        page.roles.options[role].click()
    press(camera, page)
    camera.picture("policies-directory-group-preview")
    place.preview_page.back.emit()
    policy = place._state.policy
    assert isinstance(policy, OfficePolicy)
    posed = replace(policy, directory_groups=(A_GROUP,))
    group = next(row for row in rows_of(posed) if row.at == ("directory_groups", A_GROUP.group))
    place.stack.setCurrentWidget(place.edit_page)
    place.edit_page.begin(PolicyName.OFFICE, form_of(posed, group))
    camera.picture("policies-directory-group")
    page.back.emit()
    camera.rest()


def internal(camera: Camera, place: PoliciesPlace) -> None:
    """Show what people of the office who listen show."""
    _part(camera, place, "internal")


def keeping_values(camera: Camera, place: PoliciesPlace) -> None:
    """Show what an import keeps, and the table beside recordings with what is wrong with it."""
    place.list_page.table.opened.emit(PolicyName.KEEPING)
    _open(camera, place, "estate_assessment")
    asked(place).estate.options["every"].click()
    press(camera, asked(place))
    camera.picture("policies-assessment-problem")
    asked(place).back.emit()
    _open(camera, place, "sources", "telephony", "table")
    camera.picture("policies-table")
    asked(place).table.options["other"].click()
    asked(place).date_format.set_value("example")
    asked(place).date_format.edited.emit()
    press(camera, asked(place))
    camera.picture("policies-table-problems")
    asked(place).back.emit()
    place.policy_page.back.emit()
    camera.rest()


def _part(camera: Camera, place: PoliciesPlace, part: str) -> None:
    _open(camera, place, part)
    camera.picture(f"policies-{part}")
    asked(place).back.emit()
    camera.rest()


def _open(camera: Camera, place: PoliciesPlace, *part: str) -> None:
    open_part(place, *part)
    camera.rest()
