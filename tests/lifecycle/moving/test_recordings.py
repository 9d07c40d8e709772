"""The recordings of an office on a server move from its folder into its database, and every PC finds them there."""

from __future__ import annotations

import getpass
import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import update

from db.engines.locks import hold
from db.schema.audit_tables import audit_event
from desktop.__main__ import main
from desktop.application.office.setting_up import Stage
from desktop.application.office.signing_in import sign_out
from desktop.application.ports.sound import VaultPlace
from desktop.bootstrap.opening import open_parts
from desktop.bootstrap.wiring import open_desk, opened_by
from desktop.domain.log.events import EventKind
from desktop.domain.sessions.session import State
from desktop.environment.clock import SystemClock
from desktop.environment.office_file import OfficeFile, read_office_file
from desktop.errors import DatabaseError, ExternalSystemError, ListeningRoomError, NotAllowedError, VaultDamagedError
from desktop.lifecycle import move as moving_office
from desktop.lifecycle.backups import back_up
from desktop.lifecycle.log_evidence import verify_office
from desktop.lifecycle.move import IntoDatabase, Kept, move_into_database
from desktop.vault.blobs import BlobKind, mark
from desktop.words.errors import message_for
from tests.attacks import forging
from tests.attacks.test_cut_off import without_guards
from tests.lifecycle.moving.moves import contents, set_aside, stored_in
from tests.lifecycle.test_backup import reopened
from tests.support.offices.builders import ANOTHER_DAY, PASSWORD, Office, a_call, an_office
from tests.support.offices.places import in_database, shared
from tests.support.refusals import error_of


@pytest.fixture
def office(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Office]:
    with shared(tmp_path) as made:
        monkeypatch.setattr(SystemClock, "now", lambda self: made.clock.now())
        yield made


def folder_of(office: Office) -> Path:
    return office.parts.paths.folder


def move(office: Office, told: Any = lambda *_: None, who: str = "administrator") -> Kept:
    office.parts.engine.dispose()
    return move_into_database(IntoDatabase(folder_of(office), who, PASSWORD), told)


def place_of(office: Office) -> VaultPlace:
    return read_office_file(folder_of(office))[0].vault_in


@contextmanager
def afterwards(office: Office, folder: Path | None = None) -> Iterator[Office]:
    """Open the office again, as it is now."""
    again = reopened(office, folder or folder_of(office))
    again.__dict__.pop("strongroom", None)
    try:
        yield again
    finally:
        again.parts.engine.dispose()


def another_pc(office: Office, folder: Path) -> Office:
    """Return the office as the PC of its back office has it, which has a file of its own, and the same folder."""
    for desk in (office.front, office.back):  # then both have the keys of the day
        office.do(sign_out, office.actor("officer", desk), desk=desk)
    shutil.copytree(folder_of(office), folder)
    shutil.rmtree(folder / "vault")
    file, paths = read_office_file(folder)
    witness = office.parts.paths.witness
    mark(office.parts.paths.vault, file.id)
    file._replace(desk=office.back, vault=office.parts.paths.vault, witness=witness).write(paths)
    return reopened(office, folder)


def test_they_are_in_the_database_to_the_byte_and_work_goes_on_at_every_pc(office: Office, tmp_path: Path) -> None:
    aside, before = set_aside(office), contents(office.parts.paths.vault)
    other = another_pc(office, tmp_path / "other")
    other.parts.engine.dispose()
    kept = move(office)
    assert (kept.files, kept.missing, kept.others, kept.not_witnessed) == (len(before), 0, False, None)
    assert kept.left == office.parts.paths.vault and contents(kept.left) == before
    shutil.rmtree(kept.left)
    with afterwards(office) as again:
        assert stored_in(again) == before and aside in before
        assert again.events()[-1].kind is EventKind.RECORDINGS_MOVED
        assert again.parts.witness.largest() == len(again.events())
        session = again.closed()
        assert again.session(session).state is State.CLOSED
    with afterwards(other, tmp_path / "other") as there:
        assert there.parts.file.vault_in is VaultPlace.DATABASE and there.parts.file.desk == office.back
        there.prepared(there.imported(there.a_request(), a_call(1, 700)))
        assert there.verify().whole
    assert read_office_file(tmp_path / "other")[0].vault is None


def test_what_another_pc_stores_meanwhile_comes_along(office: Office, tmp_path: Path) -> None:
    other = another_pc(office, tmp_path / "other")
    stored: list[Any] = []

    def at_work(stage: Stage, done: int, total: int) -> None:
        if not stored:
            stored.append(other.prepared(other.imported(other.a_request(), a_call(1, 700))))

    move(office, at_work)
    copy = other.request(stored[0]).copy
    other.parts.engine.dispose()
    with afterwards(office) as again:
        assert copy and again.parts.vault.has(BlobKind.APPROVED, copy)
        assert stored_in(again) == contents(office.parts.paths.vault)


