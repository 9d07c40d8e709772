"""The guided session: shows the page of the session's state, and nothing else."""

from __future__ import annotations

from dataclasses import replace

from PySide6.QtCore import Signal, Slot
from PySide6.QtPrintSupport import QPrinter
from PySide6.QtWidgets import QVBoxLayout, QWidget

from desktop.application.office.signing_in import Unlock
from desktop.application.ports.reading import AppointmentRow
from desktop.application.sessions.checking_in import Visitor
from desktop.application.sessions.day_list import today
from desktop.application.sessions.listening import ListeningPreferences, Opened
from desktop.application.sessions.views import ClosedView, SessionView, TodayView
from desktop.domain.sessions.session import Outcome, WhyFinished
from desktop.errors import ExternalSystemError, FieldsError, KeyringError, ListeningRoomError, VaultDamagedError
from desktop.ui.kit.accessible import StackOfPages, read_aloud
from desktop.ui.kit.banners import Banner
from desktop.ui.kit.customer_display import displays
from desktop.ui.kit.paper import choose_printer, print_sheets
from desktop.ui.player.window import forget_clipboard
from desktop.ui.running.context import Context
from desktop.ui.sessions import flow, pages
from desktop.ui.sessions.break_page import BreakPage
from desktop.ui.sessions.brief_page import Briefing
from desktop.ui.sessions.closed_page import ClosedPage
from desktop.ui.sessions.flow import Finish, Flow, FlowEffect, Page, Show, ShowWindow
from desktop.ui.sessions.listening_window import ListeningWindow, sound_and_look_of
from desktop.ui.sessions.pages import SessionPresenter
from desktop.ui.sessions.session_page import CLOSE, LISTEN, SessionPage
from desktop.ui.sessions.today import DaySheet
from desktop.words import tr
from desktop.words.errors import message_for

_BROKEN = (VaultDamagedError, KeyringError)
"""Errors after which nothing can be played: the copy or its key is missing."""


