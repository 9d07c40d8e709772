"""A move that is stopped: the office is in one place, and goes on there; nobody writes to the other."""

from __future__ import annotations

import getpass
from contextlib import nullcontext
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Engine
from sqlcipher3 import dbapi2

from db.engines import moving
from db.engines import moving as copying
from db.engines.locks import hold
from db.engines.sqlcipher import sqlcipher_engine
from desktop.__main__ import main
from desktop.application.office.setting_up import Stage
from desktop.application.ports.sound import VaultPlace
from desktop.bootstrap import database_transfer
from desktop.bootstrap.opening import open_parts
from desktop.domain.log.events import EventKind
from desktop.environment.office_file import DATABASE_KEY, OfficeFile
from desktop.errors import DatabaseError, ExternalSystemError
from desktop.lifecycle import move as moving_office
from desktop.words.errors import message_for
from tests.lifecycle.moving.moves import Hear, contents, database_of, has_rows, is_where_it_was, move
from tests.lifecycle.test_backup import reopened
from tests.support import postgres
from tests.support.builders import PASSWORD, Office


def test_nobody_writes_to_the_old_one_any_more_whoever_has_it_open(office: Office, empty: postgres.Database) -> None:
    refusals: list[DatabaseError] = []
    close = database_transfer.close

    def closed(held: Any) -> None:
        close(held)
        with pytest.raises(DatabaseError) as failed:
            office.checked_in()
        refusals.append(failed.value)

    with pytest.MonkeyPatch.context() as watching:
        watching.setattr(database_transfer, "close", closed)
        move(office, empty)
    assert [failed.code for failed in refusals] == ["office_being_moved"]


def test_while_it_moves_nobody_writes(office: Office, empty: postgres.Database) -> None:
    tried: list[Stage] = []

    def write(stage: Stage) -> None:
        raw = office.parts.engine.raw_connection()
        assert raw.driver_connection is not None
        raw.driver_connection.execute("PRAGMA busy_timeout = 1")
        with pytest.raises(dbapi2.OperationalError, match="locked"):
            raw.driver_connection.execute("BEGIN IMMEDIATE")
        raw.close()
        tried.append(stage)

    move(office, empty, write, vault_in=VaultPlace.DATABASE)
    assert tried == list(Stage)


