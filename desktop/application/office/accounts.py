"""The life of an account, as administrators look after it: added, renamed, other roles, lent roles, left, back.

- Each act takes the administrator's own password, changes only what was shown, and is anchored. The log has no names.
- A first password is shown once; until it is changed its owner can do nothing else. No one gives themselves one.
- The office always has an administrator with a local account; if all are lost, a recovery key's holder makes a new one.
- Someone of the directory has roles and password there. Ended here, the directory alone does not bring them back.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, datetime

from desktop.application.office.attempts import clear
from desktop.application.office.signing_in import InPerson, acting_in_person
from desktop.application.ports.database import Clock, UnitOfWork
from desktop.application.ports.desk import PasswordCheck, Passwords
from desktop.application.shared.commands import Actor, Command, carries_out, office_day, refuse_fields, the_person
from desktop.domain.log.events import Event, EventKind, Facts, FactValue, Subject
from desktop.domain.office import people
from desktop.domain.office.office_policy import OfficePolicy
from desktop.domain.office.people import Permission, Person, Role
from desktop.domain.office.throttle import after_success, moment_of, wait_after
from desktop.domain.shared.ids import DeskId, PersonId, new_id
from desktop.domain.shared.typed_text import hidden_in
from desktop.errors import FieldsError, NotAllowedError, WrongStateError, problems_where


class AddAccount(Command[Person]):
    """A new person, and their first password."""

    by: InPerson
    sign_in_name: str
    shown_name: str
    roles: frozenset[Role]
    password: str


class AccountCommand(Command[Person]):
    """Something about the account of a person. `seen`: they, as they were shown."""

    by: InPerson
    seen: Person


class Rename(AccountCommand):
    """Other names."""

    sign_in_name: str
    shown_name: str


class ChangeRoles(AccountCommand):
    """Other roles, at least one."""

    roles: frozenset[Role]


class ResetPassword(AccountCommand):
    """A new first password."""

    password: str


class EndAccess(AccountCommand):
    """They have left."""


class ComeBack(AccountCommand):
    """They are here again, with these roles and a first password."""

    roles: frozenset[Role]
    password: str


class EndWait(AccountCommand):
    """They need not wait any longer after wrong passwords."""


class LendRole(AccountCommand):
    """A role from one day to another, both included; in place of an earlier loan of it. None: not chosen, not typed."""

    role: Role | None
    first: date | None
    last: date | None


class EndLoan(AccountCommand):
    """A lent role, taken back before its last day."""

    role: Role | None


class Recover(Command[Person]):
    """The new administrator and their first password. `recipient`: the public half of the recovery key."""

    desk: DeskId
    recipient: str
    sign_in_name: str
    shown_name: str
    password: str


@dataclass(frozen=True)
class Account:
    """A person in the list. `roles_since`, `last_sign_in`: aware, in UTC; None where it is not known, or never was.

    `wait`: in seconds, after wrong passwords.
    """

    person: Person
    roles_since: datetime | None
    last_sign_in: datetime | None
    wait: int


def accounts(actor: Actor, *, uow: UnitOfWork, clock: Clock, policy: OfficePolicy) -> tuple[Account, ...]:
    """Return everybody, by their shown names. Raises NotAllowedError."""
    with uow.read_only():
        actor.acting(Permission.ADMINISTER, uow)
        now = moment_of(uow.times.server(), clock.now(), clock.monotonic())
        found = [
            Account(person, since, last, wait_after(tries, now, policy.sign_in_account))
            for person, since, last, tries in uow.people.accounts()
        ]
    return tuple(sorted(found, key=lambda each: each.person.shown_name.casefold()))


def first_password(actor: Actor, *, uow: UnitOfWork, passwords: Passwords) -> str:
    """Return words for a first password, each time others. Raises NotAllowedError."""
    with uow.read_only():
        actor.acting(Permission.ADMINISTER, uow)
    return passwords.four_words()


@carries_out(AddAccount, again=the_person)
def add_account(command: AddAccount, *, uow: UnitOfWork, clock: Clock, check: PasswordCheck) -> Person:
    """Add a person. Raises FieldsError, SignInRefusedError, NotAllowedError."""
    person, hashed = _new(command, command.roles, check.passwords)
    with uow:
        administering(command.by, uow=uow, check=check)
        facts = _added(person, hashed, uow, clock)
        uow.commit(_event(EventKind.PERSON_ADDED, command.by, person, clock, **facts), checkpoint=True)
    return person


@carries_out(Rename, again=the_person)
def rename(command: Rename, *, uow: UnitOfWork, clock: Clock, check: PasswordCheck) -> Person:
    """Give them other names. Raises FieldsError, SignInRefusedError, NotAllowedError, WrongStateError."""
    name, shown = _names(command, command.seen.roles)
    with uow:
        person, _ = _as_seen(command, uow, check)
        if name != person.sign_in_name:
            _must_be_free(name, uow)
        person = replace(person, sign_in_name=name, shown_name=shown)
        return _saved(EventKind.PERSON_RENAMED, command, person, uow, clock)


@carries_out(ChangeRoles, again=the_person)
def change_roles(command: ChangeRoles, *, uow: UnitOfWork, clock: Clock, check: PasswordCheck) -> Person:
    """Change what they do. Raises FieldsError, SignInRefusedError, NotAllowedError, WrongStateError."""
    if not command.roles:
        raise FieldsError({"roles": "roles_missing"})
    if command.roles == command.seen.roles:
        raise FieldsError({"roles": "roles_same"})
    with uow:
        person, others = _here(command, uow, check)
        if person.directory:
            raise NotAllowedError("directory_gives_roles")
        person = replace(person, roles=command.roles)
        people.must_stay_administered([*others, person])
        uow.people.have_roles_since(person.id, clock.now())
        return _saved(EventKind.ROLES_CHANGED, command, person, uow, clock, roles=people.role_names(person.roles))


@carries_out(ResetPassword, again=the_person)
def reset_password(command: ResetPassword, *, uow: UnitOfWork, clock: Clock, check: PasswordCheck) -> Person:
    """Give them a first password, and let them try it at once.

    Raises SignInRefusedError, NotAllowedError, WrongStateError.
    """
    hashed = check.passwords.renew(command.password)
    with uow:
        person, _ = _here(command, uow, check)
        _must_be_another(person, command.by)
        person.must_have_password_here()
        uow.people.renew_hash(person.id, hashed)
        uow.people.save_tries("account", person.id, after_success())
        person = replace(person, first_password=True)
        return _saved(EventKind.PASSWORD_RESET, command, person, uow, clock, hash=people.hash_digest(person.id, hashed))


@carries_out(EndAccess, again=the_person)
def end_access(command: EndAccess, *, uow: UnitOfWork, clock: Clock, check: PasswordCheck) -> Person:
    """End their access, at once and at every PC. Raises SignInRefusedError, NotAllowedError, WrongStateError."""
    with uow:
        person, others = _here(command, uow, check)
        _must_be_another(person, command.by)
        people.must_stay_administered(others)
        person = replace(person, active=False, barred=bool(person.directory))
        return _saved(EventKind.PERSON_LEFT, command, person, uow, clock)


@carries_out(ComeBack, again=the_person)
def come_back(command: ComeBack, *, uow: UnitOfWork, clock: Clock, check: PasswordCheck) -> Person:
    """Let them in again; with their roles as they were, and no password, where they are of the directory.

    Raises FieldsError, SignInRefusedError, NotAllowedError, WrongStateError.
    """
    if not command.roles:
        raise FieldsError({"roles": "roles_missing"})
    local = not command.seen.directory
    hashed = check.passwords.renew(command.password) if local else people.NO_HASH
    with uow:
        person, _ = _as_seen(command, uow, check)
        if person.active:
            raise WrongStateError("person_changed").of(person=person.id)
        roles = command.roles if local else person.roles
        person = replace(person, active=True, barred=False, first_password=local, roles=roles)
        uow.people.renew_hash(person.id, hashed)
        uow.people.have_roles_since(person.id, clock.now())
        clear(person.id, command.by.actor.desk, command.by.actor.by, uow, clock.now())
        facts: Facts = {
            "roles": people.role_names(roles),
            **({"hash": people.hash_digest(person.id, hashed)} if local else {}),
        }
        return _saved(EventKind.PERSON_CAME_BACK, command, person, uow, clock, **facts)


@carries_out(EndWait, again=the_person)
def end_wait(command: EndWait, *, uow: UnitOfWork, clock: Clock, check: PasswordCheck) -> Person:
    """Let them try again at once. Raises SignInRefusedError, NotAllowedError, WrongStateError."""
    with uow:
        person, _ = _as_seen(command, uow, check)
        clear(person.id, command.by.actor.desk, command.by.actor.by, uow, clock.now())
        uow.commit(_event(EventKind.WAIT_ENDED, command.by, person, clock), checkpoint=True)
        return person


@carries_out(LendRole, again=the_person)
def lend_role(command: LendRole, *, uow: UnitOfWork, clock: Clock, check: PasswordCheck) -> Person:
    """Lend a role. Raises FieldsError, SignInRefusedError, NotAllowedError, WrongStateError."""
    with uow:
        person, _ = _here(command, uow, check)
        if command.role is Role.ADMINISTRATOR and person.directory:
            raise NotAllowedError("directory_never_administers")
        loan = _loan(command, office_day(uow, clock))
        others = tuple(each for each in person.lent if each.role is not loan.role)
        person = replace(person, lent=(*others, loan))
        days = {"first": loan.first.isoformat(), "last": loan.last.isoformat()}
        return _saved(EventKind.ROLE_LENT, command, person, uow, clock, role=loan.role.value, **days)


@carries_out(EndLoan, again=the_person)
def end_loan(command: EndLoan, *, uow: UnitOfWork, clock: Clock, check: PasswordCheck) -> Person:
    """Take a lent role back. Raises FieldsError, SignInRefusedError, NotAllowedError, WrongStateError."""
    if command.role is None:
        raise FieldsError({"role": "role_missing"})
    with uow:
        person, _ = _here(command, uow, check)
        others = tuple(each for each in person.lent if each.role is not command.role)
        if others == person.lent:
            raise WrongStateError("not_lent").of(person=person.id)
        person = replace(person, lent=others)
        return _saved(EventKind.LOAN_ENDED, command, person, uow, clock, role=command.role.value)


@carries_out(Recover, again=the_person)
def recover_administrator(command: Recover, *, uow: UnitOfWork, clock: Clock, passwords: Passwords) -> Person:
    """Make the account. Raises FieldsError, NotAllowedError (`not_a_recovery_key`), RowRefusedError."""
    person, hashed = _new(command, frozenset({Role.ADMINISTRATOR}), passwords)
    with uow:
        if command.recipient not in uow.proven.recipients("recovery"):
            raise NotAllowedError("not_a_recovery_key")
        facts = _added(person, hashed, uow, clock) | {"recipient": command.recipient}
        subjects = {Subject.PERSON: person.id}
        event = Event(EventKind.ADMINISTRATOR_RECOVERED, clock.now(), command.desk, None, subjects, facts)
        uow.commit(event, checkpoint=True)
    return person


def administering(by: InPerson, *, uow: UnitOfWork, check: PasswordCheck) -> Person:
    """Return the administrator who acts, once their password was checked; call it first in an open unit of work.

    Raises FieldsError (`own_password`), SignInRefusedError, NotAllowedError.
    """
    return acting_in_person(by, Permission.ADMINISTER, uow=uow, check=check)


def _names(command: AddAccount | Rename | Recover, roles: frozenset[Role]) -> tuple[str, str]:
    """Return the sign-in name and the shown one of an account with these roles. Raises FieldsError."""
    name, shown = command.sign_in_name.strip().casefold(), command.shown_name.strip()
    missing = problems_where(
        ("sign_in_name", "sign_in_name_missing", not name),
        ("shown_name", "shown_name_missing", not shown),
        ("roles", "roles_missing", not roles),
    )
    refuse_fields(hidden_in(sign_in_name=command.sign_in_name, shown_name=command.shown_name) | missing)
    return name, shown


def _new(command: AddAccount | Recover, roles: frozenset[Role], passwords: Passwords) -> tuple[Person, str]:
    """Return someone new with their first password's hash. Raises FieldsError."""
    person = Person(PersonId(new_id()), *_names(command, roles), roles, first_password=True)
    return person, passwords.renew(command.password)


