"""Making a real office, step by step. Its keys go into the operating system's keyring, through the allow-list."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, replace
from pathlib import Path

from desktop.application.office.policies import first_policies
from desktop.application.office.setting_up import AddPerson, add_person, create_office
from desktop.application.ports.sound import VaultPlace
from desktop.bootstrap.making import Server, add_desk, checked_address, clear_rows, create_parts
from desktop.bootstrap.wiring import OpenOffice, opened
from desktop.config import OfficePaths
from desktop.domain.office.pcs import DeskKind
from desktop.domain.office.people import Role
from desktop.domain.shared.ids import OfficeId
from desktop.domain.shared.typed_text import hidden_in
from desktop.environment import atomic_folder
from desktop.environment.atomic_folder import Kind, whole_folder
from desktop.environment.office_file import REAL, OfficeFile, facts_of
from desktop.environment.passwords import Passwords, problem
from desktop.environment.witnesses import Witness
from desktop.errors import ExternalSystemError, FieldsError, VaultDamagedError, begun, in_place_of
from desktop.vault.blobs import is_empty, mark, unmark
from desktop.vault.keys import wrap_retention_key
from desktop.words.command_line.office import desks_password, owners_password


@dataclass(frozen=True)
class NewOffice:
    """The arguments of `office create`. `recovery`: two age recipients whose identities are kept offline.

    `witness`: the witness file; its place in the office's own folder says that the real one is decided later.
    `opens_originals`: recordings are imported and prepared at this desk. `vault`: the folder for recordings, where the
    office's PCs share one. `vault_in`: whether recordings are in the database instead.
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
    server: Server | None = None
    opens_originals: bool = False
    vault: Path | None = None
    vault_in: VaultPlace = VaultPlace.FOLDER

    @property
    def named_witness(self) -> Path | None:
        """The witness file as `office.toml` names it; None where it is decided later."""
        return None if self.witness == OfficePaths(self.folder).witness else self.witness


STEPS = 5
"""So many steps does making an office have, as they are reported."""


def server_at(typed: str, owner: str) -> Server:
    """Return the database server at that address, with passwords prompted for. Raises DatabaseError."""
    import getpass

    address, user = checked_address(typed)
    password = getpass.getpass(desks_password(user))
    return Server(address, password, owner, getpass.getpass(owners_password(owner)))


def make_office(new: NewOffice, report: Callable[[int, int], object] = lambda done, total: None) -> OpenOffice:
    """Make the office, whole or not at all; return it, open. `server` None is the embedded database.

    `report` is told how many steps are done, of how many.

    Raises FieldsError, KeyringError where no acceptable keyring answers, DatabaseError where the server is unsuitable,
    ExternalSystemError where folder or witness cannot be written. Nothing is left then; the leftovers of a killed
    program are removed by the next one that makes an office in this place.
    """
    new = replace(new, witness=new.witness.absolute(), vault=new.vault and new.vault.absolute())
    _check(new)
    if OfficePaths(new.folder).office_file.exists():
        raise ExternalSystemError("office_exists")

    def give_up(left: Path) -> None:
        atomic_folder.give_up(left, new.named_witness, lambda file: _clear(file, new.server))

    with whole_folder(new.folder, Kind.OFFICE, give_up) as beside:
        named = new.named_witness
        if named is not None and named.exists() and Witness(named).text():
            raise FieldsError({"witness": "witness_taken"})
        if new.vault is not None and any(new.vault.iterdir()):
            raise FieldsError({"vault": "vault_not_empty"})
        _fill(new, beside, report)
    return opened(new.folder)


def _clear(file: OfficeFile, server: Server | None) -> None:
    clear_rows(file, server)
    if file.vault is not None:
        with suppress(OSError):  # a share that is away delays nobody
            unmark(file.vault, file.id)


def _fill(new: NewOffice, folder: Path, report: Callable[[int, int], object]) -> None:
    parts = create_parts(folder, REAL, new.named_witness, new.server, new.vault, new.vault_in)
    with OpenOffice(parts) as office, begun():
        if new.vault is not None:
            _mark(new.vault, parts.file.id)
        report(1, STEPS)
        desk, facts = office.id, facts_of(parts.file, new.name, new.place, new.nation)
        office.run(create_office, facts, new.recovery, desk)
        report(2, STEPS)
        kind = DeskKind.BACK_OFFICE if new.opens_originals else DeskKind.COUNTER
        add_desk(parts, desk, new.desk, kind, office.clock)
        report(3, STEPS)
        office.run(first_policies, desk)
        report(4, STEPS)
        first = AddPerson(desk, new.administrator, new.administrator, frozenset({Role.ADMINISTRATOR}), new.password)
        office.run(add_person, first, passwords=Passwords())


def _mark(vault: Path, office: OfficeId) -> None:
    with in_place_of(OSError, FieldsError({"vault": "vault_not_writable"})):
        mark(vault, office)


def _check(new: NewOffice) -> None:
    problems = hidden_in(office=new.name, place=new.place, desk=new.desk, name=new.administrator)
    if not new.administrator.strip():
        problems["name"] = "name_missing"
    if (refused := problem(new.password, (new.administrator, new.name, new.place))) is not None:
        problems["password"] = refused
    if (unusable := recovery_problem(new.recovery)) is not None:
        problems["recovery"] = unusable
    if new.named_witness is not None and new.named_witness.resolve().is_relative_to(new.folder.resolve()):
        problems["witness"] = "witness_inside"
    if new.vault is not None and (new.server is None or not is_empty(new.vault)):
        problems["vault"] = "vault_alone" if new.server is None else "vault_not_empty"
    if new.vault_in is VaultPlace.DATABASE and (new.server is None or new.vault is not None):
        problems["vault"] = "vault_database_alone" if new.server is None else "vault_two_places"
    if problems:
        raise FieldsError(problems)


def recovery_problem(recipients: tuple[str, ...]) -> str | None:
    """Return why these cannot be an office's recovery keys, by its code; None where they can."""
    try:
        wrap_retention_key(bytes(32), recipients)
    except VaultDamagedError:
        return "recovery_not_a_recipient"
    different = {recipient.strip().casefold() for recipient in recipients}
    return None if len(different) == len(recipients) else "recovery_same"
