"""Transcripts of recordings, and what copies have of them.

Rules:
- `body` is the SHA-256 of the stored ciphertext, and `digest` says the same; where a transcript is destroyed with its
  recording or copy, `body` becomes that of nothing.
- Events from before there were transcripts name none: then there is none.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from desktop.domain.log.events import EventKind
from desktop.domain.log.replay.entry import About, Entry, OutOfOrderError, Replayed, digest, number
from desktop.domain.log.replay.keys import NOTHING
from desktop.domain.log.replay.ledger import Ledger, follows
from desktop.domain.log.replay.requests import Request, of
from desktop.domain.shared.ids import PersonId


@dataclass(frozen=True, kw_only=True)
class Saved(Replayed):
    """The transcript of the request with that identifier; `savers`: sorted."""

    version: int
    lines: int
    digest: str
    body: str
    saved_by: PersonId
    saved_at: About
    savers: tuple[PersonId, ...]


@dataclass(frozen=True, kw_only=True)
class OfCopy(Replayed):
    """The transcript of the copy with that identifier; `version`: of the one that it was made from."""

    version: int
    lines: int
    digest: str
    body: str


@follows(EventKind.TRANSCRIPT_SAVED)
def transcript_saved(entry: Entry, ledger: Ledger) -> None:
    """Save a transcript as its next version."""
    request, version = of(entry, ledger), entry.fact("version", number)
    before = ledger.of(Saved).get(request.id)
    if version != (before.version + 1 if before else 1):
        raise OutOfOrderError("wrong_order")
    said, lines = entry.fact("sha256", digest), entry.fact("lines", number)
    saved: dict[str, Any] = {"version": version, "lines": lines, "digest": said, "body": said}
    saved |= {"saved_by": entry.actor, "saved_at": entry.about}
    if before is None:
        ledger.add(Saved(id=request.id, since=entry.seq, savers=(entry.actor,), **saved))
    else:
        savers = tuple(sorted({*before.savers, entry.actor}))
        ledger.change(entry, before, savers=savers, **saved)


def of_copy(entry: Entry, copy: str) -> list[OfCopy]:
    """Return the transcript that a prepared copy has, if any."""
    if not entry.says("transcript_sha256"):
        return []
    said = entry.fact("transcript_sha256", digest)
    version, lines = entry.fact("transcript_version", number), entry.fact("transcript_lines", number)
    return [OfCopy(id=copy, since=entry.seq, version=version, lines=lines, digest=said, body=said)]


def approved(entry: Entry, ledger: Ledger, copy: str) -> str | None:
    """Return the digest of the transcript that is approved with a copy; None where none is."""
    if not entry.says("transcript"):
        return None
    said = entry.fact("transcript", digest)
    if ledger.get(OfCopy, copy).digest != said:
        raise OutOfOrderError("approval_of_another_copy")
    return said


def destroy_of_request(entry: Entry, ledger: Ledger, request: str) -> None:
    """Destroy the transcript of a request, if it has one."""
    if (found := ledger.of(Saved).get(request)) is not None:
        ledger.change(entry, found, body=NOTHING)


def destroy_of_recording(entry: Entry, ledger: Ledger, recording: str) -> None:
    """Destroy the transcripts of every request that has that recording."""
    for id in [id for id in ledger.of(Saved) if ledger.get(Request, id).recording == recording]:
        destroy_of_request(entry, ledger, id)


def destroy_of_copy(entry: Entry, ledger: Ledger, copy: str) -> None:
    """Destroy the transcript of a copy, if it has one."""
    if (found := ledger.of(OfCopy).get(copy)) is not None:
        ledger.change(entry, found, body=NOTHING)
