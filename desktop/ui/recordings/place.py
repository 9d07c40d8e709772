"""Recordings: choose what to import, preview how it would be read, import it, read the report.

A single file's call is filled in from its name, and a person adds the rest. Where a table has columns that nobody has
told of, they are told between the preview and the import. A scan and an import run on the long lane; the database
keeps its own.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace
from datetime import datetime
from functools import partial
from pathlib import Path
from typing import TypeVar
from zoneinfo import ZoneInfo

from PySide6.QtCore import Signal, Slot
from PySide6.QtWidgets import QWidget

from desktop.application.ports.desk import Numbers
from desktop.application.ports.recordings import CallMetadata, PreviewRow, TablePreview
from desktop.application.recordings.folder_import import ImportDone, Looked, import_folder, look_through
from desktop.application.recordings.import_report import ImportReport, Line, Outcome, save_report
from desktop.domain.recordings.retention import Source
from desktop.domain.shared.written_numbers import UNREADABLE
from desktop.errors import FieldsError, ListeningRoomError
from desktop.ui.kit.accessible import StackOfPages, let_go
from desktop.ui.kit.banners import Banner, Kind
from desktop.ui.kit.buttons import SecondaryButton
from desktop.ui.kit.facts import Fact, Facts
from desktop.ui.kit.forms.choices import Choice, ChoiceField, ListField
from desktop.ui.kit.forms.date_field import DateField, read_time, unreadable
from desktop.ui.kit.forms.fields import TextField, typed_in
from desktop.ui.kit.forms.page import Page
from desktop.ui.kit.layouts import column_in
from desktop.ui.kit.overlays import PathField, choose_to_save
from desktop.ui.kit.progress import Progress, Working
from desktop.ui.kit.rows import Row, RowsView
from desktop.ui.kit.text import Words, strong, title
from desktop.ui.recordings.columns import ColumnsPages, RowsRead
from desktop.ui.running.context import Context
from desktop.ui.running.pages_place import RailPlace
from desktop.words import counted, text, tr
from desktop.words.codes import and_list, words
from desktop.words.errors import message_for, problems_of, sentence
from desktop.words.formatting import ALIKE, grouped, time_of_day
from desktop.words.recordings import refused_alike, report_wording

IN, OUT, UNKNOWN = "in", "out", "unknown"


class ByHand(QWidget):
    """The four fields. `metadata` is their contents."""

    def __init__(self) -> None:
        super().__init__()
        self._known: CallMetadata | None = None
        self._zone: ZoneInfo | None = None
        self.call_on = DateField("call_on", tr("Which day was the call?"))
        self.call_time = TextField(
            "call_time", tr("At what time did it begin?"), tr("For example, 2:30pm or 14:30."), letters=10, free=False
        )
        hint = tr("Leave it empty if it was withheld, or if you do not know.")
        self.number = TextField("call_number", tr("The other person’s telephone number"), hint, letters=18, free=False)
        directions = (
            Choice(IN, tr("They rang the council")),
            Choice(OUT, tr("The council rang them")),
            Choice(UNKNOWN, tr("Not known")),
        )
        self.direction = ChoiceField("direction", tr("Who rang?"), directions)
        column_in(self, self.call_on, self.call_time, self.direction, self.number)

    def show_looked(self, looked: Looked) -> None:
        """Fill in the metadata of the file."""
        self._known, self._zone = looked.metadata, looked.source.zone
        at = looked.metadata.call_at.astimezone(looked.source.zone) if looked.metadata else None
        self.call_on.set_value(at.date() if at else None)
        self.call_time.set_value(time_of_day(at, looked.source.zone) if at else "")
        number = (looked.metadata.number or "") if looked.metadata else ""
        self.number.set_value("" if number == UNREADABLE else number)
        outbound = looked.metadata.outbound if looked.metadata else None
        self.direction.set_value(UNKNOWN if outbound is None else OUT if outbound else IN)

    def metadata(self, numbers: Numbers, now: datetime) -> CallMetadata:
        """Return the typed call metadata; the call must be before `now`. Raises FieldsError."""
        day, hour, number = self.call_on.value(), read_time(self.call_time.value()), self.number.value()
        problems = {} if day else {"call_on": "call_day_missing"}
        problems |= {} if hour else {"call_time": "call_time_missing"}
        problems |= unreadable(self.call_on)
        problems |= {"call_number": "their_number_unreadable"} if number and numbers.normal(number) is None else {}
        if problems or day is None or hour is None:
            raise FieldsError(problems)
        at = datetime.combine(day, hour, self._zone)
        if at > now:
            raise FieldsError({"call_on": "call_in_future"})  # its retention would be counted from that day
        known = self._known or CallMetadata(at)
        direction = {IN: False, OUT: True}.get(self.direction.value() or "")
        return replace(known, call_at=self._to_the_second(at, known.call_at), number=number or None, outbound=direction)

    @staticmethod
    def _to_the_second(typed: datetime, told: datetime) -> datetime:
        """Restore what the field does not show, if its minutes are unchanged: the seconds, and which of two repeated
        hours it was.
        """
        shown = told.astimezone(typed.tzinfo).replace(second=0, microsecond=0, tzinfo=None)
        return told if shown == typed.replace(tzinfo=None) else typed


class StartPage(Page):
    """The page to start an import. Emits `wanted(CallMetadata or None)` and `back`."""

    wanted = Signal(CallMetadata)
    back = Signal()

    def __init__(self, context: Context) -> None:
        super().__init__(tr("Import recordings"), primary=tr("Import them"))
        self._numbers, self._clock = context.desk.numbers, context.desk.clock
        self._looked: Looked | None = None
        self.preview, self.by_hand = _Preview(), ByHand()
        self.working = Working(soon_ms=0, long_ms=0)
        self.working.cancel.set_words(tr("Stop"))
        self.unread = Banner("notice")
        self.add(_what_is_kept(context), self.unread, self.preview, self.by_hand, self.working)
        self.columns = self.add_link(tr("Say what the columns are"))
        self._other = self.add_link(tr("Choose something else"), self.back.emit)
        self.submitted.connect(self._submit)
        self.working.cancelled.connect(self._stop)

    @property
    def running(self) -> bool:
        """Whether an import is running."""
        return self.primary.isHidden()

    def show_looked(self, looked: Looked) -> None:
        """Show what was found."""
        self._looked = looked
        self.set_problems(())
        self.set_lead(*_lead(looked))
        self.preview.show_preview(looked.preview)
        self.set_wide(looked.preview is not None and bool(looked.preview.rows))
        self.unread.set_parts(*_unread(looked))
        self.by_hand.setVisible(looked.one_file)
        self.by_hand.show_looked(looked)
        self.primary.set_words(tr("Import it") if looked.one_file else tr("Import them"))
        self.set_missing(*([] if looked.files else [tr("There is nothing in it to import.")]))
        self.show_ended()
        self.focus_first()

    def show_running(self, progress: Progress) -> None:
        """Show the running import. The focus moves to "Stop" as it appears."""
        let_go(self)
        for widget in (self.primary, self.columns, self._other):
            widget.hide()
        self.by_hand.setEnabled(False)
        self.working.begin(tr("Importing. You can do other things meanwhile."), progress, focused=True)

    def show_ended(self) -> None:
        """Show that the import is over, whatever its result."""
        self.working.end()
        self.by_hand.setEnabled(True)
        for widget in (self.primary, self._other):
            widget.show()
        self.columns.setVisible(
            self._looked is not None and self._looked.unread is not None and not self._looked.read_by
        )

    def _submit(self) -> None:
        metadata: CallMetadata | None = None
        if self._looked is not None and self._looked.one_file:
            try:
                metadata = self.by_hand.metadata(self._numbers, self._clock.now())
            except FieldsError as error:
                self.set_problems_by_name(problems_of(error))
                return
        self.set_problems(())
        self.wanted.emit(metadata)

    def _stop(self) -> None:
        self.working.say(tr("Stopping. What has been imported stays. The file in progress is left out."))


def _lead(looked: Looked) -> tuple[str, ...]:
    name, source = looked.path.name or str(looked.path), looked.source.name
    if looked.one_file:
        said = tr("{name}, from {source}. Say which call it is.")
        if looked.metadata is not None:
            said = tr("{name}, from {source}. Details from its name are filled in.")
        return (said.format(name=name, source=source),)
    one, many = text("1 file in {name}, from {source}."), text("{n} files in {name}, from {source}.")
    return (counted(looked.files, one, many, name=name, source=source),)


def _unread(looked: Looked) -> tuple[str, ...]:
    """Return words on a table whose columns the source does not know; none where there is none."""
    if looked.unread is None:
        return ()
    name, source = looked.unread.name, looked.source.name
    if looked.read_by:
        said = tr("{name} is a table as {other} has them. To have it read, choose {other} as the telephone system.")
        return (said.format(name=name, other=looked.read_by),)
    said = tr("{name} is a table, and nobody has said for {source} what its columns are.")
    return strong(said.format(name=name, source=source)), tr("Until then, it is not read.")


def _what_is_kept(context: Context) -> Words:
    """Return words on what an import keeps, by the office's policy."""
    assessment = context.desk.keeping.estate_assessment
    if assessment is None:
        said = tr(
            "Only recordings that an open request could ask for are kept, and held for it. The rest is listed, and "
            "left where it is."
        )
    else:
        said = tr(
            "This office keeps every recording for its retention period ({assessment}). What an open request "
            "could ask for is held for it."
        ).format(assessment=assessment)
    return Words(said)


