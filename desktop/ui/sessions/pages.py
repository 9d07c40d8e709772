"""The pages of a session, each connected to the use cases that it asks for. No rule, no widget of its own."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QObject, Signal, SignalInstance, Slot

from desktop.application.ports.desk import Player, Waveform
from desktop.application.ports.reading import AppointmentRow
from desktop.application.sessions import checking_in, closing, day_list, identifying, listening
from desktop.application.sessions.checking_in import Visitor
from desktop.application.sessions.listening import ListeningPreferences, Opened
from desktop.application.sessions.views import ClosedView, SessionView
from desktop.domain.sessions.identity import CallerCheck, Missing, Shown
from desktop.domain.sessions.needs import Need
from desktop.domain.sessions.session import Outcome, Party, State, WhyFinished, WhyUnbooked
from desktop.domain.shared.ids import AppointmentId, RequestId, SessionId
from desktop.domain.shared.spans import Span
from desktop.errors import ListeningRoomError
from desktop.ui.running.context import Context
from desktop.ui.running.tasks import Running
from desktop.ui.sessions.break_page import BreakPage, NobodyPage, ResumePage, closed_again_meanwhile, resumed
from desktop.ui.sessions.brief_page import Briefing, BriefPage
from desktop.ui.sessions.check_in_page import AUTHORITY, BOTH, CheckInPage, VisitorPage
from desktop.ui.sessions.close_page import ClosePage
from desktop.ui.sessions.closed_page import ClosedPage
from desktop.ui.sessions.id_page import CallerPage, IdPage
from desktop.ui.sessions.listening_window import ListeningWindow, sound_and_look_of, sound_of, usable_look, wear_look
from desktop.ui.sessions.session_page import SessionPage, card_of
from desktop.ui.sessions.sound_check import usual_sound
from desktop.ui.sessions.stop_page import going_on

if TYPE_CHECKING:
    from desktop.ui.sessions.brief_page import Briefing
    from desktop.ui.sessions.close_page import AnswersGiven
    from desktop.ui.sessions.overlay import TypedNote


class SessionPresenter(QObject):
    """The presenter of one session, from check-in to the receipt. `view` is the latest."""

    changed = Signal(SessionView)
    refused = Signal(ListeningRoomError)
    opened = Signal(Opened)
    not_opened = Signal(ListeningRoomError)
    closed = Signal(ClosedView)
    called_off = Signal()
    receipt_ready = Signal()
    party_gone = Signal(SessionView)
    party_not_noted = Signal(ListeningRoomError)
    opening = Signal()
    sound_check_opened = Signal(Waveform)
    look_logged = Signal()

    def __init__(self, context: Context, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.context = context
        self.view: SessionView | None = None

    @property
    def id(self) -> SessionId:
        """The session's identifier; it exists from check-in on."""
        assert self.view is not None
        return self.view.id

    @property
    def player(self) -> Player:
        return self.context.desk.player

    def check_in(
        self, appointment: AppointmentId, parties: frozenset[Party], proof: frozenset[str] = frozenset()
    ) -> None:
        seen = {"authority_seen": AUTHORITY in proof, "both_seen": BOTH in proof}
        command = checking_in.CheckIn(self.context.actor, appointment, parties, **seen)
        self._step(self.context.run(command, owner=self))

    def check_in_visitor(
        self, request: RequestId, parties: frozenset[Party], proof: frozenset[str], why: WhyUnbooked | None, words: str
    ) -> None:
        seen = {"authority_seen": AUTHORITY in proof, "both_seen": BOTH in proof}
        command = checking_in.CheckInVisitor(self.context.actor, request, parties, why, words, **seen)
        self._step(self.context.run(command, owner=self))

    def call_off(self, appointment: AppointmentId, outcome: Outcome) -> None:
        command = checking_in.CallOff(self.context.actor, appointment, outcome)
        self.context.run(command, owner=self).then(lambda _: self.called_off.emit()).otherwise(self.refused.emit)

    def look_at_interrupted(self, id: SessionId) -> None:
        self._step(self.context.run(day_list.open_unfinished, self.context.actor, id, owner=self))

    def resume(self, same_person: bool | None) -> None:
        command = day_list.Resume(self.context.actor, self.id, same_person)
        self._step(self.context.run(command, owner=self))

    def party_left(self, party: Party) -> None:
        command = checking_in.PartyLeft(self.context.actor, self.id, party)
        self.context.run(command, owner=self).then(self._party_gone).otherwise(self.party_not_noted.emit)

    def sight_documents(self, shown: tuple[Shown | None, ...]) -> None:
        command = identifying.SightDocuments(self.context.actor, self.id, shown)
        self._step(self.context.run(command, owner=self))

    def take_view(self, view: SessionView) -> None:
        """Show the view that another presenter's use case returned: a lesser check, the short check."""
        self._show(view)

    def not_enough(self, missing: tuple[Missing, ...]) -> None:
        command = identifying.NotEnough(self.context.actor, self.id, missing)
        self._step(self.context.run(command, owner=self))

    def look_at_answers(self) -> None:
        """Log that the adviser looks at the answers to the caller check."""
        looked = self.context.run(identifying.look_at_answers, self.context.actor, self.id, owner=self)
        looked.then(lambda _: self.look_logged.emit()).otherwise(self.refused.emit)

    def check_caller(self, check: CallerCheck | None, reason: str) -> None:
        command = identifying.CheckCaller(self.context.actor, self.id, check, reason)
        self._step(self.context.run(command, owner=self))

    def confirm_staff(self) -> None:
        """Confirm a colleague, who is not asked about the call."""
        self._step(self.context.run(identifying.confirm_staff, self.context.actor, self.id, owner=self))

    def open_sound_check(self) -> None:
        """Load the neutral voice and play it."""
        opened = self.context.run(listening.open_sound_check, self.context.actor, self.id, owner=self)
        opened.then(self._play_sound_check).otherwise(self.refused.emit)

    def brief(self, done: Briefing) -> None:
        """Record the briefing, then open the recording."""
        command = listening.Brief(self.context.actor, self.id, **vars(done))
        self._step(self.context.run(command, owner=self), then=self.open_recording)

    def open_recording(self) -> None:
        """Open the recording, also after a break or from closing. Long work: the whole copy is read once."""
        actor, id = self.context.actor, self.id
        self.opening.emit()
        opened = self.context.run(listening.open_recording, actor, id, owner=self)
        opened.then(self._opened).otherwise(self.not_opened.emit)

    def note(self, typed: TypedNote) -> None:
        note = typed.kind, typed.words, typed.frame, typed.correction_wanted
        command = listening.TakeNote(self.context.actor, self.id, *note)
        self._step(self.context.run(command, owner=self))

    def take_break(
        self,
        frame: int,
        heard: tuple[Span, ...],
        *,
        distress: bool = False,
        then: Callable[[], None] | None = None,
    ) -> None:
        use_case = listening.stop_in_distress if distress else listening.take_break
        position = listening.PlaybackPosition(self.context.actor, self.id, frame, heard)
        self._step(self.context.run(use_case, position, owner=self), then=then)

    def finish(self, frame: int = 0, heard: tuple[Span, ...] = (), because: WhyFinished = WhyFinished.ASKED) -> None:
        position = listening.PlaybackPosition(self.context.actor, self.id, frame, heard)
        self._step(self.context.run(listening.finish, position, because, owner=self))

    def close(self, answers: AnswersGiven, outcome: Outcome | None, words: str) -> None:
        command = closing.Close(self.context.actor, self.id, **vars(answers), outcome=outcome, words=words)
        self.context.run(command, owner=self).then(self._closed).otherwise(self.refused.emit)

    def opened_by_mistake(self) -> None:
        """Close a session that was opened for someone who is not here; nothing is asked."""
        command = closing.Close(self.context.actor, self.id, None, None, None, Outcome.OPENED_BY_MISTAKE)
        self.context.run(command, owner=self).then(self._closed).otherwise(self.refused.emit)

    def print_receipt(self) -> None:
        """Log printing before the receipt goes to the printer."""
        noted = self.context.run(closing.receipt_printed, self.context.actor, self.id, owner=self)
        noted.then(lambda _: self.receipt_ready.emit()).otherwise(self.refused.emit)

    def degraded(self, codes: tuple[str, ...]) -> None:
        """Log the restrictions that this PC did not apply."""
        self.context.run(listening.lockdown_degraded, self.context.actor, self.id, codes, owner=self).otherwise(
            self.refused.emit
        )

    def _step(self, running: Running[SessionView], then: Callable[[], None] | None = None) -> None:
        running.then(lambda view: self._show(view, then)).otherwise(self.refused.emit)

    def _show(self, view: SessionView, then: Callable[[], None] | None = None) -> None:
        self.view = view
        if then is not None:
            then()
        else:
            self.changed.emit(view)

    @Slot(object)
    def _play_sound_check(self, voice: Waveform) -> None:
        self.sound_check_opened.emit(voice)
        self.player.play()

    @Slot(object)
    def _party_gone(self, view: SessionView) -> None:
        self.view = view
        self.party_gone.emit(view)

    @Slot(object)
    def _opened(self, opened: listening.Opened) -> None:
        self.view = opened.session
        self.opened.emit(opened)

    @Slot(object)
    def _closed(self, closed: ClosedView) -> None:
        self.view = closed.session
        self.closed.emit(closed)


