"""The corrections asked for at an appointment, each with its own due date, on the page of its request.
A follow-up outlives its request: it is answered here even when the request is closed.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from functools import partial

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QWidget

from desktop.application.requests.follow_ups import AnswerFollowUp, FollowUpCommand, TakeAnswerBack
from desktop.application.requests.views import RequestView
from desktop.domain.requests.follow_ups import ANSWERS, FollowUp, FollowUpAnswer, FollowUpKind
from desktop.domain.shared.dates import Holidays
from desktop.ui.kit.banners import Banner
from desktop.ui.kit.buttons import LinkButton
from desktop.ui.kit.choices import Choice, ChoiceField
from desktop.ui.kit.fields import Field
from desktop.ui.kit.layouts import FlowLayout
from desktop.ui.kit.text import Words, title
from desktop.ui.requests.panels import DayPanel, HowCounted, PanelPart, add_link
from desktop.ui.running.context import Context
from desktop.words import Texts, tr
from desktop.words.codes import words
from desktop.words.formatting import day, weekday_and_day
from desktop.words.requests import FROM_CORRECTION, explained, not_announced


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


DONE: Texts[FollowUpKind] = {
    FollowUpKind.CORRECTION: "On {day} they asked for a correction. {answer}: {on}.",
    FollowUpKind.COMPLAINT: "On {day} they complained. {answer}: {on}.",
}
BACK: Texts[FollowUpKind] = {
    FollowUpKind.CORRECTION: "Take back the answer to the correction of {day}",
    FollowUpKind.COMPLAINT: "Take back the answer to the complaint of {day}",
}


def follow_up_words(said: FollowUp, holidays: Holidays) -> str:
    """Say what was said, and when an answer is due."""
    due = weekday_and_day(said.deadline(holidays).due)
    return tr("On {day} they asked for a correction: answer by {due}.").format(day=day(said.on), due=due)


def counted_words(said: FollowUp, holidays: Holidays, known: Callable[[date], bool]) -> str:
    """Say how the day by which the correction is to be answered was counted."""
    deadline = said.deadline(holidays)
    return " ".join([explained(deadline, tr(FROM_CORRECTION)), not_announced(deadline, known)]).strip()


def answered_words(said: FollowUp) -> str:
    """Say what was said, and its outcome."""
    assert said.answer is not None and said.answered_on is not None
    return tr(DONE[said.kind]).format(day=day(said.on), answer=words(said.answer), on=day(said.answered_on))


def follow_up_link(said: FollowUp) -> str:
    """Return the text of the link that records an answer, or withdraws the recorded one."""
    words = tr("The correction of {day} was answered") if said.answer is None else tr(BACK[said.kind])
    return words.format(day=day(said.on))


class FollowUpPart(PanelPart):
    """A request's follow-ups. Emits `wanted(FollowUpCommand)`."""

    wanted = Signal(FollowUpCommand)
    _view: RequestView

    def __init__(self, context: Context) -> None:
        super().__init__(context)
        self.due, self.answered = Banner("notice"), Words(tone="muted")
        self.how = HowCounted(tr("how the date of the correction was counted"))
        self.panel: FollowUpPanel | None = None
        """The panel, while it is open."""
        self.links: list[LinkButton] = []
        self._opener: LinkButton | None = None
        self.back: list[LinkButton] = []
        """The links that withdraw an answer."""
        self._offers, self._backs = QWidget(), QWidget()
        self._row, self._back_row = FlowLayout(self._offers, gap=24), FlowLayout(self._backs, gap=24)
        for part in (title(tr("Said at the appointment")), self.due, self.how, self._offers):
            self._box.addWidget(part)
        self._answering = FollowUpPanel(context)
        self._add_panel(self._answering)
        self._box.addWidget(self.answered)
        self._box.addWidget(self._backs)

    def show_request(self, view: RequestView) -> None:
        """Show the follow-ups of a request; an open panel closes."""
        self._close_panel()
        self._view = view
        due = [each for each in view.follow_ups if each.answer is None]
        done = [each for each in view.follow_ups if each.answer is not None]
        self.due.set_parts("\n".join(follow_up_words(each, self._context.desk.is_holiday) for each in due))
        desk = self._context.desk
        counted = [counted_words(each, desk.is_holiday, desk.holidays_known) for each in due]
        self.how.show_steps(view.row.id, counted)
        self.answered.set_parts("\n".join(map(answered_words, done)))
        self.answered.setVisible(bool(done))
        self._offer([each for each in due if each.over] if view.may_act else [])
        self._offer_back(done if view.may_act else [])
        self.setVisible(bool(view.follow_ups))

    def may_press_again(self) -> None:
        super().may_press_again()
        for link in self.back:
            link.setEnabled(True)

    def _offer(self, said: list[FollowUp]) -> None:
        self._opener = None
        self._row.empty()
        self.links = [
            add_link(LinkButton(follow_up_link(each)), self._row, partial(self._open_panel, at, each))
            for at, each in enumerate(said)
        ]
        self._offers.setVisible(bool(said))

    def _offer_back(self, said: list[FollowUp]) -> None:
        self._back_row.empty()
        self.back = [
            add_link(LinkButton(follow_up_link(each)), self._back_row, partial(self._take_back, at, each))
            for at, each in enumerate(said)
        ]
        self._backs.setVisible(bool(said))

    def _take_back(self, at: int, said: FollowUp, _checked: bool = False) -> None:
        self.back[at].setEnabled(False)  # once: the page is refreshed when it is done
        self.wanted.emit(TakeAnswerBack(self._context.actor, said.request, said.session, said.kind))

    def _open_panel(self, at: int, said: FollowUp, _checked: bool = False) -> None:
        self._opener, self.panel = self.links[at], self._answering
        self.panel.show_follow_up(self._view, said)
        self._offers.hide()
        self.panel.show()
        self.panel.go()

    def _leave_panel(self) -> None:
        """Return to the links, with the focus where it was."""
        self._close_panel()
        self._offers.show()
        if self._opener is not None:
            self._opener.setFocus(Qt.FocusReason.OtherFocusReason)
        self.left.emit()
