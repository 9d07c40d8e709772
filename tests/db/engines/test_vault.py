"""The vault in a server's database: what a desk's role may do to it, and what becomes of it on a bad day."""

from __future__ import annotations

import tracemalloc
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from sqlalchemy.exc import DBAPIError, ProgrammingError

from db.engines.server_address import read_address
from db.engines.vault import ServerVault
from desktop.domain.shared.ids import new_id
from desktop.errors import DatabaseError, VaultDamagedError
from desktop.vault.blobs import BlobKind
from desktop.vault.place import DatabaseVault
from tests.support.fixtures import made
from tests.support.offices.builders import Office
from tests.support.offices.places import behind, owners, shared
from tests.support.refusals import error_of
from tests.support.servers import postgres
from tests.support.servers.proxy import Proxy, a_proxy

KEY = bytes(range(32))
PLAIN = bytes(range(256)) * 4000
ORIGINAL, APPROVED = BlobKind.ORIGINAL, BlobKind.APPROVED
PIECES = "SELECT count(*) FROM vault_piece"


@pytest.fixture(scope="module")
def office(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Office]:
    with shared(tmp_path_factory.mktemp("office")) as made:
        yield made


@pytest.fixture
def vault(office: Office) -> DatabaseVault:
    return DatabaseVault(ServerVault(office.parts.engine))


proxy = made(lambda _: a_proxy(postgres.the_server().port))


@pytest.fixture
def far(proxy: Proxy, tmp_path: Path) -> Iterator[Office]:
    with behind(proxy, tmp_path) as made:
        yield made


def run(office: Office, *statements: str) -> None:
    """Run them as the owner, past every guard."""
    with owners(office) as owner, owner.connect().execution_options(migrating=True) as connection, connection.begin():
        for statement in statements:
            connection.exec_driver_sql(statement)


def count(office: Office, query: str = PIECES) -> int:
    with owners(office) as owner, owner.connect().execution_options(migrating=True) as connection:
        return int(connection.exec_driver_sql(query).scalar_one())


def end_all(office: Office) -> None:
    """End every connection of its desks."""
    database = read_address(str(office.parts.file.database)).database
    with postgres.the_server().superuser() as connection:
        ended = "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = %s"
        connection.execute(ended, [database])


@contextmanager
def unguarded(office: Office) -> Iterator[None]:
    run(office, "ALTER TABLE vault_piece DISABLE TRIGGER USER")
    try:
        yield
    finally:
        run(office, "ALTER TABLE vault_piece ENABLE ALWAYS TRIGGER vault_piece_no_update")
        run(office, "ALTER TABLE vault_piece ENABLE ALWAYS TRIGGER vault_piece_no_truncate")


NOT_THE_DESKS = (
    "UPDATE vault_piece SET content = ''",
    "DELETE FROM vault_piece",
    "TRUNCATE vault_piece",
    "UPDATE vault_file SET quarantined_on = '2026-01-01'",
    "UPDATE vault_file SET size = 0",
    "DELETE FROM vault_file",
    "TRUNCATE vault_file",
    "DROP TABLE vault_piece",
    "ALTER TABLE vault_piece DISABLE TRIGGER vault_piece_no_update",
    "DROP FUNCTION vault_destroy(text, text, text)",
)


@pytest.mark.against("database")
def test_a_desk_changes_and_deletes_nothing_of_the_vault_and_even_the_owner_meets_a_guard(
    office: Office, vault: DatabaseVault
) -> None:
    vault.store(ORIGINAL, new_id(), [PLAIN], KEY)
    before = count(office)
    for statement in NOT_THE_DESKS:
        with (
            office.parts.engine.connect() as connection,
            pytest.raises(ProgrammingError, match=r"permission|must be owner"),
        ):
            connection.exec_driver_sql(statement)
    for statement in ("UPDATE vault_piece SET content = ''", "TRUNCATE vault_piece", "TRUNCATE vault_file"):
        with pytest.raises(DBAPIError, match="never changed"):
            run(office, statement)
    assert count(office) == before


@pytest.mark.against("database")
@pytest.mark.parametrize("kind", [ORIGINAL, APPROVED])
@pytest.mark.planted
def test_what_a_living_row_names_is_neither_destroyed_nor_quarantined(tmp_path: Path, kind: BlobKind) -> None:
    with shared(tmp_path) as office:
        vault = DatabaseVault(ServerVault(office.parts.engine))
        request = office.request(office.approved())
        id, table = (request.recording, "recording") if kind is ORIGINAL else (request.copy, "approved_copy")
        assert id is not None
        vault.store(kind, id, [PLAIN], KEY)
        assert not vault.quarantine(kind, id, "2026-11-24")
        assert not vault.destroy(kind, id) and vault.has(kind, id)
        run(office, f"UPDATE {table} SET destroyed_at = '2026-11-24T10:00:00.000000Z' WHERE id = '{id}'")
        assert vault.destroy(kind, id) and not vault.has(kind, id) and count(office) == 0


