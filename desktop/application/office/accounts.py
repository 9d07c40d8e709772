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
from desktop.application.ports.database import UnitOfWork
from desktop.application.ports.desk import Clock, Passwords
from desktop.application.shared.authorisation import Actor, acting, event_of, office_day
from desktop.application.shared.commands import Command, carries_out, idempotent, the_person
from desktop.domain.log.events import Event, EventKind, Facts, FactValue, Subject
from desktop.domain.office.office_policy import OfficePolicy
from desktop.domain.office.people import (
    NO_HASH,
    Loan,
    Permission,
    Person,
    Role,
    hash_digest,
    must_stay_administered,
    role_names,
)
from desktop.domain.office.throttle import after_success, moment_of, wait_after
from desktop.domain.shared.ids import DeskId, PersonId, new_id
from desktop.domain.shared.typed_text import hidden_in
from desktop.errors import FieldsError, NotAllowedError, WrongStateError


@dataclass(frozen=True)
class AddAccount(Command[Person]):
    """A new person, and their first password."""

    by: InPerson
    sign_in_name: str
    shown_name: str
    roles: frozenset[Role]
    password: str


@dataclass(frozen=True)
class Rename(Command[Person]):
    """Other names. `seen`: the person as they were shown; in the other commands, too."""

    by: InPerson
    seen: Person
    sign_in_name: str
    shown_name: str


@dataclass(frozen=True)
class ChangeRoles(Command[Person]):
    """Other roles, at least one."""

    by: InPerson
    seen: Person
    roles: frozenset[Role]


@dataclass(frozen=True)
class ResetPassword(Command[Person]):
    """A new first password."""

    by: InPerson
    seen: Person
    password: str


@dataclass(frozen=True)
class EndAccess(Command[Person]):
    """They have left."""

    by: InPerson
    seen: Person


@dataclass(frozen=True)
class ComeBack(Command[Person]):
    """They are here again, with these roles and a first password."""

    by: InPerson
    seen: Person
    roles: frozenset[Role]
    password: str


@dataclass(frozen=True)
class EndWait(Command[Person]):
    """They need not wait any longer after wrong passwords."""

    by: InPerson
    seen: Person


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
        acting(actor, Permission.ADMINISTER, uow)
        now = moment_of(uow.times.server(), clock.now(), clock.monotonic())
        found = [
            Account(person, since, last, wait_after(tries, now, policy.sign_in_account))
            for person, since, last, tries in uow.people.accounts()
        ]
    return tuple(sorted(found, key=lambda each: each.person.shown_name.casefold()))


def first_password(actor: Actor, *, uow: UnitOfWork, passwords: Passwords) -> str:
    """Return words for a first password, each time others. Raises NotAllowedError."""
    with uow.read_only():
        acting(actor, Permission.ADMINISTER, uow)
    return passwords.four_words()


@carries_out(AddAccount)
@idempotent(the_person)
def add_account(
    command: AddAccount, *, uow: UnitOfWork, clock: Clock, passwords: Passwords, policy: OfficePolicy
) -> Person:
    """Add a person. Raises FieldsError, SignInRefusedError, NotAllowedError."""
    problems = problems_of(command.sign_in_name, command.shown_name, command.roles)
    if problems:
        raise FieldsError(problems)
    name = command.sign_in_name.strip().casefold()
    person = Person(PersonId(new_id()), name, command.shown_name.strip(), command.roles, first_password=True)
    hashed = passwords.renew(command.password)
    with uow:
        administering(command.by, uow=uow, clock=clock, passwords=passwords, policy=policy)
        must_be_free(name, uow)
        uow.people.add(person, hashed, clock.now())
        facts: Facts = {"roles": role_names(person.roles), "hash": hash_digest(person.id, hashed), "first": True}
        commit_about(EventKind.PERSON_ADDED, command.by, person, uow, clock, **facts)
    return person


