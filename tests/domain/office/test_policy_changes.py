"""Which changes to a policy weaken a check: each setting with every pair of its values, and what follows from them."""

from __future__ import annotations

from dataclasses import fields, replace
from datetime import date, time
from itertools import permutations
from typing import Any

import pytest

from desktop.config import RESOURCES
from desktop.domain.office.people import Role
from desktop.domain.office.policies import PolicyName, PolicyVersion, newest_adopted, waiting
from desktop.domain.office.policy import AnswerTexts, DirectoryGroup, Holiday, OfficePolicy, Opening, Welsh
from desktop.domain.office.policy_changes import WEAKER, Setting, Value, compared, office_changes, weakens
from desktop.environment.policy_files import load_office_policy
from desktop.errors import ContradictionError
from tests.fakes import TUESDAY

OFFICE = load_office_policy(RESOURCES / "policies" / "office.toml")

GROWING = (1, 2, 30)
"""Values of which each is weaker than those before it."""
FALLING = (30, 2, 1)
NEVER = ("a", "b", "c")
ORDERS: dict[Setting, tuple[Value, ...]] = {
    Setting.RESUME_DAYS: (0, *GROWING),
    Setting.PHOTO: (False, True),
    Setting.MAX_AGE: (*GROWING, None),
    Setting.GRACE: (0, *GROWING),
    Setting.HAS_MRZ: (True, False),
    Setting.HAS_LICENCE_NUMBER: (True, False),
    Setting.WELSH_UNCHECKED: (False, True),
    Setting.DIRECTORY_FILES: (False, True),
    Setting.ENDED_ON: ("2026-06-30", "2026-07-01", None),
    Setting.INTERNAL: (False, True),
    Setting.IDLE_LOCK: GROWING,
    Setting.FREE_TRIES: (0, *GROWING),
    Setting.BASE_SECONDS: FALLING,
    Setting.CAP_SECONDS: FALLING,
    Setting.DECAY_SECONDS: (0, 900, 60),
    Setting.SHORT_ID: (*FALLING, 0),
    Setting.SIGN_OFF_DAYS: GROWING,
    Setting.PROOF_PROMPT: (0, *GROWING),
    Setting.UNANSWERED: FALLING,
    Setting.ANCHOR_DAYS: GROWING,
    Setting.APPROVAL_MONTHS: GROWING,
    Setting.SOUND_CEILING: GROWING,
    Setting.GUARD: FALLING,
    Setting.MONTHS: (*FALLING, 0),
    Setting.DAYS: (*FALLING, 0),
    Setting.HOLD_REVIEW: GROWING,
    Setting.WARN_DAYS: FALLING,
}
HARMLESS = (
    *(Setting.NAME, Setting.INSTEAD, Setting.HOLIDAYS_ANNOUNCED, Setting.HOLIDAY, Setting.USUAL_MINUTES),
    *(Setting.NOTICE_DAYS, Setting.CONTACT, Setting.REGULATOR, Setting.ANSWER, Setting.SYSTEM_DAYS, Setting.READ_AS),
    *(Setting.ANSWER_WELSH, Setting.WELSH, Setting.EXTRA_MINUTES, Setting.HELPLINES),
)
NOT_COMPARED = (Setting.ZONE, Setting.GROUP, Setting.WITHOUT_NUMBER)
OTHERS: dict[Setting, dict[tuple[Value, Value], bool]] = {
    Setting.KIND: {(None, "Passport"): True, ("Passport", "Library card"): True, ("Passport", None): False},
    Setting.SOURCE: {(None, "switchboard"): True, ("switchboard", None): False},
    Setting.COMBINATION: {(None, "A + B/photo"): True, ("A + B/photo", None): False},
    Setting.ASSESSMENT: {(None, "DPIA 1"): True, ("DPIA 1", "DPIA 2"): False, ("DPIA 1", None): False},
    Setting.ADDRESS: {
        ("no", "ask"): True,
        ("yes", "ask"): True,
        ("no", "yes"): True,
        ("yes", "no"): True,
        ("ask", "yes"): False,
        ("ask", "no"): False,
    },
    Setting.DIRECTORY_GROUP: {
        (None, "adviser"): True,
        ("adviser", "adviser approver"): True,
        ("adviser", "supervisor"): True,
        ("adviser approver", "approver"): False,
        ("adviser", None): False,
    },
    Setting.SEEN_THROUGH: {(None, "share_code"): False, ("share_code", None): True},
    Setting.ASKS: {(None, "expiry"): False, ("expiry", None): True, ("expiry", "issued"): True},
    Setting.OPENING: {
        (None, "09:00:00-17:00:00"): True,
        ("09:00:00-17:00:00", None): False,
        ("09:00:00-17:00:00", "08:30:00-17:00:00"): True,
        ("09:00:00-17:00:00", "09:00:00-17:30:00"): True,
        ("09:00:00-17:00:00", "08:00:00-16:00:00"): True,
        ("09:00:00-17:00:00", "09:30:00-16:30:00"): False,
        ("09:00:00-17:00:00", "09:00:00-16:30:00"): False,
        ("09:00:00-17:00:00", "09:30:00-17:00:00"): False,
    },
}


