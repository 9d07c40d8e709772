"""An office's database carried elsewhere: copied for a back-up and put back, or moved from this PC to a server."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractContextManager, suppress
from pathlib import Path
from typing import TYPE_CHECKING

from desktop.bootstrap.making import Server
from desktop.bootstrap.opened import OpenOffice, opened
from desktop.bootstrap.opening import Parts
from desktop.bootstrap.wiring import must_know_where_recordings_are
from desktop.environment.office_file import (
    DATABASE_KEY,
    OfficeFile,
)
from desktop.errors import DatabaseError, KeyringError

if TYPE_CHECKING:
    from sqlalchemy import Connection

    from db.engines.moving import Owner
    from desktop.application.ports.sound import VaultRows


_ROWS = b"listening-room/v1|rows"
"""The context that the copy of a server's rows is bound to."""


def copy_database(parts: Parts, target: Path) -> int:
    """Copy the embedded database into a new file under its own key; return the number of events in it.

    Raises DatabaseError, KeyringError.
    """
    from db.engines import copying

    key = parts.store.get(DATABASE_KEY)
    if key is None:
        raise KeyringError("database_key_missing")
    return copying.copy_database(parts.engine, target, bytes.fromhex(key))


def copy_server_rows(parts: Parts, target: Path, key: bytes) -> tuple[int, int]:
    """Copy a server's database into a new file, encrypted; return how many events and recordings are in it.

    Raises DatabaseError, OSError.
    """
    from db.engines.copying import ServerCopy
    from desktop.environment.files import new_file
    from desktop.vault.container import write

    copy = ServerCopy(parts.engine)
    with new_file(target) as file:
        write(copy.blocks(), file, key, _ROWS)
    return copy.events, copy.recordings


def put_rows_back(source: Path, key: bytes, server: Server, told: Callable[[int], object] = lambda read: None) -> str:
    """Fill a server's empty database from such a file; return its address as it is kept.

    `told` is told of bytes, and ends it by what it raises: the database is as empty then as it was.

    Raises DatabaseError (`database_in_use`, `copy_of_another_version`), VaultDamagedError.
    """
    from db.engines.copying import put_back
    from db.engines.server_database import clear_empty, prepare
    from desktop.vault.container import RangeReader

    address = prepare(server.address, server.password, server.owner, server.owner_password)
    try:
        with source.open("rb") as file, RangeReader(file, key, _ROWS) as reader:
            at = 0

            def read(length: int) -> bytes:
                nonlocal at
                data = reader.read(at, length)
                at += len(data)
                told(len(data))
                return data

            put_back(address, server.owner, server.owner_password, read)
    except BaseException:
        with suppress(DatabaseError):
            clear_empty(address, server.owner, server.owner_password)
        raise
    return address


Report = Callable[[int, int], None]


def open_alone(folder: Path) -> OpenOffice:
    """Open the office, which is open nowhere else at this PC. Raises ExternalSystemError."""
    from db.engines.locks import hold

    office = opened(folder)
    parts = office.parts
    try:
        hold(parts.engine, None if parts.file.database else parts.paths.database, office.id)
        must_know_where_recordings_are(parts)
    except BaseException:
        office.close()
        raise
    return office


def held_still(parts: Parts) -> AbstractContextManager[Connection]:
    """Keep every writer out of the embedded database. Raises DatabaseError (`database_busy`)."""
    from db.engines import moving

    return moving.held_still(parts.engine)


def prepared(held: Connection, parts: Parts, server: Server) -> str:
    """Try the server, empty it of what a killed move left, make its tables; return its address as it is kept."""
    from db.engines.server_database import prepare

    clear(held, parts, server)
    return prepare(server.address, server.password, server.owner, server.owner_password)


def clear(held: Connection, parts: Parts, server: Server) -> None:
    """Empty the server's database of what a move of this office has left. Raises DatabaseError."""
    from db.engines import moving

    moving.clear_leftovers(held, _owner(server), parts.file.id)


def copy_to_server(held: Connection, server: Server, report: Report) -> int:
    """Copy all rows into the server's database, or none; return how many events there are. Raises DatabaseError."""
    from db.engines import moving

    return moving.copy_rows(held, _owner(server), report)


def close(held: Connection) -> None:
    """Close the embedded database. Raises DatabaseError."""
    from db.engines import moving

    moving.close_database(held)


def open_again(held: Connection) -> None:
    """Let the embedded database take events again. Raises DatabaseError."""
    from db.engines import moving

    moving.open_again(held)


def on_server(parts: Parts, server: Server, file: OfficeFile) -> Parts:
    """Return the parts of the office as it will be. `file`: its file, not written yet. Raises DatabaseError."""
    from db.engines.server_database import engine_on_server
    from db.schema.privileges import wrong_with

    engine = engine_on_server(file.database or "", server.password)
    try:
        wrong = wrong_with(engine)
    except BaseException:
        engine.dispose()
        raise
    paths = parts.paths._replace(vault_folder=file.vault)
    return Parts(file, paths, parts.store, engine, parts.witness, wrong, now=parts.now)


def vault_rows(parts: Parts) -> VaultRows:
    """Return the files of the vault in the office's database on its server."""
    from db.engines.vault import ServerVault

    return ServerVault(parts.engine)


def _owner(server: Server) -> Owner:
    from db.engines.moving import Owner

    return Owner(server.address, server.owner, server.owner_password)
