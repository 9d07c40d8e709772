"""Decisions on copies, and what an approval binds."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from desktop.domain.log.events import EventKind, Subject
from desktop.domain.log.replay.copies import Copy
from desktop.domain.log.replay.ledger import Ledger
from desktop.domain.log.replay.office import new, note_of
from desktop.domain.log.replay.requests import Approval, Request, moved, of
from desktop.domain.log.replay.told import (
    NOT_SAID,
    About,
    Maybe,
    OddError,
    Replayed,
    Told,
    day,
    digest,
    identifier,
    number,
    or_none,
    several,
    text,
)
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


def decided(told: Told, ledger: Ledger) -> None:
    """Follow a decision on a request; an approval binds its copy as it is."""
    request = of(told, ledger)
    changes: dict[str, object] = dict(moved(told, request))
    approves = told.kind is EventKind.REQUEST_APPROVED
    rows = _decision(told, ledger, request)
    if approves:
        changes["approved_until"] = until = told.said("until", or_none(day))
        _approve(told, ledger, request, until)
    ledger.add(*rows)
    if told.kind is EventKind.REQUEST_SENT_BACK:
        changes["copy"] = None
    ledger.change(told, request, decisions=request.decisions + 1, **changes)


def approval_withdrawn(told: Told, ledger: Ledger) -> None:
    """Withdraw an approval: the copy waits for a decision again."""
    request = of(told, ledger)
    changes, rows = moved(told, request), _decision(told, ledger, request)
    ledger.add(*rows)
    ledger.change(told, ledger.get(Approval, request.id), withdrawn=True)
    ledger.change(told, request, approved_until=None, decisions=request.decisions + 1, **changes)


def _approve(told: Told, ledger: Ledger, request: Request, until: Maybe[date | None]) -> None:
    copy = ledger.get(Copy, told.subject(Subject.COPY))
    sha256, version = told.fact("sha256", digest), told.said("version", number)
    if (copy.id, copy.digest) != (request.copy, sha256) or version not in (copy.version, NOT_SAID):
        raise OddError("approval_of_another_copy")
    binds = {"copy": copy.id, "sha256": sha256, "version": version, "until": until, "withdrawn": False}
    before = ledger.of(Approval).get(request.id)
    if before is None:
        ledger.add(Approval(id=request.id, since=told.seq, **binds))  # type: ignore[arg-type]
    else:
        ledger.change(told, before, **binds)


def _decision(told: Told, ledger: Ledger, request: Request) -> list[Replayed]:
    """Return its row, with its note; none where an older event does not name it."""
    if not told.says("decision"):
        ledger.leave_open(Decision)
        return []
    note, withdrawn = note_of(told), told.kind is EventKind.APPROVAL_WITHDRAWN
    copy = told.subject_or(Subject.COPY, None)
    decision = Decision(
        id=told.fact("decision", identifier),
        since=told.seq,
        request=RequestId(request.id),
        copy=CopyId(copy) if copy else None,
        copy_digest=told.fact("sha256", or_none(digest)),
        decided_by=told.actor,
        decided_at=told.about,
        approved=told.kind is EventKind.REQUEST_APPROVED,
        refusal=None if withdrawn else told.fact("reason", or_none(text)),
        until=told.fact("until", or_none(day)) if told.says("until") else None,
        note=NoteId(note.id) if note else None,
        sent_back=told.kind is EventKind.REQUEST_SENT_BACK,
        weighed=() if withdrawn else told.fact("weighed", several(_pair)),
        version=told.fact("version", number) if told.says("version") else None,
        position=NOT_SAID if Decision in ledger.open else request.decisions + 1,
    )
    return [decision, *new(note)]


def _pair(value: object) -> tuple[str, str]:
    first, second = text(value).split(":", 1)
    return first, second
