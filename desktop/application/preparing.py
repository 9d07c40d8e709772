"""Preparing the copy that may be heard: parts removed, rendered, locked away under the copies' own key."""

from __future__ import annotations

from dataclasses import dataclass, replace

from desktop.application.acting import At, acting, event_of
from desktop.application.importing import retention_key_for
from desktop.application.ports import Clock
from desktop.application.ports_sound import Prepared, Strongroom
from desktop.application.storage import UnitOfWork
from desktop.domain.chapters import Chapter, chapters_of
from desktop.domain.copy import ApprovedCopy, Recording, SealedKey
from desktop.domain.events import EventKind, Facts, Subject
from desktop.domain.ids import CopyId, RequestId, new_id
from desktop.domain.people import Permission
from desktop.domain.removal import Removal, frames_of
from desktop.domain.request import RemovedPart, Request, Status
from desktop.domain.retention import month_of
from desktop.domain.spans import Span


@dataclass(frozen=True)
class PrepareCopy:
    """Which parts to remove (milliseconds, each with its reason); `guard_ms` pads each."""

    at: At
    request: RequestId
    removals: tuple[Removal, ...]
    guard_ms: int = 150


def prepare_copy(command: PrepareCopy, *, uow: UnitOfWork, clock: Clock, strongroom: Strongroom) -> ApprovedCopy:
    """Render and keep the copy; it waits for somebody else's decision. Long work."""
    with uow:
        acting(command.at, Permission.PREPARE_COPY, uow)
        request = uow.requests.get(command.request)
        request.must_be(Status.MATCHED, Status.PREPARED)
        assert request.recording is not None
        original = uow.recordings.get(request.recording)
        parts = removed_parts(command.removals, original, command.guard_ms)
        month = month_of(original.call_at, uow.offices.get().zone)
        key, wrapped = retention_key_for(original.source, month, "approved", uow, strongroom)
        prepared = strongroom.render(CopyId(new_id()), original, parts, wrapped)
        sealed = SealedKey(prepared.data_key_wrapped, key, wrapped)
        copy = _copy(prepared, request, command, original, parts, sealed, clock)
        copy = replace(copy, chapters=_chapters(original, parts, strongroom))
        uow.recordings.add_copy(copy)
        uow.requests.save(replace(request, copy=copy.id, status=Status.PREPARED))
        subjects = {Subject.REQUEST: request.id, Subject.RECORDING: original.id, Subject.COPY: copy.id}
        spans = [[part.start, part.end] for part in parts]
        facts: Facts = {"sha256": copy.digest, "frames": copy.frames, "removed": spans}
        uow.commit(event_of(EventKind.COPY_PREPARED, command.at, clock, subjects, **facts))
    return copy


def removed_parts(removals: tuple[Removal, ...], original: Recording, guard_ms: int) -> tuple[RemovedPart, ...]:
    """Each removal as frames, padded and rounded outwards, with its own reason."""
    parts = []
    for removal in removals:
        for found in frames_of((removal,), original.rate, original.frames, guard_ms):
            parts.append(RemovedPart(found.start, found.end, found.channel, removal.reason))
    return tuple(sorted(parts, key=lambda part: (part.start, part.end)))


def _chapters(original: Recording, removed: tuple[RemovedPart, ...], strongroom: Strongroom) -> tuple[Chapter, ...]:
    """Found in the working copy, which is there once the copy has been rendered from it."""
    found = strongroom.proposals(original, original.agent_channel)
    gone = [Span(part.start, part.end) for part in removed]
    return chapters_of([(each.kind, each.start, each.end, each.channel) for each in found], gone, original.rate)


def _copy(
    prepared: Prepared,
    request: Request,
    command: PrepareCopy,
    original: Recording,
    parts: tuple[RemovedPart, ...],
    key: SealedKey,
    clock: Clock,
) -> ApprovedCopy:
    return ApprovedCopy(
        id=prepared.id,
        request=request.id,
        recording=original.id,
        prepared_by=command.at.by,
        prepared_at=clock.now(),
        rate=prepared.rate,
        channels=prepared.channels,
        frames=prepared.frames,
        digest=prepared.digest,
        key=key,
        removed=parts,
    )
