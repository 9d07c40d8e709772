"""Signing in: the cost of a try, its answer, the wait, and the memory of it; and an older program."""

from __future__ import annotations

import hashlib
import re
from datetime import timedelta

import pytest
from sqlalchemy import text

from db.log.trusted_log import TimesTable
from db.office import PeopleTable
from desktop.application.office import signing_in
from desktop.application.office.directory import Presence, still_here
from desktop.application.office.signing_in import SignIn, Unlock
from desktop.application.ports.database import DeskGate, UnitOfWork
from desktop.application.sessions.day_list import today
from desktop.bootstrap.opening import open_parts
from desktop.domain.log.events import EventKind
from desktop.domain.office.people import hash_digest
from desktop.domain.sessions.session import State
from desktop.domain.shared.ids import DeskId, PersonId
from desktop.environment.passwords import Passwords
from desktop.errors import DatabaseError, FieldsError, SignInRefusedError, WrongStateError
from desktop.words.errors import message_for
from tests.support.fakes import CountedPasswords, FakeClock
from tests.support.offices.builders import PASSWORD, ZONE, Office
from tests.support.offices.places import EVERYWHERE, owners
from tests.support.refusals import error_of, refusal

WRONG = "not the password at all"


FREE_AT_ACCOUNT, FREE_AT_DESK = 5, 10


def sign_in(office: Office, name: str = "adviser", password: str = PASSWORD, desk: DeskId | None = None) -> str:
    signed_in = office.do(SignIn(desk or office.front, name, password), desk=desk)
    return str(signed_in.person.id)


def refused(office: Office, name: str = "adviser", password: str = WRONG, desk: DeskId | None = None) -> int:
    """Return the wait in the refusal, in seconds."""
    error = error_of(SignInRefusedError, sign_in, office, name, password, desk)
    assert error.code == "sign_in_refused"
    return error.wait_seconds


def fail(office: Office, times: int, name: str = "adviser") -> int:
    """Fail so often, waiting where required; return the last wait."""
    wait = 0
    for _ in range(times):
        office.clock.pass_by(seconds=wait)
        wait = refused(office, name)
    return wait


def test_the_right_password_signs_in_and_is_logged(office: Office) -> None:
    assert sign_in(office, " ADVISER ") == office.people["adviser"]
    event = office.events()[-1]
    assert (event.kind, event.actor, event.desk) == (EventKind.SIGNED_IN, office.people["adviser"], office.front)


def test_an_unknown_name_costs_exactly_one_verification_and_reads_the_same(office: Office) -> None:
    told = []
    for name in ("adviser", "nobody-of-that-name"):
        error = error_of(SignInRefusedError, sign_in, office, name, WRONG)
        told.append((error.code, message_for(error), str(error), error.wait_seconds))
    known, unknown = office.passwords.verified
    assert known is not None and unknown is None
    assert told[0] == told[1]
    first, second = office.events()[-2:]
    assert first.kind is second.kind is EventKind.SIGN_IN_REFUSED
    assert first.actor is second.actor is None and dict(first.subjects) == dict(second.subjects) == {}


@pytest.mark.against("adviser")
def test_the_first_tries_need_no_wait_and_then_it_doubles(office: Office) -> None:
    assert fail(office, FREE_AT_ACCOUNT - 1) == 0
    waits = []
    for _ in range(4):
        waits.append(refused(office))
        office.clock.pass_by(seconds=waits[-1])
    assert waits == [30, 60, 120, 240]


@pytest.mark.against("adviser")
def test_setting_the_clock_lifts_no_wait(office: Office) -> None:
    assert fail(office, FREE_AT_ACCOUNT) == 30
    for minutes in (-30, 16, 60 * 24 * 3650, -60 * 24 * 7300):
        office.clock.at += timedelta(minutes=minutes)
        assert refused(office, password=PASSWORD) == 30
    sign_in(office, "other-adviser")  # one account that must wait keeps nobody else out
    office.clock.passed = timedelta(seconds=10)  # a new start of the PC
    assert refused(office, password=PASSWORD) == 20
    office.clock.pass_by(seconds=20)
    sign_in(office)


