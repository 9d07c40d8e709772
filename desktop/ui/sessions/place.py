"""The guided session: shows the page that belongs to where the session stands, and nothing else."""

from __future__ import annotations

from dataclasses import replace
from functools import partial

from PySide6.QtCore import Signal, Slot
from PySide6.QtPrintSupport import QPrinter
from PySide6.QtWidgets import QVBoxLayout, QWidget

from desktop.application.office.signing_in import Unlock, unlock
from desktop.application.ports.playing import Ear
from desktop.application.ports.reading import AppointmentRow
from desktop.application.sessions.listening import Opened
from desktop.application.sessions.views import ClosedView, SessionView
from desktop.domain.sessions.present import somebody_listens
from desktop.domain.sessions.session import State
from desktop.errors import FieldsError, KeyringError, ListeningRoomError, SurroundingsError, VaultDamagedError
from desktop.ui.kit.paper.printing import choose_printer
from desktop.ui.kit.paper.sheets import print_sheets
from desktop.ui.kit.widgets.accessible import StackOfPages
from desktop.ui.kit.widgets.banner import Banner
from desktop.ui.player.locked import forget_clipboard
from desktop.ui.running.context import Context
from desktop.ui.sessions.break_page import BreakPage, covered, resumed
from desktop.ui.sessions.brief_page import BriefPage
from desktop.ui.sessions.caller_page import CallerPage
from desktop.ui.sessions.card import card_of
from desktop.ui.sessions.check_in_page import CheckInPage
from desktop.ui.sessions.close_page import ClosePage
from desktop.ui.sessions.closed_page import ClosedPage
from desktop.ui.sessions.id_page import IdPage
from desktop.ui.sessions.left_page import LeftPage
from desktop.ui.sessions.listening_window import ListeningWindow
from desktop.ui.sessions.presenter import SessionPresenter
from desktop.ui.sessions.resume_page import ResumePage
from desktop.ui.sessions.session_page import SessionPage
from desktop.words import tr
from desktop.words.errors import words_of

