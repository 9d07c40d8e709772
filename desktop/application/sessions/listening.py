"""Listening: the brief and the sound check, opening the approved copy, playing, stopping, breaks, the distress key.

- The copy opens in the state LISTENING alone, past a confirmed identity, and is closed again on every way out.
- Sound is not transactional: commit, then play; stop, then commit. On any failure, it is silent and closed.
- Heard spans are saved at each stop, and once a minute while it plays.
- The listener's sound and look are in the events of playing, so that a session goes on with them at another PC.
"""

from __future__ import annotations

from contextlib import suppress
from dataclasses import dataclass, field, replace

from desktop.application.ports.database import Clock, UnitOfWork
from desktop.application.ports.desk import Player, SoundDesk, Waveform
from desktop.application.ports.sound import NOT_PLAYED, Ear, Halt, WayOut
from desktop.application.sessions.views import SessionView, the_session, view_of
from desktop.application.shared import commands
from desktop.application.shared.commands import Actor, note_of, office_day
from desktop.domain.copies.copy import ApprovedCopy
from desktop.domain.copies.transcript import Captions, SealedTranscript, captions_of
from desktop.domain.log.events import Event, EventKind, Facts, Subject
from desktop.domain.requests.request import Request
from desktop.domain.reviews.review import Exceptional
from desktop.domain.sessions.session import (
    UNDER_WAY,
    Action,
    NoteKind,
    Session,
    SessionNote,
    State,
    WhyFinished,
    somebody_listens,
)
from desktop.domain.shared.ids import SessionId
from desktop.domain.shared.spans import Span
from desktop.errors import (
    AlreadySavedError,
    FieldsError,
    ListeningRoomError,
    RowRefusedError,
    WrongStateError,
    problems_where,
)

_TELL = (EventKind.PLAY_STARTED, EventKind.PLAY_STOPPED)
_EARS = {ear.value: ear for ear in Ear}


@dataclass(frozen=True)
class ListeningPreferences:
    """Loudness and speed in percent, the ear; whether it pauses for an interpreter; colours, and text in percent."""

    volume: int
    ear: Ear
    rate_percent: int
    in_pieces: bool
    theme: str
    text: int

    @property
    def facts(self) -> Facts:
        """These, as facts of an event."""
        return {**vars(self), "ear": self.ear.value}


def last_sound_and_look(session: SessionId, uow: UnitOfWork) -> ListeningPreferences | None:
    """Return what the log said of them last; None where nothing has played yet, or it does not say."""
    event = uow.reading.newest(_TELL, {Subject.SESSION: session})
    return None if event is None else _said(event)


def _said(event: Event) -> ListeningPreferences | None:
    said = event.facts
    volume, rate, text = said.get("volume"), said.get("rate_percent"), said.get("text")
    ear, theme = _EARS.get(str(said.get("ear"))), said.get("theme")
    if not (isinstance(volume, int) and isinstance(rate, int) and isinstance(text, int) and isinstance(theme, str)):
        return None
    return None if ear is None else ListeningPreferences(volume, ear, rate, bool(said.get("in_pieces")), theme, text)


FADE_MS = 200
_Begun = tuple[SessionView, ApprovedCopy, SealedTranscript | None, ListeningPreferences | None]


@dataclass(frozen=True)
class Opened:
    """The session in LISTENING, the waveform of the copy, and its captions where its transcript is approved.

    `sound_and_look`: as the listener had them last; None where nothing has played yet.
    """

    session: SessionView
    waveform: Waveform
    captions: Captions = field(default_factory=Captions)
    sound_and_look: ListeningPreferences | None = None


@dataclass(frozen=True)
class AtFrame:
    """Who, in which session, at which frame of the copy; and the spans heard since the last report (frames)."""

    actor: Actor
    session: SessionId
    frame: int
    heard: tuple[Span, ...] = ()


@dataclass(frozen=True)
class PlaybackPosition(AtFrame):
    """The playback position, with the speed.

    `because` is why the program stopped the sound by itself; None where someone did. `sound_and_look`: as they are
    then.
    """

    rate_percent: int = 100
    way_out: WayOut = NOT_PLAYED
    because: Halt | None = None
    sound_and_look: ListeningPreferences | None = None


