"""Copies of recordings: marks and transcripts they are made from, decisions on them, files that went to the police.

- What ends with a recording or copy is here, too: its transcript, and the keys that seal it.
- A transcript's `body` is the SHA-256 of the stored ciphertext, as `digest` is; where it is destroyed, `body` becomes
  that of nothing.
- A disclosure is of an approved copy.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from desktop.domain.log.events import EventKind, Subject
from desktop.domain.log.replay.holds import is_held
from desktop.domain.log.replay.ledger import (
    About,
    Entry,
    Ledger,
    MalformedError,
    OutOfOrderError,
    Replayed,
    day,
    digest,
    follows,
    identifier,
    number,
    or_none,
    several,
    span,
    spans,
    text,
)
from desktop.domain.log.replay.office import Note, new, note_of
from desktop.domain.log.replay.pcs import NOTHING, RetentionKey, checked, key_of
from desktop.domain.log.replay.recordings import Recording
from desktop.domain.log.replay.requests import Approval, Request, moved, of
from desktop.domain.shared.ids import CopyId, NoteId, PersonId, RecordingId, RequestId


@dataclass(frozen=True, kw_only=True)
class SavedTranscript(Replayed):
    """The transcript of the request with that identifier; `savers`: sorted."""

    version: int
    lines: int
    digest: str
    body: str
    saved_by: PersonId
    saved_at: About
    savers: tuple[PersonId, ...]


@dataclass(frozen=True, kw_only=True)
class CopyTranscript(Replayed):
    """The transcript of the copy with that identifier; `version`: of the one that it was made from."""

    version: int
    lines: int
    digest: str
    body: str


@follows(EventKind.TRANSCRIPT_SAVED)
def transcript_saved(entry: Entry, ledger: Ledger) -> None:
    """Save a transcript as its next version."""
    request, version = of(entry, ledger), entry.fact("version", number)
    before = ledger.of(SavedTranscript).get(request.id)
    if version != (before.version + 1 if before else 1):
        raise OutOfOrderError("wrong_order")
    said, lines = entry.fact("sha256", digest), entry.fact("lines", number)
    saved: dict[str, Any] = {"version": version, "lines": lines, "digest": said, "body": said}
    saved |= {"saved_by": entry.actor, "saved_at": entry.about}
    if before is None:
        ledger.add(SavedTranscript(id=request.id, since=entry.seq, savers=(entry.actor,), **saved))
    else:
        savers = tuple(sorted({*before.savers, entry.actor}))
        ledger.change(entry, before, savers=savers, **saved)


def transcript_of_copy(entry: Entry, copy: str) -> list[CopyTranscript]:
    """Return the transcript that a prepared copy has, if any."""
    if not entry.says("transcript_sha256"):
        return []
    said = entry.fact("transcript_sha256", digest)
    version, lines = entry.fact("transcript_version", number), entry.fact("transcript_lines", number)
    return [CopyTranscript(id=copy, since=entry.seq, version=version, lines=lines, digest=said, body=said)]


def approved_transcript(entry: Entry, ledger: Ledger, copy: str) -> str | None:
    """Return the digest of the transcript that is approved with a copy; None where none is."""
    if not entry.says("transcript"):
        return None
    said = entry.fact("transcript", digest)
    if ledger.get(CopyTranscript, copy).digest != said:
        raise OutOfOrderError("approval_of_another_copy")
    return said


def destroy_transcript_of_request(entry: Entry, ledger: Ledger, request: str) -> None:
    """Destroy the transcript of a request, if it has one."""
    if (found := ledger.of(SavedTranscript).get(request)) is not None:
        ledger.change(entry, found, body=NOTHING)


def destroy_transcripts_of_recording(entry: Entry, ledger: Ledger, recording: str) -> None:
    """Destroy the transcripts of every request that has that recording."""
    for id in [id for id in ledger.of(SavedTranscript) if ledger.get(Request, id).recording == recording]:
        destroy_transcript_of_request(entry, ledger, id)


def destroy_transcript_of_copy(entry: Entry, ledger: Ledger, copy: str) -> None:
    """Destroy the transcript of a copy, if it has one."""
    if (found := ledger.of(CopyTranscript).get(copy)) is not None:
        ledger.change(entry, found, body=NOTHING)


@dataclass(frozen=True, kw_only=True)
class Copy(Replayed):
    """A copy. `digest`: the SHA-256 of its sound; `version`: that of the marks it was made from."""

    request: RequestId
    recording: RecordingId
    prepared_by: PersonId
    prepared_at: About
    rate: int
    channels: int
    frames: int
    digest: str
    retention_key: str
    version: int
    style: str
    gain_cdb: int
    true_peak_cdb: int | None
    loudness_cdb: int | None
    destroyed_at: About | None = None
    has_key: bool = True


@dataclass(frozen=True, kw_only=True)
class RemovedPart(Replayed):
    """A part that a copy lacks."""

    copy: CopyId
    position: int
    start_frame: int
    end_frame: int
    channel: int | None
    reason: str


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
    body: str
    saved_by: PersonId
    saved_at: About
    savers: tuple[PersonId, ...]


@follows(EventKind.RECORDING_UNLINKED)
def recording_unlinked(entry: Entry, ledger: Ledger) -> None:
    """Unlink a wrong recording: its marks are emptied, its copies destroyed."""
    request, copies = of(entry, ledger), _copies(entry, ledger, "copies")
    _must_be_of(copies, "request", request.id)
    changes = moved(entry, request)
    _save_draft(entry, ledger, request.id, entry.fact("draft_sha256", digest))
    destroy_transcript_of_request(entry, ledger, request.id)
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
    destroy_transcripts_of_recording(entry, ledger, recording.id)
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
        destroy_transcript_of_copy(entry, ledger, copy.id)


@follows(EventKind.RETENTION_KEY_DESTROYED)
def retention_key_destroyed(entry: Entry, ledger: Ledger) -> None:
    """Destroy a retention key; what it still seals moves under a new one."""
    key = ledger.of(RetentionKey).get(entry.fact("key", identifier))
    if key is not None and key.destroyed_at is not None:
        raise OutOfOrderError("wrong_order")
    if entry.says("new_key"):
        _move(entry, ledger)
    if key is not None:
        ledger.change(entry, key, destroyed_at=entry.about, wrapped=NOTHING)


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


@follows(EventKind.DRAFT_SAVED)
def draft_saved(entry: Entry, ledger: Ledger) -> None:
    """Save the marks as their next version."""
    _save_draft(entry, ledger, of(entry, ledger).id, entry.fact("sha256", digest))


def _save_draft(entry: Entry, ledger: Ledger, id: str, body: str) -> None:
    before, version = ledger.of(Draft).get(id), entry.fact("version", number)
    if version != (before.version + 1 if before else 1):
        raise OutOfOrderError("wrong_order")
    saved: dict[str, Any] = {"version": version, "body": body, "saved_by": entry.actor, "saved_at": entry.about}
    if before is None:
        ledger.add(Draft(id=id, since=entry.seq, savers=(entry.actor,), **saved))
    else:
        savers = tuple(sorted({*before.savers, entry.actor}))
        ledger.change(entry, before, savers=savers, **saved)


@follows(EventKind.COPY_PREPARED)
def copy_prepared(entry: Entry, ledger: Ledger) -> None:
    """Give the request its copy; the one before is destroyed."""
    request, before = of(entry, ledger), _copies(entry, ledger, "replaces")
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
        rate=entry.fact("rate", number),
        channels=entry.fact("channels", number),
        frames=entry.fact("frames", number),
        digest=entry.fact("sha256", digest),
        retention_key=key,
        version=entry.fact("version", number),
        style=entry.fact("style", text),
        gain_cdb=entry.fact("gain_cdb", number),
        true_peak_cdb=entry.fact("true_peak_cdb", or_none(number)),
        loudness_cdb=entry.fact("loudness_cdb", or_none(number)),
    )
    words = transcript_of_copy(entry, id)
    ledger.add(copy, *_removed(entry, id), *_chapters(entry, id), *words, *fresh)
    ledger.change(entry, request, copy=CopyId(id), **changes)
    _destroy(entry, ledger, before)


def _removed(entry: Entry, copy: str) -> list[RemovedPart]:
    parts = entry.fact("removed", spans)
    channels = entry.fact("removed_channels", several(or_none(number, -1)))
    reasons = entry.fact("removed_reasons", several(text))
    if not len(parts) == len(channels) == len(reasons):
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
        for position, (found, channel, reason) in enumerate(zip(parts, channels, reasons, strict=True))
    ]


def _chapters(entry: Entry, copy: str) -> list[Chapter]:
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


@dataclass(frozen=True, kw_only=True)
class Decision(Replayed):
    """A decision, or an approval withdrawn."""

    request: RequestId
    copy: CopyId | None
    copy_digest: str | None
    decided_by: PersonId
    decided_at: About
    approved: bool
    refusal: str | None
    until: date | None
    note: NoteId | None
    sent_back: bool
    weighed: tuple[tuple[str, str], ...]
    version: int | None
    position: int
    transcript: str | None = None


@follows(EventKind.REQUEST_APPROVED, EventKind.REQUEST_SENT_BACK, EventKind.REQUEST_REFUSED)
def decided(entry: Entry, ledger: Ledger) -> None:
    """Follow a decision on a request; an approval binds its copy as it is."""
    request = of(entry, ledger)
    changes: dict[str, object] = dict(moved(entry, request))
    approves = entry.kind is EventKind.REQUEST_APPROVED
    words = approved_transcript(entry, ledger, entry.subject(Subject.COPY)) if approves else None
    rows = _decision(entry, request, words)
    if approves:
        changes["approved_until"] = until = entry.fact("until", or_none(day))
        _approve(entry, ledger, request, until)
    ledger.add(*rows)
    if entry.kind is EventKind.REQUEST_SENT_BACK:
        changes["copy"] = None
    ledger.change(entry, request, decisions=request.decisions + 1, **changes)


@follows(EventKind.APPROVAL_WITHDRAWN)
def approval_withdrawn(entry: Entry, ledger: Ledger) -> None:
    """Withdraw an approval: the copy waits for a decision again."""
    request = of(entry, ledger)
    changes = moved(entry, request)
    ledger.add(*_decision(entry, request))
    ledger.change(entry, ledger.get(Approval, request.id), withdrawn=True)
    ledger.change(entry, request, approved_until=None, decisions=request.decisions + 1, **changes)


def _approve(entry: Entry, ledger: Ledger, request: Request, until: date | None) -> None:
    copy = ledger.get(Copy, entry.subject(Subject.COPY))
    sha256, version = entry.fact("sha256", digest), entry.fact("version", number)
    if (copy.id, copy.digest, copy.version) != (request.copy, sha256, version):
        raise OutOfOrderError("approval_of_another_copy")
    binds: dict[str, Any] = {"copy": copy.id, "sha256": sha256, "version": version, "until": until, "withdrawn": False}
    before = ledger.of(Approval).get(request.id)
    if before is None:
        ledger.add(Approval(id=request.id, since=entry.seq, **binds))
    else:
        ledger.change(entry, before, **binds)


def _decision(entry: Entry, request: Request, transcript: str | None = None) -> list[Replayed]:
    """Return its row, with its note."""
    note, withdrawn = note_of(entry), entry.kind is EventKind.APPROVAL_WITHDRAWN
    copy = entry.subject_or_none(Subject.COPY)
    decision = Decision(
        id=entry.fact("decision", identifier),
        since=entry.seq,
        request=RequestId(request.id),
        copy=CopyId(copy) if copy else None,
        copy_digest=entry.fact("sha256", or_none(digest)),
        decided_by=entry.actor,
        decided_at=entry.about,
        approved=entry.kind is EventKind.REQUEST_APPROVED,
        refusal=None if withdrawn else entry.fact("reason", or_none(text)),
        until=entry.fact_or("until", or_none(day), None),
        note=NoteId(note.id) if note else None,
        sent_back=entry.kind is EventKind.REQUEST_SENT_BACK,
        weighed=() if withdrawn else entry.fact("weighed", several(_pair)),
        version=entry.fact_or("version", number, None),
        position=request.decisions + 1,
        transcript=transcript,
    )
    return [decision, *new(note)]


def _pair(value: object) -> tuple[str, str]:
    first, second = text(value).split(":", 1)
    return first, second


@dataclass(frozen=True, kw_only=True)
class Disclosure(Replayed):
    """A file of that copy went to the police. `position`: its place among those of its request, from 0."""

    request: RequestId
    position: int
    copy: CopyId
    route: str
    basis: str
    disclosed_on: date
    receiver: NoteId
    reference: NoteId | None
    recorded_by: PersonId
    recorded_at: About


@follows(EventKind.FILE_DISCLOSED)
def file_disclosed(entry: Entry, ledger: Ledger) -> None:
    """Add a disclosure. Raises OutOfOrderError (`wrong_order`) where the copy was not approved for the police."""
    request, copy, notes = of(entry, ledger), entry.subject(Subject.COPY), _notes(entry)
    if (request.status, request.purpose, request.copy) != ("approved", "police", copy):
        raise OutOfOrderError("wrong_order")
    known, position = ledger.of(Disclosure), 0
    while f"{request.id}/{position}" in known:
        position += 1
    one = Disclosure(
        id=f"{request.id}/{position}",
        since=entry.seq,
        request=RequestId(request.id),
        position=position,
        copy=CopyId(copy),
        route=entry.fact("route", text),
        basis=entry.fact("basis", text),
        disclosed_on=entry.fact("disclosed_on", day),
        receiver=NoteId(notes[0].id),
        reference=NoteId(notes[1].id) if notes[1:] else None,
        recorded_by=entry.actor,
        recorded_at=entry.about,
    )
    ledger.add(one, *notes)


def _notes(entry: Entry) -> list[Note]:
    """Return whom it went to and, if there is one, the reference of their form."""
    ids, words = entry.fact("notes", several(identifier)), entry.fact("digests", several(digest))
    if len(ids) not in (1, 2) or len(words) != len(ids):
        raise MalformedError("notes")
    return [Note(id=id, since=entry.seq, words=said) for id, said in zip(ids, words, strict=True)]
