"""Storing a recording from outside: decoded once to see that it is one, stored as received, encrypted.

Rules:
- Idempotent: the same bytes are the same recording. Where its file is gone from the vault, it is stored again.
- Every open request that it could match holds it from then on.
- It is stored outside of the transaction that records it, and deleted where that fails. A file that a killed program
  left cannot be opened, and is quarantined at night.
- Refused whole where it is not a recording that we can use (MediaRefusedError); nothing is half done.
- Whole folders are imported by `folder_import`.
"""

from __future__ import annotations

import secrets
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, replace
from datetime import datetime
from zoneinfo import ZoneInfo

from desktop.application.ports.database import Clock, UnitOfWork
from desktop.application.ports.desk import Numbers
from desktop.application.ports.requests import AskedCall
from desktop.application.ports.sound import Imported, Incoming, Strongroom
from desktop.application.recordings.holding import Matching, RecordedCall, hold_for, hold_match
from desktop.application.shared.commands import RequestCommand, carries_out, the_recording
from desktop.application.shared.stored_sound import ORIGINAL, SealingKey
from desktop.domain.copies.copy import Recording, SealedKey
from desktop.domain.log.events import EventKind, Facts, Subject, time_text
from desktop.domain.office.people import Permission
from desktop.domain.recordings.retention import month_of
from desktop.domain.requests.request import Request, Status
from desktop.domain.shared.ids import RecordingId, new_id
from desktop.domain.shared.typed_text import SALT_BYTES
from desktop.domain.shared.written_numbers import UNREADABLE
from desktop.errors import AlreadySavedError, ExternalSystemError, InDoubtError, WrongStateError


class ImportRecording(RequestCommand[Recording]):
    """A file, its source, the time of the call (aware), and the outside party's number if known.

    `agent_channel`: the channel of the member of staff, from 0, where that is known.
    """

    incoming: Incoming
    source: str
    call_at: datetime
    outbound: bool = False
    number: str | None = None
    agent_channel: int | None = None


@dataclass(frozen=True)
class Arriving:
    """A recording being imported: its source, its call metadata, and the requests it could match."""

    source: str
    recorded: RecordedCall
    asking: tuple[AskedCall, ...] = ()
    agent_channel: int | None = None
    ended_because: str | None = None

    @property
    def outbound(self) -> bool:
        """The direction; where not known, that of the requested call: else a search for it would not find it."""
        if self.recorded.outbound is None:
            return bool(self.asking) and self.asking[0].call.outbound
        return self.recorded.outbound


@dataclass(frozen=True)
class Stored:
    """A file stored in the vault under that key, not recorded yet."""

    imported: Imported
    key: SealingKey


def keep(
    arriving: Arriving, digest: str, stored: Stored | None, uow: UnitOfWork, strongroom: Strongroom, clock: Clock
) -> tuple[Recording, bool]:
    """Save it, unless its bytes are known by now; return the recording, and whether it is new.

    `stored` is None where they were known before. Raises WrongStateError where they have been destroyed since.
    """
    found = uow.recordings.by_digest(stored.imported.digest if stored else digest)
    if found is not None:
        return found, False
    if stored is None:
        raise WrongStateError("recording_gone")
    key = stored.key.seal(stored.imported.id, stored.imported.data_key_wrapped, uow, strongroom)
    recording = _recording(arriving, stored.imported, key, clock)
    uow.recordings.add(recording)
    return recording, True


def tell_number(recording: Recording, number: str | None, uow: UnitOfWork) -> Recording | None:
    """Set the number of a recording whose number could not be read, and return it; None where that is not needed."""
    if recording.number != UNREADABLE or number == UNREADABLE:
        return None
    told = replace(recording, number=number, salt=secrets.token_hex(SALT_BYTES))
    uow.recordings.tell_number(told.id, number, told.salt)
    return told


@contextmanager
def dropped_on_failure(stored: Stored | None, strongroom: Strongroom) -> Iterator[None]:
    """Delete what was stored for a transaction that fails; not where that may be, or is, committed."""
    try:
        yield
    except (InDoubtError, AlreadySavedError):
        raise
    except Exception:
        if stored is not None:
            with suppress(ExternalSystemError):  # then no row names it, and the nightly run quarantines it
                strongroom.remove(ORIGINAL, stored.imported.id)
        raise