def _added(person: Person, hashed: str, uow: UnitOfWork, clock: Clock) -> Facts:
    """Add someone new, and return what the event says of them. Raises FieldsError where their name is taken."""
    _must_be_free(person.sign_in_name, uow)
    uow.people.add(person, hashed, clock.now())
    return {"roles": people.role_names(person.roles), "hash": people.hash_digest(person.id, hashed), "first": True}


def _must_be_free(name: str, uow: UnitOfWork) -> None:
    if uow.people.find(name) is not None:
        raise FieldsError({"sign_in_name": "name_taken"})


def _as_seen(command: AccountCommand, uow: UnitOfWork, check: PasswordCheck) -> tuple[Person, list[Person]]:
    """Return the person, if they are as they were shown, and everybody else; an administrator is here in person.

    Nobody changes them meanwhile. Raises as `administering` does, and WrongStateError (`person_changed`).
    """
    administering(command.by, uow=uow, check=check)
    seen, everybody = command.seen, uow.people.everybody()
    uow.proven.person(seen.id)
    if seen not in everybody:
        raise WrongStateError("person_changed").of(person=seen.id)
    return seen, [person for person in everybody if person.id != seen.id]


def _here(command: AccountCommand, uow: UnitOfWork, check: PasswordCheck) -> tuple[Person, list[Person]]:
    """Return the same of someone who has not left. Raises NotAllowedError, too."""
    person, others = _as_seen(command, uow, check)
    person.must_be_here()
    return person, others


def _must_be_another(person: Person, by: InPerson) -> None:
    if person.id == by.actor.by:
        raise NotAllowedError("not_for_yourself")


def _saved(
    kind: EventKind, command: AccountCommand, person: Person, uow: UnitOfWork, clock: Clock, **facts: FactValue
) -> Person:
    """Save the person as they are now, commit what was done, and anchor it."""
    uow.people.save(person)
    uow.commit(_event(kind, command.by, person, clock, **facts), checkpoint=True)
    return person


def _event(kind: EventKind, by: InPerson, person: Person, clock: Clock, **facts: FactValue) -> Event:
    return by.actor.event(kind, clock, {Subject.PERSON: person.id}, **facts)


def _loan(command: LendRole, today: date) -> people.Loan:
    role, first, last = command.role, command.first, command.last
    problems = problems_where(
        ("role", "role_missing", role is None),
        ("role", "role_held", role in command.seen.roles),
        ("first", "loan_first_missing", first is None),
        ("last", "loan_last_missing", last is None),
        ("last", "loan_over", last is not None and last < today),
        ("last", "loan_backwards", last is not None and first is not None and last < first),
    )
    if problems or role is None or first is None or last is None:
        raise FieldsError(problems)
    return people.Loan(role, first, last)
