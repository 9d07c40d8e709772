"""Events that nobody wrote, that are called something else, that are hidden for an hour, or whose time is another.

Whoever can write to the database appends or changes them, and makes rows, tree and keys fit. Nobody believes them, and
`verify` names for ever what was done while an event was hidden.
"""

from __future__ import annotations

import base64
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import timedelta
from functools import partial

import pytest
from sqlalchemy import func, select, text

from db.log.proven import ProvenRows
from db.log.trusted_log import TimesTable
from db.schema.audit_tables import audit_event
from db.schema.office_tables import policy
from desktop.application.copies.staff_listening import open_copy
from desktop.application.log.health import Health, Trouble, office_health
from desktop.application.log.integrity import lag_of
from desktop.application.office.accounts import (
    ChangeRoles,
    EndAccess,
    ResetPassword,
)
from desktop.application.office.setting_up import AddPerson, add_person
from desktop.application.office.signing_in import InPerson, SignIn, sign_in, sign_out
from desktop.application.office.upkeep import Made, note_backup
from desktop.application.ports.desk import LocalHealth
from desktop.application.ports.lifecycle import BackedUp
from desktop.application.reviews.reviewing import administration, sign_off_administration
from desktop.domain.log.events import Event, EventKind, Facts, Subject, from_canonical, time_text
from desktop.domain.log.sealing import next_key_message
from desktop.domain.office.people import Role, hash_digest
from desktop.domain.sessions.session import Outcome
from desktop.domain.shared.ids import DeskId, PersonId, RequestId, SessionId, new_id
from desktop.errors import RowRefusedError, WrongStateError
from tests.application.office.by_policies import begin, change, go_by_them, stricter
from tests.application.sessions.test_visitors import check_in, visitor
from tests.attacks import forging
from tests.support.offices.builders import PASSWORD, Office, a_call
from tests.support.offices.places import owners
from tests.verify.forgery import ATTACKER, PUBLIC


def approval(office: Office, request: RequestId) -> tuple[dict[Subject, str], Facts]:
    """Return what the event of an approval of its copy says."""
    copy = office.request(request).copy
    assert copy is not None
    kept, said = office.copy(copy), {"decision": new_id(), "reason": "", "until": ""}
    return {Subject.REQUEST: request, Subject.COPY: copy}, {
        **said,
        "weighed": [],
        "sha256": kept.digest,
        "version": kept.version,
    }


def briefed_by_rows(office: Office, request: RequestId) -> SessionId:
    """Brief someone at a desk whose program was made to compare nothing until then."""
    with pytest.MonkeyPatch.context() as patch:
        for name in ("request", "journey", "session"):
            patch.setattr(ProvenRows, name, lambda self, id: None)
        office.clock.pass_by(hours=1)
        return office.briefed(request=request)


def test_an_approval_that_nobody_signed_opens_nothing(place: Office) -> None:
    request = forging.unapproved(place)
    booked = place.booked(request)
    subjects, facts = approval(place, request)
    forging.forge_in_every_way(place, EventKind.REQUEST_APPROVED, subjects, facts, "approver")
    forging.approved_by_rows(place, subjects[Subject.COPY], facts["decision"], "approver")
    for act in (lambda: place.check_in(booked.id), forging.listen(place, briefed_by_rows(place, request))):
        with pytest.raises(RowRefusedError) as found:
            act()
        assert (found.value.table, found.value.column) == ("request", "status")
    assert place.fake_sound.opened is None
    said = forging.findings(place)
    assert said.count("An event is not signed.") == 1 and "is not signed with its desk" in said
    assert said.count("request_approved) is not signed by a desk of this office") == len(forging.SEALS)


def test_an_identity_that_nobody_confirmed_in_the_log_either(place: Office) -> None:
    session = place.checked_in()
    subjects = {Subject.SESSION: session, Subject.REQUEST: place.first_request}
    forging.forge_in_every_way(
        place, EventKind.IDENTITY_CONFIRMED, subjects, {"exceptions": []}, "adviser", place.front
    )
    forging.forge_in_every_way(place, EventKind.BRIEFED, subjects, {}, "adviser", place.front)
    forging.set_row(place, "session", session, identified=True, briefed=True, state="briefed")
    with pytest.raises(RowRefusedError) as found:
        forging.listen(place, session)()
    assert (found.value.table, found.value.column) == ("session", "state")