@carries_out(Rename)
@idempotent(the_person)
def rename(command: Rename, *, uow: UnitOfWork, clock: Clock, passwords: Passwords, policy: OfficePolicy) -> Person:
    """Give them other names. Raises FieldsError, SignInRefusedError, NotAllowedError, WrongStateError."""
    problems = problems_of(command.sign_in_name, command.shown_name, command.seen.roles)
    if problems:
        raise FieldsError(problems)
    name = command.sign_in_name.strip().casefold()
    with uow:
        administering(command.by, uow=uow, clock=clock, passwords=passwords, policy=policy)
        person, _ = as_seen(command.seen, uow)
        if name != person.sign_in_name:
            must_be_free(name, uow)
        person = replace(person, sign_in_name=name, shown_name=command.shown_name.strip())
        uow.people.save(person)
        commit_about(EventKind.PERSON_RENAMED, command.by, person, uow, clock)
    return person


@carries_out(ChangeRoles)
@idempotent(the_person)
def change_roles(
    command: ChangeRoles, *, uow: UnitOfWork, clock: Clock, passwords: Passwords, policy: OfficePolicy
) -> Person:
    """Change what they do. Raises FieldsError, SignInRefusedError, NotAllowedError, WrongStateError."""
    if not command.roles:
        raise FieldsError({"roles": "roles_missing"})
    if command.roles == command.seen.roles:
        raise FieldsError({"roles": "roles_same"})
    with uow:
        administering(command.by, uow=uow, clock=clock, passwords=passwords, policy=policy)
        person, others = as_seen(command.seen, uow)
        person.must_be_here()
        if person.directory:
            raise NotAllowedError("directory_gives_roles")
        person = replace(person, roles=command.roles)
        must_stay_administered([*others, person])
        uow.people.save(person)
        uow.people.have_roles_since(person.id, clock.now())
        commit_about(EventKind.ROLES_CHANGED, command.by, person, uow, clock, roles=role_names(person.roles))
    return person


@carries_out(ResetPassword)
@idempotent(the_person)
def reset_password(
    command: ResetPassword, *, uow: UnitOfWork, clock: Clock, passwords: Passwords, policy: OfficePolicy
) -> Person:
    """Give them a first password, and let them try it at once.

    Raises SignInRefusedError, NotAllowedError, WrongStateError.
    """
    hashed = passwords.renew(command.password)
    with uow:
        administering(command.by, uow=uow, clock=clock, passwords=passwords, policy=policy)
        person, _ = as_seen(command.seen, uow)
        person.must_be_here()
        _must_be_another(person, command.by)
        person.must_have_password_here()
        person = replace(person, first_password=True)
        uow.people.save(person)
        uow.people.renew_hash(person.id, hashed)
        uow.people.save_tries("account", person.id, after_success())
        commit_about(EventKind.PASSWORD_RESET, command.by, person, uow, clock, hash=hash_digest(person.id, hashed))
    return person


@carries_out(EndAccess)
@idempotent(the_person)
def end_access(
    command: EndAccess, *, uow: UnitOfWork, clock: Clock, passwords: Passwords, policy: OfficePolicy
) -> Person:
    """End their access, at once and at every PC. Raises SignInRefusedError, NotAllowedError, WrongStateError."""
    with uow:
        administering(command.by, uow=uow, clock=clock, passwords=passwords, policy=policy)
        person, others = as_seen(command.seen, uow)
        person.must_be_here()
        _must_be_another(person, command.by)
        must_stay_administered(others)
        person = replace(person, active=False, barred=bool(person.directory))
        uow.people.save(person)
        commit_about(EventKind.PERSON_LEFT, command.by, person, uow, clock)
    return person


