"""Hands the session's use cases to the task runner, and tells what came of them. No rule, no widget."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

from PySide6.QtCore import QObject, Signal, Slot

from desktop.application.ports.desk import Player
from desktop.application.ports.playing import Ear
from desktop.application.sessions import briefing, checking_in, closing, identifying, listening, resuming
from desktop.application.sessions.views import ClosedView, SessionView
from desktop.domain.sessions.caller import CallerCheck
from desktop.domain.sessions.counter import NoteKind
from desktop.domain.sessions.identity import Missing, Shown
from desktop.domain.sessions.session import Outcome, Party
from desktop.domain.shared.ids import AppointmentId, SessionId
from desktop.domain.shared.spans import Span
from desktop.errors import FieldsError, ListeningRoomError
from desktop.ui.running.context import Context


class SessionPresenter(QObject):
    """One session, from check-in to the receipt. `view` is the last that is known of it."""

    changed = Signal(object)
    problems = Signal(object)
    failed = Signal(object)
    opened = Signal(object)
    not_opened = Signal(object)
    closed = Signal(object)
    called_off = Signal()
    receipt_ready = Signal()
    party_gone = Signal(object)
    party_not_noted = Signal(object)
    opening = Signal()

    def __init__(self, context: Context, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.context = context
        self.view: SessionView | None = None

    @property
    def id(self) -> SessionId:
        """The session's identifier; there is one from check-in on."""
        assert self.view is not None
        return self.view.id

    @property
    def player(self) -> Player:
        return self.context.desk.player

    def check_in(self, appointment: AppointmentId, parties: frozenset[Party], copy_wanted: bool | None) -> None:
        desk = self.context.desk
        command = checking_in.CheckIn(self.context.at, appointment, parties, copy_wanted)
        self._run(partial(checking_in.check_in, command, uow=desk.uow(), clock=desk.clock, policy=desk.policy))

    def call_off(self, appointment: AppointmentId, outcome: Outcome) -> None:
        desk = self.context.desk
        command = checking_in.CallOff(self.context.at, appointment, outcome)
        call = partial(checking_in.call_off, command, uow=desk.uow(), clock=desk.clock)
        self.context.tasks.run(call, owner=self).then(self._called_off).otherwise(self._fail)

    def look_at_interrupted(self, id: SessionId) -> None:
        desk = self.context.desk
        self._run(partial(resuming.view_interrupted, self.context.at, id, uow=desk.uow()))

    def resume(self, same_person: bool | None) -> None:
        desk = self.context.desk
        command = resuming.Resume(self.context.at, self.id, same_person)
        self._run(partial(resuming.resume, command, uow=desk.uow(), clock=desk.clock, policy=desk.policy))

    def party_left(self, party: Party) -> None:
        desk = self.context.desk
        command = checking_in.PartyLeft(self.context.at, self.id, party)
        call = partial(checking_in.party_left, command, uow=desk.uow(), clock=desk.clock)
        self.context.tasks.run(call, owner=self).then(self._party_gone).otherwise(self.party_not_noted.emit)

    def sight_documents(self, shown: tuple[Shown | None, ...]) -> None:
        desk = self.context.desk
        command = identifying.SightDocuments(self.context.at, self.id, shown)
        call = partial(identifying.sight_documents, command, uow=desk.uow(), clock=desk.clock)
        self._run(partial(call, policy=desk.policy, id_policy=desk.id_policy))

    def take(self, view: SessionView) -> None:
        """The session has gone on by another's use case (a lesser check)."""
        self._show(view)

    def not_enough(self, missing: tuple[Missing, ...]) -> None:
        desk = self.context.desk
        command = identifying.NotEnough(self.context.at, self.id, missing)
        self._run(partial(identifying.not_enough, command, uow=desk.uow(), clock=desk.clock))

    def check_caller(self, check: CallerCheck | None, reason: str) -> None:
        desk = self.context.desk
        command = identifying.CheckCaller(self.context.at, self.id, check, reason)
        self._run(partial(identifying.check_caller, command, uow=desk.uow(), clock=desk.clock, policy=desk.policy))

    def confirm_staff(self) -> None:
        """Somebody of the office, who is not asked about the call."""
        desk = self.context.desk
        call = partial(identifying.confirm_staff, self.context.at, self.id, uow=desk.uow(), clock=desk.clock)
        self._run(partial(call, policy=desk.policy, id_policy=desk.id_policy))

    def open_sound_check(self) -> None:
        """Load the neutral voice and play it."""
        desk = self.context.desk
        call = partial(briefing.open_sound_check, self.context.at, self.id, uow=desk.uow(), sound=desk.sound)
        self.context.tasks.run(call, owner=self).then(self._play_sound_check).otherwise(self._fail)

    def brief(self, read: bool, sound_heard: bool, volume: int, ear: Ear) -> None:
        """Note the brief, then open the recording."""
        desk = self.context.desk
        command = briefing.Brief(self.context.at, self.id, read, sound_heard, volume, ear)
        self._run(partial(briefing.brief, command, uow=desk.uow(), clock=desk.clock), then=self.open_recording)

    def open_recording(self) -> None:
        """Open, or open again after a break or from closing. Long work: the whole copy is read once."""
        desk = self.context.desk
        at, id = self.context.at, self.id
        self.opening.emit()
        call = partial(listening.open_recording, at, id, uow=desk.uow(), clock=desk.clock, sound=desk.sound)
        self.context.tasks.run(call, owner=self).then(self._opened).otherwise(self.not_opened.emit)

    def note(self, kind: NoteKind, words: str, at_frame: int | None, correction_wanted: bool) -> None:
        desk = self.context.desk
        command = listening.TakeNote(self.context.at, self.id, kind, words, at_frame, correction_wanted)
        self._run(partial(listening.take_note, command, uow=desk.uow(), clock=desk.clock))

    def take_break(
        self,
        frame: int,
        heard: tuple[Span, ...],
        *,
        distress: bool = False,
        then: Callable[[], None] | None = None,
    ) -> None:
        desk = self.context.desk
        use_case = listening.stop_in_distress if distress else listening.take_break
        stand = listening.Stand(self.context.at, self.id, frame, heard)
        self._run(partial(use_case, stand, uow=desk.uow(), clock=desk.clock, sound=desk.sound), then=then)

    def finish(self, frame: int = 0, heard: tuple[Span, ...] = (), because: str = "asked") -> None:
        desk = self.context.desk
        stand = listening.Stand(self.context.at, self.id, frame, heard)
        call = partial(listening.finish, stand, uow=desk.uow(), clock=desk.clock, sound=desk.sound)
        self._run(partial(call, because=because))

    def close(self, answers: dict[str, bool | None], outcome: Outcome | None, words: str) -> None:
        desk = self.context.desk
        command = closing.Close(self.context.at, self.id, **answers, outcome=outcome, words=words)
        call = partial(closing.close, command, uow=desk.uow(), clock=desk.clock)
        call = partial(call, office=desk.office, sound=desk.sound)
        self.context.tasks.run(call, owner=self).then(self._closed).otherwise(self._fail)

    def print_receipt(self) -> None:
        """Committed before it goes to the printer."""
        desk = self.context.desk
        call = partial(closing.receipt_printed, self.context.at, self.id, uow=desk.uow(), clock=desk.clock)
        self.context.tasks.run(call, owner=self).then(self._receipt_ready).otherwise(self._fail)

    def degraded(self, codes: tuple[str, ...]) -> None:
        """Note which restrictions this PC did not take."""
        desk = self.context.desk
        call = partial(listening.lockdown_degraded, self.context.at, self.id, codes, uow=desk.uow(), clock=desk.clock)
        self.context.tasks.run(call, owner=self).then(self._nothing).otherwise(self._fail)

    def _run(self, call: Callable[[], SessionView], then: Callable[[], None] | None = None) -> None:
        self.context.tasks.run(call, owner=self).then(partial(self._show, then=then)).otherwise(self._fail)

    def _show(self, view: SessionView, then: Callable[[], None] | None = None) -> None:
        self.view = view
        if then is not None:
            then()
        else:
            self.changed.emit(view)

    @Slot(object)
    def _fail(self, error: ListeningRoomError) -> None:
        if isinstance(error, FieldsError):
            self.problems.emit(error)
        else:
            self.failed.emit(error)

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

    @Slot(object)
    def _called_off(self, _: None) -> None:
        self.called_off.emit()

    @Slot(object)
    def _receipt_ready(self, _: None) -> None:
        self.receipt_ready.emit()

    @Slot(object)
    def _play_sound_check(self, _: None) -> None:
        self.player.play()

    @Slot(object)
    def _nothing(self, _: None) -> None:
        pass
