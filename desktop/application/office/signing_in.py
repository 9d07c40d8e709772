"""Signing in and out, locking and unlocking.

Rules:
- An attempt costs exactly one verification, whether the name is known or not, and reads the same.
- Attempts are counted by account and by desk, in the database, so that a restart does not forget them.
- An unknown name is not stored, nor a digest that reveals it: the typed text may be someone's password. It counts in
  one of 65,536 buckets, so that it waits as an account does and the table stays small.
- During a wait, nothing is verified. Setting the PC's clock shortens none (`domain.office.throttle`).
- After signing in, a password whose hash has other parameters than today's is hashed again; an event says so.
- With a first password someone signs in where they may choose their own, and a password is hashed again there too.
- A row of a person is believed where the log says the same. The event names the hash that opened.
- Nobody proves themselves at a copy of a PC, nor at a PC whose copy was used: each sign-in takes a turn (`Turns`).
- Whose password the office's directory has, it is asked (`by_directory`); whoever has a local account, it never is.
- Unlocking takes the password of the person who is signed in, and is throttled alike.
"""

from __future__ import annotations

from contextlib import suppress
from dataclasses import dataclass

from desktop.application.office import by_directory
from desktop.application.office.attempts import Tally, account_of, moment, refusal_after
from desktop.application.office.clock_checking import must_be_in_time
from desktop.application.office.outdated import must_not_be_outdated
from desktop.application.ports.database import UnitOfWork
from desktop.application.ports.desk import Clock, Passwords
from desktop.application.shared.authorisation import Actor, event_of
from desktop.application.shared.binding import goes_again
from desktop.application.shared.commands import Command, carries_out
from desktop.application.shared.given_again import given_again, nothing
from desktop.application.shared.under import must_be_as_logged
from desktop.domain.log.events import Event, EventKind, Facts, Subject
from desktop.domain.office.desks import must_choose_password_at, not_done_at
from desktop.domain.office.people import Person, hash_digest
from desktop.domain.office.policy import OfficePolicy
from desktop.domain.shared.hidden_characters import hidden_in
from desktop.domain.shared.ids import DeskId
from desktop.errors import FieldsError, NotAllowedError, SurroundingsError, WrongStateError


@dataclass(frozen=True)
class SignedIn:
    """The person at the desk."""

    person: Person


@dataclass(frozen=True)
class SignIn(Command[SignedIn]):
    """A name and password as typed, and the desk."""

    desk: DeskId
    name: str
    password: str


@dataclass(frozen=True)
class Unlock(Command[None]):
    """The password, typed again."""

    actor: Actor
    password: str


@carries_out(SignIn)
@goes_again
def sign_in(command: SignIn, *, uow: UnitOfWork, clock: Clock, passwords: Passwords, policy: OfficePolicy) -> SignedIn:
    """Sign someone in. Raises FieldsError where something is missing, SignInRefusedError; NotAllowedError where they
    have nothing to do at this PC, or are in no group of the directory that has a role here; DirectoryError;
    WrongStateError (`program_outdated`, `clock_differs`; `policy_changed` for whoever is of the directory).
    """
    problems = missing_of(command)
    if problems:
        raise FieldsError(problems)
    with uow:
        must_not_be_outdated(uow)
        must_be_in_time(uow, clock)
        must_be_as_logged(policy, uow)
        person, stored = _arrived(command, uow=uow, clock=clock, passwords=passwords, policy=policy)
        outdated = bool(stored) and passwords.needs_rehash(stored) and _may_renew(command.desk, person, uow)
        subjects = {Subject.PERSON: person.id}
        uow.people.came_in(person.id, clock.now())
        turn = uow.turns.take()
        facts: Facts = {"hash": hash_digest(person.id, stored)} if stored else {}
        facts |= {} if turn is None else {"turn": turn}
        uow.commit(Event(EventKind.SIGNED_IN, clock.now(), command.desk, person.id, subjects, facts))
    uow.gate.locked = False
    if outdated:
        with suppress(SurroundingsError):  # they are signed in all the same, and it is done the next time
            _rehash(person, command, uow, clock, passwords)
    return SignedIn(person)


def must_choose_at(desk: DeskId, person: Person, uow: UnitOfWork) -> None:
    """Raise NotAllowedError (`password_elsewhere`) where they choose no password at that desk."""
    office = uow.offices.desks()
    must_choose_password_at(not_done_at(next(each for each in office if each.id == desk), office), person)


def missing_of(command: SignIn) -> dict[str, str]:
    """Return the problems of the two fields, as a FieldsError has them."""
    problems = hidden_in(name=command.name)  # nobody has such a name, and not every database can search for it
    if not command.name.strip():
        problems["name"] = "name_missing"
    if not command.password:
        problems["password"] = "password_missing"
    return problems


