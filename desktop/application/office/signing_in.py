"""Signing in and out, locking and unlocking; typing one's own password again for an act, and changing it.

- An attempt costs one verification, known name or not, and reads the same. Unknown names are not stored, only counted
  in one of 65,536 buckets. During a wait nothing is verified. Every wrong password anywhere counts.
- Each sign-in takes a turn (`Turns`): nobody proves themselves at a copy of a PC, or at one that was copied.
- `acting_in_person` may end the transaction to ask the directory: call it before any change, then read again.
"""

from __future__ import annotations

from contextlib import suppress
from dataclasses import dataclass, field, replace

from desktop.application.office import directory
from desktop.application.office.attempts import Tally, account_of
from desktop.application.office.pc_checks import must_be_in_time, must_not_be_outdated
from desktop.application.ports.database import Clock, UnitOfWork
from desktop.application.ports.desk import PasswordCheck, Passwords
from desktop.application.shared import commands
from desktop.application.shared.commands import Actor, must_be_as_logged
from desktop.domain.log.events import Event, EventKind, Facts, Subject
from desktop.domain.office.pcs import must_choose_password_at, not_done_at
from desktop.domain.office.people import Permission, Person, hash_digest
from desktop.domain.shared.ids import DeskId
from desktop.domain.shared.typed_text import hidden_in
from desktop.errors import ExternalSystemError, FieldsError, NotAllowedError, WrongStateError, problems_where


@dataclass(frozen=True)
class SignedIn:
    """The person at the desk."""

    person: Person


class SignIn(commands.Command[SignedIn]):
    """A name and password as typed, and the desk."""

    desk: DeskId
    name: str
    password: str


class Unlock(commands.Command[None]):
    """The password, typed again."""

    actor: Actor
    password: str


@commands.carries_out(SignIn)
@commands.retry_on_new_policy
def sign_in(command: SignIn, *, uow: UnitOfWork, clock: Clock, check: PasswordCheck) -> SignedIn:
    """Sign someone in. Raises FieldsError where something is missing, SignInRefusedError; NotAllowedError where they
    have nothing to do at this PC, or are in no group of the directory that has a role here; DirectoryError;
    WrongStateError (`program_outdated`, `clock_differs`; `policy_changed` for whoever is of the directory).
    """
    problems = missing_of(command)
    commands.refuse_fields(problems)
    with uow:
        must_not_be_outdated(uow)
        must_be_in_time(uow, clock)
        must_be_as_logged(check.policy, uow)
        person, stored = _arrived(command, uow, check)
        outdated = bool(stored) and check.passwords.needs_rehash(stored) and _may_renew(command.desk, person, uow)
        subjects = {Subject.PERSON: person.id}
        uow.people.came_in(person.id, clock.now())
        turn = uow.turns.take()
        facts: Facts = {"hash": hash_digest(person.id, stored)} if stored else {}
        facts |= {} if turn is None else {"turn": turn}
        uow.commit(Event(EventKind.SIGNED_IN, clock.now(), command.desk, person.id, subjects, facts))
    uow.gate.locked = False
    if outdated:
        with suppress(ExternalSystemError):  # they are signed in all the same, and it is done the next time
            _rehash(person, command, uow, check)
    return SignedIn(person)


def must_choose_at(desk: DeskId, person: Person, uow: UnitOfWork) -> None:
    """Raise NotAllowedError (`password_elsewhere`) where they choose no password at that desk."""
    office = uow.offices.desks()
    must_choose_password_at(not_done_at(next(each for each in office if each.id == desk), office), person)


def missing_of(command: SignIn) -> dict[str, str]:
    """Return the problems of the two fields, as a FieldsError has them."""
    # Nobody has a name with a hidden character, and not every database can search for it.
    return hidden_in(name=command.name) | problems_where(
        ("name", "name_missing", not command.name.strip()),
        ("password", "password_missing", not command.password),
    )


