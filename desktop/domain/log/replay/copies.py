"""Copies of recordings and the marks they are made from; and the end of both, and of the keys that seal them."""

from __future__ import annotations

from dataclasses import dataclass

from desktop.domain.log.events import EventKind, Subject
from desktop.domain.log.replay import transcripts
from desktop.domain.log.replay.entry import (
    NOT_SAID,
    About,
    Entry,
    MalformedError,
    Maybe,
    NotSaid,
    OutOfOrderError,
    Replayed,
    digest,
    identifier,
    number,
    or_none,
    several,
    span,
    spans,
    text,
)
from desktop.domain.log.replay.holds import is_held
from desktop.domain.log.replay.keys import NOTHING, RetentionKey, checked, key_of
from desktop.domain.log.replay.ledger import Ledger, follows
from desktop.domain.log.replay.recordings import Recording
from desktop.domain.log.replay.requests import moved, of
from desktop.domain.shared.ids import CopyId, PersonId, RecordingId, RequestId


@dataclass(frozen=True, kw_only=True)
class Copy(Replayed):
    """A copy. `digest`: the SHA-256 of its sound; `version`: that of the marks it was made from."""

    request: RequestId
    recording: RecordingId
    prepared_by: PersonId
    prepared_at: About
    rate: Maybe[int]
    channels: Maybe[int]
    frames: int
    digest: str
    retention_key: Maybe[str]
    version: Maybe[int]
    style: Maybe[str]
    gain_cdb: Maybe[int]
    true_peak_cdb: Maybe[int | None]
    loudness_cdb: Maybe[int | None]
    destroyed_at: About | None = None
    has_key: bool = True


@dataclass(frozen=True, kw_only=True)
class RemovedPart(Replayed):
    """A part that a copy lacks."""

    copy: CopyId
    position: int
    start_frame: int
    end_frame: int
    channel: Maybe[int | None]
    reason: Maybe[str]


@dataclass(frozen=True, kw_only=True)
class Chapter(Replayed):
    """A part of a copy that the listener is shown."""

    copy: CopyId
    position: int
    start_frame: int
    end_frame: int
    kind: str


@dataclass(frozen=True, kw_only=True)
class Draft(Replayed):
    """The marks of the request with that identifier. `body`: the SHA-256 of their text; `savers`: sorted."""

    version: int
    body: Maybe[str]
    saved_by: PersonId
    saved_at: About
    savers: tuple[PersonId, ...]


@follows(EventKind.RECORDING_UNLINKED)
def recording_unlinked(entry: Entry, ledger: Ledger) -> None:
    """Unlink a wrong recording: its marks are emptied, its copies destroyed."""
    request, copies = of(entry, ledger), _copies(entry, ledger, "copies")
    _must_be_of(copies, "request", request.id)
    changes = moved(entry, request)
    sha, version = entry.said("draft_sha256", digest), entry.said("version", number)
    _save_draft(entry, ledger, request.id, version, sha)
    transcripts.destroy_of_request(entry, ledger, request.id)
    ledger.change(entry, request, recording=None, copy=None, **changes)
    _destroy(entry, ledger, copies)


@follows(EventKind.RECORDING_DESTROYED)
def recording_destroyed(entry: Entry, ledger: Ledger) -> None:
    """Destroy a recording with its copies. One that a hold in force has is a finding."""
    recording = ledger.get(Recording, entry.subject(Subject.RECORDING))
    if recording.destroyed_at is not None:
        raise OutOfOrderError("wrong_order")
    copies = _copies(entry, ledger, "copies")
    _must_be_of(copies, "recording", recording.id)
    if is_held(ledger, recording.id):
        ledger.note_finding(entry, "destroyed_on_hold")
    ledger.change(entry, recording, destroyed_at=entry.about, has_key=False, number=None)
    transcripts.destroy_of_recording(entry, ledger, recording.id)
    _destroy(entry, ledger, copies)


def _copies(entry: Entry, ledger: Ledger, name: str) -> list[Copy]:
    return [ledger.get(Copy, id) for id in entry.fact(name, several(identifier))]


def _must_be_of(copies: list[Copy], name: str, id: str) -> None:
    """Raise OutOfOrderError (`copy_of_another`) where one of them belongs to another request, or recording."""
    if any(getattr(copy, name) != id for copy in copies):
        raise OutOfOrderError("copy_of_another")


def _destroy(entry: Entry, ledger: Ledger, copies: list[Copy]) -> None:
    for copy in copies:
        ledger.change(entry, copy, destroyed_at=entry.about, has_key=False)
        transcripts.destroy_of_copy(entry, ledger, copy.id)


@follows(EventKind.RETENTION_KEY_DESTROYED)
def retention_key_destroyed(entry: Entry, ledger: Ledger) -> None:
    """Destroy a retention key; what it still seals moves under a new one."""
    if not entry.says("key"):
        return _destroyed_of_old(entry, ledger)
    key = ledger.of(RetentionKey).get(entry.fact("key", identifier))
    if key is not None and key.destroyed_at is not None:
        raise OutOfOrderError("wrong_order")
    if entry.says("new_key"):
        _move(entry, ledger)
    if key is not None:
        ledger.change(entry, key, destroyed_at=entry.about, wrapped=NOTHING)
    return None


@follows(EventKind.RETENTION_KEY_RENEWED)
def retention_key_renewed(entry: Entry, ledger: Ledger) -> None:
    """Move some of what a retired key seals under a new one."""
    key = ledger.of(RetentionKey).get(entry.fact("key", identifier))
    if key is not None and (key.destroyed_at is not None or key.retired_at is None):
        raise OutOfOrderError("wrong_order")
    _move(entry, ledger)