class SessionPlace(QWidget):
    """One session. Emits `gone` when it is over or put aside; `listening` while its window fills the screen."""

    gone = Signal()
    listening = Signal(bool)

    def __init__(self, context: Context) -> None:
        super().__init__()
        self._context = context
        self.flow = Flow()
        self.presenter = SessionPresenter(context, self)
        self.page: SessionPage | BreakPage | None = None
        self.window_shown: ListeningWindow | None = None
        self._row: AppointmentRow | Visitor | None = None
        self._briefing: Briefing | None = None
        self._copy: Opened | None = None
        self._closed_view: ClosedView | None = None
        self._printer: QPrinter | None = None
        self._day: DaySheet | None = None
        self._sound_and_look: ListeningPreferences | None = None  # of the window before
        self.banner = Banner("problem")
        self._stack = StackOfPages()
        box = QVBoxLayout(self)
        box.setContentsMargins(0, 0, 0, 0)
        box.addWidget(self.banner)
        box.addWidget(self._stack, 1)
        self._connect()

    def _connect(self) -> None:
        presenter = self.presenter
        presenter.changed.connect(self._changed)
        presenter.refused.connect(self._refused)
        presenter.opened.connect(self._opened)
        presenter.not_opened.connect(self._not_opened)
        presenter.closed.connect(self._closed)
        presenter.called_off.connect(self.gone)
        presenter.receipt_ready.connect(self._print)
        presenter.party_gone.connect(self._party_gone)
        presenter.party_not_noted.connect(self._party_not_noted)
        presenter.opening.connect(self._opening)
        self._context.front.changed.connect(self._front_changed)

    def begin(self, row: AppointmentRow | Visitor) -> None:
        """Open an appointment, or a request without one: check in, or resume an unfinished session."""
        self._row = row
        self._handle(flow.Begun(row.session is not None))

    def _handle(self, event: flow.Event) -> None:
        """Handle an event."""
        self.flow, effects = flow.step(self.flow, event)
        for effect in effects:
            match effect:
                case Show(page, closed_again):
                    self.banner.set_parts(self.flow.fault)
                    self._put(self._made(page, closed_again))
                case ShowWindow(frame, plays):
                    self._show_window(frame, plays=plays)
                case Finish(because):
                    self._finish(because)
                case _:
                    self._do(effect)

    def _do(self, what: FlowEffect) -> None:
        presenter, view = self.presenter, self.presenter.view
        match what:
            case FlowEffect.LOOK_AT_INTERRUPTED:
                assert self._row is not None and self._row.session is not None
                presenter.look_at_interrupted(self._row.session)
            case FlowEffect.CONFIRM_STAFF:
                presenter.confirm_staff()
            case FlowEffect.BRIEF:
                assert self._briefing is not None
                presenter.brief(self._briefing)
            case FlowEffect.OPEN:
                presenter.open_recording()
            case FlowEffect.BREAK:
                presenter.take_break(self._view.at_frame, ())
            case FlowEffect.BREAK_THEN_OPEN:
                assert self.window_shown is not None
                control = self.window_shown.control
                presenter.take_break(control.frame, control.unsaved(), then=presenter.open_recording)
            case FlowEffect.REOPEN_IN_WINDOW:
                assert self.window_shown is not None and self._copy is not None
                self.window_shown.show_reopened(self._copy)
            case FlowEffect.SAVED_IN_WINDOW:
                if self.window_shown is not None and view is not None:  # gone with a sign-out: it is saved all the same
                    self.window_shown.show_saved(view)
            case FlowEffect.LEAVE_WINDOW:
                self.leave_window()
            case FlowEffect.SHOW_PARTIES:
                self._show_parties(self._view)

    @property
    def _view(self) -> SessionView:
        assert self.presenter.view is not None
        return self.presenter.view

    # Events

    @Slot(object)
    def _changed(self, view: SessionView) -> None:
        self.banner.set_parts(self.flow.fault)
        asks_caller = self._context.desk.id_policy.for_request(view.kind).asks_caller
        self._handle(flow.Changed(view, asks_caller))

    @Slot(object)
    def _party_gone(self, view: SessionView) -> None:
        self.banner.set_parts(self.flow.fault)
        self._handle(flow.PartyGone(view))

    @Slot(object)
    def _party_not_noted(self, error: ListeningRoomError) -> None:
        if self.presenter.view is not None:
            self._party_gone(self.presenter.view)
        self._refused(error)

    def _briefed(self, briefing: Briefing) -> None:
        self._briefing = briefing
        self._handle(flow.Briefed(self._view.state))
        if self.flow.starts:
            self._opening()

    @Slot(object)
    def _opened(self, opened: Opened) -> None:
        self._say_busy("")
        self._copy = opened
        self._handle(flow.Opened(opened.session))

    @Slot(object)
    def _not_opened(self, error: ListeningRoomError) -> None:
        """Go to the close, and say why, if nothing can be played."""
        if isinstance(error, _BROKEN):
            self._handle(flow.Broken(message_for(error)))
        else:
            self._handle(flow.NotOpened())
            self._refused(error)

    def _go_on(self, password: str) -> None:
        command = Unlock(self._context.actor, password)
        self._context.run(command, owner=self).then(self._unlocked).otherwise(self._refused)

    @Slot(object)
    def _unlocked(self, _: None) -> None:
        self._handle(flow.Unlocked(self._view.state))

    def _finish_wanted(self, because: WhyFinished) -> None:
        assert self.window_shown is not None
        window = self.window_shown
        window.control.end()
        if window.unsaved is not None:  # text in progress when the screen went blank
            self.presenter.note(window.unsaved.cut_off())
        self._handle(flow.FinishWanted(self._view, because, window.control.fault))

    @Slot(object)
    def _closed(self, closed: ClosedView) -> None:
        if closed.session.outcome is Outcome.OPENED_BY_MISTAKE:  # nobody is here for a receipt
            self.gone.emit()
            if closed.not_witnessed is not None:
                self._context.fail(closed.not_witnessed)
            return
        self._closed_view = closed
        self._handle(flow.Closed())
        if closed.not_witnessed is not None:
            self.banner.set_parts(message_for(closed.not_witnessed))

    @Slot()
    def _front_changed(self) -> None:
        self._handle(flow.Away(not self._context.front.shows(self)))

    # Effects

    def _finish(self, because: WhyFinished) -> None:
        window = self.window_shown
        if window is None:
            self.presenter.finish(because=because)
        else:
            self.presenter.finish(window.control.frame, window.control.unsaved(), because)

    def _show_window(self, frame: int, *, plays: bool) -> None:
        assert self._copy is not None
        opened = replace(self._copy, session=replace(self._copy.session, at_frame=frame))
        window = pages.listening_window(opened, self._context, self.presenter, self._briefing, self._sound_and_look)
        window.break_wanted.connect(self._break)
        window.go_on_wanted.connect(self._go_on)
        window.finish_wanted.connect(self._finish_wanted)
        self.window_shown = window
        self._close_day()
        self.listening.emit(True)
        window.lock_down(self)
        if window.strip is not None:
            self.window().setEnabled(False)  # it is visible beside the strip, and must not be operated meanwhile
        if plays:
            window.play_at_once()

    def leave_window(self) -> None:
        """Close the listening window, and stop its sound."""
        window, self.window_shown = self.window_shown, None
        if window is not None:
            self._sound_and_look = sound_and_look_of(window)
            window.leave()
            self.window().setEnabled(True)
            self.listening.emit(False)

    def _break(self, distress: bool) -> None:
        assert self.window_shown is not None
        control = self.window_shown.control
        self._handle(flow.Blanked())
        self.presenter.take_break(control.frame, control.unsaved(), distress=distress)

    @Slot()
    def _opening(self) -> None:
        """Show that the recording is opening: the whole copy is read, to verify that it is the approved one."""
        opens = tr("Opening and checking the recording.")
        alone = self.flow.starts and not read_aloud()
        then = tr("It starts by itself.") if alone else tr("Nothing plays until you press Play.")
        self._say_busy(f"{opens} {then}")

    def _say_busy(self, words: str) -> None:
        if self.window_shown is not None:
            self.window_shown.show_busy(words)
        elif self.page is not None:
            self.page.set_busy(words)

    def _show_parties(self, view: SessionView) -> None:
        if self.window_shown is not None:
            self.window_shown.show_parties(view)
        elif self.page is not None:
            self.page.show_parties(view, self._context.desk.id_policy)

    def _made(self, page: Page, closed_again: bool) -> SessionPage | BreakPage:
        """Make a page, connected to its intents."""
        context, presenter = self._context, self.presenter
        match page:
            case Page.CHECK_IN:
                assert self._row is not None
                if isinstance(self._row, Visitor):
                    return pages.visitor(self._row, context, presenter, self.gone)
                return pages.check_in(self._row, context, presenter, self.gone)
            case Page.CLOSED:
                assert self._closed_view is not None
                forget_clipboard()
                return pages.closed(self._closed_view, context, self._choose_printer, self.gone)
            case Page.RESUME:
                return pages.resume(self._view, context, presenter, self._close_wanted, self.gone)
            case Page.ID:
                return pages.identify(self._view, context, presenter)
            case Page.CALLER:
                return pages.caller(self._view, context, presenter)
            case Page.BRIEF:
                return pages.brief(self._view, context, presenter, self._briefed)
            case Page.BREAK:
                closes = self._close_wanted
                return pages.a_break(self._view, context, presenter, self._go_on, closes, closed_again=closed_again)
            case Page.NOBODY:
                return pages.nobody(self._view, context, presenter)
            case Page.CLOSE:
                fault = bool(self.flow.fault)
                return pages.close(self._view, context, presenter, self._play_not_heard, fault=fault)

    def _close_wanted(self) -> None:
        self._handle(flow.CloseWanted())

    def _look_at_day(self) -> None:
        self._context.run(today, self._context.actor, owner=self).then(self._show_day).otherwise(self._refused)

    @Slot(object)
    def _show_day(self, view: TodayView) -> None:
        """Show who comes today, over the page. Once the customer listens or closes with them, they look at it too,
        where there is no display of their own."""
        page = self.page
        if not isinstance(page, SessionPage) or self.window_shown is not None or not self.isVisible():
            return
        covered = page.step in (LISTEN, CLOSE) and displays(self.window()).customer is None
        self._close_day()
        self._day = DaySheet(self, view, self._context.desk.office.zone, covered=covered)
        self._day.finished.connect(self._day_closed)
        self._day.open()

    def _close_day(self) -> None:
        if self._day is not None:
            self._day.close()

    @Slot()
    def _day_closed(self) -> None:
        self._day = None

    def _play_not_heard(self) -> None:
        self._handle(flow.NotHeardWanted(self._view))

    def _choose_printer(self) -> None:
        """Choose a printer; printing is logged before the document goes there."""
        try:
            self._printer = choose_printer(self)
        except ExternalSystemError as error:
            self.banner.set_parts(message_for(error))
            return
        if self._printer is not None:
            self.banner.set_parts()
            self.presenter.print_receipt()

    @Slot()
    def _print(self) -> None:
        if isinstance(self.page, ClosedPage) and self._printer is not None:
            print_sheets(self.page.document, self.page.document_title, self._printer)

    @Slot(object)
    def _refused(self, error: ListeningRoomError) -> None:
        """Show what was refused where the person is looking: at its field, or above."""
        if self.window_shown is not None:
            self.window_shown.show_error(error)
            return
        if isinstance(self.page, BreakPage):
            self.page.show_refusal(error)
            return
        if self.page is not None:
            self.page.set_busy("")  # it may be pressed again
        if isinstance(error, FieldsError) and self.page is not None:
            self.page.show_problems(error)
        else:
            self.banner.set_parts(message_for(error))

    def _put(self, page: SessionPage | BreakPage) -> None:
        if not isinstance(page, ClosedPage):
            # One press, one step: the button waits for the result.
            page.submitted.connect(lambda: page.primary.hold())
        page.party_left.connect(self.presenter.party_left)
        if isinstance(page, SessionPage):
            page.card.day_wanted.connect(self._look_at_day)
        self._close_day()
        old, self.page = self.page, page
        self._stack.addWidget(page)
        self._stack.setCurrentWidget(page)
        if old is not None:
            self._stack.removeWidget(old)
            old.deleteLater()
        page.focus_first()
