"""The gallery's pictures of the parts of policies that are one text, one choice or one day, and of a table."""

from __future__ import annotations

from dataclasses import replace

from desktop.domain.office.people import Role
from desktop.domain.office.policies import PolicyName
from desktop.domain.office.policy import DirectoryGroup, Holiday, OfficePolicy
from desktop.ui.office.policies_place import PoliciesPlace
from desktop.ui.office.policy_edit_page import EditPage
from desktop.words.office.policy_rows import ASSESSMENT, INTERNAL, NAME, TABLE, ZONE, rows_of
from tests.gallery.camera import Camera
from tests.gallery.of_documents import press

A_GROUP = DirectoryGroup("cn=Call advisers,ou=Groups,dc=example,dc=gov,dc=uk", frozenset({Role.ADVISER}))


def office_values(camera: Camera, place: PoliciesPlace) -> None:
    """Show the name, the time zone, a holiday that is taken back, and a group of the directory."""
    _part(camera, place, NAME, place.name_page)
    _part(camera, place, ZONE, place.zone_page)
    by_hand = next(row for row in rows_of(place._state.policy) if isinstance(row.of, Holiday))
    place.policy_page.change_wanted.emit(by_hand)
    camera.rest()
    press(camera, place.holiday_page)
    camera.picture("policies-holiday-gone-problem")
    place.holiday_page.back.emit()
    camera.rest()
    _directory_group(camera, place)


def _directory_group(camera: Camera, place: PoliciesPlace) -> None:
    """Show one that is added, with what is wrong with it, what it would change, and one that is there."""
    page = place.directory_page
    place.policy_page.group_wanted.emit()
    camera.rest()
    press(camera, page)
    camera.picture("policies-directory-group-problems")
    page.group.set_value(A_GROUP.dn)
    for role in A_GROUP.roles:
        page.roles.options[role].click()
    press(camera, page)
    camera.picture("policies-directory-group-preview")
    place.preview_page.back.emit()
    policy = place._state.policy
    assert isinstance(policy, OfficePolicy)
    rows = rows_of(replace(policy, directory_groups=(A_GROUP,)))
    place.policy_page.change_wanted.emit(next(row for row in rows if isinstance(row.of, DirectoryGroup)))
    camera.rest()
    camera.picture("policies-directory-group")
    page.back.emit()
    camera.rest()


def internal(camera: Camera, place: PoliciesPlace) -> None:
    """Show what people of the office who listen show."""
    _part(camera, place, INTERNAL, place.internal_page)


def keeping_values(camera: Camera, place: PoliciesPlace) -> None:
    """Show what an import keeps, and the table beside recordings with what is wrong with it."""
    place.list_page.table.opened.emit(PolicyName.KEEPING)
    _open(camera, place, ASSESSMENT)
    place.assessment_page.estate.options["every"].click()
    press(camera, place.assessment_page)
    camera.picture("policies-assessment-problem")
    place.assessment_page.back.emit()
    _open(camera, place, TABLE)
    camera.picture("policies-table")
    place.table_page.table.options["other"].click()
    place.table_page.form.set_value("example")
    place.table_page.form.edited.emit()
    press(camera, place.table_page)
    camera.picture("policies-table-problems")
    place.table_page.back.emit()
    place.policy_page.back.emit()
    camera.rest()


def _part(camera: Camera, place: PoliciesPlace, part: str, page: EditPage) -> None:
    _open(camera, place, part)
    camera.picture(f"policies-{part}")
    page.back.emit()
    camera.rest()


def _open(camera: Camera, place: PoliciesPlace, part: str) -> None:
    place.policy_page.change_wanted.emit(next(row for row in rows_of(place._state.policy) if row.part == part))
    camera.rest()
