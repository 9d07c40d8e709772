"""kill -9 at any moment of an import, and a disk that fills: nothing is half done, and the next import goes on."""

from __future__ import annotations

import os
import signal
import sys
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

import pytest

from db.log.audit_log import AuditLog
from db.recordings.recordings import RecordingsTable
from db.unit_of_work import SqlUnitOfWork
from desktop.application.recordings.folder_import import ImportSteps
from desktop.application.recordings.import_report import Outcome
from desktop.bootstrap.opening import open_parts
from desktop.domain.requests.request import Status
from desktop.errors import DatabaseError, ExternalSystemError
from desktop.media.strongroom import VaultStrongroom
from desktop.vault.blobs import Unfinished
from tests.faults.full_disk import SmallDisk, small_disk
from tests.faults.loaded import Moment, Start, killed_at, loaded
from tests.support.builders import Office, an_office
from tests.support.trees import Imports, held, name, put, recordings, stored

FILES = 4
MOMENTS: dict[str, Moment] = {
    "the import has begun": (ImportSteps, "begin", 1, True),
    "a file is read": (VaultStrongroom, "digest", 2, False),
    "a file is being stored": (Unfinished, "keep", 3, True),
    "a file is stored": (VaultStrongroom, "lock_away", 2, True),
    "its row is written": (RecordingsTable, "add", 2, True),
    "its event is written": (AuditLog, "append", 3, True),
    "it is committed": (SqlUnitOfWork, "commit", 3, True),
    "all have come in": (ImportSteps, "finish", 1, False),
}


def main(handed: str, tree: str, moment: str) -> None:
    office = Office.taken_over(handed)
    with killed_at(MOMENTS[moment]):
        Imports(office).run(Path(tree))


@pytest.fixture(scope="module")
def program() -> Iterator[Start]:
    with loaded(__name__) as start:
        yield start


@pytest.mark.skipif(sys.platform == "win32", reason="it is SIGKILL that is meant")
@pytest.mark.parametrize("moment", MOMENTS)
def test_an_import_that_is_killed_has_done_nothing_by_halves_and_goes_on(
    tmp_path: Path, program: Start, moment: str
) -> None:
    office = an_office(tmp_path)
    asked = office.a_request()
    tree = a_tree(tmp_path)
    assert program(office.handed_over(), tree, moment) == -signal.SIGKILL
    office = again(office)
    came = recordings(office)
    assert {row.id for row in came} == {recording for recording, _ in held(office)}
    assert office.verify().whole
    imports = Imports(office)
    report = imports.run(tree)
    assert dict(report.counts) == counted(Outcome.CAME_IN, FILES - len(came)) | counted(Outcome.WAS_THERE, len(came))
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


def counted(outcome: Outcome, count: int) -> dict[Outcome, int]:
    return {outcome: count} if count else {}


def again(office: Office) -> Office:
    """Start the program again."""
    return Office(open_parts(office.parts.paths.folder), office.back, office.people)


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
