"""Recordings, imported and linked; the copies made of them, their marks and transcripts, and what was decided on them.

- What ends with a recording or copy is here, too: its transcript, and the keys that seal it.
- A transcript's `body` is the SHA-256 of the stored ciphertext, as `digest` is; where it is destroyed, `body` becomes
  that of nothing.
- A disclosure is a file of an approved copy that went to the police.
"""

from __future__ import annotations

from collections.abc import Iterable
from contextlib import suppress
from datetime import date, datetime, timedelta
from hashlib import sha256
from typing import Any
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from desktop.domain.log.events import EventKind, Subject, time_text
from desktop.domain.log.replay.ledger import (
    NEAR,
    About,
    Entry,
    Ledger,
    MalformedError,
    OutOfOrderError,
    Replayed,
    digest,
    follows,
    identifier,
    must_follow,
    or_none,
    row,
    several,
    span,
)
from desktop.domain.log.replay.office import NOTHING, Note, RetentionKey, checked, key_in, note_of
from desktop.domain.log.replay.requests import Approval, Request, holds_of, is_held, moved, of, put_on, status_moved
from desktop.domain.shared.dates import add_months
from desktop.domain.shared.ids import CopyId, NoteId, PersonId, RecordingId, RequestId
from desktop.domain.shared.spans import Span


class Recording(Replayed):
    """An original. `digest`: the SHA-256 of its bytes; `has_key`: whether it can still be opened."""

    source: str
    call_at: datetime
    outbound: bool
    format: str
    rate: int
    channels: int
    frames: int
    digest: str
    retention_key: str
    imported_at: About
    destroyed_at: About | None = None
    agent_channel: int | None
    ended_because: str | None
    has_key: bool = True
    number: str | None = None
    """The salted digest of its number; None where it has none."""


@follows(
    EventKind.RECORDING_IMPORTED,
    EventKind.RECORDING_BROUGHT_BACK,
    EventKind.RECORDING_LINKED,
    EventKind.CALL_METADATA_TOLD,
)
def recording_came(entry: Entry, ledger: Ledger) -> None:
    """Follow an import: a new recording, or one that was there, with its own bytes; and which holds have it now."""
    id, held = entry.subject(Subject.RECORDING), entry.fact_or("requests", several(identifier), ())
    request = of(entry, ledger) if entry.names(Subject.REQUEST) else None
    changes = moved(entry, request) if request else {}
    if entry.kind is EventKind.RECORDING_IMPORTED:
        _add_recording(entry, ledger, id)
    else:
        ledger.must_have(Recording, id)
        _must_have_its_bytes(entry, ledger.of(Recording).get(id))
        if entry.says("number_digest") and id in ledger.of(Recording):
            ledger.change(entry, ledger.get(Recording, id), number=entry.fact("number_digest", digest))
    if request:
        ledger.change(entry, request, recording=RecordingId(id), **changes)
    for each in sorted({*held, *([request.id] if request else [])}):
        put_on(entry, ledger, holds_of(ledger, each), [id])


def _must_have_its_bytes(entry: Entry, recording: Recording | None) -> None:
    """Raise OutOfOrderError (`said_otherwise`) where the event took it for a recording of other bytes."""
    if recording is not None and entry.fact_or("sha256", digest, recording.digest) != recording.digest:
        raise OutOfOrderError("said_otherwise")


def _add_recording(entry: Entry, ledger: Ledger, id: str) -> None:
    key = key_in(entry)
    recording = entry.told(
        Recording,
        id,
        call_at=entry.fact("called_at", datetime),
        digest=entry.fact("sha256", digest),
        retention_key=key.id,
        agent_channel=entry.fact("agent_channel", or_none(int, -1)),
        number=entry.fact("number_digest", digest),
    )
    ledger.add(recording, *checked(key, ledger))


def told_of(entries: Iterable[Entry], id: str) -> Recording | None:
    """Return a recording as its own events say it, in order: imported, and its number told since; None where none
    imports it. What they say of requests, keys and its length is left out.
    """
    ledger = Ledger(not_told=frozenset({RetentionKey}))
    for entry in entries:
        with suppress(MalformedError, OutOfOrderError):
            if entry.subject(Subject.RECORDING) != id:
                continue
            if entry.kind is EventKind.RECORDING_IMPORTED:
                _add_recording(entry, ledger, id)
            elif entry.says("number_digest"):
                ledger.change(entry, ledger.get(Recording, id), number=entry.fact("number_digest", digest))
    return ledger.of(Recording).get(id)


def month_told(recording: Recording) -> str:
    """Return the month (UTC) of its call."""
    return time_text(recording.call_at)[:7]


