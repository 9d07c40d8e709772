"""Moves that stop on the way: the office is where it was, and the server has nothing of it."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import text

from db.engines import moving as copying
from db.engines.locks import hold
from desktop.application.ports.sound import VaultPlace
from desktop.environment.files import SingleInstance
from desktop.errors import AlreadyRunningError, DatabaseError, ExternalSystemError, NotAllowedError, SignInRefusedError
from desktop.lifecycle import move as moving_office
from desktop.words.errors import message_for
from tests.lifecycle.moving.moves import PLACES, database_of, has_rows, is_where_it_was, move, refused
from tests.support import postgres
from tests.support.builders import Office


def test_one_that_is_not_whole_does_not_move(office: Office, empty: postgres.Database) -> None:
    with office.parts.engine.begin() as connection:
        connection.execute(text("UPDATE person SET roles = 'supervisor' WHERE sign_in_name = 'adviser'"))
    with pytest.raises(ExternalSystemError) as failed:
        move(office, empty)
    assert failed.value.code == "office_not_whole" and "listening-room verify" in message_for(failed.value)
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
    with pytest.raises(ExternalSystemError) as failed:
        move(office, empty)
    assert failed.value.code == "office_on_server"


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
    streamed = copying._streamed

    def bent(connection: Any, query: Any) -> Iterator[tuple[Any, ...]]:
        for row in streamed(connection, query):
            yield tuple("supervisor" if cell == "approver" else cell for cell in row) if on(connection) else row

    def on(connection: Any) -> bool:
        return bool(connection.dialect.name == "postgresql")

    monkeypatch.setattr(copying, "_streamed", bent)
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
    with pytest.raises(DatabaseError) as failed:
        move(office, empty)
    assert failed.value.code == "database_in_use" and has_rows(empty)