def test_what_its_pc_did_not_log_was_not_heard(place: Office) -> None:
    """The PC may be switched off: an event that decides nothing by itself is signed like any other."""
    session = place.closing()
    subjects = {Subject.SESSION: session, Subject.REQUEST: place.first_request}
    facts: Facts = {"frame": 16_000, "heard": [[0, 16_000]]}
    for seal in forging.SEALS:
        forging.forge(place, EventKind.HEARD, seal, subjects, facts, "adviser", place.front)
    forging.edit(place, "DELETE FROM heard_span WHERE session = {id}", id=session)
    forging.edit(place, "INSERT INTO heard_span (session, start_frame, end_frame) VALUES ({id}, 0, 16000)", id=session)
    with pytest.raises(RowRefusedError) as found:
        place.close(session, Outcome.HEARD_IN_FULL)
    assert found.value.table == "heard_span"
    assert "heard) is not signed by a desk of this office" in forging.findings(place)


def test_an_administrator_whom_nobody_added(place: Office) -> None:
    spy = PersonId("f" * 32)
    hashed = place.passwords.hash(PASSWORD, ())
    facts: Facts = {"roles": ["administrator"], "hash": hash_digest(spy, hashed)}
    forging.forge_in_every_way(place, EventKind.PERSON_ADDED, {Subject.PERSON: spy}, facts, "administrator")
    made_up = {"id": spy, "sign_in_name": "spy", "roles": "administrator", "password_hash": hashed}
    forging.copied(place, "person", place.people["adviser"], **made_up)
    signing = SignIn(place.front, "spy", PASSWORD)
    with pytest.raises(RowRefusedError):
        place.do(signing, passwords=place.passwords, policy=place.policy)
    command = AddPerson(place.front, "another", "Demo other", frozenset({Role.APPROVER}), PASSWORD)
    with pytest.raises(RowRefusedError):
        place.do(add_person, command, spy, passwords=place.passwords)


@pytest.mark.against("rows", "carrier")
def test_a_desk_enrolled_by_nobody_gets_no_key_and_signs_nothing(place: Office) -> None:
    """It even announces a key of its own, the attacker's."""
    spy, today = DeskId("f" * 32), place.clock.now().date()
    facts: Facts = {
        "recipient": "age1spy",
        "opens_originals": True,
        "key": base64.b64encode(PUBLIC).decode(),
    }
    forging.forge_in_every_way(place, EventKind.DESK_ENROLLED, {Subject.DESK: spy}, facts)
    forging.copied(place, "desk", place.back, id=spy, name="Spy", recipient="age1spy")
    message = next_key_message(place.parts.file.origin, spy, today, PUBLIC)
    first: Facts = {
        "day": today.isoformat(),
        "public": base64.b64encode(PUBLIC).decode(),
        "signature": base64.b64encode(ATTACKER.sign(message)).decode(),
    }
    forging.forge_in_every_way(place, EventKind.LOG_STARTED, {}, first, desk=spy)
    request = place.a_request(call=forging.OF_ANOTHER_MONTH)
    with pytest.raises(RowRefusedError) as found:
        place.imported(request, a_call(20.0, 640))
    assert (found.value.table, found.value.key) == ("desk", spy)

    forging.forge(place, EventKind.REVIEW_SIGNED_OFF, "signed", {Subject.SESSION: new_id()}, {}, "supervisor", spy)
    said = forging.findings(place)
    assert "the witness file does not have its first key" in said
    assert "review_signed_off) is not signed by a desk of this office" in said