def test_what_an_attempt_has_left_is_taken_back_by_the_next(
    office: Office, empty: postgres.Database, share: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with monkeypatch.context() as killed:
        killed.setattr(moving_office, "_taken_back_on_failure", lambda *_: nullcontext())
        with pytest.raises(RuntimeError):
            move(office, empty, stops_at(Stage.VERIFYING_AGAIN), vault=share)
    assert has_rows(empty) and contents(share)
    reopen = reopened(office, office.parts.paths.folder)
    reopen.checked_in()  # the office goes on meanwhile
    reopen.parts.engine.dispose()
    move(office, empty, vault=share)
    again = reopened(office, office.parts.paths.folder)
    assert again.verify().whole and contents(share) == contents(office.parts.paths.vault)
    again.parts.engine.dispose()


def stops_at(at: Stage) -> Hear:
    def stop(stage: Stage) -> None:
        if stage is at:
            raise RuntimeError("stopped")

    return stop


@pytest.mark.parametrize("stage", Stage)
def test_stopped_at_any_stage_it_is_where_it_was(
    office: Office, empty: postgres.Database, share: Path, stage: Stage
) -> None:
    with pytest.raises(RuntimeError):
        move(office, empty, stops_at(stage), vault=share)
    is_where_it_was(office, empty)


def test_a_full_disk_at_the_last_step_leaves_the_old_one_open(
    office: Office, empty: postgres.Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(file: OfficeFile, paths: Any) -> None:
        raise OSError(28, "no space left")

    with monkeypatch.context() as failing:
        failing.setattr(OfficeFile, "write", full)
        with pytest.raises(ExternalSystemError, match="office_folder_unusable"):
            move(office, empty)
    assert not moving.is_closed(office.parts.engine)
    is_where_it_was(office, empty)
    move(office, empty)


def closed_by_a_killed_move(office: Office) -> Engine:
    """Close its database, as a move does that is killed before its last step; return an engine over it."""
    office.parts.engine.dispose()
    key = office.parts.store.get(DATABASE_KEY)
    assert key is not None
    engine = sqlcipher_engine(office.parts.paths.database, bytes.fromhex(key))
    with copying.held_still(engine) as held:
        moving.close_database(held)
    return engine


def test_one_that_was_closed_and_has_not_moved_is_opened_again(office: Office) -> None:
    closed_by_a_killed_move(office).dispose()
    with pytest.raises(DatabaseError, match="office_being_moved"):
        office.checked_in()
    again = reopened(office, office.parts.paths.folder)
    try:
        assert again.parts.wrong is None and again.checked_in()
        assert again.verify().whole
    finally:
        again.parts.engine.dispose()


def test_it_is_not_opened_again_while_somebody_moves_it(office: Office) -> None:
    engine = closed_by_a_killed_move(office)
    hold(engine, office.parts.paths.database, office.front)
    with pytest.raises(DatabaseError) as failed:
        open_parts(office.parts.paths.folder)
    assert failed.value.code == "office_being_moved" and "moved to a server" in message_for(failed.value)
    assert moving.is_closed(engine)
    engine.dispose()
    open_parts(office.parts.paths.folder).engine.dispose()


def status(office: Office, capsys: pytest.CaptureFixture[str]) -> str:
    main(["--office", str(office.parts.paths.folder), "status"])
    return capsys.readouterr().out


@pytest.mark.parametrize("before", ["_finish", "_delete_old"])
def test_a_move_that_was_stopped_after_its_last_step_is_finished_by_the_same_command(
    office: Office,
    empty: postgres.Database,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    before: str,
) -> None:
    with monkeypatch.context() as killed:
        killed.setattr(moving_office, before, lambda *_: 1 / 0)
        with pytest.raises(ZeroDivisionError):
            move(office, empty)
    assert database_of(office) and office.parts.paths.database.exists()
    again = reopened(office, office.parts.paths.folder)
    again.checked_in()  # it is in use already
    assert "The office’s move to a server is not finished" in status(office, capsys)
    again.parts.engine.dispose()
    move(office, empty)
    assert "is not finished" not in status(office, capsys)
    assert not office.parts.paths.database.exists() and office.parts.store.get(DATABASE_KEY) is None
    again = reopened(office, office.parts.paths.folder)
    assert [event.kind for event in again.events()].count(EventKind.OFFICE_MOVED) == 1
    assert again.verify().whole
    again.parts.engine.dispose()


@pytest.mark.parametrize("step", [(database_transfer, "copy_to_server"), (moving_office, "_delete_old")])
def test_failed_midway_it_exits_1(
    office: Office, empty: postgres.Database, step: tuple[object, str], monkeypatch: pytest.MonkeyPatch
) -> None:
    def lost(*_: Any) -> None:
        raise DatabaseError("database_lost")

    monkeypatch.setattr(*step, lost)
    assert moved_by_command(office, empty, monkeypatch) == 1


def moved_by_command(office: Office, empty: postgres.Database, monkeypatch: pytest.MonkeyPatch) -> int:
    typed = iter([postgres.DESKS_PASSWORD, postgres.OWNER_PASSWORD, PASSWORD])
    monkeypatch.setattr(getpass, "getpass", lambda prompt: next(typed))
    words = ["--office", str(office.parts.paths.folder), "office", "move", "--to", empty.address]
    return main([*words, "--database-owner", postgres.OWNER, "--administrator", "administrator"])


@pytest.mark.parametrize("at", [Stage.ROWS, None])
def test_stopped_by_hand_it_says_where_the_office_is(
    office: Office,
    empty: postgres.Database,
    at: Stage | None,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    def stop(*_: Any) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(database_transfer if at else moving_office, "copy_to_server" if at else "_finish", stop)
    assert moved_by_command(office, empty, monkeypatch) == 1
    said = capsys.readouterr().out
    assert ("where it was" in said) == bool(at) and ("LOOK" in said) != bool(at)
    assert (database_of(office) is None) == bool(at)
