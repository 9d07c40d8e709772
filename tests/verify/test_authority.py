"""Signatures and vouching of desks, and what their clocks say: each fault is told once, of the desk that it is of."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from desktop.domain.log.events import Event, EventKind
from desktop.verify import Report, verify
from desktop.verify.desks import Counters, event_in
from tests.attacks import forging
from tests.attacks.forging import Seal, signed_for
from tests.db.logs import DESK, NOON, ORIGIN, Office, an_event
from tests.verify.conftest import OTHER, opened
from tests.verify.test_verify import codes, verified

LATER = NOON + timedelta(hours=1)


@pytest.fixture
def office(tmp_path: Path) -> Iterator[Office]:
    """Yield a log of two desks, anchored."""
    office = Office(tmp_path)
    office.run_days(1, (DESK, OTHER), 3)
    yield office
    office.engine.dispose()


def add(office: Office, event: Event, seal: Seal = bytes) -> int:
    return forging.add(office.engine, event, seal)


@pytest.mark.against("rows")
@pytest.mark.parametrize(("seal", "code"), [(bytes, "unsigned"), (signed_for(ORIGIN), "wrong_event_signature")])
@pytest.mark.parametrize("kind", [EventKind.REVIEW_SIGNED_OFF, EventKind.HEARD, EventKind.DRAFT_SAVED])
def test_an_event_that_no_desk_signed_is_named_whatever_its_kind(
    office: Office, seal: Seal, code: str, kind: EventKind
) -> None:
    add(office, an_event(LATER, OTHER, kind), seal)
    [finding] = verified(office).findings
    assert (finding.code, finding.seq) == (code, events(office) - 1)


@pytest.mark.against("rows")
def test_a_signature_of_another_event_or_another_log_does_not_fit(office: Office) -> None:
    office.record(an_event(LATER, OTHER, EventKind.REVIEW_SIGNED_OFF))
    with office.engine.connect() as connection:
        body = bytes(connection.exec_driver_sql("SELECT body FROM audit_event ORDER BY seq DESC LIMIT 1").scalar_one())
    assert codes(verified(office)) == set()
    seq = int(body.split(b'"n":')[1].split(b",")[0])
    add(
        office,
        an_event(LATER, OTHER, EventKind.REVIEW_SIGNED_OFF),
        lambda _: body.replace(b'"n":%d' % seq, b'"n":%d' % (seq + 1)),
    )
    assert codes(verified(office)) == {"wrong_event_signature"}


@pytest.mark.against("rows")
def test_an_event_that_does_not_follow_on_its_desks_last_is_named(office: Office) -> None:
    """Its desk signed it, and another of that desk's was taken out before it, number and tree made to fit."""
    with office.log() as log:
        log._before = bytes(32)
        log._write(an_event(NOON))
    [finding] = verified(office).findings
    assert (finding.code, finding.seq) == ("chain_broken", events(office) - 1)
    office.record(an_event(NOON))
    assert [each.seq for each in verified(office).findings] == [finding.seq], "the next one follows on it"


def events(office: Office) -> int:
    with office.engine.connect() as connection:
        return int(connection.exec_driver_sql("SELECT count(*) FROM audit_event").scalar_one())


def test_an_event_that_is_written_in_any_other_way_says_nothing() -> None:
    """Who reads the first of two facts of one name, and who reads the last, would believe different things."""
    said = {"actor": None, "facts": {"only_taken": True}, "kind": "representative_named"}
    body = json.dumps(said, sort_keys=True, separators=(",", ":")).encode()
    assert event_in(body) == said and Counters.allows("representative_named", event_in(body))
    twice = body.replace(b'"only_taken":true', b'"only_taken":false,"only_taken":true')
    for other in (twice, body.replace(b":", b": "), body + b"\n", b"[1]", b"[" * 100_000, b"no event"):
        assert event_in(other) == {} and not Counters.allows("representative_named", event_in(other))


HOUR, DAY = timedelta(hours=1), timedelta(days=1)


@pytest.fixture
def clocked(tmp_path: Path) -> Iterator[Office]:
    clocked = Office(tmp_path)
    yield clocked
    clocked.engine.dispose()


def steps_told(
    clocked: Office, now: datetime | None = None, *, anchored: datetime = NOON
) -> list[tuple[str, int | None]]:
    clocked.anchor(anchored)
    return [(finding.code, finding.seq) for finding in clock_report(clocked, now).findings]


