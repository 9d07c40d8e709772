"""Which changes to a policy weaken a check: each setting with every pair of its values; and the office's own policy."""

from __future__ import annotations

from dataclasses import fields, is_dataclass, replace
from datetime import UTC, date, datetime, time, timedelta
from itertools import product
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from desktop.config import RESOURCES
from desktop.domain.office.office_policy import (
    AnswerTexts,
    AppointmentRules,
    Contact,
    DirectoryGroup,
    Holiday,
    OfficePolicy,
    Opening,
    Regulator,
    Welsh,
)
from desktop.domain.office.people import Role
from desktop.domain.office.policies import (
    Change,
    Entries,
    Mark,
    Parts,
    PolicyName,
    PolicyVersion,
    Setting,
    Value,
    changes_between,
    newest_adopted,
    parts_of,
    rules_of,
    value_at,
    waiting,
    weakens,
    with_value,
)
from desktop.domain.office.throttle import ACCOUNT_RULES, DESK_RULES, ThrottleRules
from desktop.domain.recordings.retention import KeepingPolicy, RetentionPeriod, Source
from desktop.domain.sessions.id_policy import IdPolicy
from desktop.environment.policies import load_office_policy
from desktop.errors import ContradictionError
from tests.support.fakes import TUESDAY

OFFICE = load_office_policy(RESOURCES / "policies" / "office.toml")
SOURCE = Source("a", ZoneInfo("Europe/London"), RetentionPeriod(1))
RULES = {code: rule for kind in (OfficePolicy, KeepingPolicy, IdPolicy) for code, rule in rules_of(kind).items()}

