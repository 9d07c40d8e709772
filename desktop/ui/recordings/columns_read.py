"""The first rows of a table as the columns that were chosen read them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from zoneinfo import ZoneInfo

from PySide6.QtWidgets import QVBoxLayout, QWidget

from desktop.application.ports.desk import Numbers
from desktop.application.ports.importing import ReadCell, TableSample
from desktop.domain.recordings.sources import Column
from desktop.ui.kit.widgets.rows_view import Row, RowsView
from desktop.ui.kit.widgets.words import Words, subtitle
from desktop.ui.running.context import Context
from desktop.words import counted, text, tr
from desktop.words.errors import sentence
from desktop.words.recordings.columns import SHORT, value_words

_EXAMPLES = 2


def said_of(column: Column, cells: Sequence[ReadCell], zone: ZoneInfo, numbers: Numbers) -> tuple[str, str]:
    """Return how the first rows of a column are read, and what cannot be; "" for nothing of it."""
    read = dict.fromkeys(value_words(column, cell, zone, numbers) for cell in cells if not cell.problem)
    bad = [_why(cell) for cell in cells if cell.problem]
    hint = tr("Read as: {values}").format(values="; ".join(list(read)[:_EXAMPLES])) if read else ""
    if not bad:
        return hint, ""
    one, many = text("1 of the first rows cannot be read. {why}"), text("{n} of the first rows cannot be read. {why}")
    return hint, counted(len(bad), one, many, why=bad[0])


class ColumnsRead(QWidget):
    """The rows. Each meaning that was chosen has a column."""

    def __init__(self, context: Context) -> None:
        super().__init__()
        self._numbers = context.desk.numbers
        self._nothing = Words(tr("Choose a column, and see here how it is read."), tone="muted")
        self._box = QVBoxLayout(self)
        self._box.setContentsMargins(0, 0, 0, 0)
        self._box.setSpacing(12)
        self._box.addWidget(subtitle(tr("The first rows, as they would be read")))
        self._box.addWidget(self._nothing)
        self.table: RowsView | None = None

    def show_read(self, sample: TableSample, cells: Mapping[Column, tuple[ReadCell, ...]], zone: ZoneInfo) -> None:
        """Show the rows as these columns read them."""
        if self.table is not None:
            self.table.hide()
            self.table.deleteLater()
            self.table = None
        chosen = [column for column in Column if column in cells]
        self._nothing.setVisible(not chosen)
        if not chosen:
            return
        self.table = RowsView(
            tr("The first rows, as they would be read"),
            [tr(SHORT[column]) for column in chosen],
            [3] * len(chosen),
            header=True,
            links=False,
        )
        self.table.show_rows([self._row(number, chosen, cells, zone) for number in range(len(sample.rows))])
        self._box.addWidget(self.table)

    def _row(
        self, number: int, chosen: list[Column], cells: Mapping[Column, tuple[ReadCell, ...]], zone: ZoneInfo
    ) -> Row:
        read = [(column, cells[column][number]) for column in chosen]
        said = tuple(
            _why(cell) if cell.problem else value_words(column, cell, zone, self._numbers) for column, cell in read
        )
        return Row(number, said, attention=any(cell.problem for _, cell in read))


def _why(cell: ReadCell) -> str:
    """Return what is written in a cell, and why it cannot be read."""
    if not cell.text:
        return sentence(cell.problem)
    return tr("“{text}”: {why}").format(text=cell.text, why=sentence(cell.problem))