def test_an_approval_by_somebody_who_may_not_although_a_desk_signed_it(place: Office) -> None:
    """Whoever has a counter's account signs as that desk. An adviser decides nothing all the same."""
    request = forging.unapproved(place)
    booked = place.booked(request)
    subjects, facts = approval(place, request)
    with place.uow() as uow:
        uow.commit(place.actor().event(EventKind.REQUEST_APPROVED, place.clock, subjects, **facts))
    forging.approved_by_rows(place, subjects[Subject.COPY], facts["decision"], "adviser")
    for act in (lambda: place.check_in(booked.id), forging.listen(place, briefed_by_rows(place, request))):
        with pytest.raises(RowRefusedError) as found:
            act()
        assert (found.value.table, found.value.column) == ("decision", "decided_by")


@pytest.mark.parametrize("how", ["changed", "unreadable", "gone"])
def test_the_logs_first_event_is_the_pinned_one(place: Office, how: str) -> None:
    """A whole other log under the office's name is believed by nobody, however well it is signed; nor one without."""
    first = audit_event.c.seq == 0
    with owners(place) as engine, engine.begin() as connection:
        for name in forging.guards_of(connection):
            connection.exec_driver_sql(name)
        [body] = connection.exec_driver_sql("SELECT body FROM audit_event WHERE seq = 0").one()
        changed = bytes(body).replace(b'"facts":{', b'"facts":{"a":1,') if how == "changed" else b"nothing"
        change = audit_event.delete() if how == "gone" else audit_event.update().values(body=changed)
        assert connection.execute(change.where(first)).rowcount == 1
    forging.edit(place, "UPDATE person SET roles = 'administrator' WHERE id = {id}", id=place.people["adviser"])
    again = Office(forging.reopened(place), place.back, place.people, place.clock)
    try:
        with pytest.raises(RowRefusedError):
            again.do(sign_in, SignIn(again.front, "adviser", PASSWORD), passwords=again.passwords, policy=again.policy)
    finally:
        again.parts.engine.dispose()


ROWS = "roles, roles_since, active"


@contextmanager
def hidden(place: Office, kind: str, was: tuple[object, ...]) -> Iterator[Office]:
    """Yield the office at a PC that is started while that event is not there, and the approver's row as it was."""
    is_now = _row(place)
    with forging.out_of_sight(place, kind) as again:
        _put(place, was)
        yield again
        _put(place, is_now)


def _put(place: Office, row: tuple[object, ...]) -> None:
    with owners(place) as engine, engine.begin() as connection:
        connection.execute(_PUT, {"id": place.people["approver"], **_named(row)})


_PUT = text("UPDATE person SET roles = :roles, roles_since = :since, active = :active WHERE id = :id")


def _row(place: Office) -> tuple[object, ...]:
    with place.parts.engine.connect() as connection:
        query = text(f"SELECT {ROWS} FROM person WHERE id = :id")
        return tuple(connection.execute(query, {"id": place.people["approver"]}).one())


def _named(row: tuple[object, ...]) -> dict[str, object]:
    return dict(zip(("roles", "since", "active"), row, strict=True))


def test_an_approval_by_somebody_who_is_an_approver_no_more(place: Office) -> None:
    request, was = forging.unapproved(place), _row(place)
    by = InPerson(place.actor("administrator"), PASSWORD)
    with place.uow().read_only() as uow:
        command = ChangeRoles(by, uow.people.get(place.people["approver"]), frozenset({Role.ADVISER}))
    place.do(command, passwords=place.passwords, policy=place.policy)
    with hidden(place, "roles_changed", was) as meanwhile, pytest.raises(RowRefusedError):
        meanwhile.decided(request)
    assert not forging.findings(place)


def test_what_somebody_does_who_has_left(place: Office) -> None:
    request, was = forging.unapproved(place), _row(place)
    by = InPerson(place.actor("administrator"), PASSWORD)
    with place.uow().read_only() as uow:
        command = EndAccess(by, uow.people.get(place.people["approver"]))
    place.do(command, passwords=place.passwords, policy=place.policy)
    with hidden(place, "person_left", was) as meanwhile:
        approver = meanwhile.actor("approver", meanwhile.back)
        hearing = partial(meanwhile.do, open_copy, approver, request, desk=meanwhile.back)
        for act in (partial(forging.signed_in, meanwhile, "approver"), hearing, partial(meanwhile.decided, request)):
            with pytest.raises(RowRefusedError):
                act()
    assert not forging.findings(place)


