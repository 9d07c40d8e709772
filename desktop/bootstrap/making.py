"""An office made, with its folder, keys and empty database, here or on a server; and its database carried elsewhere.

It is copied for a back-up and put back, or moved from this PC to a server.
"""

from __future__ import annotations

import base64
import secrets
from collections.abc import Callable
from contextlib import AbstractContextManager, suppress
from dataclasses import dataclass, field
from pathlib import Path

from db.engines import locks, server_database, transfer
from db.engines.server_address import read_address
from db.engines.vault import ServerVault
from db.schema.migrate import upgrade
from db.schema.protection import wrong_with
from desktop.application.office import setting_up
from desktop.application.ports.database import Clock
from desktop.application.ports.sound import VaultPlace, VaultRows
from desktop.bootstrap.keys import keystore_of, new_desk_identity
from desktop.bootstrap.opening import Parts, engine_of
from desktop.bootstrap.wiring import OpenOffice, must_know_where_recordings_are, opened
from desktop.config import OfficePaths
from desktop.domain.log.checkpoint import key_name
from desktop.domain.office.pcs import DeskKind
from desktop.domain.shared.ids import DeskId, OfficeId, new_id
from desktop.environment.day_signer import KeystoreDaySigner
from desktop.environment.office_file import DATABASE_KEY, DATABASE_PASSWORD, OfficeFile
from desktop.environment.witnesses import Witness, witnesses_of
from desktop.errors import DatabaseError, ExternalSystemError, KeyringError
from desktop.files.durable import make_folder, new_file
from desktop.vault.container import RangeReader, write


@dataclass(frozen=True)
class Server:
    """A database server for a new office. The desks' password goes into the keyring; the owner's is not stored."""

    address: str
    password: str = field(repr=False)
    owner: str
    owner_password: str = field(repr=False)


def checked_address(typed: str) -> tuple[str, str]:
    """Return a database server's address in its stored form, and its user. Raises DatabaseError where unusable."""
    address = read_address(typed)
    return str(address), address.user


def prepared(server: Server) -> str:
    """Try the server, make its tables in the empty database; return its address as it is kept. Raises DatabaseError."""
    return server_database.prepare(server.address, server.password, server.owner, server.owner_password)


def try_server(server: Server) -> None:
    """Connect as both roles and look over server and database; nothing is changed. Raises DatabaseError."""
    server_database.try_out(server.address, server.password, server.owner, server.owner_password)


def create_parts(
    folder: Path,
    kind: str,
    witness: Path | None = None,
    server: Server | None = None,
    vault: Path | None = None,
    vault_in: VaultPlace = VaultPlace.FOLDER,
) -> Parts:
    """Make a new office's folder, keys and empty database: on the server, or embedded; `vault` is elsewhere.

    Raises ExternalSystemError where one exists already or the server is unsuitable; nothing is written then.
    """
    paths = OfficePaths(folder, witness, vault)
    if paths.office_file.exists():
        raise ExternalSystemError("office_exists")
    file = OfficeFile(OfficeId(new_id()), kind, DeskId(new_id()), witness, vault=vault, vault_in=vault_in)
    store = keystore_of(file, paths)
    if server is not None:
        file = file._replace(database=prepared(server))
    make_folder(folder)
    file.write(paths)  # before anything outside the folder: `give_up` relies on it
    if server is None:
        store.set(DATABASE_KEY, secrets.token_hex(32))
    elif server.password:
        store.set(DATABASE_PASSWORD, server.password)
    engine = engine_of(file, store, paths)
    if server is None:
        upgrade(engine)
    return Parts(file, paths, store, engine, witnesses_of(file, folder))


def clear_rows(file: OfficeFile, server: Server | None) -> None:
    """Empty the database of an unfinished office, where its server is given. Raises DatabaseError."""
    if server is not None and file.database is not None:
        owner = server.owner, server.owner_password
        server_database.clear_unfinished(file.database, file.id, *owner, needed=server.address)


def add_desk(parts: Parts, desk: DeskId, name: str, kind: DeskKind, clock: Clock) -> None:
    """Enrol a desk whose keys are in the same store: the folder's own, or in a demo another. Its witness begins."""
    first, key = parts.file.desk, ""
    if desk != first:
        signer = KeystoreDaySigner(parts.store, parts.file.origin, desk)
        key = base64.b64encode(signer.enrolment_key()).decode("ascii")
    recipient = new_desk_identity(parts.store, desk)
    command = setting_up.EnrolDesk(desk, name, recipient, kind, key)
    setting_up.enrol_desk(command, first, uow=parts.uow(first), clock=clock)
    if desk != first:
        setting_up.join_office(desk, uow=parts.uow(desk), clock=clock)
    begin_witness(parts, desk)


