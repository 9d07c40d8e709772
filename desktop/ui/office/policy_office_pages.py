"""The parts of the office's policy changed by themselves, besides numbers: contact details, opening hours."""

from __future__ import annotations

from PySide6.QtGui import QFontMetrics
from PySide6.QtWidgets import QHBoxLayout

from desktop.application.office.policy_edits import ContactEdit, TypedHours, WeekEdit
from desktop.domain.office.policy import OfficePolicy, Opening
from desktop.domain.office.policy_changes import DAYS
from desktop.ui.kit.typed import read_time
from desktop.ui.kit.widgets.field import Field, LongTextField, TextField, line_edit
from desktop.ui.kit.widgets.flow_layout import FlowLayout
from desktop.ui.kit.widgets.words import Words
from desktop.ui.office.policy_edit_page import EditPage
from desktop.words import tr
from desktop.words.codes.policies import weekday_of
from desktop.words.formatting import hour
from desktop.words.office.policy_rows import PolicyRow


class OfficePartPage(EditPage):
    """The base of the pages of one part of the office's policy."""

    def begin_part(self, row: PolicyRow, policy: OfficePolicy) -> None:
        """Ask for what that row says, beginning with what stands there."""
        raise NotImplementedError


class PolicyContactPage(OfficePartPage):
    """The page of how to reach the office, as it stands on letters. An example is not offered to be kept."""

    def __init__(self) -> None:
        super().__init__()
        self.department = TextField("department", tr("Department"))
        self.address = LongTextField("address", tr("Address"), tr("Line by line, as on an envelope."), lines=4)
        self.telephone = TextField("telephone", tr("Telephone"), letters=18)
        self.mail = TextField("mail", tr("E-mail"))
        self.complaints = TextField("complaints", tr("Who handles complaints about data protection"))
        self.complaints_mail = TextField("complaints_mail", tr("Their e-mail"))
        self.add(self.department, self.address, self.telephone, self.mail, self.complaints, self.complaints_mail)
        self.add_link(tr("Back"), self.back.emit)
        self.submitted.connect(self._submit)

    def begin_part(self, row: PolicyRow, policy: OfficePolicy) -> None:
        contact = policy.contact
        kept = not contact.made_up
        for field in (self.department, self.telephone, self.mail, self.complaints, self.complaints_mail):
            field.set_value(getattr(contact, field.name) if kept else "")
        self.address.set_value("\n".join(contact.address) if kept else "")
        self.begin(tr("On letters"), tr("How people reach this office. It is on every letter."))

    def _submit(self) -> None:
        edit = ContactEdit(
            department=self.department.value(),
            address=lines_of(self.address),
            telephone=self.telephone.value(),
            mail=self.mail.value(),
            complaints=self.complaints.value(),
            complaints_mail=self.complaints_mail.value(),
        )
        self.ask(edit)


LABEL_LETTERS = 12
"""How wide the name of a day is, in letters: room for the longest, in bold."""


class HoursField(Field):
    """The opening hours of one day: two times in a row, both empty where the office is closed. Named as the day is."""

    def __init__(self, weekday: str) -> None:
        super().__init__(weekday, weekday_of(weekday))
        self.opens, self.closes = line_edit(8), line_edit(8)
        self.text_resized()
        times = QHBoxLayout()
        times.setSpacing(14)
        for box, name in ((self.opens, tr("opens")), (self.closes, tr("closes"))):
            if box is self.closes:
                times.addWidget(Words(tr("to"), wraps=False))
            times.addWidget(box)
            self.add_input(box, name)
            box.textEdited.connect(self.edited)
        row = FlowLayout(gap=14, row_gap=7)
        row.addWidget(self._label)
        row.addLayout(times)
        self.box.addLayout(row)

    def text_resized(self) -> None:
        """Keep the times in one column, in the present size of text."""
        self._label.setFixedWidth(QFontMetrics(self._label.font()).averageCharWidth() * LABEL_LETTERS)

    def value(self) -> TypedHours:
        """Return what was typed."""
        opens, closes = self.opens.text().strip(), self.closes.text().strip()
        return TypedHours(not opens and not closes, read_time(opens), read_time(closes))

    def set_value(self, hours: Opening | None) -> None:
        self.opens.setText(hour(hours.opens) if hours else "")
        self.closes.setText(hour(hours.closes) if hours else "")


class PolicyHoursPage(OfficePartPage):
    """The page of the opening hours of the week."""

    def __init__(self) -> None:
        super().__init__()
        self.days = tuple(HoursField(day) for day in DAYS)
        self.add(*self.days)
        self.add_link(tr("Back"), self.back.emit)
        self.submitted.connect(self._submit)

    def begin_part(self, row: PolicyRow, policy: OfficePolicy) -> None:
        for field, hours in zip(self.days, policy.opening, strict=True):
            field.set_value(hours)
        self.begin(row.what, tr("Type times like 9am or 4:30pm. Leave a day empty if the office is closed."))

    def _submit(self) -> None:
        self.ask(WeekEdit(tuple(field.value() for field in self.days)))


def lines_of(field: LongTextField) -> tuple[str, ...]:
    """Return the lines that were typed, without those that are empty."""
    lines = (line.strip() for line in field.value().splitlines())
    return tuple(line for line in lines if line)
