"""kill -9 at any moment of an import or of a nightly destruction, and a disk that fills during an import.

Nothing is half done: a held recording is there and opens, a destroyed one opens for nobody. The next import goes on,
and the next night's run ends like an undisturbed one.
"""

from __future__ import annotations

import os
import sys
from contextlib import suppress
from datetime import timedelta
from functools import partial
from pathlib import Path

import pytest

from db.log.audit_log import AuditLog
from db.recordings.keeping import KeepingTable, RetentionKeysTable
from db.recordings.recordings import RecordingsTable
from db.unit_of_work import SqlUnitOfWork
from desktop.application.recordings.folder_import import ImportSteps
from desktop.application.recordings.import_report import Outcome
from desktop.application.recordings.retaining import Retaining
from desktop.application.recordings.vault_care import Quarantine, Tidied
from desktop.bootstrap.keys import identity_of
from desktop.bootstrap.opening import open_parts
from desktop.domain.requests.request import Call, Status
from desktop.domain.shared.ids import CopyId, RecordingId, RequestId
from desktop.errors import DatabaseError, ExternalSystemError, VaultDamagedError
from desktop.media.strongroom import VaultStrongroom
from desktop.vault.blobs import BlobKind, Blobs, Unfinished
from desktop.vault.keys import open_key
from tests.faults.full_disk import SmallDisk, small_disk
from tests.faults.killed.killing import Killer, Moment
from tests.support.fakes import TUESDAY
from tests.support.fixtures import made_in_each
from tests.support.offices.builders import ANOTHER_DAY, NUMBER, Office, a_call, aged, an_office
from tests.support.offices.places import PLACES
from tests.support.offices.trees import Imports, held, name, put, recordings, stored

slow = pytest.mark.slow
kills = pytest.mark.skipif(sys.platform == "win32", reason="it is SIGKILL that is meant")
FILES = 4
IMPORTING: dict[str, Moment] = {
    "the import has begun": (ImportSteps, "begin", 1, True),
    "a file is read": (VaultStrongroom, "digest", 2, False),
    "a file is being stored": (Unfinished, "keep", 3, True),
    "a file is stored": (VaultStrongroom, "lock_away", 2, True),
    "its row is written": (RecordingsTable, "add", 2, True),
    "its event is written": (AuditLog, "append", 3, True),
    "it is committed": (SqlUnitOfWork, "commit", 3, True),
    "all have come in": (ImportSteps, "finish", 1, False),
}


def import_them(handed: str, tree: Path) -> None:
    Imports(Office.taken_over(handed)).run(tree)


@kills
@pytest.mark.parametrize("moment", IMPORTING.values(), ids=IMPORTING)
def test_an_import_that_is_killed_has_done_nothing_by_halves_and_goes_on(
    tmp_path: Path, kill: Killer, moment: Moment
) -> None:
    office = an_office(tmp_path)
    asked = office.a_request()
    tree = a_tree(tmp_path)
    kill.at(moment, partial(import_them, office.handed_over(), tree))

    office = Office(open_parts(office.parts.paths.folder), office.back, office.people)
    came = recordings(office)
    assert {row.id for row in came} == {recording for recording, _ in held(office)}
    assert office.verify().whole

    report = Imports(office).run(tree)
    expected = {Outcome.CAME_IN: FILES - len(came), Outcome.WAS_THERE: len(came)}
    assert dict(report.counts) == {outcome: count for outcome, count in expected.items() if count}
    rows = recordings(office)
    assert len(rows) == FILES and office.request(asked).status is Status.TAKEN
    with office.uow().read_only() as uow:
        for row in rows:
            office.strongroom.waveform(uow.recordings.get(row.id))
    assert office.verify().whole
    left_over_goes_at_night(office)
    office.parts.engine.dispose()


def a_tree(place: Path) -> Path:
    for number in range(FILES):
        put(place / "tree", f"{number}/{name(unique=number)}")
    return place / "tree"


def left_over_goes_at_night(office: Office) -> None:
    for path in stored(office):
        os.utime(path, (0, 0))
    tidied = office.retain().tidied
    with office.uow().read_only() as uow:
        living = set(uow.keeping.living())
    assert {path.name for path in stored(office) if "quarantine" not in path.parts} == living
    assert {file.kind for file in tidied.quarantined} <= {"original", "waveform"}, "no row names it, so it is set aside"


class FillsTheDisk:
    """Other files take the rest of the disk during the first recording's import."""

    cancelled = False

    def __init__(self, disk: SmallDisk) -> None:
        self._disk = disk

    def report(self, done: int, total: int) -> None:
        self._disk.fill()