@pytest.mark.planted
def test_what_a_living_row_names_leaves_quarantine_only_by_the_way_back(tmp_path: Path) -> None:
    with shared(tmp_path) as office:
        vault, day = DatabaseVault(ServerVault(office.parts.engine)), "2026-11-24"
        id = office.recording(office.approved())
        vault.store(ORIGINAL, id, [PLAIN], KEY)
        run(office, f"UPDATE vault_file SET quarantined_on = '{day}' WHERE id = '{id}'")
        assert not vault.destroy(ORIGINAL, id, day) and vault.put_back(ORIGINAL, id, day)
        run(office, f"UPDATE vault_file SET quarantined_on = '{day}' WHERE id = '{id}'")
        vault.store(ORIGINAL, id, [b"imported again"], KEY)
        assert vault.destroy(ORIGINAL, id, day) and vault.has(ORIGINAL, id)


DAMAGES = (
    "UPDATE vault_piece SET content = substring(content FROM 1 FOR 1000)",
    "UPDATE vault_piece SET content = content || content",
    "UPDATE vault_piece SET content = set_byte(content, 7, 255 - get_byte(content, 7))",
    "DELETE FROM vault_piece",
)


def test_a_piece_that_is_not_as_it_was_is_damage(office: Office, vault: DatabaseVault) -> None:
    for damage in DAMAGES:
        id = new_id()
        vault.store(APPROVED, id, [PLAIN], KEY)
        with unguarded(office):
            run(office, f"{damage} WHERE place = (SELECT place FROM vault_file WHERE id = '{id}') AND number = 1")
        with vault.open(APPROVED, id, KEY) as reader:
            assert reader.read(0, 1000) == PLAIN[:1000], "the first piece is whole"
            with pytest.raises(VaultDamagedError) as refused:
                reader.read(0, reader.size)
        assert refused.value.code == "vault_changed"


def test_a_connection_that_is_lost_while_writing_leaves_nothing(far: Office, proxy: Proxy) -> None:
    vault, id = DatabaseVault(ServerVault(far.parts.engine)), new_id()

    def cut() -> Iterator[bytes]:
        yield PLAIN
        proxy.drop_next_question()
        yield PLAIN

    assert error_of(DatabaseError, vault.store, ORIGINAL, id, cut(), KEY).code == "database_lost"
    assert not vault.has(ORIGINAL, id) and count(far) == 0
    vault.store(ORIGINAL, id, [PLAIN], KEY)


def test_a_program_that_is_killed_while_writing_leaves_nothing(far: Office) -> None:
    rows = ServerVault(far.parts.engine)
    new = rows.begin("original", new_id())
    new.write(PLAIN)
    end_all(far)
    with pytest.raises(DatabaseError):
        new.write(PLAIN)
    new.drop()
    assert count(far) == 0


def test_where_the_answer_was_lost_it_is_looked_up_whether_it_is_kept(far: Office, proxy: Proxy) -> None:
    vault, id = DatabaseVault(ServerVault(far.parts.engine)), new_id()
    with vault.begin(ORIGINAL, id, [PLAIN], KEY) as new:
        rows = new._new
        execute = rows._execute  # type: ignore[attr-defined]

        def then_lose(statement: str, *values: object) -> None:
            execute(statement, *values)
            proxy.drop_next_answer()

        rows._execute = then_lose  # type: ignore[attr-defined]
        new.keep()
    with vault.open(ORIGINAL, id, KEY) as reader:
        assert reader.read(0, reader.size) == PLAIN


def test_a_reader_goes_on_where_its_connection_was_lost(far: Office, proxy: Proxy) -> None:
    vault, id = DatabaseVault(ServerVault(far.parts.engine)), new_id()
    vault.store(APPROVED, id, [PLAIN], KEY)
    with vault.open(APPROVED, id, KEY) as reader:
        proxy.drop_next_answer()
        assert reader.read(0, reader.size) == PLAIN and proxy.dropped
        proxy.shut = True
        end_all(far)
        with pytest.raises(VaultDamagedError, match="vault_unreadable"):
            reader.read(0, reader.size)
    proxy.shut = False
    with vault.open(APPROVED, id, KEY) as reader:
        assert reader.read(0, reader.size) == PLAIN


def test_while_a_file_is_written_the_log_goes_on(office: Office) -> None:
    new = ServerVault(office.parts.engine).begin("original", new_id())
    try:
        new.write(PLAIN)
        before = len(office.bodies())
        office.a_request()
        assert len(office.bodies()) > before
    finally:
        new.drop()


def test_memory_does_not_grow_with_the_recording(vault: DatabaseVault) -> None:
    id, size = new_id(), 64 << 20
    block = bytes(1 << 20)
    tracemalloc.start()
    try:
        vault.store(ORIGINAL, id, (block for _ in range(size // len(block))), KEY)
        with vault.open(ORIGINAL, id, KEY) as reader:
            for at in range(0, size, len(block)):
                assert len(reader.read(at, len(block))) == len(block)
        assert tracemalloc.get_traced_memory()[1] < 12 << 20
    finally:
        tracemalloc.stop()
