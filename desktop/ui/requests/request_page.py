"""The page of one request: its journey on top, then its facts, and beside them what can be done.

Where there is no room for both, what can be done comes first. Opening the page is logged.
"""

from __future__ import annotations

from datetime import date
from functools import partial

from PySide6.QtCore import Signal
from PySide6.QtGui import QColor, QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QSizePolicy, QVBoxLayout, QWidget

from desktop.application.requests.views import RequestView
from desktop.application.shared.commands import Command
from desktop.domain.office.people import Permission
from desktop.domain.requests.request import JourneyStage, Stage, StageState, Status
from desktop.domain.sessions.needs import Need
from desktop.domain.shared.spans import Span
from desktop.errors import FieldsError
from desktop.ui.copies.copy_parts import HearingLine, security_code_words
from desktop.ui.kit.banners import Banner
from desktop.ui.kit.buttons import QuietLink
from desktop.ui.kit.facts import Sheet
from desktop.ui.kit.layouts import ALWAYS, Columns, column, column_in
from desktop.ui.kit.page import Page
from desktop.ui.kit.rows import RowsView
from desktop.ui.kit.steps import DONE, LEFT_OUT, NOW, TO_COME, Step, Stepper
from desktop.ui.kit.style import theme_of
from desktop.ui.kit.text import Words, in_sentences, title
from desktop.ui.requests.complaints import ComplaintPart
from desktop.ui.requests.deadline import DeadlinePart
from desktop.ui.requests.disclosures import DisclosurePart
from desktop.ui.requests.follow_ups import FollowUpPart
from desktop.ui.requests.request_actions import (
    Begin,
    NextStep,
    RepresentativePart,
    RequestActions,
    Unlinking,
    Withdrawing,
    next_step,
)
from desktop.ui.requests.request_words import (
    REMOVED_COLUMNS,
    REMOVED_WEIGHTS,
    asked_of,
    call_facts_of,
    removed_rows,
    returned,
)
from desktop.ui.running.context import Context
from desktop.words import tr
from desktop.words.codes import words
from desktop.words.errors import problems_of
from desktop.words.formatting import short_day
from desktop.words.requests import next_words

STATES = {
    StageState.DONE: DONE,
    StageState.NOW: NOW,
    StageState.TO_COME: TO_COME,
    StageState.LEFT_OUT: LEFT_OUT,
}


class JourneyBar(Stepper):
    """The stepper of a request."""

    def __init__(self) -> None:
        super().__init__(numbered=False)

    def show_request(self, view: RequestView, coming: NextStep | None, today: date) -> None:
        """Show how far a request has come; `coming`: what is done next, if this user does it."""
        steps = [_journey_step(each, view, coming, today) for each in view.journey]
        self.show_states(steps, [STATES[each.state] for each in view.journey])


def _journey_step(found: JourneyStage, view: RequestView, coming: NextStep | None, today: date) -> Step:
    on = short_day(found.on, today) if found.on is not None else ""
    return Step(words(found.stage), on, ahead=_waits_for(found, view, coming, today))


def _waits_for(found: JourneyStage, view: RequestView, coming: NextStep | None, today: date) -> str:
    """Say what a stage that is not done waits for: its own day, or what is done next."""
    if found.state is StageState.LEFT_OUT:
        return tr("Not needed")
    if found.stage is Stage.ANSWERED and view.row.due_on is not None:
        return tr("By {day}").format(day=short_day(view.row.due_on, today))
    if found.state is StageState.NOW and coming is not None and found.stage is not Stage.PROTECTED:
        return coming.words
    return ""


WIDE, _PADDING, _STACK_BELOW, _ANY = 348, 20, 860, 16_777_215
"""Pixels: the panel's width beside the facts, its padding, the width of the page from which on it is beside them."""


class ToDo(QWidget):
    """The panel: the page's primary button, and the parts under it."""

    def __init__(self, primary: QWidget, *parts: QWidget) -> None:
        super().__init__()
        self.next, self.words = Words(tone="muted"), Words(bold=True)
        box = QVBoxLayout(self)
        box.setContentsMargins(_PADDING, _PADDING - 4, _PADDING, _PADDING)
        box.setSpacing(8)
        for part in (title(tr("What to do now")), self.next, self.words, primary, *parts):
            box.addWidget(part)
        box.addStretch(1)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Preferred)

    def show_request(self, view: RequestView, *, acts: bool) -> None:
        """Say who acts next; not where this user does, whose button says it."""
        self.next.set_parts(next_words(view.row))
        self.next.setVisible(not acts)
        self.words.set_parts(*words_to_read(view))
        self.words.setVisible(bool(self.words.words))

    def paintEvent(self, event: QPaintEvent) -> None:
        QPainter(self).fillRect(self.rect(), QColor(theme_of(self).soft))


