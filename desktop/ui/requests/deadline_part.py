"""The deadline of a request on its page: when the answer is due, how that was counted, and what can be recorded."""

from __future__ import annotations

from functools import partial
from typing import TypeAlias
from zoneinfo import ZoneInfo

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from desktop.application.requests.clock_keeping import DeadlineCommand
from desktop.application.requests.views import CorrectionView, ProofView, RequestView
from desktop.domain.requests.clock_days import DayOf
from desktop.domain.requests.deadline import DeadlineState
from desktop.domain.requests.request import OPEN, Status
from desktop.ui.kit.widgets.banner import Banner
from desktop.ui.kit.widgets.buttons import LinkButton, QuietLink
from desktop.ui.kit.widgets.flow_layout import FlowLayout
from desktop.ui.kit.widgets.words import Words, title
from desktop.ui.requests.correct_day_panel import CorrectDayPanel
from desktop.ui.requests.deadline_panel import SAYS, Act, DeadlinePanel, possible
from desktop.ui.requests.extension_back_panel import ExtensionBackPanel
from desktop.ui.requests.panel_part import PanelPart
from desktop.ui.running.context import Context
from desktop.words import kit as kit_wording
from desktop.words import tr
from desktop.words.codes import words
from desktop.words.formatting import day
from desktop.words.requests.due_words import due_headline, not_announced, noted_words, state_words, steps_of

Panel: TypeAlias = DeadlinePanel | CorrectDayPanel | ExtensionBackPanel


class DeadlinePart(PanelPart):
    """The deadline of a request. Emits `wanted(DeadlineCommand)`.

    Hidden for a request without a legal date. `offers`: the links of what can be recorded, for beside the facts.
    """

    wanted = Signal(DeadlineCommand)

    def __init__(self, context: Context) -> None:
        super().__init__(context, gap=8)
        self._view: RequestView | None = None
        self._explains = False
        self.due, self.how, self.state = title(), LinkButton(tr("How?")), Words(tone="muted")
        self.why, self.steps = QWidget(), Words()
        self.doubts, self.corrected = Words(tone="muted"), Words(tone="muted")
        self.warning = Banner("notice")
        self._panels: dict[Act, Panel] = {}
        self.panel: Panel | None = None
        """The open panel. Each is created when it is first opened."""
        self.offers = QWidget()
        self._rows = _column(self.offers, 0)
        self.links = {act: self._make_link(act) for act in Act}
        self.how.clicked.connect(self._turn)
        why = _column(self.why, 8)
        for part in (self.steps, self.doubts, self.corrected):
            why.addWidget(part)
        head = FlowLayout(gap=16, row_gap=0)
        head.addWidget(self.due)
        head.addWidget(self.how)
        head.addWidget(self.state)
        self._box.addLayout(head)
        self._box.addWidget(self.why)
        self._box.addWidget(self.warning)

    def show_request(self, view: RequestView) -> None:
        """Show the deadline of a request; an open panel closes."""
        self._close_panel()
        self._explain(self._view is not None and self._view.row.id == view.row.id and self._explains)
        self._view = view
        self.setVisible(view.row.due_on is not None)
        acts = possible(view.row.deadline_facts, represented=view.request.representative is not None)
        self._offer(acts if view.may_act and view.row.status in OPEN and view.row.due_on is not None else ())
        if view.row.due_on is None:
            return
        row, desk = view.row, self._context.desk
        deadline = row.deadline_facts.deadline(row.received_on, desk.deadline_rules, desk.today())
        self.due.set_parts(due_headline(row.due_on, row.status, desk.today()))
        self.state.set_parts(state_words(deadline) if row.status in OPEN else _over(row.status))
        self.state.setVisible(row.status not in OPEN or deadline.state is not DeadlineState.RUNNING)
        self.steps.set_parts("\n".join(steps_of(deadline)))
        self.doubts.set_parts("\n".join(_doubt(asked) for asked in view.asked))
        self.doubts.setVisible(bool(view.asked))
        self.corrected.set_parts("\n".join(_correction(each, desk.office.zone) for each in view.corrected))
        self.corrected.setVisible(bool(view.corrected))
        self.warning.set_parts(not_announced(deadline, desk.holidays_known))

    def _turn(self) -> None:
        self._explain(not self._explains)

    def _explain(self, explains: bool) -> None:
        """Show how the date was counted, or fold it away."""
        self._explains = explains
        self.why.setVisible(explains)
        self.how.set_words(kit_wording.fold() if explains else tr("How?"))
        self.how.setAccessibleName(f"{self.how.text()}: {tr('how the date was counted')}")

    def _make_link(self, act: Act) -> LinkButton:
        link = QuietLink(tr(SAYS[act].link))
        link.clicked.connect(partial(self._open_panel, act))
        self._rows.addWidget(link)
        return link

    def _offer(self, acts: tuple[Act, ...]) -> None:
        for act, link in self.links.items():
            link.setVisible(act in acts)
        self.offers.setVisible(bool(acts))

    def _open_panel(self, act: Act, _checked: bool = False) -> None:
        assert self._view is not None
        self._close_panel()
        panel = self.panel = self._panels.get(act) or self._make_panel(act)
        panel.show_request(self._view)
        self.offers.hide()
        panel.show()
        panel.go()

    def _make_panel(self, act: Act) -> Panel:
        panel = self._panels[act] = _panel(act, self._context)
        self._add_panel(panel)
        return panel

    def _leave_panel(self) -> None:
        """Return to the links, with the focus where it was."""
        assert self.panel is not None
        link = self.links[self.panel.act]
        self._close_panel()
        self.offers.show()
        link.setFocus(Qt.FocusReason.OtherFocusReason)
        self.left.emit()


def _column(widget: QWidget, gap: int) -> QVBoxLayout:
    box = QVBoxLayout(widget)
    box.setContentsMargins(0, 0, 0, 0)
    box.setSpacing(gap)
    return box


def _panel(act: Act, context: Context) -> Panel:
    match act:
        case Act.CORRECT:
            return CorrectDayPanel(context)
        case Act.NOT_LONGER:
            return ExtensionBackPanel(context)
        case _:
            return DeadlinePanel(act, context)


def _over(status: Status) -> str:
    """Say why the deadline can no longer be changed."""
    refused = tr("The request is refused. Tell the person by then.")
    return refused if status is Status.REFUSED else tr("The request is answered.")


def _doubt(found: ProofView) -> str:
    """Return "Proof of identity, asked for on 16 November 2026: ..." or the like."""
    asked = tr("{what}, asked for on {day}").format(what=words(found.asked.proof), day=day(found.asked.asked))
    return f"{asked}: {found.doubt}" if found.doubt else f"{asked}."


def _correction(found: CorrectionView, zone: ZoneInfo) -> str:
    """Return "The request arrived: 10 November 2026, not 11 November 2026. Corrected by Demo officer on ...: ..."."""
    words = tr("{what}: {day}, not {was}. Corrected by {name} on {on}")
    if found.noted.of is DayOf.EXTENSION_TAKEN_BACK:
        words = tr("{what}: they were told on {was}. Taken back by {name} on {on}")
    said = words.format(
        what=noted_words(found.noted),
        day=day(found.became),
        was=day(found.noted.day),
        name=found.by_name,
        on=day(found.at.astimezone(zone).date()),
    )
    return f"{said}: {found.reason}" if found.reason else f"{said}."
