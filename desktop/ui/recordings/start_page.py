"""The second page: what was found, how its table is read, which call a single file is; and the running import."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from desktop.application.ports.importing import CallMetadata, PreviewRow, TablePreview
from desktop.application.recordings.importing_at_desk import Looked
from desktop.errors import FieldsError
from desktop.ui.kit.progress import Progress
from desktop.ui.kit.widgets.accessible import let_go
from desktop.ui.kit.widgets.banner import Banner
from desktop.ui.kit.widgets.page import Page
from desktop.ui.kit.widgets.rows_view import Row, RowsView
from desktop.ui.kit.widgets.words import Words, strong, title
from desktop.ui.kit.widgets.working import Working
from desktop.ui.recordings.by_hand import ByHand
from desktop.ui.running.context import Context
from desktop.words import counted, text, tr
from desktop.words.errors import sentence
from desktop.words.problems import problems_of


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


class _Preview(QWidget):
    """The first rows of a table as they would be read, with their problems."""

    def __init__(self) -> None:
        super().__init__()
        self._title, self._says, self._problem = title(), Words(tone="muted"), Banner("problem")
        self._box = QVBoxLayout(self)
        self._box.setContentsMargins(0, 0, 0, 0)
        self._box.setSpacing(12)
        self.table: RowsView | None = None
        for widget in (self._title, self._says, self._problem):
            self._box.addWidget(widget)

    def show_preview(self, preview: TablePreview | None) -> None:
        """Show a preview, or nothing."""
        self.setVisible(preview is not None)
        if self.table is not None:
            self.table.hide()
            self.table.deleteLater()
            self.table = None
        if preview is None:
            return
        name = preview.path.rpartition("/")[2]
        self._title.set_parts(tr("How {name} is read").format(name=name))
        self._says.set_parts(tr("The first rows. The office’s keeping policy says what each column means."))
        self._says.setVisible(bool(preview.rows))
        self._problem.set_parts(*(_problem(preview.problem) if preview.problem else ()))
        if preview.rows:
            self.table = _table(preview)
            self._box.addWidget(self.table)


def _problem(code: str) -> tuple[str, ...]:
    without = tr("Without it, only files whose names say enough are imported.")
    return strong(tr("It cannot be read.")), sentence(code), without


def _table(preview: TablePreview) -> RowsView:
    """Make a table of the columns used, with a last one for the problems of a row."""
    used = [at for at, cell in enumerate(preview.rows[0].cells) if cell.used]
    columns = [*(preview.columns[at] for at in used), tr("Read")]
    made = RowsView(tr("The first rows"), columns, [3] * len(used) + [4], header=True, links=False)
    made.show_rows([_row(number, row, used) for number, row in enumerate(preview.rows)])
    return made


def _row(number: int, row: PreviewRow, used: list[int]) -> Row:
    cells = [row.cells[at].text if at < len(row.cells) else "" for at in used]
    return Row(number, (*cells, sentence(row.problem) if row.problem else tr("Yes")), attention=bool(row.problem))