def digest_of_calls(ids: Iterable[str]) -> str:
    """Return the digest of the recordings of some months."""
    return sha256(",".join(sorted(ids)).encode()).hexdigest()


@follows(EventKind.RECORDING_NOT_LEFT)
def recording_not_left(entry: Entry, ledger: Ledger) -> None:
    """Follow that none is left; note a finding where others were compared than there are (`recordings_unseen`)."""
    status_moved(entry, ledger)
    if not ledger.tells(Recording):
        return
    months, compared = entry.fact("months", several(str)), entry.fact("compared", digest)
    there = (each for each in ledger.of(Recording).values() if each.destroyed_at is None)
    if digest_of_calls(each.id for each in there if month_told(each) in months) != compared:
        ledger.note_finding(entry, "recordings_unseen")


class SavedTranscript(Replayed):
    """The transcript of the request with that identifier; `savers`: sorted."""

    version: int
    lines: int
    digest: str
    body: str
    saved_by: PersonId
    saved_at: About
    savers: tuple[PersonId, ...]


class CopyTranscript(Replayed):
    """The transcript of the copy with that identifier; `version`: of the one that it was made from."""

    version: int
    lines: int
    digest: str
    body: str


@follows(EventKind.TRANSCRIPT_SAVED)
def transcript_saved(entry: Entry, ledger: Ledger) -> None:
    """Save a transcript as its next version."""
    said, lines = entry.fact("sha256", digest), entry.fact("lines", int)
    _save(entry, ledger, SavedTranscript, of(entry, ledger).id, lines=lines, digest=said, body=said)


def _save(
    entry: Entry, ledger: Ledger, kind: type[SavedTranscript] | type[Draft], request: str, **said: object
) -> None:
    """Save what a request has as its next version. Raises OutOfOrderError where that is not the event's."""
    before, version = ledger.of(kind).get(request), entry.fact("version", int)
    must_follow(version == (before.version + 1 if before else 1))
    savers = tuple(sorted({*(before.savers if before else ()), entry.actor}))
    saved: dict[str, Any] = {"version": version, "saved_by": entry.actor, "saved_at": entry.about, "savers": savers}
    if before is None:
        ledger.add(entry.told(kind, request, **saved | said))
    else:
        ledger.change(entry, before, **saved | said)


def transcript_of_copy(entry: Entry, copy: str) -> list[CopyTranscript]:
    """Return the transcript that a prepared copy has, if any."""
    if not entry.says("transcript_sha256"):
        return []
    said = entry.fact("transcript_sha256", digest)
    version, lines = entry.fact("transcript_version", int), entry.fact("transcript_lines", int)
    return [entry.told(CopyTranscript, copy, version=version, lines=lines, digest=said, body=said)]


def approved_transcript(entry: Entry, ledger: Ledger, copy: str) -> str | None:
    """Return the digest of the transcript that is approved with a copy; None where none is."""
    if not entry.says("transcript"):
        return None
    said = entry.fact("transcript", digest)
    if ledger.get(CopyTranscript, copy).digest != said:
        raise OutOfOrderError("approval_of_another_copy")
    return said


def _destroy_transcript(
    entry: Entry, ledger: Ledger, kind: type[SavedTranscript] | type[CopyTranscript], id: str
) -> None:
    """Destroy the transcript of a request or of a copy, if it has one."""
    if (found := ledger.of(kind).get(id)) is not None:
        ledger.change(entry, found, body=NOTHING)


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
    destroyed_at: About | None = None
    version: int
    style: str
    gain_cdb: int
    true_peak_cdb: int | None
    loudness_cdb: int | None
    has_key: bool = True


class RemovedPart(Replayed):
    """A part that a copy lacks."""

    copy: CopyId
    position: int
    start_frame: int
    end_frame: int
    channel: int | None
    reason: str


class Chapter(Replayed):
    """A part of a copy that the listener is shown."""

    copy: CopyId
    position: int
    start_frame: int
    end_frame: int
    kind: str


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
    _save(entry, ledger, Draft, request.id, body=entry.fact("draft_sha256", digest))
    _destroy_transcript(entry, ledger, SavedTranscript, request.id)
    ledger.change(entry, request, recording=None, copy=None, **changes)
    _destroy(entry, ledger, copies)


