"""Moving an office of the tests to a database of a test's own, and looking at what is there then."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

from sqlalchemy import Engine, inspect, text

from db.schema.tables import metadata
from db.shared.transactions import MIGRATING, READING
from desktop.application.office.setting_up import Stage
from desktop.application.office.signing_in import sign_out
from desktop.application.ports.sound import VaultPlace
from desktop.environment.office_file import DATABASE_KEY, DATABASE_PASSWORD, read_office_file
from desktop.errors import ListeningRoomError
from desktop.lifecycle.move import Move, Moved, move_office
from desktop.words.errors import message_for
from tests.lifecycle.test_backup import reopened
from tests.support.offices.builders import PASSWORD, Office
from tests.support.refusals import error_of
from tests.support.servers import postgres

Hear = Callable[[Stage], None]
PLACES: dict[str, Callable[[Path], dict[str, Any]]] = {
    "a shared folder": lambda share: {"vault": share},
    "the database": lambda share: {"vault_in": VaultPlace.DATABASE},
}


def move(office: Office, database: postgres.Database, hear: Hear = lambda stage: None, **more: Any) -> Moved:
    """Move it; `hear` is called once at the beginning of each stage."""
    begun: list[Stage] = []

    def told(stage: Stage, done: int, total: int) -> None:
        assert 0 <= done <= total
        if stage not in begun:
            begun.append(stage)
            hear(stage)

    command = {"folder": office.parts.paths.folder, "server": postgres.for_a_new_office(database.name)}
    return move_office(Move(**{**command, "administrator": "administrator", "password": PASSWORD, **more}), told)


def refused(code: str, office: Office, database: postgres.Database, **more: Any) -> ListeningRoomError:
    """Check that it does not move: it says why, the server has nothing of it, and it can be worked in."""
    failed = error_of(ListeningRoomError, move, office, database, **more)
    problems = getattr(failed, "problems", {})
    assert code in (failed.code, *problems.values()) and message_for(failed)
    is_where_it_was(office, database)
    return failed


def is_where_it_was(office: Office, database: postgres.Database) -> None:
    assert database_of(office) is None and not has_rows(database)
    assert office.parts.store.get(DATABASE_KEY) and office.parts.store.get(DATABASE_PASSWORD) is None
    office.parts.engine.dispose()
    again = reopened(office, office.parts.paths.folder)
    try:
        again.do(sign_out, again.actor("officer"))
    finally:
        again.parts.engine.dispose()


def has_rows(database: postgres.Database) -> bool:
    """Return whether there is an office there, or an event; empty tables are none."""
    with database.owner.connect().execution_options(**MIGRATING) as connection:
        if not inspect(connection).has_table("office"):
            return False
        counted = [
            f"(SELECT count(*) FROM {table})" for table in ("office", "audit_event", "vault_file", "vault_piece")
        ]
        return bool(connection.execute(text(f"SELECT {' + '.join(counted)}")).scalar_one())


def database_of(office: Office) -> str | None:
    return read_office_file(office.parts.paths.folder)[0].database


def rows_in(engine: Engine) -> list[str]:
    """Return every row of every table as text, in one order, but for the vault's."""
    tables = [table for table in metadata.sorted_tables if not table.name.startswith("vault")]
    with engine.connect().execution_options(**READING) as connection:
        return sorted(f"{table.name}{tuple(row)!r}" for table in tables for row in connection.execute(table.select()))


def contents(root: Path) -> dict[str, bytes]:
    kept = ("original", "approved", "waveform", "quarantine")
    files = [path for path in root.rglob("*") if path.is_file()]
    named = {path.relative_to(root).as_posix(): path.read_bytes() for path in files}
    return {name: content for name, content in named.items() if name.split("/")[0] in kept}


def stored_in(office: Office) -> dict[str, bytes]:
    """Return the containers of an office whose recordings are in its database, as its folder had them."""
    query = text(
        "SELECT kind, id, quarantined_on, string_agg(content, ''::bytea ORDER BY number) FROM vault_file "
        "JOIN vault_piece ON vault_piece.place = vault_file.place GROUP BY kind, id, quarantined_on"
    )
    with office.parts.engine.connect() as connection:
        found = connection.execute(query).all()
    return {
        (f"quarantine/{day}/{kind}-{id}" if day else f"{kind}/{id}"): bytes(content) for kind, id, day, content in found
    }


def set_aside(office: Office) -> str:
    """Put a file that no row names into quarantine; return its name there."""
    vault = office.parts.paths.vault
    place = vault / "quarantine" / "2026-11-20" / f"original-{'c' * 32}"
    place.parent.mkdir(parents=True)
    place.write_bytes(b"a container that no row names")
    return place.relative_to(vault).as_posix()