Wanted = Callable[..., Any]


def check_in(row: AppointmentRow, context: Context, presenter: SessionPresenter, back: SignalInstance) -> CheckInPage:
    """Make the page for an appointment whose session has not begun."""
    page = CheckInPage(row, context)
    page.wanted.connect(partial(presenter.check_in, row.id))
    page.called_off.connect(partial(presenter.call_off, row.id))
    page.back.connect(back)
    return page


def visitor(found: Visitor, context: Context, presenter: SessionPresenter, back: SignalInstance) -> VisitorPage:
    """Make the page for someone without an appointment."""
    page = VisitorPage(found, context)
    page.wanted.connect(partial(presenter.check_in_visitor, found.request))
    page.back.connect(back)
    return page


def resume(
    view: SessionView, context: Context, presenter: SessionPresenter, close_wanted: Wanted, back: SignalInstance
) -> ResumePage:
    """Make the page for an interrupted session."""
    page = ResumePage(view, context)
    page.wanted.connect(presenter.resume)
    page.close_wanted.connect(close_wanted)
    page.back.connect(back)
    return page


def identify(view: SessionView, context: Context, presenter: SessionPresenter) -> IdPage:
    """Make the page of the documents and the lesser check."""
    page = IdPage(view, context)
    page.wanted.connect(presenter.sight_documents)
    page.not_enough.connect(presenter.not_enough)
    page.opened_by_mistake.connect(presenter.opened_by_mistake)
    page.lesser.allowed.connect(presenter.take_view)
    page.earlier.confirmed.connect(presenter.take_view)
    _log_looks(page, presenter)
    return page


