"""Lending a role from one day to another, and taking it back; the rules of `accounts` hold here too.

Rules: a role is lent beside a person's own ones, once at a time. It counts on its days, in the office's zone, and ends
by itself. What was decided under it stays decided. Nobody of the directory is lent the role of administrator.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date

from desktop.application.office.accounts import administering, as_seen, commit_about
from desktop.application.office.in_person import InPerson
from desktop.application.ports.database import UnitOfWork
from desktop.application.ports.desk import Clock, Passwords
from desktop.application.shared.authorisation import office_day
from desktop.application.shared.commands import Command, carries_out
from desktop.application.shared.given_again import given_again, the_person
from desktop.domain.log.events import EventKind
from desktop.domain.office.people import Loan, Person, Role
from desktop.domain.office.policy import OfficePolicy
from desktop.errors import FieldsError, NotAllowedError, WrongStateError


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
@given_again(the_person)
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
@given_again(the_person)
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