class _Preview(RowsRead):
    """The first rows of a table as they would be read, with their problems."""

    def __init__(self) -> None:
        self._title, self._says, self._problem = title(), Words(tone="muted"), Banner("problem")
        super().__init__(self._title, self._says, self._problem)

    def show_preview(self, preview: TablePreview | None) -> None:
        """Show a preview, or nothing."""
        self.setVisible(preview is not None)
        if preview is None:
            self.show_rows("", (), ())
            return
        name = preview.path.rpartition("/")[2]
        self._title.set_parts(tr("How {name} is read").format(name=name))
        self._says.set_parts(tr("The first rows. The office’s keeping policy says what each column means."))
        self._says.setVisible(bool(preview.rows))
        self._problem.set_parts(*(_problem(preview.problem) if preview.problem else ()))
        columns = [*preview.columns, tr("Read")] if preview.rows else []
        rows = [_row(number, row) for number, row in enumerate(preview.rows)]
        self.show_rows(tr("The first rows"), columns, rows, last=4)


def _problem(code: str) -> tuple[str, ...]:
    without = tr("Without it, only files whose names say enough are imported.")
    return strong(tr("It cannot be read.")), sentence(code), without


def _row(number: int, row: PreviewRow) -> Row:
    return Row(number, (*row.cells, sentence(row.problem) if row.problem else tr("Yes")), attention=bool(row.problem))


