"""The guided session: shows the page that belongs to where the session stands, and nothing else."""

from __future__ import annotations

from dataclasses import replace
from functools import partial

from PySide6.QtCore import Signal, Slot
from PySide6.QtPrintSupport import QPrinter
from PySide6.QtWidgets import QStackedWidget, QVBoxLayout, QWidget

from desktop.application.listening import Opened
from desktop.application.playing import Ear
from desktop.application.signing_in import Unlock, unlock
from desktop.application.views import AppointmentRow, ClosedView, SessionView
from desktop.domain.session import State
from desktop.errors import FieldsError, KeyringError, ListeningRoomError, SurroundingsError, VaultDamagedError
from desktop.ui.context import Context
from desktop.ui.documents.printing import choose_printer, print_on
from desktop.ui.session.break_page import BreakPage
from desktop.ui.session.brief_page import BriefPage
from desktop.ui.session.caller_page import CallerPage
from desktop.ui.session.check_in_page import CheckInPage
from desktop.ui.session.close_page import ClosePage
from desktop.ui.session.closed_page import ClosedPage
from desktop.ui.session.id_page import IdPage
from desktop.ui.session.listening_window import ListeningWindow
from desktop.ui.session.presenter import SessionPresenter
from desktop.ui.session.resume_page import ResumePage
from desktop.ui.session.session_page import SessionPage
from desktop.ui.widgets.banner import Banner
from desktop.ui.wording.problems import words_of


