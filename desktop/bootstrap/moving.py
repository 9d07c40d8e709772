"""An embedded office's parts on their way to a server."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractContextManager
from pathlib import Path
from typing import TYPE_CHECKING

from desktop.bootstrap.opened import OpenOffice, opened
from desktop.bootstrap.opening import Parts
from desktop.bootstrap.wiring import must_know_where_recordings_are
from desktop.environment.database_server import Server
from desktop.environment.office_file import OfficeFile

if TYPE_CHECKING:
    from sqlalchemy import Connection

    from db.engines.moving import Owner
    from desktop.application.ports.vault import VaultRows

Report = Callable[[int, int], None]


def open_alone(folder: Path) -> OpenOffice:
    """Open the office, which is open nowhere else at this PC. Raises SurroundingsError."""
    from db.engines.one_program import hold

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
    from db.engines.office_database import prepare

    clear(held, parts, server)
    return prepare(server.address, server.password or None, server.owner, server.owner_password or None)


def clear(held: Connection, parts: Parts, server: Server) -> None:
    """Empty the server's database of what a move of this office has left. Raises DatabaseError."""
    from db.engines import moving

    moving.clear_leftovers(held, _owner(server), parts.file.id)


def copy_rows(held: Connection, server: Server, report: Report) -> int:
    """Copy all rows into the server's database, or none; return how many events there are. Raises DatabaseError."""
    from db.engines import moving

    return moving.copy_rows(held, _owner(server), report)


def close(held: Connection) -> None:
    """Close the embedded database. Raises DatabaseError."""
    from db.engines import closing

    closing.close(held)


def open_again(held: Connection) -> None:
    """Let the embedded database take events again. Raises DatabaseError."""
    from db.engines import closing

    closing.open_again(held)


def on_server(parts: Parts, server: Server, file: OfficeFile) -> Parts:
    """Return the parts of the office as it will be. `file`: its file, not written yet. Raises DatabaseError."""
    from db.engines.office_database import engine_on_server
    from db.schema.inspection import wrong_with

    engine = engine_on_server(file.database or "", server.password or None)
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

    return Owner(server.address, server.owner, server.owner_password or None)
