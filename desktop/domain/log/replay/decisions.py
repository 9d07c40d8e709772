"""Decisions on copies, and what an approval binds."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from desktop.domain.log.events import EventKind, Subject
from desktop.domain.log.replay import transcripts
from desktop.domain.log.replay.copies import Copy
from desktop.domain.log.replay.entry import (
    NOT_SAID,
    About,
    Entry,
    Maybe,
    OutOfOrderError,
    Replayed,
    day,
    digest,
    identifier,
    number,
    or_none,
    several,
    text,
)
from desktop.domain.log.replay.ledger import Ledger, follows
from desktop.domain.log.replay.office import new, note_of
from desktop.domain.log.replay.requests import Approval, Request, moved, of
from desktop.domain.shared.ids import CopyId, NoteId, PersonId, RequestId


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
    position: Maybe[int]
    transcript: str | None = None


@follows(EventKind.REQUEST_APPROVED, EventKind.REQUEST_SENT_BACK, EventKind.REQUEST_REFUSED)
def decided(entry: Entry, ledger: Ledger) -> None:
    """Follow a decision on a request; an approval binds its copy as it is."""
    request = of(entry, ledger)
    changes: dict[str, object] = dict(moved(entry, request))
    approves = entry.kind is EventKind.REQUEST_APPROVED
    copy = entry.subject_or(Subject.COPY, "")
    words = transcripts.approved(entry, ledger, copy) if approves else None
    rows = _decision(entry, ledger, request, words)
    if approves:
        changes["approved_until"] = until = entry.said("until", or_none(day))
        _approve(entry, ledger, request, until)
    ledger.add(*rows)
    if entry.kind is EventKind.REQUEST_SENT_BACK:
        changes["copy"] = None
    ledger.change(entry, request, decisions=request.decisions + 1, **changes)


@follows(EventKind.APPROVAL_WITHDRAWN)
def approval_withdrawn(entry: Entry, ledger: Ledger) -> None:
    """Withdraw an approval: the copy waits for a decision again."""
    request = of(entry, ledger)
    changes, rows = moved(entry, request), _decision(entry, ledger, request)
    ledger.add(*rows)
    ledger.change(entry, ledger.get(Approval, request.id), withdrawn=True)
    ledger.change(entry, request, approved_until=None, decisions=request.decisions + 1, **changes)


def _approve(entry: Entry, ledger: Ledger, request: Request, until: Maybe[date | None]) -> None:
    copy = ledger.get(Copy, entry.subject(Subject.COPY))
    sha256, version = entry.fact("sha256", digest), entry.said("version", number)
    if (copy.id, copy.digest) != (request.copy, sha256) or version not in (copy.version, NOT_SAID):
        raise OutOfOrderError("approval_of_another_copy")
    binds = {"copy": copy.id, "sha256": sha256, "version": version, "until": until, "withdrawn": False}
    before = ledger.of(Approval).get(request.id)
    if before is None:
        ledger.add(Approval(id=request.id, since=entry.seq, **binds))  # type: ignore[arg-type]
    else:
        ledger.change(entry, before, **binds)


def _decision(entry: Entry, ledger: Ledger, request: Request, transcript: str | None = None) -> list[Replayed]:
    """Return its row, with its note; none where an older event does not name it."""
    if not entry.says("decision"):
        ledger.leave_open(Decision)
        return []
    note, withdrawn = note_of(entry), entry.kind is EventKind.APPROVAL_WITHDRAWN
    copy = entry.subject_or(Subject.COPY, None)
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
        until=entry.fact("until", or_none(day)) if entry.says("until") else None,
        note=NoteId(note.id) if note else None,
        sent_back=entry.kind is EventKind.REQUEST_SENT_BACK,
        weighed=() if withdrawn else entry.fact("weighed", several(_pair)),
        version=entry.fact("version", number) if entry.says("version") else None,
        position=NOT_SAID if Decision in ledger.open else request.decisions + 1,
        transcript=transcript,
    )
    return [decision, *new(note)]


def _pair(value: object) -> tuple[str, str]:
    first, second = text(value).split(":", 1)
    return first, second