def caller(view: SessionView, context: Context, presenter: SessionPresenter) -> CallerPage:
    """Make the page that records what only the caller knows."""
    page = CallerPage(view, context)
    page.wanted.connect(presenter.check_caller)
    _log_looks(page, presenter)
    return page


def _log_looks(page: SessionPage, presenter: SessionPresenter) -> None:
    """Uncover the answers on the card once the log says that staff look at them."""
    if page.card.answers is not None:
        page.card.answers.wanted.connect(presenter.look_at_answers)
        presenter.look_logged.connect(page.card.answers.uncover)


def brief(view: SessionView, context: Context, presenter: SessionPresenter, briefed: Wanted) -> BriefPage:
    """Make the page of the briefing and the sound check."""
    page = BriefPage(view, context)
    page.wanted.connect(briefed)
    page.sound_check.connect(presenter.open_sound_check)
    presenter.sound_check_opened.connect(page.sound.show_voice)
    page.listener_left.connect(lambda: presenter.finish(because=WhyFinished.LEFT))
    return page


def listening_window(
    opened: Opened,
    context: Context,
    presenter: SessionPresenter,
    briefing: Briefing | None,
    before: ListeningPreferences | None = None,
) -> ListeningWindow:
    """Make the window, as loud and in the ears that the sound check found, or the request asks for, and as they read
    best, pausing for an interpreter whom the request names; or like the one `before`, here or at another PC."""
    ceiling = context.desk.policy.sound_ceiling_percent
    sound, before = usual_sound(opened.session.to_meet, ceiling), before or usable_look(opened.sound_and_look, ceiling)
    if briefing is not None:
        sound = replace(sound, volume=briefing.volume, ear=briefing.ear)
    window = ListeningWindow(opened, context, sound if before is None else sound_of(before))
    window.control.sound_and_look = lambda: sound_and_look_of(window)
    window.sheets.wear_needs(opened.session.to_meet)
    if before is not None:
        wear_look(window, before)
    elif Need.INTERPRETER in opened.session.to_meet:
        window.set_pieces(True)
    window.note_wanted.connect(presenter.note)
    window.party_left.connect(presenter.party_left)
    window.degraded.connect(presenter.degraded)
    return window


def a_break(
    view: SessionView,
    context: Context,
    presenter: SessionPresenter,
    go_on: Wanted,
    close_wanted: Wanted,
    *,
    closed_again: bool,
) -> BreakPage:
    """Make the page for a session that was listening: it stays closed until the adviser unlocks it."""
    finished = view.state is State.CLOSING
    why = going_on() if finished else closed_again_meanwhile() if closed_again else resumed(view)
    page = BreakPage(why, view.parties, view.kind)
    page.set_beside(view, card_of(view, context), context.desk.id_policy)
    page.wanted.connect(go_on)
    page.finish_wanted.connect(close_wanted if finished else presenter.finish)
    return page


def nobody(view: SessionView, context: Context, presenter: SessionPresenter) -> NobodyPage:
    """Make the page for when nobody entitled to listen is here."""
    page = NobodyPage(view, context)
    page.finish_wanted.connect(lambda: presenter.finish(because=WhyFinished.LEFT))
    return page


def close(
    view: SessionView, context: Context, presenter: SessionPresenter, play_wanted: Wanted, *, fault: bool
) -> ClosePage:
    """Make the closing page: what was heard, what the listener asks for, and the outcome."""
    page = ClosePage(view, context, fault=fault)
    page.wanted.connect(presenter.close)
    page.play_wanted.connect(play_wanted)
    return page


def closed(view: ClosedView, context: Context, print_wanted: Wanted, done: SignalInstance) -> ClosedPage:
    """Make the page of the receipt."""
    page = ClosedPage(view, context)
    page.print_wanted.connect(print_wanted)
    page.done.connect(done)
    return page
