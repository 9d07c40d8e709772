"""Making an office: its folder, its keys, its empty database, here or on a server of its owner's."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

from desktop.application.ports.sound import VaultPlace
from desktop.bootstrap.keys import keystore_of
from desktop.bootstrap.opening import Parts, engine_of
from desktop.config import OfficePaths
from desktop.domain.shared.ids import DeskId, OfficeId, new_id
from desktop.environment.files import make_folder
from desktop.environment.office_file import (
    DATABASE_KEY,
    DATABASE_PASSWORD,
    OfficeFile,
)
from desktop.errors import ExternalSystemError

if TYPE_CHECKING:
    from desktop.application.ports.database import Clock
    from desktop.domain.office.pcs import DeskKind
    from desktop.environment.witnesses import Witness


@dataclass(frozen=True)
class Server:
    """A database server for a new office. The desks' password goes into the keyring; the owner's is not stored."""

    address: str
    password: str = field(repr=False)
    owner: str
    owner_password: str = field(repr=False)


def checked_address(typed: str) -> tuple[str, str]:
    """Return a database server's address in its stored form, and its user. Raises DatabaseError where unusable."""
    from db.engines.server_address import read_address

    address = read_address(typed)
    return str(address), address.user


def try_server(server: Server) -> None:
    """Connect as both roles and look over server and database; nothing is changed. Raises DatabaseError."""
    from db.engines.server_database import try_out

    try_out(server.address, server.password, server.owner, server.owner_password)


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
    from db.schema.migrate import upgrade
    from desktop.environment.witnesses import witnesses_of

    paths = OfficePaths(folder, witness, vault)
    if paths.office_file.exists():
        raise ExternalSystemError("office_exists")
    file = OfficeFile(OfficeId(new_id()), kind, DeskId(new_id()), witness, vault=vault, vault_in=vault_in)
    store = keystore_of(file, paths)
    if server is not None:
        from db.engines.server_database import prepare

        address = prepare(server.address, server.password, server.owner, server.owner_password)
        file = file._replace(database=address)
    make_folder(folder)
    file.write(paths)  # before anything outside the folder: `give_up` relies on it
    if server is None:
        import secrets

        store.set(DATABASE_KEY, secrets.token_hex(32))
    elif server.password:
        store.set(DATABASE_PASSWORD, server.password)
    engine = engine_of(file, store, paths)
    if server is None:
        upgrade(engine)
    return Parts(file, paths, store, engine, witnesses_of(file, folder))


def clear_rows(file: OfficeFile, server: Server | None) -> None:
    """Empty the database of an unfinished office, where its server is given. Raises DatabaseError."""
    from db.engines.server_database import clear_unfinished

    if server is not None and file.database is not None:
        clear_unfinished(file.database, file.id, server.owner, server.owner_password, needed=server.address)


def add_desk(parts: Parts, desk: DeskId, name: str, kind: DeskKind, clock: Clock) -> None:
    """Enrol a desk whose keys are in the same store: the folder's own, or in a demo another. Its witness begins."""
    import base64

    from desktop.application.office.setting_up import EnrolDesk, enrol_desk, join_office
    from desktop.bootstrap.keys import new_desk_identity
    from desktop.environment.day_signer import KeystoreDaySigner

    first, key = parts.file.desk, ""
    if desk != first:
        signer = KeystoreDaySigner(parts.store, parts.file.origin, desk)
        key = base64.b64encode(signer.enrolment_key()).decode("ascii")
    recipient = new_desk_identity(parts.store, desk)
    enrol_desk(EnrolDesk(desk, name, recipient, kind, key), first, uow=parts.uow(first), clock=clock)
    if desk != first:
        join_office(desk, uow=parts.uow(desk), clock=clock)
    begin_witness(parts, desk)


def begin_first_keys(parts: Parts, witness: Witness) -> None:
    """Record the first key of every desk that has written an event in a witness file that begins. Can be repeated."""
    from db.log.audit_log import first_key
    from desktop.domain.log.checkpoint import key_name

    with parts.uow(parts.file.desk).read_only() as uow:
        desks = list(uow.reading.desks())
    with parts.engine.connect() as connection:
        keys = {desk: first_key(connection, desk) for desk in desks}
    for desk, public in keys.items():
        if public is not None:
            witness.begin(parts.file.origin, key_name(parts.file.origin, desk), public)


def begin_witness(parts: Parts, desk: DeskId) -> None:
    """Record the desk's first key in the witness; once, right after the desk's first event."""
    from db.log.audit_log import first_key
    from desktop.domain.log.checkpoint import key_name

    with parts.engine.connect() as connection:
        public = first_key(connection, desk)
    assert public is not None, "the desk has written its first event"
    parts.witness.begin(parts.file.origin, key_name(parts.file.origin, desk), public)