FOLDER, FILE = "folder", "file"


class ChoosePage(Page):
    """The page to choose a source. Emits `wanted(Path, Source)`. The choice is kept for the next time."""

    wanted = Signal(Path, Source)

    def __init__(self, context: Context) -> None:
        lead = tr("Say where they are. Nothing is imported yet.")
        super().__init__(tr("Import recordings"), lead, primary=tr("Check what is in it"))
        self._context = context
        self.source = ListField("source", tr("Which telephone system do they come from?"), ())
        kinds = (
            Choice(FOLDER, tr("A folder"), tr("As the telephone system or its administrator exported it")),
            Choice(FILE, tr("One file"), tr("You can say which call it is")),
        )
        self.kind = ChoiceField("kind", tr("What do you have?"), kinds)
        titles = tr("Choose a recording"), tr("Choose a folder of recordings")
        self.path = PathField("path", tr("Where is it?"), file_title=titles[0], folder_title=titles[1])
        self.working = Working()
        self.add(self.source, self.kind, self.path, self.working)
        self.submitted.connect(self._submit)
        self.kind.edited.connect(self._show_kind)
        self.show_sources()
        self.kind.set_value(FOLDER)

    def show_sources(self, chosen: str = "") -> None:
        """Offer the telephone systems that the office's policy names now; choose one of them."""
        sources = self._context.desk.keeping.sources
        self.source.set_choices(tuple(Choice(source.name, source.name) for source in sources))
        if chosen or len(sources) == 1:
            self.source.set_value(chosen or sources[0].name)

    def show_problem(self, code: str) -> None:
        """Say that there is nothing at that path."""
        self.set_problems_by_name(problems_of(FieldsError({"path": code})))

    def _show_kind(self) -> None:
        self.path.files = self.kind.value() == FILE

    def _submit(self) -> None:
        problems = {}
        source, path = self._source(), self.path.value()
        if source is None:
            problems["source"] = "source_missing"
        if path is None:
            problems["path"] = "path_missing"
        self.set_problems_by_name(problems_of(FieldsError(problems)))
        if source is not None and path is not None:
            self.wanted.emit(path, source)

    def _source(self) -> Source | None:
        return self._context.desk.keeping.source(self.source.value() or "")


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
    """The report of an import. `submitted` saves it; emits `back`. `lines` has all lines, in the order of the files."""

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
        self.start_page.working.cancelled.connect(self._stop)
        self.start_page.back.connect(self._show_choosing)
        self.start_page.columns.clicked.connect(self._ask_for_columns)
        self.columns.saved.connect(self._look_again)
        self.columns.back.connect(self._show_found)
        self.columns.left.connect(self._show_choosing)
        self.report_page.back.connect(self._show_choosing)
        self.report_page.submitted.connect(self._save)

    def _show_choosing(self) -> None:
        self.stack.setCurrentWidget(self.choose_page)
        self.refresh()

    @Slot(Path, Source)
    def _look(self, path: Path, source: Source) -> None:
        self.choose_page.primary.hold()
        progress = self._new_progress()
        self.choose_page.working.begin(tr("Checking what is in it."), progress)
        self._work(partial(look_through, self._context.desk, path, source, progress), progress, self._show_looked)

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