def test_a_disk_that_fills_ends_it_with_a_report_and_it_goes_on_when_there_is_room(tmp_path: Path) -> None:
    tree = a_tree(tmp_path)
    with small_disk(tmp_path / "disk") as disk:
        office = an_office(disk.root)
        office.a_request()
        imports = Imports(office)
        report = imports.run(tree, watcher=FillsTheDisk(disk))
        assert isinstance(report.stopped, ExternalSystemError)
        came = len(recordings(office))
        assert 1 <= came < FILES and report.counts[Outcome.CAME_IN] == came
        disk.fill()  # what the import had stored last is deleted: that made some room
        with suppress(DatabaseError):  # where the database has no page left, not even that it began can be logged
            assert isinstance(imports.run(tree).stopped, ExternalSystemError)
        assert len(recordings(office)) == came
        disk.make_room()
        assert dict(imports.run(tree).counts) == {Outcome.WAS_THERE: came, Outcome.CAME_IN: FILES - came}
        assert office.verify().whole
        office.parts.engine.dispose()


A_THIRD_DAY = Call(TUESDAY - timedelta(days=26), NUMBER)
DAYS = 184
"""Days after which the calls of the office are due."""
RETAINING: dict[str, Moment] = {
    "the clock is confirmed": (SqlUnitOfWork, "commit", 1, True),
    "what is due is known": (Retaining, "_due", 1, True),
    "the first one's keys are emptied": (KeepingTable, "mark_destroyed", 1, True),
    "its event is written": (AuditLog, "append", 2, True),
    "its end is committed": (SqlUnitOfWork, "commit", 2, True),
    "its original's file is removed": (VaultStrongroom, "remove", 1, True),
    "one of three files of an original is removed": (Blobs, "destroy", 2, False),
    "the second one's keys are emptied": (KeepingTable, "mark_destroyed", 2, True),
    "a new key is made for what is held": (VaultStrongroom, "reseal", 1, True),
    "the old key is emptied": (RetentionKeysTable, "destroy", 1, True),
    "what is held is under the new key": (RetentionKeysTable, "reseal", 1, True),
    "the old key's end is committed": (SqlUnitOfWork, "commit", 4, True),
    "the other kind's key is emptied": (RetentionKeysTable, "destroy", 2, True),
    "all keys are done": (Quarantine, "run", 1, False),
    "the run is about to be noted": (Retaining, "_note_the_run", 1, False),
}


def retain(handed: str) -> None:
    office = Office.taken_over(handed)
    office.clock.pass_by(days=DAYS)
    office.retain()


anywhere = made_in_each(PLACES)


def approved(office: Office, call: Call, hertz: int) -> RequestId:
    return office.decided(office.prepared(office.imported(office.a_request(call=call), a_call(1, hertz))))


def sounds(office: Office, request: RequestId) -> dict[RecordingId | CopyId, BlobKind]:
    """Return the original and the copy of that request."""
    found = office.request(request)
    assert found.recording is not None and found.copy is not None
    return {found.recording: BlobKind.ORIGINAL, found.copy: BlobKind.APPROVED}


def opens(office: Office, id: RecordingId | CopyId, kind: BlobKind) -> bool:
    """Return whether it can be read, whole, with the contents of database, keys and vault."""
    with office.uow().read_only() as uow:
        original = kind is BlobKind.ORIGINAL
        sealed = uow.recordings.get(RecordingId(id)).key if original else uow.recordings.copy(CopyId(id)).key
    try:
        key = open_key(sealed, identity_of(office.parts.store, office.back), id)
        with Blobs(office.parts.paths.vault).open(kind, id, key) as reader:
            return len(reader.read(0, reader.size)) > 0
    except VaultDamagedError:
        return False


@slow
@kills
@pytest.mark.parametrize("moment", RETAINING.values(), ids=RETAINING)
def test_whenever_destruction_is_killed_what_is_held_is_whole_and_the_next_run_ends_it(
    anywhere: Office, kill: Killer, moment: Moment
) -> None:
    office = anywhere
    due = [office.first_request, approved(office, ANOTHER_DAY, 500)]
    for request in due:
        office.released(request)
    held = sounds(office, approved(office, A_THIRD_DAY, 600))
    gone = [each for request in due for each in sounds(office, request).items()]
    kill.at(moment, partial(retain, office.handed_over()))

    assert all(opens(office, *each) for each in held.items()), "what is held"
    with office.uow().read_only() as uow:
        living = set(uow.keeping.living())
    assert all(opens(office, id, kind) == (id in living) for id, kind in gone), "there, or destroyed: nothing between"
    assert office.verify().whole

    office.clock.pass_by(days=DAYS)
    aged(office.parts.paths.vault)
    office.retain()
    assert all(opens(office, *each) for each in held.items()) and not any(opens(office, *each) for each in gone)
    stored = {file.name for file in office.parts.paths.vault.rglob("*") if file.is_file()}
    assert stored == set(held)
    with office.parts.engine.connect() as connection:
        keys = connection.exec_driver_sql("SELECT kind FROM retention_key WHERE destroyed_at IS NULL ORDER BY kind")
        assert list(keys.scalars()) == ["approved", "original"]
    again = office.retain()
    assert (again.destroyed, again.keys_destroyed, again.tidied, again.held) == (0, 0, Tidied(), 1)
    assert office.verify().whole
