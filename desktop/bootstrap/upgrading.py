"""Upgrading an older version's office, with its data."""

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
from desktop.errors import DatabaseError, SurroundingsError

if TYPE_CHECKING:
    from sqlalchemy import Engine


OLDER = "The office's database is from an older version of the program."


def bring_up_to_date(file: OfficeFile, engine: Engine) -> None:
    """Upgrade an older version's office, with its data: one transaction, whole or not at all.

    Not on a server, where the owner does it (a desk's role may not), and not where the file is empty. No copy is left
    beside it: that would keep what is destroyed later. Raises DatabaseError.
    """
    from db.schema.migrate import revision, upgrade
    from db.shared.transactions import failures_known

    if revision(engine) is None:
        raise DatabaseError("database_empty")
    if file.database is not None:
        raise DatabaseError("database_older")
    with failures_known():
        upgrade(engine)


def upgrade_on_server(folder: Path, owner: str, password: str) -> None:
    """Upgrade the office's database on its server, as its owner. Raises SurroundingsError (`database_empty`)."""
    from db.engines.office_database import bring_up_to_date
    from db.engines.server_address import read_address

    file, _ = read_office_file(folder)
    if file.database is None:
        raise SurroundingsError("office_embedded")
    bring_up_to_date(read_address(file.database), owner, password or None)
