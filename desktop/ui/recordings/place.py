"""Recordings: choose what to import, preview how it would be read, import it, read the report.

Where a table has columns that nobody has told of, they are told between the two. A scan and an import run on the
long lane; the database keeps its own.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from functools import partial
from pathlib import Path
from typing import TypeVar

from PySide6.QtCore import Signal, Slot

from desktop.application.ports.recordings import CallMetadata
from desktop.application.recordings.folder_import import ImportDone, Looked, import_folder, look_through
from desktop.application.recordings.import_report import ImportReport, Line, Outcome, save_report
from desktop.domain.recordings.retention import Source
from desktop.errors import ListeningRoomError
from desktop.ui.kit.accessible import StackOfPages
from desktop.ui.kit.banners import Banner, Kind
from desktop.ui.kit.buttons import SecondaryButton
from desktop.ui.kit.facts import Fact, Facts
from desktop.ui.kit.fields import typed_in
from desktop.ui.kit.layouts import column_in
from desktop.ui.kit.overlays import choose_to_save
from desktop.ui.kit.page import Page
from desktop.ui.kit.progress import Progress
from desktop.ui.kit.rows import Row, RowsView
from desktop.ui.kit.text import Words, strong
from desktop.ui.recordings.columns import ColumnsPages
from desktop.ui.recordings.start_page import ChoosePage, StartPage
from desktop.ui.running.context import Context
from desktop.ui.running.pages_place import RailPlace
from desktop.words import counted, tr
from desktop.words.codes import and_list, words
from desktop.words.errors import message_for, sentence
from desktop.words.formatting import ALIKE, grouped
from desktop.words.recordings import refused_alike, report_wording

R = TypeVar("R")

PAGE, MOST = 100, 500
"""The lines shown at a time, and in all: the saved report has the rest."""
ORDER = (
    Outcome.REFUSED,
    Outcome.CAME_IN,
    Outcome.CAME_BACK,
    Outcome.WAS_THERE,
    Outcome.TIME_IS_UP,
    Outcome.NOT_ASKED_FOR,
)
"""The order of the outcomes: those that need attention come first."""


class ReportPage(Page):
    """The report of an import. Emits `save_wanted` and `back`. `lines` has all lines, in the order of the files."""

    save_wanted = Signal()
    back = Signal()

    def __init__(self) -> None:
        super().__init__(tr("Import report"), primary=tr("Save the report"), wide=True)
        self.lines: tuple[Line, ...] = ()
        self._ordered: list[tuple[str, str, bool]] = []
        self._shown = 0
        self.result, self.facts, self.hint = Banner("success"), Facts(), Words(tone="muted")
        columns = (tr("File"), tr("Result"))
        self.table = RowsView(tr("Files"), columns, (1, 1), header=True, links=False)
        self.more, self.rest = SecondaryButton(tr("Show more")), Words(tone="muted")
        self.add(self.result, self.facts, self.hint, self.table, self.more, self.rest)
        self.add_link(tr("Import more"), self.back.emit)
        self.submitted.connect(self.save_wanted)
        self.more.clicked.connect(self._show_more)

    def show_report(self, done: ImportDone) -> None:
        """Show the result of an import."""
        self.lines = done.lines
        kind, said = _result(done.report)
        self.result.set_kind(kind)
        self.result.set_parts(*said)
        counts = done.report.counts
        self.facts.show_facts(*(Fact(grouped(counts[each]), words(each)) for each in ORDER if counts[each]))
        self.facts.setVisible(bool(done.lines))
        self.hint.set_parts(_hint(done.report))
        self._ordered = list(_rows(sorted(done.lines, key=lambda line: ORDER.index(line.outcome))))
        self._shown = 0
        self.table.setVisible(bool(done.lines))
        self._show_more()
        self.rest_on(self.primary)

    def show_saved(self, name: str) -> None:
        """Say that the report is saved."""
        self.result.set_kind("success")
        advice = tr("It contains file names, and so telephone numbers: keep it as safe as the recordings.")
        self.result.set_parts(strong(tr("The report is saved as {name}.").format(name=name)), advice)

    def _show_more(self) -> None:
        self._shown += PAGE
        shown = enumerate(self._ordered[: self._shown])
        self.table.show_rows([Row(number, row[:2], attention=row[2]) for number, row in shown])
        left = len(self._ordered) > self._shown
        self.more.setVisible(left and self._shown < MOST)
        self.rest.setVisible(left and self._shown >= MOST)
        said = tr("These are the first {shown} of {all}. The saved report has all of them.")
        self.rest.set_parts(said.format(shown=grouped(self._shown), all=grouped(len(self._ordered))))


def _rows(lines: Iterable[Line]) -> Iterator[tuple[str, str, bool]]:
    """Yield what stands in each row, and whether it needs attention: many that one reason refused are one row."""
    lines = list(lines)
    refused = Counter(line.code for line in lines if line.outcome is Outcome.REFUSED)
    told: set[str] = set()
    for line in lines:
        if line.outcome is not Outcome.REFUSED:
            yield line.path, _became(line), False
        elif refused[line.code] < ALIKE:
            yield line.path, _became(line), True
        elif line.code not in told:
            told.add(line.code)
            first = tr("{file} and others").format(file=line.path)
            yield first, f"{words(line.outcome)}. {refused_alike(line.code, refused[line.code])}", True


def _became(line: Line) -> str:
    """Return "Came in, held for SAR-2026-0042", "Refused. This file is not a recording." or the like."""
    if line.code:
        return f"{words(line.outcome)}. {sentence(line.code)}"
    if line.references:
        held = and_list(list(line.references))
        return tr("{became}, held for {requests}").format(became=words(line.outcome), requests=held)
    return words(line.outcome)


def _result(report: ImportReport) -> tuple[Kind, tuple[str, ...]]:
    """Return the outcome that is said first, and its kind."""
    refused = report.counts[Outcome.REFUSED]
    said = strong(_came(report))
    if report.stopped is not None:
        early = strong(tr("It stopped before the end."))
        return "problem", (early, message_for(report.stopped), tr("Then import it again."))
    if report.cancelled:
        return "notice", (said, tr("You stopped it before the end. Import it again to continue."))
    if not report.anchored:
        return "problem", (said, tr("The witness file could not be written. The next checkpoint makes up for it."))
    if refused:
        return "notice", (said, tr("Some files were refused. The reasons are below."))
    came = report.counts[Outcome.CAME_IN] + report.counts[Outcome.CAME_BACK]
    return "success" if came else "notice", (said,)


def _came(report: ImportReport) -> str:
    came, back = report.counts[Outcome.CAME_IN], report.counts[Outcome.CAME_BACK]
    if back and not came:
        return counted(
            back,
            "1 recording whose file was missing is back.",
            "{n} recordings whose files were missing are back.",
        )
    if not came:
        return tr("No recordings were imported.")
    return counted(came, "1 recording was imported.", "{n} recordings were imported.")


def _hint(report: ImportReport) -> str:
    """Return a hint about the next step."""
    if any(report.counts[outcome] for outcome in (Outcome.CAME_IN, Outcome.CAME_BACK, Outcome.WAS_THERE)):
        return tr("To choose the recording of a request, open the request.")
    return ""


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
