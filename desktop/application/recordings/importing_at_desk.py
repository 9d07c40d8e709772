"""Importing on the screens of one desk: a preview of the folder first, then the import.

Rule: both are long work. Calls to the database are handed over to the thread that it belongs to.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial
from pathlib import Path

from desktop.application.ports.desk import Desk
from desktop.application.ports.importing import CallMetadata, Folders, TablePreview, TableSample
from desktop.application.ports.sound import Strongroom, Watcher
from desktop.application.recordings.import_report import ImportReport, Line
from desktop.application.recordings.import_run import Importing
from desktop.application.recordings.import_steps import ImportSteps
from desktop.application.shared.authorisation import Actor
from desktop.application.shared.handing_over import HandOver
from desktop.domain.recordings.keeping import Source
from desktop.errors import NotAllowedError


@dataclass(frozen=True)
class Looked:
    """A preview of an import. `metadata`: of the call, where it is one file.

    `unread`: a table whose columns the source does not know; `read_by`: the name of another source that knows them.
    """

    path: Path
    source: Source
    files: int
    one_file: bool
    preview: TablePreview | None = None
    metadata: CallMetadata | None = None
    unread: TableSample | None = None
    read_by: str = ""


@dataclass(frozen=True)
class ImportDone:
    """The result of an import, and of each file."""

    report: ImportReport
    lines: tuple[Line, ...]


def look_through(desk: Desk, path: Path, source: Source, watcher: Watcher | None = None) -> Looked:
    """Preview the folder. Raises NotAllowedError at a front desk, SurroundingsError where there is nothing."""
    folders, _ = _of(desk)
    survey = folders.survey(path, source, watcher)
    metadata, one_file = None, path.is_file()
    if one_file:
        for candidate in folders.candidates(path, source):
            candidate.close()
            metadata = candidate.metadata or metadata
    read_by = _read_by(desk, source, survey.unread)
    return Looked(path, source, survey.files, one_file, survey.preview, metadata, survey.unread, read_by)


def import_folder(
    desk: Desk,
    actor: Actor,
    looked: Looked,
    by_hand: CallMetadata | None,
    hand_over: HandOver,
    watcher: Watcher | None = None,
) -> ImportDone:
    """Import it; `by_hand` is a person's metadata for one file. Raises NotAllowedError before anything is done."""
    folders, strongroom = _of(desk)
    steps = ImportSteps(actor, looked.source, desk.uow, desk.clock, strongroom)
    lines: list[Line] = []
    again = partial(folders.candidates, looked.path, looked.source)
    if by_hand is not None:
        again = partial(folders.by_hand, looked.path, by_hand)
    importing = Importing(steps, desk.numbers, desk.keeping, hand_over)
    report = importing.run(again(), lines.append, files=looked.files, watcher=watcher, seen_first=again)
    return ImportDone(report, tuple(lines))


def _read_by(desk: Desk, source: Source, unread: TableSample | None) -> str:
    others = (each for each in desk.keeping.sources if each.name != source.name and each.table is not None)
    if unread is None:
        return ""
    return next((each.name for each in others if each.table and each.table.reads(unread.columns)), "")


def _of(desk: Desk) -> tuple[Folders, Strongroom]:
    """Return the desk's importing ports. Raises NotAllowedError at a desk that opens no originals."""
    if desk.folders is None or desk.strongroom is None:
        raise NotAllowedError("not_a_back_office")
    return desk.folders, desk.strongroom