def confirmed(command: SignIn, clears: bool = True, *, uow: UnitOfWork, check: PasswordCheck) -> Person:
    """Return the person with this name and password; call it first in an open unit of work.

    What was read in it before may be out of date after it: a directory takes seconds, outside of the transaction.

    Also for a permission given at a desk where another is signed in. Raises SignInRefusedError; the attempt is then
    stored. By the directory also DirectoryError, NotAllowedError, WrongStateError (`policy_changed`). `clears`: earlier
    wrong ones count no more; False where this PC signs nothing yet.
    """
    tally = _begun(command, uow, check)
    if not directory.is_of_directory(tally.person, check.passwords):
        return _checked(tally, command.password, clears)
    account = directory.asked(command.name.strip(), command.password, tally, False)
    if clears:
        tally.succeed(tally.now())
    return directory.as_known(account, uow)


def confirmed_again(actor: Actor, password: str, *, uow: UnitOfWork, check: PasswordCheck) -> Person:
    """Return the person who is signed in, once their password was checked again, as for `confirmed` (and as early)."""
    uow.turns.must_be_ours()
    person = uow.proven.person(actor.by)
    _, stored = uow.people.find(person.sign_in_name) or (person, "")
    tally = Tally(person, stored, person.id, actor.desk, uow, check)
    if not person.directory:
        return _checked(tally, password)
    account = directory.asked(person.sign_in_name, password, tally, True)
    if account.identifier != person.directory:  # someone else has their name there by now
        raise tally.fail(tally.now())
    uow.gate.answered = check.clock.monotonic()
    tally.succeed(tally.now())
    return directory.as_known(account, uow)


@commands.carries_out(Unlock)
def unlock(command: Unlock, *, uow: UnitOfWork, clock: Clock, check: PasswordCheck) -> None:
    """Unlock the desk for the person who is signed in. Raises as sign_in does."""
    if not command.password:
        raise FieldsError({"password": "password_missing"})
    with uow:
        confirmed_again(command.actor, command.password, uow=uow, check=check)
        uow.commit(command.actor.event(EventKind.DESK_UNLOCKED, clock))
    uow.gate.locked = False


@commands.carries_out(again=commands.nothing)
def lock(actor: Actor, idle: bool = False, *, uow: UnitOfWork, clock: Clock) -> None:
    """Lock the desk: by hand, or after five idle minutes. It is locked even where that cannot be logged."""
    uow.gate.locked = True
    with uow:
        uow.commit(actor.event(EventKind.DESK_LOCKED, clock, idle=idle))


@commands.carries_out(again=commands.nothing)
def sign_out(actor: Actor, *, uow: UnitOfWork, clock: Clock) -> None:
    """Log that someone has signed out. The log's head is signed, so that a day ends anchored."""
    with uow:
        uow.commit(actor.event(EventKind.SIGNED_OUT, clock, {Subject.PERSON: actor.by}), checkpoint=True)


def _arrived(command: SignIn, uow: UnitOfWork, check: PasswordCheck) -> tuple[Person, str]:
    """Return whoever signs in at this desk, and the hash that opened; for the directory's people there is none, and
    that is where their account here follows.
    """
    tally = _begun(command, uow, check)
    if not directory.is_of_directory(tally.person, check.passwords):
        person = _checked(tally, command.password)
        uow.offices.desk(command.desk).must_have_work_for(person.held)
        if person.first_password:
            must_choose_at(command.desk, person, uow)
        return person, tally.stored
    account = directory.asked(command.name.strip(), command.password, tally, True)
    try:
        person = directory.arrived(account, command.desk, uow, check)
        uow.offices.desk(command.desk).must_have_work_for(person.held)
    except (NotAllowedError, WrongStateError):
        directory.let_go(account, check.passwords)
        raise
    uow.gate.asked = uow.gate.answered = check.clock.monotonic()
    tally.succeed(tally.now())
    return person, ""


def _begun(command: SignIn, uow: UnitOfWork, check: PasswordCheck) -> Tally:
    """Return the attempts of whoever has that name here. Raises DeskCopiedError."""
    uow.turns.must_be_ours()
    found = uow.people.find(command.name.strip().casefold())
    person, stored = (None, "") if found is None else found
    if person is not None:
        uow.proven.person(person.id)
    return Tally(person, stored, account_of(person, command.name), command.desk, uow, check)


