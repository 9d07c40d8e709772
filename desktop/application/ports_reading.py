"""What the use cases read for lists, and the rows of these lists."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime
from typing import Protocol

from desktop.application.views import AppointmentRow, QueueRow, RequestRow, ReviewFilter, ReviewRow
from desktop.domain.log.events import Event
from desktop.domain.office.people import Person
from desktop.domain.shared.ids import CopyId, DeskId, PersonId, RequestId, SessionId
from desktop.domain.shared.spans import Span


class Reading(Protocol):
    """Rows for lists, and the events of one session."""

    def appointments(self, start: datetime, end: datetime) -> Sequence[AppointmentRow]: ...

    def unfinished(self, before: datetime) -> Sequence[AppointmentRow]:
        """Those whose session was interrupted, and those of before `before` whose session is still under way."""
        ...

    def requests(self, statuses: Sequence[str], also: Collection[RequestId] = ()) -> Sequence[RequestRow]:
        """Those of these statuses, and those that are named."""
        ...

    def requests_to_invite(self) -> Sequence[RequestRow]:
        """Approved ones for which no appointment is booked."""
        ...

    def decisions_waiting(self) -> Sequence[QueueRow]: ...

    def reviews(self, by: ReviewFilter, limit: int) -> Sequence[ReviewRow]:
        """A page, by keyset: exceptions first, then the oldest."""
        ...

    def review_counts(self, late: datetime | None = None) -> tuple[int, int]:
        """How many closed sessions wait for a signature: those to look at, and ordinary ones (`late`: ReviewFilter)."""
        ...

    def events_of(self, session: SessionId) -> Sequence[tuple[int, Event]]: ...

    def heard_by_staff(self, by: PersonId, copy: CopyId, request: RequestId) -> tuple[Span, ...]:
        """What that person has heard of that copy, of that request, before it was decided; from the log."""
        ...

    def deciders(self, request: RequestId) -> frozenset[PersonId]:
        """Everybody who has ever decided on that request."""
        ...

    def people(self) -> Mapping[PersonId, Person]: ...

    def desks(self) -> Mapping[DeskId, str]: ...

    def desk_recipients(self, kind: str) -> Sequence[str]:
        """Whom a retention key of that kind (`original` or `approved`) is wrapped to: desks, then recovery."""
        ...

    def latest_checkpoint(self) -> str | None: ...

    def checkpoint_covering(self, seq: int) -> str | None:
        """The first checkpoint whose tree holds the event of that number."""
        ...

    def log_size(self) -> int: ...
