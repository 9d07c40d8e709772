"""Edits of rows by the database's administrator: each is refused where someone would act on it, and logged."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest

from desktop.application.copies.preparing import SaveDraft, open_preparation
from desktop.application.copies.staff_listening import open_copy
from desktop.application.office.accounts import EndAccess, ResetPassword
from desktop.application.office.setting_up import AddPerson, add_person
from desktop.application.office.signing_in import InPerson, SignIn
from desktop.application.ports.database import Clock, UnitOfWork
from desktop.application.reviews.reviewing import SignOff, open_review
from desktop.application.sessions.listening import OpenRecording
from desktop.application.shared.commands import Actor
from desktop.domain.copies.marking import Draft
from desktop.domain.log.events import EventKind
from desktop.domain.office.people import Permission, Role
from desktop.domain.requests.request import Call
from desktop.domain.sessions.session import Outcome, State
from desktop.domain.shared.ids import RequestId, SessionId, new_id
from desktop.errors import NotAllowedError, RowRefusedError
from tests.support.builders import NUMBER, PASSWORD, Office, a_call
from tests.support.fakes import TUESDAY
from tests.support.places import owners

OF_ANOTHER_MONTH = Call(TUESDAY - timedelta(days=60), NUMBER)
"""Its recording needs a new key."""


def edit(office: Office, statement: str, **values: Any) -> None:
    """Change the database as its administrator does."""
    with owners(office) as engine, engine.begin() as connection:
        changed = connection.exec_driver_sql(statement.format(**{name: f"'{value}'" for name, value in values.items()}))
        assert changed.rowcount > 0, "the attack did something"


def refused(office: Office, act: Callable[[], object], table: str, column: str = "") -> None:
    """Assert that acting on it is refused for that row, that nothing is open, and that the log says so."""
    with pytest.raises(RowRefusedError) as found:
        act()
    assert (found.value.table, found.value.column) == (table, column)
    assert office.player.loaded is None and office.fake_sound.opened is None
    [event] = [event for event in office.events() if event.kind is EventKind.ROW_REFUSED][-1:]
    assert (event.facts["table"], event.facts["column"]) == (table, column)
    assert office.verify().whole, "the refusal itself is logged as it should be"


def listen(office: Office, session: SessionId) -> Callable[[], object]:
    return lambda: office.do(OpenRecording(office.who(session), session), sound=office.sound)


def unapproved(office: Office) -> RequestId:
    """Return a request whose copy waits for a decision."""
    return office.prepared(office.imported(office.a_request(), a_call(20.0, 640)))


def test_before_any_edit_the_copy_is_heard(place: Office) -> None:
    session = place.briefed()
    listen(place, session)()
    assert place.session(session).state is State.LISTENING


@pytest.mark.parametrize("act", ["check-in", "open", "close"])
def test_a_program_that_knows_what_it_reads_compares_it_all_the_same(place: Office, act: str) -> None:
    for _ in range(2):
        place.closed()
        place.clock.pass_by(hours=2)
    appointment = place.booked().id
    session = (
        SessionId("")
        if act == "check-in"
        else {"open": place.briefed, "close": place.closing}[act](minutes_from_now=90)
    )
    edit(place, "UPDATE decision SET until = '2199-01-01' WHERE request = {request}", request=place.first_request)
    acts: dict[str, Callable[[], object]] = {
        "check-in": lambda: place.check_in(appointment),
        "open": lambda: listen(place, session)(),
        "close": lambda: place.close(session, Outcome.HEARD_IN_PART),
    }
    refused(place, acts[act], "decision", "until")


def test_approving_by_a_row(place: Office) -> None:
    """A session with an approved copy; then its request points at a copy that is not approved."""
    session, other = place.briefed(), unapproved(place)
    approved, copy = place.session(session).request, place.request(other).copy
    edit(place, "UPDATE request SET copy = {copy} WHERE id = {approved}", copy=copy, approved=approved)
    edit(place, "UPDATE session SET copy = {copy} WHERE id = {session}", copy=copy, session=session)
    edit(
        place,
        "UPDATE decision SET copy = {copy}, copy_digest = (SELECT digest FROM approved_copy WHERE id = {copy}), "
        "version = (SELECT version FROM approved_copy WHERE id = {copy}) WHERE request = {approved}",
        copy=copy,
        approved=approved,
    )
    refused(place, listen(place, session), "request", "copy")


def test_approving_by_status_and_a_decision_that_nobody_made(place: Office) -> None:
    session, other = place.briefed(), unapproved(place)
    copy = place.request(other).copy
    approver = place.people["approver"]
    edit(place, "UPDATE request SET status = 'approved' WHERE id = {other}", other=other)
    edit(
        place,
        "INSERT INTO decision (id, request, copy, copy_digest, decided_by, decided_at, approved, sent_back, weighed, "
        "version, position) SELECT {id}, {other}, {copy}, digest, {by}, prepared_at, '1', '0', '[]', version, 1 "
        "FROM approved_copy WHERE id = {copy}",
        id=new_id(),
        other=other,
        copy=copy,
        by=approver,
    )
    edit(
        place,
        "UPDATE session SET request = {other}, copy = {copy} WHERE id = {session}",
        other=other,
        copy=copy,
        session=session,
    )
    refused(place, listen(place, session), "session", "request")
    refused(place, lambda: place.decided(other), "request", "status")


def test_prolonging_an_approval(place: Office) -> None:
    today = place.clock.now().date()
    request = place.prepared(place.imported(place.a_request(), a_call(20.0, 640)))
    place.decided(request, until=today + timedelta(days=1))
    session = place.briefed(request=request)
    place.clock.pass_by(days=2)
    edit(place, "UPDATE request SET approved_until = NULL WHERE id = {request}", request=request)
    refused(place, listen(place, session), "request", "approved_until")


@pytest.mark.parametrize("column", ["digest", "frames", "recording"])
def test_other_sound_in_the_place_of_the_approved(place: Office, column: str) -> None:
    session = place.briefed()
    copy = place.session(session).copy
    other = place.imported(place.a_request(), a_call(20.0, 640))
    value = {"digest": "0" * 64, "frames": 1, "recording": place.request(other).recording}[column]
    edit(place, f"UPDATE approved_copy SET {column} = {{value}} WHERE id = {{copy}}", value=value, copy=copy)
    refused(place, listen(place, session), "approved_copy", column)


def test_a_removed_part_that_is_gone_or_elsewhere(place: Office) -> None:
    session = place.briefed()
    copy = place.session(session).copy
    edit(place, "UPDATE removed_part SET end_frame = end_frame - 800 WHERE copy = {copy}", copy=copy)
    refused(place, listen(place, session), "removed_part", "end_frame")
    edit(place, "DELETE FROM removed_part WHERE copy = {copy}", copy=copy)
    refused(place, listen(place, session), "removed_part")


def test_an_identity_that_nobody_confirmed(place: Office) -> None:
    session = place.checked_in()
    edit(
        place,
        "UPDATE session SET identified = '1', briefed = '1', state = 'briefed' WHERE id = {session}",
        session=session,
    )
    refused(place, listen(place, session), "session", "state")


def test_a_closed_session_played_again(place: Office) -> None:
    session = place.closed()
    edit(
        place,
        "UPDATE session SET state = 'briefed', outcome = NULL, closed_at = NULL WHERE id = {session}",
        session=session,
    )
    refused(place, listen(place, session), "session", "state")


def test_a_session_of_which_no_event_says_anything(place: Office) -> None:
    session, fresh = place.closed(), new_id()
    columns = (
        "request, copy, adviser, desk, opened_at, interrupted_from, parties, identified, briefed, at_frame, "
        "copy_wanted, complaint, acknowledged, exceptions, exceptional, waiting"
    )
    edit(
        place,
        f"INSERT INTO session (id, state, {columns}) SELECT {{fresh}}, 'briefed', {columns} FROM session "
        "WHERE id = {session}",
        fresh=fresh,
        session=session,
    )
    refused(place, listen(place, SessionId(fresh)), "session")


def test_an_adviser_who_makes_themselves_an_administrator(place: Office) -> None:
    edit(place, "UPDATE person SET roles = 'administrator' WHERE id = {id}", id=place.people["adviser"])
    command = AddPerson(place.front, "another", "Demo other", frozenset({Role.APPROVER}), PASSWORD)
    adding = lambda: place.do(add_person, command, place.people["adviser"], passwords=place.passwords)  # noqa: E731
    refused(place, adding, "person", "roles")


def test_somebody_of_whom_no_event_says_anything(place: Office) -> None:
    edit(
        place,
        "INSERT INTO person (id, sign_in_name, shown_name, roles, password_hash, active) SELECT {id}, 'spy', 'Spy', "
        "'approver', password_hash, active FROM person WHERE id = {of}",
        id="f" * 32,
        of=place.people["adviser"],
    )
    refused(place, lambda: signed_in(place, "spy"), "person")


def test_somebody_who_left_and_whose_row_says_that_they_are_here(place: Office) -> None:
    by, gone = InPerson(place.actor("administrator"), PASSWORD), place.people["adviser"]
    with place.uow().read_only() as uow:
        seen = uow.people.get(gone)
    place.do(EndAccess(by, seen), passwords=place.passwords, policy=place.policy)
    edit(place, "UPDATE person SET active = '1' WHERE id = {id}", id=gone)
    refused(place, lambda: signed_in(place, "adviser"), "person", "active")
    refused(place, lambda: place.do(begin_to_act, place.actor("adviser")), "person", "active")


def begin_to_act(actor: Actor, *, uow: UnitOfWork, clock: Clock) -> None:
    """Act in the name of someone, as any use case begins to."""
    with uow:
        actor.acting(Permission.CONDUCT_SESSION, uow)


def test_a_first_password_that_its_row_calls_their_own(place: Office) -> None:
    by, named = InPerson(place.actor("administrator"), PASSWORD), place.people["approver"]
    with place.uow().read_only() as uow:
        seen = uow.people.get(named)
    command = ResetPassword(by, seen, "four quite unrelated words")
    place.do(command, passwords=place.passwords, policy=place.policy)
    edit(place, "UPDATE person SET first_password = '0' WHERE id = {id}", id=named)
    refused(place, lambda: signed_in(place, "approver"), "person", "first_password")


def test_a_password_replaced_by_another_persons(place: Office) -> None:
    edit(
        place,
        "UPDATE person SET password_hash = (SELECT password_hash FROM person WHERE id = {of}) WHERE id = {id}",
        of=place.people["adviser"],
        id=place.people["approver"],
    )
    refused(place, lambda: signed_in(place, "approver"), "person", "password_hash")


def signed_in(office: Office, name: str) -> object:
    command = SignIn(office.front, name, PASSWORD)
    return office.do(command, passwords=office.passwords, policy=office.policy)


def test_a_desk_or_a_recovery_key_that_nobody_enrolled_gets_no_key(place: Office) -> None:
    edit(
        place,
        "INSERT INTO desk (id, name, recipient, kind, enrolled_at) SELECT {id}, 'Spy', 'age1spy', 'back_office', "
        "enrolled_at FROM desk WHERE id = {of}",
        id="f" * 32,
        of=place.back,
    )
    request = place.a_request(call=OF_ANOTHER_MONTH)
    refused(place, lambda: place.imported(request, a_call(20.0, 640)), "desk")
    edit(place, "DELETE FROM desk WHERE id = {id}", id="f" * 32)
    edit(place, "UPDATE office SET recovery_recipients = {spies} WHERE one = 1", spies='["age1spy", "age1spy2"]')
    refused(place, lambda: place.imported(request, a_call(20.0, 640)), "office", "recovery_recipients")


def test_a_desk_that_is_of_another_kind_or_back_begins_nothing(place: Office) -> None:
    request = unapproved(place)
    edit(place, "UPDATE desk SET kind = 'decision'")
    refused(place, lambda: place.decided(request), "desk", "kind")
    hearing = lambda: place.do(open_copy, place.actor("approver"), request)  # noqa: E731
    refused(place, hearing, "desk", "kind")
    edit(place, "UPDATE desk SET kind = 'back_office'")
    approved = place.decided(request)
    edit(place, "UPDATE desk SET kind = 'counter'")
    refused(place, lambda: place.briefed(request=approved), "desk", "kind")


def test_a_recipient_that_is_another(place: Office) -> None:
    edit(place, "UPDATE desk SET recipient = 'age1spy' WHERE id = {id}", id=place.back)
    request = place.a_request(call=OF_ANOTHER_MONTH)
    refused(place, lambda: place.imported(request, a_call(20.0, 640)), "desk", "recipient")


def test_an_original_that_belongs_to_another_request(place: Office) -> None:
    one = place.imported(place.a_request(), a_call(20.0, 640))
    other = place.imported(place.a_request(), a_call(20.0, 880))
    edit(
        place,
        "UPDATE request SET recording = {recording} WHERE id = {other}",
        recording=place.request(one).recording,
        other=other,
    )
    officer = place.in_person("officer", place.back)
    refused(place, lambda: place.do(open_preparation, officer, other), "request", "recording")


def test_a_copy_that_does_not_wait_for_a_decision(place: Office) -> None:
    request = place.first_request
    edit(place, "UPDATE request SET status = 'prepared', approved_until = NULL WHERE id = {id}", id=request)
    refused(place, lambda: place.do(open_copy, place.actor("approver"), request), "request", "status")


@pytest.mark.parametrize(
    ("statement", "table", "column"),
    [
        ("UPDATE heard_span SET end_frame = end_frame + 8000 WHERE session = {id}", "heard_span", "end_frame"),
        ("DELETE FROM heard_span WHERE session = {id}", "heard_span", ""),
        ("UPDATE sighted_document SET in_date = '0' WHERE session = {id}", "sighted_document", "in_date"),
        ("UPDATE session SET at_frame = at_frame + 1 WHERE id = {id}", "session", "at_frame"),
        ("DELETE FROM session_note WHERE session = {id}", "session_note", ""),
    ],
)  # fmt: skip
def test_a_review_of_what_did_not_happen(place: Office, statement: str, table: str, column: str) -> None:
    session = place.closed()
    edit(place, statement, id=session)
    how: dict[str, Any] = {"policy": place.policy, "is_holiday": place.is_holiday}
    actor = place.actor("supervisor")
    refused(place, lambda: place.do(open_review, actor, session, **how), table, column)
    refused(place, lambda: place.do(SignOff(actor, session, "looks right"), **how), table, column)


@pytest.mark.parametrize("table", ["draft", "approved_copy"])
def test_approving_what_one_prepared_where_its_row_names_somebody_else(place: Office, table: str) -> None:
    """An approver who marked or prepared a copy is out of the row for a moment."""
    request, column = unapproved(place), {"draft": "savers", "approved_copy": "prepared_by"}[table]
    place.do(SaveDraft(place.actor("officer", place.back), request, Draft()), desk=place.back)
    edit(place, f"UPDATE {table} SET {column} = {{by}} WHERE request = {{id}}", by=place.people["adviser"], id=request)
    refused(place, lambda: place.decided(request), table, column)


def test_a_review_of_words_that_nobody_wrote(place: Office) -> None:
    session = place.closed()
    words = "UPDATE note SET words = 'All was well.' WHERE id IN (SELECT note FROM session_note WHERE session = {id})"
    edit(place, words, id=session)
    how: dict[str, Any] = {"policy": place.policy, "is_holiday": place.is_holiday}
    actor = place.actor("supervisor")
    refused(place, lambda: place.do(open_review, actor, session, **how), "note", "salt")
    refused(place, lambda: place.do(SignOff(actor, session, "looks right"), **how), "note", "salt")


def test_a_row_that_says_somebody_has_left_and_no_event_says_so(place: Office) -> None:
    edit(place, "UPDATE person SET active = '0' WHERE id = {id}", id=place.people["adviser"])
    refused(place, lambda: signed_in(place, "adviser"), "person", "active")


def test_zeroed_tries_give_nobody_a_password(place: Office) -> None:
    """A wait is no right, and each refusal is an event of its own."""
    for _ in range(3):
        with pytest.raises(Exception, match="sign_in_refused"):
            place.do(SignIn(place.front, "adviser", "wrong"), passwords=place.passwords, policy=place.policy)
    edit(place, "DELETE FROM sign_in_tries")
    assert [event.kind for event in place.events()][-3:] == [EventKind.SIGN_IN_REFUSED] * 3
    with pytest.raises(NotAllowedError):
        place.do(
            add_person, AddPerson(place.front, "x", "X", frozenset({Role.ADVISER}), PASSWORD), passwords=place.passwords
        )


def test_a_session_of_a_request_that_is_not_there(place: Office) -> None:
    """Both rows are gone; nothing breaks, and nothing is heard."""
    session = place.briefed()
    with pytest.raises(RowRefusedError) as found, place.uow().read_only() as uow:
        uow.proven.request(RequestId("f" * 32))
    assert (found.value.table, found.value.key) == ("request", "f" * 32)
    with pytest.raises(RowRefusedError), place.uow().read_only() as uow:
        uow.proven.session(SessionId("f" * 32))
    listen(place, session)()