def test_whoever_signs_in_with_a_password_of_before(place: Office) -> None:
    """Their own was reset: somebody else knew it."""
    approver, query = place.people["approver"], text("SELECT password_hash FROM person WHERE id = :id")
    with place.parts.engine.connect() as connection:
        was = connection.execute(query, {"id": approver}).scalar_one()
    by = InPerson(place.actor("administrator"), PASSWORD)
    with place.uow().read_only() as uow:
        command = ResetPassword(by, uow.people.get(approver), "another password for tests")
    place.do(command, passwords=place.passwords, policy=place.policy)
    put = text("UPDATE person SET password_hash = :hash, first_password = :first WHERE id = :id")
    with forging.out_of_sight(place, "password_reset") as meanwhile:
        with owners(place) as engine, engine.begin() as connection:
            now = connection.execute(query, {"id": approver}).scalar_one()
            connection.execute(put, {"id": approver, "hash": was, "first": False})
        with pytest.raises(RowRefusedError):
            forging.signed_in(meanwhile, "approver")
        with owners(place) as engine, engine.begin() as connection:
            connection.execute(put, {"id": approver, "hash": now, "first": True})
    assert not forging.findings(place)


def test_what_an_administrator_does_who_is_none_any_more(place: Office) -> None:
    """They add someone."""
    give(place, Role.APPROVER, Role.ADMINISTRATOR)
    was = _row(place)
    give(place, Role.APPROVER)
    with hidden(place, "roles_changed", was) as meanwhile:
        command = AddPerson(place.back, "spy", "A spy", frozenset({Role.INFORMATION_OFFICER}), PASSWORD)
        by = place.people["approver"]
        with pytest.raises(RowRefusedError):
            meanwhile.do(add_person, command, desk=place.back, passwords=place.passwords, by=by)
    assert not forging.findings(place)


def test_what_is_decided_under_a_policy_that_was_made_stricter(place: Office) -> None:
    """Its newest version is hidden, with its event, while someone looks at older papers."""
    begin(place)
    change(place, stricter(place))
    place.clock.pass_by(days=1)
    with owners(place) as engine, engine.begin() as connection:
        newest = policy.c.name == "identity", policy.c.version == 2
        row = connection.execute(policy.select().where(*newest)).one()
        connection.execute(policy.delete().where(*newest))
    with forging.out_of_sight(place, "policy_changed") as meanwhile, pytest.raises(RowRefusedError):
        go_by_them(meanwhile)
    with owners(place) as engine, engine.begin() as connection:
        connection.execute(policy.insert(), dict(row._mapping))
    assert not forging.findings(place)


def test_an_act_is_shown_to_the_supervisor_who_signs_it_off_although_its_event_is_hidden(place: Office) -> None:
    give(place, Role.APPROVER, Role.ADMINISTRATOR)
    give(place, Role.APPROVER)
    was = _row(place)
    give(place, Role.APPROVER, Role.SUPERVISOR)
    end_a_wait(place)
    with hidden(place, "roles_changed", was) as meanwhile:
        supervisor = meanwhile.actor("supervisor", place.back)
        shown = administration(supervisor, uow=meanwhile.uow())
    assert shown == administration(supervisor, uow=place.uow())
    place.do(sign_off_administration, supervisor, shown.up_to, shown.shown, desk=place.back)
    assert not forging.findings(place)


def end_a_wait(place: Office) -> None:
    """Do something as an administrator that is of no consequence."""
    by, about = place.people["administrator"], {Subject.PERSON: place.people["adviser"]}
    with place.uow() as uow:
        event = Event(EventKind.WAIT_ENDED, place.clock.now(), place.front, by, about, {"reason": "spent"})
        uow.commit(event)


