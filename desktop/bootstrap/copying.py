"""The database's part of a back-up."""

from __future__ import annotations

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
from desktop.errors import KeyringError

if TYPE_CHECKING:
    pass
from desktop.bootstrap.opening import Parts


def copy_database(parts: Parts, target: Path) -> int:
    """Copy the embedded database into a new file under its own key; return the number of events in it.

    Raises DatabaseError, KeyringError.
    """
    from db.engines import copying

    key = parts.store.get(DATABASE_KEY)
    if key is None:
        raise KeyringError("database_key_missing")
    return copying.copy_database(parts.engine, target, bytes.fromhex(key))
