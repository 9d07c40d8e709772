"""The questions to a session's adviser, with their answers, and the field for another one."""

from __future__ import annotations

from zoneinfo import ZoneInfo

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QSizePolicy, QVBoxLayout, QWidget

from desktop.application.reviews.views import ReviewView
from desktop.application.sessions.views import QuestionView
from desktop.ui.kit.widgets.buttons import LinkButton, SecondaryButton
from desktop.ui.kit.widgets.field import LongTextField
from desktop.ui.kit.widgets.words import Words, small, strong
from desktop.words import tr
from desktop.words.formatting import moment


class AskingPart(QWidget):
    """The part of the page. Emits `wanted(words)`; the field comes when it is asked for."""

    wanted = Signal(str)

    def __init__(self, zone: ZoneInfo) -> None:
        super().__init__()
        self._zone = zone
        self.asked = False
        self.shown: list[Words] = []
        self.ask, self.send = LinkButton(tr("Ask the adviser")), SecondaryButton(tr("Send the question"))
        self.part_button = self.send
        hint = tr("They see it on Today. Their answer will be here.")
        self.question = LongTextField("question", tr("Your question"), hint, lines=2)
        self._box = QVBoxLayout(self)
        self._box.setContentsMargins(0, 0, 0, 0)
        self._box.setSpacing(8)
        for part in (self.ask, self.question, self.send):
            self._box.addWidget(part)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Preferred)
        self.ask.clicked.connect(self._unfold)
        self.send.clicked.connect(self._send)

    def show_review(self, view: ReviewView) -> None:
        """Show a session's questions, with nothing typed."""
        self.question.set_value("")
        self.show_questions(view.questions)
        self.ask.setVisible(view.may_ask)

    def show_questions(self, questions: tuple[QuestionView, ...]) -> None:
        """Show the questions, and fold the field."""
        self.asked = False
        for old in self.shown:
            old.hide()
            old.deleteLater()
        self.shown = [small(*self._parts(each)) for each in questions]
        for place, each in enumerate(self.shown):
            self._box.insertWidget(place, each)
        self._fold(folded=True)

    def may_press_again(self) -> None:
        """Allow another press: the question was not sent, and the reason is shown."""
        self.asked = False

    @property
    def typed(self) -> bool:
        """Whether a question is typed that was not sent."""
        return bool(self.question.value().strip())

    def _parts(self, question: QuestionView) -> tuple[str, ...]:
        asked = tr("{who} asked {adviser} on {when}:").format(
            who=question.asked_by, adviser=question.asked_to, when=moment(question.asked_at, self._zone)
        )
        if question.answer is None or question.answered_at is None:
            return strong(asked), f"\n{question.words}", "\n" + tr("Not answered yet.")
        answered = tr("Answered on {when}:").format(when=moment(question.answered_at, self._zone))
        return strong(asked), f"\n{question.words}\n", strong(answered), f"\n{question.answer}"

    def _unfold(self) -> None:
        self._fold(folded=False)
        self.question.focus_target().setFocus()

    def _fold(self, *, folded: bool) -> None:
        self.ask.setVisible(folded)
        self.question.setVisible(not folded)
        self.send.setVisible(not folded)

    def _send(self) -> None:
        if not self.asked:
            self.asked = True
            self.wanted.emit(self.question.value())
