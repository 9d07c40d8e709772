"""A date typed in three boxes, day, month, year, and what makes typed times and calls values; nothing is corrected.

There is no calendar: a date on a bill is read, not looked up. The month may be a number or a name ("8", "Aug",
"August"); the year has four digits. A whole date typed or pasted into the first box ("14/8/2026", "14 August 2026",
"2026-08-14") is spread over the three, and the focus moves to the last. The keyboard goes on by itself from a day or
month that can have no further digit ("4", "12", not "1"), and after a separator; Backspace in an empty box goes
back. A field of this century takes a year of two digits ("31"), except those that may begin one of four ("19", "20").
"""

from __future__ import annotations

import re
from datetime import date, datetime, time
from functools import partial
from zoneinfo import ZoneInfo

from PySide6.QtCore import QEvent, QObject, Qt, Signal
from PySide6.QtGui import QKeyEvent

from desktop.domain.requests.request import Call
from desktop.domain.shared.dates import in_this_century, is_short_year, parts_of, read_date
from desktop.errors import FieldsError
from desktop.ui.kit.forms.fields import Field, Line, TextField
from desktop.ui.kit.layouts import FlowLayout, column
from desktop.ui.kit.style import Size
from desktop.ui.kit.text import Words
from desktop.words import tr

_SEPARATORS = frozenset("/.- ")
_MORE_TO_COME = ("0123", "01")
"""The first digits of a day and of a month after which another may follow."""
_YEAR = 4


class DateField(Field):
    """A date field. `value`: the date, or None; `typed`: the boxes' text, to tell "nothing" from "no such date". Emits
    `completed` when a whole date has just been typed or pasted."""

    completed = Signal()

    def __init__(self, name: str, label: str, hint: str = "", *, this_century: bool = False) -> None:
        super().__init__(name, label, hint)
        self._this_century = this_century
        row = FlowLayout(gap=20, row_gap=7)
        self.boxes = tuple(Line(letters) for letters in (2, 9, 4))
        for box, part in zip(self.boxes, (tr("Day"), tr("Month"), tr("Year")), strict=True):
            words = Words(part, size=Size.SMALL, wraps=False)
            words.setBuddy(box)
            row.addWidget(column(words, box, gap=7))
            self.add_input(box, part)
        self.boxes[0].textEdited.connect(self._spread)  # before any other slot sees the change
        for at, box in enumerate(self.boxes):
            box.textEdited.connect(self.edited)
            box.textEdited.connect(partial(self._typed, at))  # after the others have seen the change
            box.installEventFilter(self)
        self._spread_now, self._lengths = False, [0, 0, 0]
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
        self._lengths = [len(part) for part in parts]

    def begin_with(self, digit: str) -> None:
        """Start again with a digit that was typed elsewhere."""
        self.set_value(None)
        first = self.boxes[0]
        first.setFocus(Qt.FocusReason.OtherFocusReason)
        first.setText(digit)
        self._lengths[0] = len(digit)
        self._go_on(0, digit)
        self.edited.emit()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Handle a key that leads to another box."""
        if isinstance(event, QKeyEvent) and event.type() == QEvent.Type.KeyPress:
            at = next((index for index, box in enumerate(self.boxes) if box is watched and box.hasFocus()), None)
            if at is not None and self._pressed(at, event):
                return True
        return super().eventFilter(watched, event)

    def _pressed(self, at: int, event: QKeyEvent) -> bool:
        """Handle a key that leads to another box; return whether it was one."""
        if event.text() in _SEPARATORS and (at < 2 or not self.boxes[at].text()):
            if self.boxes[at].text().strip():
                self._move(at + 1)
            return True
        if event.key() == Qt.Key.Key_Backspace and at and not self.boxes[at].text():
            self._move(at - 1)
            return True
        return False

    def _typed(self, at: int, text: str) -> None:
        grown, self._lengths[at] = len(text) > self._lengths[at], len(text)
        if at == 2 and grown and self._this_century and is_short_year(text):
            text = in_this_century(text)
            self.boxes[at].setText(text)
            self._lengths[at] = len(text)
            self.edited.emit()
        whole = self._spread_now or (at == 2 and grown and len(text.strip()) == _YEAR)
        self._spread_now = False
        if whole and self.value() is not None:
            self.completed.emit()
        elif grown and self.boxes[at].hasFocus():
            self._go_on(at, text)

    def _go_on(self, at: int, text: str) -> None:
        """Go on to the next box, if this one can have no further digit."""
        if at < 2 and text.isdecimal() and (len(text) == 2 or text not in _MORE_TO_COME[at]):
            self._move(at + 1)

    def _move(self, to: int) -> None:
        self.boxes[to].setFocus(Qt.FocusReason.OtherFocusReason)
        self.boxes[to].selectAll()

    def _spread(self, text: str) -> None:
        if (whole := parts_of(text)) is not None:
            for box, part in zip(self.boxes, whole, strict=True):
                box.setText(part)
            self.boxes[-1].setFocus(Qt.FocusReason.OtherFocusReason)
            self._spread_now = True


_TIME = re.compile(r"(\d{1,2})(?:[:. ]?(\d{2}))?\s*(am|pm|a\.m\.|p\.m\.)?", re.IGNORECASE)


def read_time(text: str) -> time | None:
    """Return a typed time: "2:30pm", "2.30 pm", "14:30", "9am", "noon"; else None. An hour alone needs am or pm."""
    text = text.strip().lower()
    if text in ("noon", "midday"):
        return time(12)
    found = _TIME.fullmatch(text)
    if found is None:
        return None
    hour, minute, half = int(found[1]), int(found[2] or 0), (found[3] or "").replace(".", "")
    if (half and not 1 <= hour <= 12) or (not half and found[2] is None):
        return None
    hour = hour % 12 + 12 if half == "pm" else hour % 12 if half == "am" else hour
    return time(hour, minute) if hour < 24 and minute < 60 else None


def unreadable(*fields: DateField) -> dict[str, str]:
    """Return a problem for each field that holds something other than a date."""
    return {field.name: "date_unreadable" for field in fields if any(field.typed()) and field.value() is None}


def read_call(on: DateField, at: TextField, number: str, outbound: bool, zone: ZoneInfo) -> Call:
    """Return the call, in the office's own time. Raises FieldsError if day or time is missing."""
    day, hour = on.value(), read_time(at.value())
    if day is None or hour is None:
        problems = {} if day else {on.name: "call_day_missing"}
        missing = "call_time_unreadable" if at.value() else "call_time_missing"
        raise FieldsError(problems | ({} if hour else {at.name: missing}) | unreadable(on))
    return Call(datetime.combine(day, hour, zone), number, outbound)
