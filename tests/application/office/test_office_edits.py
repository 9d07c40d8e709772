"""One number, the letters or a group of the directory is changed in the office's policy, and nothing else."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from desktop.application.office.policies import ChangePolicy, DecideOnPolicy, Preview, adopt_policy, change_policy
from desktop.application.office.policy_edits import ChangeSettings
from desktop.application.office.signing_in import InPerson
from desktop.bootstrap.policies import policies_of
from desktop.domain.log.events import EventKind
from desktop.domain.office.office_policy import AnswerTexts, DirectoryGroup, OfficePolicy, Regulator, Welsh
from desktop.domain.office.people import Role
from desktop.domain.office.policies import PolicyName
from desktop.errors import NotAllowedError, PolicyRefusedError, WrongStateError
from desktop.words.policies import change_words
from tests.application.office.by_policies import KEEPING, OFFICE, previewed, problems, text, texts, typed
from tests.support.builders import PASSWORD, Office
from tests.support.refusals import refusal

pytestmark = pytest.mark.usefixtures("begun")


def number(typed: str, *at: str, name: PolicyName = OFFICE) -> ChangeSettings:
    return ChangeSettings(name, at[:-1], {at[-1]: typed})


@pytest.mark.parametrize(
    ("edit", "setting", "about"),
    [
        (number("3", "idle_lock_minutes"), "idle_lock_minutes", ""),
        (number("3", "sign_in_desk", "free"), "free", "desk"),
        (number("7", "sources", "telephony", "months", name=KEEPING), "months", "telephony"),
        (number("", "sources", "telephony", "system_days", name=KEEPING), "system_days", "telephony"),
    ],
)
def test_one_number_changes_and_nothing_else(office: Office, edit: ChangeSettings, setting: str, about: str) -> None:
    shown = previewed(office, edit)
    assert [(each.setting, each.about, each.weaker) for each in shown.changes] == [(setting, about, False)]
    assert "#" in text(office, edit.name) and "#" not in shown.content, "what the program writes has no comments"
    assert texts(office).write(texts(office).read(edit.name, shown.content)) == shown.content


def test_what_it_says_already_is_no_change_although_it_would_be_written_otherwise(office: Office) -> None:
    assert refusal(previewed, office, number("5", "idle_lock_minutes")) == "policy_same"


@pytest.mark.parametrize("typed", ["", "five", "-1", "1.5", "٣"])
def test_what_is_no_number_is_said_at_its_field(office: Office, typed: str) -> None:
    assert problems(office, number(typed, "idle_lock_minutes")) == {"idle_lock_minutes": "not_a_number"}


def test_limits_and_what_goes_together_hold_as_in_a_file(office: Office) -> None:
    with pytest.raises(PolicyRefusedError, match="out_of_range") as refused:
        previewed(office, number("31", "idle_lock_minutes"))
    assert refused.value.arguments["key"] == "idle_lock_minutes"
    with pytest.raises(PolicyRefusedError, match="contradiction") as at_odds:
        previewed(office, number("1000", "sign_in_account", "base_seconds"))
    assert at_odds.value.arguments["why"] == "waits_do_not_grow"


THEIRS = Regulator("The Commissioner", "0303 123 1113", "ico.org.uk", ("1 Road", "Wilmslow"))
OURS = ChangeSettings(PolicyName.OFFICE, ("regulator",), vars(THEIRS))
SAID = AnswerTexts("To check.", "Few.", "You and us.", "No more.")
TOLD = ChangeSettings(PolicyName.OFFICE, ("answer",), vars(SAID))
WELSH = ("answer_welsh",)


def in_welsh(welsh: str | None, *, unchecked: bool = False) -> ChangeSettings:
    return ChangeSettings(PolicyName.OFFICE, (), {"welsh": welsh, "welsh_unchecked": unchecked})


def becomes(office: Office, edit: ChangeSettings) -> OfficePolicy:
    policy = texts(office).read(PolicyName.OFFICE, previewed(office, edit).content)
    assert isinstance(policy, OfficePolicy)
    return policy


def test_another_regulator_needs_nobody_else_and_may_have_no_address(office: Office) -> None:
    shown = previewed(office, OURS)
    assert not shown.weaker and {each.about for each in shown.changes} == {"name", "address"}
    assert becomes(office, OURS).regulator == THEIRS
    assert becomes(office, typed(OURS, address=())).regulator.address == ()
    assert problems(office, typed(OURS, name=" ", telephone="", web="")) == {
        "name": "regulator_name_missing",
        "telephone": "telephone_missing",
        "web": "web_missing",
    }
    assert [*problems(office, typed(OURS, address=("a\u202eb",)))] == ["address"]


def test_the_helplines_are_the_offices_own_and_there_may_be_none(office: Office) -> None:
    ours = ("Samaritans, 116 123", "The council’s own line, 01632 960 190")
    edit = ChangeSettings(PolicyName.OFFICE, (), {"helplines": ours})
    assert not previewed(office, edit).weaker and becomes(office, edit).helplines == ours
    assert becomes(office, typed(edit, helplines=())).helplines == ()
    assert [*problems(office, typed(edit, helplines=("a\u202eb",)))] == ["helplines"]


def test_a_response_letter_is_in_the_offices_own_words_or_the_programs(office: Office) -> None:
    assert not previewed(office, TOLD).weaker and becomes(office, TOLD).answer == SAID
    assert becomes(office, replace(TOLD, gone=True)).answer is None
    in_welsh = becomes(office, replace(TOLD, at=WELSH))
    assert in_welsh.answer_welsh == SAID and in_welsh.answer == office.policy.answer
    nothing = dict.fromkeys(TOLD.typed, "")
    assert set(problems(office, replace(TOLD, at=WELSH, typed=nothing))) == set(nothing)
    assert [*problems(office, typed(TOLD, more="a\u202eb"))] == ["more"]


def test_unchecked_welsh_needs_a_second_person_and_checked_does_not(office: Office) -> None:
    checked, unchecked = in_welsh("in_wales"), in_welsh("offered", unchecked=True)
    assert not previewed(office, checked).weaker and becomes(office, checked).welsh is Welsh.IN_WALES
    weaker = {each.setting for each in previewed(office, unchecked).changes if each.weaker}
    assert weaker == {"welsh_unchecked"}
    policy = becomes(office, unchecked)
    assert policy.welsh is Welsh.OFFERED and policy.welsh_unchecked
    assert problems(office, in_welsh(None)) == {"welsh": "welsh_missing"}


DN = "cn=advisers,ou=groups,dc=example,dc=org"
ADVISERS = ChangeSettings(
    PolicyName.OFFICE, ("directory_groups", ""), {"group": DN, "roles": frozenset({Role.ADVISER})}
)
THERE = ("directory_groups", DN)


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
