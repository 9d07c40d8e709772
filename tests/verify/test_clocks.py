"""Clocks that ran backwards or ahead, and what is none."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from desktop.domain.log.events import EventKind
from desktop.verify import Report, verify
from tests.db.logs import DESK, NOON, Office, an_event
from tests.verify.conftest import OTHER, opened

HOUR, DAY = timedelta(hours=1), timedelta(days=1)


@pytest.fixture
def office(tmp_path: Path) -> Iterator[Office]:
    office = Office(tmp_path)
    yield office
    office.engine.dispose()


def found(office: Office, now: datetime | None = None, *, anchored: datetime = NOON) -> list[tuple[str, int | None]]:
    office.anchor(anchored)
    return [(finding.code, finding.seq) for finding in report(office, now).findings]


def report(office: Office, now: datetime | None = None) -> Report:
    connection = opened(office.folder / "office.db")
    try:
        return verify(connection, office.witness.text(), now=now)
    finally:
        connection.close()


def test_a_clock_that_was_set_back_is_told_once_where_it_was(office: Office) -> None:
    for at in (NOON, NOON + 2 * DAY, NOON, NOON + HOUR):
        office.record(an_event(at))
    assert found(office) == [("clock_back", 4)]  # 0 and 2 gave the keys of their days


@pytest.mark.parametrize("step", [timedelta(minutes=-9), -HOUR, -DAY, 400 * DAY, timedelta()])
def test_what_a_time_server_or_the_summer_time_does_is_no_step_nor_is_a_long_holiday(
    office: Office, step: timedelta
) -> None:
    office.record(an_event(NOON))
    office.record(an_event(NOON + step))
    assert found(office, anchored=NOON + step) == []


def test_small_steps_back_that_come_to_two_days_are_one(office: Office) -> None:
    for hours in (0, 23, 46, 69):
        office.record(an_event(NOON - hours * HOUR))
    assert [code for code, _ in found(office, anchored=NOON - 69 * HOUR)] == ["clock_back"]


def test_desks_are_compared_with_themselves_and_not_with_each_other(office: Office) -> None:
    office.record(an_event(NOON + 9 * DAY))
    office.record(an_event(NOON, OTHER))
    office.anchor(NOON, OTHER)
    assert found(office, anchored=NOON + 9 * DAY) == []


@pytest.mark.parametrize(
    ("desk", "before", "told"),
    [(DESK, False, False), (DESK, True, True), (OTHER, False, True)],
    ids=["after it", "before it", "at another desk"],
)
def test_an_administrator_who_confirms_the_clock_ends_it(office: Office, desk: str, before: bool, told: bool) -> None:
    confirmed = an_event(NOON + HOUR, desk, EventKind.CLOCK_CONFIRMED)
    office.record(an_event(NOON + 2 * DAY))
    if before:
        office.record(replace(confirmed, at=NOON + 2 * DAY))
    office.record(an_event(NOON))
    if not before:
        office.record(confirmed)
    office.anchor(NOON + HOUR, desk)
    assert ("clock_back" in {code for code, _ in found(office)}) is told


def test_another_event_that_is_labelled_a_confirmation_is_none(office: Office) -> None:
    for at in (NOON + 2 * DAY, NOON, NOON):
        office.record(an_event(at))
    with office.engine.begin() as connection:
        connection.exec_driver_sql("DROP TRIGGER audit_event_no_update")
        connection.exec_driver_sql("UPDATE audit_event SET kind = 'clock_confirmed' WHERE seq = 4")
    assert "clock_back" in {code for code, _ in found(office)}


def test_a_checkpoint_that_was_signed_earlier_than_its_desk_had_recorded(office: Office) -> None:
    office.record(an_event(NOON + 2 * DAY))
    office.record(an_event(NOON + 2 * DAY))
    office.anchor(NOON + 2 * DAY)
    office.record(an_event(NOON + 2 * DAY))
    assert found(office, anchored=NOON) == [("checkpoint_clock_back", 4)]


def test_a_desk_far_ahead_of_this_pc_is_told_once_and_one_a_little_ahead_is_not(office: Office) -> None:
    now = datetime(2026, 11, 24, 23, 0, tzinfo=UTC)
    for at in (NOON, NOON + DAY, NOON + 2 * DAY, NOON + 2 * DAY):
        office.record(an_event(at))
    assert found(office, now, anchored=NOON + 2 * DAY) == [("clock_ahead", 4)]
    assert report(office, now + DAY).ok and report(office).ok


def test_a_date_that_is_none_is_another_finding(office: Office) -> None:
    office.record(an_event())
    office.anchor()
    with office.engine.begin() as connection:
        connection.exec_driver_sql("DROP TRIGGER audit_event_no_update")
        connection.exec_driver_sql(
            "UPDATE audit_event SET day = '2026-13-99', body = CAST(replace(body, '2026-11-24', '2026-13-99') AS BLOB)"
        )
    codes = {finding.code for finding in report(office).findings}
    assert "wrong_root" in codes and not codes & {"clock_back", "clock_ahead"}
