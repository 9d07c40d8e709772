"""The parts of the office's policy changed by themselves, besides numbers: contact details, opening hours."""

from __future__ import annotations

from desktop.application.office.policy_edits import ContactEdit, HoursEdit
from desktop.domain.office.policy import OfficePolicy
from desktop.domain.office.policy_changes import DAYS
from desktop.ui.kit.typed import read_time
from desktop.ui.kit.widgets.choice_field import Choice, TicksField
from desktop.ui.kit.widgets.field import LongTextField, TextField
from desktop.ui.office.policy_edit_page import EditPage
from desktop.words import tr
from desktop.words.office.policy_rows import PolicyRow

CLOSED = "closed"


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


class PolicyHoursPage(OfficePartPage):
    """The page of the opening hours of a day of the week."""

    def __init__(self) -> None:
        super().__init__()
        self._weekday = ""
        hint = tr("For example, 9am or 14:30.")
        self.opens = TextField("opens", tr("Opens"), hint, letters=10, free=False)
        self.closes = TextField("closes", tr("Closes"), hint, letters=10, free=False)
        self.closed = TicksField(CLOSED, tr("Or"), (Choice(CLOSED, tr("Closed all day")),))
        self.add(self.opens, self.closes, self.closed)
        self.add_link(tr("Back"), self.back.emit)
        self.submitted.connect(self._submit)

    def begin_part(self, row: PolicyRow, policy: OfficePolicy) -> None:
        hours = policy.opening[DAYS.index(row.part)]
        self._weekday = row.part
        self.opens.set_value(f"{hours.opens:%H:%M}" if hours else "")
        self.closes.set_value(f"{hours.closes:%H:%M}" if hours else "")
        self.closed.set_value(() if hours else (CLOSED,))
        self.begin(row.what, tr("Now: {now}.").format(now=row.now))

    def _submit(self) -> None:
        opens, closes = read_time(self.opens.value()), read_time(self.closes.value())
        self.ask(HoursEdit(self._weekday, CLOSED in self.closed.value(), opens, closes))


def lines_of(field: LongTextField) -> tuple[str, ...]:
    """Return the lines that were typed, without those that are empty."""
    lines = (line.strip() for line in field.value().splitlines())
    return tuple(line for line in lines if line)
