"""When the office has lost all its administrators: whoever holds a recovery key makes a new one, loudly.

Rules:
- It is done at a PC of the office, by showing that one holds one of the two offline recovery keys. The event names the
  key's public half; nobody is signed in.
- It makes a new account, with a first password. No other is changed: administrators who are here go on as they were,
  and see it.
- It is anchored at once.
"""

from __future__ import annotations

from dataclasses import dataclass

from desktop.application.office.accounts import must_be_free, problems_of
from desktop.application.ports.database import UnitOfWork
from desktop.application.ports.desk import Clock, Passwords
from desktop.application.shared.commands import Command, carries_out
from desktop.application.shared.given_again import given_again, the_person
from desktop.domain.log.events import Event, EventKind, Facts, Subject
from desktop.domain.office.people import Person, Role, hash_digest, role_names
from desktop.domain.shared.ids import DeskId, PersonId, new_id
from desktop.errors import FieldsError, NotAllowedError


@dataclass(frozen=True)
class Recover(Command[Person]):
    """The new administrator and their first password. `recipient`: the public half of the recovery key."""

    desk: DeskId
    recipient: str
    sign_in_name: str
    shown_name: str
    password: str


@carries_out(Recover)
@given_again(the_person)
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
