"""Beginning an import: the telephone system and the folder or file; then what was found, and how it would be read.

A single file's call is filled in from its name, and a person adds the rest. The running import is shown here, too.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from pathlib import Path
from zoneinfo import ZoneInfo

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from desktop.application.ports.desk import Numbers
from desktop.application.ports.recordings import CallMetadata, PreviewRow, TablePreview
from desktop.application.recordings.folder_import import Looked
from desktop.domain.recordings.retention import Source
from desktop.domain.shared.written_numbers import UNREADABLE
from desktop.errors import FieldsError
from desktop.ui.kit.accessible import let_go
from desktop.ui.kit.banners import Banner
from desktop.ui.kit.choices import Choice, ChoiceField, ListField
from desktop.ui.kit.date_field import DateField, read_time, unreadable
from desktop.ui.kit.fields import TextField
from desktop.ui.kit.layouts import column_in
from desktop.ui.kit.overlays import PathField
from desktop.ui.kit.page import Page
from desktop.ui.kit.progress import Progress, Working
from desktop.ui.kit.rows import Row
from desktop.ui.kit.text import Words, strong, title
from desktop.ui.recordings.columns import RowsRead
from desktop.ui.running.context import Context
from desktop.words import counted, text, tr
from desktop.words.errors import problems_of, sentence
from desktop.words.formatting import time_of_day

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
    """The page to start an import. Emits `wanted(CallMetadata or None)`, `columns_wanted`, `stop_wanted`, `back`."""

    wanted = Signal(CallMetadata)
    columns_wanted = Signal()
    stop_wanted = Signal()
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
        self.columns = self.add_link(tr("Say what the columns are"), self.columns_wanted.emit)
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
        self.stop_wanted.emit()


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
        used = [at for at, cell in enumerate(preview.rows[0].cells) if cell.used] if preview.rows else []
        columns = [*(preview.columns[at] for at in used), tr("Read")] if preview.rows else []
        rows = [_row(number, row, used) for number, row in enumerate(preview.rows)]
        self.show_rows(tr("The first rows"), columns, rows, last=4)


def _problem(code: str) -> tuple[str, ...]:
    without = tr("Without it, only files whose names say enough are imported.")
    return strong(tr("It cannot be read.")), sentence(code), without


def _row(number: int, row: PreviewRow, used: list[int]) -> Row:
    cells = [row.cells[at].text if at < len(row.cells) else "" for at in used]
    return Row(number, (*cells, sentence(row.problem) if row.problem else tr("Yes")), attention=bool(row.problem))


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
