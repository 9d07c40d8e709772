"""Hands the session's use cases to the task runner, and reports their results. No rule, no widget."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal, Slot

from desktop.application.ports.desk import Player, Waveform
from desktop.application.sessions import briefing, checking_in, closing, identifying, listening, resuming, visitors
from desktop.application.sessions.listening import Opened
from desktop.application.sessions.views import ClosedView, SessionView
from desktop.domain.sessions.caller import CallerCheck
from desktop.domain.sessions.identity import Missing, Shown
from desktop.domain.sessions.session import Outcome, Party, WhyFinished
from desktop.domain.sessions.unbooked import WhyUnbooked
from desktop.domain.shared.ids import AppointmentId, RequestId, SessionId
from desktop.domain.shared.spans import Span
from desktop.errors import ListeningRoomError
from desktop.ui.running.context import Context
from desktop.ui.running.tasks import Running
from desktop.ui.sessions.proof_field import AUTHORITY, BOTH

if TYPE_CHECKING:  # the pages are loaded when they are shown
    from desktop.ui.sessions.brief_page import Briefing
    from desktop.ui.sessions.close_page import AnswersGiven
    from desktop.ui.sessions.note_panel import TypedNote


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
        command = visitors.CheckInVisitor(self.context.actor, request, parties, why, words, **seen)
        self._step(self.context.run(command, owner=self))

    def call_off(self, appointment: AppointmentId, outcome: Outcome) -> None:
        command = checking_in.CallOff(self.context.actor, appointment, outcome)
        self.context.run(command, owner=self).then(lambda _: self.called_off.emit()).otherwise(self.refused.emit)

    def look_at_interrupted(self, id: SessionId) -> None:
        self._step(self.context.run(resuming.open_unfinished, self.context.actor, id, owner=self))

    def resume(self, same_person: bool | None) -> None:
        command = resuming.Resume(self.context.actor, self.id, same_person)
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
        opened = self.context.run(briefing.open_sound_check, self.context.actor, self.id, owner=self)
        opened.then(self._play_sound_check).otherwise(self.refused.emit)

    def brief(self, done: Briefing) -> None:
        """Record the briefing, then open the recording."""
        command = briefing.Brief(self.context.actor, self.id, **vars(done))
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