def together(*links: QWidget) -> QWidget:
    """Return the parts that are nothing but links as one part: all of their links are the same way apart."""
    made = QWidget()
    column_in(made, *links, gap=0)
    return made


def words_to_read(view: RequestView) -> tuple[str, ...]:
    """Return what there is to do where someone needs the words to read, and there are none."""
    if Need.TRANSCRIPT not in view.request.needs or view.words.approved:
        return ()
    if view.request.status in (Status.TAKEN, Status.LINKED) and not view.words.newer:
        return (tr("They need the words to read. Add a transcript when you prepare the copy."),)
    if view.request.status is Status.PREPARED and view.words.lines is None:
        return (tr("They need the words to read, and this copy has no transcript."),)
    if view.request.status is Status.APPROVED:
        return (tr("They need the words to read, and no transcript is approved with this copy."),)
    return ()


class Beside(Columns):
    """The facts with the panel beside them; where there is no room for both, the panel comes first."""

    def __init__(self, facts: QWidget, panel: ToDo) -> None:
        super().__init__(panel, facts, weights=(0, 1), gap=32, stack_below=_STACK_BELOW, from_right=True)
        self._panel = panel
        self._panel.setFixedWidth(WIDE)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        if self.stacked:
            self._panel.setMinimumWidth(0)
            self._panel.setMaximumWidth(_ANY)
        else:
            self._panel.setFixedWidth(WIDE)


class RequestPage(Page):
    """The page of one request. Emits `back`, `wanted(Command)`, `acted(RequestAct)`, and `paper_wanted`: the removal
    sheet.

    Opening it is logged: it holds a person's details.
    """

    compact = True
    back = Signal()
    wanted = Signal(Command)
    acted = Signal(object)
    """With a `RequestAct`, which is a union."""
    paper_wanted = Signal()

    def __init__(self, context: Context) -> None:
        super().__init__(
            "", tr("You opened this request. That is in the log."), primary=tr("Find the recording"), wide=True
        )
        self._opens_originals = context.desk.strongroom is not None
        self._context = context
        self.view: RequestView | None = None
        self.next: NextStep | None = None
        self.sheet, self.removed, self.request_actions = (
            RequestSheet(context, one_column=True),
            RemovedParts(),
            RequestActions(context),
        )
        self.returned, self.warned = Banner("notice"), Banner("problem")
        self.journey = JourneyBar()
        self.deadline, self.follow_ups = DeadlinePart(context), FollowUpPart(context)
        self.complaints, self.disclosures = ComplaintPart(context), DisclosurePart(context)
        self.representative = RepresentativePart(context)
        self.hearing = HearingLine(originals=False)
        self.withdrawing, self.unlinking = Withdrawing(context), Unlinking(context)
        self.prepare_again = QuietLink(tr("Change what is removed"))
        self.visitor = QuietLink(tr("Someone is here to listen"))
        self.correct = QuietLink(tr("Correct their details"))
        conducts = Permission.CONDUCT_SESSION
        here = conducts not in context.desk.not_here
        self._sees_visitors = here and context.person.may(conducts)
        self.back_link = self.add_link(tr("Back to the list"), self.back.emit)
        self._lay_out()
        self._connect_parts()

    def _lay_out(self) -> None:
        """Put the journey and the date above the facts, and what can be done beside them."""
        self._footer.links.take_out(self.primary)
        self.to_do = ToDo(
            self.primary,
            self.prepare_again,
            self.visitor,
            self.request_actions.steps,
            together(
                self.deadline.offers,
                self.disclosures.offer,
                self.complaints.offers,
                self.representative.offer,
                self.correct,
            ),
            self.request_actions,
            self.unlinking,
            self.withdrawing,
        )
        self.add(self.returned, self.warned, self.request_actions.alarm, self.journey, self.deadline)
        self.facts = column(
            self.follow_ups,
            self.complaints,
            self.disclosures,
            self.representative,
            self.sheet,
            *self.removed.widgets(),
            self.hearing,
        )
        self.beside = Beside(self.facts, self.to_do)
        self.add(self.beside)

    def _connect_parts(self) -> None:
        self.request_actions.acted.connect(self.acted)
        self.request_actions.problem.connect(self.show_problems)
        self.request_actions.left.connect(partial(self.set_problems, ()))
        self.submitted.connect(self._go_on)
        self.prepare_again.clicked.connect(lambda: self.acted.emit(Begin.PREPARING))
        self.correct.clicked.connect(lambda: self.acted.emit(Begin.CORRECTING))
        self.visitor.clicked.connect(lambda: self.acted.emit(Begin.VISIT))
        panels = (self.deadline, self.follow_ups, self.complaints, self.disclosures, self.representative)
        for part in panels:
            part.problem.connect(self.show_problems)
            part.left.connect(partial(self.set_problems, ()))
        for emitting in (*panels, self.request_actions, self.withdrawing, self.unlinking):
            emitting.wanted.connect(self.wanted)
        self.removed.paper.clicked.connect(self.paper_wanted)

    def show_request(self, view: RequestView, heard: tuple[Span, ...] = ()) -> None:
        """Show a request, and what was heard of its copy."""
        self.view = view = view.without(self._context.desk.not_here)
        self.reset()
        self.set_problems([])
        self.set_heading(f"{view.row.reference}, {view.row.shown_name}")
        prepares = Permission.PREPARE_COPY not in self._context.desk.not_here
        self.next = next_step(view, opens_originals=self._opens_originals, prepares=prepares)
        self.journey.show_request(view, self.next, self._context.desk.today())
        self.sheet.show_request(view)
        self.deadline.show_request(view)
        self.follow_ups.show_request(view)
        self.complaints.show_request(view)
        self.disclosures.show_request(view)
        self.representative.show_request(view)
        self.removed.show_parts(view)
        self.request_actions.show_request(view, self.next)
        if self.next is not None:
            self.primary.set_words(self.next.words)
        self.primary.setVisible(self.next is not None)
        self.to_do.show_request(view, acts=self.next is not None)
        self.unlinking.show_request(view)
        may_prepare = view.may_act and self._opens_originals
        self.prepare_again.setVisible(may_prepare and view.row.status is Status.PREPARED)
        self.correct.setVisible(view.may_correct)
        self.visitor.setVisible(self._sees_visitors and view.row.status is Status.APPROVED)
        self.returned.set_parts(*returned(view.decision, self._context.desk.office.zone))
        self.warned.set_parts(*(security_code_words() if view.security_code_at else ()))
        self.hearing.show_heard(view, heard)
        self.withdrawing.show_request(view)
        self.rest_on(self.back_link if self.next is None else self.primary)

    def show_heard(self, heard: tuple[Span, ...]) -> None:
        """Show how much of the copy has been heard so far."""
        if self.view is not None:
            self.hearing.show_heard(self.view, heard)
            self._where.say_soon()

    def where(self) -> str:
        """Return the usual text, and how much of the copy has been heard, if there is one to hear."""
        return in_sentences(super().where(), self.hearing.spoken())

    def _go_on(self) -> None:
        """Take the next step."""
        if self.next is not None:
            self.acted.emit(self.next.act)

    def open_disclosure(self) -> None:
        """Open the panel of a disclosure."""
        self.disclosures.open(self.primary)

    def show_problems(self, error: FieldsError) -> None:
        """Show which choices or entries were refused, and why."""
        self.enable_save()
        self.set_problems_by_name(problems_of(error))

    def enable_save(self) -> None:
        """Allow another press of each action: the last one was not done, and the reason is shown."""
        panels = self.deadline, self.follow_ups, self.complaints, self.disclosures, self.representative
        for part in (*panels, self.request_actions, self.unlinking, self.withdrawing):
            part.enable_save()


