from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest

from desktop.domain.office.office_policy import (
    AppointmentRules,
    Contact,
    DirectoryGroup,
    OfficePolicy,
    Opening,
    Regulator,
)
from desktop.domain.office.people import Role
from desktop.domain.office.throttle import ACCOUNT_RULES, DESK_RULES
from desktop.errors import ContradictionError

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


@pytest.mark.parametrize(
    ("moment", "is_open"),
    [
        (datetime(2026, 11, 24, 8, 59, 59), False),
        (datetime(2026, 11, 24, 9, 0), True),
        (datetime(2026, 11, 24, 16, 59, 59), True),
        (datetime(2026, 11, 24, 17, 0), False),
        (datetime(2026, 11, 28, 12, 0), False),
    ],
)
def test_an_office_is_open_from_its_opening_up_to_its_closing(moment: datetime, is_open: bool) -> None:
    policy = a_policy((WEEKDAY,) * 5 + (None, None))
    assert policy.is_open(moment.replace(tzinfo=ZoneInfo("Europe/London"))) is is_open


@pytest.mark.parametrize(("day", "opens"), [(27, True), (28, False), (29, False), (30, True)])
def test_on_a_day_of_the_week_without_hours_it_does_not_open(day: int, opens: bool) -> None:
    assert a_policy((WEEKDAY,) * 5 + (None, None)).opens_on(date(2026, 11, day)) is opens


def test_a_week_has_seven_days() -> None:
    with pytest.raises(ContradictionError, match="not_seven_days"):
        a_policy((WEEKDAY,) * 6)


@pytest.mark.parametrize("closes", [time(9), time(8)])
def test_an_office_opens_before_it_closes(closes: time) -> None:
    with pytest.raises(ContradictionError, match="closes_before_opening"):
        Opening(time(9), closes)


def test_a_moment_is_told_in_the_offices_own_zone() -> None:
    local = a_policy((WEEKDAY,) * 7).local(datetime(2026, 7, 1, 8, 0, tzinfo=UTC))
    assert (local.hour, local.utcoffset()) == (9, timedelta(hours=1))


@pytest.mark.parametrize(
    ("group", "roles", "code"),
    [
        ("advisers", {Role.ADVISER}, "directory_group_not_a_name"),
        ("cn=advisers,dc=example", set(), "directory_group_without_role"),
        ("cn=advisers,dc=example", {Role.ADVISER, Role.ADMINISTRATOR}, "administrators_are_local"),
    ],
)
def test_a_group_of_the_directory_has_a_name_and_gives_roles_but_no_administrators(
    group: str, roles: set[Role], code: str
) -> None:
    with pytest.raises(ContradictionError, match=code):
        DirectoryGroup(group, frozenset(roles))


def test_an_address_on_letters_has_a_line() -> None:
    with pytest.raises(ContradictionError, match="missing_address"):
        replace(a_policy((WEEKDAY,) * 7).contact, address=())
