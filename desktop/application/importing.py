"""Bringing in the recording that a request asks for: decoded once to see that it is one, kept as it came, encrypted.

Rules:
- Idempotent: the same bytes are the same recording.
- The holds of the request hold it from then on.
- Refused whole where it is not a recording that we can use (MediaRefusedError); nothing is half done.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime

from desktop.application.acting import At, acting, event_of
from desktop.application.holding import hold_match
from desktop.application.ports import Clock
from desktop.application.ports_sound import Imported, Incoming, Strongroom
from desktop.application.storage import UnitOfWork
from desktop.domain.copy import Recording, SealedKey
from desktop.domain.events import EventKind, Facts, Subject
from desktop.domain.ids import RecordingId, RequestId, RetentionKeyId, new_id
from desktop.domain.people import Permission
from desktop.domain.request import Status
from desktop.domain.retention import month_of


@dataclass(frozen=True)
class ImportRecording:
    """A file, where it comes from and when the call was (aware)."""

    at: At
    request: RequestId
    incoming: Incoming
    source: str
    call_at: datetime
    outbound: bool = False


def retention_key_for(
    source: str, month: str, kind: str, uow: UnitOfWork, strongroom: Strongroom
) -> tuple[RetentionKeyId, bytes]:
    """The retention key of that source, month and kind, made and wrapped to the desks if there is none yet."""
    found = uow.recordings.retention_key(source, month, kind)
    if found is not None:
        return found
    id = RetentionKeyId(new_id())
    wrapped = strongroom.new_retention_key(uow.reading.desk_recipients(kind))
    uow.recordings.add_retention_key(id, source, month, kind, wrapped)
    return id, wrapped


def import_recording(command: ImportRecording, *, uow: UnitOfWork, clock: Clock, strongroom: Strongroom) -> Recording:
    """Bring it in for the request. Raises MediaRefusedError."""
    digest = strongroom.digest(command.incoming)
    with uow:
        acting(command.at, Permission.PREPARE_COPY, uow)
        request = uow.requests.get(command.request)
        request.must_be(Status.TAKEN)
        recording = uow.recordings.by_digest(digest)
        known = recording is not None
        if recording is None:
            month = month_of(command.call_at, uow.offices.get().zone)
            key, wrapped = retention_key_for(command.source, month, "original", uow, strongroom)
            imported = strongroom.lock_away(RecordingId(new_id()), command.incoming, wrapped, digest=digest)
            recording = _recording(imported, command, SealedKey(imported.data_key_wrapped, key, wrapped), clock)
            uow.recordings.add(recording)
        uow.requests.save(replace(request, recording=recording.id, status=Status.MATCHED))
        hold_match(request.id, recording.id, uow)
        subjects = {Subject.REQUEST: request.id, Subject.RECORDING: recording.id}
        kind = EventKind.RECORDING_MATCHED if known else EventKind.RECORDING_IMPORTED
        facts: Facts = {
            "format": recording.format,
            "frames": recording.frames,
            "rate": recording.rate,
            "sha256": digest,
        }
        uow.commit(event_of(kind, command.at, clock, subjects, **facts))
    return recording


def _recording(imported: Imported, command: ImportRecording, key: SealedKey, clock: Clock) -> Recording:
    return Recording(
        id=imported.id,
        source=command.source,
        call_at=command.call_at,
        outbound=command.outbound,
        format=imported.format,
        rate=imported.rate,
        channels=imported.channels,
        frames=imported.frames,
        digest=imported.digest,
        key=key,
        imported_at=clock.now(),
    )