@follows(EventKind.RECORDING_DESTROYED)
def recording_destroyed(entry: Entry, ledger: Ledger) -> None:
    """Destroy a recording with its copies.

    Findings: one that a hold in force has (`destroyed_on_hold`), and one of a call whose period, as the event names it,
    was not over in the zone of its source (`destroyed_too_soon`).
    """
    recording = ledger.get(Recording, entry.subject(Subject.RECORDING))
    must_follow(recording.destroyed_at is None)
    copies = _copies(entry, ledger, "copies")
    _must_be_of(copies, "recording", recording.id)
    if is_held(ledger, recording.id):
        ledger.note_finding(entry, "destroyed_on_hold")
    if _is_too_soon(entry, recording.call_at):
        ledger.note_finding(entry, "destroyed_too_soon")
    ledger.change(entry, recording, destroyed_at=entry.about, has_key=False, number=None)
    for id in [id for id in ledger.of(SavedTranscript) if ledger.get(Request, id).recording == recording.id]:
        _destroy_transcript(entry, ledger, SavedTranscript, id)
    _destroy(entry, ledger, copies)


def _is_too_soon(entry: Entry, call_at: datetime) -> bool:
    """Return whether the period that the event names was not over. The clock is the one by which it was due."""
    months, days, zone = entry.fact("months", int), entry.fact("days", int), entry.fact("zone", _zone)
    due = add_months(call_at.astimezone(zone).date(), months) + timedelta(days=days)
    return months + days < 1 or (entry.event.at + NEAR).astimezone(zone).date() < due


def _zone(value: object) -> ZoneInfo:
    """Return a time zone. Raises ValueError."""
    try:
        return ZoneInfo(value)  # type: ignore[arg-type]
    except (ZoneInfoNotFoundError, TypeError, OSError):
        raise ValueError from None


def _copies(entry: Entry, ledger: Ledger, name: str) -> list[Copy]:
    return [ledger.get(Copy, id) for id in entry.fact(name, several(identifier))]


def _must_be_of(copies: list[Copy], name: str, id: str) -> None:
    """Raise OutOfOrderError (`copy_of_another`) where one of them belongs to another request, or recording."""
    if any(getattr(copy, name) != id for copy in copies):
        raise OutOfOrderError("copy_of_another")


def _destroy(entry: Entry, ledger: Ledger, copies: list[Copy]) -> None:
    for copy in copies:
        ledger.change(entry, copy, destroyed_at=entry.about, has_key=False)
        _destroy_transcript(entry, ledger, CopyTranscript, copy.id)


@follows(EventKind.RETENTION_KEY_DESTROYED)
def retention_key_destroyed(entry: Entry, ledger: Ledger) -> None:
    """Destroy a retention key; what it still seals moves under a new one, and what does not is a finding."""
    key = ledger.of(RetentionKey).get(entry.fact("key", identifier))
    must_follow(key is None or key.destroyed_at is None)
    if entry.says("new_key"):
        _move(entry, ledger)
    if key is not None:
        if _seals(ledger, key):
            ledger.note_finding(entry, "sealing_key_destroyed")
        ledger.change(entry, key, destroyed_at=entry.about, wrapped=NOTHING)


def _seals(ledger: Ledger, key: RetentionKey) -> bool:
    """Return whether something that is not destroyed is under that key."""
    sealed: type[Recording | Copy] = Recording if key.kind == "original" else Copy
    return any(each.retention_key == key.id and each.destroyed_at is None for each in ledger.of(sealed).values())


@follows(EventKind.RETENTION_KEY_RENEWED)
def retention_key_renewed(entry: Entry, ledger: Ledger) -> None:
    """Move some of what a retired key seals under a new one."""
    key = ledger.of(RetentionKey).get(entry.fact("key", identifier))
    must_follow(key is None or (key.destroyed_at is None and key.retired_at is not None))
    _move(entry, ledger)


def _move(entry: Entry, ledger: Ledger) -> None:
    fresh = key_in(entry)
    sealed: type[Recording | Copy] = Recording if fresh.kind == "original" else Copy
    under = [ledger.get(sealed, id) for id in entry.fact("moved", several(identifier))]
    ledger.add(*checked(fresh, ledger))
    for each in under:
        ledger.change(entry, each, retention_key=fresh.id)


@follows(EventKind.DRAFT_SAVED)
def draft_saved(entry: Entry, ledger: Ledger) -> None:
    """Save the marks as their next version."""
    _save(entry, ledger, Draft, of(entry, ledger).id, body=entry.fact("sha256", digest))


@follows(EventKind.COPY_PREPARED)
def copy_prepared(entry: Entry, ledger: Ledger) -> None:
    """Give the request its copy; the one before is destroyed."""
    request, before = of(entry, ledger), _copies(entry, ledger, "replaces")
    _must_be_of(before, "request", request.id)
    changes, id = moved(entry, request), entry.subject(Subject.COPY)
    recording = entry.subject(Subject.RECORDING)
    if recording != request.recording:
        raise OutOfOrderError("copy_of_another")
    key = key_in(entry)
    copy = entry.told(Copy, id, digest=entry.fact("sha256", digest), retention_key=key.id)
    words = transcript_of_copy(entry, id)
    ledger.add(copy, *_removed(entry, id), *_chapters(entry, id), *words, *checked(key, ledger))
    ledger.change(entry, request, copy=CopyId(id), **changes)
    _destroy(entry, ledger, before)


