"""Copies of recordings and the marks they are made from; and the end of both, and of the keys that seal them."""

from __future__ import annotations

from dataclasses import dataclass

from desktop.domain.log.events import Subject
from desktop.domain.log.replay.ledger import Ledger
from desktop.domain.log.replay.office import NOTHING, RetentionKey, checked, key_of
from desktop.domain.log.replay.recordings import Recording
from desktop.domain.log.replay.requests import moved, of
from desktop.domain.log.replay.told import (
    NOT_SAID,
    About,
    MalformedError,
    Maybe,
    NotSaid,
    OddError,
    Replayed,
    Told,
    digest,
    identifier,
    number,
    or_none,
    several,
    span,
    text,
)
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
    version: int
    style: Maybe[str]
    gain_cdb: Maybe[int]
    true_peak_cdb: Maybe[int | None]
    loudness_cdb: Maybe[int | None]
    decoder: Maybe[int]
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


def recording_unmatched(told: Told, ledger: Ledger) -> None:
    """Unlink a wrong recording: its marks are emptied, its copies destroyed."""
    request, copies = of(told, ledger), _copies(told, ledger, "copies")
    changes = moved(told, request)
    sha, version = told.said("draft_sha256", digest), told.said("version", number)
    _save_draft(told, ledger, request.id, version, sha)
    ledger.change(told, request, recording=None, copy=None, **changes)
    _destroy(told, ledger, copies)


def recording_destroyed(told: Told, ledger: Ledger) -> None:
    """Destroy a recording with its copies."""
    recording = ledger.get(Recording, told.subject(Subject.RECORDING))
    if recording.destroyed_at is not None:
        raise OddError("wrong_order")
    copies = _copies(told, ledger, "copies")
    ledger.change(told, recording, destroyed_at=told.about, has_key=False, number=None)
    _destroy(told, ledger, copies)


def _copies(told: Told, ledger: Ledger, name: str) -> list[Copy]:
    return [ledger.get(Copy, id) for id in told.fact(name, several(identifier))]


def _destroy(told: Told, ledger: Ledger, copies: list[Copy]) -> None:
    for copy in copies:
        ledger.change(told, copy, destroyed_at=told.about, has_key=False)


def retention_key_destroyed(told: Told, ledger: Ledger) -> None:
    """Destroy a retention key; what it still seals moves under a new one."""
    if not told.says("key"):
        return _destroyed_of_old(told, ledger)
    key = ledger.of(RetentionKey).get(told.fact("key", identifier))
    if key is not None and key.destroyed_at is not None:
        raise OddError("wrong_order")
    kind = told.fact("kind", text)
    if told.says("new_key"):
        fresh = RetentionKey(
            id=told.fact("new_key", identifier),
            since=told.seq,
            source=told.fact("source", text),
            month=told.fact("month", text),
            kind=kind,
            wrapped=told.fact("new_key_sha256", digest),
        )
        sealed: type[Recording | Copy] = Recording if kind == "original" else Copy
        under = [ledger.get(sealed, id) for id in told.fact("moved", several(identifier))]
        ledger.add(*checked(fresh, ledger))
        for each in under:
            ledger.change(told, each, retention_key=fresh.id)
    if key is not None:
        ledger.change(told, key, destroyed_at=told.about, wrapped=NOTHING)
    return None


def _destroyed_of_old(told: Told, ledger: Ledger) -> None:
    """Follow an older event, which does not name the key nor what moved: nothing under keys of its kind is known."""
    ledger.leave_open(RetentionKey)
    sealed: type[Recording | Copy] = Recording if told.fact("kind", text) == "original" else Copy
    for each in list(ledger.of(sealed).values()):
        ledger.change(told, each, retention_key=NOT_SAID)


def draft_saved(told: Told, ledger: Ledger) -> None:
    """Save the marks as their next version."""
    _save_draft(told, ledger, of(told, ledger).id, told.fact("version", number), told.said("sha256", digest))