class SessionPlace(QWidget):
    """One session. Emits `left` when it is over or put aside; `listening` while its window fills the screen."""

    left = Signal()
    listening = Signal(bool)

    def __init__(self, context: Context) -> None:
        super().__init__()
        self._context = context
        self.presenter = SessionPresenter(context, self)
        self.page: SessionPage | BreakPage | None = None
        self.window_shown: ListeningWindow | None = None
        self._sound = (60, Ear.BOTH)
        self._printer: QPrinter | None = None
        self._fault = ""
        self._begin_at: int | None = None
        self.banner = Banner("problem")
        self._stack = QStackedWidget()
        box = QVBoxLayout(self)
        box.setContentsMargins(0, 0, 0, 0)
        box.addWidget(self.banner)
        box.addWidget(self._stack, 1)
        presenter = self.presenter
        presenter.changed.connect(self._show)
        presenter.problems.connect(self._problems)
        presenter.failed.connect(self._failed)
        presenter.opened.connect(self._opened)
        presenter.not_opened.connect(self._not_opened)
        presenter.closed.connect(self._closed)
        presenter.called_off.connect(self.left)
        presenter.receipt_ready.connect(self._print)

    def begin(self, row: AppointmentRow) -> None:
        """Open an appointment: check in, or go on with an interrupted session."""
        if row.session is not None and row.session_state is State.INTERRUPTED:
            self.presenter.look_at_interrupted(row.session)
            return
        page = CheckInPage(row, self._context)
        page.wanted.connect(partial(self.presenter.check_in, row.id))
        page.called_off.connect(partial(self.presenter.call_off, row.id))
        page.back.connect(self.left)
        self._put(page)

    @Slot(object)
    def _show(self, view: SessionView) -> None:
        self.banner.set_parts(self._fault)
        window = self.window_shown
        if window is not None and view.state in (State.LISTENING, State.ON_BREAK):
            window.control.note_saved(view.heard)
            if not window.on_break:
                window.show_note_kept()
            return
        make = {
            State.INTERRUPTED: self._resume_page,
            State.CHECKED_IN: self._id_step,
            State.IDENTIFIED: self._brief_page,
            State.BRIEFED: self._brief_page,
            State.ON_BREAK: self._after_resume,
            State.LISTENING: self._after_resume,
            State.CLOSING: self._close_page,
        }[view.state]
        self._leave_window()
        make(view)

    def _resume_page(self, view: SessionView) -> None:
        page = ResumePage(view, self._context)
        page.wanted.connect(self.presenter.resume)
        page.close_wanted.connect(partial(self._close_page, view))
        page.back.connect(self.left)
        self._put(page)

    def _id_step(self, view: SessionView) -> None:
        if view.documents:
            caller = CallerPage(view, self._context)
            caller.wanted.connect(self.presenter.check_caller)
            self._put(caller)
            return
        page = IdPage(view, self._context)
        page.wanted.connect(self.presenter.sight_documents)
        page.not_enough.connect(self.presenter.not_enough)
        self._put(page)

    def _brief_page(self, view: SessionView) -> None:
        if view.state is State.BRIEFED:
            self.presenter.open_recording()
            return
        page = BriefPage(view, self._context)
        page.wanted.connect(self._brief)
        page.sound_check.connect(self.presenter.open_sound_check)
        page.left.connect(lambda: self.presenter.finish(because="left"))
        self._put(page)

    def _brief(self, read: bool, heard: bool, volume: int, ear: Ear) -> None:
        self._sound = (volume, ear)
        view = self.presenter.view
        if view is not None and view.state is State.BRIEFED:
            self.presenter.open_recording()
        else:
            self.presenter.brief(read, heard, volume, ear)

    def _after_resume(self, view: SessionView) -> None:
        """A session that was listening goes on from a break: it stays shut until the adviser unlocks it."""
        page = BreakPage(distress=False)
        page.go_on.connect(self._go_on)
        page.finish_wanted.connect(self.presenter.finish)
        self._put(page)

    def _close_page(self, view: SessionView) -> None:
        page = ClosePage(view, self._context, fault=bool(self._fault))
        page.wanted.connect(self.presenter.close)
        page.play_wanted.connect(self._play_not_heard)
        self._put(page)

    def _play_not_heard(self) -> None:
        """Back to listening, at the first place that was not heard."""
        view = self.presenter.view
        self._begin_at = view.not_heard[0].start if view is not None and view.not_heard else None
        self.presenter.open_recording()

    @Slot(object)
    def _opened(self, opened: Opened) -> None:
        if self.window_shown is not None:
            self.window_shown.show_reopened(opened)
            return
        if self._begin_at is not None:
            opened = replace(opened, session=replace(opened.session, at_frame=self._begin_at))
            self._begin_at = None
        window = ListeningWindow(opened, self._context, *self._sound)
        presenter = self.presenter
        window.break_wanted.connect(self._break)
        window.go_on_wanted.connect(self._go_on)
        window.note_wanted.connect(presenter.note)
        window.finish_wanted.connect(self._finish)
        window.degraded.connect(presenter.degraded)
        self.window_shown = window
        self.listening.emit(True)
        window.lock_down()

    def _break(self, distress: bool) -> None:
        assert self.window_shown is not None
        control = self.window_shown.control
        self.presenter.take_break(control.frame, control.unsaved(), distress=distress)

    def _go_on(self, password: str) -> None:
        desk = self._context.desk
        command = Unlock(self._context.at, password)
        call = partial(unlock, command, uow=desk.uow(), clock=desk.clock, passwords=desk.passwords, policy=desk.policy)
        self._context.tasks.run(call, self._unlocked, self._failed_or_problems, owner=self)

    @Slot(object)
    def _unlocked(self, _: None) -> None:
        window, view = self.window_shown, self.presenter.view
        if window is not None and view is not None and view.state is State.LISTENING:
            # The break could not be noted when it began. It is noted now, and then ended.
            control = window.control
            self.presenter.take_break(control.frame, control.unsaved(), then=self.presenter.open_recording)
        else:
            self.presenter.open_recording()

    def _finish(self, because: str) -> None:
        assert self.window_shown is not None
        control = self.window_shown.control
        control.end()
        self._fault = control.fault
        self.presenter.finish(control.frame, control.unsaved(), because)

    @Slot(object)
    def _closed(self, closed: ClosedView) -> None:
        self._leave_window()
        page = ClosedPage(closed, self._context)
        page.print_wanted.connect(self._choose_printer)
        page.done.connect(self.left)
        self._put(page)

    def _choose_printer(self) -> None:
        """The printer first; that it is printed is in the log before it goes there."""
        try:
            self._printer = choose_printer(self)
        except SurroundingsError as error:
            self.banner.set_parts(words_of(error))
            return
        if self._printer is not None:
            self.banner.set_parts()
            self.presenter.print_receipt()

    @Slot()
    def _print(self) -> None:
        if isinstance(self.page, ClosedPage) and self._printer is not None:
            print_on(self._printer, self.page.document)

    @Slot(object)
    def _problems(self, error: FieldsError) -> None:
        if self.window_shown is not None:
            self.window_shown.show_problems(error)
        elif isinstance(self.page, BreakPage):
            self.page.show_refusal(error)
        elif isinstance(self.page, SessionPage):
            self._may_press_again()
            self.page.show_problems(error)

    @Slot(object)
    def _failed(self, error: ListeningRoomError) -> None:
        if self.window_shown is not None:
            self.window_shown.show_error(error)
        elif isinstance(self.page, BreakPage):
            self.page.show_refusal(error)
        else:
            self.banner.set_parts(words_of(error))
            self._may_press_again()

    @Slot(object)
    def _not_opened(self, error: ListeningRoomError) -> None:
        """Without the copy or its key there is nothing to play: the session goes to closing, and says why."""
        self._begin_at = None
        if isinstance(error, VaultDamagedError | KeyringError):
            self._fault = words_of(error)
            self.presenter.finish(because="fault")
        else:
            self._failed(error)

    def _may_press_again(self) -> None:
        if self.page is not None:
            self.page.primary.setEnabled(True)

    def _failed_or_problems(self, error: ListeningRoomError) -> None:
        if isinstance(error, FieldsError):
            self._problems(error)
        else:
            self._failed(error)

    def _leave_window(self) -> None:
        window, self.window_shown = self.window_shown, None
        if window is not None:
            window.leave()
            self.listening.emit(False)

    def _put(self, page: SessionPage | BreakPage) -> None:
        if not isinstance(page, ClosedPage):
            # One press, one step: the button waits for what comes of it.
            page.submitted.connect(lambda: page.primary.setEnabled(False))
        old, self.page = self.page, page
        self._stack.addWidget(page)
        self._stack.setCurrentWidget(page)
        if old is not None:
            self._stack.removeWidget(old)
            old.deleteLater()
        page.focus_first()
