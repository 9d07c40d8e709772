"""A database that is newer, missing or another office's, and a migration that is killed half way."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from functools import partial
from itertools import count
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Connection, event

from db.log import comparing, proven
from db.schema import migrate, protection
from db.schema.tables import metadata
from db.shared.transactions import READING
from desktop.bootstrap.keys import keystore_of
from desktop.bootstrap.making import create_parts
from desktop.bootstrap.opening import engine_of, open_parts
from desktop.domain.log.events import EventKind
from desktop.environment.office_file import DEMO, read_office_file
from desktop.errors import DatabaseError
from desktop.words.errors import message_for, sentence
from tests.faults.killed.killing import Killer
from tests.support.offices.builders import Office
from tests.support.refusals import error_of

ROOT = Path(__file__).resolve().parents[2]
PAGE = 4096
"""Bytes of a page of SQLCipher; its last hundred hold what it is authenticated by."""
CHANGES = ("CREATE", "ALTER", "DROP", "INSERT", "UPDATE")


def opening(office: Office) -> DatabaseError:
    """Return what prevents the next start."""
    return error_of(DatabaseError, open_parts, office.parts.paths.folder)


def from_the_command_line(office: Office) -> tuple[int, str]:
    command = [sys.executable, "-m", "desktop", "--office", str(office.parts.paths.folder), "verify"]
    ran = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, timeout=120, check=False)
    return ran.returncode, ran.stderr


def at_revision(office: Office, revision: str) -> None:
    office.sql(f"UPDATE alembic_version SET version_num = '{revision}'")
    office.parts.engine.dispose()


def test_a_database_of_a_newer_version_is_not_touched_and_it_says_to_update(office: Office) -> None:
    at_revision(office, "9999")
    before = office.parts.paths.database.read_bytes()
    error = opening(office)
    assert error.code == "database_newer"
    assert message_for(error) == sentence("database_newer")
    assert message_for(error).endswith("Nothing was changed. Update the program on this PC, then start it again.")
    code, said = from_the_command_line(office)
    assert (code, said) == (2, f"listening-room: {message_for(error)} [database_newer]\n")
    assert "newer version of Listening Room" in message_for(error)
    assert office.parts.paths.database.read_bytes() == before


def test_whatever_page_of_it_is_damaged_it_opens_or_says_that_it_does_not(office: Office) -> None:
    office.parts.engine.dispose()
    file = office.parts.paths.database
    whole, codes = file.read_bytes(), set()
    for start in range(0, len(whole), PAGE):
        file.write_bytes(whole[: start + PAGE - 100] + bytes(100) + whole[start + PAGE :])
        try:
            open_parts(office.parts.paths.folder).engine.dispose()
        except DatabaseError as error:
            codes.add(error.code)
    assert codes == {"database_key_wrong", "database_unavailable"}
    file.write_bytes(whole)
    assert office.verify().whole


def test_a_database_that_is_gone_is_not_made_anew(office: Office) -> None:
    office.parts.engine.dispose()
    office.parts.paths.database.unlink()
    error = opening(office)
    assert (error.code, message_for(error)) == ("database_missing", "The office’s database is missing from its place.")
    assert not office.parts.paths.database.exists()


@pytest.mark.parametrize("content", [b"", b"This is no database. " * 400], ids=["cut to nothing", "something else"])
def test_a_file_that_is_no_database_of_ours_opens_nobody(office: Office, content: bytes) -> None:
    office.parts.engine.dispose()
    office.parts.paths.database.write_bytes(content)
    assert opening(office).code == ("database_key_wrong" if content else "database_empty")
    assert not content or office.parts.paths.database.read_bytes() == content


def test_another_offices_database_does_not_open_and_it_says_whom_to_ask(office: Office, tmp_path: Path) -> None:
    other = create_parts(tmp_path / "other", DEMO)
    other.engine.dispose()
    office.parts.engine.dispose()
    office.parts.paths.database.write_bytes(other.paths.database.read_bytes())
    error = opening(office)
    assert message_for(error) == sentence("database_key_wrong")
    assert "Nothing was changed" in message_for(error) and message_for(error).endswith("ask an administrator.")


def upgrade_and_die(folder: Path, statement: int) -> None:
    """Upgrade the database, until the change of that number has been made; 0: until all but the commit has."""
    file, paths = read_office_file(folder)
    engine, made = engine_of(file, keystore_of(file, paths), paths), count(1)

    def die(*_: object) -> None:
        os.kill(os.getpid(), signal.SIGKILL)

    def after(_connection: object, _cursor: object, words: str, *_: object) -> None:
        if words.split()[0] in CHANGES and next(made) == statement:
            die()

    if not statement:
        protection.install = die  # type: ignore[assignment]
    event.listen(engine, "after_cursor_execute", after)
    migrate.upgrade(engine)


@pytest.mark.skipif(sys.platform == "win32", reason="it is SIGKILL that is meant")
@pytest.mark.parametrize("statement", [1, 2, 0])
def test_a_migration_that_is_killed_half_way_has_not_happened_and_can_be_done_again(
    office: Office, kill: Killer, statement: int
) -> None:
    office.closed()
    migrate.downgrade(office.parts.engine, migrate.known()[0])
    before = rows(office)
    office.parts.engine.dispose()
    assert kill.run(partial(upgrade_and_die, office.parts.paths.folder, statement)) == -signal.SIGKILL
    assert migrate.revision(office.parts.engine) == migrate.known()[0]
    assert rows(office) == before
    migrate.upgrade(office.parts.engine)
    assert migrate.is_current(office.parts.engine)
    assert migrate.differences(office.parts.engine, metadata) == []
    with office.parts.engine.connect() as connection:
        assert protection.missing(connection.execution_options(**READING)) == []
    assert office.verify().whole


def rows(office: Office) -> dict[str, list[Any]]:
    """Return everything in the database, whatever tables it has."""
    with office.parts.engine.connect() as connection:
        names = connection.exec_driver_sql("SELECT name FROM sqlite_master WHERE type = 'table' ORDER BY name")
        return {
            name: [tuple(row) for row in connection.exec_driver_sql(f'SELECT * FROM "{name}"')]
            for name in names.scalars().all()
        }


def test_a_disk_that_fails_while_rows_are_compared_with_the_log_makes_nobody_a_suspect(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    appointment = office.booked().id

    def failing(connection: Connection, *more: Any) -> Any:
        connection.invalidate()
        return comparing.compare_table(connection, *more)

    with monkeypatch.context() as disk:
        disk.setattr(proven, "compare_table", failing)
        with pytest.raises(DatabaseError) as failed:
            office.check_in(appointment)
    assert failed.value.code == "database_unavailable"
    assert EventKind.ROW_REFUSED not in {event.kind for event in office.events()}
    office.check_in(appointment)