def clock_report(clocked: Office, now: datetime | None = None) -> Report:
    connection = opened(clocked.folder / "office.db")
    try:
        return verify(connection, clocked.witness.text(), now=now)
    finally:
        connection.close()


@pytest.mark.against("pc")
def test_a_clock_that_was_set_back_is_told_once_where_it_was(clocked: Office) -> None:
    for at in (NOON, NOON + 2 * DAY, NOON, NOON + HOUR):
        clocked.record(an_event(at))
    assert steps_told(clocked) == [("clock_back", 4)]  # 0 and 2 gave the keys of their days


@pytest.mark.parametrize("step", [timedelta(minutes=-9), -HOUR, -DAY, 400 * DAY, timedelta()])
def test_what_a_time_server_or_the_summer_time_does_is_no_step_nor_is_a_long_holiday(
    clocked: Office, step: timedelta
) -> None:
    clocked.record(an_event(NOON))
    clocked.record(an_event(NOON + step))
    assert steps_told(clocked, anchored=NOON + step) == []


def test_small_steps_back_that_come_to_two_days_are_one(clocked: Office) -> None:
    for hours in (0, 23, 46, 69):
        clocked.record(an_event(NOON - hours * HOUR))
    assert [code for code, _ in steps_told(clocked, anchored=NOON - 69 * HOUR)] == ["clock_back"]


def test_desks_are_compared_with_themselves_and_not_with_each_other(clocked: Office) -> None:
    clocked.record(an_event(NOON + 9 * DAY))
    clocked.record(an_event(NOON, OTHER))
    clocked.anchor(NOON, OTHER)
    assert steps_told(clocked, anchored=NOON + 9 * DAY) == []


@pytest.mark.against("pc")
@pytest.mark.parametrize(
    ("desk", "before", "told"),
    [(DESK, False, False), (DESK, True, True), (OTHER, False, True)],
    ids=["after it", "before it", "at another desk"],
)
def test_an_administrator_who_confirms_the_clock_ends_it(clocked: Office, desk: str, before: bool, told: bool) -> None:
    confirmed = an_event(NOON + HOUR, desk, EventKind.CLOCK_CONFIRMED)
    clocked.record(an_event(NOON + 2 * DAY))
    if before:
        clocked.record(replace(confirmed, at=NOON + 2 * DAY))
    clocked.record(an_event(NOON))
    if not before:
        clocked.record(confirmed)
    clocked.anchor(NOON + HOUR, desk)
    assert ("clock_back" in {code for code, _ in steps_told(clocked)}) is told


def test_a_checkpoint_that_was_signed_earlier_than_its_desk_had_recorded(clocked: Office) -> None:
    clocked.record(an_event(NOON + 2 * DAY))
    clocked.record(an_event(NOON + 2 * DAY))
    clocked.anchor(NOON + 2 * DAY)
    clocked.record(an_event(NOON + 2 * DAY))
    assert steps_told(clocked, anchored=NOON) == [("checkpoint_clock_back", 4)]


@pytest.mark.against("pc")
def test_a_desk_far_ahead_of_this_pc_is_told_once_and_one_a_little_ahead_is_not(clocked: Office) -> None:
    now = datetime(2026, 11, 24, 23, 0, tzinfo=UTC)
    for at in (NOON, NOON + DAY, NOON + 2 * DAY, NOON + 2 * DAY):
        clocked.record(an_event(at))
    assert steps_told(clocked, now, anchored=NOON + 2 * DAY) == [("clock_ahead", 4)]
    assert clock_report(clocked, now + DAY).ok and clock_report(clocked).ok


def test_a_date_that_is_none_is_another_finding(clocked: Office) -> None:
    clocked.record(an_event())
    clocked.anchor()
    with clocked.engine.begin() as connection:
        connection.exec_driver_sql("DROP TRIGGER audit_event_no_update")
        connection.exec_driver_sql(
            "UPDATE audit_event SET body = CAST(replace(body, '2026-11-24', '2026-13-99') AS BLOB)"
        )
    codes = {finding.code for finding in clock_report(clocked).findings}
    assert "wrong_root" in codes and not codes & {"clock_back", "clock_ahead"}