def test_while_a_wait_lasts_nothing_is_verified_not_even_the_right_password(office: Office) -> None:
    fail(office, FREE_AT_ACCOUNT)
    verified, log = len(office.passwords.verified), len(office.bodies())
    office.clock.pass_by(seconds=29)
    assert refused(office, password=PASSWORD) == 1
    assert (len(office.passwords.verified), len(office.bodies())) == (verified, log)
    office.clock.pass_by(seconds=1)
    sign_in(office)


def test_where_another_machine_keeps_the_database_its_clock_counts(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    server = FakeClock()
    monkeypatch.setattr(TimesTable, "server", lambda self: server.now())
    fail(office, FREE_AT_ACCOUNT)
    office.clock.at += timedelta(hours=23)
    office.clock.passed = timedelta(seconds=3)
    assert refused(office, password=PASSWORD) == 30
    server.pass_by(seconds=29)
    assert refused(office, password=PASSWORD) == 1
    server.pass_by(seconds=1)
    sign_in(office)


def test_a_desk_at_which_many_names_failed_has_to_wait_whatever_the_name(office: Office) -> None:
    for number in range(FREE_AT_DESK):
        refused(office, f"name-{number}")
    assert refused(office, "adviser", PASSWORD) == 30
    sign_in(office, "adviser", desk=office.back)


@pytest.mark.against("adviser")
def test_a_start_of_the_program_forgets_no_tries(office: Office) -> None:
    fail(office, FREE_AT_ACCOUNT)
    office.parts.engine.dispose()
    again = Office(open_parts(office.parts.paths.folder), office.back, office.people, office.clock)
    try:
        assert refused(again, password=PASSWORD) == 30
        assert again.passwords.verified == []
    finally:
        again.parts.engine.dispose()


def test_signing_in_clears_the_accounts_tries_and_not_the_desks(office: Office) -> None:
    fail(office, FREE_AT_ACCOUNT - 1)
    sign_in(office)
    with office.uow().read_only() as uow:
        assert uow.people.tries("desk", office.front).failures == FREE_AT_ACCOUNT - 1
    assert fail(office, FREE_AT_ACCOUNT - 1) == 0
    sign_in(office)
    refused(office, "somebody")
    assert refused(office, "somebody-else") == 30


def test_an_account_that_signed_in_elsewhere_is_counted_over_all_desks(office: Office) -> None:
    fail(office, FREE_AT_ACCOUNT - 1)
    assert refused(office, desk=office.back) == 30


def test_what_was_typed_as_a_name_is_nowhere_in_the_database_or_the_log(office: Office) -> None:
    typed = "My-Password-Typed-As-A-Name"
    refused(office, typed)
    dump = office.all_rows()
    assert "other-supervisor" in dump
    assert hashlib.sha256(typed.casefold().encode()).hexdigest()[:8] not in dump, "that would tell it to who guesses"
    assert typed.casefold() not in dump.casefold()
    assert typed.casefold().encode().hex() not in dump.casefold()
    assert not [body for body in office.bodies() if typed.casefold().encode() in body.lower()]


def test_a_refusal_says_how_often_and_when_under_a_mark_and_nothing_else(office: Office) -> None:
    refused(office)
    refused(office, "nobody")
    facts = [dict(event.facts) for event in office.events()[-2:]]
    assert all(re.fullmatch("[0-9a-f]{32}:[0-9a-f]{32}", str(each.pop("account"))) for each in facts)
    assert facts == [
        {"account_failures": 1, "desk_failures": 1, "counted": "2026-11-24T10:00:00.000000Z", "up": 0},
        {"account_failures": 1, "desk_failures": 2, "counted": "2026-11-24T10:00:00.000000Z", "up": 0},
    ]


def unlock(office: Office, password: str) -> None:
    office.do(Unlock(office.actor(), password))


def test_a_locked_desk_opens_with_the_password_of_who_is_signed_in(office: Office) -> None:
    office.do(signing_in.lock, office.actor(), idle=True)
    unlock(office, PASSWORD)
    locked, unlocked = office.events()[-2:]
    assert (locked.kind, dict(locked.facts)) == (EventKind.DESK_LOCKED, {"idle": True})
    assert (unlocked.kind, unlocked.actor) == (EventKind.DESK_UNLOCKED, office.people["adviser"])


def test_a_locked_desk_acts_for_nobody_until_it_is_unlocked_or_somebody_signs_in(office: Office) -> None:
    gate = DeskGate()

    def uow() -> UnitOfWork:
        return office.parts.uow(office.front, gate)

    def open_again() -> None:
        signing_in.unlock(Unlock(office.actor(), PASSWORD), uow=uow(), clock=office.clock, check=office.check)

    def sign_in() -> None:
        command = SignIn(office.front, "adviser", PASSWORD)
        signing_in.sign_in(command, uow=uow(), clock=office.clock, check=office.check)

    for opens in (open_again, sign_in):
        signing_in.lock(office.actor(), uow=uow(), clock=office.clock)
        assert refusal(today, office.actor(), uow=uow(), clock=office.clock, zone=ZONE) == "desk_locked"
        opens()
        today(office.actor(), uow=uow(), clock=office.clock, zone=ZONE)


def test_a_desk_is_locked_also_where_that_cannot_be_noted(office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    def lost(*_: object, **__: object) -> None:
        raise DatabaseError("database_lost")

    gate = DeskGate()
    uow = office.parts.uow(office.front, gate)
    monkeypatch.setattr(type(uow), "commit", lost)
    with pytest.raises(DatabaseError):
        signing_in.lock(office.actor(), uow=uow, clock=office.clock)
    assert gate.locked


def test_unlocking_is_throttled_with_signing_in(office: Office) -> None:
    fail(office, FREE_AT_ACCOUNT - 1)
    assert error_of(SignInRefusedError, unlock, office, WRONG).wait_seconds == 30
    with pytest.raises(SignInRefusedError):
        unlock(office, PASSWORD)
    with pytest.raises(FieldsError):
        unlock(office, "")


def hash_of(office: Office, name: str = "adviser") -> str:
    with office.uow().read_only() as uow:
        found = uow.people.find(name)
    assert found is not None
    return found[1]


def test_signing_in_hashes_a_password_anew_when_the_parameters_have_grown(office: Office) -> None:
    before = hash_of(office)
    office.passwords = CountedPasswords(Passwords(memory_kib=16, passes=1, lanes=1))
    refused(office)
    assert hash_of(office) == before, "not with a wrong one"
    sign_in(office)
    after = hash_of(office)
    assert after != before and not office.passwords.needs_rehash(after)
    signed, event = office.events()[-2:]
    assert (signed.kind, event.kind) == (EventKind.SIGNED_IN, EventKind.PASSWORD_REHASHED)
    assert dict(event.facts) == {"hash": hash_digest(PersonId(str(event.actor)), after)}
    sign_in(office)
    assert hash_of(office) == after and office.events()[-1].kind is EventKind.SIGNED_IN, "once"
    assert hash_of(office, "officer") != after


def test_whoever_signs_in_is_signed_in_even_where_the_new_hash_cannot_be_saved(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = hash_of(office)
    office.passwords = CountedPasswords(Passwords(memory_kib=16, passes=1, lanes=1))

    def fails(*_: object) -> None:
        raise DatabaseError("database_unavailable")

    with monkeypatch.context() as failing:
        failing.setattr(PeopleTable, "renew_hash", fails)
        sign_in(office)
    assert office.events()[-1].kind is EventKind.SIGNED_IN and hash_of(office) == before
    sign_in(office)
    assert hash_of(office) != before, "the next time"


def upgraded(office: Office) -> None:
    """Let a newer program upgrade the database."""
    with owners(office) as engine, engine.begin() as connection:
        connection.execute(text("UPDATE alembic_version SET version_num = '9999'"))


def seen(office: Office) -> Presence:
    return still_here(office.actor(), uow=office.uow(), clock=office.clock, passwords=office.passwords)


@EVERYWHERE
def test_the_session_that_is_under_way_is_heard_to_the_end(office: Office) -> None:
    id = office.listening()
    upgraded(office)
    office.close_after_listening(id)
    assert office.session(id).state is State.CLOSED and seen(office) is Presence.OUTDATED


@EVERYWHERE
def test_no_session_begins_and_nobody_signs_in(office: Office) -> None:
    appointment = office.booked()
    assert seen(office) is Presence.HERE
    upgraded(office)
    before = len(office.events())
    with pytest.raises(WrongStateError, match="program_outdated") as told:
        office.check_in(appointment.id)
    assert "have this PC updated" in message_for(told.value)
    assert refusal(office.do, SignIn(office.front, "adviser", PASSWORD)) == "program_outdated"
    assert len(office.events()) == before
