"""The log of an open office as it is stored, for an export."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from desktop.bootstrap.opening import Parts


@dataclass(frozen=True)
class StoredLog:
    """Reads a log once, from its beginning. Everything raises LogBrokenError (`export_not_whole`)."""

    connection: Any

    def checkpoints(self) -> Iterator[str]:
        """Yield the texts of all checkpoints, in the order of their sizes."""
        from db.log.stored import stored_checkpoints

        return stored_checkpoints(self.connection)

    def bodies(self, size: int) -> Iterator[bytes]:
        """Yield the bytes of the first `size` events."""
        from db.log.stored import stored_bodies

        return stored_bodies(self.connection, size)


@contextmanager
def stored_log(parts: Parts) -> Iterator[StoredLog]:
    """Open the log of that office, on either database."""
    from db.engines.office_database import driver_connection

    with driver_connection(parts.engine) as connection:
        yield StoredLog(connection)