def _checked(tally: Tally, password: str, clears: bool = True) -> Person:
    now, person = tally.now(), tally.person
    tally.must_not_wait(now)
    known = None if person is None or not person.active else tally.stored
    if not tally.check.passwords.verify(known, password) or person is None:
        raise tally.fail(now)
    if clears:
        tally.succeed(now)
    return person


def _may_renew(desk: DeskId, person: Person, uow: UnitOfWork) -> bool:
    try:
        must_choose_at(desk, person, uow)
    except NotAllowedError:
        return False
    return True


def _rehash(person: Person, command: SignIn, uow: UnitOfWork, check: PasswordCheck) -> None:
    """Save a hash of the same password with today's parameters."""
    hashed = check.passwords.renew(command.password)
    facts: Facts = {"hash": hash_digest(person.id, hashed)}
    subjects = {Subject.PERSON: person.id}
    with uow:
        uow.people.renew_hash(person.id, hashed)
        uow.commit(Event(EventKind.PASSWORD_REHASHED, check.clock.now(), command.desk, person.id, subjects, facts))


@dataclass(frozen=True)
class InPerson:
    """The person who acts, and their own password, typed for this act. Empty: not typed."""

    actor: Actor
    password: str = field(default="", repr=False)


def acting_in_person(by: InPerson, permission: Permission, *, uow: UnitOfWork, check: PasswordCheck) -> Person:
    """Return the person who acts, as `acting` does, once their password was checked. Call it before anything is read.

    Raises FieldsError (`own_password`), SignInRefusedError, NotAllowedError.
    """
    by.actor.acting(permission, uow)
    must_have_typed(by)
    confirmed = confirmed_again(by.actor, by.password, uow=uow, check=check)
    confirmed.must(permission)  # their groups may no longer give it
    return by.actor.acting(permission, uow)


def must_have_typed(by: InPerson) -> None:
    """Raise FieldsError (`own_password`) where no password was typed."""
    if not by.password:
        raise FieldsError({"own_password": "password_missing"})


class ChangePassword(commands.Command[Person]):
    """The present password and the new one, as typed; `again` is the new one, typed once more."""

    actor: Actor
    present: str
    new: str
    again: str


@commands.carries_out(ChangePassword, again=commands.the_person)
def change_password(command: ChangePassword, *, uow: UnitOfWork, clock: Clock, check: PasswordCheck) -> Person:
    """Change it, and return the person, whose password is their own now.

    Raises FieldsError (`present`, `new`, `again`), SignInRefusedError, NotAllowedError.
    """
    commands.refuse_fields(_problems_of(command))
    by = command.actor.by
    with uow:
        if uow.gate.locked:
            raise NotAllowedError("desk_locked")
        person, office = uow.people.get(by), uow.offices.get()
        person.must_have_password_here()
        must_choose_at(command.actor.desk, person, uow)
    hashed = _hashed(command.new, check.passwords, (person.sign_in_name, person.shown_name, office.name, office.place))
    with uow:
        person = confirmed_again(command.actor, command.present, uow=uow, check=check)
        person = replace(person, first_password=False)
        uow.people.save(person)
        uow.people.renew_hash(by, hashed)
        subjects = {Subject.PERSON: by}
        event = command.actor.event(EventKind.PASSWORD_CHANGED, clock, subjects, hash=hash_digest(by, hashed))
        uow.commit(event, checkpoint=True)
    return person


def _problems_of(command: ChangePassword) -> dict[str, str]:
    same = command.new == command.present
    return problems_where(
        ("present", "password_missing", not command.present),
        ("new", "new_password_missing", not command.new),
        ("new", "password_same", same),
        ("again", "password_differs", command.new and not same and command.again != command.new),
    )


def _hashed(new: str, passwords: Passwords, names: tuple[str, ...]) -> str:
    try:
        return passwords.hash(new, names)
    except FieldsError as error:
        raise FieldsError({"new": error.problems["password"]}) from None
