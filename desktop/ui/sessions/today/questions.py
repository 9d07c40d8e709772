"""Questions of supervisors about an adviser's own sessions: the list above Today, and the page that answers one."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QSizePolicy, QVBoxLayout, QWidget

from desktop.application.sessions.views import QuestionView, TodayView
from desktop.errors import ListeningRoomError
from desktop.ui.kit.widgets.back_page import BackPage
from desktop.ui.kit.widgets.field import LongTextField
from desktop.ui.kit.widgets.rows_view import Row
from desktop.ui.kit.widgets.table import Table
from desktop.ui.kit.widgets.words import Words, strong, title
from desktop.ui.running.context import Context
from desktop.words import tr
from desktop.words.formatting import moment, moment_beside


class Questions(QWidget):
    """The questions that wait for this adviser's answer. Hidden if there are none."""

    def __init__(self, context: Context) -> None:
        super().__init__()
        self._zone = context.desk.office.zone
        columns = (tr("Session"), tr("Request"), tr("Who asks"), tr("Question"))
        self.table = Table(tr("Questions about your sessions"), columns, weights=(4, 3, 3, 7))
        box = QVBoxLayout(self)
        box.setContentsMargins(0, 0, 0, 16)
        box.setSpacing(8)
        box.addWidget(title(tr("Questions about your sessions")))
        box.addWidget(self.table)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Preferred)
        self.hide()

    def show_questions(self, view: TodayView) -> None:
        """Show the questions of a view."""
        self.setVisible(bool(view.questions))
        self.table.show_rows([self._row(each, view) for each in view.questions])

    def _row(self, asked: QuestionView, view: TodayView) -> Row:
        when = moment_beside(asked.opened_at, view.day, self._zone)
        return Row(asked.id, (when, asked.reference, asked.asked_by, asked.words), attention=True)


class AnswerPage(BackPage):
    """One question. Emits `answered(words)`; what was typed stays until it is sent, or another is shown."""

    answered = Signal(str)

    def __init__(self, context: Context) -> None:
        super().__init__("", primary=tr("Send the answer"))
        self._zone = context.desk.office.zone
        self.question: QuestionView | None = None
        self.asked = False
        self.words = Words()
        hint = tr("The supervisor reads it with the session. The log says that you answered, not what.")
        self.answer = LongTextField("answer", tr("Your answer"), hint)
        self.back_link.set_words(tr("Back to Today"))
        self.add(self.words, self.answer)
        self.submitted.connect(self._submit)

    def show_question(self, question: QuestionView) -> None:
        """Show a question."""
        if self.question is None or self.question.id != question.id:
            self.answer.set_value("")
        self.question, self.asked = question, False
        self.come_anew()
        about = tr("Question about {reference}").format(reference=question.reference)
        self.set_heading(about)
        held = tr("Session of {when}.").format(when=moment(question.opened_at, self._zone))
        asked = tr("{who} asks:").format(who=question.asked_by)
        self.set_lead(held)
        self.words.set_parts(strong(asked), f"\n{question.words}")
        self.set_problems(())
        self.focus_first()

    def show_sent(self) -> None:
        """Forget what was typed: it is sent."""
        self.question = None
        self.answer.set_value("")

    def where(self) -> str:
        return f"{super().where()} {self.words.words}"

    def show_refusal(self, error: ListeningRoomError) -> str:
        self.asked = False
        return super().show_refusal(error)

    def _submit(self) -> None:
        if not self.asked:
            self.asked = True
            self.answered.emit(self.answer.value())
