"""Events that nobody wrote: whoever can write to the database appends them, and makes rows, tree and keys fit."""

from __future__ import annotations

import base64
from collections.abc import Mapping

import pytest
from sqlalchemy import Connection

from db.log.proven import ProvenRows
from db.schema.audit_tables import audit_event
from desktop.application.office.setting_up import AddPerson, add_person
from desktop.application.office.signing_in import SignIn, sign_in
from desktop.bootstrap.opening import Parts, open_parts
from desktop.bootstrap.verifying import VerifierOver
from desktop.domain.log.events import Event, EventKind, Facts, Subject
from desktop.domain.log.sealing import next_key_message
from desktop.domain.office.people import Role, hash_digest
from desktop.domain.shared.ids import CopyId, DeskId, PersonId, RequestId, SessionId, new_id
from desktop.errors import RowRefusedError
from tests.attacks.forging import Seal, add, add_key_row, signed_for, with_a_mac
from tests.attacks.test_rows import OF_ANOTHER_MONTH, edit, listen, unapproved
from tests.support.builders import PASSWORD, Office, a_call
from tests.support.places import owners
from tests.verify.forgery import ATTACKER, PUBLIC

SEALS = ("bare", "with_a_mac", "signed")


def seal_of(office: Office, name: str) -> Seal:
    seals: dict[str, Seal] = {"bare": bytes, "with_a_mac": with_a_mac, "signed": signed_for(office.parts.file.origin)}
    return seals[name]


def forge(
    office: Office,
    kind: EventKind,
    seal: str,
    subjects: Mapping[Subject, str],
    facts: Facts | None = None,
    actor: str | None = None,
    desk: DeskId | None = None,
) -> None:
    """Append an event in a desk's name (the back office's), by one of the staff."""
    by = office.people[actor] if actor else None
    event = Event(kind, office.clock.now(), desk or office.back, by, subjects, facts or {})
    with owners(office) as engine:
        add(engine, event, seal_of(office, seal))


def findings(office: Office) -> str:
    parts = office.parts
    verifier = VerifierOver(parts.engine, parts.witness, parts.file.origin, uow=office.uow)
    return "\n".join(verifier.verify().findings)


def approved_by_nobody(office: Office, request: RequestId, copy: CopyId, seal: str) -> None:
    """Write the approval's event, and all its rows."""
    decision, digest = new_id(), office.copy(copy).digest
    facts: Facts = {
        "decision": decision,
        "sha256": digest,
        "reason": "",
        "weighed": [],
        "until": "",
        "version": office.copy(copy).version,
    }
    subjects = {Subject.REQUEST: request, Subject.COPY: copy}
    forge(office, EventKind.REQUEST_APPROVED, seal, subjects, facts, "approver")
    rows_of_an_approval(office, request, copy, decision, "approver")


def rows_of_an_approval(office: Office, request: RequestId, copy: CopyId, decision: str, by: str) -> None:
    edit(office, "UPDATE request SET status = 'approved' WHERE id = {id}", id=request)
    edit(
        office,
        "INSERT INTO decision (id, request, copy, copy_digest, decided_by, decided_at, approved, sent_back, weighed, "
        "version, position) SELECT {id}, request, id, digest, {by}, prepared_at, '1', '0', '[]', version, 1 "
        "FROM approved_copy WHERE id = {copy}",
        id=decision,
        by=office.people[by],
        copy=copy,
    )


def briefed_by_rows(office: Office, request: RequestId) -> SessionId:
    """Brief someone at a desk whose program was made to compare nothing until then."""
    with pytest.MonkeyPatch.context() as patch:
        for name in ("request", "journey", "session"):
            patch.setattr(ProvenRows, name, lambda self, id: None)
        office.clock.pass_by(hours=1)
        return office.briefed(request=request)


@pytest.mark.parametrize("seal", SEALS)
def test_an_approval_that_nobody_signed_opens_nothing(place: Office, seal: str) -> None:
    request = unapproved(place)
    copy = place.request(request).copy
    assert copy is not None
    booked = place.booked(request)
    approved_by_nobody(place, request, copy, seal)
    for act in (lambda: place.check_in(booked.id), listen(place, briefed_by_rows(place, request))):
        with pytest.raises(RowRefusedError) as found:
            act()
        assert (found.value.table, found.value.column) == ("request", "status")
    assert place.fake_sound.opened is None
    said = findings(place)
    assert f"{'is not signed with its desk' if seal == 'signed' else 'is not signed'}" in said
    assert "request_approved) is not signed by a desk of this office" in said


@pytest.mark.parametrize("seal", SEALS)
def test_an_identity_that_nobody_confirmed_in_the_log_either(place: Office, seal: str) -> None:
    session = place.checked_in()
    subjects = {Subject.SESSION: session, Subject.REQUEST: place.first_request}
    forge(place, EventKind.IDENTITY_CONFIRMED, seal, subjects, {"exceptions": []}, "adviser", place.front)
    forge(place, EventKind.BRIEFED, seal, subjects, {}, "adviser", place.front)
    edit(
        place,
        "UPDATE session SET identified = '1', briefed = '1', state = 'briefed' WHERE id = {session}",
        session=session,
    )
    with pytest.raises(RowRefusedError) as found:
        listen(place, session)()
    assert (found.value.table, found.value.column) == ("session", "state")