def test_what_another_pc_stores_too_late_is_refused_and_not_saved(office: Office, tmp_path: Path) -> None:
    other = another_pc(office, tmp_path / "other")
    request, asked = other.imported(other.a_request(), a_call(1, 700)), other.a_request(call=ANOTHER_DAY)
    move(office)
    with afterwards(office) as again:
        before = again.bodies()
        for late, of, more in ((other.prepared, request, ()), (other.imported, asked, (a_call(1, 900),))):
            failed = error_of(DatabaseError, late, of, *more)
            assert failed.code == "recordings_moved" and "not saved" in message_for(failed)
        new = {event.kind for event in again.events()[len(before) :]}
        assert not new & {EventKind.COPY_PREPARED, EventKind.RECORDING_IMPORTED}
    other.parts.engine.dispose()


def refused(code: str, office: Office, who: str = "administrator") -> None:
    failed = error_of(ListeningRoomError, move, office, who=who)
    assert failed.code == code and message_for(failed)


def test_not_while_another_pc_or_a_nightly_run_is_at_it(office: Office, tmp_path: Path) -> None:
    other = another_pc(office, tmp_path / "other")
    hold(other.parts.engine, None, office.back)
    refused("other_pcs_open", office)
    other.parts.engine.dispose()
    with other.parts.one_nightly_run():
        refused("nightly_under_way", office)
    other.parts.engine.dispose()
    assert place_of(office) is VaultPlace.FOLDER
    move(office)


def test_a_pc_that_opens_it_at_the_last_moment_does_not_go_on_with_the_folder(office: Office, tmp_path: Path) -> None:
    office.parts.engine.dispose()
    opened = open_parts(folder_of(office))
    opened.engine.dispose()
    move(office)
    with pytest.MonkeyPatch.context() as slow, pytest.raises(DatabaseError) as refused:
        slow.setattr("desktop.bootstrap.wiring.open_parts", lambda folder: opened)
        open_desk(folder_of(office), alone=True)
    assert refused.value.code == "recordings_moved"


@pytest.mark.against("rows")
def test_an_event_that_no_pc_signed_moves_nothing(office: Office) -> None:
    forging.forge(office, EventKind.RECORDINGS_MOVED, "signed", {})
    with afterwards(office) as again:
        assert again.parts.file.vault_in is place_of(office) is VaultPlace.FOLDER
        before = contents(again.parts.paths.vault)
        again.prepared(again.imported(again.a_request(), a_call(1, 700)))
        assert contents(again.parts.paths.vault).keys() > before.keys()


@pytest.mark.against("rows")
def test_another_database_that_is_tried_and_refused_changes_nothing_here(office: Office, tmp_path: Path) -> None:
    """Neither where this PC goes for its recordings, nor what its log is told."""
    (tmp_path / "other").mkdir()
    with in_database(tmp_path / "other") as other:
        forging.forge(other, EventKind.RECORDINGS_MOVED, "signed", {})
        with without_guards(other) as connection:
            connection.execute(update(audit_event).where(audit_event.c.seq == 0).values(body=b"0"))
        office.parts.engine.dispose()
        with pytest.raises(DatabaseError, match="database_of_another_log"):
            opened_by(folder_of(office), other.parts.file.database or "")
    assert place_of(office) is VaultPlace.FOLDER
    with afterwards(office) as again:
        again.do(sign_out, again.actor("officer"))
        assert EventKind.ROW_REFUSED not in [event.kind for event in again.events()]


