"""Today: the appointments in order, each with its readiness, before anyone arrives.

Above them are the supervisors' questions about an adviser's own sessions, each with a page to answer it, and the
sessions begun and not closed. An appointment that cannot begin says why, and can be called off. Someone without an
appointment is found by their approved request.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from zoneinfo import ZoneInfo

from PySide6.QtCore import QTimer, Signal, Slot
from PySide6.QtGui import QHideEvent, QShowEvent
from PySide6.QtWidgets import QApplication, QSizePolicy, QWidget

from desktop.application.sessions.checking_in import Visitor, find_visitors
from desktop.application.sessions.day_list import AnswerReview, today, without_headphones
from desktop.application.sessions.views import FINISHED, QuestionView, Readiness, TodayRow, TodayView
from desktop.domain.office.people import Permission
from desktop.ui.kit.banners import Banner
from desktop.ui.kit.forms.fields import LongTextField
from desktop.ui.kit.layouts import column_in
from desktop.ui.kit.lists import Table
from desktop.ui.kit.overlays import PairSheet
from desktop.ui.kit.progress import Empty
from desktop.ui.kit.rows import Row
from desktop.ui.kit.text import Words, strong, title
from desktop.ui.running.context import Context
from desktop.ui.running.pages_place import ListPage, PagesPlace, Searching, SearchPage, StepPage
from desktop.ui.sessions.check_in_page import CallOffPage
from desktop.ui.sessions.session_page import HoldButton
from desktop.ui.sessions.sound_check import Headphones
from desktop.words import Texts, counted, tr
from desktop.words.codes import words
from desktop.words.formatting import day, length, moment, moment_beside, time_of_day, weekday_and_day
from desktop.words.sessions import adjustment_lines


class TableAbove(QWidget):
    """A table above that of the day, under a title. Hidden while it has no rows."""

    def __init__(self, about: str, lead: str, table: Table) -> None:
        super().__init__()
        self.table = table
        said = [Words(lead, tone="muted")] if lead else []
        column_in(self, title(about), *said, table, gap=8).setContentsMargins(0, 0, 0, 16)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Preferred)
        self.hide()

    def show_rows(self, rows: Sequence[Row]) -> None:
        """Show these rows."""
        self.setVisible(bool(rows))
        self.table.show_rows(rows)


class AnswerPage(StepPage):
    """One question, which is `done` once it is answered; what was typed stays until then, or another is shown."""

    def __init__(self, context: Context) -> None:
        super().__init__(context, primary=tr("Send the answer"))
        self.question: QuestionView | None = None
        self.words = Words()
        hint = tr("The supervisor reads it with the session. The log says that you answered, not what.")
        self.answer = LongTextField("answer", tr("Your answer"), hint)
        self.add_link(tr("Back to Today"), self.back.emit)
        self.add(self.words, self.answer)
        self.submitted.connect(self._submit)

    def show_question(self, question: QuestionView) -> None:
        """Show a question."""
        if self.question is None or self.question.id != question.id:
            self.answer.set_value("")
        self.question = question
        self.reset()
        self.allow_press()
        self.set_heading(tr("Question about {reference}").format(reference=question.reference))
        when = moment(question.opened_at, self._context.desk.office.zone)
        self.set_lead(tr("Session of {when}.").format(when=when))
        asked = tr("{who} asks:").format(who=question.asked_by)
        self.words.set_parts(strong(asked), f"\n{question.words}")
        self.set_problems(())
        self.focus_first()

    def where(self) -> str:
        return f"{super().where()} {self.words.words}"

    def _submit(self) -> None:
        if self.question is not None:
            self.carry_out(AnswerReview(self._context.actor, self.question.id, self.answer.value()))

    def _carried_out(self, result: object) -> None:
        """Forget what was typed: it is sent."""
        self.question = None
        self.answer.set_value("")
        super()._carried_out(result)


MARKED_READINESS = frozenset({Readiness.INTERRUPTED, Readiness.ABANDONED, Readiness.NO_HEADPHONES})


class TodayPage(ListPage):
    """The list; the tables emit what is opened. Emits `visitor_wanted` where someone has no appointment, and
    `paper_wanted` for the day's sheet.
    """

    visitor_wanted = Signal()
    paper_wanted = Signal()

    def __init__(self, context: Context, *, can_open: bool) -> None:
        super().__init__(tr("Today"), wide=True)
        self._zone, self._clock = context.desk.office.zone, context.desk.clock
        self._can_open = can_open
        self.called_off = Banner("success")
        self.no_headphones = Banner("notice")
        columns = (tr("Time"), tr("Person"), tr("Request"), tr("Adjustments"), tr("Readiness"))
        empty = Empty(
            tr("There are no appointments today."), tr("Information officers book them when a request is approved.")
        )
        self.table = Table(tr("Appointments"), columns, weights=(3, 4, 3, 5, 4), empty=empty)
        about = tr("Questions about your sessions")
        asked = (tr("Session"), tr("Request"), tr("Who asks"), tr("Question"))
        self.questions = TableAbove(about, "", Table(about, asked, weights=(4, 3, 3, 7)))
        lead = tr("These sessions were started and not closed. Continue each one, or close it.")
        begun = (tr("When"), tr("Person"), tr("Request"), tr("Where"), tr("State"))
        table = Table(tr("Unfinished sessions"), begun, weights=(4, 4, 3, 3, 3))
        self.unfinished = TableAbove(tr("Unfinished"), lead, table)
        self.pin(self.called_off)
        self.add(self.no_headphones, self.questions, self.unfinished, self.table)
        self.visitor = self.add_link(tr("Someone without an appointment"), self.visitor_wanted.emit)
        self.paper_link = self.add_link(tr("Print today’s list"), self.paper_wanted.emit)
        for link in (self.visitor, self.paper_link):
            link.hide()  # until the day is known: the keyboard goes to its rows

    def show_day(self, view: TodayView, *, headphones: bool) -> None:
        """Show the day, in order; `headphones`: whether this desk has any."""
        lead = tr("Choose an appointment when the person arrives.")
        lead = lead if self._can_open else tr("This is what the front desk sees.")
        self.set_lead(f"{weekday_and_day(view.day)}. {lead}")
        self.no_headphones.set_parts(*(() if headphones else _no_headphones()))
        now = self._clock.now()
        unfinished = [self._unfinished_row(found, view.day) for found in view.unfinished]
        self.unfinished.show_rows(unfinished)  # first: what has to be finished takes the keyboard
        self.table.show_rows([self._row(found, now) for found in view.rows])
        self.questions.show_rows([self._question_row(each, view.day) for each in view.questions])
        self.visitor.setVisible(self._can_open)
        self.paper_link.setVisible(bool(view.rows))

    def _row(self, found: TodayRow, now: datetime) -> Row:
        row, late = found.row, found.minutes_late(now)
        ready = words(found.readiness)
        if found.readiness is Readiness.DONE and row.session_outcome is not None:
            ready = words(row.session_outcome, row.kind)
        time = _time_words(found, late, self._zone)
        cells = (time, row.shown_name, row.reference, ", ".join(adjustment_lines(row.needs, row.adjustments)), ready)
        opens = self._can_open and found.readiness not in FINISHED
        return Row(row.id, cells, attention=bool(late) or found.readiness in MARKED_READINESS, opens=opens)

    def _unfinished_row(self, found: TodayRow, today: date) -> Row:
        row = found.row
        when = moment_beside(row.starts_at, today, self._zone)
        cells = (when, row.shown_name, row.reference, row.desk_name, words(found.readiness))
        return Row(row.id, cells, attention=True, opens=self._can_open)

    def _question_row(self, asked: QuestionView, today: date) -> Row:
        when = moment_beside(asked.opened_at, today, self._zone)
        return Row(asked.id, (when, asked.reference, asked.asked_by, asked.words), attention=True)


class DaySheet(PairSheet):
    """Who comes when, while a session is under way: times and names alone, over the window of `parent`.

    `covered`: the customer can see the screen, so the names are covered until staff hold F8, or the button.
    """

    def __init__(self, parent: QWidget, view: TodayView, zone: ZoneInfo, *, covered: bool) -> None:
        coming = [found.row for found in view.rows if found.readiness not in (Readiness.NO_SHOW, Readiness.CANCELLED)]
        self._named = [(time_of_day(row.starts_at, zone), row.shown_name) for row in coming]
        super().__init__(parent, tr("Today’s appointments"), self._named)  # it is as large as they need
        self.hold_button = HoldButton()
        self.hold_button.setVisible(covered and bool(coming))
        self.hold_button.held.connect(self._show_names)
        self.installEventFilter(self.hold_button)
        self.box.insertWidget(2, self.hold_button)
        self._covered = covered
        self._show_names(False)

    def _show_names(self, held: bool) -> None:
        shown = held or not self._covered
        self.sheet.show_pairs([(time, name if shown else tr("covered")) for time, name in self._named])


def _no_headphones() -> tuple[str, ...]:
    first = strong(tr("No headphones were found at this desk."))
    return first, tr("Plug them in before anyone arrives. This page keeps looking.")


def _time_words(found: TodayRow, late: int | None, zone: ZoneInfo) -> str:
    """Return when it is; of the one of now, how long its person has been awaited."""
    time = time_of_day(found.row.starts_at, zone)
    if not found.row.booked:
        return tr("{time}, not booked").format(time=time)
    if late is None:
        return time
    if not late:
        return tr("{time}, now").format(time=time)
    return tr("{time}, {length} late").format(time=time, length=length(60 * late))


WHY_NOT_READY: Texts[Readiness] = {
    Readiness.NOT_APPROVED: "Nothing can be opened until an approver has decided on the copy.",
    Readiness.APPROVAL_ENDED: "The approval has expired. An approver has to decide again.",
}
"""The reasons why a session cannot begin; it can still be called off."""


class VisitorsPage(SearchPage):
    """The search for a request that can be heard today. Emits `chosen(Visitor)`."""

    chosen = Signal(Visitor)

    def __init__(self, context: Context) -> None:
        self._zone = context.desk.office.zone
        self._found: dict[str, Visitor] = {}
        columns = (tr("Person"), tr("Request"), tr("Can be heard until"), tr("Appointment"))
        table = Table(tr("Requests that were found"), columns, weights=(4, 3, 3, 4))
        lead = tr("Find their request. It can be opened if its copy is approved. Each search is logged.")
        super().__init__(tr("Someone without an appointment"), lead, table, tr("Back to Today"))
        table.opened.connect(lambda key: self.chosen.emit(self._found[key]))

    def show_found(self, visitors: Sequence[Visitor]) -> None:
        """Show the requests that can be heard today."""
        self._found = {found.request: found for found in visitors}
        told = counted(len(visitors), "1 approved request was found.", "{n} approved requests were found.")
        none = tr("No approved request was found. What is not approved yet cannot be opened.")
        self.show_rows(told if visitors else none, [self._row(found) for found in visitors])

    def _row(self, found: Visitor) -> Row:
        until = day(found.approved_until) if found.approved_until is not None else ""
        coming = moment(found.next_at, self._zone) if found.next_at is not None else ""
        return Row(found.request, (found.shown_name, found.reference, until, coming))


STILL_MS, MINUTE_MS = 50, 60_000
OPENS = frozenset({Readiness.READY, Readiness.NO_HEADPHONES, Readiness.INTERRUPTED, Readiness.ABANDONED})


class TodayPlace(PagesPlace):
    """The list, an appointment that cannot begin, and the search for who has none. Emits `chosen` with every other
    one, and `visitor_chosen`."""

    chosen = Signal(TodayRow)
    visitor_chosen = Signal(Visitor)
    gone_on = Signal()
    """Something else is looked at: what was said about an appointment that cannot be opened is old."""
    list_page: TodayPage

    def __init__(self, context: Context) -> None:
        self._can_open = context.person.may(Permission.CONDUCT_SESSION)
        self.not_ready_page = CallOffPage(context, tr("Back to Today"))
        self.answer_page, self.visitors_page = AnswerPage(context), VisitorsPage(context)
        list_page = TodayPage(context, can_open=self._can_open)
        super().__init__(context, list_page, self.not_ready_page, self.answer_page, self.visitors_page)
        self._view: TodayView | None = None
        self._rows: dict[str, TodayRow] = {}
        self.table = self.list_page.table
        self.headphones = Headphones(context.desk.player, self)
        self._minutes = QTimer(self, interval=MINUTE_MS)
        self._minutes.timeout.connect(self._show_again)
        self._connect()

    def load(self) -> None:
        """Reload the list."""
        self._context.run(today, self._context.actor, owner=self).then(self._show)

    def refresh(self) -> None:
        """Reload the day."""
        self.list_page.called_off.set_parts()
        super().refresh()

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self._minutes.start()
        if self._can_open:
            self.headphones.watch()

    def hideEvent(self, event: QHideEvent) -> None:
        super().hideEvent(event)
        self._minutes.stop()
        self.headphones.rest()

    def _connect(self) -> None:
        self.headphones.changed.connect(self._show_again)
        for table in (self.table, self.list_page.unfinished.table):
            table.opened.connect(self._open)
        self.list_page.questions.table.opened.connect(self._open_question)
        self.answer_page.done.connect(self._answered)
        self.answer_page.back.connect(self._back)
        self.not_ready_page.done.connect(self._called_off)
        self.not_ready_page.back.connect(self._back)
        self.list_page.paper_wanted.connect(self._show_paper)
        visitors = self.visitors_page
        self.list_page.visitor_wanted.connect(self._look_for_visitor)
        Searching(self._context, visitors, visitors.search, find_visitors).found.connect(visitors.show_found)
        visitors.chosen.connect(self._open_visitor)
        visitors.back.connect(self._back)

    @Slot()
    def _show_paper(self) -> None:
        from desktop.ui.sessions.day_paper import day_paper  # at its first use

        if self._view is not None:
            self._go_on()
            rows = [found.row for found in self._view.rows]
            self.show_on_paper(day_paper({self._view.day: rows}, self._context))

    @Slot()
    def _look_for_visitor(self) -> None:
        self._go_on()
        self.stack.setCurrentWidget(self.visitors_page)
        self.visitors_page.begin()

    @Slot(object)
    def _open_visitor(self, visitor: Visitor) -> None:
        """Open a request, and be the list again when the session is over."""
        self.stack.setCurrentWidget(self.list_page)
        self.visitor_chosen.emit(visitor)

    def _show(self, view: TodayView) -> None:
        self._view = view
        self._show_again()

    @Slot()
    def _show_again(self) -> None:
        if self._view is None:
            return
        if QApplication.mouseButtons():  # nothing moves under a pressed pointer
            QTimer.singleShot(STILL_MS, self, self._show_again)
            return
        found = self.headphones.found
        view = self._view if found else without_headphones(self._view, self._context.desk.id)
        self._rows = {found.row.id: found for found in (*view.rows, *view.unfinished)}
        self.list_page.show_day(view, headphones=found)
        opens = sum(row.readiness in OPENS for row in self._rows.values())
        self.waiting.emit(opens + len(view.questions) if self._can_open else 0)

    def _open(self, key: str) -> None:
        found = self._rows[key]
        if self._can_open and found.readiness in WHY_NOT_READY:
            self._go_on()
            self.stack.setCurrentWidget(self.not_ready_page)
            self._show_why_not(found)
        else:
            self.chosen.emit(found)

    def _show_why_not(self, found: TodayRow) -> None:
        """Say why an appointment cannot begin, and ask what happened."""
        row, desk, page = found.row, self._context.desk, self.not_ready_page
        when = time_of_day(row.starts_at, desk.office.zone)
        page.set_heading(tr("Appointment: {reference}, {time}").format(reference=row.reference, time=when))
        page.set_lead(row.shown_name)
        why = strong(tr("{readiness}.").format(readiness=words(found.readiness))), tr(WHY_NOT_READY[found.readiness])
        page.ask(row, *why, was_due=row.starts_at <= desk.clock.now())

    @Slot()
    def _called_off(self) -> None:
        self._back()
        self.list_page.called_off.set_parts(*self.not_ready_page.said)

    def _open_question(self, key: object) -> None:
        assert self._view is not None
        self._go_on()
        question = next(each for each in self._view.questions if each.id == key)
        self.stack.setCurrentWidget(self.answer_page)
        self.answer_page.show_question(question)

    @Slot()
    def _answered(self) -> None:
        self._back()
        self.list_page.called_off.set_parts(strong(tr("Your answer is sent.")))

    def _go_on(self) -> None:
        self.list_page.called_off.set_parts()
        self.gone_on.emit()