@pytest.mark.parametrize("seal", SEALS)
def test_an_administrator_whom_nobody_added(place: Office, seal: str) -> None:
    spy = PersonId("f" * 32)
    hashed = place.passwords.hash(PASSWORD, ())
    facts: Facts = {"roles": ["administrator"], "hash": hash_digest(spy, hashed)}
    forge(place, EventKind.PERSON_ADDED, seal, {Subject.PERSON: spy}, facts, "administrator")
    edit(
        place,
        "INSERT INTO person (id, sign_in_name, shown_name, roles, password_hash, active) VALUES ({id}, 'spy', 'Spy', "
        "'administrator', {hash}, '1')",
        id=spy,
        hash=hashed,
    )
    signing = SignIn(place.front, "spy", PASSWORD)
    with pytest.raises(RowRefusedError):
        place.do(signing, passwords=place.passwords, policy=place.policy)
    command = AddPerson(place.front, "another", "Demo other", frozenset({Role.APPROVER}), PASSWORD)
    with pytest.raises(RowRefusedError):
        place.do(add_person, command, spy, passwords=place.passwords)


@pytest.mark.parametrize("seal", SEALS)
def test_a_desk_enrolled_by_nobody_gets_no_key_and_signs_nothing(place: Office, seal: str) -> None:
    """It even announces a key of its own, the attacker's, in the table of keys and in the log."""
    spy, today = DeskId("f" * 32), place.clock.now().date()
    facts: Facts = {
        "recipient": "age1spy",
        "opens_originals": True,
        "key": base64.b64encode(PUBLIC).decode(),
    }
    forge(place, EventKind.DESK_ENROLLED, seal, {Subject.DESK: spy}, facts)
    edit(
        place,
        "INSERT INTO desk (id, name, recipient, kind, enrolled_at) SELECT {id}, 'Spy', 'age1spy', 'back_office', "
        "enrolled_at FROM desk WHERE id = {of}",
        id=spy,
        of=place.back,
    )
    message = next_key_message(place.parts.file.origin, spy, today, PUBLIC)
    first: Facts = {
        "day": today.isoformat(),
        "public": base64.b64encode(PUBLIC).decode(),
        "signature": base64.b64encode(ATTACKER.sign(message)).decode(),
    }
    forge(place, EventKind.LOG_STARTED, seal, {}, first, desk=spy)
    with owners(place) as engine:
        add_key_row(engine, spy, today.isoformat())
    request = place.a_request(call=OF_ANOTHER_MONTH)
    with pytest.raises(RowRefusedError) as found:
        place.imported(request, a_call(20.0, 640))
    assert (found.value.table, found.value.key) == ("desk", spy)

    forge(place, EventKind.REVIEW_SIGNED_OFF, "signed", {Subject.SESSION: new_id()}, {}, "supervisor", spy)
    said = findings(place)
    assert "the witness file does not have its first key" in said
    assert "review_signed_off) is not signed by a desk of this office" in said


def test_an_approval_by_somebody_who_may_not_although_a_desk_signed_it(place: Office) -> None:
    """Whoever has a counter's account signs as that desk. An adviser decides nothing all the same."""
    request = unapproved(place)
    copy = place.request(request).copy
    assert copy is not None
    decision, kept = new_id(), place.copy(copy)
    facts: Facts = {
        "decision": decision,
        "sha256": kept.digest,
        "reason": "",
        "weighed": [],
        "until": "",
        "version": kept.version,
    }
    subjects = {Subject.REQUEST: request, Subject.COPY: copy}
    booked = place.booked(request)
    with place.uow() as uow:
        uow.commit(place.actor().event(EventKind.REQUEST_APPROVED, place.clock, subjects, **facts))
    rows_of_an_approval(place, request, copy, decision, "adviser")
    for act in (lambda: place.check_in(booked.id), listen(place, briefed_by_rows(place, request))):
        with pytest.raises(RowRefusedError) as found:
            act()
        assert (found.value.table, found.value.column) == ("decision", "decided_by")


@pytest.mark.parametrize("how", ["changed", "unreadable", "gone"])
def test_the_logs_first_event_is_the_pinned_one(place: Office, how: str) -> None:
    """A whole other log under the office's name is believed by nobody, however well it is signed; nor one without."""
    first = audit_event.c.seq == 0
    with owners(place) as engine, engine.begin() as connection:
        for name in _guards(connection):
            connection.exec_driver_sql(name)
        [body] = connection.exec_driver_sql("SELECT body FROM audit_event WHERE seq = 0").one()
        changed = bytes(body).replace(b'"facts":{', b'"facts":{"a":1,') if how == "changed" else b"nothing"
        change = audit_event.delete() if how == "gone" else audit_event.update().values(body=changed)
        assert connection.execute(change.where(first)).rowcount == 1
    edit(place, "UPDATE person SET roles = 'administrator' WHERE id = {id}", id=place.people["adviser"])
    again = Office(reopened(place), place.back, place.people, place.clock)
    try:
        with pytest.raises(RowRefusedError):
            again.do(sign_in, SignIn(again.front, "adviser", PASSWORD), passwords=again.passwords, policy=again.policy)
    finally:
        again.parts.engine.dispose()


def reopened(office: Office) -> Parts:
    return open_parts(office.parts.paths.folder, as_it_is=True)


def _guards(connection: Connection) -> list[str]:
    if connection.dialect.name == "postgresql":
        return [f"ALTER TABLE audit_event DISABLE TRIGGER audit_event_no_{what}" for what in ("update", "delete")]
    return [f"DROP TRIGGER audit_event_no_{what}" for what in ("update", "delete")]
