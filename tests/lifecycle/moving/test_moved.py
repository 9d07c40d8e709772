"""An office that moves to a server: what it is there, what keeps it where it was, and a move that is stopped."""

from __future__ import annotations

import getpass
import shutil
from collections.abc import Iterator
from contextlib import nullcontext
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Engine, text
from sqlcipher3 import dbapi2

from db.engines import transfer
from db.engines.locks import hold
from db.engines.sqlcipher import sqlcipher_engine
from desktop.__main__ import main
from desktop.application.office.setting_up import Stage
from desktop.application.ports.sound import VaultPlace
from desktop.bootstrap.opening import open_parts
from desktop.domain.log.events import EventKind
from desktop.domain.sessions.session import State
from desktop.environment.office_file import DATABASE_KEY, OfficeFile
from desktop.errors import AlreadyRunningError, DatabaseError, ExternalSystemError, NotAllowedError, SignInRefusedError
from desktop.files.durable import SingleInstance
from desktop.lifecycle import move as moving_office
from desktop.lifecycle.move import Moved
from desktop.words.errors import message_for
from tests.lifecycle.moving.moves import (
    PLACES,
    Hear,
    contents,
    database_of,
    has_rows,
    is_where_it_was,
    move,
    refused,
    rows_in,
    set_aside,
    stored_in,
)
from tests.lifecycle.test_backup import reopened
from tests.support.offices.builders import PASSWORD, Office, a_call
from tests.support.refusals import error_of
from tests.support.servers import postgres


@pytest.mark.parametrize("where", ["a shared folder", "the database"])
def test_everything_is_there_to_the_byte_the_old_one_is_gone_and_work_goes_on(
    office: Office, empty: postgres.Database, share: Path, where: str
) -> None:
    office.closed()
    appointment = office.booked(minutes_from_now=90)
    aside, before = set_aside(office), contents(office.parts.paths.vault)
    assert len(before) == 4 and aside in before
    seen: dict[Stage, list[str]] = {}

    def look(stage: Stage) -> None:
        if stage is Stage.VERIFYING:
            seen[stage] = rows_in(office.parts.engine)
        if stage is Stage.VERIFYING_AGAIN:
            seen[stage] = rows_in(empty.engine)

    events = len(office.bodies())
    moved = move(office, empty, look, **PLACES[where](share))
    assert seen[Stage.VERIFYING] == seen[Stage.VERIFYING_AGAIN] and len(seen[Stage.VERIFYING]) > 50
    folder, old = office.parts.paths.folder, office.parts.paths
    assert not list(folder.glob("office.db*")) and office.parts.store.get(DATABASE_KEY) is None
    assert moved.not_witnessed is None and f"/{empty.name}?" in str(moved.file.database)
    again = reopened(office, folder)
    try:
        assert [event.kind for event in again.events()[events:]] == [EventKind.SIGNED_IN, EventKind.OFFICE_MOVED]
        assert moved.events == events + 2 == again.parts.witness.largest()
        assert again.verify().whole
        assert (contents(share) if where == "a shared folder" else stored_in(again)) == before
        assert moved.left == old.vault
        assert contents(old.vault) == before  # nothing is deleted from there
        assert again.session(again.closed(minutes_from_now=300)).state is State.CLOSED
        original = again.prepared(again.imported(again.a_request(), a_call(1, 700)))
        assert again.request(original).copy and again.check_in(appointment.id)
        assert again.verify().whole
    finally:
        again.parts.engine.dispose()


def test_an_old_office_file_that_is_put_back_leads_to_words_and_not_to_a_second_log(
    office: Office, empty: postgres.Database, capsys: pytest.CaptureFixture[str]
) -> None:
    file = office.parts.paths.office_file
    before = file.read_bytes()
    moved = move(office, empty)
    file.write_bytes(before)
    assert main(["--office", str(office.parts.paths.folder), "verify"]) == 2
    said = capsys.readouterr().err
    assert "[office_moved]" in said and str(moved.file.database) in said and postgres.DESKS_PASSWORD not in said


