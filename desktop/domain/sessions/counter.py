"""Records kept beside a session's state: notes and sighted documents.

Rules:
- Stored of a document: its kind and group, whether it is in date, the age of a bill, who looked and when. Never a
  number, never an image (DOMAIN: identity).
- A note's words are stored apart from the log, which holds a salted digest of them.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from desktop.domain.shared.ids import PersonId
from desktop.domain.shared.notes import Note


class NoteKind(StrEnum):
    """The kind of a session note."""

    REMARK = "remark"
    QUESTION = "question"
    DISPUTE = "dispute"
    OUTCOME = "outcome"
    LESSER_CHECK = "lesser_check"
    LESSER_CHECK_DECLINED = "lesser_check_declined"
    UNBOOKED = "unbooked"


@dataclass(frozen=True)
class SessionNote:
    """A note in a session, at a frame of the approved copy where it has one."""

    note: Note
    kind: NoteKind
    at_frame: int | None
    correction_wanted: bool
    taken_at: datetime


@dataclass(frozen=True)
class SightedDocument:
    """An accepted document, as stored."""

    slot: int
    kind: str
    group: str
    in_date: bool
    age_months: int | None
    checks: tuple[str, ...]
    sighted_by: PersonId
    sighted_at: datetime
