"""Scans a folder and imports it, both on the long lane; the database keeps its own."""

from __future__ import annotations

from functools import partial
from pathlib import Path

from PySide6.QtCore import QObject, Signal

from desktop.application.ports.importing import CallMetadata
from desktop.application.recordings.import_report import Line, save_report
from desktop.application.recordings.importing_at_desk import ImportDone, Looked, import_folder, look_through
from desktop.domain.recordings.keeping import Source
from desktop.errors import ListeningRoomError
from desktop.ui.kit.progress import Progress
from desktop.ui.running.context import Context
from desktop.words.recordings.report import report_wording


class RecordingsPresenter(QObject):
    """The presenter of one task at a time. `progress` is that of the running one."""

    looked = Signal(Looked)
    done = Signal(ImportDone)
    saved = Signal(Path)
    failed = Signal(ListeningRoomError)

    def __init__(self, context: Context, parent: QObject) -> None:
        super().__init__(parent)
        self._context = context
        self._progress: Progress | None = None

    def look(self, path: Path, source: Source) -> Progress:
        """Scan it; the progress is not measurable."""
        progress = self._begin()
        call = partial(look_through, self._context.desk, path, source, progress)
        running = self._context.tasks.run(call, lane="long", owner=self, progress=progress)
        running.then(self.looked.emit).otherwise(self.failed.emit)
        return progress

    def begin_import(self, looked: Looked, metadata: CallMetadata | None) -> Progress:
        """Import what was looked through."""
        progress, tasks = self._begin(), self._context.tasks
        call = partial(import_folder, self._context.desk, self._context.actor, looked, metadata)
        call = partial(call, hand_over=tasks.hand_over, watcher=progress)
        running = tasks.run(call, lane="long", owner=self, progress=progress)
        running.then(self.done.emit).otherwise(self.failed.emit)
        return progress

    def stop(self) -> None:
        """Cancel the work in progress; it ends soon, and reports how far it came."""
        if self._progress is not None:
            self._progress.cancel()

    def save(self, lines: tuple[Line, ...], path: Path) -> None:
        """Write the report to a path."""
        call = partial(_saved, lines, path)
        running = self._context.tasks.run(call, lane="long", owner=self)
        running.then(self.saved.emit).otherwise(self.failed.emit)

    def _begin(self) -> Progress:
        progress = Progress()  # without a parent: the worker may still report when this page is gone
        self.destroyed.connect(progress.cancel)
        self._progress = progress
        return progress


def _saved(lines: tuple[Line, ...], path: Path) -> Path:
    save_report(path, lines, report_wording())
    return path
