"""The follow-ups from the counter, each with its own date, on a request's page: what is due, and what was answered.

A follow-up outlives its request: it is answered here even when the request is closed.
"""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QWidget

from desktop.application.requests.answer_follow_up import FollowUpCommand, TakeAnswerBack
from desktop.application.requests.views import RequestView
from desktop.domain.requests.follow_ups import FollowUp
from desktop.ui.kit.widgets.banner import Banner
from desktop.ui.kit.widgets.buttons import LinkButton
from desktop.ui.kit.widgets.flow_layout import FlowLayout
from desktop.ui.kit.widgets.words import Words, title
from desktop.ui.requests.follow_up_panel import FollowUpPanel
from desktop.ui.requests.follow_up_words import answered_words, counted_words, follow_up_link, follow_up_words
from desktop.ui.requests.how_counted import HowCounted
from desktop.ui.requests.panel_part import PanelPart, add_link
from desktop.ui.running.context import Context
from desktop.words import tr


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