class RequestSheet(Columns):
    """The requester and purpose, beside the call and its dates; stacked where there is no room."""

    def __init__(self, context: Context, *, one_column: bool = False) -> None:
        """Create the sheet. `one_column`: all in one, without what the head of the page says: who, and the due date."""
        self.asked, self.call = Sheet(dense=one_column), Sheet(dense=one_column)
        super().__init__(
            self.asked,
            self.call,
            weights=(1, 1),
            stack_below=ALWAYS if one_column else 900,
            gap=7 if one_column else 28,
        )
        self._context, self._whole = context, not one_column

    def show_request(self, view: RequestView) -> None:
        """Show a request."""
        self.asked.show_pairs(asked_of(view, self._context.desk.office.zone, whole=self._whole))
        self.call.show_pairs(call_facts_of(view, self._context, whole=self._whole))


class RemovedParts:
    """The table of removed parts under its title; both hidden if there is no copy or nothing was removed."""

    def __init__(self) -> None:
        self._title = title(tr("Removed parts"))
        columns = [tr(words) for words in REMOVED_COLUMNS]
        self.rows = RowsView(tr("Removed parts"), columns, REMOVED_WEIGHTS, header=True, links=False)
        self.paper = QuietLink(tr("Print the removal sheet"))

    def widgets(self) -> tuple[QWidget, ...]:
        return self._title, self.rows, self.paper

    def show_parts(self, view: RequestView) -> None:
        """Show the removed parts of a request's copy."""
        rows = removed_rows(view)
        self.rows.show_rows(rows)
        self._title.setVisible(bool(rows))
        self.rows.setVisible(bool(rows))
        self.paper.setVisible(bool(rows))