def confirmed(
    command: SignIn, clears: bool = True, *, uow: UnitOfWork, clock: Clock, passwords: Passwords, policy: OfficePolicy
) -> Person:
    """Return the person with this name and password; call it first in an open unit of work.

    What was read in it before may be out of date after it: a directory takes seconds, outside of the transaction.

    Also for a permission given at a desk where another is signed in. Raises SignInRefusedError; the attempt is then
    stored. By the directory also DirectoryError, NotAllowedError, WrongStateError (`policy_changed`). `clears`: earlier
    wrong ones count no more; False where this PC signs nothing yet.
    """
    person, stored, tally = _begun(command, uow, policy)
    if not by_directory.is_of_directory(person, passwords):
        return _checked(tally, person, stored, command.password, clock, passwords, clears)
    name = command.name.strip()
    account = by_directory.asked(name, command.password, person, tally, False, clock=clock, passwords=passwords)
    if clears:
        tally.succeed(moment(uow, clock), clock.now())
    return by_directory.as_known(account, uow)


def confirmed_again(
    actor: Actor, password: str, *, uow: UnitOfWork, clock: Clock, passwords: Passwords, policy: OfficePolicy
) -> Person:
    """Return the person who is signed in, once their password was checked again, as for `confirmed` (and as early)."""
    uow.turns.must_be_ours()
    person = uow.proven.person(actor.by)
    _, stored = uow.people.find(person.sign_in_name) or (person, "")
    tally = Tally(person, stored, person.id, actor.desk, uow, policy)
    if not person.directory:
        return _checked(tally, person, stored, password, clock, passwords)
    name = person.sign_in_name
    account = by_directory.asked(name, password, person, tally, True, clock=clock, passwords=passwords)
    if account.identifier != person.directory:  # someone else has their name there by now
        raise refusal_after(tally.fail(moment(uow, clock), clock.now()))
    uow.gate.answered = clock.monotonic()
    tally.succeed(moment(uow, clock), clock.now())
    return by_directory.as_known(account, uow)


@carries_out(Unlock)
def unlock(command: Unlock, *, uow: UnitOfWork, clock: Clock, passwords: Passwords, policy: OfficePolicy) -> None:
    """Unlock the desk for the person who is signed in. Raises as sign_in does."""
    if not command.password:
        raise FieldsError({"password": "password_missing"})
    with uow:
        confirmed_again(command.actor, command.password, uow=uow, clock=clock, passwords=passwords, policy=policy)
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
    """Log that someone has signed out. The log's head is signed, so that a day ends anchored."""
    with uow:
        uow.commit(event_of(EventKind.SIGNED_OUT, actor, clock, {Subject.PERSON: actor.by}), checkpoint=True)


def _arrived(
    command: SignIn, *, uow: UnitOfWork, clock: Clock, passwords: Passwords, policy: OfficePolicy
) -> tuple[Person, str]:
    """Return whoever signs in at this desk, and the hash that opened; for the directory's people there is none, and
    that is where their account here follows.
    """
    known, stored, tally = _begun(command, uow, policy)
    if not by_directory.is_of_directory(known, passwords):
        person = _checked(tally, known, stored, command.password, clock, passwords)
        uow.offices.desk(command.desk).must_have_work_for(person.held)
        if person.first_password:
            must_choose_at(command.desk, person, uow)
        return person, stored
    name = command.name.strip()
    account = by_directory.asked(name, command.password, known, tally, True, clock=clock, passwords=passwords)
    try:
        person = by_directory.arrived(account, command.desk, uow=uow, clock=clock, policy=policy)
        uow.offices.desk(command.desk).must_have_work_for(person.held)
    except (NotAllowedError, WrongStateError):
        by_directory.let_go(account, passwords)
        raise
    uow.gate.asked = uow.gate.answered = clock.monotonic()
    tally.succeed(moment(uow, clock), clock.now())
    return person, ""


def _begun(command: SignIn, uow: UnitOfWork, policy: OfficePolicy) -> tuple[Person | None, str, Tally]:
    """Return whoever has that name here with their hash, and the attempts of theirs. Raises DeskCopiedError."""
    uow.turns.must_be_ours()
    found = uow.people.find(command.name.strip().casefold())
    person, stored = (None, "") if found is None else found
    if person is not None:
        uow.proven.person(person.id)
    return person, stored, Tally(person, stored, account_of(person, command.name), command.desk, uow, policy)


def _checked(
    tally: Tally,
    person: Person | None,
    stored: str,
    password: str,
    clock: Clock,
    passwords: Passwords,
    clears: bool = True,
) -> Person:
    now = moment(tally.uow, clock)
    tally.must_not_wait(now)
    known = None if person is None or not person.active else stored
    if not passwords.verify(known, password) or person is None:
        raise refusal_after(tally.fail(now, clock.now()))
    if clears:
        tally.succeed(now, clock.now())
    return person


def _may_renew(desk: DeskId, person: Person, uow: UnitOfWork) -> bool:
    try:
        must_choose_at(desk, person, uow)
    except NotAllowedError:
        return False
    return True


def _rehash(person: Person, command: SignIn, uow: UnitOfWork, clock: Clock, passwords: Passwords) -> None:
    """Save a hash of the same password with today's parameters."""
    hashed = passwords.renew(command.password)
    facts: Facts = {"hash": hash_digest(person.id, hashed)}
    subjects = {Subject.PERSON: person.id}
    with uow:
        uow.people.renew_hash(person.id, hashed)
        uow.commit(Event(EventKind.PASSWORD_REHASHED, clock.now(), command.desk, person.id, subjects, facts))
