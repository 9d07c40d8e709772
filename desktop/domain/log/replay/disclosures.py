"""Disclosures: files that went to the police, of an approved copy."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from desktop.domain.log.events import EventKind, Subject
from desktop.domain.log.replay.entry import (
    About,
    Entry,
    MalformedError,
    NotSaid,
    OutOfOrderError,
    Replayed,
    day,
    digest,
    identifier,
    several,
    text,
)
from desktop.domain.log.replay.ledger import Ledger, follows
from desktop.domain.log.replay.office import Note
from desktop.domain.log.replay.requests import of
from desktop.domain.shared.ids import CopyId, NoteId, PersonId, RequestId


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
    for_police = isinstance(request.purpose, NotSaid) or request.purpose == "police"
    if request.status != "approved" or not for_police or request.copy != copy:
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