@carries_out(ComeBack)
@idempotent(the_person)
def come_back(
    command: ComeBack, *, uow: UnitOfWork, clock: Clock, passwords: Passwords, policy: OfficePolicy
) -> Person:
    """Let them in again; with their roles as they were, and no password, where they are of the directory.

    Raises FieldsError, SignInRefusedError, NotAllowedError, WrongStateError.
    """
    if not command.roles:
        raise FieldsError({"roles": "roles_missing"})
    local = not command.seen.directory
    hashed = passwords.renew(command.password) if local else NO_HASH
    with uow:
        administering(command.by, uow=uow, clock=clock, passwords=passwords, policy=policy)
        person, _ = as_seen(command.seen, uow)
        if person.active:
            raise WrongStateError("person_changed").of(person=person.id)
        roles = command.roles if local else person.roles
        person = replace(person, active=True, barred=False, first_password=local, roles=roles)
        uow.people.save(person)
        uow.people.renew_hash(person.id, hashed)
        uow.people.have_roles_since(person.id, clock.now())
        clear(person.id, command.by.actor.desk, command.by.actor.by, uow, clock.now())
        facts: Facts = {"roles": role_names(roles), **({"hash": hash_digest(person.id, hashed)} if local else {})}
        commit_about(EventKind.PERSON_CAME_BACK, command.by, person, uow, clock, **facts)
    return person


@carries_out(EndWait)
@idempotent(the_person)
def end_wait(command: EndWait, *, uow: UnitOfWork, clock: Clock, passwords: Passwords, policy: OfficePolicy) -> Person:
    """Let them try again at once. Raises SignInRefusedError, NotAllowedError, WrongStateError."""
    with uow:
        administering(command.by, uow=uow, clock=clock, passwords=passwords, policy=policy)
        person, _ = as_seen(command.seen, uow)
        clear(person.id, command.by.actor.desk, command.by.actor.by, uow, clock.now())
        commit_about(EventKind.WAIT_ENDED, command.by, person, uow, clock)
    return person


def administering(by: InPerson, *, uow: UnitOfWork, clock: Clock, passwords: Passwords, policy: OfficePolicy) -> Person:
    """Return the administrator who acts, once their password was checked; call it first in an open unit of work.

    Raises FieldsError (`own_password`), SignInRefusedError, NotAllowedError.
    """
    return acting_in_person(by, Permission.ADMINISTER, uow=uow, clock=clock, passwords=passwords, policy=policy)


def problems_of(sign_in_name: str, shown_name: str, roles: frozenset[Role]) -> dict[str, str]:
    """Return what cannot be an account, as a FieldsError has it."""
    problems = hidden_in(sign_in_name=sign_in_name, shown_name=shown_name)
    if not sign_in_name.strip():
        problems["sign_in_name"] = "sign_in_name_missing"
    if not shown_name.strip():
        problems["shown_name"] = "shown_name_missing"
    if not roles:
        problems["roles"] = "roles_missing"
    return problems


def must_be_free(name: str, uow: UnitOfWork) -> None:
    """Raise FieldsError (`sign_in_name`) where someone has that sign-in name."""
    if uow.people.find(name) is not None:
        raise FieldsError({"sign_in_name": "name_taken"})


def as_seen(seen: Person, uow: UnitOfWork) -> tuple[Person, list[Person]]:
    """Return the person, if they are as they were shown, and everybody else. Nobody changes them meanwhile."""
    everybody = uow.people.everybody()
    uow.proven.person(seen.id)
    if seen not in everybody:
        raise WrongStateError("person_changed").of(person=seen.id)
    return seen, [person for person in everybody if person.id != seen.id]


def _must_be_another(person: Person, by: InPerson) -> None:
    if person.id == by.actor.by:
        raise NotAllowedError("not_for_yourself")


def commit_about(
    kind: EventKind, by: InPerson, person: Person, uow: UnitOfWork, clock: Clock, **facts: FactValue
) -> None:
    """Commit what was done to someone's account, and anchor it."""
    event = event_of(kind, by.actor, clock, {Subject.PERSON: person.id}, **facts)
    uow.commit(event, checkpoint=True)


@dataclass(frozen=True)
class LendRole(Command[Person]):
    """A role from one day to another, both included; in place of an earlier loan of it. None: not chosen, not typed."""

    by: InPerson
    seen: Person
    role: Role | None
    first: date | None
    last: date | None


@dataclass(frozen=True)
class EndLoan(Command[Person]):
    """A lent role, taken back before its last day."""

    by: InPerson
    seen: Person
    role: Role | None


