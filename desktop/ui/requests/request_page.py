"""The page of one request: its journey on top, then its facts, and beside them what can be done.

Where there is no room for both, what can be done comes first. Opening the page is logged.
"""

from __future__ import annotations

from collections.abc import Collection
from datetime import date
from functools import partial

from PySide6.QtCore import Signal
from PySide6.QtGui import QColor, QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QSizePolicy, QVBoxLayout, QWidget

from desktop.application.copies.deciding import WithdrawApproval
from desktop.application.recordings.finding import UnlinkRecording
from desktop.application.requests.views import RequestView
from desktop.application.shared.commands import Actor, Command
from desktop.domain.office.people import Permission
from desktop.domain.requests.request import JourneyStage, Stage, StageState, Status
from desktop.domain.sessions.needs import Need
from desktop.domain.shared.ids import RequestId
from desktop.domain.shared.spans import Span
from desktop.errors import FieldsError
from desktop.ui.copies.copy_parts import HearingLine, security_code_words
from desktop.ui.kit.banners import Banner
from desktop.ui.kit.buttons import QuietLink
from desktop.ui.kit.facts import Sheet
from desktop.ui.kit.forms.fields import Field, LongTextField
from desktop.ui.kit.layouts import ALWAYS, Columns, column, column_in
from desktop.ui.kit.progress import DONE, LEFT_OUT, NOW, TO_COME, Step, Stepper
from desktop.ui.kit.rows import RowsView
from desktop.ui.kit.style import theme_of
from desktop.ui.kit.text import Words, in_sentences, subtitle, title
from desktop.ui.requests import records, request_words
from desktop.ui.requests.panels import Panel, RecordPart, RequestPart
from desktop.ui.requests.request_actions import Begin, NextStep, RequestActions, next_step
from desktop.ui.requests.request_lists import PageOfRequest
from desktop.ui.requests.request_words import REMOVED_COLUMNS
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