MAY_PLAY = (State.CHECKED_IN, State.IDENTIFIED, State.BRIEFED, State.LISTENING, State.ON_BREAK)
"""Where a session may still come to playing."""


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
        self._covered = self._in_pieces = False
        self.banner = Banner("problem")
        self._stack = StackOfPages()
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
        presenter.party_gone.connect(self._party_gone)
        presenter.party_not_noted.connect(self._party_not_noted)
        presenter.opening.connect(self._opening)

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
            window.forget_draft(view.notes)
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
        if view.state in MAY_PLAY and not somebody_listens(view.parties):
            make = self._left_page
        make(view)

    def _left_page(self, view: SessionView) -> None:
        page = LeftPage(view, self._context)
        page.finish_wanted.connect(lambda: self.presenter.finish(because="left"))
        self._put(page)

    def _resume_page(self, view: SessionView) -> None:
        page = ResumePage(view, self._context)
        page.wanted.connect(self.presenter.resume)
        page.close_wanted.connect(partial(self._close_page, view))
        page.back.connect(self.left)
        self._put(page)

    def _id_step(self, view: SessionView) -> None:
        shown = bool(view.documents or view.lesser_check)
        if shown and not self._context.desk.id_policy.for_request(view.kind).asks_caller:
            self.presenter.confirm_staff()
            return
        if shown:
            caller = CallerPage(view, self._context)
            caller.wanted.connect(self.presenter.check_caller)
            self._put(caller)
            return
        page = IdPage(view, self._context)
        page.wanted.connect(self.presenter.sight_documents)
        page.not_enough.connect(self.presenter.not_enough)
        page.lesser.allowed.connect(self.presenter.take)
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
        self._opening()
        view = self.presenter.view
        if view is not None and view.state in (State.BRIEFED, State.LISTENING):  # it could not be opened, or shown
            self.presenter.open_recording()
        else:
            self.presenter.brief(read, heard, volume, ear)

    def _after_resume(self, view: SessionView) -> None:
        """A session that was listening goes on from a break: it stays shut until the adviser unlocks it."""
        why, self._covered = covered() if self._covered else resumed(view), False
        page = BreakPage(why, view.parties, view.kind)
        page.set_beside(view, card_of(view, self._context), self._context.desk.id_policy)
        page.wanted.connect(self._go_on)
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
        self._say_busy("")
        if self.window_shown is not None:
            self.window_shown.show_reopened(opened)
            return
        if not self.isVisible():  # the desk was locked, or left, meanwhile: what is locked shows and opens nothing
            self._covered = True
            self.presenter.take_break(opened.session.at_frame, ())
            return
        self._covered = False
        if self._begin_at is not None:
            opened = replace(opened, session=replace(opened.session, at_frame=self._begin_at))
            self._begin_at = None
        window = ListeningWindow(opened, self._context, *self._sound)
        if self._in_pieces:
            window.set_pieces(True)
        presenter = self.presenter
        window.break_wanted.connect(self._break)
        window.go_on_wanted.connect(self._go_on)
        window.note_wanted.connect(presenter.note)
        window.finish_wanted.connect(self._finish)
        window.party_left.connect(presenter.party_left)
        window.degraded.connect(presenter.degraded)
        self.window_shown = window
        self.listening.emit(True)
        window.lock_down(self)
        if window.strip is not None:
            self.window().setEnabled(False)  # it can be seen beside the strip, and must not be worked meanwhile

    def _break(self, distress: bool) -> None:
        assert self.window_shown is not None
        control = self.window_shown.control
        self.presenter.take_break(control.frame, control.unsaved(), distress=distress)

    @Slot()
    def _opening(self) -> None:
        """It can take a while: the whole copy is read, to see that it is the one that was approved."""
        self._say_busy(tr("The recording is being opened and checked. Nothing plays until you press Play."))

    def _say_busy(self, words: str) -> None:
        if self.window_shown is not None:
            self.window_shown.show_busy(words)
        elif self.page is not None:
            self.page.set_busy(words)

    @Slot(object)
    def _party_gone(self, view: SessionView) -> None:
        """Somebody has left: what was typed stays, unless there is nobody left to listen."""
        self.banner.set_parts(self._fault)
        if self.window_shown is not None:
            self.window_shown.show_parties(view)
        elif isinstance(self.page, BreakPage):
            self.page.show_parties(view, self._context.desk.id_policy)
        elif view.state in MAY_PLAY and not somebody_listens(view.parties):
            self._left_page(view)
        elif isinstance(self.page, SessionPage):
            self.page.show_parties(view, self._context.desk.id_policy)

    @Slot(object)
    def _party_not_noted(self, error: ListeningRoomError) -> None:
        view = self.presenter.view
        if view is not None:
            self._party_gone(view)
        self._failed(error)

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
        window, view = self.window_shown, self.presenter.view
        window.control.end()
        self._fault = window.control.fault
        if (draft := window.draft) is not None:  # what was being typed when the screen went blank
            self.presenter.note(draft.kind, draft.words, draft.frame, draft.correction_wanted)
        if because == "asked" and view is not None and not somebody_listens(view.parties):
            because = "left"
        self.presenter.finish(window.control.frame, window.control.unsaved(), because)

    @Slot(object)
    def _closed(self, closed: ClosedView) -> None:
        self._leave_window()
        forget_clipboard()
        page = ClosedPage(closed, self._context)
        page.print_wanted.connect(self._choose_printer)
        page.done.connect(self.left)
        self._put(page)
        if closed.not_witnessed is not None:
            self.banner.set_parts(words_of(closed.not_witnessed))

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
            print_sheets(self.page.document, self.page.document_title, self._printer)

    @Slot(object)
    def _problems(self, error: FieldsError) -> None:
        if self.window_shown is not None:
            self.window_shown.show_error(error)
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
            self.page.set_busy("")

    def _failed_or_problems(self, error: ListeningRoomError) -> None:
        if isinstance(error, FieldsError):
            self._problems(error)
        else:
            self._failed(error)

    def _leave_window(self) -> None:
        window, self.window_shown = self.window_shown, None
        if window is not None:
            self._in_pieces = window.control.in_pieces
            window.leave()
            self.window().setEnabled(True)
            self.listening.emit(False)

    def _put(self, page: SessionPage | BreakPage) -> None:
        if not isinstance(page, ClosedPage):
            # One press, one step: the button waits for what comes of it.
            page.submitted.connect(lambda: page.primary.setEnabled(False))
        if isinstance(page, SessionPage | BreakPage):
            page.party_left.connect(self.presenter.party_left)
        old, self.page = self.page, page
        self._stack.addWidget(page)
        self._stack.setCurrentWidget(page)
        if old is not None:
            self._stack.removeWidget(old)
            old.deleteLater()
        page.focus_first()
