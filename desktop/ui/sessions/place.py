"""The guided session: shows the page of the session's state, and nothing else."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from functools import partial
from typing import Any, TypeVar

from PySide6.QtCore import Signal, Slot
from PySide6.QtPrintSupport import QPrinter
from PySide6.QtWidgets import QWidget

from desktop.application.office.signing_in import Unlock
from desktop.application.ports.desk import Waveform
from desktop.application.ports.reading import AppointmentRow
from desktop.application.sessions import listening
from desktop.application.sessions.checking_in import CallOff, PartyLeft, Visitor
from desktop.application.sessions.closing import Close, PrintReceipt
from desktop.application.sessions.day_list import open_unfinished, today
from desktop.application.sessions.identifying import ConfirmStaff, LookAtAnswers
from desktop.application.sessions.listening import Brief, Opened
from desktop.application.sessions.views import ClosedView, SessionView, TodayView
from desktop.application.shared.commands import Command
from desktop.domain.sessions.session import Outcome, State, WhyFinished
from desktop.domain.shared.ids import SessionId
from desktop.errors import ExternalSystemError, KeyringError, ListeningRoomError, VaultDamagedError
from desktop.ui.kit.accessible import StackOfPages, read_aloud
from desktop.ui.kit.banners import Banner
from desktop.ui.kit.layouts import column_in
from desktop.ui.kit.printing.paper import choose_printer, print_sheets
from desktop.ui.player.controls import displays
from desktop.ui.player.window import forget_clipboard
from desktop.ui.running.context import Context
from desktop.ui.sessions import break_page, flow
from desktop.ui.sessions.brief_page import BriefPage
from desktop.ui.sessions.check_in_page import CheckInPage, VisitorPage
from desktop.ui.sessions.close_page import ClosePage
from desktop.ui.sessions.closed_page import ClosedPage
from desktop.ui.sessions.identity.id_page import CallerPage, IdPage
from desktop.ui.sessions.listening.listening_window import ListeningWindow
from desktop.ui.sessions.session_page import CLOSE, LISTEN, Ask, SessionPage
from desktop.ui.sessions.today import DaySheet
from desktop.words import tr
from desktop.words.errors import message_for

R = TypeVar("R")
AnyPage = SessionPage | break_page.BreakPage
_BROKEN = (VaultDamagedError, KeyringError)
"""Errors after which nothing can be played: the copy or its key is missing."""


class SessionPlace(QWidget):
    """One session. Emits `gone` when it is over or put aside; `listening` while its window fills the screen."""

    gone = Signal()
    listening = Signal(bool)

    def __init__(self, context: Context) -> None:
        super().__init__()
        self.context = context
        self.flow = flow.Flow()
        self.view: SessionView | None = None
        """The session as the latest step left it; None before check-in."""
        self.page: AnyPage | None = None
        self.window_shown: ListeningWindow | None = None
        self._row: AppointmentRow | Visitor | None = None
        self._briefed: Brief | None = None
        self._copy: Opened | None = None
        self.closed_view: ClosedView | None = None
        self._day: DaySheet | None = None
        self._sound_and_look: listening.ListeningPreferences | None = None  # of the window before
        self.banner = Banner("problem")
        self._stack = StackOfPages()
        column_in(self, self.banner, gap=6).addWidget(self._stack, 1)
        context.front.changed.connect(self._front_changed)

    @property
    def id(self) -> SessionId:
        """The session's identifier; it exists from check-in on."""
        return self._view.id

    def begin(self, row: AppointmentRow | Visitor) -> None:
        """Open an appointment, or a request without one: check in, or resume an unfinished session."""
        self._row = row
        self._go(self.flow.begun(row.session is not None))

    def _go(self, step: flow.Step) -> None:
        """Carry out what follows on an event."""
        self.flow, effects = step
        for effect in effects:
            match effect:
                case flow.Show(page, closed_again):
                    self.banner.set_parts(self.flow.fault)
                    self._put(self._made(page, closed_again))
                case flow.ShowWindow(frame, plays):
                    self._show_window(frame, plays=plays)
                case flow.Finish(because):
                    self._finish(because)
                case _:
                    self._do(effect)

    def _do(self, what: flow.FlowEffect) -> None:
        actor = self.context.actor
        match what:
            case flow.FlowEffect.LOOK_AT_INTERRUPTED:
                assert self._row is not None and self._row.session is not None
                looked = self.context.run(open_unfinished, actor, self._row.session, owner=self)
                looked.then(self.take_view).otherwise(self._refused)
            case flow.FlowEffect.CONFIRM_STAFF:
                self._carry_out(ConfirmStaff(actor, self.id), self.take_view)
            case flow.FlowEffect.BRIEF:
                assert self._briefed is not None
                self._carry_out(self._briefed, self._then_open)
            case flow.FlowEffect.OPEN:
                self._open_recording()
            case flow.FlowEffect.BREAK:
                self._carry_out(listening.TakeBreak(actor, self.id, self._view.at_frame), self.take_view)
            case flow.FlowEffect.BREAK_THEN_OPEN:
                assert self.window_shown is not None
                control = self.window_shown.control
                self._carry_out(listening.TakeBreak(actor, self.id, control.frame, control.unsaved()), self._then_open)
            case flow.FlowEffect.REOPEN_IN_WINDOW:
                assert self.window_shown is not None and self._copy is not None
                self.window_shown.show_reopened(self._copy)
            case flow.FlowEffect.SAVED_IN_WINDOW:
                if self.window_shown is not None:  # gone with a sign-out: it is saved all the same
                    self.window_shown.show_saved(self._view)
            case flow.FlowEffect.LEAVE_WINDOW:
                self.leave_window()
            case flow.FlowEffect.SHOW_PARTIES:
                self._show_parties(self._view)

    @property
    def _view(self) -> SessionView:
        assert self.view is not None
        return self.view

    # Commands

    @Slot(object)
    def run(self, command: Command[Any] | Ask | SessionView) -> None:
        """Carry out what a page or the window asks for, and show what follows."""
        match command:
            case SessionView():
                self.take_view(command)
            case Ask():
                self._answer(command)
            case Brief():
                self._brief(command)
            case Close():
                self._carry_out(command, self._closed)
            case CallOff():
                self._carry_out(command, lambda _: self.gone.emit())
            case LookAtAnswers():
                self._carry_out(command, self._uncover)
            case PartyLeft():
                self.context.run(command, owner=self).then(self._party_gone).otherwise(self._party_not_noted)
            case listening.RecordDegradedLockdown():
                self._carry_out(command, lambda _: None)
            case Unlock():
                self._carry_out(command, self._unlocked)
            case listening.TakeBreak() | listening.StopInDistress():
                self._go(self.flow.blanked())
                self._carry_out(command, self.take_view)
            case _:
                self._carry_out(command, self.take_view)

    def _answer(self, ask: Ask) -> None:
        match ask:
            case Ask.DAY:
                self.context.run(today, self.context.actor, owner=self).then(self._show_day).otherwise(self._refused)
            case Ask.SOUND_CHECK:  # load the neutral voice, and play it
                opened = self.context.run(listening.open_sound_check, self.context.actor, self.id, owner=self)
                opened.then(self._play_sound_check).otherwise(self._refused)
            case Ask.NOT_HEARD:
                self._go(self.flow.not_heard_wanted(self._view))
            case Ask.CLOSE:
                self._go(self.flow.close_wanted())
            case Ask.PRINT:
                self._choose_printer()

    def _carry_out(self, command: Command[R], then: Callable[[R], object]) -> None:
        """Carry out a command, which the place owns: a page may go meanwhile."""
        self.context.run(command, owner=self).then(then).otherwise(self._refused)

    def _open_recording(self) -> None:
        """Open the recording, also after a break or from closing. Long work: the whole copy is read once."""
        self._opening()
        opened = self.context.run(listening.OpenRecording(self.context.actor, self.id), owner=self)
        opened.then(self._opened).otherwise(self._not_opened)

    def _then_open(self, view: SessionView) -> None:
        self.view = view
        self._open_recording()

    def _play_sound_check(self, voice: Waveform) -> None:
        if isinstance(self.page, BriefPage):  # it may be gone meanwhile: then nobody is to hear it
            self.page.sound.show_voice(voice)
            self.context.desk.player.play()

    def _uncover(self, _: None) -> None:
        """Uncover the answers on the card: the log says that staff look at them."""
        if isinstance(self.page, SessionPage) and self.page.card.answers is not None:
            self.page.card.answers.uncover()

    # Events

    def take_view(self, view: SessionView) -> None:
        """Show what follows: a step is done, and left the session like this."""
        self.view = view
        self.banner.set_parts(self.flow.fault)
        asks_caller = self.context.desk.id_policy.for_request(view.kind).asks_caller
        self._go(self.flow.changed(view, asks_caller))

    def _party_gone(self, view: SessionView) -> None:
        self.view = view
        self.banner.set_parts(self.flow.fault)
        self._go(self.flow.party_gone(view))

    def _party_not_noted(self, error: ListeningRoomError) -> None:
        if self.view is not None:
            self._party_gone(self.view)
        self._refused(error)

    def _brief(self, briefed: Brief) -> None:
        self._briefed = briefed
        self._go(self.flow.briefed(self._view.state))
        if self.flow.starts:
            self._opening()

    def _opened(self, opened: Opened) -> None:
        self.view = opened.session
        self._say_busy("")
        self._copy = opened
        self._go(self.flow.opened(opened.session))

    def _not_opened(self, error: ListeningRoomError) -> None:
        """Go to the close, and say why, if nothing can be played."""
        if isinstance(error, _BROKEN):
            self._go(self.flow.broken(message_for(error)))
        else:
            self._go(self.flow.not_opened())
            self._refused(error)

    def _unlocked(self, _: None) -> None:
        self._go(self.flow.unlocked(self._view.state))

    def _finish_wanted(self, because: WhyFinished) -> None:
        assert self.window_shown is not None
        window = self.window_shown
        window.control.end()
        if window.unsaved is not None:  # text in progress when the screen went blank
            cut_off = replace(window.unsaved, correction_wanted=bool(window.unsaved.correction_wanted))
            self._carry_out(cut_off, self.take_view)  # nobody can be asked any more
        self._go(self.flow.finish_wanted(self._view, because, window.control.fault))

    def _closed(self, closed: ClosedView) -> None:
        self.view = closed.session
        if closed.session.outcome is Outcome.OPENED_BY_MISTAKE:  # nobody is here for a receipt
            self.gone.emit()
            if closed.not_witnessed is not None:
                self.context.fail(closed.not_witnessed)
            return
        self.closed_view = closed
        self._go(self.flow.closed())
        if closed.not_witnessed is not None:
            self.banner.set_parts(message_for(closed.not_witnessed))

    @Slot()
    def _front_changed(self) -> None:
        self._go(self.flow.front_changed(not self.context.front.shows(self)))

    # Effects

    def _finish(self, because: WhyFinished) -> None:
        actor, window = self.context.actor, self.window_shown
        finish = listening.Finish(actor, self.id, self._view.at_frame, because=because)
        if window is not None:
            finish = listening.Finish(actor, self.id, window.control.frame, window.control.unsaved(), because)
        self._carry_out(finish, self.take_view)

    def _show_window(self, frame: int, *, plays: bool) -> None:
        assert self._copy is not None
        opened = replace(self._copy, session=replace(self._copy.session, at_frame=frame))
        window = ListeningWindow(opened, self.context, self._briefed, self._sound_and_look)
        window.wanted.connect(self.run)
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
            self._sound_and_look = window.preferences
            window.leave()
            self.window().setEnabled(True)
            self.listening.emit(False)

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
            self.page.show_parties(view)

    def _made(self, page: flow.Page, closed_again: bool) -> AnyPage:
        context = self.context
        match page:
            case flow.Page.CHECK_IN:
                assert self._row is not None
                row = self._row
                return VisitorPage(row, context) if isinstance(row, Visitor) else CheckInPage(row, context)
            case flow.Page.RESUME:
                return break_page.ResumePage(self._view, context)
            case flow.Page.ID:
                return IdPage(self._view, context)
            case flow.Page.CALLER:
                return CallerPage(self._view, context)
            case flow.Page.BRIEF:
                return BriefPage(self._view, context)
            case flow.Page.BREAK:
                return self._break(closed_again)
            case flow.Page.NOBODY:
                return break_page.NobodyPage(self._view, context)
            case flow.Page.CLOSE:
                return ClosePage(self._view, context, fault=bool(self.flow.fault))
            case flow.Page.CLOSED:
                assert self.closed_view is not None
                forget_clipboard()
                return ClosedPage(self.closed_view, context)

    def _break(self, closed_again: bool) -> break_page.BreakPage:
        """Make the page for a session that was listening: it stays closed until the adviser unlocks it."""
        view, finished = self._view, self._view.state is State.CLOSING
        why = break_page.closed_again_meanwhile() if closed_again else break_page.resumed(view)
        why = break_page.going_on() if finished else why
        page = break_page.BreakPage(why, view, self.context, beside=True)
        page.finish_wanted.connect(
            partial(self.run, Ask.CLOSE) if finished else partial(self._finish, WhyFinished.ASKED)
        )
        return page

    def _show_day(self, view: TodayView) -> None:
        """Show who comes today, over the page. Once the customer listens or closes with them, they look at it too,
        where there is no display of their own."""
        page = self.page
        if not isinstance(page, SessionPage) or self.window_shown is not None or not self.isVisible():
            return
        covered = page.step in (LISTEN, CLOSE) and displays(self.window()).customer is None
        self._close_day()
        self._day = DaySheet(self, view, self.context.desk.office.zone, covered=covered)
        self._day.finished.connect(self._day_closed)
        self._day.open()

    def _close_day(self) -> None:
        if self._day is not None:
            self._day.close()

    @Slot()
    def _day_closed(self) -> None:
        self._day = None

    def _choose_printer(self) -> None:
        """Choose a printer; printing is logged before the document goes there."""
        try:
            printer = choose_printer(self)
        except ExternalSystemError as error:
            self.banner.set_parts(message_for(error))
            return
        if printer is not None:
            self.banner.set_parts()
            self._carry_out(PrintReceipt(self.context.actor, self.id), lambda _: self._print(printer))

    def _print(self, printer: QPrinter) -> None:
        if isinstance(self.page, ClosedPage):
            print_sheets(self.page.document, self.page.document_title, printer)

    def _refused(self, error: ListeningRoomError) -> None:
        """Show what was refused where the person is looking: at its field, or above."""
        if self.window_shown is not None:
            self.window_shown.show_error(error)
            return
        if isinstance(self.page, break_page.BreakPage):
            self.page.show_refusal(error)
        elif self.page is None or not self.page.show_refusal(error):
            self.banner.set_parts(message_for(error))

    def _put(self, page: AnyPage) -> None:
        if not isinstance(page, ClosedPage):
            # One press, one step: the button waits for the result.
            page.submitted.connect(lambda: page.primary.hold())
        page.wanted.connect(self.run)
        if isinstance(page, SessionPage):
            page.back.connect(self.gone)
        self._close_day()
        old, self.page = self.page, page
        self._stack.addWidget(page)
        self._stack.setCurrentWidget(page)
        if old is not None:
            self._stack.removeWidget(old)
            old.deleteLater()
        page.focus_first()
