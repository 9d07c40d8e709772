"""The filter of the supervisor's list: by date, adviser, outcome, words in notes; on request also signed off."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QSizePolicy, QVBoxLayout, QWidget

from desktop.application.ports.review_rows import ReviewFilter
from desktop.domain.sessions.session import Outcome
from desktop.domain.shared.ids import PersonId
from desktop.domain.shared.kinds import Kind
from desktop.errors import FieldsError
from desktop.ui.kit.widgets.buttons import LinkButton, SecondaryButton
from desktop.ui.kit.widgets.choice_field import Choice, ListField, TicksField
from desktop.ui.kit.widgets.date_field import DateField
from desktop.ui.kit.widgets.field import TextField
from desktop.ui.kit.widgets.flow_layout import FlowLayout
from desktop.words import tr
from desktop.words.codes import or_list, words


class Filters(QWidget):
    """The fields of the filter. Emits `wanted` on request; typing alone changes nothing."""

    wanted = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.start = DateField("start", tr("From"))
        self.end = DateField("end", tr("Up to"))
        self.adviser = ListField("adviser", tr("Adviser"), ())
        self.adviser.input.setItemText(0, tr("Anyone"))
        choices = [Choice(outcome.value, _named(outcome)) for outcome in Outcome]
        self.outcome = ListField("outcome", tr("Outcome"), choices)
        self.outcome.input.setItemText(0, tr("Any outcome"))
        self.words = TextField("words", tr("Words in the notes"), letters=24)
        self.signed = TicksField("signed", tr("Signed off"), (Choice("also", tr("Show these too")),))
        self.show_button = SecondaryButton(tr("Show these sessions"))
        self.clear_button = LinkButton(tr("Clear the filters"))
        self.show_button.clicked.connect(self.wanted)
        self.clear_button.clicked.connect(self.clear)
        self._lay_out()

    def _lay_out(self) -> None:
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Preferred)
        box = QVBoxLayout(self)
        box.setContentsMargins(0, 0, 0, 0)
        box.setSpacing(16)
        for widgets in (
            (self.start, self.end, self.signed),
            (self.adviser, self.outcome, self.words),
            (self.show_button, self.clear_button),
        ):
            row = FlowLayout(gap=34, top=True)
            for widget in widgets:
                row.addWidget(widget)
            box.addLayout(row)

    def show_advisers(self, advisers: Sequence[tuple[PersonId, str]]) -> None:
        """Offer these advisers; the chosen one stays chosen."""
        chosen, found = self.adviser.value(), self.adviser.input
        while found.count() > 1:
            found.removeItem(1)
        for id, name in advisers:
            found.addItem(name, id)
        self.adviser.set_value(chosen)

    def value(self, zone: ZoneInfo) -> ReviewFilter:
        """Return the chosen filter. Raises FieldsError for a date that cannot be read."""
        fields = (self.start, self.end)
        problems = {f.name: "date_unreadable" for f in fields if any(f.typed()) and f.value() is None}
        if problems:
            raise FieldsError(problems)
        start, end, outcome = self.start.value(), self.end.value(), self.outcome.value()
        adviser = self.adviser.value()
        return ReviewFilter(
            start=datetime.combine(start, time(), zone) if start else None,
            end=datetime.combine(end + timedelta(days=1), time(), zone) if end else None,
            adviser=PersonId(adviser) if adviser else None,
            outcome=Outcome(outcome) if outcome else None,
            waiting_only=not self.signed.value(),
            words=self.words.value(),
        )

    def clear(self) -> None:
        """Reset the filter to the sessions that wait."""
        for field in (self.start, self.end):
            field.set_value(None)
        self.adviser.set_value(None)
        self.outcome.set_value(None)
        self.words.set_value("")
        self.signed.set_value(())
        self.wanted.emit()


def _named(outcome: Outcome) -> str:
    """Return the outcome as the list has it, for requests of either kind."""
    names = [words(outcome, kind) for kind in Kind]
    return names[0] if len(set(names)) == 1 else or_list(names)
