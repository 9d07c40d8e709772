"""Staff listening, under a request: to a copy before it is decided, or to the original that it was made from.

- A copy is heard by an approver, or an information officer who did not prepare it; its original by an approver alone,
  at a desk that opens originals, with their own password (`in_person`).
- The event is committed first, then the key is unwrapped (`load`). It is closed on every way out.
- Whoever may hear a copy may read what it has of the transcript. That is logged first.
- The player plays, and the caller gets the waveform. Each change of the sound device is an event of its own.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from desktop.application.office.signing_in import InPerson, acting_in_person
from desktop.application.ports.database import Clock, UnitOfWork
from desktop.application.ports.desk import PasswordCheck, SoundDesk, Waveform
from desktop.application.ports.sound import NOT_PLAYED, PlayerStatus, Strongroom, WayOut
from desktop.application.shared.commands import Actor, carries_out, idempotent_open, nothing
from desktop.application.shared.stored_sound import LogRebuilt
from desktop.domain.copies.copy import ApprovedCopy, Recording
from desktop.domain.copies.marking import RemovedPart
from desktop.domain.copies.transcript import Captions, captions_of
from desktop.domain.log.events import EventKind, Facts, Subject
from desktop.domain.office.people import Permission, Person
from desktop.domain.requests.request import Request, Status
from desktop.domain.shared.ids import RequestId
from desktop.domain.shared.spans import Span
from desktop.errors import ListeningRoomError, NotAllowedError, WrongStateError

WAVEFORM_COLUMNS = 1200
"""The columns in which an original's waveform is drawn."""


@dataclass(frozen=True)
class Opening:
    """A copy or recording that may be opened now, already logged. `removed` are the parts that the copy lacks.

    `agent_channel`: the channel of our own side, from 0; None where that is not known. `ended_because`: a code for why
    the recording ends before the call did, where that is known.
    """

    request: RequestId
    reference: str
    call_at: datetime
    sound: ApprovedCopy | Recording
    removed: tuple[RemovedPart, ...]
    agent_channel: int | None
    ended_because: str | None = None

    @property
    def original(self) -> bool:
        """Whether it is the original, with nothing removed yet."""
        return isinstance(self.sound, Recording)

    @property
    def subjects(self) -> dict[Subject, str]:
        """The subjects of its events."""
        return {Subject.REQUEST: self.request, Subject.RECORDING if self.original else Subject.COPY: self.sound.id}


@dataclass(frozen=True)
class Hearing:
    """The recording open in the player, and its waveform."""

    opening: Opening
    waveform: Waveform


def may_hear(person: Person, copy: ApprovedCopy) -> bool:
    """Return whether they can hear that copy before the decision: by their role, and as they did not prepare it."""
    allowed = person.may(Permission.DECIDE) or person.may(Permission.PREPARE_COPY)
    return allowed and person.id != copy.prepared_by


@idempotent_open
def open_copy(actor: Actor, id: RequestId, *, uow: UnitOfWork, clock: Clock) -> Opening:
    """Open the copy that waits for a decision. Raises NotAllowedError, WrongStateError."""
    with uow:
        uow.ahead("copy", id, actor.by, actor.desk)
        request, copy, original = waiting_copy(actor, id, uow)
        opening = _opening(request, copy, copy, original)
        uow.commit(actor.event(EventKind.COPY_OPENED, clock, opening.subjects, sha256=copy.digest))
    return opening


@idempotent_open
def open_original(
    by: InPerson, id: RequestId, *, uow: UnitOfWork, clock: Clock, strongroom: Strongroom | None, check: PasswordCheck
) -> Opening:
    """Open the original of a copy that waits for a decision.

    Raises FieldsError, SignInRefusedError, NotAllowedError, WrongStateError. `strongroom` is this desk's: None where it
    opens no originals.
    """
    if strongroom is None:
        raise NotAllowedError("no_originals_here")
    with uow:
        acting_in_person(by, Permission.DECIDE, uow=uow, check=check)
        request, copy, original = _waiting(id, uow)
        uow.proven.opens(original.key)
        opening = _opening(request, original, copy, original)
        uow.commit(by.actor.event(EventKind.ORIGINAL_OPENED, clock, opening.subjects, sha256=original.digest))
    return opening


