"""Recording that a correction or a complaint was answered: the outcome, and the day."""

from __future__ import annotations

from datetime import date

from desktop.application.requests.answer_follow_up import AnswerArisen
from desktop.application.requests.views import RequestView
from desktop.domain.requests.arising import ANSWERS, Arisen, ArisenAnswer, Arising
from desktop.ui.kit.widgets.choice_field import Choice, ChoiceField
from desktop.ui.kit.widgets.field import Field
from desktop.ui.requests.day_panel import DayPanel
from desktop.ui.running.context import Context
from desktop.words import Texts, tr
from desktop.words.codes import words

WHEN: Texts[Arising] = {
    Arising.CORRECTION: "When were they told?",
    Arising.COMPLAINT: "When was it acknowledged, or passed on?",
}


class ArisenPanel(DayPanel):
    """The panel of a follow-up. Emits `wanted(AnswerArisen)`."""

    def __init__(self, kind: Arising, context: Context) -> None:
        super().__init__(context, "arisen_answered_on", tr(WHEN[kind]), tr("Note the answer"))
        choices = [Choice(answer.value, words(answer)) for answer in ANSWERS[kind]]
        self.answer = ChoiceField("arisen_answer", tr("What was the outcome?"), choices)
        self.lay_out(self.answer, self.day)
        self._arisen: Arisen | None = None

    def show_arisen(self, view: RequestView, arisen: Arisen) -> None:
        """Show a follow-up, with no answer chosen, and today's date."""
        self.show_request(view)
        self._arisen = arisen
        self.answer.set_value(None)
        self.day.set_value(self._context.desk.today())

    def first(self) -> Field:
        """Return the field of the answer."""
        return self.answer

    def command(self, day: date) -> AnswerArisen:
        """Return the command that records the answer."""
        assert self._arisen is not None
        said, value = self._arisen, self.answer.value()
        answer = ArisenAnswer(value) if value else None
        return AnswerArisen(self._context.at, said.request, said.session, said.kind, answer, day)
