"""The panels about complaints: taking one that was not made at an appointment, and noting what the person was told."""

from __future__ import annotations

from datetime import date

from PySide6.QtCore import Signal

from desktop.application.requests.complaints import TakeComplaint, TellComplaint
from desktop.application.requests.views import RequestView
from desktop.domain.requests.complaints import Complaint, ComplaintOutcome, ComplaintStep
from desktop.domain.requests.deadline import acknowledgement_due
from desktop.domain.requests.request import Channel
from desktop.ui.kit.widgets.choice_field import Choice, ChoiceField
from desktop.ui.kit.widgets.field import Field, LongTextField
from desktop.ui.requests.day_panel import DayPanel
from desktop.ui.running.context import Context
from desktop.words import Texts, tr
from desktop.words.codes import words
from desktop.words.formatting import weekday_and_day

WHEN: Texts[ComplaintStep] = {
    ComplaintStep.ACKNOWLEDGED: "When was it acknowledged?",
    ComplaintStep.PROGRESS: "When were they told how it is going?",
    ComplaintStep.OUTCOME: "When were they told?",
}
NOTE: Texts[ComplaintStep] = {
    ComplaintStep.ACKNOWLEDGED: "Note the acknowledgement",
    ComplaintStep.PROGRESS: "Note what they were told",
    ComplaintStep.OUTCOME: "Note the outcome",
}


class TakeComplaintPanel(DayPanel):
    """The panel to take a complaint. Emits `wanted(TakeComplaint)`."""

    wanted = Signal(TakeComplaint)

    def __init__(self, context: Context) -> None:
        super().__init__(context, "complaint_received_on", tr("When did it arrive?"), tr("Take the complaint"))
        channels = [Choice(channel.value, words(channel)) for channel in Channel]
        self.came_by = ChoiceField("complaint_came_by", tr("How did the complaint come?"), channels)
        hint = tr("This is kept with the request.")
        self.about = LongTextField("complaint_about", tr("What is the complaint about?"), hint, lines=3)
        self.lay_out(self.came_by, self.day, self.about)

    def show_request(self, view: RequestView) -> None:
        """Show a request, with today's date and nothing typed."""
        super().show_request(view)
        self.came_by.set_value(None)
        self.about.set_value("")
        self.day.set_value(self._context.desk.today())
        self.say_what_it_comes_to()

    def first(self) -> Field:
        """Return the field of how it came."""
        return self.came_by

    def say_what_it_comes_to(self) -> None:
        """Say by when it is to be acknowledged."""
        day = self.day.value()
        due = acknowledgement_due(day, self._context.desk.is_holiday).due if day else None
        self.day.set_hint(tr("Acknowledge it by {day}.").format(day=weekday_and_day(due)) if due else "")

    def command(self, day: date) -> TakeComplaint:
        """Return the command that takes it."""
        value = self.came_by.value()
        came_by = Channel(value) if value else None
        return TakeComplaint(self._context.actor, self._view.row.id, came_by, day, self.about.value())


class TellComplaintPanel(DayPanel):
    """The panel of one step of a complaint. Emits `wanted(TellComplaint)`."""

    wanted = Signal(TellComplaint)

    def __init__(self, step: ComplaintStep, context: Context) -> None:
        super().__init__(context, "complaint_told_on", tr(WHEN[step]), tr(NOTE[step]))
        self.step = step
        outcomes = [Choice(outcome.value, words(outcome)) for outcome in ComplaintOutcome]
        self.outcome = ChoiceField("complaint_outcome", tr("What was the outcome?"), outcomes)
        hint = tr("This is kept with the request.")
        self.words = LongTextField("complaint_words", tr("What were they told?"), hint, lines=3)
        self.lay_out(self.outcome, self.day, self.words)
        self.outcome.setVisible(step is ComplaintStep.OUTCOME)
        self.words.setVisible(step is not ComplaintStep.ACKNOWLEDGED)
        self._complaint: Complaint | None = None

    def show_complaint(self, view: RequestView, complaint: Complaint) -> None:
        """Show a complaint, with today's date and nothing typed; an outcome is chosen if there is only one."""
        self.show_request(view)
        self._complaint = complaint
        for key, option in self.outcome.options.items():
            option.setVisible(ComplaintOutcome(key) in complaint.outcomes)
        self.outcome.set_value(complaint.outcomes[0].value if len(complaint.outcomes) == 1 else None)
        self.words.set_value("")
        self.day.set_value(self._context.desk.today())

    def first(self) -> Field:
        """Return the first field: an outcome is chosen before its day is typed."""
        return self.outcome if self.step is ComplaintStep.OUTCOME else self.day

    def command(self, day: date) -> TellComplaint:
        """Return the command that notes it."""
        complaint, value = self._complaint, self.outcome.value()
        assert complaint is not None
        outcome = ComplaintOutcome(value) if value and self.step is ComplaintStep.OUTCOME else None
        actor, seen = self._context.actor, len(complaint.told)
        return TellComplaint(actor, complaint.request, complaint.id, seen, self.step, day, outcome, self.words.value())
