"""Changing one's own password: the first one, which someone else chose, or any later one.

Rules:
- The present password is asked for, and counts as an attempt to sign in: a desk that is left open changes nothing.
- The new one follows the rules of `environment.passwords`, and is another.
- A locked desk changes no password. Nor is one changed here that the office's directory has.
- At a counter of an office with a back office nobody chooses one but who is nothing but an adviser
  (`domain.log.counters`).
"""

from __future__ import annotations

from dataclasses import dataclass, replace

from desktop.application.office.signing_in import confirmed_again, must_choose_at
from desktop.application.ports.database import UnitOfWork
from desktop.application.ports.desk import Clock, Passwords
from desktop.application.shared.authorisation import Actor, event_of
from desktop.application.shared.commands import Command, carries_out
from desktop.application.shared.given_again import given_again, the_person
from desktop.domain.log.events import EventKind, Subject
from desktop.domain.office.people import Person, hash_digest
from desktop.domain.office.policy import OfficePolicy
from desktop.errors import FieldsError, NotAllowedError


@dataclass(frozen=True)
class ChangePassword(Command[Person]):
    """The present password and the new one, as typed; `again` is the new one, typed once more."""

    actor: Actor
    present: str
    new: str
    again: str


@carries_out(ChangePassword)
@given_again(the_person)
def change_password(
    command: ChangePassword, *, uow: UnitOfWork, clock: Clock, passwords: Passwords, policy: OfficePolicy
) -> Person:
    """Change it, and return the person, whose password is their own now.

    Raises FieldsError (`present`, `new`, `again`), SignInRefusedError, NotAllowedError.
    """
    if problems := _problems_of(command):
        raise FieldsError(problems)
    by = command.actor.by
    with uow:
        if uow.gate.locked:
            raise NotAllowedError("desk_locked")
        person, office = uow.people.get(by), uow.offices.get()
        person.must_have_password_here()
        must_choose_at(command.actor.desk, person, uow)
    hashed = _hashed(command.new, passwords, (person.sign_in_name, person.shown_name, office.name, office.place))
    with uow:
        person = confirmed_again(
            command.actor, command.present, uow=uow, clock=clock, passwords=passwords, policy=policy
        )
        person = replace(person, first_password=False)
        uow.people.save(person)
        uow.people.renew_hash(by, hashed)
        subjects = {Subject.PERSON: by}
        event = event_of(EventKind.PASSWORD_CHANGED, command.actor, clock, subjects, hash=hash_digest(by, hashed))
        uow.commit(event, checkpoint=True)
    return person


def _problems_of(command: ChangePassword) -> dict[str, str]:
    problems = {}
    if not command.present:
        problems["present"] = "password_missing"
    if not command.new:
        problems["new"] = "new_password_missing"
    elif command.new == command.present:
        problems["new"] = "password_same"
    elif command.again != command.new:
        problems["again"] = "password_differs"
    return problems


def _hashed(new: str, passwords: Passwords, names: tuple[str, ...]) -> str:
    try:
        return passwords.hash(new, names)
    except FieldsError as error:
        raise FieldsError({"new": error.problems["password"]}) from None
