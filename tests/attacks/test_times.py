"""Times that whoever can write to the database makes up, or changes: of nightly runs, PCs, anchors and the clock."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest
from sqlalchemy import func, select, text

from db.log.trusted_log import TimesTable
from db.schema.audit_tables import audit_event
from desktop.application.log.health import Health, Trouble, office_health
from desktop.application.log.integrity import lag_of
from desktop.application.office.signing_in import SignIn, sign_out
from desktop.application.office.upkeep import Made, note_backup
from desktop.application.ports.desk import LocalHealth
from desktop.application.ports.lifecycle import BackedUp
from desktop.domain.log.events import Event, EventKind, from_canonical, time_text
from desktop.errors import WrongStateError
from tests.application.sessions.test_visitors import check_in, visitor
from tests.attacks.test_events import _guards, forge
from tests.attacks.test_rows import edit, listen, refused
from tests.support.builders import PASSWORD, Office
from tests.support.places import owners


def health(place: Office) -> Health:
    found: Health = place.do(
        office_health,
        place.actor("administrator"),
        policy=place.policy,
        anchored=place.anchored,
        this_pc=lambda now: LocalHealth(),
    )
    return found


def made_up_run(place: Office) -> None:
    forge(place, EventKind.RETENTION_RUN, "bare", {}, {"destroyed": 0, "held": 0, "keys": 0})


def put_off(place: Office) -> None:
    """Let the last run that there was be of now, in its bytes."""
    change(place, EventKind.RETENTION_RUN)


def change(place: Office, kind: EventKind | None = None, seq: int | None = None) -> None:
    """Let that event, or the newest of that kind, be of now, in its bytes."""
    with owners(place) as engine, engine.begin() as connection:
        for statement in _guards(connection):
            connection.exec_driver_sql(statement)
        which = audit_event.c.seq == seq if kind is None else audit_event.c.kind == kind.value
        row = connection.execute(audit_event.select().where(which).order_by(audit_event.c.seq.desc())).first()
        assert row is not None
        was = time_text(from_canonical(bytes(row.body))[1].at).encode()
        body = bytes(row.body).replace(was, time_text(place.clock.now()).encode())
        connection.execute(audit_event.update().where(audit_event.c.seq == row.seq).values(body=body))


@pytest.mark.parametrize("attack", [made_up_run, put_off])
def test_a_nightly_run_that_was_never_made_keeps_nobody_calm(place: Office, attack: Callable[[Office], None]) -> None:
    place.retain()
    assert Trouble.NO_NIGHTLY_RUN not in health(place).troubles
    ran_at = health(place).nightly_at
    place.clock.pass_by(days=3)
    place.do(sign_out, place.actor())
    attack(place)
    found = health(place)
    assert Trouble.NO_NIGHTLY_RUN in found.troubles and found.nightly_at in (ran_at, None)


def made_up_backup(place: Office) -> None:
    forge(place, EventKind.BACKED_UP, "bare", {}, {"events": 9, "recordings": 2, "missing": 0})


def put_off_backup(place: Office) -> None:
    """Let the last back-up that there was be of now, in its bytes."""
    change(place, EventKind.BACKED_UP)


@pytest.mark.parametrize("attack", [made_up_backup, put_off_backup])
def test_a_back_up_that_was_never_made_keeps_nobody_calm(place: Office, attack: Callable[[Office], None]) -> None:
    note_backup(BackedUp(9, 2), Made(place.back), uow=place.uow(place.back), clock=place.clock)
    made_at = health(place).backed_up_at
    assert made_at == place.clock.now() and Trouble.NO_BACKUP not in health(place).troubles
    place.clock.pass_by(days=8)
    place.do(sign_out, place.actor())
    attack(place)
    found = health(place)
    assert {Trouble.NO_BACKUP, Trouble.NO_BACKUP_YET} & found.troubles and found.backed_up_at in (made_at, None)


def test_health_says_for_a_week_that_a_row_was_refused_whatever_is_made_up_after_it(place: Office) -> None:
    session = place.briefed()
    assert Trouble.ROW_REFUSED not in health(place).troubles and health(place).refused_at is None
    edit(place, "UPDATE session SET copy_wanted = '1' WHERE id = {session}", session=session)
    refused(place, listen(place, session), "session", "copy_wanted")
    refused_at = place.clock.now()
    place.do(sign_out, place.actor())
    assert Trouble.ROW_REFUSED in health(place).troubles and health(place).refused_at == refused_at
    place.clock.pass_by(days=7)
    forge(place, EventKind.ROW_REFUSED, "bare", {}, {"table": "request", "key": "", "column": ""})
    assert Trouble.ROW_REFUSED in health(place).troubles and health(place).refused_at == refused_at
    place.clock.pass_by(minutes=1)
    assert Trouble.ROW_REFUSED not in health(place).troubles


@pytest.mark.parametrize("attack", [made_up_run, put_off])
def test_the_clock_is_not_found_right_by_it_either(place: Office, attack: Callable[[Office], None]) -> None:
    place.retain()
    with place.uow(place.back).read_only() as uow:
        right, newest = uow.times.found_right(), uow.times.newest()
    place.clock.pass_by(days=3)
    attack(place)
    with place.uow(place.back).read_only() as uow:
        assert uow.times.found_right() in (right, None)
        assert uow.times.newest() in (newest, None) or attack is put_off
        assert place.clock.now() not in (uow.times.found_right(), uow.times.newest())


def test_a_pc_is_not_seen_by_the_row_of_a_checkpoint(place: Office) -> None:
    place.do(sign_out, place.actor())
    place.clock.pass_by(days=8)
    with owners(place) as engine, engine.begin() as connection:
        for statement in _guards(connection):
            connection.exec_driver_sql(statement.replace("audit_event", "checkpoint"))
        connection.execute(text("UPDATE checkpoint SET at = :at"), {"at": time_text(place.clock.now())})
    found = health(place)
    assert Trouble.PC_UNSEEN in found.troubles
    assert all(pc.last_seen is None or pc.last_seen < place.clock.now() - timedelta(days=7) for pc in found.pcs)


def test_an_event_that_waits_is_not_younger_by_its_bytes(place: Office) -> None:
    place.do(sign_out, place.actor())
    with place.uow().read_only() as uow:
        size = uow.reading.log_size()
    for _ in range(2):
        with place.uow() as uow:
            uow.commit(Event(EventKind.DESK_LOCKED, place.clock.now(), place.front, place.people["adviser"]))
    place.clock.pass_by(days=20)
    change(place, seq=size)
    with place.uow().read_only() as uow:
        lag = lag_of(uow, place.clock, place.policy, size)
    assert lag.stops and lag.age >= timedelta(days=20)


OF_HEALTH = ("retention_run", "retention_stopped", "vault_looked_through", "desk_reported", "desk_copied")


@pytest.mark.parametrize("kind", OF_HEALTH)
@pytest.mark.parametrize("body", [b"", b"[" * 50_000, b'{"kind":"heard"}'])
def test_health_is_shown_whatever_somebody_wrote_in_the_place_of_an_event(
    place: Office, kind: str, body: bytes
) -> None:
    forge(place, EventKind(kind), "bare", {})
    health(place)
    with owners(place) as engine, engine.begin() as connection:
        size = connection.execute(select(func.max(audit_event.c.seq))).scalar_one() + 1
        row = {"seq": size, "body": body, "day": "2026-11-24", "kind": kind, "session": None, "request": None}
        connection.execute(audit_event.insert(), row)
    found = health(place)
    assert (Trouble.NIGHT_STOPPED in found.troubles) == (kind == "retention_stopped")


@pytest.mark.parametrize("days", [-2, 2])
def test_nobody_signs_in_or_begins_by_a_clock_that_is_days_off_the_servers(
    place: Office, monkeypatch: pytest.MonkeyPatch, days: int
) -> None:
    """Set back, it would have an approval in force that has ended."""
    appointment = place.booked()
    there = place.clock.now() + timedelta(days=days)
    monkeypatch.setattr(TimesTable, "server", lambda self: there)
    with pytest.raises(WrongStateError, match="clock_differs"):
        place.do(SignIn(place.front, "adviser", PASSWORD))
    with pytest.raises(WrongStateError, match="clock_differs"):
        place.check_in(appointment.id)
    with pytest.raises(WrongStateError, match="clock_differs"):
        check_in(place, visitor(place, appointment.request))