class OpenRecording(commands.SessionCommand[Opened]):
    """Listening begins, or goes on after a break or from closing."""


class TakeBreak(AtFrame, commands.Command[SessionView]):
    """A break was asked for."""


class StopInDistress(AtFrame, commands.Command[SessionView]):
    """The distress key was pressed."""


class Finish(AtFrame, commands.Command[SessionView]):
    """The session goes to its close, and why."""

    because: WhyFinished = WhyFinished.ASKED


class RecordDegradedLockdown(commands.SessionCommand[None]):
    """The restrictions that this PC did not apply, as codes."""

    codes: tuple[str, ...]


class TakeNote(commands.SessionCommand[SessionView]):
    """A note while listening or at closing; a dispute says whether a correction is wanted. None: nobody asked."""

    kind: NoteKind
    words: str
    at_frame: int | None = None
    correction_wanted: bool | None = False


@commands.carries_out(OpenRecording)
def open_recording(command: OpenRecording, *, uow: UnitOfWork, clock: Clock, sound: SoundDesk) -> Opened:
    """Begin listening, or return to it: the event first, then the key. Long work.

    Raises VaultDamagedError where the stored copy is not what was approved; the session is then still in LISTENING,
    with nothing open: it is opened again, or finished, from there.
    """
    try:
        view, copy, sealed, chosen = _begin(command.actor, command.session, uow, clock)
    except AlreadySavedError:  # the same command, after its answer was lost: the event is there
        view, copy, sealed, chosen = _begun(command.actor, command.session, uow, clock)
    try:
        return Opened(view, sound.open(copy), _captions(copy, sealed, sound), chosen)
    except ListeningRoomError:
        sound.shut()
        raise


def _captions(copy: ApprovedCopy, sealed: SealedTranscript | None, sound: SoundDesk) -> Captions:
    if sealed is None:
        return Captions()
    return captions_of(sound.read_transcript(copy, sealed), copy.removed, copy.rate)


def _begin(actor: Actor, id: SessionId, uow: UnitOfWork, clock: Clock) -> _Begun:
    with uow:
        uow.ahead("opening", id, actor.by)
        before = actor.conducting(id, uow)
        session = before
        if before.state is not State.LISTENING:
            session = before.act(Action.END_BREAK if before.state is State.ON_BREAK else Action.LISTEN)
        request, sealed = _approved(session, uow, clock)
        copy = uow.recordings.copy(session.copy)
        uow.sessions.save(session)
        view, chosen = view_of(session, uow), last_sound_and_look(session.id, uow)
        kind = EventKind.BREAK_ENDED if before.state is State.ON_BREAK else EventKind.RECORDING_OPENED
        until = request.approved_until.isoformat() if request.approved_until else ""
        approval: Facts = {"status": request.status.value, "until": until}
        event = actor.session_event(kind, clock, session, frame=session.at_frame, sha256=copy.digest, **approval)
        subjects = {**event.subjects, Subject.COPY: copy.id}
        uow.commit(replace(event, subjects=subjects))
    return view, copy, sealed, chosen


def _begun(actor: Actor, id: SessionId, uow: UnitOfWork, clock: Clock) -> _Begun:
    with uow.read_only():
        session = actor.conducting(id, uow)
        session.must_be(State.LISTENING)
        _, sealed = _approved(session, uow, clock)
        return view_of(session, uow), uow.recordings.copy(session.copy), sealed, last_sound_and_look(session.id, uow)


def play(position: PlaybackPosition, *, uow: UnitOfWork, clock: Clock, player: Player) -> None:
    """Commit, then play; also where the same command had been committed before."""
    with suppress(AlreadySavedError), uow:
        session = position.actor.conducting(position.session, uow)
        session.must_be(State.LISTENING)
        facts: Facts = {"frame": position.frame, "rate_percent": position.rate_percent, **position.way_out.facts}
        facts |= position.sound_and_look.facts if position.sound_and_look else {}
        uow.commit(position.actor.session_event(EventKind.PLAY_STARTED, clock, session, **facts))
    player.play()


