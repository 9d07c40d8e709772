"""The database's part of a back-up."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING

from desktop.environment.database_server import Server as Server
from desktop.environment.office_file import DATABASE_KEY as DATABASE_KEY
from desktop.environment.office_file import DATABASE_PASSWORD as DATABASE_PASSWORD
from desktop.environment.office_file import DEMO as DEMO
from desktop.environment.office_file import REAL as REAL
from desktop.environment.office_file import OfficeFile as OfficeFile
from desktop.environment.office_file import facts_of as facts_of
from desktop.environment.office_file import read_office_file as read_office_file
from desktop.environment.office_policies import policy_path as policy_path
from desktop.errors import DatabaseError, KeyringError

if TYPE_CHECKING:
    pass
from desktop.bootstrap.opening import Parts

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


def copy_rows(parts: Parts, target: Path, key: bytes) -> tuple[int, int]:
    """Copy a server's database into a new file, encrypted; return how many events and recordings are in it.

    Raises DatabaseError, OSError.
    """
    from db.engines.server_copying import ServerCopy
    from desktop.environment.lasting import new_file
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
    from db.engines.office_database import clear_empty, prepare
    from db.engines.server_copying import put_back
    from desktop.vault.container import RangeReader

    address = prepare(server.address, server.password or None, server.owner, server.owner_password or None)
    try:
        with source.open("rb") as file, RangeReader(file, key, _ROWS) as reader:
            at = 0

            def read(length: int) -> bytes:
                nonlocal at
                data = reader.read(at, length)
                at += len(data)
                told(len(data))
                return data

            put_back(address, server.owner, server.owner_password or None, read)
    except BaseException:
        with suppress(DatabaseError):
            clear_empty(address, server.owner, server.owner_password or None)
        raise
    return address
