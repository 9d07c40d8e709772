"""Signing in and out, locking and unlocking.

Rules:
- An attempt costs exactly one verification, whether the name is known or not, and reads the same.
- Attempts are counted by account and by desk, in the database, so that a restart does not forget them.
- An unknown name is not stored, nor a digest that reveals it: the typed text may be somebody's password. It counts in
  one of 65,536 buckets, so that it waits as an account does and the table stays small.
- During a wait, nothing is verified. Setting the PC's clock shortens none (`domain.office.throttle`).
- After signing in, a password whose hash has other parameters than today's is hashed again; an event says so.
- A row of a person is believed where the log says the same.
- Unlocking takes the password of the person who is signed in, and is throttled alike.
"""

from __future__ import annotations

import hashlib
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime

from desktop.application.ports.database import UnitOfWork
from desktop.application.ports.desk import Clock, Passwords
from desktop.application.shared.authorisation import Actor, event_of
from desktop.application.shared.given_again import given_again, nothing
from desktop.domain.log.events import Event, EventKind, Facts, Subject
from desktop.domain.office.people import Person, hash_digest
from desktop.domain.office.policy import OfficePolicy
from desktop.domain.office.throttle import Moment, after_failure, after_success, wait_after
from desktop.domain.shared.hidden_characters import hidden_in
from desktop.domain.shared.ids import DeskId
from desktop.errors import FieldsError, SignInRefusedError, SurroundingsError


@dataclass(frozen=True)
class SignedIn:
    """The person at the desk."""

    person: Person


@dataclass(frozen=True)
class SignIn:
    """A name and password as typed, and the desk."""

    desk: DeskId
    name: str
    password: str


@dataclass(frozen=True)
class Unlock:
    """The password, typed again."""

    actor: Actor
    password: str


def sign_in(command: SignIn, *, uow: UnitOfWork, clock: Clock, passwords: Passwords, policy: OfficePolicy) -> SignedIn:
    """Sign somebody in. Raises FieldsError where something is missing, SignInRefusedError otherwise."""
    problems = missing_of(command)
    if problems:
        raise FieldsError(problems)
    with uow:
        person = confirmed(command, uow=uow, clock=clock, passwords=passwords, policy=policy)
        outdated = _is_outdated(person, uow, passwords)
        subjects = {Subject.PERSON: person.id}
        uow.commit(Event(EventKind.SIGNED_IN, clock.now(), command.desk, person.id, subjects))
    uow.gate.locked = False
    if outdated:
        with suppress(SurroundingsError):  # they are signed in all the same, and it is done the next time
            _rehash(person, command, uow, clock, passwords)
    return SignedIn(person)


def missing_of(command: SignIn) -> dict[str, str]:
    """Return the problems of the two fields, as a FieldsError has them."""
    problems = hidden_in(name=command.name)  # nobody has such a name, and not every database can search for it
    if not command.name.strip():
        problems["name"] = "name_missing"
    if not command.password:
        problems["password"] = "password_missing"
    return problems


def confirmed(command: SignIn, *, uow: UnitOfWork, clock: Clock, passwords: Passwords, policy: OfficePolicy) -> Person:
    """Return the person with this name and password; call it first in an open unit of work.

    Also for a permission given at a desk where another is signed in. Raises SignInRefusedError; the attempt is then
    stored.
    """
    found = uow.people.find(command.name.strip().casefold())
    if found is not None:
        uow.proven.person(found[0].id)
    tally = _Tally(_account(found, command.name), command.desk, uow, policy)
    return _checked(tally, found, command.password, clock, passwords)


def unlock(command: Unlock, *, uow: UnitOfWork, clock: Clock, passwords: Passwords, policy: OfficePolicy) -> None:
    """Unlock the desk for the person who is signed in. Raises as sign_in does."""
    if not command.password:
        raise FieldsError({"password": "password_missing"})
    with uow:
        uow.proven.person(command.actor.by)
        person = uow.people.get(command.actor.by)
        found = uow.people.find(person.sign_in_name)
        tally = _Tally(person.id, command.actor.desk, uow, policy)
        _checked(tally, found, command.password, clock, passwords)
        uow.commit(event_of(EventKind.DESK_UNLOCKED, command.actor, clock))
    uow.gate.locked = False


