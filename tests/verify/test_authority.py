"""Signatures and vouching of desks, and what their clocks say: each fault is told once, of the desk that it is of."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from db.log.audit_log import AuditLog
from desktop.domain.log.events import Event, EventKind, Subject
from desktop.environment.day_signer import KeystoreDaySigner, Remembered
from desktop.verify import Report, verify
from desktop.verify.desks import Counters, event_in
from tests.attacks import forging
from tests.attacks.forging import Seal, signed_for, with_a_mac
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


@pytest.mark.parametrize(("seal", "code"), [
    (bytes, "unsigned"),
    (with_a_mac, "unsigned"),
    (signed_for(ORIGIN), "wrong_event_signature"),
])  # fmt: skip
def test_a_sign_off_that_no_desk_signed_is_named(office: Office, seal: Callable[[bytes], bytes], code: str) -> None:
    add(office, an_event(LATER, OTHER, EventKind.REVIEW_SIGNED_OFF), seal)
    assert codes(verified(office)) == {code}


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


def test_events_are_counted_until_their_desk_vouches_for_them(office: Office) -> None:
    assert verified(office).unvouched_events == 0
    office.record(an_event(LATER))
    office.record(an_event(LATER, OTHER))
    assert verified(office).unvouched_events == 2
    office.anchor(LATER)
    assert verified(office).unvouched_events == 1, "a desk vouches for its own alone"
    office.anchor(LATER, OTHER)
    assert verified(office).unvouched_events == 0


@pytest.mark.parametrize("seal", [bytes, with_a_mac])
def test_a_desk_does_not_vouch_for_an_event_that_it_did_not_write(
    office: Office, seal: Callable[[bytes], bytes]
) -> None:
    add(office, an_event(LATER), seal)
    assert codes(verified(office)) == set(), "nobody can tell yet"
    assert verified(office).unvouched_events == 1
    office.record(an_event(LATER))
    assert "vouched" not in office.anchor(LATER)
    assert codes(verified(office)) == {"not_vouched"}
    office.record(an_event(LATER + timedelta(hours=1)))
    office.anchor(LATER + timedelta(hours=1))
    [finding] = verified(office).findings
    assert finding.code == "not_vouched", "and never again: that is told once"


def test_an_event_about_a_desk_is_not_an_event_by_it(office: Office) -> None:
    event = an_event(LATER, OTHER, EventKind.DESK_ENROLLED)
    office.record(Event(event.kind, LATER, event.desk, None, {Subject.DESK: DESK}, {"desk": DESK}))
    office.record(an_event(LATER))
    assert "\nvouched 0\n" in office.anchor(LATER)


def test_one_of_its_own_events_that_is_written_again_is_none_of_its_own(office: Office) -> None:
    office.record(an_event(LATER))
    with office.engine.connect() as connection:
        body = bytes(connection.exec_driver_sql("SELECT body FROM audit_event ORDER BY seq DESC LIMIT 1").scalar_one())
    seq = int(body.split(b'"n":')[1].split(b",")[0])
    add(office, an_event(LATER), lambda _: body.replace(b'"n":%d' % seq, b'"n":%d' % (seq + 1)))
    assert "vouched" not in office.anchor(LATER)


def test_how_far_it_vouched_is_stored_with_the_next_days_key(office: Office) -> None:
    """Else a desk would read the log of years before its first checkpoint after each start of the program."""
    remembered = Remembered()
    for day in (1, 2):
        signer = KeystoreDaySigner(office.stores[DESK], ORIGIN, DESK, remembered)
        with office.engine.begin() as connection:
            log = AuditLog(connection, signer)
            log.append(an_event(NOON + timedelta(days=day)))
            size = log.checkpoint(NOON + timedelta(days=day)).size
        signer.committed()
        assert office.signer().vouched == (0, size)
    office.record(an_event(NOON + timedelta(days=2, hours=1)))
    office.anchor(NOON + timedelta(days=2, hours=1))
    assert office.signer().vouched == (0, size), "no key changed"


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


def test_another_event_that_is_labelled_a_confirmation_is_none(clocked: Office) -> None:
    for at in (NOON + 2 * DAY, NOON, NOON):
        clocked.record(an_event(at))
    with clocked.engine.begin() as connection:
        connection.exec_driver_sql("DROP TRIGGER audit_event_no_update")
        connection.exec_driver_sql("UPDATE audit_event SET kind = 'clock_confirmed' WHERE seq = 4")
    assert "clock_back" in {code for code, _ in steps_told(clocked)}


def test_a_checkpoint_that_was_signed_earlier_than_its_desk_had_recorded(clocked: Office) -> None:
    clocked.record(an_event(NOON + 2 * DAY))
    clocked.record(an_event(NOON + 2 * DAY))
    clocked.anchor(NOON + 2 * DAY)
    clocked.record(an_event(NOON + 2 * DAY))
    assert steps_told(clocked, anchored=NOON) == [("checkpoint_clock_back", 4)]


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
            "UPDATE audit_event SET day = '2026-13-99', body = CAST(replace(body, '2026-11-24', '2026-13-99') AS BLOB)"
        )
    codes = {finding.code for finding in clock_report(clocked).findings}
    assert "wrong_root" in codes and not codes & {"clock_back", "clock_ahead"}
