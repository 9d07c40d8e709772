"""Recording that a correction was answered: the outcome, and the day."""

from __future__ import annotations

from datetime import date

from PySide6.QtCore import Signal

from desktop.application.requests.answer_follow_up import AnswerFollowUp
from desktop.application.requests.views import RequestView
from desktop.domain.requests.follow_ups import ANSWERS, FollowUp, FollowUpAnswer, FollowUpKind
from desktop.ui.kit.widgets.choice_field import Choice, ChoiceField
from desktop.ui.kit.widgets.field import Field
from desktop.ui.requests.day_panel import DayPanel
from desktop.ui.running.context import Context
from desktop.words import tr
from desktop.words.codes import words


class FollowUpPanel(DayPanel):
    """The panel of a follow-up. Emits `wanted(AnswerFollowUp)`."""

    wanted = Signal(AnswerFollowUp)

    def __init__(self, context: Context) -> None:
        super().__init__(context, "follow_up_answered_on", tr("When were they told?"), tr("Note the answer"))
        choices = [Choice(answer.value, words(answer)) for answer in ANSWERS[FollowUpKind.CORRECTION]]
        self.answer = ChoiceField("follow_up_answer", tr("What was the outcome?"), choices)
        self.lay_out(self.answer, self.day)
        self._follow_up: FollowUp | None = None

    def show_follow_up(self, view: RequestView, follow_up: FollowUp) -> None:
        """Show a follow-up, with no answer chosen, and today's date."""
        self.show_request(view)
        self._follow_up = follow_up
        self.answer.set_value(None)
        self.day.set_value(self._context.desk.today())

    def first(self) -> Field:
        """Return the field of the answer."""
        return self.answer

    def command(self, day: date) -> AnswerFollowUp:
        """Return the command that records the answer."""
        assert self._follow_up is not None
        said, value = self._follow_up, self.answer.value()
        answer = FollowUpAnswer(value) if value else None
        return AnswerFollowUp(self._context.actor, said.request, said.session, said.kind, answer, day)