def drop_unless_kept(stored: Stored | None, recording: Recording, strongroom: Strongroom) -> None:
    """Delete a duplicate from the vault, after the transaction."""
    if stored is not None and stored.imported.id != recording.id:
        strongroom.remove(ORIGINAL, stored.imported.id)


def kind_of(fresh: bool, back: bool) -> EventKind:
    """Return the kind of its event: a new recording, one whose file was restored, or one already there."""
    if fresh:
        return EventKind.RECORDING_IMPORTED
    return EventKind.RECORDING_BROUGHT_BACK if back else EventKind.RECORDING_LINKED


def facts_of(recording: Recording, zone: ZoneInfo) -> Facts:
    """Return the facts of its import event: whatever its row says, and the key that it is under.

    Of the number it has a salted digest.
    """
    more: Facts = {} if recording.number_digest is None else {"number_digest": recording.number_digest}
    if recording.key.wrapped_to:
        more["wrapped_to"] = recording.key.wrapped_to
    return more | {
        "agent_channel": -1 if recording.agent_channel is None else recording.agent_channel,
        "called_at": time_text(recording.call_at),
        "channels": recording.channels,
        "ended_because": recording.ended_because or "",
        "key": recording.key.retention_key,
        "key_month": month_of(recording.call_at, zone),
        "key_sha256": recording.key.retention_key_digest,
        "outbound": recording.outbound,
        "source": recording.source,
        "format": recording.format,
        "frames": recording.frames,
        "rate": recording.rate,
        "sha256": recording.digest,
    }


@carries_out(ImportRecording, again=the_recording)
def import_recording(
    command: ImportRecording, *, uow: UnitOfWork, clock: Clock, strongroom: Strongroom, numbers: Numbers
) -> Recording:
    """Import the recording of the request. Raises MediaRefusedError."""
    digest = strongroom.digest(command.incoming)
    with uow:
        _asked_for(command, uow)
        zone = uow.offices.get().zone
        known = uow.recordings.by_digest(digest)
        key = SealingKey.ready(ORIGINAL, command.source, month_of(command.call_at, zone), uow, strongroom)
    stored, back = None, known is not None and strongroom.store_again(known, command.incoming)
    if known is None:
        id = RecordingId(new_id())
        stored = Stored(strongroom.lock_away(id, command.incoming, key.wrapped, digest=digest), key)
    matching = Matching(numbers, zone)
    recorded = RecordedCall(command.call_at, matching.recorded_number(command.number), command.outbound)
    with dropped_on_failure(stored, strongroom), uow:
        request = _asked_for(command, uow)
        asking = matching.asking_for(recorded, matching.open_calls(uow))
        arriving = Arriving(command.source, recorded, asking, command.agent_channel)
        recording, fresh = keep(arriving, digest, stored, uow, strongroom, clock)
        uow.proven.request(request.id)
        if not fresh:  # a row says that it has these bytes
            uow.proven.recording(recording.id)
        uow.requests.save(replace(request, recording=recording.id, status=Status.LINKED))
        hold_match(request.id, recording.id, uow)
        held = (request.id, *hold_for(arriving.asking, recording.id, uow))
        subjects = {Subject.REQUEST: request.id, Subject.RECORDING: recording.id}
        facts = {**facts_of(recording, zone), "requests": held}
        uow.commit(command.actor.event(kind_of(fresh, back), clock, subjects, **facts))
    drop_unless_kept(stored, recording, strongroom)
    return recording


def _asked_for(command: ImportRecording, uow: UnitOfWork) -> Request:
    """Return the request, which has no recording yet. Raises NotAllowedError, WrongStateError."""
    command.actor.acting(Permission.PREPARE_COPY, uow)
    request = uow.requests.get(command.request)
    request.must_be(Status.TAKEN)
    return request


def _recording(arriving: Arriving, imported: Imported, key: SealedKey, clock: Clock) -> Recording:
    return Recording(
        id=imported.id,
        source=arriving.source,
        call_at=arriving.recorded.call_at,
        outbound=arriving.outbound,
        format=imported.format,
        rate=imported.rate,
        channels=imported.channels,
        frames=imported.frames,
        digest=imported.digest,
        key=key,
        imported_at=clock.now(),
        number=arriving.recorded.number,
        agent_channel=arriving.agent_channel,
        ended_because=arriving.ended_because,
        salt=secrets.token_hex(SALT_BYTES),
    )
