"""Calling an appointment off: nobody came, or it was cancelled. The request stays open."""

from __future__ import annotations

from PySide6.QtCore import Signal

from desktop.application.appointment_views import AppointmentView
from desktop.domain.session import Outcome
from desktop.ui.context import Context
from desktop.ui.formatting import moment
from desktop.ui.today.not_ready_page import why_called_off
from desktop.ui.widgets.choice_field import ChoiceField
from desktop.ui.widgets.page import Page
from desktop.ui.wording import tr


class CallOffPage(Page):
    """Emits `called_off(Outcome)` or `back`."""

    called_off = Signal(object)
    back = Signal()

    def __init__(self, context: Context) -> None:
        super().__init__("", primary=tr("Call the appointment off"))
        self._zone = context.desk.office.zone
        hint = tr("The request stays open, and another appointment can be booked.")
        self.outcome = ChoiceField("outcome", tr("Why is it called off?"), why_called_off(was_due=True), hint)
        self.add(self.outcome)
        self.add_link(tr("Back"), self.back.emit)
        self.submitted.connect(self._submit)

    def show_appointment(self, view: AppointmentView) -> None:
        """Ask about this one, with nothing chosen."""
        row = view.found.row
        self.set_heading(tr("Call off: {reference}").format(reference=row.reference))
        self.set_lead(f"{row.shown_name}, {moment(row.starts_at, self._zone)}")
        self.outcome.set_choices(why_called_off(was_due=view.may_be_missed))
        self.outcome.set_value(None)
        self.set_problems(())
        self.primary.setEnabled(True)
        self.focus_first()

    def _submit(self) -> None:
        chosen = self.outcome.value()
        if chosen is None:
            self.set_problems([(self.outcome, tr("Choose why, or go back."))])
            return
        self.set_problems(())
        self.primary.setEnabled(False)
        self.called_off.emit(Outcome(chosen))
