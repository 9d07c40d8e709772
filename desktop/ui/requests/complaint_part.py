"""Complaints on a request's page: what is due, what the person was told, and taking one that came in any other way.

A complaint outlives its request: it is looked after here even when the request is closed.
"""

from __future__ import annotations

from functools import partial
from typing import TypeAlias

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QWidget

from desktop.application.requests.complaints import ComplaintCommand, TakeComplaintBack
from desktop.application.requests.views import RequestView
from desktop.domain.requests.complaints import Complaint, ComplaintStep
from desktop.ui.kit.widgets.banner import Banner
from desktop.ui.kit.widgets.buttons import QuietLink
from desktop.ui.kit.widgets.flow_layout import FlowLayout
from desktop.ui.kit.widgets.words import Words, title
from desktop.ui.requests.complaint_panels import TakeComplaintPanel, TellComplaintPanel
from desktop.ui.requests.complaint_words import back_link, counted_words, due_words, life_of, step_link
from desktop.ui.requests.how_counted import HowCounted
from desktop.ui.requests.panel_part import PanelPart, add_link
from desktop.ui.running.context import Context
from desktop.words import tr

Panel: TypeAlias = TakeComplaintPanel | TellComplaintPanel


class ComplaintPart(PanelPart):
    """A request's complaints. Emits `wanted(ComplaintCommand)`.

    Hidden where there is none. `offers`: the links of what can be done, for beside the facts.
    """

    wanted = Signal(ComplaintCommand)
    _view: RequestView

    def __init__(self, context: Context) -> None:
        super().__init__(context)
        self.due, self.lives = Banner("notice"), Words(tone="muted")
        self.how = HowCounted(tr("how the date of the complaint was counted"))
        self._panels: dict[ComplaintStep | None, Panel] = {}
        self.panel: Panel | None = None
        """The open panel. Each is created when it is first opened; that of no step takes a complaint."""
        self.links: list[QuietLink] = []
        self.back: list[QuietLink] = []
        """The links that take back what was noted last."""
        self._opener: QuietLink | None = None
        self.offers, self._backs = QWidget(), QWidget()
        self._row, self._back_row = FlowLayout(self.offers, gap=24, row_gap=0), FlowLayout(self._backs, gap=24)
        for part in (title(tr("Complaints")), self.due, self.how, self.lives, self._backs):
            self._box.addWidget(part)

    def show_request(self, view: RequestView) -> None:
        """Show the complaints about a request; an open panel closes."""
        self._close_panel()
        self._view = view
        found = [each.complaint for each in view.complaints]
        still = [each for each in found if each.is_open]
        self.due.set_parts("\n".join(due_words(each, self._context.desk.is_holiday) for each in still))
        desk = self._context.desk
        counted = (counted_words(each, desk.is_holiday, desk.holidays_known) for each in still)
        self.how.show_steps(view.row.id, [words for words in counted if words])
        self.lives.set_parts("\n".join(line for each in view.complaints for line in life_of(each)))
        self.lives.setVisible(bool(found))
        self._offer(still if view.may_act else [], take=view.may_act)
        self._offer_back([each for each in found if each.may_be_taken_back] if view.may_act else [])
        self.setVisible(bool(found))

    def may_press_again(self) -> None:
        super().may_press_again()
        for link in self.back:
            link.setEnabled(True)

    def _offer(self, still: list[Complaint], *, take: bool) -> None:
        self._opener = None
        self._row.empty()
        steps = [(each, step) for each in still for step in each.possible]
        self.links = [
            add_link(QuietLink(step_link(each, step)), self._row, partial(self._open_step, at, each, step))
            for at, (each, step) in enumerate(steps)
        ]
        if take:
            self.links.append(add_link(QuietLink(tr("Take a complaint")), self._row, self._open_taking))
        self.offers.setVisible(take)

    def _offer_back(self, found: list[Complaint]) -> None:
        self._back_row.empty()
        self.back = [
            add_link(QuietLink(back_link(each)), self._back_row, partial(self._take_back, at, each))
            for at, each in enumerate(found)
        ]
        self._backs.setVisible(bool(found))

    def _take_back(self, at: int, complaint: Complaint, _checked: bool = False) -> None:
        self.back[at].setEnabled(False)  # once: the page is refreshed when it is done
        actor, seen = self._context.actor, len(complaint.told)
        self.wanted.emit(TakeComplaintBack(actor, complaint.request, complaint.id, seen))

    def _open_step(self, at: int, complaint: Complaint, step: ComplaintStep, _checked: bool = False) -> None:
        panel = self._panels.get(step) or self._keep(step, TellComplaintPanel(step, self._context))
        assert isinstance(panel, TellComplaintPanel)
        panel.show_complaint(self._view, complaint)
        self._open(self.links[at], panel)

    def _open_taking(self, _checked: bool = False) -> None:
        panel = self._panels.get(None) or self._keep(None, TakeComplaintPanel(self._context))
        panel.show_request(self._view)
        self._open(self.links[-1], panel)

    def _open(self, opener: QuietLink, panel: Panel) -> None:
        self._opener, self.panel = opener, panel
        self.offers.hide()
        self._backs.hide()
        self.show()
        panel.show()
        panel.go()

    def _keep(self, step: ComplaintStep | None, panel: Panel) -> Panel:
        self._panels[step] = panel
        self._add_panel(panel)
        return panel

    def _leave_panel(self) -> None:
        """Return to the links, with the focus where it was."""
        self._close_panel()
        self.setVisible(bool(self._view.complaints))
        self.offers.show()
        self._backs.setVisible(bool(self.back))
        if self._opener is not None:
            self._opener.setFocus(Qt.FocusReason.OtherFocusReason)
        self.left.emit()
