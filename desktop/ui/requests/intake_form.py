"""Taking a request: who asks, for which call, when it arrived. Simple, and complete enough to go on from."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from PySide6.QtCore import Signal

from desktop.application.intake import TakeRequest
from desktop.domain.deadline import due_date
from desktop.domain.request import Asker, Call, Kind, Purpose
from desktop.errors import FieldsError
from desktop.ui.context import Context
from desktop.ui.formatting import weekday_and_day
from desktop.ui.requests.due_words import explained
from desktop.ui.requests.typed import read_call, unreadable
from desktop.ui.widgets.choice_field import Choice, ChoiceField, ListField
from desktop.ui.widgets.date_field import DateField
from desktop.ui.widgets.field import LongTextField, TextField
from desktop.ui.widgets.page import Page
from desktop.ui.wording import tr
from desktop.ui.wording.codes import words
from desktop.ui.wording.problems import problems_of

KIND_HINTS = {
    Kind.SUBJECT_ACCESS: "The person the call is about asks to hear it, or somebody who acts for them",
    Kind.INTERNAL: "Somebody in the office asks, in writing, with a reason",
}
YES_NO = (("yes", "Yes"), ("no", "No"))


@dataclass(frozen=True)
class Read:
    """What could be read of the form before the use case is asked."""

    kind: Kind
    call: Call
    received_on: date


class IntakeForm(Page):
    """Emits `wanted(TakeRequest)` or `back`. What was typed stays until the request is taken."""

    wanted = Signal(object)
    back = Signal()

    def __init__(self, context: Context) -> None:
        lead = tr("Ask the person, and type what they say.")
        super().__init__(tr("Take a request"), lead, primary=tr("Take the request"))
        self._context = context
        self.asked = False
        self._make_about()
        self._make_call()
        self._make_rest()
        self.add_link(tr("Back to the list"), self.back.emit)
        self.submitted.connect(self._submit)
        self.kind.edited.connect(self._show_kind)
        self.received_on.edited.connect(self._show_due)
        self._show_kind()

    def clear(self) -> None:
        """Empty again, after the request was taken."""
        self.asked = False
        for typed in (
            self.given_names,
            self.surname,
            self.address,
            self.call_time,
            self.number,
            self.reason,
            self.needs,
        ):
            typed.set_value("")
        for chosen in (self.kind, self.purpose, self.direction, self.copy_wanted):
            chosen.set_value(None)
        for when in (self.born, self.call_on, self.received_on):
            when.set_value(None)
        self.set_problems(())
        self._show_kind()

    def show_problems(self, error: FieldsError) -> None:
        """At the fields that they belong to."""
        self.asked = False
        self.set_problems_by_name(problems_of(error))

    def _make_about(self) -> None:
        kinds = [Choice(kind.value, words(kind), tr(KIND_HINTS[kind])) for kind in Kind]
        self.kind = ChoiceField("kind", tr("What kind of request is it?"), kinds)
        self.received_on = DateField("received_on", tr("When did it arrive?"))
        self.given_names = TextField("given_names", tr("Given names of the person the call is about"))
        self.surname = TextField("name", tr("Surname"))
        self.born = DateField("born", tr("Date of birth"), tr("Leave it empty if it is not known."))
        hint = tr("It is compared with a document at the appointment.")
        self.address = LongTextField("address", tr("Current address"), hint)
        self.add(self.kind, self.received_on, self.given_names, self.surname, self.born, self.address)

    def _make_call(self) -> None:
        self.call_on = DateField("call_on", tr("Which day was the call?"))
        self.call_time = TextField("call_time", tr("About what time?"), tr("Such as 2:30pm or 14:30."), letters=10)
        directions = (Choice("in", tr("They rang the council")), Choice("out", tr("The council rang them")))
        self.direction = ChoiceField("direction", tr("Who rang?"), directions)
        number_hint = tr("Leave it empty if they do not know. Type “withheld” if it was withheld.")
        self.number = TextField("call_number", tr("Their telephone number in that call"), number_hint, letters=18)
        self.add(self.call_on, self.call_time, self.direction, self.number)

    def _make_rest(self) -> None:
        purposes = [Choice(purpose.value, words(purpose)) for purpose in Purpose]
        self.purpose = ListField("purpose", tr("What is it for?"), purposes)
        self.reason = LongTextField("reason", tr("Reason"))
        needs_hint = tr("What would help at the appointment, one on each line. Needs, not diagnoses.")
        self.needs = LongTextField("adjustments", tr("Adjustments"), needs_hint)
        copy_hint = tr("Listening does not replace a copy.")
        choices = [Choice(key, tr(answer)) for key, answer in YES_NO]
        self.copy_wanted = ChoiceField("copy_wanted", tr("Do they want a copy too?"), choices, copy_hint)
        self.add(self.purpose, self.reason, self.needs, self.copy_wanted)

    def _show_kind(self) -> None:
        internal = self.kind.value() == Kind.INTERNAL.value
        self.purpose.setVisible(internal)
        self.copy_wanted.setVisible(not internal)
        asked = tr("Ask for it. They do not have to give one: then leave this empty.")
        self.reason.set_hint(tr("The written reason. It is needed.") if internal else asked)
        self._show_due()

    def _show_due(self) -> None:
        """The legal date and how it comes about, as soon as it can be told."""
        received = self.received_on.value()
        hint = tr("The day it reached the council, working day or not.")
        if received is not None and self.kind.value() == Kind.SUBJECT_ACCESS.value:
            deadline = due_date(received, self._context.desk.is_holiday)
            due = tr("Due on {day}.").format(day=weekday_and_day(deadline.due))
            hint = f"{due} {explained(deadline)}"
        self.received_on.set_hint(hint)

    def _submit(self) -> None:
        if self.asked:
            return
        try:
            read = self._read()
        except FieldsError as error:
            self.show_problems(error)
            return
        self.set_problems(())
        self.asked = True
        self.wanted.emit(self._command(read))

    def _read(self) -> Read:
        kind, received = self.kind.value(), self.received_on.value()
        problems = {} if kind else {"kind": "kind_missing"}
        problems |= {} if received else {"received_on": "received_missing"}
        problems |= {} if self.direction.value() else {"direction": "direction_missing"}
        problems |= {} if not self.copy_needed() or self.copy_wanted.value() else {"copy_wanted": "copy_not_asked"}
        problems |= unreadable(self.received_on, self.born)
        zone, outbound = self._context.desk.office.zone, self.direction.value() == "out"
        try:
            call = read_call(self.call_on, self.call_time, self.number.value(), outbound, zone)
        except FieldsError as error:
            raise FieldsError(problems | error.problems) from None
        if problems or kind is None or received is None:
            raise FieldsError(problems)
        return Read(Kind(kind), call, received)

    def copy_needed(self) -> bool:
        """Whether a copy is asked about: not for an internal request."""
        return self.kind.value() == Kind.SUBJECT_ACCESS.value

    def _command(self, read: Read) -> TakeRequest:
        internal = read.kind is Kind.INTERNAL
        purpose = self.purpose.value() if internal else None
        needs = tuple(line.strip() for line in self.needs.value().splitlines() if line.strip())
        asker = Asker(self.given_names.value(), self.surname.value(), self.born.value(), self.address.value())
        return TakeRequest(
            at=self._context.at,
            kind=read.kind,
            asker=asker,
            call=read.call,
            received_on=read.received_on,
            purpose=Purpose(purpose) if purpose else None,
            reason=self.reason.value(),
            adjustments=needs,
            copy_wanted=self.copy_needed() and self.copy_wanted.value() == "yes",
        )