def test_every_setting_has_its_line_here_and_in_the_rules() -> None:
    told = [*ORDERS, *HARMLESS, *NOT_COMPARED, *OTHERS]
    assert sorted(told) == sorted(Setting) and set(WEAKER) == set(Setting)


def weaker(setting: Setting, was: Value, becomes: Value) -> list[bool]:
    """Return whether each change between these values weakens a check."""
    return [change.weaker for change in compared({(setting, "x"): was}, {(setting, "x"): becomes})]


def test_a_value_is_weaker_than_those_before_it() -> None:
    pairs = [
        (setting, was, becomes, at_becomes > at_was)
        for setting, values in ORDERS.items()
        for (at_was, was), (at_becomes, becomes) in permutations(enumerate(values), 2)
    ]
    assert [pair for pair in pairs if weaker(*pair[:3]) != [pair[3]]] == []


def test_others_are_harmless_or_cannot_be_compared() -> None:
    changes = [(setting, *pair) for setting in (*HARMLESS, *NOT_COMPARED) for pair in permutations(NEVER, 2)]
    assert [change for change in changes if weaker(*change) != [change[0] in NOT_COMPARED]] == []
    assert [setting for setting in (*HARMLESS, *NOT_COMPARED) if weaker(setting, "a", "a")] == []


def test_what_is_there_or_gone() -> None:
    changes = [(setting, *pair, expected) for setting, pairs in OTHERS.items() for pair, expected in pairs.items()]
    assert [change for change in changes if weaker(*change[:3]) != [change[3]]] == []


ADVISERS = DirectoryGroup("cn=advisers,dc=example,dc=org", frozenset({Role.ADVISER}))
BESIDES = Setting.DIRECTORY_FILES
"""Changes with the first group of the directory, and with the last."""
OFFICES: dict[Setting, tuple[OfficePolicy, str]] = {
    Setting.NAME: (replace(OFFICE, name="Other"), ""),
    Setting.ZONE: (replace(OFFICE, zone="Europe/Paris"), ""),
    Setting.HOLIDAYS_ANNOUNCED: (replace(OFFICE, holidays_announced_through=2028), ""),
    Setting.HOLIDAY: (replace(OFFICE, holidays=(Holiday(date(2027, 5, 10), "A day"),)), "2027-05-10"),
    Setting.IDLE_LOCK: (replace(OFFICE, idle_lock_minutes=6), ""),
    Setting.FREE_TRIES: (replace(OFFICE, sign_in_account=replace(OFFICE.sign_in_account, free=6)), "account"),
    Setting.BASE_SECONDS: (replace(OFFICE, sign_in_desk=replace(OFFICE.sign_in_desk, base_seconds=5)), "desk"),
    Setting.CAP_SECONDS: (replace(OFFICE, sign_in_desk=replace(OFFICE.sign_in_desk, cap_seconds=90)), "desk"),
    Setting.DECAY_SECONDS: (replace(OFFICE, sign_in_desk=replace(OFFICE.sign_in_desk, decay_seconds=0)), "desk"),
    Setting.OPENING: (replace(OFFICE, opening=(*OFFICE.opening[:6], Opening(time(10), time(12)))), "sunday"),
    Setting.SHORT_ID: (replace(OFFICE, short_id_seconds=10), ""),
    Setting.SIGN_OFF_DAYS: (replace(OFFICE, sign_off_working_days=6), ""),
    Setting.RESUME_DAYS: (replace(OFFICE, resume_days=15), ""),
    Setting.PROOF_PROMPT: (replace(OFFICE, proof_prompt_days=4), ""),
    Setting.UNANSWERED: (replace(OFFICE, unanswered_days=60), ""),
    Setting.ANCHOR_DAYS: (replace(OFFICE, anchor_days=8), ""),
    Setting.APPROVAL_MONTHS: (replace(OFFICE, approval_months=4), ""),
    Setting.SOUND_CEILING: (replace(OFFICE, sound_ceiling_percent=86), ""),
    Setting.GUARD: (replace(OFFICE, guard_ms=100), ""),
    Setting.USUAL_MINUTES: (replace(OFFICE, appointments=replace(OFFICE.appointments, usual_minutes=30)), ""),
    Setting.EXTRA_MINUTES: (replace(OFFICE, appointments=replace(OFFICE.appointments, extra_minutes=30)), ""),
    Setting.NOTICE_DAYS: (replace(OFFICE, appointments=replace(OFFICE.appointments, notice_days=2)), ""),
    Setting.CONTACT: (replace(OFFICE, contact=replace(OFFICE.contact, address=("1 Other Road",))), "address"),
    Setting.HELPLINES: (replace(OFFICE, helplines=("A line, 116 123",)), ""),
    Setting.REGULATOR: (replace(OFFICE, regulator=replace(OFFICE.regulator, web="x.example")), "web"),
    Setting.ANSWER: (
        replace(OFFICE, answer=replace(OFFICE.answer or AnswerTexts("", "", "", ""), origin="Other words.")),
        "origin",
    ),
    Setting.ANSWER_WELSH: (replace(OFFICE, answer_welsh=AnswerTexts(*["Geiriau."] * 4)), "more"),
    Setting.WELSH: (replace(OFFICE, welsh=Welsh.OFFERED), ""),
    Setting.WELSH_UNCHECKED: (replace(OFFICE, welsh_unchecked=True), ""),
    Setting.DIRECTORY_GROUP: (replace(OFFICE, directory_groups=(ADVISERS,)), ADVISERS.dn),
}