GROWING = (1, 2, 30)
"""Values of which each is weaker than those before it."""
FALLING = (30, 2, 1)
NEVER = ("a", "b", "c")
ORDERS: dict[str, tuple[Value, ...]] = {
    "resume_days": (0, *GROWING),
    "photo": (False, True),
    "max_age_months": (*GROWING, None),
    "grace_months": (0, *GROWING),
    "has_mrz": (True, False),
    "has_licence_number": (True, False),
    "welsh_unchecked": (False, True),
    "directory_files": (False, True),
    "ended_on": ("2026-06-30", "2026-07-01", None),
    "idle_lock_minutes": GROWING,
    "free": (0, *GROWING),
    "base_seconds": FALLING,
    "cap_seconds": FALLING,
    "decay_seconds": (0, 900, 60),
    "short_id_seconds": (*FALLING, 0),
    "sign_off_working_days": GROWING,
    "proof_prompt_days": (0, *GROWING),
    "unanswered_days": FALLING,
    "anchor_days": GROWING,
    "approval_months": GROWING,
    "sound_ceiling_percent": GROWING,
    "guard_ms": FALLING,
    "months": (*FALLING, 0),
    "days": (*FALLING, 0),
    "hold_review_months": GROWING,
    "warn_days": FALLING,
}
HARMLESS = (
    *("name", "instead", "holidays_announced_through", "holiday", "usual_minutes"),
    *("notice_days", "contact", "regulator", "answer", "system_days", "read_as"),
    *("answer_welsh", "welsh", "extra_minutes", "helplines"),
)
NOT_COMPARED = ("zone", "group", "held_without_number")
OTHERS: dict[str, dict[tuple[Value, Value], bool]] = {
    "kind": {(None, "Passport"): True, ("Passport", "Library card"): True, ("Passport", None): False},
    "source": {(None, "switchboard"): True, ("switchboard", None): False},
    "estate_assessment": {(None, "DPIA 1"): True, ("DPIA 1", "DPIA 2"): False, ("DPIA 1", None): False},
    "address": {
        ("no", "ask"): True,
        ("yes", "ask"): True,
        ("no", "yes"): True,
        ("yes", "no"): True,
        ("ask", "yes"): False,
        ("ask", "no"): False,
    },
    "directory_group": {
        (None, "adviser"): True,
        ("adviser", "adviser approver"): True,
        ("adviser", "supervisor"): True,
        ("adviser approver", "approver"): False,
        ("adviser", None): False,
    },
    "seen_through": {(None, "share_code"): False, ("share_code", None): True},
    "asks": {(None, "expiry"): False, ("expiry", None): True, ("expiry", "issued"): True},
    "opening": {
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
    assert sorted(told) == sorted(RULES)


def weaker(setting: str, was: Value, becomes: Value) -> bool:
    return RULES[setting](was, becomes)


def test_a_value_is_weaker_than_those_before_it() -> None:
    for setting, was, becomes in [
        (setting, *pair) for setting, values in ORDERS.items() for pair in product(values, values) if pair[0] != pair[1]
    ]:
        order = [*map(repr, ORDERS[setting])]
        assert weaker(setting, was, becomes) is (order.index(repr(becomes)) > order.index(repr(was)))


def test_others_are_harmless_or_cannot_be_compared() -> None:
    for setting in (*HARMLESS, *NOT_COMPARED):
        for was, becomes in product(NEVER, NEVER):
            assert was == becomes or weaker(setting, was, becomes) is (setting in NOT_COMPARED)


def test_what_is_there_or_gone() -> None:
    for setting, pairs in OTHERS.items():
        for (was, becomes), expected in pairs.items():
            assert weaker(setting, was, becomes) is expected, (was, becomes)


ADVISERS = DirectoryGroup("cn=advisers,dc=example,dc=org", frozenset({Role.ADVISER}))
BESIDES = "directory_files"
"""Changes with the first group of the directory, and with the last."""
OFFICES: dict[str, tuple[OfficePolicy, str]] = {
    "name": (replace(OFFICE, name="Other"), ""),
    "zone": (replace(OFFICE, zone="Europe/Paris"), ""),
    "holidays_announced_through": (replace(OFFICE, holidays_announced_through=2028), ""),
    "holiday": (replace(OFFICE, holidays=(Holiday(date(2027, 5, 10), "A day"),)), "2027-05-10"),
    "idle_lock_minutes": (replace(OFFICE, idle_lock_minutes=6), ""),
    "free": (replace(OFFICE, sign_in_account=replace(OFFICE.sign_in_account, free=6)), "account"),
    "base_seconds": (replace(OFFICE, sign_in_desk=replace(OFFICE.sign_in_desk, base_seconds=5)), "desk"),
    "cap_seconds": (replace(OFFICE, sign_in_desk=replace(OFFICE.sign_in_desk, cap_seconds=90)), "desk"),
    "decay_seconds": (replace(OFFICE, sign_in_desk=replace(OFFICE.sign_in_desk, decay_seconds=0)), "desk"),
    "opening": (replace(OFFICE, opening=(*OFFICE.opening[:6], Opening(time(10), time(12)))), "sunday"),
    "short_id_seconds": (replace(OFFICE, short_id_seconds=10), ""),
    "sign_off_working_days": (replace(OFFICE, sign_off_working_days=6), ""),
    "resume_days": (replace(OFFICE, resume_days=15), ""),
    "proof_prompt_days": (replace(OFFICE, proof_prompt_days=4), ""),
    "unanswered_days": (replace(OFFICE, unanswered_days=60), ""),
    "anchor_days": (replace(OFFICE, anchor_days=8), ""),
    "approval_months": (replace(OFFICE, approval_months=4), ""),
    "sound_ceiling_percent": (replace(OFFICE, sound_ceiling_percent=86), ""),
    "guard_ms": (replace(OFFICE, guard_ms=100), ""),
    "usual_minutes": (replace(OFFICE, appointments=replace(OFFICE.appointments, usual_minutes=30)), ""),
    "extra_minutes": (replace(OFFICE, appointments=replace(OFFICE.appointments, extra_minutes=30)), ""),
    "notice_days": (replace(OFFICE, appointments=replace(OFFICE.appointments, notice_days=2)), ""),
    "contact": (replace(OFFICE, contact=replace(OFFICE.contact, address=("1 Other Road",))), "address"),
    "helplines": (replace(OFFICE, helplines=("A line, 116 123",)), ""),
    "regulator": (replace(OFFICE, regulator=replace(OFFICE.regulator, web="x.example")), "web"),
    "answer": (
        replace(OFFICE, answer=replace(OFFICE.answer or AnswerTexts("", "", "", ""), origin="Other words.")),
        "origin",
    ),
    "answer_welsh": (replace(OFFICE, answer_welsh=AnswerTexts(*["Geiriau."] * 4)), "more"),
    "welsh": (replace(OFFICE, welsh=Welsh.OFFERED), ""),
    "welsh_unchecked": (replace(OFFICE, welsh_unchecked=True), ""),
    "directory_group": (replace(OFFICE, directory_groups=(ADVISERS,)), ADVISERS.group),
}


def test_each_setting_of_the_office_is_seen_by_itself() -> None:
    for setting, changed in OFFICES.items():
        policy, about = changed
        change = next(each for each in reversed(changes_between(OFFICE, policy)) if each.setting is not BESIDES)
        assert (change.setting, change.about) == (setting, about)
        assert {each.setting for each in changes_between(OFFICE, policy)} - {BESIDES} == {setting}
        assert weakens(changes_between(OFFICE, OFFICE)) is False


def settings_without_a_rule(kind: Any, known: frozenset[str] = frozenset()) -> list[str]:
    """Return the fields that nobody compares; `known`: those that an entry is told by."""
    found = []
    for part in parts_of(kind):
        entries = part.mark(Entries)
        if entries is not None:
            found += settings_without_a_rule(part.entry, frozenset({entries.key, entries.says}))
        elif part.mark(Setting) is None and part.mark(Parts) is None and Mark.APART not in part.marks:
            is_known = part.name in known
            found += [] if is_known else settings_without_a_rule(part.kind) if is_dataclass(part.kind) else [part.name]
    return found


def test_each_field_is_compared() -> None:
    """A new field that nobody compares would be changed without a second person."""
    for kind in (IdPolicy, OfficePolicy, KeepingPolicy):
        assert settings_without_a_rule(kind) == []
        derived = {field.name for field in fields(kind)} - {part.name for part in parts_of(kind)}
        assert derived <= {"in_force", "of_staff"}


def test_each_number_has_limits() -> None:
    for kind in (OfficePolicy, AppointmentRules, ThrottleRules, KeepingPolicy, Source, RetentionPeriod):
        limits = {part.name: part.mark(Setting) for part in parts_of(kind) if part.kind is int}
        assert limits and all(found is not None and found.low < found.high for found in limits.values())


def test_one_value_is_changed_wherever_it_is() -> None:
    slower = with_value(OFFICE, ("sign_in_desk", "free"), 3)
    assert (slower.sign_in_desk.free, value_at(slower, ("sign_in_desk", "free"))) == (3, 3)
    assert slower.sign_in_account == OFFICE.sign_in_account
    two = KeepingPolicy((SOURCE, replace(SOURCE, name="b")), 3, 14)
    longer = with_value(two, ("sources", "b", "months"), 7)
    assert [value_at(longer, ("sources", name, "months")) for name in ("a", "b")] == [1, 7]
    with pytest.raises(KeyError):
        value_at(two, ("sources", "c"))
    with pytest.raises(ContradictionError):
        with_value(two, ("sources", "a", "months"), 0)


def test_hours_are_told_as_they_are_compared() -> None:
    earlier = replace(OFFICE, opening=(Opening(time(8, 30), time(17)), *OFFICE.opening[1:]))
    [change] = changes_between(OFFICE, earlier)
    assert change == Change("opening", "09:00:00-17:00:00", "08:30:00-17:00:00", True, "monday")


def test_a_day_is_a_holiday_once() -> None:
    day = date(2027, 5, 10)
    with pytest.raises(ContradictionError, match="holiday_twice"):
        replace(OFFICE, holidays=(Holiday(day, "One"), Holiday(day, "Another")))


def test_a_group_of_the_directory_is_named_once() -> None:
    again = replace(ADVISERS, group=ADVISERS.group.upper())
    with pytest.raises(ContradictionError, match="directory_group_twice"):
        replace(OFFICE, directory_groups=(ADVISERS, again))


@pytest.mark.against("directory")
def test_files_of_the_pcs_count_until_a_group_is_named_and_again_once_none_is() -> None:
    """A file can give any role, and nobody sees it here: taking the last group away needs a second person."""
    one = replace(OFFICE, directory_groups=(ADVISERS,))
    two = replace(OFFICE, directory_groups=(ADVISERS, replace(ADVISERS, group="cn=others,dc=example,dc=org")))
    assert [(each.setting, each.weaker) for each in changes_between(OFFICE, one)] == [
        ("directory_files", False),
        ("directory_group", True),
    ]
    assert [(each.setting, each.weaker) for each in changes_between(one, OFFICE)] == [
        ("directory_files", True),
        ("directory_group", False),
    ]
    assert not weakens(changes_between(two, one))


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


WEEKDAY = Opening(time(9), time(17))


def a_policy(opening: tuple[Opening | None, ...]) -> OfficePolicy:
    return OfficePolicy(
        name="Test",
        zone="Europe/London",
        holidays_announced_through=2027,
        idle_lock_minutes=5,
        sign_in_account=ACCOUNT_RULES,
        sign_in_desk=DESK_RULES,
        opening=opening,
        short_id_seconds=20,
        sign_off_working_days=5,
        resume_days=14,
        proof_prompt_days=3,
        unanswered_days=90,
        anchor_days=7,
        approval_months=3,
        sound_ceiling_percent=85,
        guard_ms=150,
        appointments=AppointmentRules(45, 15, 3),
        contact=Contact("Test department", ("1 Example Street",), "01632 960 100", "a@b.example", "Officer", "", True),
        regulator=Regulator("Regulator", "01632 960 200", "regulator.example"),
    )


def test_an_office_is_open_from_its_opening_up_to_its_closing() -> None:
    for moment, is_open in (
        (datetime(2026, 11, 24, 8, 59, 59), False),
        (datetime(2026, 11, 24, 9, 0), True),
        (datetime(2026, 11, 24, 16, 59, 59), True),
        (datetime(2026, 11, 24, 17, 0), False),
        (datetime(2026, 11, 28, 12, 0), False),
    ):
        policy = a_policy((WEEKDAY,) * 5 + (None, None))
        assert policy.is_open(moment.replace(tzinfo=ZoneInfo("Europe/London"))) is is_open


def test_on_a_day_of_the_week_without_hours_it_does_not_open() -> None:
    for day, opens in ((27, True), (28, False), (29, False), (30, True)):
        assert a_policy((WEEKDAY,) * 5 + (None, None)).opens_on(date(2026, 11, day)) is opens


def test_a_week_has_seven_days() -> None:
    with pytest.raises(ContradictionError, match="not_seven_days"):
        a_policy((WEEKDAY,) * 6)


def test_an_office_opens_before_it_closes() -> None:
    for closes in (time(9), time(8)):
        with pytest.raises(ContradictionError, match="closes_before_opening"):
            Opening(time(9), closes)


def test_a_moment_is_told_in_the_offices_own_zone() -> None:
    local = a_policy((WEEKDAY,) * 7).local(datetime(2026, 7, 1, 8, 0, tzinfo=UTC))
    assert (local.hour, local.utcoffset()) == (9, timedelta(hours=1))


def test_a_group_of_the_directory_has_a_name_and_gives_roles_but_no_administrators() -> None:
    for group, roles, code in (
        ("advisers", {Role.ADVISER}, "directory_group_not_a_name"),
        ("cn=advisers,dc=example", set(), "directory_group_without_role"),
        ("cn=advisers,dc=example", {Role.ADVISER, Role.ADMINISTRATOR}, "administrators_are_local"),
    ):
        with pytest.raises(ContradictionError, match=code):
            DirectoryGroup(group, frozenset(roles))


def test_an_address_on_letters_has_a_line() -> None:
    with pytest.raises(ContradictionError, match="missing_address"):
        replace(a_policy((WEEKDAY,) * 7).contact, address=())
