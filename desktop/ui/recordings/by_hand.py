"""The call of a single file: metadata from its name is filled in, and a person adds the rest."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from zoneinfo import ZoneInfo

from PySide6.QtWidgets import QVBoxLayout, QWidget

from desktop.application.ports.desk import Numbers
from desktop.application.ports.importing import CallMetadata
from desktop.application.recordings.importing_at_desk import Looked
from desktop.domain.shared.written_numbers import UNREADABLE
from desktop.errors import FieldsError
from desktop.ui.kit.typed import read_time, unreadable
from desktop.ui.kit.widgets.choice_field import Choice, ChoiceField
from desktop.ui.kit.widgets.date_field import DateField
from desktop.ui.kit.widgets.field import TextField
from desktop.words import tr
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
        box = QVBoxLayout(self)
        box.setContentsMargins(0, 0, 0, 0)
        box.setSpacing(20)
        for field in (self.call_on, self.call_time, self.direction, self.number):
            box.addWidget(field)

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
