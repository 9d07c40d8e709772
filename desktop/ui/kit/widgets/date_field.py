"""A date typed in three boxes: day, month, year. No calendar: a date on a bill is read, not looked up.

The month may be a number or a name ("8", "Aug", "August"); the year has four digits. A whole date typed or pasted
into the first box ("14/8/2026", "14 August 2026", "2026-08-14") is spread over the three, and the focus moves to
the last.
"""

from __future__ import annotations

from datetime import date

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout

from desktop.domain.shared.typed_dates import parts_of, read_date
from desktop.ui.kit.style import Size
from desktop.ui.kit.widgets.field import Field, line_edit
from desktop.ui.kit.widgets.words import Words
from desktop.words import kit as kit_wording


class DateField(Field):
    """A date field. `value`: the date, or None; `typed`: the boxes' text, to tell "nothing" from "no such date"."""

    def __init__(self, name: str, label: str, hint: str = "") -> None:
        super().__init__(name, label, hint)
        row = QHBoxLayout()
        row.setSpacing(20)
        self.boxes = tuple(line_edit(letters) for letters in (2, 9, 4))
        for box, part in zip(self.boxes, kit_wording.date_parts(), strict=True):
            column = QVBoxLayout()
            column.setSpacing(7)
            words = Words(part, size=Size.SMALL, wraps=False)
            words.setBuddy(box)
            column.addWidget(words)
            column.addWidget(box)
            row.addLayout(column)
            self.add_input(box, part)
        row.addStretch(1)
        self.boxes[0].textEdited.connect(self._spread)  # before any other slot sees the change
        for box in self.boxes:
            box.textEdited.connect(self.edited)
        self.box.addLayout(row)

    def typed(self) -> tuple[str, str, str]:
        day, month, year = (box.text().strip() for box in self.boxes)
        return day, month, year

    def value(self) -> date | None:
        return read_date(*self.typed())

    def set_value(self, when: date | None) -> None:
        parts = (str(when.day), str(when.month), str(when.year)) if when else ("", "", "")
        for box, part in zip(self.boxes, parts, strict=True):
            box.setText(part)

    def _spread(self, text: str) -> None:
        if (whole := parts_of(text)) is not None:
            for box, part in zip(self.boxes, whole, strict=True):
                box.setText(part)
            self.boxes[-1].setFocus(Qt.FocusReason.OtherFocusReason)
