"""A back-up, and an office restored from it: nothing is lost, nobody else opens it, and missing parts are reported."""

from __future__ import annotations

import errno
import io
import json
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager, nullcontext
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Engine, select, text

from db.engines import transfer
from db.engines.sqlcipher import sqlcipher_engine
from db.log.known_log import KnownLog
from db.schema.audit_tables import audit_event
from desktop.__main__ import main
from desktop.application.office.signing_in import sign_out
from desktop.bootstrap.keys import keystore_of
from desktop.bootstrap.opening import open_parts
from desktop.config import OfficePaths
from desktop.domain.log.events import EventKind
from desktop.domain.sessions.session import State
from desktop.domain.shared.ids import RequestId
from desktop.environment.atomic_folder import MARK, Kind, give_up, whole_folder
from desktop.environment.office_file import DATABASE_KEY, read_office_file
from desktop.errors import DatabaseError, ExternalSystemError, OtherLogError
from desktop.files.durable import write_file
from desktop.lifecycle import backups
from desktop.lifecycle import restore as restoring
from desktop.lifecycle.backups import back_up
from desktop.lifecycle.backups import give_keys as give
from desktop.lifecycle.backups import open_backed_up_keys as opened
from desktop.lifecycle.restore import look_at, restore
from desktop.vault.keys import new_identity, wrap_retention_key
from desktop.words.errors import message_for
from tests.attacks.test_cut_off import without_guards
from tests.support.fixtures import made
from tests.support.machine.syncs import Disk, linux_only
from tests.support.offices.builders import ASKER, Office, a_call
from tests.support.offices.places import Place, embedded, in_database
from tests.support.refusals import error_of
from tests.support.servers import postgres

office = made(embedded)


@pytest.fixture
def recovery(office: Office, tmp_path: Path) -> Path:
    return recovery_file(office, tmp_path)


def recovery_file(office: Office, folder: Path) -> Path:
    """Return age-keygen's output when the office was made."""
    identity = office.parts.store.get("identity/recovery-1")
    file = folder / "recovery-1.txt"
    file.write_text(f"# created: once\n# public key: age1...\n{identity}\n")
    return file


def lost(office: Office) -> None:
    """Lose the PC's disk, and the account's keyring with it. The witness was elsewhere."""
    office.parts.engine.dispose()
    witness = office.parts.paths.witness
    kept = witness.read_bytes()
    shutil.rmtree(office.parts.paths.folder)
    witness.parent.mkdir(parents=True)
    witness.write_bytes(kept)


def is_whole(backup: Path) -> bool:
    return backups.manifest_of(backup).files == backups.digests(backup)


def reopened(office: Office, folder: Path) -> Office:
    return replace(office, opened=open_parts(folder))


def refused(code: str, backup: Path, target: Path, recovery: Path) -> None:
    failed = error_of(ExternalSystemError, restore, backup, target, recovery)
    assert failed.code == code and message_for(failed).endswith(".")
    assert not target.exists()


def test_an_office_comes_back_on_another_pc_with_its_sessions_its_recordings_and_its_log(
    office: Office, recovery: Path, tmp_path: Path
) -> None:
    session, appointment = office.closed(), office.booked(minutes_from_now=90)
    rows = office.all_rows()
    done = back_up(office.parts.paths.folder, tmp_path / "backup")
    assert done.events == len(office.bodies()) and done.recordings == 2
    # An original's waveform is included; audio that can be rebuilt from it is not.
    assert {path.name for path in (tmp_path / "backup" / "vault").iterdir()} == {"original", "waveform", "approved"}
    lost(office)
    restored = restore(tmp_path / "backup", tmp_path / "new" / "office", recovery)
    assert (restored.events, restored.witnessed) == (done.events, restored.witnessed)
    again = reopened(office, tmp_path / "new" / "office")
    try:
        assert again.all_rows() == rows
        assert again.session(session).state is State.CLOSED
        assert again.verify().whole
        original = again.prepared(again.imported(again.a_request()))  # decrypts an original, and writes to the log
        assert again.request(original) and again.check_in(appointment.id)
        assert again.verify().whole
    finally:
        again.parts.engine.dispose()