@given_again(nothing)
def lock(actor: Actor, idle: bool = False, *, uow: UnitOfWork, clock: Clock) -> None:
    """Lock the desk: by hand, or after five idle minutes. It is locked even where that cannot be logged."""
    uow.gate.locked = True
    with uow:
        uow.commit(event_of(EventKind.DESK_LOCKED, actor, clock, idle=idle))


@given_again(nothing)
def sign_out(actor: Actor, *, uow: UnitOfWork, clock: Clock) -> None:
    """Log that somebody has signed out. The log's head is signed, so that a day ends anchored."""
    with uow:
        uow.commit(event_of(EventKind.SIGNED_OUT, actor, clock, {Subject.PERSON: actor.by}), checkpoint=True)


@dataclass(frozen=True)
class _Tally:
    """The attempts of one account and of one desk, under the office's rules."""

    account: str
    desk: DeskId
    uow: UnitOfWork
    policy: OfficePolicy

    def wait(self, now: Moment) -> int:
        """Return the whole seconds until that name may be tried at that desk: the longer of the two waits."""
        for_account = wait_after(self.uow.people.tries("account", self.account), now, self.policy.sign_in_account)
        return max(for_account, wait_after(self.uow.people.tries("desk", self.desk), now, self.policy.sign_in_desk))

    def fail(self, now: Moment, at: datetime) -> int:
        """Count it in the same transaction as its event, and return the wait from now. `at`: by this PC's clock."""
        tries = self.uow.people.tries
        for_account = after_failure(tries("account", self.account), now, self.policy.sign_in_account)
        for_desk = after_failure(tries("desk", self.desk), now, self.policy.sign_in_desk)
        self.uow.people.save_tries("account", self.account, for_account)
        self.uow.people.save_tries("desk", self.desk, for_desk)
        wait = self.wait(now)
        facts: Facts = {"account_failures": for_account.failures, "desk_failures": for_desk.failures}
        self.uow.commit(Event(EventKind.SIGN_IN_REFUSED, at, self.desk, None, {}, facts))
        return wait

    def succeed(self) -> None:
        """Clear the account's attempts, but not the desk's."""
        self.uow.people.save_tries("account", self.account, after_success())


def _checked(
    tally: _Tally, found: tuple[Person, str] | None, password: str, clock: Clock, passwords: Passwords
) -> Person:
    now = _moment(tally.uow, clock)
    wait = tally.wait(now)
    if wait > 0:
        raise _refused(wait)
    stored = None if found is None or not found[0].active else found[1]
    if not passwords.verify(stored, password) or found is None:
        raise _refused(tally.fail(now, clock.now()))
    tally.succeed()
    return found[0]


def _is_outdated(person: Person, uow: UnitOfWork, passwords: Passwords) -> bool:
    """Return whether the stored hash has other parameters than today's."""
    found = uow.people.find(person.sign_in_name)
    return found is not None and passwords.needs_rehash(found[1])


def _rehash(person: Person, command: SignIn, uow: UnitOfWork, clock: Clock, passwords: Passwords) -> None:
    """Save a hash of the same password with today's parameters."""
    hashed = passwords.renew(command.password)
    facts: Facts = {"hash": hash_digest(person.id, hashed)}
    subjects = {Subject.PERSON: person.id}
    with uow:
        uow.people.renew_hash(person.id, hashed)
        uow.commit(Event(EventKind.PASSWORD_REHASHED, clock.now(), command.desk, person.id, subjects, facts))


def _moment(uow: UnitOfWork, clock: Clock) -> Moment:
    """Return the server's time where there is one, since all desks' attempts are counted there; else this PC's."""
    server = uow.times.server()
    return Moment(clock.now(), clock.monotonic()) if server is None else Moment(server)


def _refused(wait: int) -> SignInRefusedError:
    return SignInRefusedError("sign_in_refused", wait_seconds=wait)


def _account(found: tuple[Person, str] | None, typed: str) -> str:
    """Return the account that attempts are counted for: the person, or the bucket of an unknown name."""
    return found[0].id if found else hashlib.sha256(typed.strip().casefold().encode()).hexdigest()[:4]
