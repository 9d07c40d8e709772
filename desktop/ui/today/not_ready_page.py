"""An appointment that cannot begin yet: why, and calling it off where nobody came or the customer has cancelled."""

from __future__ import annotations

from PySide6.QtCore import Signal

from desktop.application.views import Readiness, TodayRow
from desktop.domain.session import Outcome
from desktop.ui.context import Context
from desktop.ui.formatting import time_of_day
from desktop.ui.widgets.choice_field import Choice, ChoiceField
from desktop.ui.widgets.page import Page
from desktop.ui.widgets.words import Words, strong
from desktop.ui.wording import tr
from desktop.ui.wording.codes import words

WHY = {
    Readiness.NOT_APPROVED: "Nothing can be opened until an approver has decided on the copy.",
    Readiness.APPROVAL_ENDED: "The approval held until a day that has passed. An approver has to decide again.",
}
"""What cannot begin, and can be called off all the same."""


def why_called_off(*, was_due: bool) -> tuple[Choice, ...]:
    """The reasons. Nobody has failed to come before it was time."""
    cancelled = Choice(Outcome.CANCELLED.value, tr("The customer has cancelled"))
    return (Choice(Outcome.NO_SHOW.value, tr("Nobody came")), cancelled) if was_due else (cancelled,)


class NotReadyPage(Page):
    """Emits `called_off(outcome)` or `back`. The request stays open: only the appointment goes."""

    called_off = Signal(object)
    back = Signal()

    def __init__(self, context: Context) -> None:
        super().__init__("", primary=tr("Call the appointment off"))
        self._zone, self._clock = context.desk.office.zone, context.desk.clock
        self.why = Words()
        hint = tr("The request stays open, and another appointment can be booked.")
        self.outcome = ChoiceField("outcome", tr("Why is it called off?"), why_called_off(was_due=True), hint)
        self.add(self.why, self.outcome)
        self.add_link(tr("Back to Today"), self.back.emit)
        self.submitted.connect(self._submit)

    def show_row(self, found: TodayRow) -> None:
        """Show this appointment, with nothing chosen."""
        row = found.row
        when = time_of_day(row.starts_at, self._zone)
        self.set_heading(tr("Appointment: {reference}, {time}").format(reference=row.reference, time=when))
        self.set_lead(row.shown_name)
        self.why.set_parts(
            strong(tr("{readiness}. ").format(readiness=words(found.readiness))), tr(WHY[found.readiness])
        )
        self.outcome.set_choices(why_called_off(was_due=row.starts_at <= self._clock.now()))
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
