"""Groups of the directory on the page of the office's policy: added, changed, and taken out again."""

from __future__ import annotations

from pytestqt.qtbot import QtBot

from desktop.domain.log.events import EventKind
from desktop.domain.office.office_policy import DirectoryGroup
from desktop.domain.office.people import Role
from desktop.domain.office.policies import PolicyName
from tests.ui.office.asked import asked
from tests.ui.office.pages import press
from tests.ui.office.test_policies import kinds, made, opened, row, words_on
from tests.ui.shell.office import PASSWORD
from tests.ui.staff import Staff

OFFICE = PolicyName.OFFICE
DN = "cn=Call advisers,ou=Groups,dc=example,dc=gov,dc=uk"
A_GROUP = "A group of the directory"


def groups(staff: Staff) -> tuple[DirectoryGroup, ...]:
    return staff.desk.policy.directory_groups


def test_one_is_added_adopted_by_somebody_else_and_taken_out(qtbot: QtBot, staff: Staff) -> None:
    place = made(qtbot, staff, Role.ADMINISTRATOR)
    opened(qtbot, staff, place, OFFICE)
    assert "None is named." in row(place, "Groups of the directory").now
    page = asked(place)
    place.policy_page.change_wanted.emit(row(place, "Groups of the directory"))
    assert page.isVisible() and "Add a directory group" in words_on(page)
    page.back.emit()
    place.policy_page.more["directory_groups"].click()
    assert page.isVisible() and "gone" not in page.asked
    press(qtbot, staff, page)
    assert page.group.problem == "Type the distinguished name of the group."
    assert page.roles.problem == "Choose at least one role."
    page.group.set_value(f" {DN} ")
    page.roles.options[Role.ADVISER].click()
    page.roles.options[Role.APPROVER].click()
    press(qtbot, staff, page)
    said = words_on(place.preview_page)
    assert f"The directory group {DN} gives Adviser and Approver here." in said
    assert "Groups in the directory.toml of a PC no longer count." in said
    assert place.preview_page.primary.text() == "Propose this change"
    press(qtbot, staff, place.preview_page, PASSWORD)
    assert kinds(staff)[-1] is EventKind.POLICY_PROPOSED and groups(staff) == ()

    other = made(qtbot, staff, Role.SUPERVISOR)
    opened(qtbot, staff, other, OFFICE)
    assert not other.policy_page.more["directory_groups"].isVisible(), "supervisors propose nothing"
    press(qtbot, staff, other.policy_page)
    press(qtbot, staff, other.preview_page, PASSWORD)
    [adopted] = groups(staff)
    assert adopted == DirectoryGroup(DN, frozenset({Role.ADVISER, Role.APPROVER}))

    place = made(qtbot, staff, Role.ADMINISTRATOR)
    opened(qtbot, staff, place, OFFICE)
    page = asked(place)
    place.policy_page.change_wanted.emit(row(place, A_GROUP))
    assert page.group.value() == DN and page.roles.value() == {Role.ADVISER, Role.APPROVER}
    assert page.gone.isVisible() and f"Now: {DN}: Adviser and Approver." in words_on(page)
    page.roles.options[Role.APPROVER].click()
    press(qtbot, staff, page)
    said = f"The directory group {DN} gives Adviser here instead of Adviser and Approver."
    assert said in words_on(place.preview_page) and place.preview_page.primary.text() == "Put in force"
    press(qtbot, staff, place.preview_page, PASSWORD)
    assert row(place, A_GROUP).now == f"{DN}: Adviser"

    place.policy_page.change_wanted.emit(row(place, A_GROUP))
    page.gone.options["gone"].click()
    press(qtbot, staff, page)
    said = words_on(place.preview_page)
    assert f"The directory group {DN} gives no role any more." in said
    assert "Groups in the directory.toml of each PC count." in said and "Gets weaker" in said