def test_it_is_taken_while_the_office_is_open_and_holds_what_was_confirmed(office: Office, tmp_path: Path) -> None:
    with office.parts.engine.connect() as connection, connection.begin() as under_way:
        connection.execute(text("UPDATE person SET shown_name = 'not confirmed'"))
        done = back_up(office.parts.paths.folder, tmp_path / "backup")
        under_way.rollback()
    assert done.events == len(office.bodies())
    with copy_of(office, tmp_path / "backup").connect() as connection:
        assert "not confirmed" not in connection.execute(text("SELECT shown_name FROM person")).scalars().all()


@contextmanager
def without_an_event(place: Office, seq: int) -> Iterator[None]:
    """Take an event out of the database for a while."""
    of_it = audit_event.c.seq == seq
    with without_guards(place) as connection:
        row = dict(connection.execute(select(audit_event).where(of_it)).mappings().one())
        connection.execute(audit_event.delete().where(of_it))
    yield
    with without_guards(place) as connection:
        connection.execute(audit_event.insert(), row)


@pytest.mark.against("rows")
@pytest.mark.parametrize("kept", [embedded, in_database], ids=["sqlcipher", "postgresql"])
def test_a_back_up_has_every_event_that_this_pc_has_verified_or_there_is_none(kept: Place, tmp_path: Path) -> None:
    """An event of long ago is asked for by nothing else, and what is restored without it could never be put right."""
    with kept(tmp_path) as place:
        recovery, folder = recovery_file(place, tmp_path), place.parts.paths.folder
        place.do(sign_out, place.actor())  # it has verified all so far
        with without_an_event(place, 7):
            missed = error_of(OtherLogError, back_up, folder, tmp_path / "backup")
            assert missed.seq == 7 and not (tmp_path / "backup").exists()
            with pytest.MonkeyPatch.context() as unlooked:
                unlooked.setattr(KnownLog, "compare", lambda *_: 7)
                back_up(folder, tmp_path / "lacking")
        place.do(sign_out, place.actor())
        told = [event.facts["key"] for event in place.events() if event.kind is EventKind.ROW_REFUSED]
        assert told == ["7"] and back_up(folder, tmp_path / "backup").events == len(place.events())
        lost(place)
        on_server = place.parts.file.database is not None
        with postgres.a_database() if on_server else nullcontext() as empty:
            server = postgres.for_a_new_office(empty.name) if empty else None
            restored = restore(tmp_path / "lacking", tmp_path / "new", recovery, server)
        assert isinstance(restored.not_opened, OtherLogError) and restored.not_opened.seq == 7


def copy_of(office: Office, backup: Path) -> Engine:
    key = office.parts.store.get(DATABASE_KEY)
    assert key is not None
    return sqlcipher_engine(backup / "office.db", bytes.fromhex(key))


@pytest.mark.against("thief")
def test_nothing_in_it_is_in_the_clear(office: Office, tmp_path: Path) -> None:
    back_up(office.parts.paths.folder, tmp_path / "backup")
    desk = office.parts.file.desk
    secrets = [office.parts.store.get(name) for name in ("database", f"identity/{desk}", f"signing-keys/{desk}")]
    assert all(secrets)
    words = [*(str(secret).encode() for secret in secrets), ASKER.surname.encode(), b"SQLite format", b"RIFF"]
    for path in (tmp_path / "backup").rglob("*"):
        content = path.read_bytes() if path.is_file() else b""
        assert [word for word in words if word in content] == [], path.name
        assert path.stat().st_mode & 0o077 == 0


