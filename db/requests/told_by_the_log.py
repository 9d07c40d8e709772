"""The facts of a request that are in the log alone: letters made about it, when its recording was looked for, and who
corrected who asks.

Rules:
- An event counts by its bytes: the columns beside them only find it.
- An invitation tells of an appointment: moved, called off or booked again, it has to be made again.
- A letter that answers a request tells of the decision as it was: after another one it has to be made again. So has a
  response letter after a session: it tells whether they listened, and whether a copy goes to them.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence, Set
from datetime import datetime

from sqlalchemy import Connection, select

from db.log.known import events_in
from db.schema import request_tables
from db.schema.audit_tables import OUTSIDE_SESSIONS, audit_event
from db.schema.session_tables import session
from desktop.domain.log.events import Event, EventKind, Subject
from desktop.domain.requests.letters import ANSWERING, LetterKind
from desktop.domain.requests.request import WHO_THEY_ARE
from desktop.domain.shared.ids import PersonId, RequestId, SessionId

_DECIDED = (
    EventKind.REQUEST_APPROVED,
    EventKind.REQUEST_SENT_BACK,
    EventKind.REQUEST_REFUSED,
    EventKind.RECORDING_NOT_LEFT,
    EventKind.APPROVAL_WITHDRAWN,
)
"""The events after which the letters that told of the decision before tell of another one."""
_APPOINTED = (EventKind.APPOINTMENT_BOOKED, EventKind.APPOINTMENT_MOVED, EventKind.APPOINTMENT_CALLED_OFF)
"""The events after which an invitation tells of another appointment, or of none."""
_LETTERS = {kind.value: kind for kind in LetterKind}
_LOOKED = (
    EventKind.RECORDING_SEARCHED,
    EventKind.RECORDING_IMPORTED,
    EventKind.RECORDING_BROUGHT_BACK,
    EventKind.RECORDING_LINKED,
)


def letters_made(connection: Connection, request: RequestId) -> Mapping[LetterKind, datetime]:
    """Return the kinds of letter about it that were made, each with when it was last.

    Of those that answer it, after its last decision; of a response letter, after the last session too; of an
    invitation, for the appointment as it is.
    """
    made: dict[LetterKind, datetime] = {}
    kinds = (EventKind.LETTER_MADE, EventKind.SESSION_CLOSED, *_DECIDED, *_APPOINTED)
    for event in _events(connection, request, kinds):
        if event.kind in _DECIDED:
            made = {kind: at for kind, at in made.items() if kind not in ANSWERING}
        elif event.kind in _APPOINTED:
            made.pop(LetterKind.INVITATION, None)
        elif event.kind is EventKind.SESSION_CLOSED:
            made.pop(LetterKind.RESPONSE, None)
        elif (letter := _LETTERS.get(str(event.facts.get("letter")))) is not None:
            made[letter] = event.at
    return made


def corrections_told(connection: Connection, request: RequestId, letter: LetterKind) -> Set[SessionId]:
    """Return the sessions about whose correction that letter was made."""
    made = _events(connection, request, (EventKind.LETTER_MADE,))
    told = [event for event in made if event.facts.get("letter") == letter.value]
    return {SessionId(event.subjects[Subject.SESSION]) for event in told if Subject.SESSION in event.subjects}


def looked_at(connection: Connection, request: RequestId) -> datetime | None:
    """Return when its recording was first searched for, or came; None where neither is in the log."""
    return min((event.at for event in _events(connection, request, _LOOKED)), default=None)


def correctors(connection: Connection, number: str) -> Set[PersonId]:
    """Return who corrected the name or the date of birth of whoever asks under that number."""
    first = select(request_tables.request.c.id).where(request_tables.request.c.reference == number)
    query = select(audit_event.c.seq, audit_event.c.body).where(
        OUTSIDE_SESSIONS,
        audit_event.c.request == first.scalar_subquery(),
        audit_event.c.kind == EventKind.ASKER_CORRECTED.value,
    )
    events = [event for _, _, event in events_in(connection.execute(query)) if event.kind is EventKind.ASKER_CORRECTED]
    return {PersonId(by) for by in map(_who_made_them_another, events) if by}


def _who_made_them_another(corrected: Event) -> str | None:
    changed = corrected.facts["changed"]
    assert isinstance(changed, Sequence)
    return None if WHO_THEY_ARE.isdisjoint(changed) else corrected.actor


def _events(connection: Connection, request: RequestId, kinds: Collection[EventKind]) -> list[Event]:
    """Return its events of those kinds, in order: those outside of its sessions, and those of each, by an index."""
    found = select(audit_event.c.seq, audit_event.c.body).where(audit_event.c.kind.in_([kind.value for kind in kinds]))
    its_sessions = select(session.c.id).where(session.c.request == request)
    outside = found.where(audit_event.c.request == request, audit_event.c.session.is_(None))
    both = outside.union_all(found.where(audit_event.c.session.in_(its_sessions)))
    events = [event for _, _, event in events_in(connection.execute(both.order_by(both.selected_columns.seq)))]
    return [event for event in events if event.kind in kinds and event.subjects.get(Subject.REQUEST) == request]