def load(
    opening: Opening, rebuilt: LogRebuilt | None = None, *, sound: SoundDesk, strongroom: Strongroom | None
) -> Hearing:
    """Unwrap the key, check, load the player. Long work: touches no database.

    `rebuilt` is called when damaged derived audio is rebuilt. Raises VaultDamagedError where a stored file is not as it
    should be; nothing is open then.
    """
    try:
        if isinstance(opening.sound, ApprovedCopy):
            return Hearing(opening, sound.open(opening.sound))
        assert strongroom is not None, "asked before the event"
        strongroom.make_working(opening.sound, rebuilt=rebuilt)
        sound.open_original(opening.sound)
        return Hearing(opening, _waveform(opening.sound, strongroom))
    except ListeningRoomError:
        sound.shut()
        raise


@carries_out(again=nothing)
def heard(
    actor: Actor,
    opening: Opening,
    spans: tuple[Span, ...],
    way_out: WayOut = NOT_PLAYED,
    *,
    uow: UnitOfWork,
    clock: Clock,
) -> None:
    """Log the heard parts, in frames, once it is closed (`SoundDesk.shut`), whatever the request's status by now."""
    facts: Facts = {"heard": [[span.start, span.end] for span in spans], "frames": opening.sound.frames}
    facts |= way_out.facts
    with uow:
        uow.commit(actor.event(EventKind.HEARD, clock, opening.subjects, **facts))


@carries_out(again=nothing)
def lockdown_degraded(actor: Actor, opening: Opening, codes: tuple[str, ...], *, uow: UnitOfWork, clock: Clock) -> None:
    """Record which restrictions this PC did not apply while it was heard."""
    with uow:
        uow.commit(actor.event(EventKind.LOCKDOWN_DEGRADED, clock, opening.subjects, codes=list(codes)))


def waiting_copy(actor: Actor, id: RequestId, uow: UnitOfWork) -> tuple[Request, ApprovedCopy, Recording]:
    """Return a request whose copy that person may hear before it is decided, the copy, and its original.

    Raises NotAllowedError, WrongStateError.
    """
    person = actor.acting(Permission.PREPARE_COPY, uow, or_else=Permission.DECIDE)
    uow.proven.desk(actor.desk)
    uow.offices.desk(actor.desk).must_be_for(Permission.DECIDE)
    request, copy, original = _waiting(id, uow)
    person.must_not_be(frozenset({copy.prepared_by}))
    return request, copy, original


@idempotent_open
def read_copy_transcript(actor: Actor, id: RequestId, *, uow: UnitOfWork, clock: Clock, sound: SoundDesk) -> Captions:
    """Return the words of a copy that waits for a decision, with its removed parts in their places.

    Raises NotAllowedError, WrongStateError, VaultDamagedError.
    """
    with uow:
        _, copy, _ = waiting_copy(actor, id, uow)
        sealed = uow.transcripts.of_copy(copy.id)
        if sealed is None:
            raise WrongStateError("no_transcript")
        subjects = {Subject.REQUEST: id, Subject.COPY: copy.id}
        facts: Facts = {"sha256": sealed.digest, "lines": sealed.lines}
        uow.commit(actor.event(EventKind.TRANSCRIPT_OPENED, clock, subjects, **facts))
    return captions_of(sound.read_transcript(copy, sealed), copy.removed, copy.rate)


def _waiting(id: RequestId, uow: UnitOfWork) -> tuple[Request, ApprovedCopy, Recording]:
    """Return a request that waits for a decision, its copy, and the original of that."""
    uow.proven.request(id)
    request = uow.requests.get(id)
    request.must_be(Status.PREPARED)
    assert request.copy is not None, "it is prepared"
    copy = uow.recordings.copy(request.copy)
    return request, copy, uow.recordings.get(copy.recording)


def _opening(request: Request, sound: ApprovedCopy | Recording, copy: ApprovedCopy, original: Recording) -> Opening:
    at, agent = request.call.at, original.agent_channel
    return Opening(request.id, request.reference, at, sound, copy.removed, agent, original.ended_because)


def _waveform(original: Recording, strongroom: Strongroom) -> Waveform:
    columns = strongroom.waveform(original).columns(0, original.frames, WAVEFORM_COLUMNS)
    lanes = tuple(
        tuple((low / 32768, high / 32768) for low, high in zip(*lane, strict=True)) for lane in columns.tolist()
    )
    return Waveform(original.frames, original.rate, lanes)


@carries_out(again=nothing)
def sounds_on(
    actor: Actor, subjects: Mapping[Subject, str], status: PlayerStatus, *, uow: UnitOfWork, clock: Clock
) -> None:
    """Log where it plays, and on which device, as a session does. `subjects`: the request, and what is played."""
    facts = {"frame": status.frame, "rate_percent": round(status.rate * 100)}
    with uow:
        uow.commit(actor.event(EventKind.PLAY_STARTED, clock, subjects, **status.way_out.facts, **facts))