@commands.carries_out(again=commands.nothing)
def stopped(position: PlaybackPosition, *, uow: UnitOfWork, clock: Clock) -> None:
    """Save the playback position and the heard spans, once the sound has stopped."""
    _save_heard(EventKind.PLAY_STOPPED, position, uow, clock)


@commands.carries_out(again=commands.nothing)
def heard(position: PlaybackPosition, *, uow: UnitOfWork, clock: Clock) -> None:
    """Save the heard spans, once a minute while it plays."""
    _save_heard(EventKind.HEARD, position, uow, clock)


@commands.carries_out(TakeBreak, again=the_session)
def take_break(command: TakeBreak, *, uow: UnitOfWork, clock: Clock, sound: SoundDesk) -> SessionView:
    """Take a break: silence and a blank screen; the copy is closed until the adviser continues."""
    sound.shut()
    return _act(EventKind.BREAK_STARTED, Action.TAKE_BREAK, command, uow, clock)


@commands.carries_out(StopInDistress, again=the_session)
def stop_in_distress(command: StopInDistress, *, uow: UnitOfWork, clock: Clock, sound: SoundDesk) -> SessionView:
    """Record a distress stop (Esc twice) as a break: the sound has faded out and the screen is blank already."""
    sound.shut()
    return _act(EventKind.DISTRESS_STOPPED, Action.TAKE_BREAK, command, uow, clock, [Exceptional.DISTRESS])


@commands.carries_out(Finish, again=the_session)
def finish(command: Finish, *, uow: UnitOfWork, clock: Clock, sound: SoundDesk) -> SessionView:
    """Go to closing, from wherever the session is."""
    sound.shut()
    marks = [Exceptional.TECHNICAL_FAULT] if command.because is WhyFinished.FAULT else []
    because = command.because.value
    return _act(EventKind.LISTENING_FINISHED, Action.FINISH, command, uow, clock, marks, because=because)


@commands.carries_out(TakeNote, again=the_session)
def take_note(command: TakeNote, *, uow: UnitOfWork, clock: Clock) -> SessionView:
    """Save a note: its words apart, a salted digest of them in the event. Raises FieldsError, also for a dispute of
    which nobody asked whether it is to be corrected: their month would not begin.
    """
    note, wanted = note_of(command.words), bool(command.correction_wanted)
    problems = {} if note is not None else {"words": "note_missing"}
    if command.kind is NoteKind.DISPUTE and command.correction_wanted is None:
        problems["correction"] = "correction_missing"
    if note is None or problems:
        raise FieldsError(problems)
    with uow:
        session = command.actor.conducting(command.session, uow)
        session.must_be(State.LISTENING, State.ON_BREAK, State.CLOSING)
        taken = SessionNote(note, command.kind, command.at_frame, wanted, clock.now())
        uow.sessions.add_note(session.id, taken)
        event = command.actor.session_event(
            EventKind.NOTE_TAKEN,
            clock,
            session,
            note_kind=command.kind.value,
            frame=-1 if command.at_frame is None else command.at_frame,
            correction_wanted=wanted,
            digest=note.digest,
        )
        view = view_of(session, uow)
        uow.commit(replace(event, subjects={**event.subjects, Subject.NOTE: note.id}))
    return view


@commands.carries_out(RecordDegradedLockdown, again=commands.nothing)
def lockdown_degraded(command: RecordDegradedLockdown, *, uow: UnitOfWork, clock: Clock) -> None:
    """Record which restrictions this PC did not apply; the customer does not wait for them."""
    with uow:
        session = command.actor.conducting(command.session, uow)
        session.must_be(*UNDER_WAY)
        uow.sessions.save(session, [Exceptional.LOCKDOWN_DEGRADED])
        codes = list(command.codes)
        uow.commit(command.actor.session_event(EventKind.LOCKDOWN_DEGRADED, clock, session, codes=codes))


