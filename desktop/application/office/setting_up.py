"""Creating an office: its facts, its desks, its people. The first events of its log.

Rules:
- Until there is an administrator nobody is signed in: the events name the desk, and no actor.
- Passwords follow the rules of `environment.passwords`, which checks them and raises FieldsError. It is given the
  person's and the office's names.
"""

from __future__ import annotations

from dataclasses import dataclass

from desktop.application.ports.database import UnitOfWork
from desktop.application.ports.desk import Clock, Passwords
from desktop.application.ports.offices import OfficeFacts
from desktop.application.shared.given_again import given_again, the_person
from desktop.domain.log.events import Event, EventKind, Facts, Subject
from desktop.domain.office.desks import DeskKind, EnrolledDesk
from desktop.domain.office.people import Permission, Person, Role, hash_digest, role_names
from desktop.domain.shared.hidden_characters import hidden_in
from desktop.domain.shared.ids import DeskId, PersonId, new_id
from desktop.domain.shared.notes import letterhead_digest
from desktop.errors import FieldsError, NotAllowedError


@dataclass(frozen=True)
class EnrolDesk:
    """A desk, its kind, and the recipient (age) of its identity.

    `key`: the public half (Ed25519, base64) of its enrolment key, by which it introduces its first signing key; empty
    for the office's first desk, with whose key the log begins.
    """

    id: DeskId
    name: str
    recipient: str
    kind: DeskKind
    key: str = ""


@dataclass(frozen=True)
class AddPerson:
    """Someone who can sign in, added at a desk."""

    desk: DeskId
    sign_in_name: str
    shown_name: str
    roles: frozenset[Role]
    password: str


def create_office(
    office: OfficeFacts, recovery: tuple[str, ...], desk: DeskId, *, uow: UnitOfWork, clock: Clock
) -> None:
    """Create the office itself. `recovery` are the two offline identities' recipients."""
    with uow:
        uow.offices.add(office, recovery, clock.now())
        facts: Facts = {
            "office": office.id,
            "demo": office.demo,
            "recovery": len(recovery),
            "recipients": recovery,
            "zone": office.zone.key,
            "nation": office.nation,
            "letterhead": letterhead_digest(office.id, office.name, office.place),
        }
        uow.commit(Event(EventKind.OFFICE_CREATED, clock.now(), desk, None, {}, facts))


def enrol_desk(command: EnrolDesk, at: DeskId, *, uow: UnitOfWork, clock: Clock) -> None:
    """Add a desk; keys made from now on are wrapped to it too. `at`: the desk that enrols it. Raises FieldsError."""
    if problems := hidden_in(desk=command.name):
        raise FieldsError(problems)
    with uow:
        now = clock.now()
        uow.offices.add_desk(EnrolledDesk(command.id, command.name, command.kind, command.recipient, now))
        facts: Facts = {"recipient": command.recipient, "kind": command.kind.value, "key": command.key}
        uow.commit(Event(EventKind.DESK_ENROLLED, now, at, None, {Subject.DESK: command.id}, facts))


def join_office(desk: DeskId, *, uow: UnitOfWork, clock: Clock) -> None:
    """Write the first event of a desk that another has enrolled: with it, its signing key is known."""
    with uow:
        uow.commit(Event(EventKind.DESK_JOINED, clock.now(), desk))


@given_again(the_person)
def add_person(
    command: AddPerson, by: PersonId | None = None, *, uow: UnitOfWork, clock: Clock, passwords: Passwords
) -> Person:
    """Add someone, and anchor the log: permissions are worth an anchor.

    Nobody adds the first person; an administrator (`by`) adds every other. Raises NotAllowedError, FieldsError.
    """
    name = command.sign_in_name.strip().casefold()
    person = Person(PersonId(new_id()), name, command.shown_name, command.roles)
    if problems := hidden_in(name=name, shown_name=command.shown_name):
        raise FieldsError(problems)
    if not name:
        raise FieldsError({"name": "name_missing"})
    with uow:
        office = uow.offices.get()
    hashed = passwords.hash(command.password, (name, command.shown_name, office.name, office.place))
    with uow:
        if by is not None or uow.reading.people():
            _administrator(by, uow)
        if uow.people.find(name) is not None:
            raise FieldsError({"name": "name_taken"})
        uow.people.add(person, hashed, clock.now())
        subjects = {Subject.PERSON: person.id}
        facts: Facts = {"roles": role_names(person.roles), "hash": hash_digest(person.id, hashed)}
        event = Event(EventKind.PERSON_ADDED, clock.now(), command.desk, by, subjects, facts)
        uow.commit(event, checkpoint=True)
    return person


def _administrator(by: PersonId | None, uow: UnitOfWork) -> None:
    if by is None:
        raise NotAllowedError("needs_administrator")
    uow.proven.person(by).must(Permission.ADMINISTER)