class RequestPage(PageOfRequest):
    """The page of one request. Emits `back`, `wanted(Command)` and `acted(RequestAct)`.

    Opening it is logged: it holds a person's details.
    """

    wanted = Signal(Command)
    acted = Signal(object)
    """With a `RequestAct`, which is a union."""

    def __init__(self, context: Context) -> None:
        super().__init__(
            "", tr("You opened this request. That is in the log."), primary=tr("Find the recording"), wide=True
        )
        self._context = context
        self._opens_originals = context.desk.strongroom is not None
        conducts = Permission.CONDUCT_SESSION
        self._sees_visitors = conducts not in context.desk.not_here and context.person.may(conducts)
        self.next: NextStep | None = None
        self.sheet, self.removed = RequestSheet(context, one_column=True), RemovedParts()
        self.request_actions = RequestActions(context)
        self.returned, self.warned = Banner("notice"), Banner("problem")
        self.journey = Stepper(numbered=False)
        self.deadline, self.representative = records.DeadlinePart(context), records.representative_part(context)
        self.follow_ups, self.complaints = records.corrections_part(context), records.complaints_part(context)
        self.disclosures = records.disclosures_part(context)
        self.hearing = HearingLine(originals=False)
        self._make_acts(context.actor)
        self.back_link = self.add_link(tr("Back to the list"), self.back.emit)
        self._lay_out()
        self._connect_parts()

    def _make_acts(self, actor: Actor) -> None:
        """Make what is always there, and shown where it can be done: links, and two acts on the copy."""
        self.prepare_again = self._link(tr("Change what is removed"), Begin.PREPARING)
        self.visitor = self._link(tr("Someone is here to listen"), Begin.VISIT)
        self.correct = self._link(tr("Correct their details"), Begin.CORRECTING)
        self.about_unlinking = Words()
        self.unlinking = Panel(
            (subtitle(tr("Is it the wrong recording?")), self.about_unlinking),
            tr("Unlink it, and find another"),
            lambda: UnlinkRecording(actor, self._request),
            opens=False,
        )
        hint = tr("The copy will need a new decision. Say why.")
        self.why_withdrawn = LongTextField("words", tr("Why is it withdrawn?"), hint)
        self.withdrawing = Panel(
            (subtitle(tr("Withdraw the approval")), self.why_withdrawn),
            tr("Withdraw the approval"),
            lambda: WithdrawApproval(actor, self._request, self.why_withdrawn.value()),
            opens=False,
        )

    @property
    def _request(self) -> RequestId:
        assert self.view is not None
        return self.view.row.id

    def _link(self, words: str, act: Begin) -> QuietLink:
        link = QuietLink(words)
        link.clicked.connect(lambda: self.acted.emit(act))
        return link

    def _lay_out(self) -> None:
        """Put the journey and the date above the facts, and what can be done beside them."""
        self._links.take_out(self.primary)
        links = QWidget()  # of all parts, the same way apart
        parts = self.deadline, self.disclosures, self.complaints, self.representative
        column_in(links, *(part.offers for part in parts), self.correct, gap=0)
        self.to_do = ToDo(
            self.primary,
            self.prepare_again,
            self.visitor,
            self.request_actions.steps,
            links,
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
        self.submitted.connect(self._go_on)
        self.request_actions.acted.connect(self.acted)
        for part in self._parts:
            part.wanted.connect(self.wanted)
            part.problem.connect(self.show_problems)
            part.left.connect(partial(self.set_problems, ()))

    @property
    def _records(self) -> tuple[RecordPart, ...]:
        return self.deadline, self.follow_ups, self.complaints, self.disclosures, self.representative

    @property
    def _parts(self) -> tuple[RequestPart, ...]:
        return *self._records, self.request_actions, self.unlinking, self.withdrawing

    def show_request(self, view: RequestView, heard: tuple[Span, ...] = ()) -> None:
        """Show a request, and what was heard of its copy."""
        if self.view is None or self.view.row.id != view.row.id:
            self.why_withdrawn.set_value("")
        self.view = view = view.without(self._context.desk.not_here)
        self.reset()
        self.set_problems([])
        self.set_heading(f"{view.row.reference}, {view.row.shown_name}")
        prepares = Permission.PREPARE_COPY not in self._context.desk.not_here
        self.next = next_step(view, opens_originals=self._opens_originals, prepares=prepares)
        today = self._context.desk.today()
        steps = [_journey_step(each, view, self.next, today) for each in view.journey]
        self.journey.show_states(steps, [STATES[each.state] for each in view.journey])
        self.sheet.show_request(view)
        for part in self._records:
            part.show_request(view)
        self.removed.show_parts(view)
        self._show_acts(view)
        self.returned.set_parts(*request_words.returned(view.decision, self._context.desk.office.zone))
        self.warned.set_parts(*(security_code_words() if view.security_code_at else ()))
        self.hearing.show_heard(view, heard)
        self.rest_on(self.back_link if self.next is None else self.primary)

    def _show_acts(self, view: RequestView) -> None:
        """Show what this user can do now."""
        status = view.row.status
        prepared = status is Status.PREPARED
        if self.next is not None:
            self.primary.set_words(self.next.words)
        self.primary.setVisible(self.next is not None)
        self.to_do.show_request(view, acts=self.next is not None)
        self.request_actions.show_request(view, self.next)
        self.prepare_again.setVisible(view.may_act and self._opens_originals and prepared)
        self.correct.setVisible(view.may_correct)
        self.visitor.setVisible(self._sees_visitors and status is Status.APPROVED)
        marked = tr("If you unlink it, its marks are deleted.")
        copied = tr("If you unlink it, its marks and its copy are deleted.")
        self.about_unlinking.set_parts(copied if prepared else marked, tr("The recording stays on hold."))
        self.unlinking.setVisible(view.may_act and status in (Status.PREPARED, Status.LINKED))
        self.withdrawing.setVisible(view.may_withdraw)
        for panel in (self.unlinking, self.withdrawing):
            panel.allow_press()

    def shows(self, view: RequestView) -> bool:
        return view.without(self._context.desk.not_here) == self.view

    def overwritable_fields(self) -> Collection[Field]:
        """Return the question of how it was answered, and the words of a withdrawal."""
        answered = self.request_actions.answered
        asked = [self.why_withdrawn, *([answered] if answered is not None and answered.value() is None else [])]
        return [field for field in asked if not field.problem]

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
        """Open the panel of a disclosure; where it is open, go there."""
        assert self.view is not None
        if self.disclosures.panel is not None:
            self.disclosures.panel.go()
        else:
            self.disclosures.open_panel(records.disclosure_panel(self.view, self._context), self.primary)

    def show_problems(self, error: FieldsError) -> None:
        """Show which choices or entries were refused, and why."""
        self.allow_press()
        self.set_problems_by_name(problems_of(error))

    def allow_press(self) -> None:
        """Allow another press of each action: the last one was not done, and the reason is shown."""
        for part in self._parts:
            part.allow_press()


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
        self.asked.show_pairs(request_words.asked_of(view, self._context.desk.office.zone, whole=self._whole))
        self.call.show_pairs(request_words.call_facts_of(view, self._context, whole=self._whole))


class RemovedParts:
    """The table of removed parts under its title; both hidden if there is no copy or nothing was removed."""

    def __init__(self) -> None:
        self._title = title(tr("Removed parts"))
        columns = [tr(words) for words in REMOVED_COLUMNS]
        self.rows = RowsView(tr("Removed parts"), columns, request_words.REMOVED_WEIGHTS, header=True, links=False)
        self.paper = QuietLink(tr("Print the removal sheet"))

    def widgets(self) -> tuple[QWidget, ...]:
        return self._title, self.rows, self.paper

    def show_parts(self, view: RequestView) -> None:
        """Show the removed parts of a request's copy."""
        rows = request_words.removed_rows(view)
        self.rows.show_rows(rows)
        self._title.setVisible(bool(rows))
        self.rows.setVisible(bool(rows))
        self.paper.setVisible(bool(rows))
