"""Calling off an appointment from the calendar: nobody came, or it was cancelled."""

from __future__ import annotations

from desktop.application.appointments.views import AppointmentView
from desktop.ui.kit.widgets.calling_off import CallingOff
from desktop.ui.running.context import Context
from desktop.words import tr
from desktop.words.formatting import moment


class CallOffPage(CallingOff):
    """The page to call off the appointment shown."""

    def __init__(self, context: Context) -> None:
        super().__init__()
        self._zone = context.desk.office.zone
        self.add(self.outcome)
        self.add_link(tr("Back"), self.back.emit)

    def show_appointment(self, view: AppointmentView) -> None:
        """Ask about an appointment."""
        row = view.found.row
        self.set_heading(tr("Cancel: {reference}").format(reference=row.reference))
        self.set_lead(f"{row.shown_name}, {moment(row.starts_at, self._zone)}")
        self.ask(was_due=view.may_be_missed)
