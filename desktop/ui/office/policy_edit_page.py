"""The page on which one thing of a policy is changed: a number, or a holiday that is added."""

from __future__ import annotations

from PySide6.QtCore import Signal

from desktop.application.office.policy_edits import Edit, HolidayEdit, NumberEdit
from desktop.domain.office.policies import PolicyName
from desktop.errors import FieldsError, ListeningRoomError, PolicyRefusedError
from desktop.ui.kit.widgets.date_field import DateField
from desktop.ui.kit.widgets.field import TextField
from desktop.ui.kit.widgets.page import Page
from desktop.words import tr
from desktop.words.errors import words_of
from desktop.words.office.policy_rows import PolicyRow
from desktop.words.problems import problems_of


class PolicyEditPage(Page):
    """The page. Emits `wanted(Edit)`, and `back`. Nothing is changed by it: a preview follows."""

    wanted = Signal(object)
    back = Signal()

    def __init__(self) -> None:
        super().__init__(tr("Policy"), primary=tr("See what that changes"))
        self._name, self._row = PolicyName.OFFICE, PolicyRow("", "")
        self.number = TextField("number", tr("From now on"), tr("A whole number."), letters=8, free=False)
        self.day = DateField("day", tr("Day"))
        self.called = TextField("called", tr("What the holiday is called"))
        self.add(self.number, self.day, self.called)
        self.add_link(tr("Back"), self.back.emit)
        self.submitted.connect(self._submit)

    def begin_number(self, name: PolicyName, row: PolicyRow) -> None:
        """Ask for another number."""
        self._name, self._row = name, row
        self.number.set_value(str(row.number))
        self.number.set_hint(row.asks or tr("A whole number."))
        self._begin(row.what, tr("Now: {now}.").format(now=row.now))

    def begin_holiday(self) -> None:
        """Ask for a day that no table of public holidays has."""
        self._row = PolicyRow("", "")
        self.day.set_value(None)
        self.called.set_value("")
        self._begin(tr("Add a holiday"), tr("It counts as a public holiday: for deadlines, appointments and reviews."))

    def show_refusal(self, error: ListeningRoomError) -> bool:
        """Show what cannot be; return whether there was a field for it. What was typed stays."""
        self.set_busy("")
        if isinstance(error, PolicyRefusedError):
            words = words_of(error)
            if error.code == "out_of_range":
                words = tr("Type a number from {low} to {high}.").format(**error.arguments)
            self.set_problems([(self.number if self._row.at else self.day, words)])
        elif isinstance(error, FieldsError):
            self.set_problems_by_name(problems_of(error))
        return isinstance(error, PolicyRefusedError | FieldsError)

    def _begin(self, heading: str, lead: str) -> None:
        self.set_heading(heading)
        self.set_lead(lead)
        self.number.setVisible(bool(self._row.at))
        for field in (self.day, self.called):
            field.setVisible(not self._row.at)
        self.set_problems(())
        self.set_busy("")
        self.come_anew()
        self.focus_first()

    def _submit(self) -> None:
        edit: Edit = HolidayEdit(self.day.value(), self.called.value())
        if self._row.at:
            edit = NumberEdit(self._name, self._row.at, self.number.value())
        self.set_busy(tr("Working out what that changes."))
        self.wanted.emit(edit)
