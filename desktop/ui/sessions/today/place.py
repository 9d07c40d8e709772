"""Today: the appointments with their readiness, before anyone arrives."""

from __future__ import annotations

from PySide6.QtCore import QObject, QTimer, Signal, Slot
from PySide6.QtGui import QHideEvent, QShowEvent
from PySide6.QtWidgets import QApplication

from desktop.application.sessions.checking_in import CallOff
from desktop.application.sessions.review_questions import AnswerReview
from desktop.application.sessions.today import today, without_headphones
from desktop.application.sessions.views import Readiness, TodayRow, TodayView
from desktop.application.sessions.visitors import Visitor, find_visitors
from desktop.domain.office.people import Permission
from desktop.domain.sessions.session import Outcome
from desktop.domain.shared.ids import NoteId
from desktop.errors import ListeningRoomError
from desktop.ui.kit.widgets.words import strong
from desktop.ui.running.context import Context
from desktop.ui.running.pages_place import PagesPlace
from desktop.ui.running.searching import Searching
from desktop.ui.sessions.today.headphones import Headphones
from desktop.ui.sessions.today.list_page import TodayPage
from desktop.ui.sessions.today.not_ready_page import WHY, NotReadyPage
from desktop.ui.sessions.today.questions import AnswerPage
from desktop.ui.sessions.today.visitors_page import VisitorsPage
from desktop.words import tr

STILL_MS, MINUTE_MS = 50, 60_000
OPENS = frozenset({Readiness.READY, Readiness.NO_HEADPHONES, Readiness.INTERRUPTED, Readiness.ABANDONED})


class TodayPresenter(QObject):
    """Loads the day, calls appointments off, answers a supervisor's questions."""

    loaded = Signal(TodayView)
    called_off = Signal(Outcome)
    answered = Signal()
    refused = Signal(ListeningRoomError)
    """An answer that was not taken."""
    failed = Signal(ListeningRoomError)

    def __init__(self, context: Context, parent: QObject) -> None:
        super().__init__(parent)
        self._context = context

    def load(self) -> None:
        """Reload the day."""
        self._context.run(today, self._context.actor, owner=self).then(self.loaded.emit)

    def call_off(self, found: TodayRow, outcome: Outcome) -> None:
        """Call off an appointment."""
        command = CallOff(self._context.actor, found.row.id, outcome)
        done = self._context.run(command, owner=self)
        done.then(lambda _: self.called_off.emit(outcome)).otherwise(self.failed.emit)

    def answer(self, question: NoteId, words: str) -> None:
        """Answer a supervisor's question."""
        command = AnswerReview(self._context.actor, question, words)
        done = self._context.run(command, owner=self)
        done.then(lambda _: self.answered.emit()).otherwise(self.refused.emit)


class TodayPlace(PagesPlace):
    """The list, an appointment that cannot begin, and the search for who has none. Emits `chosen` with every other
    one, and `visitor_chosen`."""

    chosen = Signal(TodayRow)
    visitor_chosen = Signal(Visitor)
    gone_on = Signal()
    """Something else is looked at: what was said about an appointment that cannot be opened is old."""
    list_page: TodayPage
    presenter: TodayPresenter

    def __init__(self, context: Context) -> None:
        self._can_open = context.person.may(Permission.CONDUCT_SESSION)
        self.not_ready_page = NotReadyPage(context)
        self.answer_page, self.visitors_page = AnswerPage(context), VisitorsPage(context)
        list_page = TodayPage(context, can_open=self._can_open)
        super().__init__(context, list_page, self.not_ready_page, self.answer_page, self.visitors_page)
        self._view: TodayView | None = None
        self._rows: dict[str, TodayRow] = {}
        self._not_ready: TodayRow | None = None
        self.table = self.list_page.table
        self.headphones = Headphones(context.desk.player, self)
        self._minutes = QTimer(self, interval=MINUTE_MS)
        self._minutes.timeout.connect(self._show_again)
        self.presenter = TodayPresenter(context, self)
        self._connect()

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
        self.presenter.loaded.connect(self._show)
        self.presenter.called_off.connect(self._called_off)
        self.presenter.failed.connect(self._failed)
        self.headphones.changed.connect(self._show_again)
        for table in (self.table, self.list_page.unfinished.table):
            table.opened.connect(self._open)
        self.list_page.questions.table.opened.connect(self._open_question)
        self.answer_page.answered.connect(self._answer)
        self.answer_page.back.connect(self._back)
        self.presenter.answered.connect(self._answered)
        self.presenter.refused.connect(self._refused)
        self.not_ready_page.called_off.connect(self._call_off)
        self.not_ready_page.back.connect(self._back)
        self.list_page.paper_wanted.connect(self._show_paper)
        visitors = self.visitors_page
        self.list_page.visitor_wanted.connect(self._look_for_visitor)
        searching = Searching(self._context, find_visitors, self)
        searching.serve(visitors)
        searching.found.connect(visitors.show_found)
        visitors.chosen.connect(self._open_visitor)
        visitors.back.connect(self._back)

    @Slot()
    def _show_paper(self) -> None:
        from desktop.ui.sessions.today.day_paper import day_paper  # at its first use

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

    @Slot(object)
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
        if self._can_open and found.readiness in WHY:
            self._not_ready = found
            self._go_on()
            self.stack.setCurrentWidget(self.not_ready_page)
            self.not_ready_page.show_row(found)
        else:
            self.chosen.emit(found)

    @Slot(object)
    def _call_off(self, outcome: Outcome) -> None:
        assert self._not_ready is not None
        self.presenter.call_off(self._not_ready, outcome)

    @Slot(object)
    def _called_off(self, outcome: Outcome) -> None:
        assert self._not_ready is not None
        row = self._not_ready.row
        noted = tr("{reference}: nobody came.") if outcome is Outcome.NO_SHOW else tr("{reference} is cancelled.")
        self._back()
        noted = noted.format(reference=row.reference)
        self.list_page.called_off.set_parts(strong(noted), tr("The request stays open; another time can be booked."))

    def _open_question(self, key: object) -> None:
        assert self._view is not None
        self._go_on()
        question = next(each for each in self._view.questions if each.id == key)
        self.stack.setCurrentWidget(self.answer_page)
        self.answer_page.show_question(question)

    @Slot(str)
    def _answer(self, words: str) -> None:
        assert self.answer_page.question is not None
        self.presenter.answer(self.answer_page.question.id, words)

    @Slot()
    def _answered(self) -> None:
        self.answer_page.show_sent()
        self._back()
        self.list_page.called_off.set_parts(strong(tr("Your answer is sent.")))

    @Slot(object)
    def _refused(self, error: ListeningRoomError) -> None:
        if self.answer_page.show_refusal(error):
            self._context.fail(error)

    @Slot(object)
    def _failed(self, error: ListeningRoomError) -> None:
        self.not_ready_page.primary.setEnabled(True)
        self._context.fail(error)

    def _go_on(self) -> None:
        self.list_page.called_off.set_parts()
        self.gone_on.emit()

    def _back(self) -> None:
        self._not_ready = None
        super()._back()