@pytest.mark.skipif(shutil.which("age") is None, reason="the age command is not installed")
def test_the_ordinary_age_command_opens_its_keys(office: Office, recovery: Path, tmp_path: Path) -> None:
    back_up(office.parts.paths.folder, tmp_path / "backup")
    command = ["age", "--decrypt", "--identity", str(recovery), str(tmp_path / "backup" / "keys.age")]
    keys = json.loads(subprocess.run(command, capture_output=True, check=True).stdout)
    with sqlcipher_engine(tmp_path / "backup" / "office.db", bytes.fromhex(keys["database"])).connect() as connection:
        assert connection.execute(text("SELECT count(*) FROM audit_event")).scalar_one() == len(office.bodies())
    assert keys[f"identity/{office.parts.file.desk}"].startswith("AGE-SECRET-KEY-1")


def test_what_came_after_the_back_up_is_missed_by_the_witness_and_by_verifying(
    office: Office, recovery: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    done = back_up(office.parts.paths.folder, tmp_path / "backup")
    office.clock.pass_by(days=1)  # a new day: the day before's signing key is destroyed
    office.closed()
    after, witness = len(office.bodies()), last_two_changed_about(office.parts.paths.witness.read_bytes())
    lost(office)
    office.parts.paths.witness.unlink()
    office.parts.paths.witness.parent.rmdir()
    arguments = ["--office", str(office.parts.paths.folder), "restore", str(tmp_path / "backup"), "--yes"]
    shutil.rmtree(office.parts.paths.folder)
    elsewhere = tmp_path / "elsewhere.txt"
    elsewhere.write_bytes(witness)
    with_witness_elsewhere(tmp_path / "backup", elsewhere, recovery)
    assert main([*arguments, "--recovery", str(recovery)]) == 1
    said = capsys.readouterr().out
    assert f"Its log has {done.events:,} events." in said and f"LOOK: The witness file covers {after:,} events." in said
    again = reopened(office, office.parts.paths.folder)
    try:
        assert again.parts.paths.witness == elsewhere and elsewhere.read_bytes() == witness
        assert not again.verify().whole
        again.clock.pass_by(days=1)
        with pytest.raises(OtherLogError):
            again.checked_in()
        again.state_loss()
        assert again.checked_in()
    finally:
        again.parts.engine.dispose()


def last_two_changed_about(witness: bytes) -> bytes:
    """Swap the last two, like two desks that add their checkpoints in the other order than they committed them."""
    *blocks, body, signed, last_body, last_signed, rest = witness.split(b"\n\n")
    return b"\n\n".join([*blocks, last_body, last_signed, body, signed, rest])


def with_witness_elsewhere(backup: Path, witness: Path, recovery: Path) -> None:
    """Move the witness elsewhere, as in a real office, whose `office.toml` names it."""
    with_more_in_the_office_file(backup, f"witness = '{witness}'", recovery)


def with_more_in_the_office_file(backup: Path, line: str, recovery: Path) -> None:
    """Add it as if the office that was backed up had had it."""
    keys, recipient, _ = opened(backup / backups.KEYS, recovery)
    file = backup / "office.toml"
    file.write_text(f"{file.read_text()}{line}\n")
    keys[backups.DIGESTS] = backups.sealed_digests_agree(backups.in_clear(backup))
    (backup / backups.KEYS).write_bytes(wrap_retention_key(json.dumps(keys).encode(), [recipient]))
    said = json.loads((backup / backups.MANIFEST).read_text())
    said["files"] = backups.digests(backup)
    (backup / backups.MANIFEST).write_text(json.dumps(said))


def test_each_of_several_witness_files_that_is_gone_comes_back(office: Office, recovery: Path, tmp_path: Path) -> None:
    back_up(office.parts.paths.folder, tmp_path / "backup")
    witness = office.parts.paths.witness.read_bytes()
    more = [tmp_path / name / "witness.txt" for name in ("share", "disk")]
    for path in more:
        path.parent.mkdir()
    more[0].write_bytes(witness[:-1])  # cut off, and there: it stays as it is
    with_more_in_the_office_file(
        tmp_path / "backup", f"more_witnesses = {json.dumps([str(path) for path in more])}", recovery
    )
    office.parts.engine.dispose()
    shutil.rmtree(office.parts.paths.folder)
    restored = restore(tmp_path / "backup", office.parts.paths.folder, recovery)
    assert restored.witnessed == restored.events
    assert [path.read_bytes() for path in more] == [witness[:-1], witness]


def test_where_the_witness_cannot_be_reached_it_says_so_and_makes_no_other(
    office: Office, recovery: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    back_up(office.parts.paths.folder, tmp_path / "backup")
    with_witness_elsewhere(tmp_path / "backup", tmp_path / "share" / "witness.txt", recovery)
    office.parts.engine.dispose()
    shutil.rmtree(office.parts.paths.folder)
    arguments = ["--office", str(office.parts.paths.folder), "restore", str(tmp_path / "backup"), "--yes"]
    assert main([*arguments, "--recovery", str(recovery)]) == 1
    assert "LOOK: The witness file cannot be read." in capsys.readouterr().out
    assert not (tmp_path / "share").exists()


def test_a_witness_file_that_cannot_be_written_in_the_offices_own_folder_restores_nothing(
    office: Office, recovery: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It can be done again; an office that is there without its witness could not be."""
    backup, target = tmp_path / "backup", tmp_path / "restored"
    back_up(office.parts.paths.folder, backup)
    lost(office)

    def write(place: Path, content: bytes) -> None:
        if OfficePaths(place.parent.parent).witness.name in place.name:
            raise OSError(errno.EIO, "it cannot be written")
        write_file(place, content)

    with monkeypatch.context() as disk:
        disk.setattr(restoring, "write_file", write)
        with pytest.raises(ExternalSystemError) as failed:
            restore(backup, target, recovery)
    assert failed.value.code == "backup_not_written" and not target.exists()
    assert restore(backup, target, recovery).witnessed is not None


def cut(backup: Path) -> None:
    file = backup / "office.db"
    file.write_bytes(file.read_bytes()[:-1])


def changed(backup: Path) -> None:
    file = next((backup / "vault" / "original").iterdir())
    content = file.read_bytes()
    file.write_bytes(content[:-1] + bytes([content[-1] ^ 1]))


def missing(backup: Path) -> None:
    next((backup / "vault" / "approved").iterdir()).unlink()


def added(backup: Path) -> None:
    (backup / "vault" / "more").write_bytes(b"more")


def test_a_damaged_back_up_is_refused_and_nothing_is_restored(
    office: Office, recovery: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Also where the disk hesitates after the manifest has been read."""
    back_up(office.parts.paths.folder, tmp_path / "backup")
    lost(office)
    for harm in (cut, changed, missing, added):
        damaged = shutil.copytree(tmp_path / "backup", tmp_path / harm.__name__)
        harm(damaged)
        refused("backup_damaged", damaged, tmp_path / "new", recovery)
    read = Path.read_bytes

    def read_bytes(path: Path) -> bytes:
        if path.name == backups.KEYS:
            raise OSError(errno.EIO, "it cannot be read")
        return read(path)

    monkeypatch.setattr(Path, "read_bytes", read_bytes)
    refused("backup_damaged", tmp_path / "backup", tmp_path / "new", recovery)


def test_a_command_that_fails_midway_exits_1_and_one_that_cannot_begin_2(
    office: Office, recovery: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    folder, backup, new = str(office.parts.paths.folder), str(tmp_path / "backup"), tmp_path / "new"
    with monkeypatch.context() as disk:
        disk.setattr(backups, "write_manifest", full)
        assert main(["--office", folder, "backup", backup]) == 1
    assert "disk full" in capsys.readouterr().err
    assert {path.name for path in tmp_path.iterdir()} == {"office", recovery.name}, "it is whole or not there"
    assert main(["--office", folder, "backup", backup]) == 0
    assert main(["--office", folder, "backup", backup]) == 2
    changed(tmp_path / "backup")
    lost(office)
    words = ["--office", str(new), "restore", backup, "--yes", "--recovery"]
    assert main([*words, str(recovery)]) == 1
    recovery.write_text(new_identity()[0])
    assert main([*words, str(recovery)]) == 2


def another_witness(backup: Path) -> None:
    """Name a witness of the spy's in the place of the office's."""
    file, paths = read_office_file(backup)
    file._replace(witness=backup.parent / "spys" / "witness.txt").write(paths)


def another_server(backup: Path) -> None:
    file, paths = read_office_file(backup)
    file._replace(database="postgresql://desks@spy.example/office?sslrootcert=/tmp/spy.pem").write(paths)


def another_authority(backup: Path) -> None:
    (backup / backups.AUTHORITY).write_text("the spy's certificate")


def no_witness(backup: Path) -> None:
    (backup / backups.WITNESS).unlink()


@pytest.mark.against("thief")
def test_whoever_has_the_folder_sends_nobody_to_another_witness_or_server(
    office: Office, recovery: Path, tmp_path: Path
) -> None:
    """The manifest is theirs too; what is sealed is not."""
    back_up(office.parts.paths.folder, tmp_path / "backup")
    lost(office)
    for exchange in (another_witness, another_server, another_authority, no_witness):
        backup = shutil.copytree(tmp_path / "backup", tmp_path / exchange.__name__)
        exchange(backup)
        manifest = backups.manifest_of(backup)
        (backup / backups.MANIFEST).unlink()
        backups.write_manifest(backup, replace(manifest, files=backups.digests(backup)))
        refused("backup_exchanged", backup, tmp_path / "new", recovery)
        with pytest.raises(ExternalSystemError, match="backup_exchanged"):
            look_at(backup, tmp_path / "new", recovery)


@pytest.mark.parametrize("exchange", [another_witness, another_server, changed])
def test_what_is_exchanged_after_it_was_compared_is_not_restored(
    office: Office, recovery: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, exchange: Callable[[Path], None]
) -> None:
    backup = tmp_path / "backup"
    back_up(office.parts.paths.folder, backup)
    lost(office)

    def and_then_it_is_exchanged(*arguments: Any) -> Any:
        found = opened(*arguments)
        exchange(backup)
        return found

    monkeypatch.setattr(backups, "open_backed_up_keys", and_then_it_is_exchanged)
    refused("backup_damaged", backup, tmp_path / "new", recovery)


def test_certificates_and_witness_are_those_that_were_compared(
    office: Office, recovery: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder, new, own, backup = office.parts.paths.folder, tmp_path / "new", tmp_path / "roots.pem", tmp_path / "backup"
    own.write_text("its roots", "ascii")
    file, paths = read_office_file(folder)
    file._replace(time_stamps=("https://tsa.example.org/tsr", own)).write(paths)
    back_up(folder, backup)
    witness = (backup / backups.WITNESS).read_bytes()
    office.parts.engine.dispose()
    shutil.rmtree(folder)
    own.unlink()

    def and_then_they_are_exchanged(*arguments: Any) -> Any:
        for name in (backups.WITNESS, backups.STAMPS_CERTIFICATES):
            (backup / name).write_text("the spy's")
        return keystore_of(*arguments)

    monkeypatch.setattr(restoring, "keystore_of", and_then_they_are_exchanged)
    restore(backup, new, recovery)
    assert (new / backups.STAMPS_CERTIFICATES).read_text("ascii") == "its roots"
    assert OfficePaths(new).witness.read_bytes() == witness


def test_another_back_up_than_was_shown_is_refused(office: Office, recovery: Path, tmp_path: Path) -> None:
    backup, new = tmp_path / "backup", tmp_path / "new"
    for taken in (backup, tmp_path / "other"):
        back_up(office.parts.paths.folder, taken)
    with_witness_elsewhere(backup, tmp_path / "earlier.txt", recovery)
    lost(office)
    shown = look_at(backup, new, recovery)
    shutil.rmtree(backup)
    (tmp_path / "other").rename(backup)
    with pytest.raises(ExternalSystemError, match="backup_exchanged"):
        restore(backup, new, recovery, shown=shown)
    assert not new.exists()


@pytest.mark.against("thief")
def test_the_commands_say_what_was_done_and_restoring_shows_the_witness_and_asks(
    office: Office, recovery: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    office.closed()
    folder, backup = office.parts.paths.folder, str(tmp_path / "backup")
    assert main(["--office", str(folder), "backup", backup]) == 0
    assert "2 recordings and copies" in capsys.readouterr().out
    assert [event.actor for event in office.events() if event.kind is EventKind.BACKED_UP] == [None]
    office.parts.engine.dispose()
    shutil.rmtree(folder)
    for answer, code in (("", 2), ("no\n", 2), ("yes\n", 0)):
        monkeypatch.setattr(sys, "stdin", io.StringIO(answer))
        assert main(["--office", str(folder), "restore", backup, "--recovery", str(recovery)]) == code
        said = capsys.readouterr().out
        assert f"Witness file: {OfficePaths(folder).witness}" in said
        assert ("The office is restored." in said) is OfficePaths(folder).office_file.exists() is (code == 0)
    assert main(["--office", str(folder), "verify"]) == 0


@pytest.mark.against("thief")
def test_another_recovery_key_does_not_open_it(office: Office, tmp_path: Path) -> None:
    back_up(office.parts.paths.folder, tmp_path / "backup")
    lost(office)
    for key in (None, "nonsense", new_identity()[0]):
        if key is not None:
            (tmp_path / "key.txt").write_text(key)
        refused("recovery_key_not_ours", tmp_path / "backup", tmp_path / "new", tmp_path / "key.txt")


@pytest.mark.parametrize("content", [None, b"", b"[]", b"{}", b'{"format": 2}'])
def test_a_folder_that_is_no_back_up_is_refused(tmp_path: Path, content: bytes | None) -> None:
    (tmp_path / "backup").mkdir()
    if content is not None:
        (tmp_path / "backup" / backups.MANIFEST).write_bytes(content)
    refused("backup_unknown", tmp_path / "backup", tmp_path / "new", tmp_path / "no key")


def test_an_office_is_not_restored_beside_itself_nor_over_another(
    office: Office, recovery: Path, tmp_path: Path
) -> None:
    back_up(office.parts.paths.folder, tmp_path / "backup")
    refused("office_still_there", tmp_path / "backup", tmp_path / "new", recovery)
    failed = error_of(ExternalSystemError, restore, tmp_path / "backup", office.parts.paths.folder, recovery)
    assert failed.code == "office_exists"


def test_keys_that_the_keyring_holds_already_stay(office: Office, recovery: Path, tmp_path: Path) -> None:
    back_up(office.parts.paths.folder, tmp_path / "backup")
    store = keystore_of(office.parts.file, OfficePaths(tmp_path))
    newer = json.dumps({"2099-01-01": "a newer day's"})
    name = f"signing-keys/{office.front}"
    store.set(name, newer)
    undo = ExitStack()
    give(store, {name: json.dumps({"2026-11-24": "of the back-up"}), "more": "new"}, undo)
    assert json.loads(store.get(name) or "") == {"2099-01-01": "a newer day's", "2026-11-24": "of the back-up"}
    failed = error_of(ExternalSystemError, give, store, {"more": "another"}, undo)
    assert failed.code == "keyring_other_keys" and store.get("more") == "new"
    undo.close()
    assert store.get(name) == newer and store.get("more") is None


def test_a_copy_of_the_database_that_does_not_read_back_is_no_back_up(
    office: Office, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    page = 3 * 4096 + 100
    looked_through = transfer._looked_through

    def spoilt(copy: Engine, compare: transfer.Compare) -> int:
        copy.dispose()  # all of it is in the one file then
        file = next(tmp_path.glob(".backup.unfinished/office.db"))
        content = bytearray(file.read_bytes())
        content[page] ^= 1
        file.write_bytes(content)
        return looked_through(copy, compare)

    monkeypatch.setattr(transfer, "_looked_through", spoilt)
    assert error_of(DatabaseError, back_up, office.parts.paths.folder, tmp_path / "backup").code == "copy_damaged"
    assert not (tmp_path / "backup").exists()


def test_nothing_that_is_there_is_written_over(office: Office, tmp_path: Path) -> None:
    (tmp_path / "backup").mkdir()
    (tmp_path / "backup" / "letter").write_text("mine")
    for target, code in ((tmp_path / "backup", "backup_exists"), (office.parts.paths.folder / "b", "backup_inside")):
        assert error_of(ExternalSystemError, back_up, office.parts.paths.folder, target).code == code
    assert (tmp_path / "backup" / "letter").read_text() == "mine"


def test_a_back_up_that_is_being_made_is_left_alone(office: Office, tmp_path: Path) -> None:
    folder = office.parts.paths.folder
    with whole_folder(tmp_path / "backup", Kind.BACKUP, give_up) as new:
        (new / "half").write_text("of it")
        assert error_of(ExternalSystemError, back_up, folder, tmp_path / "backup").code == "folder_being_filled"
        back_up(folder, tmp_path / "another")
        assert (new / "half").exists()
    assert {path.name for path in (tmp_path / "backup").iterdir()} == {"half"}


@linux_only
def test_a_back_up_is_on_the_disk_before_it_is_called_one(
    office: Office, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    disk = Disk(monkeypatch)
    back_up(office.parts.paths.folder, tmp_path / "new" / "backup")
    beside = tmp_path / "new" / ".backup.unfinished"
    named = disk.calls.index(("rename", tmp_path / "new" / "backup"))
    before, after = disk.calls[:named], disk.calls[named + 1 :]
    whole = tmp_path / "new" / "backup"
    for path in [whole, *whole.rglob("*")]:
        place = beside / path.relative_to(whole)
        assert ("fsync", place) in before, place
    assert ("fsync", tmp_path) in before  # in which `new` is new
    assert after == [("fsync", tmp_path / "new")]


@pytest.mark.parametrize("moment", ["copy_database", "copy_whole"])
def test_a_recording_that_is_brought_in_between_the_database_and_the_vault_is_nowhere_missing(
    office: Office, recovery: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, moment: str
) -> None:
    """The database is copied first: had the vault been, its rows would name a file that is not in the back-up."""
    copied, brought_in = getattr(backups, moment), list[RequestId]()

    def and_then_one_is_brought_in(*arguments: Any) -> Any:
        done = copied(*arguments)
        if not brought_in:
            brought_in.append(office.imported(office.a_request(), a_call(hertz=600)))
        return done

    monkeypatch.setattr(backups, moment, and_then_one_is_brought_in)
    back_up(office.parts.paths.folder, tmp_path / "backup")
    lost(office)
    restore(tmp_path / "backup", tmp_path / "new", recovery)
    again = reopened(office, tmp_path / "new")
    try:
        with again.parts.engine.connect() as connection:
            named = set(connection.execute(text("SELECT id FROM recording")).scalars())
        there = {path.name for path in (tmp_path / "new" / "vault" / "original").iterdir()}
        assert brought_in and named and named <= there
    finally:
        again.parts.engine.dispose()


def test_certificates_that_are_where_the_office_names_them_stay_there(
    office: Office, recovery: Path, tmp_path: Path
) -> None:
    folder, new, own = office.parts.paths.folder, tmp_path / "new" / "office", tmp_path / "roots.pem"
    own.write_text("its roots", "ascii")
    file, paths = read_office_file(folder)
    file._replace(time_stamps=("https://tsa.example.org/tsr", own)).write(paths)
    back_up(folder, tmp_path / "backup")
    lost(office)
    restore(tmp_path / "backup", new, recovery)
    assert read_office_file(new)[0].time_stamps == ("https://tsa.example.org/tsr", own)
    assert not (new / "time-stamps.pem").exists()


def test_the_mark_of_a_restore_that_was_killed_after_it_was_whole_goes_when_the_office_is_opened(
    office: Office, recovery: Path, tmp_path: Path
) -> None:
    new = tmp_path / "new" / "office"
    back_up(office.parts.paths.folder, tmp_path / "backup")
    lost(office)
    restore(tmp_path / "backup", new, recovery)
    (new / MARK).write_text(Kind.RESTORED, "ascii")
    open_parts(new).engine.dispose()
    assert not (new / MARK).exists()
