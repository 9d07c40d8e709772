from __future__ import annotations

import threading
import traceback
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Engine, text
from sqlalchemy.exc import IntegrityError, OperationalError, SQLAlchemyError
from sqlcipher3 import dbapi2

from db.engines import sqlcipher
from db.engines.sqlcipher import private_engine, sqlcipher_engine
from db.shared.transactions import READING, failure_of
from desktop.errors import DatabaseError
from tests.db.logs import KEY
from tests.support.refusals import error_of


@pytest.fixture
def engine(tmp_path: Path) -> Iterator[Engine]:
    engine = sqlcipher_engine(tmp_path / "office.db", KEY)
    with engine.begin() as connection:
        connection.exec_driver_sql("CREATE TABLE shelf (id INTEGER PRIMARY KEY, word TEXT)")
        connection.exec_driver_sql("CREATE TABLE book (shelf INTEGER NOT NULL REFERENCES shelf (id))")
        connection.exec_driver_sql("INSERT INTO shelf VALUES (1, 'rhubarb')")
    yield engine
    engine.dispose()


def test_what_was_written_is_there_for_the_next_engine(engine: Engine, tmp_path: Path) -> None:
    engine.dispose()
    again = sqlcipher_engine(tmp_path / "office.db", KEY)
    with again.connect() as connection:
        assert connection.execute(text("SELECT word FROM shelf")).scalar_one() == "rhubarb"
    again.dispose()


def test_after_a_page_that_could_not_be_read_the_next_work_is_done(engine: Engine, tmp_path: Path) -> None:
    """SQLCipher refuses everything over a connection that has met one, also when the page is whole again."""
    engine.dispose()
    file = tmp_path / "office.db"
    whole = file.read_bytes()
    again = sqlcipher_engine(file, KEY)
    try:
        with again.connect() as connection:
            file.write_bytes(whole[:-100] + bytes(100))
            with pytest.raises(SQLAlchemyError) as failed:
                connection.exec_driver_sql("SELECT * FROM book").all()
        assert failure_of(failed.value).code == "database_unavailable"
        file.write_bytes(whole)
        with again.connect() as connection:
            assert connection.exec_driver_sql("SELECT * FROM book").all() == []
    finally:
        again.dispose()


def test_after_a_connection_that_could_only_read_the_next_work_is_done(engine: Engine) -> None:
    """SQLite opens a file so where the disk refuses it for writing, if only once."""
    with engine.connect() as connection:
        connection.exec_driver_sql("PRAGMA query_only = ON")
        with pytest.raises(SQLAlchemyError) as failed:
            connection.exec_driver_sql("INSERT INTO shelf VALUES (2, 'custard')")
    assert failed.value.orig.sqlite_errorname == "SQLITE_READONLY"  # type: ignore[attr-defined]
    assert failure_of(failed.value).code == "database_unavailable"
    with engine.begin() as connection:
        connection.exec_driver_sql("INSERT INTO shelf VALUES (2, 'custard')")


@pytest.mark.against("database", "thief")
def test_nothing_in_the_folder_shows_what_was_written(engine: Engine, tmp_path: Path) -> None:
    files = list(tmp_path.iterdir())
    assert len(files) == 3
    assert all(b"rhubarb" not in file.read_bytes() and b"SQLite format" not in file.read_bytes() for file in files)


def test_every_connection_is_set_up_and_a_commit_survives_a_power_cut(engine: Engine) -> None:
    told = {"secure_delete": 1, "recursive_triggers": 1, "foreign_keys": 1, "synchronous": 2, "temp_store": 2}
    with engine.connect() as one, engine.connect() as other:
        for connection in (one.execution_options(**READING), other.execution_options(**READING)):
            assert {name: connection.exec_driver_sql(f"PRAGMA {name}").scalar_one() for name in told} == told
            assert connection.exec_driver_sql("PRAGMA journal_mode").scalar_one() == "wal"


def test_a_foreign_key_holds(engine: Engine) -> None:
    with engine.connect() as connection, pytest.raises(IntegrityError):
        connection.exec_driver_sql("INSERT INTO book VALUES (9)")