def _save_draft(told: Told, ledger: Ledger, id: str, version: Maybe[int], body: Maybe[str]) -> None:
    before = ledger.of(Draft).get(id)
    follows = before.version + 1 if before else 1
    if version not in (follows, NOT_SAID):
        raise OddError("wrong_order")
    saved = {"version": follows, "body": body, "saved_by": told.actor, "saved_at": told.about}
    if before is None:
        ledger.add(Draft(id=id, since=told.seq, savers=(told.actor,), **saved))  # type: ignore[arg-type]
    else:
        savers = tuple(sorted({*before.savers, told.actor}))
        ledger.change(told, before, savers=savers, **saved)


def copy_prepared(told: Told, ledger: Ledger) -> None:
    """Give the request its copy; the one before is destroyed."""
    request, before = of(told, ledger), [] if not told.says("replaces") else _copies(told, ledger, "replaces")
    changes, id = moved(told, request), told.subject(Subject.COPY)
    recording = told.subject(Subject.RECORDING)
    if recording != request.recording:
        raise OddError("copy_of_another")
    key, fresh = key_of(told, ledger, "approved")
    copy = Copy(
        id=id,
        since=told.seq,
        request=RequestId(request.id),
        recording=RecordingId(recording),
        prepared_by=told.actor,
        prepared_at=told.about,
        rate=told.said("rate", number),
        channels=told.said("channels", number),
        frames=told.fact("frames", number),
        digest=told.fact("sha256", digest),
        retention_key=key,
        version=told.fact("version", number),
        style=told.said("style", text),
        gain_cdb=told.said("gain_cdb", number),
        true_peak_cdb=told.said("true_peak_cdb", or_none(number)),
        loudness_cdb=told.said("loudness_cdb", or_none(number)),
        decoder=told.said("decoder", number),
    )
    ledger.add(copy, *_removed(told, id), *_chapters(told, ledger, id), *fresh)
    ledger.change(told, request, copy=CopyId(id), **changes)
    _destroy(told, ledger, before)


def _removed(told: Told, copy: str) -> list[RemovedPart]:
    spans = told.fact("removed", several(span))
    channels: Maybe[tuple[int | None, ...]] = told.said("removed_channels", several(or_none(number, -1)))
    reasons = told.said("removed_reasons", several(text))
    every = len(spans)
    of_each: tuple[Maybe[int | None], ...] = (NOT_SAID,) * every if isinstance(channels, NotSaid) else channels
    why: tuple[Maybe[str], ...] = (NOT_SAID,) * every if isinstance(reasons, NotSaid) else reasons
    if not every == len(of_each) == len(why):
        raise MalformedError("removed")
    return [
        RemovedPart(
            id=f"{copy}/{position}",
            since=told.seq,
            copy=CopyId(copy),
            position=position,
            start_frame=found.start,
            end_frame=found.end,
            channel=channel,
            reason=reason,
        )
        for position, (found, channel, reason) in enumerate(zip(spans, of_each, why, strict=True))
    ]


def _chapters(told: Told, ledger: Ledger, copy: str) -> list[Chapter]:
    if not told.says("chapters"):
        ledger.leave_open(Chapter)
        return []
    return [_chapter(told, copy, at, each) for at, each in enumerate(told.fact("chapters", several(tuple_of)))]


def tuple_of(value: object) -> tuple[object, ...]:
    """Return a list, whatever is in it."""
    return several(lambda each: each)(value)


def _chapter(told: Told, copy: str, position: int, said: tuple[object, ...]) -> Chapter:
    try:
        start, end, kind = said
        found, code = span((start, end)), text(kind)
    except ValueError:
        raise MalformedError("chapters") from None
    return Chapter(
        id=f"{copy}/{position}",
        since=told.seq,
        copy=CopyId(copy),
        position=position,
        start_frame=found.start,
        end_frame=found.end,
        kind=code,
    )
