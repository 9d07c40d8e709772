"""The office's log, read at the server as its owner, and who is connected there."""

from __future__ import annotations

from dataclasses import dataclass

from desktop.domain.log.events import Event, EventKind, from_canonical
from tests.support import postgres


@dataclass(frozen=True)
class ServerLooks:
    """Looks at the server, behind the backs of all PCs."""

    database: postgres.Database

    def events(self) -> list[Event]:
        """Return all events, in order."""
        with self.database.owner.connect() as connection:
            rows = connection.exec_driver_sql("SELECT body FROM audit_event ORDER BY seq").all()
        return [from_canonical(bytes(row[0]))[1] for row in rows]

    def of(self, *kinds: EventKind) -> list[Event]:
        """Return the events of these kinds."""
        return [event for event in self.events() if event.kind in kinds]

    def encrypted(self) -> list[tuple[str, bool]]:
        """Return each login that is connected from outside, and whether by TLS."""
        query = (
            "SELECT a.usename, s.ssl FROM pg_stat_activity a JOIN pg_stat_ssl s USING (pid) "
            "WHERE a.datname = %s AND a.client_addr IS NOT NULL"
        )
        with self.database.server.superuser() as connection:
            return [(str(row[0]), bool(row[1])) for row in connection.execute(query, (self.database.name,)).fetchall()]

    def may_log_in(self, login: str) -> bool:
        """Return whether the server lets that login in, or still has a connection of it."""
        with self.database.server.superuser() as connection:
            may = connection.execute("SELECT rolcanlogin FROM pg_roles WHERE rolname = %s", (login,)).fetchone()
            query = "SELECT count(*) FROM pg_stat_activity WHERE usename = %s"
            there = connection.execute(query, (login,)).fetchone()
        return bool(may and may[0]) or bool(there and there[0])
