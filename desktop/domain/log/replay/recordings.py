"""Recordings: imported, linked, decoded again."""

from __future__ import annotations

from collections.abc import Iterable
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256

from desktop.domain.log.events import EventKind, Subject, time_text
from desktop.domain.log.replay.holds import holds_of, put_on
from desktop.domain.log.replay.ledger import (
    About,
    Entry,
    Ledger,
    MalformedError,
    OutOfOrderError,
    Replayed,
    digest,
    flag,
    follows,
    identifier,
    moment,
    number,
    or_none,
    several,
    text,
)
from desktop.domain.log.replay.pcs import RetentionKey, key_of
from desktop.domain.log.replay.requests import moved, of, status_moved
from desktop.domain.shared.ids import RecordingId


@dataclass(frozen=True, kw_only=True)
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
    agent_channel: int | None
    ended_because: str | None
    destroyed_at: About | None = None
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
    key, fresh = key_of(entry, ledger, "original")
    recording = Recording(
        id=id,
        since=entry.seq,
        source=entry.fact("source", text),
        call_at=entry.fact("called_at", moment),
        outbound=entry.fact("outbound", flag),
        format=entry.fact("format", text),
        rate=entry.fact("rate", number),
        channels=entry.fact("channels", number),
        frames=entry.fact("frames", number),
        digest=entry.fact("sha256", digest),
        retention_key=key,
        imported_at=entry.about,
        agent_channel=entry.fact("agent_channel", or_none(number, -1)),
        ended_because=entry.fact("ended_because", or_none(text)),
        number=entry.fact("number_digest", digest),
    )
    ledger.add(recording, *fresh)


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
    months, compared = entry.fact("months", several(text)), entry.fact("compared", digest)
    there = (each for each in ledger.of(Recording).values() if each.destroyed_at is None)
    if digest_of_calls(each.id for each in there if month_told(each) in months) != compared:
        ledger.note_finding(entry, "recordings_unseen")