def test_each_setting_of_the_office_is_seen_by_itself() -> None:
    seen = {
        setting: {(each.setting, each.about) for each in office_changes(OFFICE, policy) if each.setting is not BESIDES}
        for setting, (policy, _) in OFFICES.items()
    }
    assert [setting for setting, (_, about) in OFFICES.items() if (setting, about) not in seen[setting]] == []
    assert [(setting, found) for setting, found in seen.items() if {which for which, _ in found} != {setting}] == []
    assert office_changes(OFFICE, OFFICE) == ()


def test_each_field_of_the_office_is_compared() -> None:
    """A new field that nobody compares would be changed without a second person."""
    said = {setting.value for setting in OFFICES} | {"sign_in_account", "sign_in_desk", "appointments", "holidays"}
    said |= {"directory_groups"}
    assert {field.name for field in fields(OFFICE)} - said == {"in_force"}


def test_a_day_is_a_holiday_once() -> None:
    day = date(2027, 5, 10)
    with pytest.raises(ContradictionError, match="holiday_twice"):
        replace(OFFICE, holidays=(Holiday(day, "One"), Holiday(day, "Another")))


def test_a_group_of_the_directory_is_named_once() -> None:
    again = replace(ADVISERS, dn=ADVISERS.dn.upper())
    with pytest.raises(ContradictionError, match="directory_group_twice"):
        replace(OFFICE, directory_groups=(ADVISERS, again))


def test_files_of_the_pcs_count_until_a_group_is_named_and_again_once_none_is() -> None:
    """A file can give any role, and nobody sees it here: taking the last group away needs a second person."""
    one = replace(OFFICE, directory_groups=(ADVISERS,))
    two = replace(OFFICE, directory_groups=(ADVISERS, replace(ADVISERS, dn="cn=others,dc=example,dc=org")))
    assert [(each.setting, each.weaker) for each in office_changes(OFFICE, one)] == [
        (Setting.DIRECTORY_FILES, False),
        (Setting.DIRECTORY_GROUP, True),
    ]
    assert [(each.setting, each.weaker) for each in office_changes(one, OFFICE)] == [
        (Setting.DIRECTORY_FILES, True),
        (Setting.DIRECTORY_GROUP, False),
    ]
    assert not weakens(office_changes(two, one))


def a_version(version: int, **more: Any) -> PolicyVersion:
    return PolicyVersion(PolicyName.OFFICE, version, f"# {version}", None, TUESDAY, **more)


def test_the_newest_adopted_is_in_force_and_one_waits() -> None:
    first, dropped = a_version(1, adopted_at=TUESDAY), a_version(2, dropped_at=TUESDAY)
    second, proposed = a_version(3, adopted_at=TUESDAY), a_version(4)
    versions = (first, dropped, second, proposed)
    assert newest_adopted(versions, PolicyName.OFFICE) == second and waiting(versions, PolicyName.OFFICE) == proposed
    assert newest_adopted(versions[1:2], PolicyName.OFFICE) is None and waiting(versions[:3], PolicyName.OFFICE) is None
    assert newest_adopted(versions, PolicyName.KEEPING) is None and waiting(versions, PolicyName.KEEPING) is None
    assert second.said.digest != first.said.digest and second.said.version == 3