def has_begun(parts: Parts, desk: DeskId) -> bool:
    """Return whether that desk has written its first event."""
    return _first_key(parts, desk) is not None


def _first_key(parts: Parts, desk: DeskId) -> bytes | None:
    with parts.uow(parts.file.desk).read_only() as uow:
        return uow.known.signers.first_key_of(desk)


def begin_first_keys(parts: Parts, witness: Witness) -> None:
    """Record the first key of every desk that has written an event in a witness file that begins. Can be repeated."""
    with parts.uow(parts.file.desk).read_only() as uow:
        desks = list(uow.reading.desks())
    for desk in desks:
        if (public := _first_key(parts, desk)) is not None:
            witness.begin(parts.file.origin, key_name(parts.file.origin, desk), public)


def begin_witness(parts: Parts, desk: DeskId) -> None:
    """Record the desk's first key in the witness; once, right after the desk's first event."""
    public = _first_key(parts, desk)
    assert public is not None, "the desk has written its first event"
    parts.witness.begin(parts.file.origin, key_name(parts.file.origin, desk), public)


_ROWS = b"listening-room/v1|rows"
"""The context that the copy of a server's rows is bound to."""


def copy_database(parts: Parts, target: Path) -> int:
    """Copy the embedded database into a new file under its own key; return the number of events in it.

    Raises DatabaseError, KeyringError, OtherLogError.
    """
    key = parts.store.get(DATABASE_KEY)
    if key is None:
        raise KeyringError("database_key_missing")
    return transfer.copy_database(parts.engine, target, bytes.fromhex(key), parts.comparing())


def copy_server_rows(parts: Parts, target: Path, key: bytes) -> tuple[int, int]:
    """Copy a server's database into a new file, encrypted; return how many events and recordings are in it.

    Raises DatabaseError, OSError, OtherLogError.
    """
    copy = transfer.ServerCopy(parts.engine, parts.comparing())
    with new_file(target) as file:
        write(copy.blocks(), file, key, _ROWS)
    return copy.events, copy.recordings


def put_rows_back(source: Path, key: bytes, server: Server, told: Callable[[int], object] = lambda read: None) -> str:
    """Fill a server's empty database from such a file; return its address as it is kept.

    `told` is told of bytes, and ends it by what it raises: the database is as empty then as it was.

    Raises DatabaseError (`database_in_use`, `copy_of_another_version`), VaultDamagedError.
    """
    address = prepared(server)
    try:
        with source.open("rb") as file, RangeReader(file, key, _ROWS) as reader:
            at = 0

            def read(length: int) -> bytes:
                nonlocal at
                data = reader.read(at, length)
                at += len(data)
                told(len(data))
                return data

            transfer.put_back(address, server.owner, server.owner_password, read)
    except BaseException:
        with suppress(DatabaseError):
            server_database.clear_empty(address, server.owner, server.owner_password)
        raise
    return address


def open_alone(folder: Path) -> OpenOffice:
    """Open the office, which is open nowhere else at this PC. Raises ExternalSystemError."""
    office = opened(folder)
    parts = office.parts
    try:
        locks.hold(parts.engine, None if parts.file.database else parts.paths.database, office.id)
        must_know_where_recordings_are(parts)
    except BaseException:
        office.close()
        raise
    return office


def held_still(parts: Parts, server: Server) -> AbstractContextManager[transfer.Held]:
    """Keep every writer out of the embedded database, which moves to that server. Raises DatabaseError."""
    owner = transfer.Owner(server.address, server.owner, server.owner_password)
    return transfer.held_still(parts.engine, owner, parts.file.id)


def on_server(parts: Parts, server: Server, file: OfficeFile) -> Parts:
    """Return the parts of the office as it will be. `file`: its file, not written yet. Raises DatabaseError."""
    engine = server_database.engine_on_server(file.database or "", server.password)
    try:
        wrong = wrong_with(engine)
    except BaseException:
        engine.dispose()
        raise
    paths = parts.paths._replace(vault_folder=file.vault)
    return Parts(file, paths, parts.store, engine, parts.witness, wrong, now=parts.now)


def vault_rows(parts: Parts) -> VaultRows:
    """Return the files of the vault in the office's database on its server."""
    return ServerVault(parts.engine)