def test_without_its_witness_it_has_moved_and_that_is_said(
    office: Office, empty: postgres.Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    finish, place = moving_office._finish, office.parts.paths.witness.parent

    def disconnected(*arguments: Any) -> Moved:
        place.rename(place.with_name("not connected"))
        place.write_text("")
        return finish(*arguments)

    monkeypatch.setattr(moving_office, "_finish", disconnected)
    moved = move(office, empty)
    assert moved.not_witnessed is not None and database_of(office)


def test_the_command_says_what_it_does_and_what_is_left_to_do(
    office: Office,
    empty: postgres.Database,
    share: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    typed = [postgres.DESKS_PASSWORD, postgres.OWNER_PASSWORD, PASSWORD]
    answers = iter(typed)
    monkeypatch.setattr(getpass, "getpass", lambda prompt: next(answers))
    words = ["--office", str(office.parts.paths.folder), "office", "move", "--to", empty.address]
    who = ["--database-owner", postgres.OWNER, "--administrator", "administrator", "--vault", str(share)]
    assert main([*words, *who]) == 0
    said = capsys.readouterr()
    assert "The office has moved, and is verified there." in said.out and str(office.parts.paths.vault) in said.out
    assert said.err.splitlines() == [
        "Verifying the office as it is.",
        "Copying its log and its rows to the server, and reading them again there.",
        "Copying its recordings, and reading each again in its new place.",
        "Verifying the office on the server.",
    ]
    for secret in typed:
        assert secret not in said.out + said.err


def test_one_that_is_not_whole_does_not_move(office: Office, empty: postgres.Database) -> None:
    with office.parts.engine.begin() as connection:
        connection.execute(text("UPDATE person SET roles = 'supervisor' WHERE sign_in_name = 'adviser'"))
    failed = error_of(ExternalSystemError, move, office, empty)
    assert failed.code == "office_not_whole" and "listening-room verify" in message_for(failed)
    assert database_of(office) is None and not has_rows(empty)


def test_who_may_not_and_what_cannot_move(office: Office, empty: postgres.Database, share: Path) -> None:
    with pytest.raises(SignInRefusedError):
        move(office, empty, password="not the password")
    with pytest.raises(NotAllowedError):
        move(office, empty, administrator="approver")
    is_where_it_was(office, empty)
    refused("vault_two_places", office, empty, vault=share, vault_in=VaultPlace.DATABASE)
    (share / "something.txt").write_text("of someone else")
    refused("vault_not_empty", office, empty, vault=share)
    refused("vault_not_empty", office, empty, vault=share / "nowhere")
    with pytest.MonkeyPatch.context() as demo:
        demo.setattr(moving_office, "DEMO", office.parts.file.kind)
        refused("demo_not_moved", office, empty)
    move(office, empty)
    assert error_of(ExternalSystemError, move, office, empty).code == "office_on_server"


def test_a_server_that_is_not_suitable_changes_nothing(office: Office, empty: postgres.Database) -> None:
    server = postgres.for_a_new_office(empty.name)
    for unsuitable, code in (
        (replace(server, owner=postgres.DESKS, owner_password=postgres.DESKS_PASSWORD), "database_role_too_strong"),
        (replace(server, password="another"), "database_desks_refused"),
        (replace(server, owner_password="another"), "database_owner_refused"),
        (replace(server, address=server.address.replace("ca.crt", "other-ca.crt")), "database_certificate_authority"),
    ):
        refused(code, office, empty, server=unsuitable)


def test_while_the_program_is_open_it_does_not_move(office: Office, empty: postgres.Database) -> None:
    paths = office.parts.paths
    with SingleInstance(paths.lock), pytest.raises(AlreadyRunningError):
        move(office, empty)
    office.parts.engine.dispose()
    hold(office.parts.engine, paths.database, office.front)
    with pytest.raises(AlreadyRunningError):
        move(office, empty)
    is_where_it_was(office, empty)


def test_a_row_that_arrives_otherwise_is_noticed(
    office: Office, empty: postgres.Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    streamed = transfer._streamed

    def bent(connection: Any, query: Any) -> Iterator[tuple[Any, ...]]:
        for row in streamed(connection, query):
            yield tuple("supervisor" if cell == "approver" else cell for cell in row) if on(connection) else row

    def on(connection: Any) -> bool:
        return bool(connection.dialect.name == "postgresql")

    monkeypatch.setattr(transfer, "_streamed", bent)
    refused("move_not_the_same", office, empty)


@pytest.mark.parametrize("where", ["a shared folder", "the database"])
def test_a_recording_that_arrives_otherwise_is_noticed(
    office: Office, empty: postgres.Database, share: Path, monkeypatch: pytest.MonkeyPatch, where: str
) -> None:
    kind = moving_office.RowsOfDatabase if where == "the database" else moving_office.OtherFolder
    put: Any = kind.put

    def bent(place: Any, file: Any, source: Path) -> bytes:
        other = source.with_name("bent")
        other.write_bytes(source.read_bytes()[:-1] + b"?")
        try:
            return bytes(put(place, file, other))
        finally:
            other.unlink()

    monkeypatch.setattr(kind, "put", bent)
    refused("move_not_the_same", office, empty, **PLACES[where](share))


def test_a_database_with_an_event_that_the_office_lacks_is_never_emptied(
    office: Office, empty: postgres.Database, tmp_path: Path
) -> None:
    shutil.copytree(office.parts.paths.folder, tmp_path / "copied by hand")
    move(office, empty)
    office.parts.engine.dispose()
    shutil.rmtree(office.parts.paths.folder)
    (tmp_path / "copied by hand").rename(office.parts.paths.folder)
    assert error_of(DatabaseError, move, office, empty).code == "database_in_use" and has_rows(empty)


def test_nobody_writes_to_the_old_one_any_more_whoever_has_it_open(office: Office, empty: postgres.Database) -> None:
    refusals: list[DatabaseError] = []
    close = transfer.Held.close

    def closed(held: transfer.Held) -> None:
        close(held)
        failed = error_of(DatabaseError, office.checked_in)
        refusals.append(failed)

    with pytest.MonkeyPatch.context() as watching:
        watching.setattr(transfer.Held, "close", closed)
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


def test_stopped_at_any_stage_it_is_where_it_was(office: Office, empty: postgres.Database, share: Path) -> None:
    for stage in Stage:
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
    assert not transfer.is_closed(office.parts.engine)
    is_where_it_was(office, empty)
    move(office, empty)


def closed_by_a_killed_move(office: Office) -> Engine:
    """Close its database, as a move does that is killed before its last step; return an engine over it."""
    office.parts.engine.dispose()
    key = office.parts.store.get(DATABASE_KEY)
    assert key is not None
    engine = sqlcipher_engine(office.parts.paths.database, bytes.fromhex(key))
    with transfer.held_still(engine, transfer.Owner("", "", None), office.parts.file.id) as held:
        held.close()
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
    failed = error_of(DatabaseError, open_parts, office.parts.paths.folder)
    assert failed.code == "office_being_moved" and "moved to a server" in message_for(failed)
    assert transfer.is_closed(engine)
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


@pytest.mark.parametrize("step", [(transfer.Held, "copy_rows"), (moving_office, "_delete_old")])
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

    monkeypatch.setattr(transfer.Held if at else moving_office, "copy_rows" if at else "_finish", stop)
    assert moved_by_command(office, empty, monkeypatch) == 1
    said = capsys.readouterr().out
    assert ("where it was" in said) == bool(at) and ("LOOK" in said) != bool(at)
    assert (database_of(office) is None) == bool(at)
