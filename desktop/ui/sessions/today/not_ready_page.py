"""An appointment that cannot begin yet: why, and calling it off if nobody came or it was cancelled."""

from __future__ import annotations

from desktop.application.sessions.views import Readiness, TodayRow
from desktop.ui.kit.widgets.calling_off import CallingOff
from desktop.ui.kit.widgets.words import Words, strong
from desktop.ui.running.context import Context
from desktop.words import Texts, tr
from desktop.words.codes import words
from desktop.words.formatting import time_of_day

WHY: Texts[Readiness] = {
    Readiness.NOT_APPROVED: "Nothing can be opened until an approver has decided on the copy.",
    Readiness.APPROVAL_ENDED: "The approval has expired. An approver has to decide again.",
}
"""The reasons why a session cannot begin; it can still be called off."""


class NotReadyPage(CallingOff):
    """The page of the row shown."""

    def __init__(self, context: Context) -> None:
        super().__init__()
        self._zone, self._clock = context.desk.office.zone, context.desk.clock
        self.why = Words()
        self.add(self.why, self.outcome)
        self.add_link(tr("Back to Today"), self.back.emit)

    def show_row(self, found: TodayRow) -> None:
        """Say why an appointment cannot begin, and ask."""
        row = found.row
        when = time_of_day(row.starts_at, self._zone)
        self.set_heading(tr("Appointment: {reference}, {time}").format(reference=row.reference, time=when))
        self.set_lead(row.shown_name)
        self.why.set_parts(
            strong(tr("{readiness}.").format(readiness=words(found.readiness))), tr(WHY[found.readiness])
        )
        self.ask(was_due=row.starts_at <= self._clock.now())
