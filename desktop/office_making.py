"""Making a real office, step by step. Its keys go into the operating system's keyring, through the allow-list."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from desktop import bootstrap
from desktop.application.setting_up import AddPerson, EnrolDesk, add_person, create_office, enrol_desk
from desktop.application.signing_in import SignIn, sign_in
from desktop.domain.hidden_signs import hidden_in
from desktop.domain.people import Role
from desktop.environment.clock import SystemClock
from desktop.environment.passwords import Passwords, problem
from desktop.environment.policy_files import load_office_policy
from desktop.errors import FieldsError, VaultDamagedError
from desktop.vault.envelopes import wrap_retention_key


@dataclass(frozen=True)
class NewOffice:
    """What `office create` was told. `recovery`: two age recipients whose identities are kept offline.

    `opens_originals`: recordings are brought in and prepared at this desk.
    """

    folder: Path
    name: str
    place: str
    desk: str
    nation: str
    witness: Path
    recovery: tuple[str, ...]
    administrator: str
    password: str
    server: bootstrap.Server | None = None
    opens_originals: bool = False


def make_office(new: NewOffice) -> bootstrap.Parts:
    """Make it. `server` None is the embedded database.

    Raises before anything is written: FieldsError, KeyringError where no acceptable keyring answers, DatabaseError
    where the server does not do.
    """
    _check(new)
    passwords, clock = Passwords(), SystemClock()
    parts = bootstrap.create_parts(new.folder, bootstrap.REAL, new.witness, new.server)
    desk = parts.file.desk
    facts = bootstrap.facts_of(parts.file, new.name, new.place, new.nation)
    create_office(facts, new.recovery, desk, uow=parts.uow(desk), clock=clock)
    bootstrap.begin_witness(parts, desk)
    recipient = bootstrap.new_desk_identity(parts.store, desk)
    enrol_desk(EnrolDesk(desk, new.desk, recipient, new.opens_originals), desk, uow=parts.uow(desk), clock=clock)
    first = AddPerson(desk, new.administrator, new.administrator, Role.ADMINISTRATOR, new.password)
    add_person(first, uow=parts.uow(desk), clock=clock, passwords=passwords)
    return parts


def _check(new: NewOffice) -> None:
    problems = hidden_in(office=new.name, place=new.place, desk=new.desk, name=new.administrator)
    if not new.administrator.strip():
        problems["name"] = "name_missing"
    if (refused := problem(new.password)) is not None:
        problems["password"] = refused
    try:
        wrap_retention_key(bytes(32), new.recovery)
    except VaultDamagedError:
        problems["recovery"] = "recovery_not_a_recipient"
    if problems:
        raise FieldsError(problems)


@dataclass(frozen=True)
class NewPerson:
    """What `people add` was told."""

    sign_in_name: str
    shown_name: str
    role: str
    password: str


def add_to_office(folder: Path, administrator: str, own_password: str, new: NewPerson) -> None:
    """An administrator signs in and adds somebody. Raises SignInRefusedError, NotAllowedError, FieldsError."""
    passwords, clock = Passwords(), SystemClock()
    parts = bootstrap.open_parts(folder)
    desk = parts.file.desk
    policy = load_office_policy(bootstrap.policy_path(parts.file, "office.toml"))
    try:
        signed_in = sign_in(
            SignIn(desk, administrator, own_password),
            uow=parts.uow(desk),
            clock=clock,
            passwords=passwords,
            policy=policy,
        )
        person = AddPerson(desk, new.sign_in_name, new.shown_name, Role(new.role), new.password)
        by = signed_in.person.id
        add_person(person, uow=parts.uow(desk), clock=clock, passwords=passwords, by=by)
    finally:
        parts.engine.dispose()