def _move(entry: Entry, ledger: Ledger) -> None:
    kind = entry.fact("kind", text)
    fresh = RetentionKey(
        id=entry.fact("new_key", identifier),
        since=entry.seq,
        source=entry.fact("source", text),
        month=entry.fact("month", text),
        kind=kind,
        wrapped=entry.fact("new_key_sha256", digest),
    )
    sealed: type[Recording | Copy] = Recording if kind == "original" else Copy
    under = [ledger.get(sealed, id) for id in entry.fact("moved", several(identifier))]
    ledger.add(*checked(fresh, ledger))
    for each in under:
        ledger.change(entry, each, retention_key=fresh.id)


def _destroyed_of_old(entry: Entry, ledger: Ledger) -> None:
    """Follow an older event, which does not name the key nor what moved: nothing under keys of its kind is known."""
    ledger.leave_open(RetentionKey)
    sealed: type[Recording | Copy] = Recording if entry.fact("kind", text) == "original" else Copy
    for each in list(ledger.of(sealed).values()):
        ledger.change(entry, each, retention_key=NOT_SAID)


@follows(EventKind.DRAFT_SAVED)
def draft_saved(entry: Entry, ledger: Ledger) -> None:
    """Save the marks as their next version."""
    _save_draft(entry, ledger, of(entry, ledger).id, entry.fact("version", number), entry.said("sha256", digest))


def _save_draft(entry: Entry, ledger: Ledger, id: str, version: Maybe[int], body: Maybe[str]) -> None:
    before = ledger.of(Draft).get(id)
    follows = before.version + 1 if before else 1
    if version not in (follows, NOT_SAID):
        raise OutOfOrderError("wrong_order")
    saved = {"version": follows, "body": body, "saved_by": entry.actor, "saved_at": entry.about}
    if before is None:
        ledger.add(Draft(id=id, since=entry.seq, savers=(entry.actor,), **saved))  # type: ignore[arg-type]
    else:
        savers = tuple(sorted({*before.savers, entry.actor}))
        ledger.change(entry, before, savers=savers, **saved)


@follows(EventKind.COPY_PREPARED)
def copy_prepared(entry: Entry, ledger: Ledger) -> None:
    """Give the request its copy; the one before is destroyed."""
    request, before = of(entry, ledger), [] if not entry.says("replaces") else _copies(entry, ledger, "replaces")
    _must_be_of(before, "request", request.id)
    changes, id = moved(entry, request), entry.subject(Subject.COPY)
    recording = entry.subject(Subject.RECORDING)
    if recording != request.recording:
        raise OutOfOrderError("copy_of_another")
    key, fresh = key_of(entry, ledger, "approved")
    copy = Copy(
        id=id,
        since=entry.seq,
        request=RequestId(request.id),
        recording=RecordingId(recording),
        prepared_by=entry.actor,
        prepared_at=entry.about,
        rate=entry.said("rate", number),
        channels=entry.said("channels", number),
        frames=entry.fact("frames", number),
        digest=entry.fact("sha256", digest),
        retention_key=key,
        version=entry.said("version", number),
        style=entry.said("style", text),
        gain_cdb=entry.said("gain_cdb", number),
        true_peak_cdb=entry.said("true_peak_cdb", or_none(number)),
        loudness_cdb=entry.said("loudness_cdb", or_none(number)),
    )
    words = transcripts.of_copy(entry, id)
    ledger.add(copy, *_removed(entry, id), *_chapters(entry, ledger, id), *words, *fresh)
    ledger.change(entry, request, copy=CopyId(id), **changes)
    _destroy(entry, ledger, before)


def _removed(entry: Entry, copy: str) -> list[RemovedPart]:
    parts = entry.fact("removed", spans)
    channels: Maybe[tuple[int | None, ...]] = entry.said("removed_channels", several(or_none(number, -1)))
    reasons = entry.said("removed_reasons", several(text))
    every = len(parts)
    of_each: tuple[Maybe[int | None], ...] = (NOT_SAID,) * every if isinstance(channels, NotSaid) else channels
    why: tuple[Maybe[str], ...] = (NOT_SAID,) * every if isinstance(reasons, NotSaid) else reasons
    if not every == len(of_each) == len(why):
        raise MalformedError("removed")
    return [
        RemovedPart(
            id=f"{copy}/{position}",
            since=entry.seq,
            copy=CopyId(copy),
            position=position,
            start_frame=found.start,
            end_frame=found.end,
            channel=channel,
            reason=reason,
        )
        for position, (found, channel, reason) in enumerate(zip(parts, of_each, why, strict=True))
    ]


def _chapters(entry: Entry, ledger: Ledger, copy: str) -> list[Chapter]:
    if not entry.says("chapters"):
        ledger.leave_open(Chapter)
        return []
    return [_chapter(entry, copy, at, each) for at, each in enumerate(entry.fact("chapters", several(tuple_of)))]


def tuple_of(value: object) -> tuple[object, ...]:
    """Return a list, whatever is in it."""
    return several(lambda each: each)(value)


def _chapter(entry: Entry, copy: str, position: int, said: tuple[object, ...]) -> Chapter:
    try:
        start, end, kind = said
        found, code = span((start, end)), text(kind)
    except ValueError:
        raise MalformedError("chapters") from None
    return Chapter(
        id=f"{copy}/{position}",
        since=entry.seq,
        copy=CopyId(copy),
        position=position,
        start_frame=found.start,
        end_frame=found.end,
        kind=code,
    )