def give(place: Office, *roles: Role) -> None:
    """Give the approver these roles."""
    by = InPerson(place.actor("administrator"), PASSWORD)
    with place.uow().read_only() as uow:
        command = ChangeRoles(by, uow.people.get(place.people["approver"]), frozenset(roles))
    place.do(command, passwords=place.passwords, policy=place.policy)


def test_while_it_is_hidden_verify_names_it(place: Office) -> None:
    was = _row(place)
    by = InPerson(place.actor("administrator"), PASSWORD)
    with place.uow().read_only() as uow:
        command = EndAccess(by, uow.people.get(place.people["approver"]))
    place.do(command, passwords=place.passwords, policy=place.policy)
    with hidden(place, "person_left", was) as meanwhile:
        assert "shorter" in forging.findings(meanwhile)


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
    forging.forge(place, EventKind.RETENTION_RUN, "bare", {}, {"destroyed": 0, "held": 0, "keys": 0})


def put_off(place: Office) -> None:
    """Let the last run that there was be of now, in its bytes."""
    dated_now(place, EventKind.RETENTION_RUN)


def dated_now(place: Office, kind: EventKind | None = None, seq: int | None = None) -> None:
    """Let that event, or the newest of that kind, be of now, in its bytes."""
    with owners(place) as engine, engine.begin() as connection:
        for statement in forging.guards_of(connection):
            connection.exec_driver_sql(statement)
        if kind is not None:
            seq = forging.newest_of(connection, kind.value)["seq"]
        this = audit_event.c.seq == seq
        was = bytes(connection.execute(select(audit_event.c.body).where(this)).scalar_one())
        said = time_text(from_canonical(was)[1].at).encode()
        body = was.replace(said, time_text(place.clock.now()).encode())
        connection.execute(audit_event.update().where(this).values(body=body))


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
    told: Facts = {"events": 9, "recordings": 2, "missing": 0, "recipients": []}
    forging.forge(place, EventKind.BACKED_UP, "bare", {}, told)


def put_off_backup(place: Office) -> None:
    """Let the last back-up that there was be of now, in its bytes."""
    dated_now(place, EventKind.BACKED_UP)


@pytest.mark.parametrize("attack", [made_up_backup, put_off_backup])
def test_a_back_up_that_was_never_made_keeps_nobody_calm(place: Office, attack: Callable[[Office], None]) -> None:
    with place.uow().read_only() as uow:
        made = BackedUp(9, 2, recipients=tuple(uow.proven.recipients("recovery")))
    note_backup(made, Made(place.back), uow=place.uow(place.back), clock=place.clock)
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
    forging.edit(place, "UPDATE session SET copy_wanted = '1' WHERE id = {session}", session=session)
    forging.refused(place, forging.listen(place, session), "session", "copy_wanted")
    refused_at = place.clock.now()
    place.do(sign_out, place.actor())
    assert Trouble.ROW_REFUSED in health(place).troubles and health(place).refused_at == refused_at
    place.clock.pass_by(days=7)
    forging.forge(place, EventKind.ROW_REFUSED, "bare", {}, {"table": "request", "key": "", "column": ""})
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
        for statement in forging.guards_of(connection):
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
    dated_now(place, seq=size)
    with place.uow().read_only() as uow:
        lag = lag_of(uow, place.clock, place.policy, size)
    assert lag.stops and lag.age >= timedelta(days=20)


OF_HEALTH = ("retention_run", "retention_stopped", "vault_looked_through", "desk_reported", "desk_copied")


@pytest.mark.parametrize("kind", OF_HEALTH)
def test_health_is_shown_whatever_somebody_wrote_in_the_place_of_an_event(place: Office, kind: str) -> None:
    forging.forge(place, EventKind(kind), "bare", {})
    for body in (b"", b"[" * 50_000, b'{"kind":"heard"}'):
        health(place)
        with owners(place) as engine, engine.begin() as connection:
            size = connection.execute(select(func.max(audit_event.c.seq))).scalar_one() + 1
            connection.execute(audit_event.insert(), {"seq": size, "body": body})
        assert Trouble.NIGHT_STOPPED not in health(place).troubles


@pytest.mark.against("adviser")
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