def _removed(entry: Entry, copy: str) -> list[RemovedPart]:
    parts = entry.fact("removed", several(span))
    channels = entry.fact("removed_channels", several(or_none(int, -1)))
    reasons = entry.fact("removed_reasons", several(str))
    if not len(parts) == len(channels) == len(reasons):
        raise MalformedError("removed")
    return [
        entry.told(
            RemovedPart,
            f"{copy}/{position}",
            position=position,
            start_frame=found.start,
            end_frame=found.end,
            channel=channel,
            reason=reason,
        )
        for position, (found, channel, reason) in enumerate(zip(parts, channels, reasons, strict=True))
    ]


def _chapters(entry: Entry, copy: str) -> list[Chapter]:
    return [
        entry.told(Chapter, f"{copy}/{at}", position=at, start_frame=found.start, end_frame=found.end, kind=kind)
        for at, (found, kind) in enumerate(entry.fact("chapters", several(_chapter)))
    ]


def _chapter(value: object) -> tuple[Span, str]:
    start, end, kind = row(int, int, str)(value)
    return Span(start, end), kind


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
        changes["approved_until"] = until = entry.fact("until", or_none(date))
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
    sha256, version = entry.fact("sha256", digest), entry.fact("version", int)
    if (copy.id, copy.digest, copy.version) != (request.copy, sha256, version):
        raise OutOfOrderError("approval_of_another_copy")
    if not _names_the_newest(entry, ledger, request, copy):
        ledger.note_finding(entry, "newer_left_out")
    binds: dict[str, Any] = {"copy": copy.id, "sha256": sha256, "version": version, "until": until, "withdrawn": False}
    before = ledger.of(Approval).get(request.id)
    if before is None:
        ledger.add(entry.told(Approval, request.id, **binds))
    else:
        ledger.change(entry, before, **binds)


def _names_the_newest(entry: Entry, ledger: Ledger, request: Request, copy: Copy) -> bool:
    """Return whether it says which marks and which transcript are newer than those of the copy, if any are."""
    marks, words = ledger.of(Draft).get(request.id), ledger.of(SavedTranscript).get(request.id)
    newer = marks.version if marks is not None and marks.version > copy.version else None
    if entry.fact_or("newer_marks", int, None) != newer:
        return False
    if words is None or not entry.says("transcript"):
        return True
    newer = words.version if words.version > ledger.get(CopyTranscript, copy.id).version else None
    return entry.fact_or("newer_transcript", int, None) == newer


def _decision(entry: Entry, request: Request, transcript: str | None = None) -> tuple[Decision, Note | None]:
    """Return its row, with its note."""
    withdrawn = entry.kind is EventKind.APPROVAL_WITHDRAWN
    decision = entry.told(
        Decision,
        entry.fact("decision", identifier),
        copy_digest=entry.fact("sha256", or_none(digest)),
        approved=entry.kind is EventKind.REQUEST_APPROVED,
        refusal=None if withdrawn else entry.fact("reason", or_none(str)),
        until=entry.fact_or("until", or_none(date), None),
        sent_back=entry.kind is EventKind.REQUEST_SENT_BACK,
        weighed=() if withdrawn else entry.fact("weighed", several(_pair)),
        version=entry.fact_or("version", int, None),
        position=request.decisions + 1,
        transcript=transcript,
    )
    return decision, note_of(entry)


def _pair(value: object) -> tuple[str, str]:
    if not isinstance(value, str):
        raise ValueError
    first, second = value.split(":", 1)
    return first, second


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
    must_follow((request.status, request.purpose, request.copy) == ("approved", "police", copy))
    position, form = len(ledger.numbered(Disclosure, request.id)), notes[1].id if notes[1:] else None
    id = f"{request.id}/{position}"
    ledger.add(entry.told(Disclosure, id, position=position, receiver=notes[0].id, reference=form), *notes)


def _notes(entry: Entry) -> list[Note]:
    """Return whom it went to and, if there is one, the reference of their form."""
    ids, words = entry.fact("notes", several(identifier)), entry.fact("digests", several(digest))
    if len(ids) not in (1, 2) or len(words) != len(ids):
        raise MalformedError("notes")
    return [entry.told(Note, id, words=said) for id, said in zip(ids, words, strict=True)]
