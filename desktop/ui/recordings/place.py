"""Recordings: choose what to import, preview how it would be read, import it, read the report.

Where a table has columns that nobody has told of, they are told between the two. A scan and an import run on the
long lane; the database keeps its own.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import TypeVar

from PySide6.QtCore import Slot

from desktop.application.ports.importing import CallMetadata
from desktop.application.recordings.folder_import import ImportDone, Looked, import_folder, look_through
from desktop.application.recordings.import_report import save_report
from desktop.domain.recordings.retention import Source
from desktop.errors import ListeningRoomError
from desktop.ui.kit.accessible import StackOfPages
from desktop.ui.kit.dialogs import choose_to_save
from desktop.ui.kit.fields import typed_in
from desktop.ui.kit.layouts import column_in
from desktop.ui.kit.page import Page
from desktop.ui.kit.progress import Progress
from desktop.ui.kit.text import Words
from desktop.ui.recordings.columns import ColumnsPages
from desktop.ui.recordings.report_page import ReportPage
from desktop.ui.recordings.start_page import ChoosePage, StartPage
from desktop.ui.running.context import Context
from desktop.ui.running.pages_place import RailPlace
from desktop.words import tr
from desktop.words.recordings import report_wording

R = TypeVar("R")


class RecordingsPlace(RailPlace):
    """The place and its pages. Nothing waits here."""

    def __init__(self, context: Context) -> None:
        super().__init__()
        self._context = context
        self._looked: Looked | None = None
        self._progress = Progress()
        """That of the one task that runs at a time."""
        self.stack = StackOfPages()
        column_in(self, self.stack)
        if context.desk.folders is None:
            self.stack.addWidget(_not_here())
            return
        self.choose_page, self.start_page, self.report_page = ChoosePage(context), StartPage(context), ReportPage()
        for page in (self.choose_page, self.start_page, self.report_page):
            self.stack.addWidget(page)
        self.columns = ColumnsPages(context, self.stack)
        self._connect()

    @property
    def at_rest(self) -> bool:
        """Whether its first page is shown, with nothing typed."""
        return self.stack.currentWidget() is self.stack.widget(0) and not typed_in(self)

    def refresh(self) -> None:
        """Focus the page to choose from; there is nothing to reload, and running work continues."""
        if self._context.desk.folders is not None and self.stack.currentWidget() is self.choose_page:
            self.choose_page.show_sources()
            self.choose_page.focus_first()

    def _connect(self) -> None:
        self.choose_page.wanted.connect(self._look)
        self.choose_page.working.cancelled.connect(self._stop)
        self.start_page.wanted.connect(self._begin_import)
        self.start_page.stop_wanted.connect(self._stop)
        self.start_page.back.connect(self._show_choosing)
        self.start_page.columns_wanted.connect(self._ask_for_columns)
        self.columns.saved.connect(self._look_again)
        self.columns.back.connect(self._show_found)
        self.columns.left.connect(self._show_choosing)
        self.report_page.back.connect(self._show_choosing)
        self.report_page.save_wanted.connect(self._save)

    def _show_choosing(self) -> None:
        self.stack.setCurrentWidget(self.choose_page)
        self.refresh()

    @Slot(Path, Source)
    def _look(self, path: Path, source: Source) -> None:
        self.choose_page.primary.hold()
        progress = self._new_progress()
        self.choose_page.working.begin(tr("Checking what is in it."), progress)
        self._work(partial(look_through, self._context.desk, path, source, progress), progress, self._show_looked)

    @Slot(object)
    def _show_looked(self, looked: Looked) -> None:
        self._looked = looked
        self.stack.setCurrentWidget(self.start_page)
        self._looking_ended()
        self.start_page.show_looked(looked)

    @Slot()
    def _ask_for_columns(self) -> None:
        assert self._looked is not None, "only of what was looked through"
        self.columns.begin(self._looked)

    @Slot()
    def _show_found(self) -> None:
        assert self._looked is not None, "that is where the columns were asked for"
        self.stack.setCurrentWidget(self.start_page)
        self.start_page.show_looked(self._looked)

    @Slot(Source)
    def _look_again(self, source: Source) -> None:
        """Check the same folder with the telephone system as it is now."""
        assert self._looked is not None, "that is where the columns were asked for"
        self.choose_page.show_sources(source.name)
        self.stack.setCurrentWidget(self.choose_page)
        self._look(self._looked.path, source)

    @Slot(object)
    def _begin_import(self, metadata: CallMetadata | None) -> None:
        assert self._looked is not None, "only what was looked through is brought in"
        progress = self._new_progress()
        self.start_page.show_running(progress)
        call = partial(import_folder, self._context.desk, self._context.actor, self._looked, metadata)
        call = partial(call, hand_over=self._context.tasks.hand_over, watcher=progress)
        self._work(call, progress, self._show_report)

    def _new_progress(self) -> Progress:
        """Make a progress without a parent: the worker may still report when this page is gone."""
        self._progress = progress = Progress()
        self.destroyed.connect(progress.cancel)
        return progress

    def _work(self, call: Callable[[], R], progress: Progress | None, then: Callable[[R], object]) -> None:
        running = self._context.tasks.run(call, lane="long", owner=self, progress=progress)
        running.then(then).otherwise(self._failed)

    @Slot()
    def _stop(self) -> None:
        """Cancel the work in progress; it ends soon, and reports how far it came."""
        self._progress.cancel()

    @Slot(object)
    def _show_report(self, done: ImportDone) -> None:
        self.stack.setCurrentWidget(self.report_page)
        self.start_page.show_ended()
        self.report_page.show_report(done)

    def _save(self) -> None:
        name = tr("Import report.csv")
        chosen = choose_to_save(self, tr("Save the report"), name, tr("Tables (*.csv)"))
        if chosen is not None:
            call = partial(save_report, chosen, self.report_page.lines, report_wording())
            self._work(call, None, lambda _: self.report_page.show_saved(chosen.name))

    def _looking_ended(self) -> None:
        self.choose_page.working.end()
        self.choose_page.primary.setEnabled(True)

    @Slot(object)
    def _failed(self, error: ListeningRoomError) -> None:
        self._looking_ended()
        self.start_page.show_ended()
        if error.code == "nothing_to_import":
            self.stack.setCurrentWidget(self.choose_page)
            self.choose_page.show_problem(error.code)
        elif error.code != "stopped":
            self._context.fail(error)


def _not_here() -> Page:
    page = Page(tr("Import recordings"), tr("This desk cannot open originals, so nothing can be imported here."))
    page.add(
        Words(
            tr(
                "Sign in at a back-office desk to import recordings. A front desk, where customers sit, "
                "holds no key that opens an original."
            )
        )
    )
    return page