def test_who_may_not_and_where_there_is_nothing_to_move(
    office: Office, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with pytest.raises(NotAllowedError):
        move(office, who="approver")
    vault = office.parts.paths.vault
    vault.rename(tmp_path / "away")
    refused("vault_not_here", office)
    vault.mkdir()
    refused("vault_not_here", office)  # another share is connected there
    vault.rmdir()
    (tmp_path / "away").rename(vault)
    assert place_of(office) is VaultPlace.FOLDER
    move(office)
    refused("recordings_in_database", office)
    alone = an_office(tmp_path / "alone")
    refused("recordings_need_server", alone)


def test_one_that_is_missing_is_said(office: Office) -> None:
    [original] = (office.parts.paths.vault / "original").iterdir()
    original.unlink()
    kept = move(office)
    assert kept.missing == 1 and place_of(office) is VaultPlace.DATABASE


def test_stopped_it_goes_on_with_the_folder_and_then_where_it_was(office: Office) -> None:
    set_aside(office)  # it is carried first, and is there once in the end

    def stop(stage: Stage, done: int, total: int) -> None:
        if done:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        move(office, stop)
    assert place_of(office) is VaultPlace.FOLDER
    with afterwards(office) as again:
        there = stored_in(again)
        assert 0 < len(there) < len(contents(office.parts.paths.vault))
        again.prepared(again.imported(again.a_request(), a_call(1, 700)))
    [peaks, *_] = sorted((office.parts.paths.vault / "waveform").iterdir())
    peaks.write_bytes(b"rebuilt meanwhile")
    move(office)
    with afterwards(office) as again:
        assert stored_in(again) == contents(office.parts.paths.vault)
        assert again.verify().whole


def test_stopped_once_the_log_says_so_it_is_in_the_database(office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(file: OfficeFile, paths: Any) -> None:
        raise OSError(28, "no space left")

    with monkeypatch.context() as failing:
        failing.setattr(OfficeFile, "write", full)
        refused("office_folder_unusable", office)
        with pytest.raises(ExternalSystemError):
            open_parts(folder_of(office))
    assert place_of(office) is VaultPlace.FOLDER
    with afterwards(office) as again:
        assert again.parts.file.vault_in is place_of(office) is VaultPlace.DATABASE
        again.prepared(again.imported(again.a_request(), a_call(1, 700)))


def laid(office: Office, what: str, secret: Path) -> str:
    """Lay something that is no file into the folder, as whoever can write on the share; return its name there."""
    id = "d" * 32
    apart = f"quarantine/2026-11-24/original-{id}"
    name = {"link": f"original/{id}", "pipe": f"approved/{id}", "in quarantine": apart}[what]
    path = office.parts.paths.vault / name
    path.parent.mkdir(parents=True, exist_ok=True)
    if what == "pipe":
        os.mkfifo(path)
    else:
        path.symlink_to(secret)
    return name


@pytest.mark.against("network")
@pytest.mark.parametrize("what", ["link", "pipe", "in quarantine"])
def test_what_is_no_file_is_neither_carried_nor_waited_for_nor_backed_up(
    office: Office, tmp_path: Path, what: str
) -> None:
    (tmp_path / "secret").write_text("of this PC's own account")
    name = laid(office, what, tmp_path / "secret")
    back_up(folder_of(office), tmp_path / "backup")
    assert name not in contents(tmp_path / "backup" / "vault")
    found = verify_office(folder_of(office), None, lambda done, total: None).report.findings
    assert [each.code for each in found] == ["vault_not_a_file"]
    with pytest.MonkeyPatch.context() as late, pytest.raises(VaultDamagedError):
        late.setattr(moving_office, "is_file_itself", lambda _: True)  # laid there a moment after it was looked at
        move(office)
    assert place_of(office) is VaultPlace.FOLDER
    move(office)
    with afterwards(office) as again:
        assert name not in stored_in(again) and again.verify().whole


def test_one_that_arrives_otherwise_is_noticed(office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    put = moving_office.RowsOfDatabase.put
    monkeypatch.setattr(moving_office.RowsOfDatabase, "put", lambda *given: put(*given)[::-1])
    refused("move_not_the_same", office)
    assert place_of(office) is VaultPlace.FOLDER
    with afterwards(office) as again:
        assert EventKind.RECORDINGS_MOVED not in {event.kind for event in again.events()}


def test_the_command_says_what_it_does_and_what_is_left_to_do(
    office: Office, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(getpass, "getpass", lambda prompt: PASSWORD)
    office.parts.engine.dispose()
    words = ["--office", str(folder_of(office)), "office", "move", "--administrator", "administrator"]
    for incomplete in ([], ["--vault-in", "database", "--to", "postgresql://x"], ["--vault", "/nowhere"]):
        assert main([*words, *incomplete]) == 2
        assert "--vault-in database" in capsys.readouterr().err
    with monkeypatch.context() as stopped:
        stopped.setattr(moving_office, "_carry_all", lambda *_: (_ for _ in ()).throw(KeyboardInterrupt))
        assert main([*words, "--vault-in", "database"]) == 1
        assert "goes on where it was" in capsys.readouterr().out
    assert main([*words, "--vault-in", "database"]) == 0
    said = capsys.readouterr()
    assert "3 files have moved into the database." in said.out and str(office.parts.paths.vault) in said.out
    assert main(["--office", str(folder_of(office)), "status"]) in (0, 1)
    assert "Recordings are in the database, on its server." in capsys.readouterr().out


def test_an_office_that_began_in_the_database_looks_for_no_event(tmp_path: Path) -> None:
    with in_database(tmp_path) as made:
        refused("recordings_in_database", made)
