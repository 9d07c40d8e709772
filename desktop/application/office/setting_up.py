"""Setting an office up with its desks and people, and moving it: to a server, its recordings into the database there.

- Until there is an administrator nobody is signed in: the first events name the desk, and no actor.
- A move is an administrator's act: their password, an event, a checkpoint. It bears no signature of its own.
- While recordings move no other PC has the office open: its windows would go on with the shared folder.
- Another way to the server has been tried by then. A new password is sent there as its SCRAM verifier alone (RFC 5803).
"""

from __future__ import annotations

from collections.abc import Callable, Collection
from dataclasses import dataclass, field
from enum import StrEnum

from desktop.application.office.accounts import administering
from desktop.application.office.signing_in import InPerson
from desktop.application.ports.database import Clock, UnitOfWork
from desktop.application.ports.desk import PasswordCheck, Passwords
from desktop.application.ports.office import OfficeFacts
from desktop.application.ports.sound import VaultPlace
from desktop.application.shared.commands import Command, carries_out, nothing, refuse_fields, the_person
from desktop.domain.log.events import Event, EventKind, Facts, Subject
from desktop.domain.office.pcs import DeskKind, EnrolledDesk
from desktop.domain.office.people import Permission, Person, Role, hash_digest, role_names
from desktop.domain.shared.ids import DeskId, PersonId, new_id
from desktop.domain.shared.typed_text import hidden_in, letterhead_digest
from desktop.errors import ExternalSystemError, FieldsError, NotAllowedError


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
    refuse_fields(hidden_in(desk=command.name))
    with uow:
        now = clock.now()
        uow.offices.add_desk(EnrolledDesk(command.id, command.name, command.kind, command.recipient, now))
        facts: Facts = {"recipient": command.recipient, "kind": command.kind.value, "key": command.key}
        uow.commit(Event(EventKind.DESK_ENROLLED, now, at, None, {Subject.DESK: command.id}, facts))


def join_office(desk: DeskId, *, uow: UnitOfWork, clock: Clock) -> None:
    """Write the first event of a desk that another has enrolled: with it, its signing key is known."""
    with uow:
        uow.commit(Event(EventKind.DESK_JOINED, clock.now(), desk))


@carries_out(again=the_person)
def add_person(
    command: AddPerson, by: PersonId | None = None, *, uow: UnitOfWork, clock: Clock, passwords: Passwords
) -> Person:
    """Add someone, and anchor the log: permissions are worth an anchor.

    Nobody adds the first person; an administrator (`by`) adds every other. Raises NotAllowedError, FieldsError.
    """
    name = command.sign_in_name.strip().casefold()
    person = Person(PersonId(new_id()), name, command.shown_name, command.roles)
    refuse_fields(hidden_in(name=name, shown_name=command.shown_name))
    if not name:
        raise FieldsError({"name": "name_missing"})
    with uow:
        office = uow.offices.get()
    hashed = passwords.hash(command.password, (name, command.shown_name, office.name, office.place))
    with uow:
        if by is not None or uow.reading.people():
            if by is None:
                raise NotAllowedError("needs_administrator")
            uow.proven.person(by).must(Permission.ADMINISTER)
        if uow.people.find(name) is not None:
            raise FieldsError({"name": "name_taken"})
        uow.people.add(person, hashed, clock.now())
        subjects = {Subject.PERSON: person.id}
        facts: Facts = {"roles": role_names(person.roles), "hash": hash_digest(person.id, hashed)}
        event = Event(EventKind.PERSON_ADDED, clock.now(), command.desk, by, subjects, facts)
        uow.commit(event, checkpoint=True)
    return person


class Stage(StrEnum):
    """The stage of a move."""

    VERIFYING = "verifying"
    ROWS = "rows"
    RECORDINGS = "recordings"
    VERIFYING_AGAIN = "verifying_again"


class LogMove(Command[None]):
    """The facts to log. `recordings`: where they are from now on."""

    by: InPerson
    recordings: VaultPlace


def may_move(by: InPerson, *, uow: UnitOfWork, check: PasswordCheck) -> None:
    """Raise FieldsError (`own_password`), SignInRefusedError or NotAllowedError for whoever may not."""
    with uow:
        administering(by, uow=uow, check=check)


@carries_out(LogMove, again=nothing)
def log_move(command: LogMove, *, uow: UnitOfWork, clock: Clock, check: PasswordCheck) -> None:
    """Log it, once. Raises as `may_move` does."""
    with uow:
        administering(command.by, uow=uow, check=check)
        if uow.proven.newest(EventKind.OFFICE_MOVED) is not None:
            return
        actor, recordings = command.by.actor, command.recordings.value
        event = actor.event(EventKind.OFFICE_MOVED, clock, {Subject.DESK: actor.desk}, recordings=recordings)
        uow.commit(event, checkpoint=True)


class MoveRecordings(Command["Missing"]):
    """`carry_rest`: carries what has come since it was last called, while nobody commits; returns which are there."""

    by: InPerson
    carry_rest: Callable[[], Collection[str]]


@dataclass(frozen=True)
class Missing:
    """How many recordings and copies the office has whose file was not in the folder, and is not in the database."""

    files: int = 0


def must_be_alone(desk: DeskId, *, uow: UnitOfWork) -> None:
    """Raise ExternalSystemError (`other_pcs_open`) where another PC has the office open."""
    with uow.read_only():
        _must_be_alone(desk, uow)


@carries_out(MoveRecordings, again=lambda uow, subjects: Missing())
def move_recordings(command: MoveRecordings, *, uow: UnitOfWork, clock: Clock, check: PasswordCheck) -> Missing:
    """Log it, once all are carried. Raises also ExternalSystemError (`other_pcs_open`, `vault_not_here`)."""
    with uow:
        administering(command.by, uow=uow, check=check)
        actor = command.by.actor
        living, there = set(uow.keeping.living()), set(command.carry_rest())
        if living and not living & there:
            raise ExternalSystemError("vault_not_here")
        _must_be_alone(actor.desk, uow)
        uow.commit(actor.event(EventKind.RECORDINGS_MOVED, clock, {Subject.DESK: actor.desk}), checkpoint=True)
    return Missing(len(living - there))


def _must_be_alone(desk: DeskId, uow: UnitOfWork) -> None:
    if set(uow.offices.open_desks()) - {desk}:
        raise ExternalSystemError("other_pcs_open")


class Change(StrEnum):
    """A part of the way to the server that changes."""

    ADDRESS = "address"
    AUTHORITY = "authority"
    PASSWORD = "password"


class ChangeServer(Command[None]):
    """The change to a server. `authority`: the SHA-256 of its certificates; "" where it stays.

    `password`: the new one; "" where it stays, or was changed on the server already.
    """

    by: InPerson
    changes: frozenset[Change]
    authority: str = ""
    password: str = field(default="", repr=False)


@carries_out(ChangeServer, again=nothing)
def change_server(command: ChangeServer, *, uow: UnitOfWork, clock: Clock, check: PasswordCheck) -> None:
    """Log it, and change the password. Raises FieldsError, SignInRefusedError, NotAllowedError, DatabaseError."""
    if not command.changes:
        raise FieldsError({"change": "server_change_missing"})
    with uow:
        administering(command.by, uow=uow, check=check)
        if command.password:
            uow.offices.change_own_password(command.password)
        facts: Facts = {"changed": sorted(command.changes)}
        if command.authority:
            facts["authority"] = command.authority
        actor = command.by.actor
        event = actor.event(EventKind.SERVER_CHANGED, clock, {Subject.DESK: actor.desk}, **facts)
        uow.commit(event, checkpoint=True)
