"""An office on one PC moves to a database server: the same to the byte, verified on both sides, the old one gone."""

from __future__ import annotations

import getpass
from pathlib import Path
from typing import Any

import pytest

from desktop.__main__ import main
from desktop.application.office.setting_up import Stage
from desktop.application.ports.sound import VaultPlace
from desktop.domain.log.events import EventKind
from desktop.domain.sessions.session import State
from desktop.environment.office_file import DATABASE_KEY
from desktop.lifecycle import move as moving_office
from desktop.lifecycle.backups import back_up
from desktop.lifecycle.move import Moved
from desktop.lifecycle.restore import restore
from tests.lifecycle.moving.moves import PLACES, contents, database_of, move, rows_in, set_aside, stored_in
from tests.lifecycle.test_backup import lost, recovery_file, reopened
from tests.support import postgres
from tests.support.builders import PASSWORD, Office, a_call


@pytest.mark.parametrize("where", PLACES)
def test_everything_is_there_to_the_byte_and_the_old_one_is_gone(
    office: Office, empty: postgres.Database, share: Path, where: str
) -> None:
    office.closed()
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
        kept = {"where they are": old.vault, "a shared folder": share}.get(where)
        assert (contents(kept) if kept else stored_in(again)) == before
        assert moved.left == (None if where == "where they are" else old.vault)
        assert contents(old.vault) == before  # nothing is deleted from there
    finally:
        again.parts.engine.dispose()


@pytest.mark.parametrize("where", PLACES)
def test_work_goes_on_there(office: Office, empty: postgres.Database, share: Path, where: str) -> None:
    appointment = office.booked(minutes_from_now=90)
    move(office, empty, **PLACES[where](share))
    again = reopened(office, office.parts.paths.folder)
    try:
        session = again.closed()
        assert again.session(session).state is State.CLOSED
        original = again.prepared(again.imported(again.a_request(), a_call(1, 700)))
        assert again.request(original).copy and again.check_in(appointment.id)
        assert again.verify().whole
    finally:
        again.parts.engine.dispose()
    assert main(["--office", str(office.parts.paths.folder), "verify"]) == 0


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


def test_a_moved_office_is_backed_up_and_restored(office: Office, empty: postgres.Database, tmp_path: Path) -> None:
    recovery = recovery_file(office, tmp_path)
    move(office, empty, vault_in=VaultPlace.DATABASE)
    again = reopened(office, office.parts.paths.folder)
    done = back_up(again.parts.paths.folder, tmp_path / "backup")
    rows = again.all_rows()
    assert done.recordings == 2
    lost(again)
    with postgres.a_database() as other:
        restore(tmp_path / "backup", tmp_path / "new", recovery, postgres.for_a_new_office(other.name))
        restored = reopened(office, tmp_path / "new")
        assert restored.all_rows() == rows and restored.verify().whole
        restored.parts.engine.dispose()


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