def _save_heard(kind: EventKind, position: PlaybackPosition, uow: UnitOfWork, clock: Clock) -> None:
    with uow:
        session = position.actor.conducting(position.session, uow, goes_on=True)
        session.must_be(State.LISTENING)
        session = session.with_heard(position.heard, position.frame)
        uow.sessions.save(session)
        facts = (
            position.way_out.facts
            | _sound_and_look(kind, position)
            | ({} if position.because is None else {"because": position.because.value})
        )
        event = position.actor.session_event(
            kind, clock, session, frame=position.frame, heard=_pairs(position.heard), **facts
        )
        uow.commit(event)


def _act(
    kind: EventKind,
    action: Action,
    command: AtFrame,
    uow: UnitOfWork,
    clock: Clock,
    marks: list[Exceptional] | None = None,
    **facts: str,
) -> SessionView:
    with uow:
        session = command.actor.conducting(command.session, uow, goes_on=True)
        pairs = []
        if session.state is State.LISTENING:
            session = session.with_heard(command.heard, command.frame)
            pairs = _pairs(command.heard)
        session = session.act(action)
        uow.sessions.save(session, marks or [])
        view = view_of(session, uow)
        uow.commit(command.actor.session_event(kind, clock, session, frame=session.at_frame, heard=pairs, **facts))
    return view


def _approved(session: Session, uow: UnitOfWork, clock: Clock) -> tuple[Request, SealedTranscript | None]:
    """Check that it is still approved, in the log too, and someone is here to listen.

    Return the request, and the copy's transcript where that was approved too. Raises RowRefusedError where it is not
    the approved one.
    """
    uow.proven.session(session.id)
    request = uow.requests.get(session.request)
    decision = uow.requests.decision(session.request)
    stands = request.may_be_heard_on(office_day(uow, clock)) and request.copy == session.copy
    if not stands or decision is None or not decision.lets_hear(uow.recordings.copy(session.copy)):
        raise WrongStateError("approval_withdrawn")
    if not somebody_listens(session.parties):
        raise WrongStateError("nobody_listens")
    if decision.transcript is None:
        return request, None
    sealed = uow.transcripts.of_copy(session.copy)
    if sealed is None or sealed.digest != decision.transcript:
        raise RowRefusedError("row_refused", table="copy_transcript", key=session.copy, column="body")
    return request, sealed


def _sound_and_look(kind: EventKind, position: PlaybackPosition) -> Facts:
    """Return sound and look when it stops; while it plays nobody needs them every minute."""
    chosen = position.sound_and_look
    return chosen.facts if chosen is not None and kind is EventKind.PLAY_STOPPED else {}


def _pairs(spans: tuple[Span, ...]) -> list[list[int]]:
    return [[span.start, span.end] for span in spans]


class Brief(commands.SessionCommand[SessionView]):
    """The script was read and understood (`read`), and the sound check was heard, at this volume, in these ears."""

    read: bool
    sound_heard: bool
    volume: int
    ear: Ear


def open_sound_check(actor: Actor, id: SessionId, *, uow: UnitOfWork, sound: SoundDesk) -> Waveform:
    """Load the neutral voice; return its waveform. Nothing of the customer's is opened."""
    with uow.read_only():
        actor.conducting(id, uow).must_be(State.IDENTIFIED)
    return sound.open_sound_check()


@commands.carries_out(Brief, again=the_session)
def brief(command: Brief, *, uow: UnitOfWork, clock: Clock) -> SessionView:
    """Record the brief and the sound check. Raises FieldsError for what has not been done."""
    commands.refuse_fields(
        problems_where(
            ("read", "brief_not_read", not command.read), ("sound_heard", "sound_not_heard", not command.sound_heard)
        )
    )
    with uow:
        session = command.actor.conducting(command.session, uow).act(Action.BRIEF)
        uow.sessions.save(session)
        facts: Facts = {"volume": command.volume, "ear": command.ear.value}
        view = view_of(session, uow)
        uow.commit(command.actor.session_event(EventKind.BRIEFED, clock, session, **facts))
    return view
