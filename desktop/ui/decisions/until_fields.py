"""Until when a copy can be heard: the office's usual end first, chips for other answers, and a date for any other."""

from __future__ import annotations

from datetime import date

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QSizePolicy, QVBoxLayout, QWidget

from desktop.domain.shared.months import add_months
from desktop.ui.kit.widgets.chips import ChipsField
from desktop.ui.kit.widgets.choice_field import Choice
from desktop.ui.kit.widgets.date_field import DateField
from desktop.ui.kit.widgets.words import Words, filled, strong
from desktop.words import counted, tr
from desktop.words.formatting import weekday_and_day

NO_END, MONTHS, DUE, A_DATE = "no_end", "months", "due", "a_date"


class UntilFields(QWidget):
    """The fields. Emits `edited`. `typed` and `choice` are kept while another request is shown."""

    edited = Signal()

    def __init__(self, months: int) -> None:
        """`months`: the office's usual end of an approval."""
        super().__init__()
        self._months = months
        self._today = date.min
        self._due: date | None = None
        self.chips = ChipsField("until_choice", tr("Until when?"), ())
        self.date = DateField("until", tr("Until which day?"), this_century=True)
        self.said = Words(tone="muted")
        box = QVBoxLayout(self)
        box.setContentsMargins(0, 0, 0, 0)
        box.setSpacing(12)
        for part in (self.chips, self.date, self.said):
            box.addWidget(part)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Preferred)
        self.chips.edited.connect(self._edited)
        self.date.edited.connect(self._edited)

    def show_request(self, today: date, due: date | None, choice: str, typed: tuple[str, str, str]) -> None:
        """Offer the answers for a request that is due then; `choice` and `typed` were entered before."""
        self._today, self._due = today, due if due is not None and due >= today else None
        offered = [Choice(MONTHS, counted(self._months, "1 month", "{n} months"))]
        if self._due is not None:
            offered.append(Choice(DUE, tr("Until the answer is due")))
        self.chips.set_choices((*offered, Choice(A_DATE, tr("Another date")), Choice(NO_END, tr("No end date"))))
        self.chips.set_value(choice if choice in self.chips.options else MONTHS)
        for box, text in zip(self.date.boxes, typed, strict=True):
            box.setText(text)
        self._show()

    @property
    def choice(self) -> str:
        """The chip that is chosen."""
        return self.chips.value() or MONTHS

    @property
    def unreadable(self) -> bool:
        """Whether a date is asked for, and what is typed is none."""
        return self.choice == A_DATE and self.date.value() is None

    def value(self) -> date | None:
        """Return the last day, or None for no end."""
        days = {MONTHS: add_months(self._today, self._months), DUE: self._due, A_DATE: self.date.value()}
        return days.get(self.choice)

    def _edited(self) -> None:
        self._show()
        self.edited.emit()

    def _show(self) -> None:
        self.date.setVisible(self.choice == A_DATE)
        last = self.value()
        if last is None:
            said = "" if self.choice == A_DATE else tr("They can listen for as long as the copy is kept.")
            self.said.set_parts(said)
        else:
            self.said.set_parts(filled(tr("They can listen up to {day}."), day=strong(weekday_and_day(last))))
        self.said.setVisible(bool(self.said.words))