@carries_out(LendRole)
@idempotent(the_person)
def lend_role(
    command: LendRole, *, uow: UnitOfWork, clock: Clock, passwords: Passwords, policy: OfficePolicy
) -> Person:
    """Lend a role. Raises FieldsError, SignInRefusedError, NotAllowedError, WrongStateError."""
    with uow:
        administering(command.by, uow=uow, clock=clock, passwords=passwords, policy=policy)
        person, _ = as_seen(command.seen, uow)
        person.must_be_here()
        if command.role is Role.ADMINISTRATOR and person.directory:
            raise NotAllowedError("directory_never_administers")
        loan = _loan(command, office_day(uow, clock))
        others = tuple(each for each in person.lent if each.role is not loan.role)
        person = replace(person, lent=(*others, loan))
        uow.people.save(person)
        days = {"first": loan.first.isoformat(), "last": loan.last.isoformat()}
        commit_about(EventKind.ROLE_LENT, command.by, person, uow, clock, role=loan.role.value, **days)
    return person


@carries_out(EndLoan)
@idempotent(the_person)
def end_loan(command: EndLoan, *, uow: UnitOfWork, clock: Clock, passwords: Passwords, policy: OfficePolicy) -> Person:
    """Take a lent role back. Raises FieldsError, SignInRefusedError, NotAllowedError, WrongStateError."""
    if command.role is None:
        raise FieldsError({"role": "role_missing"})
    with uow:
        administering(command.by, uow=uow, clock=clock, passwords=passwords, policy=policy)
        person, _ = as_seen(command.seen, uow)
        person.must_be_here()
        others = tuple(each for each in person.lent if each.role is not command.role)
        if others == person.lent:
            raise WrongStateError("not_lent").of(person=person.id)
        person = replace(person, lent=others)
        uow.people.save(person)
        commit_about(EventKind.LOAN_ENDED, command.by, person, uow, clock, role=command.role.value)
    return person


def _loan(command: LendRole, today: date) -> Loan:
    role, first, last = command.role, command.first, command.last
    problems = {}
    if role is None or role in command.seen.roles:
        problems["role"] = "role_missing" if role is None else "role_held"
    if first is None:
        problems["first"] = "loan_first_missing"
    if last is None:
        problems["last"] = "loan_last_missing"
    elif last < today:
        problems["last"] = "loan_over"
    elif first is not None and last < first:
        problems["last"] = "loan_backwards"
    if problems or role is None or first is None or last is None:
        raise FieldsError(problems)
    return Loan(role, first, last)


@dataclass(frozen=True)
class Recover(Command[Person]):
    """The new administrator and their first password. `recipient`: the public half of the recovery key."""

    desk: DeskId
    recipient: str
    sign_in_name: str
    shown_name: str
    password: str


@carries_out(Recover)
@idempotent(the_person)
def recover_administrator(command: Recover, *, uow: UnitOfWork, clock: Clock, passwords: Passwords) -> Person:
    """Make the account. Raises FieldsError, NotAllowedError (`not_a_recovery_key`), RowRefusedError."""
    roles = frozenset({Role.ADMINISTRATOR})
    if problems := problems_of(command.sign_in_name, command.shown_name, roles):
        raise FieldsError(problems)
    name = command.sign_in_name.strip().casefold()
    person = Person(PersonId(new_id()), name, command.shown_name.strip(), roles, first_password=True)
    hashed = passwords.renew(command.password)
    with uow:
        if command.recipient not in uow.proven.recipients("recovery"):
            raise NotAllowedError("not_a_recovery_key")
        must_be_free(name, uow)
        uow.people.add(person, hashed, clock.now())
        facts: Facts = {
            "roles": role_names(roles),
            "hash": hash_digest(person.id, hashed),
            "first": True,
            "recipient": command.recipient,
        }
        subjects = {Subject.PERSON: person.id}
        event = Event(EventKind.ADMINISTRATOR_RECOVERED, clock.now(), command.desk, None, subjects, facts)
        uow.commit(event, checkpoint=True)
    return person