def test_leaving_without_a_commit_undoes_all_of_it(engine: Engine) -> None:
    with engine.connect() as connection:
        connection.exec_driver_sql("CREATE TABLE late (id INTEGER)")
        connection.exec_driver_sql("INSERT INTO shelf VALUES (2, 'custard')")
    with engine.connect() as connection:
        assert connection.exec_driver_sql("SELECT count(*) FROM shelf").scalar_one() == 1
        assert not connection.exec_driver_sql("SELECT count(*) FROM sqlite_master WHERE name = 'late'").scalar_one()


def test_a_writer_holds_the_lock_from_its_beginning_and_readers_read_on(engine: Engine) -> None:
    with engine.connect() as writer, engine.connect() as reader, engine.connect() as late:
        writer.begin()
        count = reader.execution_options(**READING).exec_driver_sql("SELECT count(*) FROM shelf").scalar_one()
        assert count == 1
        late.connection.cursor().execute("PRAGMA busy_timeout = 0")
        with pytest.raises(OperationalError, match="locked"):
            late.begin()


def test_a_reader_locks_nobody_out(engine: Engine) -> None:
    with engine.connect() as reader, engine.connect() as writer:
        reader = reader.execution_options(**READING)
        assert reader.exec_driver_sql("SELECT count(*) FROM shelf").scalar_one() == 1
        writer.exec_driver_sql("INSERT INTO shelf VALUES (2, 'custard')")
        writer.commit()
        assert reader.exec_driver_sql("SELECT count(*) FROM shelf").scalar_one() == 1


def connect_and_fail(path: Path, key: bytes) -> tuple[DatabaseError, str]:
    engine = sqlcipher_engine(path, key)
    caught = error_of(DatabaseError, engine.connect)
    return caught, "".join(traceback.format_exception(caught)) + repr(engine)


def test_a_wrong_key_is_known_as_that_and_is_told_to_nobody(
    engine: Engine, tmp_path: Path, capfd: pytest.CaptureFixture[str], caplog: pytest.LogCaptureFixture
) -> None:
    wrong = bytes(range(1, 33))
    error, shown = connect_and_fail(tmp_path / "office.db", wrong)
    assert error.code == "database_key_wrong"
    out, err = capfd.readouterr()
    assert (out, err) == ("", "")
    assert wrong.hex() not in (shown + caplog.text).lower()


def test_a_file_that_is_no_database_reads_as_a_wrong_key(tmp_path: Path) -> None:
    (tmp_path / "office.db").write_bytes(b"not a database at all " * 400)
    error, _ = connect_and_fail(tmp_path / "office.db", KEY)
    assert error.code == "database_key_wrong"


def test_a_first_page_that_the_disk_could_not_read_once_is_no_wrong_key(
    engine: Engine, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    engine.dispose()
    tries, set_up = list[None](), sqlcipher._set_up

    def hesitating(connection: object, *with_what: Any) -> None:
        tries.append(None)
        if len(tries) == 1:
            raise dbapi2.DatabaseError("file is not a database")
        set_up(connection, *with_what)

    monkeypatch.setattr(sqlcipher, "_set_up", hesitating)
    with sqlcipher_engine(tmp_path / "office.db", KEY).connect() as connection:
        assert connection.exec_driver_sql("SELECT 1").scalar_one() == 1
    assert len(tries) == 2


def test_programs_that_open_a_new_file_at_once_wait_for_each_other(tmp_path: Path) -> None:
    together = threading.Barrier(6)

    def open_it(number: int) -> None:
        together.wait()
        engine = private_engine(tmp_path / f"{number}.db", KEY)
        engine.connect().close()
        engine.dispose()

    with ThreadPoolExecutor(6) as pool:
        for number in range(40):
            for done in [pool.submit(open_it, number) for _ in range(6)]:
                done.result()


def test_a_folder_that_is_not_there_is_said_to_be_unavailable(tmp_path: Path) -> None:
    error, _ = connect_and_fail(tmp_path / "nowhere" / "office.db", KEY)
    assert error.code == "database_unavailable"


def test_an_error_tells_nothing_of_what_was_to_be_written(engine: Engine) -> None:
    with engine.connect() as connection, pytest.raises(IntegrityError) as caught:
        connection.execute(text("INSERT INTO shelf VALUES (:id, :word)"), {"id": 1, "word": "a person's words"})
    assert "a person's words" not in str(caught.value)


def test_a_key_of_another_length_is_a_bug(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="32 bytes"):
        sqlcipher_engine(tmp_path / "office.db", b"short")
