"""The page on which one thing of a policy is changed: a number, or a holiday that is added."""

from __future__ import annotations

from PySide6.QtCore import Signal

from desktop.application.office.policy_edits import Edit, HolidayEdit, NumberEdit
from desktop.domain.office.policies import PolicyName
from desktop.errors import FieldsError, ListeningRoomError, PolicyRefusedError
from desktop.ui.kit.widgets.date_field import DateField
from desktop.ui.kit.widgets.field import Field, TextField
from desktop.ui.kit.widgets.page import Page
from desktop.words import tr
from desktop.words.errors import CONTRADICTION, sentence, words_of
from desktop.words.office.policy_rows import PolicyRow
from desktop.words.problems import problems_of


class EditPage(Page):
    """A page on which something of a policy is changed. Emits `wanted(Edit)`, and `back`: a preview follows."""

    wanted = Signal(object)
    """With an `Edit`, which is a union: mypy finds an edit that is not handled."""
    back = Signal()

    def __init__(self) -> None:
        super().__init__(tr("Policy"), primary=tr("See what that changes"))

    def show_refusal(self, error: ListeningRoomError) -> bool:
        """Show what cannot be; return whether there was a field for it. What was typed stays."""
        self.set_busy("")
        field = self.refused_at(error) if isinstance(error, PolicyRefusedError) else None
        if isinstance(error, FieldsError):
            self.set_problems_by_name(problems_of(error))
        elif field is not None:
            self.set_problems([(field, _refusal(error))])
        return isinstance(error, FieldsError) or field is not None

    def refused_at(self, error: PolicyRefusedError) -> Field | None:
        """Return the field from which comes what the policy cannot say; None: none of them."""
        return None

    def begin(self, heading: str, lead: str) -> None:
        """Begin an edit under that heading, with no problem shown."""
        self.set_heading(heading)
        self.set_lead(lead)
        self.set_problems(())
        self.set_busy("")
        self.come_anew()
        self.focus_first()

    def ask(self, edit: Edit) -> None:
        """Have what was typed previewed."""
        self.set_busy(tr("Working out what that changes."))
        self.wanted.emit(edit)


class PolicyEditPage(EditPage):
    """The page of a number, or of a holiday that is added."""

    def __init__(self) -> None:
        super().__init__()
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
        self._begin(row.what, tr("Now: {now}.").format(now=row.now))

    def begin_holiday(self) -> None:
        """Ask for a day that no table of public holidays has."""
        self._row = PolicyRow("", "")
        self.day.set_value(None)
        self.called.set_value("")
        self._begin(tr("Add a holiday"), tr("It counts as a public holiday: for deadlines, appointments and reviews."))

    def refused_at(self, error: PolicyRefusedError) -> Field | None:
        return self.number if self._row.at else self.day

    def _begin(self, heading: str, lead: str) -> None:
        self.number.setVisible(bool(self._row.at))
        for field in (self.day, self.called):
            field.setVisible(not self._row.at)
        self.begin(heading, lead)

    def _submit(self) -> None:
        if self._row.at:
            self.ask(NumberEdit(self._name, self._row.at, self.number.value()))
        else:
            self.ask(HolidayEdit(self.day.value(), self.called.value()))


def _refusal(error: ListeningRoomError) -> str:
    if error.code == "out_of_range":
        return tr("Type a number from {low} to {high}.").format(**error.arguments)
    if error.code == CONTRADICTION:
        return sentence(str(error.arguments["why"]))
    return words_of(error)
