"""Groups of the directory, named in a window: what is refused, what needs a second person, what the preview says."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from desktop.application.office.policies import ChangePolicy, DecideOnPolicy, Preview, adopt_policy, change_policy
from desktop.application.office.policy_edits import ChangeSettings
from desktop.application.office.signing_in import InPerson
from desktop.bootstrap.policies import policies_of
from desktop.domain.log.events import EventKind
from desktop.domain.office.office_policy import DirectoryGroup
from desktop.domain.office.people import Role
from desktop.domain.office.policies import PolicyName
from desktop.errors import NotAllowedError, WrongStateError
from desktop.words.policies import change_words
from tests.application.office.by_policies import previewed, problems, texts, typed
from tests.support.builders import PASSWORD, Office

DN = "cn=advisers,ou=groups,dc=example,dc=org"
ADVISERS = ChangeSettings(
    PolicyName.OFFICE, ("directory_groups", ""), {"group": DN, "roles": frozenset({Role.ADVISER})}
)
THERE = ("directory_groups", DN)
pytestmark = pytest.mark.usefixtures("begun")


def done(office: Office, use_case: Any, who: str, *what: Any, **more: Any) -> None:
    by = InPerson(office.actor(who), PASSWORD)
    command = ChangePolicy(by, PolicyName.OFFICE, *what) if use_case is change_policy else DecideOnPolicy(by, *what)
    office.do(use_case, command, policy=policies_of(office.parts).office, **more)


def changed(office: Office, edit: ChangeSettings) -> Preview:
    """Have an administrator change it, and a supervisor adopt it where it waits."""
    shown = previewed(office, edit)
    done(office, change_policy, "administrator", shown.content, shown.seen, "A new group.", texts=texts(office))
    if shown.weaker:
        with office.uow().read_only() as uow:
            waits = next(each for each in uow.policies.versions() if each.waits)
        done(office, adopt_policy, "supervisor", waits)
    return shown


def groups(office: Office) -> tuple[DirectoryGroup, ...]:
    return policies_of(office.parts).office.directory_groups


def test_one_more_and_one_more_role_wait_for_a_second_person(office: Office) -> None:
    shown = changed(office, ADVISERS)
    assert shown.weaker and groups(office) == (DirectoryGroup(DN, frozenset({Role.ADVISER})),)
    assert [change_words(each) for each in shown.changes] == [
        "Groups in the directory.toml of a PC no longer count.",
        f"The directory group {DN} gives Adviser here.",
    ]
    both = typed(ADVISERS, at=THERE, roles=frozenset({Role.ADVISER, Role.SUPERVISOR}))
    shown = changed(office, both)
    said = f"The directory group {DN} gives Adviser and Supervisor here instead of Adviser."
    assert shown.weaker and [change_words(each) for each in shown.changes] == [said]
    shown = changed(office, replace(ADVISERS, at=THERE))
    assert not shown.weaker and groups(office)[0].roles == {Role.ADVISER}
    other = "cn=others,dc=example,dc=org"
    assert changed(office, typed(ADVISERS, at=THERE, group=other)).weaker, "a group under another name is another group"
    assert [each.group for each in groups(office)] == [other]
    kinds = [event.kind for event in office.events() if "weaker" in event.facts]
    assert kinds.count(EventKind.POLICY_PROPOSED) == 3 and kinds.count(EventKind.POLICY_CHANGED) == 1


def test_the_last_one_that_gives_no_role_any_more_lets_files_count_again(office: Office) -> None:
    changed(office, ADVISERS)
    shown = previewed(office, replace(ADVISERS, at=THERE, gone=True))
    assert [(each.setting, each.weaker) for each in shown.changes] == [
        ("directory_files", True),
        ("directory_group", False),
    ]
    assert [change_words(each) for each in shown.changes] == [
        "No directory group is named any more. Groups in the directory.toml of each PC count.",
        f"The directory group {DN} gives no role any more.",
    ]


def test_what_is_no_group_or_has_no_role_is_said_at_its_field(office: Office) -> None:
    changed(office, ADVISERS)
    assert problems(office, typed(ADVISERS, group=" ", roles=frozenset())) == {
        "group": "directory_group_missing",
        "roles": "directory_roles_missing",
    }
    assert problems(office, typed(ADVISERS, group="Advisers")) == {"group": "directory_group_not_a_dn"}
    assert problems(office, typed(ADVISERS, group=DN.upper())) == {"group": "directory_group_named_already"}
    assert [*problems(office, typed(ADVISERS, group=f"{DN}\u202e"))] == ["group"]
    with pytest.raises(WrongStateError, match="policy_changed_meanwhile"):
        previewed(office, replace(ADVISERS, at=("directory_groups", "cn=gone,dc=example")))
    with pytest.raises(NotAllowedError):
        previewed(office, typed(ADVISERS, group="cn=others,dc=example"), "supervisor")
